"""Where the server keeps bytes: named objects, each whole or absent. Here the folder; ``xzt.server.s3`` has the object store.

Names are made by ``xzt.server.blobs`` alone, of hex digits and slashes. All of it may be called by several processes at once.
"""

import asyncio
import contextlib
import errno
import os
import secrets
import time
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from xzt.core.errors import Trouble


class Objects(Protocol):
    """What a place for objects does. What it cannot do is ``Trouble("objects_away")`` (retry)."""

    async def put(self, name: str, data: bytes) -> None:
        """Keep an object; when this returns it is durable. One of that name is replaced."""

    async def get(self, name: str) -> bytes:
        """Read an object whole; absent is ``Trouble("blob_missing")``."""

    async def size(self, name: str) -> int | None:
        """Give the length of an object, None when it is absent."""

    async def delete(self, name: str) -> None:
        """Remove an object; an absent one is nothing."""

    async def renew(self, name: str) -> bool:
        """Make an object count as kept today; False where it has to be put again for that."""

    async def sweep(self, name: str, age: timedelta) -> bool:
        """Remove an object that was put or renewed longer ago; says whether it did. One that is renewed meanwhile stays."""

    async def tidy(self, age: timedelta) -> int:
        """Remove what was begun longer ago and never became an object; gives how many."""

    async def close(self) -> None:
        """Let go of what it holds."""


class Folder:
    """A folder: written aside, flushed, then renamed, so that a name always stands for whole content (RS-14, RS-21)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._incoming = folder / "incoming"
        self._incoming.mkdir(parents=True, exist_ok=True)

    async def put(self, name: str, data: bytes) -> None:
        """Keep an object."""
        await asyncio.to_thread(self._put, name, data)

    async def get(self, name: str) -> bytes:
        """Read an object."""
        try:
            return await asyncio.to_thread((self._folder / name).read_bytes)
        except FileNotFoundError as error:
            raise Trouble("blob_missing") from error

    async def size(self, name: str) -> int | None:
        """Give its length."""
        with contextlib.suppress(FileNotFoundError):
            return (self._folder / name).stat().st_size
        return None

    async def delete(self, name: str) -> None:
        """Remove it."""
        (self._folder / name).unlink(missing_ok=True)

    async def renew(self, name: str) -> bool:
        """Touch it."""
        with contextlib.suppress(FileNotFoundError):
            os.utime(self._folder / name)
            return True
        return False

    async def sweep(self, name: str, age: timedelta) -> bool:
        """Take it aside, and put it back where it was touched before it was aside."""
        return await asyncio.to_thread(self._sweep, self._folder / name, age)

    async def tidy(self, age: timedelta) -> int:
        """Remove what a dead process has left of objects that were coming in."""
        old = [path for path in self._incoming.iterdir() if _is_older(path, age)]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    async def close(self) -> None:
        """Hold nothing."""

    def _sweep(self, target: Path, age: timedelta) -> bool:
        if not _is_older(target, age):
            return False
        aside = self._incoming / secrets.token_hex(16)
        try:
            target.rename(aside)
        except FileNotFoundError:
            return False
        if _is_older(aside, age):
            aside.unlink()
            return True
        if not target.exists():
            aside.rename(target)
        return False

    def _put(self, name: str, data: bytes) -> None:
        target, aside = self._folder / name, self._incoming / secrets.token_hex(16)
        try:
            with aside.open("xb") as file:  # buffered: a disk that fills takes a part of a write, and only the next one fails
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            self._make(target.parent)
            aside.replace(target)
            _flush_folder(target.parent)
        except OSError as error:
            raise Trouble("objects_away", retry=True, detail=errno.errorcode.get(error.errno or 0, "")) from error
        finally:
            aside.unlink(missing_ok=True)

    def _make(self, folder: Path) -> None:
        if not folder.exists():
            folder.mkdir(parents=True, exist_ok=True)
            while folder != self._folder:
                folder = folder.parent
                _flush_folder(folder)


def _is_older(path: Path, age: timedelta) -> bool:
    """Compare by the clock that the folder is written by."""
    try:
        return path.stat().st_mtime < time.time() - age.total_seconds()
    except FileNotFoundError:
        return False


def _flush_folder(folder: Path) -> None:
    """Make a rename durable, where the system can flush a folder (Windows cannot, and does not need it)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
