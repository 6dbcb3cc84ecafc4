"""Files of this device's store: taken in and given out piece by piece, so that a gigabyte neither sits in memory nor holds up the writer.

Content goes into chunk files in the thread that calls; only the rows that name them go through the writer.
"""

import contextlib
import errno
import logging
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from xzt.client.writer import Read, Run
from xzt.core.errors import Trouble
from xzt.store import blobs, chunks
from xzt.store.blobs import Facts
from xzt.store.chunks import Chunks
from xzt.store.database import Connection
from xzt.store.keyslots import flush_folder

T = TypeVar("T")
log = logging.getLogger(__name__)


class Filing:
    """The files of one open store. Call from any thread but the window's; ``run`` writes, ``read`` reads."""

    def __init__(self, beside: Chunks, run: Run, read: Read) -> None:
        self.chunks, self._run, self._read = beside, run, read
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="filing")
        self._closing = threading.Event()

    def keep(self, data: bytes) -> Future[str]:
        """Keep a file and have it uploaded; gives its digest."""
        if len(data) < blobs.INSIDE:
            return self._run(lambda db: blobs.put(db, data, uploaded=False))
        return self._pool.submit(blobs.keep, self._commit, self.chunks, data, uploaded=False)

    def bring(self, data: bytes) -> str:
        """Keep a file that came from the server, by whatever way; gives its digest. Blocks."""
        return blobs.keep(self._commit, self.chunks, data, uploaded=True)

    def take_in(self, path: Path, told: Callable[[int, int], None]) -> Facts:
        """Keep a file from outside and have it uploaded; ``told`` hears bytes done and of how many. Blocks.

        ``Trouble``: ``file_unreadable``, ``file_empty``, ``file_changed`` (somebody wrote in it meanwhile), ``disk_full``.
        """
        try:
            size = path.stat().st_size
            if size == 0:
                raise Trouble("file_empty", name=path.name)
            filed = chunks.file_in(self.chunks, chunks.read_whole(path), lambda done: told(min(done, size), size))
            if path.stat().st_size != filed.size or filed.size != size:
                raise Trouble("file_changed", retry=True, name=path.name)
        except OSError as error:
            raise Trouble("file_unreadable", path=path.name, detail=str(error)) from error
        self._run(lambda db: blobs.enter(db, filed, uploaded=False)).result()
        return Facts(filed.digest, filed.size, uploaded=False, parts=filed.parts)

    def facts(self, digest: str) -> Facts | None:
        """Tell what is known of a file, None where it is not here."""
        return self._read(lambda db: blobs.facts(db, digest))

    def stands(self, digest: str) -> tuple[bool, bool]:
        """Say whether a file is here, and whether the server has it too."""
        return self._read(lambda db: (blobs.has(db, digest), digest not in blobs.to_upload(db)))

    def was_wrong(self, digest: str) -> bool:
        """Say whether another file came under this name, and was not kept."""
        return self._read(lambda db: blobs.was_wrong(db, digest))

    def whole(self, digest: str) -> bytes | None:
        """Read a file into memory, None when it is not here. For what is shown, not for attachments."""
        found = self.facts(digest)
        return b"".join(self._content(found)) if found else None

    def copy_to(self, digest: str, path: Path, told: Callable[[int, int], None]) -> None:
        """Write a file out under ``path``, whole or not at all. Blocks. ``Trouble``: ``blob_missing``, ``blob_damaged``, ``disk_full``."""
        found = self.facts(digest)
        if found is None:
            raise Trouble("attachment_missing", retry=True)
        aside, done = path.with_name(path.name + ".part"), 0
        try:
            with aside.open("wb") as file:  # buffered: a disk that fills takes a part of a write, and only the next one fails
                for piece in self._content(found):
                    file.write(piece)
                    done += len(piece)
                    told(done, found.size)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(path)
            flush_folder(path.parent)
        except OSError as error:
            full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
            raise Trouble("disk_full" if full else "disk", retry=True, detail=str(error)) from error
        finally:
            with contextlib.suppress(OSError):
                aside.unlink(missing_ok=True)

    def tidy(self) -> None:
        """Move what older stores kept inside the database beside it, and remove chunks that nothing names; in a thread of its own."""
        self._pool.submit(self._tidy)

    def close(self) -> None:
        """Finish what runs; what was not begun is begun the next time."""
        self._closing.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _commit(self, work: Callable[[Connection], T]) -> T:
        return self._run(work).result()

    def _content(self, found: Facts) -> Iterator[bytes]:
        try:
            yield from blobs.content(found, self.chunks, self._read)
        except Trouble as trouble:
            if trouble.code != "blob_damaged":
                raise
            if found.uploaded:  # the server has it: it is fetched again
                self._run(lambda db: blobs.lose(db, found.digest))
            raise Trouble("blob_damaged", retry=True, digest=found.digest) from trouble

    def _tidy(self) -> None:
        try:
            for digest in self._read(blobs.large_inside):
                if self._closing.is_set():
                    return
                self._move_out(digest)
            self.chunks.sweep(self._read(blobs.named))
        except (Trouble, OSError) as error:
            log.warning("the files beside the store could not be put in order: %s", error)

    def _move_out(self, digest: str) -> None:
        found = self.facts(digest)
        if found is None:
            return
        try:
            filed = chunks.file_in(self.chunks, blobs.content(found, self.chunks, self._read))
        except Trouble as trouble:
            if trouble.code != "blob_damaged":
                raise
            log.warning("a file inside the store is damaged and stays where it is")
            return
        self._run(lambda db: blobs.move_out(db, filed)).result()
