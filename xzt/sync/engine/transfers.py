"""Large files, up and down, in a lane beside the rounds, so that no approval waits for a scan. One piece at a time is in memory.

Pieces that arrived stay, here as chunk files and there as pieces: after a cut or a restart the lane asks what is missing and goes on. What
fails stops no other file and no round; it is told with its code and tried again later.
"""

import asyncio
import contextlib
import functools
import hashlib
import itertools
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Iterable
from typing import TYPE_CHECKING, Any

from xzt.core.digest import sha256
from xzt.core.errors import Trouble
from xzt.core.notices import Transfer, Transfers
from xzt.store import blobs
from xzt.store.blobs import Facts
from xzt.store.chunks import CHUNK, Chunks, Filed, Part
from xzt.sync.engine.rounds import Settled, Transactions, look, run
from xzt.sync.protocol import messages as m
from xzt.sync.protocol.versions import PIECES, has

if TYPE_CHECKING:
    from xzt.sync.engine.wire import Wire

RUN = 16
"""Pieces in one request: what a pause waits for."""
RESERVE = 64 * 1024 * 1024
"""Bytes of the disk that a download leaves to everything else."""
TRY_AGAIN = 120.0
"""Seconds until a file that failed is tried again."""
_SLICE = 16 * 1024
_TELL = 0.2
"""Least seconds between two notices of progress."""


class Limit:
    """How fast files may go, in bytes a second of both directions together; 0 is as fast as the line."""

    def __init__(self) -> None:
        self.rate = 0
        self._left, self._at = 0.0, 0.0

    async def take(self, count: int) -> None:
        """Wait until ``count`` bytes may go; at most one second's worth is saved up."""
        if not self.rate:
            return
        now = asyncio.get_running_loop().time()
        self._left = min(float(self.rate), self._left + (now - self._at) * self.rate) - count
        self._at = now
        if self._left < 0:
            await asyncio.sleep(-self._left / self.rate)

    def slices(self, data: bytes) -> Iterable[bytes]:
        """Cut what goes at once into what the limit is asked for."""
        step = _SLICE if self.rate else len(data)
        return (data[at : at + step] for at in range(0, len(data), step))


class Lane:
    """The files on their way. Belongs to the engine's loop; ``state`` may be read from any thread."""

    def __init__(self, transactions: Transactions, chunks: Chunks, tell: Callable[[Transfers], None]) -> None:
        self._transactions, self._chunks, self._tell = transactions, chunks, tell
        self.limit, self.paused = Limit(), False
        self.state = Transfers()
        self._woken = asyncio.Event()
        self._failed: dict[str, Transfer] = {}
        self._down: dict[str, tuple[m.Parts, tuple[str, str]]] = {}
        self._told = 0.0

    def offer(self, digest: str, parts: m.Parts, record: tuple[str, str]) -> None:
        """Take a file to download, which ``record`` names."""
        self._down[digest] = (parts, record)
        self.wake()

    def expects(self, digest: str) -> bool:
        """Say whether this download is the lane's already."""
        return digest in self._down

    def wake(self) -> None:
        """Say that there may be something to do, or that the person wants it tried again."""
        self._woken.set()

    def settle(self, rate: int, paused: bool) -> None:  # noqa: FBT001  as the store has them
        """Take no more than ``rate`` bytes a second, 0 for all there is; stop after the pieces that are under way, or go on."""
        self.limit.rate, self.paused = rate, paused
        self._show(self.state.files)
        self.wake()

    async def run(self, wire: "Wire", done: Callable[[Settled], None]) -> None:
        """Bring and fetch files until cancelled; ``done`` hears of every file that came or went. Without a line it is a ``Trouble``."""
        while True:
            self._woken.clear()
            self._failed.clear()
            await self._all(wire, done)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), TRY_AGAIN if self._failed else None)

    async def _all(self, wire: "Wire", done: Callable[[Settled], None]) -> None:
        bring = has(wire.protocol, PIECES) and not self.paused
        for digest in [] if not bring else await look(self._transactions, functools.partial(blobs.to_upload, longer=CHUNK)):
            if await self._guarded(self._upload(wire, digest), digest, up=True):
                done(Settled(again=True))
        for digest, (parts, record) in sorted(self._down.items(), key=lambda item: item[1][0].size):
            if self.paused:
                break
            if await self._guarded(self._download(wire, digest, parts), digest, up=False):
                del self._down[digest]
                done(Settled(frozenset({record} if record[1] else ())))
            elif digest in self._failed and self._failed[digest].trouble == "blob_damaged" and record[1]:
                done(Settled(frozenset({record})))
        self._show(tuple(self._failed.values()))

    async def _guarded(self, work: Coroutine[Any, Any, bool], digest: str, *, up: bool) -> bool:
        """Do one file; what fails is noted, but for a line or a session that is gone, and a server that asks for time."""
        try:
            return await work
        except Trouble as trouble:
            busy = (
                "after" in trouble.params and trouble.code != "objects_away"
            )  # a server without room for files takes commands all the same
            if busy or trouble.code in {"offline", "signed_out"}:
                raise
            now = next((file for file in self.state.files if file.digest == digest), Transfer(digest, up, 0, 0))
            self._failed[digest] = Transfer(digest, up, now.done, now.total, trouble.code)
            return False

    async def _upload(self, wire: "Wire", digest: str) -> bool:
        found = await look(self._transactions, functools.partial(blobs.facts, digest=digest))
        if found is None or not found.parts:
            return False
        parts = m.Parts(found.size, tuple(part.piece for part in found.parts))
        held = await wire.plan(digest, parts)
        before = len(parts.pieces) + 1
        while not held.done:
            if len(held.missing) >= before:  # what was brought did not count
                raise Trouble("server_error", retry=True, detail="pieces")
            before = len(held.missing)
            for start, count in runs(held.missing):
                if self.paused:
                    return False
                await self._send(wire, found, start, count)
            held = await wire.plan(digest, parts)
        await run(self._transactions, functools.partial(blobs.mark_uploaded, digest=digest))
        return True

    async def _send(self, wire: "Wire", found: Facts, start: int, count: int) -> None:
        chosen = found.parts[start : start + count]
        before = sum(part.size for part in found.parts[:start])

        async def content() -> AsyncIterator[bytes]:
            sent = before
            coming = asyncio.ensure_future(asyncio.to_thread(self._chunks.get, chosen[0]))
            try:
                for following in itertools.chain(chosen[1:], [None]):
                    data = await coming
                    if following:
                        coming = asyncio.ensure_future(asyncio.to_thread(self._chunks.get, following))
                    for piece in self.limit.slices(data):
                        await self.limit.take(len(piece))
                        yield piece
                        sent += len(piece)
                        self._moved(Transfer(found.digest, up=True, done=sent, total=found.size))
            finally:
                coming.cancel()

        await wire.put_pieces(found.digest, start, content(), sum(part.size for part in chosen))

    async def _download(self, wire: "Wire", digest: str, parts: m.Parts) -> bool:
        names = [Part(self._chunks.name_of(piece), piece, length(parts, n)) for n, piece in enumerate(parts.pieces)]
        here = await asyncio.to_thread(lambda: [n for n, part in enumerate(names) if self._chunks.stands(part)])
        missing = [n for n in range(len(names)) if n not in set(here)]
        if sum(names[n].size for n in missing) + RESERVE > self._chunks.room():
            raise Trouble("disk_full", retry=True)
        await run(self._transactions, functools.partial(blobs.expect, digest=digest, parts=tuple(names)))
        try:
            whole = await self._take_all(wire, digest, parts, names, missing)
        except Trouble as trouble:
            if trouble.code == "disk_full":  # what was taken so far is given back, so that the rest can go on
                await self._give_up(digest, names)
            raise
        if whole is None:
            return False
        if whole != digest:
            await self._give_up(digest, names)
            await run(self._transactions, functools.partial(blobs.note_wrong, digest=digest))
            raise Trouble("blob_damaged", retry=True, digest=digest)
        await asyncio.to_thread(self._chunks.settle)
        filed = Filed(digest, parts.size, tuple(names))
        await run(self._transactions, lambda db: blobs.enter(db, filed, uploaded=True))
        return True

    async def _take_all(self, wire: "Wire", digest: str, parts: m.Parts, names: list[Part], missing: list[int]) -> str | None:
        """Fetch what is missing and hash the whole in order; None when it was paused in between."""
        seen, at, done = hashlib.new("sm3"), 0, parts.size - sum(names[n].size for n in missing)
        for start, count in runs(missing):
            for part in names[at:start]:
                seen.update(await asyncio.to_thread(self._chunks.get, part))
            if self.paused:
                return None
            pending: asyncio.Future[tuple[Part, None]] | None = None
            try:
                async for n, data in self._pieces(wire, digest, names, start, count):
                    if pending:
                        await pending
                    pending = asyncio.gather(asyncio.to_thread(self._chunks.put, data), asyncio.to_thread(seen.update, data))
                    done += len(data)
                    self._moved(Transfer(digest, up=False, done=done, total=parts.size))
                    at = n + 1
            finally:
                if pending:
                    await pending
        for part in names[at:]:
            seen.update(await asyncio.to_thread(self._chunks.get, part))
        return seen.hexdigest()

    async def _pieces(
        self, wire: "Wire", digest: str, names: list[Part], start: int, count: int
    ) -> AsyncGenerator[tuple[int, bytes], None]:
        """Fetch a run of pieces, each held against its name; a cut in between is ``Trouble("offline")``."""
        held, n = bytearray(), start
        async with contextlib.aclosing(wire.get_pieces(digest, start, count)) as content:
            async for data in content:
                for piece in self.limit.slices(data):
                    await self.limit.take(len(piece))
                held += data
                while n < start + count and len(held) >= names[n].size:
                    whole = bytes(held[: names[n].size])
                    del held[: names[n].size]
                    if sha256(whole) != names[n].piece:
                        raise Trouble("blob_damaged", retry=True, digest=digest)
                    yield n, whole
                    n += 1
        if n < start + count:
            raise Trouble("offline", retry=True, detail="cut")

    async def _give_up(self, digest: str, names: list[Part]) -> None:
        await run(self._transactions, functools.partial(blobs.give_up, digest=digest))
        named = await run(self._transactions, blobs.named)
        await asyncio.to_thread(self._chunks.discard, names, named)

    def _moved(self, transfer: Transfer) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._told >= _TELL:
            self._told = now
            self._show((transfer, *self._failed.values()))
        else:
            self.state = Transfers((transfer, *self._failed.values()), self.paused)

    def _show(self, files: tuple[Transfer, ...]) -> None:
        state = Transfers(files, self.paused)
        if state != self.state or files:
            self.state = state
            self._tell(state)
        else:
            self.state = state


def runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Gather numbers into runs that follow each other: first and count, no longer than ``RUN``."""
    found: list[tuple[int, int]] = []
    for n in numbers:
        if found and found[-1][0] + found[-1][1] == n and found[-1][1] < RUN:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((n, 1))
    return found


def length(parts: m.Parts, n: int) -> int:
    """Give the length of the n-th piece."""
    return min(m.PIECE, parts.size - n * m.PIECE)
