"""Files by their SM3: one object, or from 1 MiB on pieces of that length, named by their SHA-256, and a list of them that is written last.

They are never executed, served by path or unpacked. Who may have one is not decided here. No file is ever in memory whole, but for one that
is asked for so (``read``). Every piece is held against its name as it comes in and as it goes out (RS-14, RS-21).
"""

import asyncio
import hashlib
import re
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import TypeVar

from msgspec import Struct

from xzt.core.digest import sha256, sm3
from xzt.core.encoding import decode, encode
from xzt.core.errors import Trouble
from xzt.server.objects import Objects
from xzt.sync.protocol.messages import PIECE, Parts

T = TypeVar("T")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_UNDER_WAY = 3
"""Pieces on their way to the disk while the next one comes in."""
_SHORT = 64 * 1024
_REMEMBERED = 64
"""Lists of pieces, and hashes of uploads under way, that a process keeps in memory."""


def is_digest(text: str) -> bool:
    """Say whether ``text`` can name a file or a piece."""
    return _DIGEST.fullmatch(text) is not None


class Progress(Struct):
    """How far an upload has been hashed: the next piece, and the hash so far."""

    next: int
    seen: "hashlib._Hash"


class Blobs:
    """The files of a server. All of it may be called by several processes at once."""

    def __init__(self, objects: Objects) -> None:
        self.objects = objects
        self._lists: OrderedDict[str, Parts] = OrderedDict()
        self._hashed: OrderedDict[tuple[str, str], Progress] = OrderedDict()

    async def receive(self, digest: str, content: AsyncIterator[bytes], limit: int) -> int:
        """Keep what arrives under ``digest``; gives its size. Troubles: ``blob_too_large``, ``blob_mismatch`` (other content)."""
        name, seen, size = _whole(digest), hashlib.new("sm3"), 0
        pieces: list[str] = []
        last = b""
        async for piece in cut(content):
            size += len(piece)
            if size > limit:
                raise Trouble("blob_too_large", limit=str(limit))
            await _away(seen.update, piece)
            if len(piece) == PIECE:
                pieces.append(await self.put_piece(sha256(piece), piece))
            last = piece
        if seen.hexdigest() != digest:
            raise Trouble("blob_mismatch")
        if not pieces:
            await self.objects.put(name, last)
            return size
        if len(last) < PIECE:
            pieces.append(await self.put_piece(sha256(last), last))
        await self._put_list(digest, Parts(size, tuple(pieces)))
        return size

    async def keep(self, digest: str, data: bytes) -> None:
        """Keep ``data``, whose SM3 is ``digest``."""

        async def whole() -> AsyncIterator[bytes]:
            yield data

        await self.receive(digest, whole(), len(data))

    async def read(self, digest: str) -> bytes:
        """Read a file whole; absent is ``Trouble("blob_missing")``, damaged on disk ``Trouble("blob_damaged")``."""
        return b"".join([piece async for piece in self.content(digest, await self.parts(digest))])

    async def content(self, digest: str, parts: Parts, start: int = 0, count: int | None = None) -> AsyncIterator[bytes]:
        """Give a file piece by piece, from a piece on; damaged on disk is ``Trouble("blob_damaged")``."""
        if not parts.pieces:
            data = await self.objects.get(_whole(digest))
            if await _away(sm3, data) != digest:
                raise Trouble("blob_damaged")
            yield data
            return
        for piece in parts.pieces[start : None if count is None else start + count]:
            yield await self.get_piece(piece)

    async def parts(self, digest: str) -> Parts:
        """Give the pieces of a file, none for one that stands as one object; absent is ``Trouble("blob_missing")``."""
        if digest in self._lists:
            self._lists.move_to_end(digest)
            return self._lists[digest]
        size = await self.objects.size(_whole(digest))
        if size is None:
            return self._remember(digest, decode(await self.objects.get(_list(digest)), Parts))
        if size <= PIECE:
            return Parts(size, ())
        return await self._split(digest)

    async def put_piece(self, piece: str, data: bytes) -> str:
        """Keep a piece; another content than its name says is ``Trouble("blob_mismatch")``."""
        if await asyncio.to_thread(sha256, data) != piece:
            raise Trouble("blob_mismatch")
        name = _piece(piece)
        if await self.objects.size(name) != len(data) or not await self.objects.renew(name):
            await self.objects.put(name, data)
        return piece

    async def sweep(self, piece: str, age: timedelta) -> bool:
        """Remove a piece that nobody has brought for that long; says whether there was one."""
        return await self.objects.sweep(_piece(piece), age)

    async def get_piece(self, piece: str) -> bytes:
        """Read a piece; damaged is ``Trouble("blob_damaged")``, and it goes, so that bringing it again mends it."""
        data = await self.objects.get(_piece(piece))
        if await asyncio.to_thread(sha256, data) != piece:
            await self.objects.delete(_piece(piece))
            raise Trouble("blob_damaged")
        return data

    async def put_run(self, upload: tuple[str, str], parts: Parts, start: int, content: AsyncIterator[bytes]) -> AsyncIterator[int]:
        """Keep pieces of an upload (who, digest) as they come, from ``start`` on; gives the number of each that is durable, in order."""
        under_way: list[tuple[int, asyncio.Task[str]]] = []
        failed: Exception | None = None
        n = start
        try:
            async for data in cut(content):
                if n >= len(parts.pieces) or len(data) != length(parts, n):
                    failed = Trouble("blob_mismatch")
                    break
                under_way.append((n, asyncio.ensure_future(self.put_piece(parts.pieces[n], data))))
                await self._hash_on(upload, n, data)
                n += 1
                if len(under_way) >= _UNDER_WAY:
                    done, task = under_way.pop(0)
                    await task
                    yield done
        except Exception as error:  # noqa: BLE001  raised again below: what came whole before the line was cut counts all the same
            failed = error
        for done, task in under_way:
            try:
                await task
            except Trouble as trouble:
                failed = failed or trouble
                break
            yield done
        await asyncio.gather(*(task for _, task in under_way), return_exceptions=True)
        if failed:
            raise failed

    async def assemble(self, upload: tuple[str, str], parts: Parts) -> None:
        """Name the file whose pieces are all here; pieces that are not the file are ``Trouble("blob_mismatch")``."""
        _, digest = upload
        for n in range(self._hashed[upload].next if upload in self._hashed else 0, len(parts.pieces)):
            await self._hash_on(upload, n, await self.get_piece(parts.pieces[n]))
        if self._hashed.pop(upload).seen.hexdigest() != digest:
            raise Trouble("blob_mismatch")
        await self._put_list(digest, parts)

    def forget(self, upload: tuple[str, str]) -> None:
        """Let go of what is remembered of an upload."""
        self._hashed.pop(upload, None)

    async def _hash_on(self, upload: tuple[str, str], n: int, data: bytes) -> None:
        """Take a piece into the hash of the whole if it is the next; others are read again at the end."""
        if n == 0:
            self._hashed[upload] = Progress(0, hashlib.new("sm3"))
            while len(self._hashed) > _REMEMBERED:
                self._hashed.popitem(last=False)
        progress = self._hashed.get(upload)
        if progress and progress.next == n:
            progress.next += 1
            await asyncio.to_thread(progress.seen.update, data)

    async def _put_list(self, digest: str, parts: Parts) -> None:
        await self.objects.put(_list(digest), encode(parts))
        self._remember(digest, parts)

    def _remember(self, digest: str, parts: Parts) -> Parts:
        self._lists[digest] = parts
        while len(self._lists) > _REMEMBERED:
            self._lists.popitem(last=False)
        return parts

    async def _split(self, digest: str) -> Parts:
        """Bring a large file that an older server kept as one object into pieces."""
        data = await self.objects.get(_whole(digest))
        if await asyncio.to_thread(sm3, data) != digest:
            raise Trouble("blob_damaged")
        pieces = [data[at : at + PIECE] for at in range(0, len(data), PIECE)]
        parts = Parts(len(data), tuple([await self.put_piece(sha256(piece), piece) for piece in pieces]))
        await self._put_list(digest, parts)
        await self.objects.delete(_whole(digest))
        return parts


async def _away(work: Callable[[bytes], T], data: bytes) -> T:
    """Do what takes long in a thread; what takes microseconds, here."""
    return work(data) if len(data) < _SHORT else await asyncio.to_thread(work, data)


def length(parts: Parts, n: int) -> int:
    """Give the length of the n-th piece."""
    return min(PIECE, parts.size - n * PIECE)


def well_formed(parts: Parts) -> bool:
    """Say whether the pieces can make a file of that length."""
    return len(parts.pieces) == -(-parts.size // PIECE) and all(is_digest(piece) for piece in parts.pieces)


async def cut(content: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Cut what comes into pieces; the last has the rest."""
    held = bytearray()
    async for data in content:
        held += data
        while len(held) >= PIECE:
            yield bytes(held[:PIECE])
            del held[:PIECE]
    if held:
        yield bytes(held)


def _whole(digest: str) -> str:
    return _named("", digest)


def _list(digest: str) -> str:
    return _named("lists/", digest)


def _piece(piece: str) -> str:
    return _named("pieces/", piece)


def _named(place: str, digest: str) -> str:
    if not is_digest(digest):
        raise Trouble("digest_malformed")
    return f"{place}{digest[:2]}/{digest}"
