"""P5: what is written beside the database, as pieces of work that a cut can hit: attachments, key slot, settings, packages, objects.

After a cut each file is the old one whole or the new one whole, never empty, never a part, and what was acknowledged is the new one.
"""

import contextlib
import random
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Any, Self
from unittest import mock

from tests.durability.workloads import NEW_PASSWORD, STORE, Ack, House, Workload, cheap_passwords
from tests.store.places import PASSWORD, START
from xzt.archive import package
from xzt.client import profiles
from xzt.client.backingup import choose_place, chosen_place
from xzt.client.filing import Filing
from xzt.core.digest import sha256, sm3
from xzt.server.objects import Folder
from xzt.signing.keys import SoftwareKey
from xzt.store import blobs, chunks, keyslots
from xzt.store.chunks import Chunks, Part
from xzt.store.database import Connection, transaction

PIECE = 4096
"""Bytes of a chunk here: several to a file, and a record that is soon played back."""
OLD, NEW = (random.Random(seed).randbytes(3 * PIECE + 99) for seed in (1, 2))


class _Inline:
    """Does at once, in the thread that is recorded, what a pool would do in others."""

    def __init__(self, *_args: object, **_named: object) -> None:
        self.closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.closed = True

    def submit(self, work: Callable[..., Any], *args: object) -> "Future[Any]":
        done: Future[Any] = Future()
        done.set_result(work(*args))
        return done


@contextlib.contextmanager
def small_pieces() -> Iterator[None]:
    """Cut files into small chunks, and write them where they are recorded."""
    with mock.patch.multiple(chunks, CHUNK=PIECE, ThreadPoolExecutor=_Inline), mock.patch.object(blobs, "INSIDE", 10):
        yield


def filework(house: House) -> list[Workload]:
    """Give the seven writers."""
    stores = partial(_prepared, house)
    return [
        Workload("attachment", stores, partial(_attach, house), partial(_look_attached, house)),
        Workload("download", stores, partial(_download, house), partial(_look_attached, house)),
        Workload("saving out", stores, partial(_save_out, house), lambda folder: _one_of(folder / "out.bin")),
        Workload("key slot", stores, _change_key, house.password_of),
        Workload("settings", stores, _set, lambda folder: str(chosen_place(folder / STORE)) + profiles.read(folder / STORE).server),
        Workload("package", _bare, _pack, _look_packed),
        Workload("server object", _bare, _put_object, _look_object),
    ]


def forgetful() -> Any:
    """Be the writer that forgets to flush: the control that must fail."""
    return mock.patch("xzt.store.chunks.os.fsync", return_value=None)


def _bare(folder: Path) -> None:
    (folder / "blobs" / "incoming").mkdir(parents=True)
    (folder / "packages").mkdir()
    Folder(folder / "blobs")._put("aa/object", OLD)


def _prepared(house: House, folder: Path) -> None:
    house.prepare(folder)
    (folder / "out.bin").write_bytes(OLD)
    with small_pieces():
        db = house.connect(folder)
        _keep(db, Chunks(folder / STORE, house.key), OLD)
        db.close()
    choose_place(folder / STORE, Path("/old"))
    profiles.write(folder / STORE, _profile(folder, "old"))


def _profile(folder: Path, server: str) -> profiles.Profile:
    return profiles.Profile(str(folder), "p", server, "d")


def _keep(db: Connection, beside: Chunks, data: bytes) -> str:
    filed = chunks.file_in(beside, chunks.cut(data))
    with transaction(db):
        return blobs.enter(db, filed, uploaded=False)


def _attach(house: House, folder: Path, ack: Ack) -> None:
    with small_pieces():
        db = house.connect(folder)
        _keep(db, Chunks(folder / STORE, house.key), NEW)
        ack("new")
        db.close()


def _download(house: House, folder: Path, ack: Ack) -> None:
    """Take in pieces as the lane does: expected first, each on the disk, named when the whole is right."""
    with small_pieces():
        db, beside = house.connect(folder), Chunks(folder / STORE, house.key)
        pieces = list(chunks.cut(NEW))
        parts = tuple(Part(beside.name_of(sha256(piece)), sha256(piece), len(piece)) for piece in pieces)
        with transaction(db):
            blobs.expect(db, sm3(NEW), parts)
        for piece in pieces:
            beside.put(piece)
        beside.settle()
        with transaction(db):
            blobs.enter(db, chunks.Filed(sm3(NEW), len(NEW), parts), uploaded=True)
        ack("new")
        db.close()


def _look_attached(house: House, folder: Path) -> str:
    """Read both files whole where they are named; every chunk file that has its name is whole too."""
    db, beside = house.connect(folder), Chunks(folder / STORE, house.key)
    try:
        for piece in (*_pieces(OLD), *_pieces(NEW)):
            part = Part(beside.name_of(sha256(piece)), sha256(piece), len(piece))
            if (beside.folder / part.name).exists() and beside.get(part) != piece:
                raise AssertionError(part.name)
        found = {name: blobs.facts(db, sm3(data)) for name, data in (("old", OLD), ("new", NEW))}
        there = [name for name, facts in found.items() if facts and b"".join(blobs.content(facts, beside, lambda work: work(db)))]
        return there[-1] if "old" in there else "gone"
    finally:
        db.close()


def _pieces(data: bytes) -> list[bytes]:
    return [data[at : at + PIECE] for at in range(0, len(data), PIECE)]


def _save_out(house: House, folder: Path, ack: Ack) -> None:
    with small_pieces():
        db, beside = house.connect(folder), Chunks(folder / STORE, house.key)
        digest = sm3(NEW)
        _keep(db, beside, NEW)

        def run(_work: Callable[[Connection], Any]) -> Any:
            raise AssertionError

        filing = Filing(beside, run, lambda work: work(db))
        filing.copy_to(digest, folder / "out.bin", lambda _done, _total: None)
        ack("new")
        filing.close()
        db.close()


def _one_of(path: Path) -> str:
    data = path.read_bytes()
    return {OLD: "old", NEW: "new"}.get(data, f"{len(data)} bytes")


def _change_key(folder: Path, ack: Ack) -> None:
    with cheap_passwords():
        keyslots.change_password(folder / STORE, PASSWORD, NEW_PASSWORD)
    ack(NEW_PASSWORD)


def _set(folder: Path, ack: Ack) -> None:
    choose_place(folder / STORE, Path("/new"))
    ack(str(chosen_place(folder / STORE)) + "old")
    profiles.write(folder / STORE, _profile(folder, "new"))
    ack(str(chosen_place(folder / STORE)) + "new")


def _pack(folder: Path, ack: Ack) -> None:
    files = {"data/正本.ofd": NEW, "manifest-sm3.txt": b"list", "data/意见/01.json": b"{}"}
    with mock.patch.object(package, "package_files", return_value=files):
        package.write_package(mock.sentinel.contents, folder / "packages" / "one", mock.Mock(spec=SoftwareKey), START)
    ack("new")


def _look_packed(folder: Path) -> str:
    place = folder / "packages" / "one"
    if not place.exists():
        return "none"
    found = {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()}
    whole = {"data/正本.ofd": NEW, "manifest-sm3.txt": b"list", "data/意见/01.json": b"{}"}
    return "new" if found == whole else f"part: {sorted(found)}"


def _put_object(folder: Path, ack: Ack) -> None:
    objects = Folder(folder / "blobs")
    objects._put("aa/object", NEW)
    ack("new")
    objects._put("pieces/bb/piece", NEW)
    ack("new piece")


def _look_object(folder: Path) -> str:
    found = _one_of(folder / "blobs" / "aa" / "object")
    piece = folder / "blobs" / "pieces" / "bb" / "piece"
    if piece.exists() and piece.read_bytes() != NEW:
        return f"piece of {piece.stat().st_size}"
    return f"{found} piece" if piece.exists() else found
