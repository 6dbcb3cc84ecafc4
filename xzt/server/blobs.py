"""Files by their SM3, in a folder: written beside, flushed, then renamed, so that a name always stands for whole content (RS-14, RS-21).

They are never executed, served by path or unpacked. Who may have one is not decided here.
"""

import asyncio
import hashlib
import os
import re
import secrets
from collections.abc import AsyncIterator
from pathlib import Path

from xzt.core.errors import Trouble

_DIGEST = re.compile(r"[0-9a-f]{64}")
_PIECE = 1024 * 1024


def is_digest(text: str) -> bool:
    """Say whether ``text`` can name a file."""
    return _DIGEST.fullmatch(text) is not None


class BlobFolder:
    """The folder of files. All of it may be called by several processes at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._incoming = folder / "incoming"
        self._incoming.mkdir(parents=True, exist_ok=True)

    def path_of(self, digest: str) -> Path:
        """Give the place of a file; a malformed name is ``Trouble("digest_malformed")``."""
        if not is_digest(digest):
            raise Trouble("digest_malformed")
        return self._folder / digest[:2] / digest

    async def receive(self, digest: str, pieces: AsyncIterator[bytes], limit: int) -> int:
        """Keep what arrives under ``digest``; gives its size. Troubles: ``blob_too_large``, ``blob_mismatch`` (other content)."""
        target, aside = self.path_of(digest), self._incoming / secrets.token_hex(16)
        seen, size = hashlib.new("sm3"), 0
        try:
            with aside.open("xb") as file:
                async for piece in pieces:
                    size += len(piece)
                    if size > limit:
                        raise Trouble("blob_too_large", limit=str(limit))
                    seen.update(piece)
                    file.write(piece)
                if seen.hexdigest() != digest:
                    raise Trouble("blob_mismatch")
                await asyncio.to_thread(_flush, file.fileno())
            await asyncio.to_thread(_place, aside, target)
        finally:
            aside.unlink(missing_ok=True)
        return size

    async def keep(self, digest: str, data: bytes) -> None:
        """Keep ``data``, whose SM3 is ``digest``."""

        async def whole() -> AsyncIterator[bytes]:
            yield data

        await self.receive(digest, whole(), len(data))

    async def read(self, digest: str) -> bytes:
        """Read a file whole; absent is ``Trouble("blob_missing")``, damaged on disk ``Trouble("blob_damaged")``."""
        return await asyncio.to_thread(_read, self.path_of(digest), digest)


def _flush(descriptor: int) -> None:
    os.fsync(descriptor)


def _place(aside: Path, target: Path) -> None:
    target.parent.mkdir(exist_ok=True)
    aside.replace(target)
    for folder in (target.parent, target.parent.parent):
        _flush_folder(folder)


def _flush_folder(folder: Path) -> None:
    """Make a rename durable, where the system can flush a folder (Windows cannot, and does not need it)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read(path: Path, digest: str) -> bytes:
    seen, pieces = hashlib.new("sm3"), []
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                seen.update(piece)
                pieces.append(piece)
    except FileNotFoundError as error:
        raise Trouble("blob_missing") from error
    if seen.hexdigest() != digest:
        raise Trouble("blob_damaged")
    return b"".join(pieces)
