"""Files beside the database: what a name tells, what a flip, a cut, a stranger's chunk or a lost row does (RS-01, RS-03, RS-21)."""

import errno
import os
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.store.test_database import CANARY
from xzt.core.digest import sha256, sm3
from xzt.core.errors import Trouble
from xzt.store import backups, blobs, carrying, chunks, database, rescue
from xzt.store.chunks import CHUNK, FILES_FOLDER, Chunks, Part
from xzt.store.database import Connection, transaction

NOON = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)
BIG = random.Random(5).randbytes(2 * CHUNK + 17)


def keep(db: Connection, beside: Chunks, data: bytes, *, uploaded: bool = False) -> str:
    def run(work: Any) -> str:
        with transaction(db):
            return str(work(db))

    return blobs.keep(run, beside, data, uploaded=uploaded)


def read(db: Connection, beside: Chunks, digest: str) -> bytes:
    found = blobs.facts(db, digest)
    assert found
    return b"".join(blobs.content(found, beside, lambda work: work(db)))


def test_rs21_what_is_large_stands_beside_and_is_kept_once(db: Connection, beside: Chunks) -> None:
    """RS-21: three chunk files for a file of two and a bit, none inside the database; the same again makes nothing new."""
    digest = keep(db, beside, BIG)
    assert (digest, read(db, beside, digest)) == (sm3(BIG), BIG)
    names = {path.name for path in beside.folder.iterdir()}
    assert len(names) == 3
    assert names == blobs.named(db)
    assert db.execute("SELECT count(*) FROM blob_chunk").fetchone() == (0,)
    before = {path.name: path.stat().st_mtime_ns for path in beside.folder.iterdir()}
    assert keep(db, beside, BIG) == digest
    assert {path.name: path.stat().st_mtime_ns for path in beside.folder.iterdir()} == before
    small = keep(db, beside, b"small")
    assert (read(db, beside, small), len(list(beside.folder.iterdir()))) == (b"small", 3)


def test_rs03_names_and_content_tell_nothing(beside: Chunks, tmp_path: Path) -> None:
    """RS-01, RS-03: no plain text in a chunk file, no digest of it in its name, and another key names it otherwise."""
    data = CANARY.encode() * 20_000
    part = beside.put(data)
    stored = (beside.folder / part.name).read_bytes()
    assert CANARY.encode() not in stored
    assert part.name not in sha256(data)
    assert part.name not in sm3(data)
    other = Chunks(tmp_path, bytes(32))
    assert other.name_of(part.piece) != part.name
    other.folder.mkdir()
    (other.folder / part.name).write_bytes(stored)
    with pytest.raises(Trouble, match="blob_damaged"):
        other.get(part)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_rs21_every_change_of_a_byte_is_found(beside: Chunks, data: st.DataObject) -> None:
    """RS-21: no flipped bit, no cut and no other chunk under its name is ever given out; putting it again mends it."""
    content = b"content of one chunk" * 10
    part, other = beside.put(content), beside.put(b"another chunk")
    path = beside.folder / part.name
    whole = path.read_bytes()
    match data.draw(st.sampled_from(["flip", "cut", "grow", "swap", "gone"])):
        case "flip":
            at = data.draw(st.integers(0, len(whole) - 1))
            path.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << data.draw(st.integers(0, 7)))]) + whole[at + 1 :])
        case "cut":
            path.write_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])
        case "grow":
            path.write_bytes(whole + b"x")
        case "swap":
            path.write_bytes((beside.folder / other.name).read_bytes())
        case _:
            path.unlink()
    assert not beside.stands(part)
    with pytest.raises(Trouble, match="blob_damaged"):
        beside.get(part)
    assert beside.put(content) == part
    assert beside.get(part) == content


def test_rs21_a_file_whose_parts_are_others_is_damaged(db: Connection, beside: Chunks) -> None:
    """RS-21: parts in another order, or one too few, are not the file, though each chunk is right."""
    digest = keep(db, beside, BIG)
    db.execute("UPDATE blob_part SET n = 9 WHERE digest = ? AND n = 0", (digest,))
    with pytest.raises(Trouble, match="blob_damaged"):
        read(db, beside, digest)
    db.execute("DELETE FROM blob_part WHERE digest = ? AND n = 9", (digest,))
    with pytest.raises(Trouble, match="blob_damaged"):
        read(db, beside, digest)
    blobs.lose(db, digest)
    assert blobs.has(db, digest), "what nobody else has stays"
    blobs.mark_uploaded(db, digest)
    blobs.lose(db, digest)
    assert (blobs.has(db, digest), [name for name, _, _ in blobs.wanted(db)]) == (False, [digest])


def test_orphans_go_and_what_is_named_stays(db: Connection, folder: Path, key: bytes) -> None:
    """Chunks of a file whose row was never written, and what was half written, go at the next start; a download under way keeps its own."""
    before = Chunks(folder, key)
    digest = keep(db, before, BIG)
    chunks.file_in(before, [b"no row names it" * 9])
    coming = before.put(b"came before the cut" * 9)
    blobs.expect(db, "c" * 64, (coming, Part("f" * 40, "0" * 64, 5)))
    (before.folder / ("e" * 40 + ".1234.new")).write_bytes(b"half")
    assert before.sweep(blobs.named(db)) == 1, "only what nobody in this process has put"
    after = Chunks(folder, key)
    assert after.sweep(blobs.named(db)) == 1
    assert (read(db, after, digest), after.get(coming)) == (BIG, b"came before the cut" * 9)
    assert blobs.expected(db, "c" * 64)[0] == coming


def test_a_full_disk_is_named_and_leaves_nothing_half(beside: Chunks, monkeypatch: pytest.MonkeyPatch) -> None:
    """P6: where the disk is full, what was begun is taken away again, and the trouble has its name."""
    real = os.fsync

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("xzt.store.chunks.os.fsync", full)
    with pytest.raises(Trouble, match="disk_full"):
        beside.put(b"x" * 100)
    assert list(beside.folder.iterdir()) == []
    monkeypatch.setattr("xzt.store.chunks.os.fsync", real)
    assert beside.get(beside.put(b"x" * 100)) == b"x" * 100


@pytest.fixture
def backed(db: Connection, folder: Path, beside: Chunks) -> tuple[str, str, backups.Backup]:
    """One file that the server has, one that only this device has, and a backup of the store."""
    known, alone = keep(db, beside, BIG, uploaded=True), keep(db, beside, BIG[::-1])
    return known, alone, backups.make(db, folder, folder.parent / "b", "asked", NOON)


def test_backups_carry_the_files(
    db: Connection, folder: Path, key: bytes, beside: Chunks, backed: tuple[str, str, backups.Backup], caplog: pytest.LogCaptureFixture
) -> None:
    """A backup has every file: what the server has too as a link, what is only here as a copy of its own; nothing else."""
    caplog.set_level("WARNING")
    known, alone, backup = backed
    links = {path.stat().st_nlink for path in (backup.folder / FILES_FOLDER).iterdir()}
    assert links == {1, 2}
    aside = folder.parent / "back"
    aside.mkdir()
    carrying.carry(backup.folder, aside)
    for path in beside.folder.iterdir():
        path.unlink()
    copied = database.connect(backup.folder, key)
    assert [read(copied, Chunks(aside, key), digest) for digest in (known, alone)] == [BIG, BIG[::-1]]
    copied.close()
    assert backups.make(db, folder, folder.parent / "b", "asked", NOON.replace(hour=6)).folder.exists(), "gone files stop no backup"
    assert "missing" in caplog.text


def test_rescue_carries_what_only_this_device_has(db: Connection, folder: Path, key: bytes, beside: Chunks, tmp_path: Path) -> None:
    """A file not uploaded goes over into the new store, under its key; one with a damaged chunk does not pass for whole."""
    keep(db, beside, BIG, uploaded=True)
    alone, hurt, small = keep(db, beside, BIG[::-1]), keep(db, beside, BIG[: CHUNK * 2 - 5]), keep(db, beside, b"small")
    found = blobs.facts(db, hurt)
    assert found
    (beside.folder / found.parts[1].name).write_bytes(b"")
    rescued = rescue.read(lambda: database.connect(folder, key))
    assert set(rescued.files) == {alone, hurt, small}
    other = bytes(range(32))
    (tmp_path / "new").mkdir()
    fresh = database.connect(tmp_path / "new", other, create=True)
    database.migrate(fresh)
    after = Chunks(tmp_path / "new", other)
    files = rescue.carry(rescued, beside, after)
    assert set(files) == {alone, small}
    with transaction(fresh):
        rescue.lay(fresh, rescued, files)
    assert (read(fresh, after, alone), read(fresh, after, small)) == (BIG[::-1], b"small")
    assert sorted(blobs.to_upload(fresh)) == sorted([alone, small])
    fresh.close()


def test_rs21_moving_out_of_the_database_is_whole_at_every_cut(folder: Path, key: bytes, db: Connection, beside: Chunks) -> None:
    """A file that an older store kept inside it stands there, or beside it, at every moment: after each step it reads whole."""
    digest = sm3(BIG)
    with transaction(db):
        db.execute("INSERT INTO blob VALUES(?, ?, 0)", (digest, len(BIG)))
        rows: list[tuple[object, ...]] = [(digest, n, piece) for n, piece in enumerate(chunks.cut(BIG))]
        db.executemany("INSERT INTO blob_chunk VALUES(?, ?, ?)", rows)
    assert blobs.large_inside(db) == [digest]
    found = blobs.facts(db, digest)
    assert found
    seen = []

    def steps() -> Iterator[bytes]:
        for piece in blobs.content(found, beside, lambda work: work(db)):
            yield piece
            other = database.connect(folder, key)  # as a start after a cut would find it
            seen.append(read(other, Chunks(folder, key), digest) == BIG)
            other.close()

    filed = chunks.file_in(beside, steps())
    db.execute("BEGIN IMMEDIATE")
    blobs.move_out(db, filed)
    db.execute("ROLLBACK")
    seen.append(read(db, beside, digest) == BIG)
    with transaction(db):
        blobs.move_out(db, filed)
    with transaction(db):
        blobs.move_out(db, filed)
    assert seen == [True] * 4
    assert (read(db, beside, digest), blobs.large_inside(db)) == (BIG, [])
    assert db.execute("SELECT count(*) FROM blob_chunk").fetchone() == (0,)
