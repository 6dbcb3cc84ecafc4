"""Attachments outside the database: encrypted chunk files in a folder beside it, named so that a name tells nothing of the content.

A chunk is written aside, flushed, and renamed: a name always stands for whole content. What names a chunk is a row of the database,
written after ``settle`` has flushed the folder (RS-21: data before journal). Every reading is held against the seal of AES-256-GCM, which
covers the name too, so that no chunk passes for another. Which chunks make a file is not known here (``xzt.store.blobs``).

Why beside: into SQLCipher the same 256 MiB took 2.5 times as long to write and 4 times as long to read (two cores; each page is enciphered
and written twice), all of it through the one writer that people's commands go through, and a backup would copy it again every day.
"""

import contextlib
import errno
import hashlib
import hmac
import os
import secrets
import shutil
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from msgspec import Struct

from xzt.core.digest import sha256
from xzt.core.errors import Trouble
from xzt.store.keyslots import flush_folder

FILES_FOLDER = "files"
CHUNK = 1024 * 1024
"""Bytes of content in a chunk; the last of a file has the rest."""
_NONCE = 12
_WRITERS = 2
_UNFINISHED = ".new"


class Part(Struct, frozen=True):
    """One chunk of a file: the name of its chunk file, SHA-256 and length of its content."""

    name: str
    piece: str
    size: int


class Filed(Struct, frozen=True):
    """A file whose chunks stand: SM3 of the whole, length, parts in order."""

    digest: str
    size: int
    parts: tuple[Part, ...]


class Chunks:
    """The chunk files of one store. Call from any thread."""

    def __init__(self, folder: Path, data_key: bytes) -> None:
        self.folder = folder / FILES_FOLDER
        self._naming = _derive(data_key, b"xzt chunk names 1")
        self._cipher = AESGCM(_derive(data_key, b"xzt chunks 1"))
        self._fresh: set[str] = set()
        self._lock = threading.Lock()

    def name_of(self, piece: str) -> str:
        """Give the name of the chunk with this SHA-256: without the key nobody can tell one from the other."""
        return hmac.new(self._naming, bytes.fromhex(piece), hashlib.sha256).hexdigest()[:40]

    def put(self, data: bytes) -> Part:
        """Keep a chunk, on the disk when this returns but for the folder's own flush (``settle``). One that stands whole is left alone."""
        piece = sha256(data)
        name = self.name_of(piece)
        part = Part(name, piece, len(data))
        with self._lock:
            self._fresh.add(name)
        if not self.stands(part):
            with _naming_trouble():
                self._write(name, data)
        return part

    def get(self, part: Part) -> bytes:
        """Read a chunk; one that is gone or is not what it was is ``Trouble("blob_damaged")`` and is never given out."""
        try:
            data = (self.folder / part.name).read_bytes()
            plain = self._cipher.decrypt(data[:_NONCE], data[_NONCE:], part.name.encode())
        except (InvalidTag, ValueError, FileNotFoundError) as error:
            raise Trouble("blob_damaged", retry=True) from error
        except OSError as error:
            raise Trouble("disk", retry=True, detail=str(error)) from error
        if len(plain) != part.size:
            raise Trouble("blob_damaged", retry=True)
        return plain

    def stands(self, part: Part) -> bool:
        """Say whether the chunk is here, whole: it is read for that."""
        if not (self.folder / part.name).exists():
            return False
        try:
            self.get(part)
        except Trouble as trouble:
            if trouble.code != "blob_damaged":
                raise
            return False
        return True

    def settle(self) -> None:
        """Have the names on the disk before a row names them."""
        with _naming_trouble():
            if self.folder.exists():
                flush_folder(self.folder)

    def discard(self, parts: Iterable[Part], named: set[str]) -> None:
        """Remove the chunks of a file that did not become one, but for those that a row names."""
        for part in parts:
            if part.name not in named:
                (self.folder / part.name).unlink(missing_ok=True)

    def room(self) -> int:
        """Say how many bytes the disk has left."""
        return shutil.disk_usage(self.folder.parent).free

    def sweep(self, named: set[str]) -> int:
        """Remove what no row names and what was never finished; says how many. What this process has put is left alone."""
        gone = 0
        if not self.folder.exists():
            return 0
        for path in list(self.folder.iterdir()):
            with self._lock:
                if path.name.partition(".")[0] in self._fresh:
                    continue
            if path.name not in named:
                path.unlink(missing_ok=True)
                gone += 1
        return gone

    def _write(self, name: str, data: bytes) -> None:
        if not self.folder.exists():
            self.folder.mkdir(mode=0o700, exist_ok=True)
            flush_folder(self.folder.parent)
        nonce = secrets.token_bytes(_NONCE)
        aside = self.folder / f"{name}.{secrets.token_hex(4)}{_UNFINISHED}"
        try:
            descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
            with os.fdopen(descriptor, "wb") as file:  # buffered: a disk that fills takes a part, and only the next write fails
                file.write(nonce + self._cipher.encrypt(nonce, data, name.encode()))
                file.flush()
                os.fsync(file.fileno())
            aside.replace(self.folder / name)
        except BaseException:
            with contextlib.suppress(OSError):
                aside.unlink(missing_ok=True)
            raise


def file_in(chunks: Chunks, content: Iterable[bytes], told: Callable[[int], None] = lambda _: None) -> Filed:
    """Keep a file chunk by chunk, never the whole of it in memory; ``told`` hears after each how many bytes stand. Blocks."""
    seen, size = hashlib.new("sm3"), 0
    parts: list[Part] = []
    under_way: deque[Future[Part]] = deque()
    with ThreadPoolExecutor(_WRITERS, thread_name_prefix="chunks") as pool:  # the disk is waited for while the next chunk is hashed
        for data in content:
            under_way.append(pool.submit(chunks.put, data))
            seen.update(data)
            if len(under_way) > _WRITERS:
                parts.append(under_way.popleft().result())
                size += parts[-1].size
                told(size)
        for future in under_way:
            parts.append(future.result())
            size += parts[-1].size
    chunks.settle()
    told(size)
    return Filed(seen.hexdigest(), size, tuple(parts))


def cut(data: bytes) -> Iterator[bytes]:
    """Cut content into what goes into chunks."""
    return (data[start : start + CHUNK] for start in range(0, len(data), CHUNK))


def read_whole(path: Path) -> Iterator[bytes]:
    """Read a file from outside in what goes into chunks."""
    with path.open("rb", buffering=0) as file:
        while data := file.read(CHUNK):
            while len(data) < CHUNK and (more := file.read(CHUNK - len(data))):
                data += more
            yield data


def _derive(key: bytes, label: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=label).derive(key)


@contextlib.contextmanager
def _naming_trouble() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
        raise Trouble("disk_full" if full else "disk", retry=True, detail=str(error)) from error
