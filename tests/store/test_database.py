"""The encrypted file: settings, damage, migrations, transactions (RS-02, RS-21, P3, P6, P7, P10)."""

import random
import re
import shutil
import sqlite3
import threading
from pathlib import Path

import pytest

from tests.store.places import Desk
from xzt.core.errors import Trouble
from xzt.store import blobs, database, meta, outbox, records, schema
from xzt.store.chunks import Chunks
from xzt.store.database import STORE_FILE, Connection, transaction

CANARY = "绝无仅有的金丝雀句子ZQXJKV"


def code_of(folder: Path, key: bytes) -> str:
    with pytest.raises(Trouble) as caught:
        database.connect(folder, key)
    return caught.value.code


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("temp_store", 2),
        ("foreign_keys", 1),
        ("trusted_schema", 0),
        ("cell_size_check", 1),
        ("secure_delete", 1),
        ("busy_timeout", 10000),
    ],
)
def test_rs02_settings_stand(db: Connection, name: str, expected: object) -> None:
    """RS-02, 3.5: asserted at every opening."""
    row = db.execute(f"PRAGMA {name}").fetchone()
    assert row is not None
    assert row[0] == expected


def test_rs02_no_extension_can_be_loaded(db: Connection) -> None:
    with pytest.raises(Exception, match="not authorized"):
        db.execute("SELECT load_extension('x')")


def test_rs02_a_setting_that_does_not_hold_closes_the_store(folder: Path, key: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """The assertion can fail: with another journal it does, and the store does not open."""
    changed = tuple("PRAGMA synchronous = NORMAL" if "synchronous" in setting else setting for setting in database._SETTINGS)
    monkeypatch.setattr(database, "_SETTINGS", changed)
    assert code_of(folder, key) == "store_settings"


def test_rs02_old_sqlite_is_refused(folder: Path, key: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "MINIMUM_SQLITE", (99, 0, 0))
    assert code_of(folder, key) == "sqlite_too_old"


def test_plain_file_is_refused(folder: Path, key: bytes) -> None:
    """Signal's lesson: never open, nor write into, a file in clear where an encrypted one should be."""
    for path in folder.glob(f"{STORE_FILE}*"):
        path.unlink()
    plain = sqlite3.connect(folder / STORE_FILE)
    plain.execute("CREATE TABLE meta(key, value)")
    plain.close()
    before = (folder / STORE_FILE).read_bytes()
    assert code_of(folder, key) == "store_not_encrypted"
    assert (folder / STORE_FILE).read_bytes() == before


def test_store_is_never_made_where_one_was(folder: Path, key: bytes) -> None:
    """A missing, an empty or a foreign file is told and left alone."""
    with pytest.raises(Trouble, match="store_exists"):
        database.connect(folder, key, create=True)
    (folder / STORE_FILE).write_bytes(b"")
    assert code_of(folder, key) == "store_damaged"
    (folder / STORE_FILE).write_bytes(random.Random(1).randbytes(8192))
    assert code_of(folder, key) == "store_damaged"
    (folder / STORE_FILE).unlink()
    assert code_of(folder, key) == "store_missing"
    assert not (folder / STORE_FILE).exists()


def test_p8_wrong_keys_open_nothing(folder: Path, key: bytes) -> None:
    """P8: random keys, an empty one, one bit off."""
    source = random.Random(2)
    for wrong in [source.randbytes(32) for _ in range(100)] + [bytes([key[0] ^ 1]) + key[1:], bytes(32)]:
        assert code_of(folder, wrong) == "store_damaged"
    database.connect(folder, key).close()


def test_sqlite_cannot_open_it(folder: Path, db: Connection) -> None:
    """Issue 2, must show 3: the stock library sees no database."""
    meta.put(db, "x", "y")
    plain = sqlite3.connect(f"file:{folder / STORE_FILE}?mode=ro", uri=True)
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        plain.execute("SELECT count(*) FROM sqlite_master")
    plain.close()


def test_p27_no_word_in_any_file(folder: Path, db: Connection) -> None:
    """P27: texts, titles, opinions, files and tokens are in no file of the folder, while open (-wal, -shm) and afterwards."""
    desk = Desk()
    with transaction(db):
        desk.draft(db, "r1", CANARY)
        blobs.put(db, CANARY.encode() * 9, uploaded=False)
        meta.put(db, "token", CANARY)

    def everything() -> bytes:
        return b"".join(path.read_bytes() for path in folder.iterdir())

    assert {path.name for path in folder.iterdir()} >= {STORE_FILE, f"{STORE_FILE}-wal", f"{STORE_FILE}-shm"}
    for needle in (CANARY.encode(), b"ZQXJKV", "金丝雀".encode(), "金丝雀".encode("utf-16-le"), b"CREATE TABLE", b"StartDraft"):
        assert needle not in everything()
    db.close()
    assert b"ZQXJKV" not in everything()


def test_p7_flipped_bits_are_found(folder: Path, key: bytes, db: Connection) -> None:
    """P7: any changed bit of the file is found by the pages' MACs, as Trouble, and the integrity check names it."""
    with transaction(db):
        for n in range(60):
            meta.put(db, f"filler-{n}", "x" * 900)
    db.close()
    path = folder / STORE_FILE
    whole = path.read_bytes()
    source, codes = random.Random(7), set[str]()
    for _ in range(120):
        changed = bytearray(whole)
        changed[source.randrange(len(whole))] ^= 1 << source.randrange(8)
        path.write_bytes(changed)
        for other in folder.glob(f"{STORE_FILE}-*"):
            other.unlink()
        found = False
        try:
            opened = database.connect(folder, key)
        except Trouble as trouble:
            codes.add(trouble.code)
            continue
        try:
            with database.naming_trouble():
                found = bool(list(opened.execute("PRAGMA cipher_integrity_check")))
        except Trouble as trouble:
            codes.add(trouble.code)
            found = True
        opened.close()
        assert found
    assert codes == {"store_damaged"}


def test_damage_met_while_reading_is_trouble(folder: Path, key: bytes, db: Connection) -> None:
    with transaction(db):
        for n in range(200):
            meta.put(db, f"filler-{n}", "x" * 900)
    db.close()
    path = folder / STORE_FILE
    data = bytearray(path.read_bytes())
    data[len(data) // 2 :] = bytes(len(data) - len(data) // 2)
    path.write_bytes(data)
    opened = database.connect(folder, key)
    with pytest.raises(Trouble, match="store_damaged"), database.naming_trouble():
        list(opened.execute("SELECT * FROM meta"))
    opened.close()
    opened = database.connect(folder, key)
    with pytest.raises(Trouble, match="store_damaged"), transaction(opened):
        opened.execute("UPDATE meta SET value = x'00'")
    opened.close()


def test_a_mistake_of_ours_is_no_trouble(db: Connection) -> None:
    """AE-11: wrong SQL, a broken key or a nested transaction is a bug and keeps its own name."""
    for statement in ("SELECT absent", "INSERT INTO meta VALUES('token', x'00'), ('token', x'00')"):
        with pytest.raises(Exception, match=r"no such column|UNIQUE") as caught, transaction(db):
            db.execute(statement)
        assert not isinstance(caught.value, Trouble)
    with transaction(db), pytest.raises(Exception, match="within a transaction") as caught, transaction(db):
        pass
    assert not isinstance(caught.value, Trouble)


def test_transaction_is_all_or_nothing(db: Connection) -> None:
    """A failure anywhere in the block, also of our own code, leaves nothing behind."""

    def stop_halfway() -> None:
        with transaction(db):
            meta.put(db, "half", 1)
            raise KeyError

    with pytest.raises(KeyError):
        stop_halfway()
    assert meta.get(db, "half", int) is None
    with transaction(db):
        meta.put(db, "whole", 1)
    assert meta.get(db, "whole", int) == 1


def test_p6_full_store_is_told_and_leaves_nothing_half(db: Connection, folder: Path, key: bytes) -> None:
    """P6: out of space in the middle of a command: Trouble, retry may help, neither view nor outbox has it; with room it works."""
    desk = Desk()
    with transaction(db):
        desk.draft(db, "before")
    pages = db.execute("PRAGMA page_count").fetchone()
    assert pages is not None
    db.execute(f"PRAGMA max_page_count = {pages[0] + 4}")
    with pytest.raises(Trouble) as caught, transaction(db):
        desk.draft(db, "r1", "长" * 200_000)
    assert (caught.value.code, caught.value.retry) == ("disk_full", True)
    assert records.read_view(db, "dispatch", "r1") is None
    assert outbox.counts(db) == {"waiting": 1}
    db.execute("PRAGMA max_page_count = 1000000")
    with transaction(db):
        desk.draft(db, "r1", "长" * 200_000)
    assert outbox.counts(db) == {"waiting": 2}
    db.close()
    opened = database.connect(folder, key)
    assert list(opened.execute("PRAGMA cipher_integrity_check")) == []
    opened.close()


def test_p10_failing_migration_leaves_nothing(folder: Path, key: bytes, db: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """P10: every statement of a migration that fails at any of its statements is undone, and the number stays."""
    second = ("CREATE TABLE later(x)", "ALTER TABLE meta ADD COLUMN extra", "CREATE INDEX nowhere ON absent(x)")
    monkeypatch.setattr(database, "MIGRATIONS", (*schema.MIGRATIONS, second))
    before = list(db.execute("SELECT sql FROM sqlite_master ORDER BY name"))
    with pytest.raises(Exception, match="no such table"):
        database.migrate(db)
    assert list(db.execute("SELECT sql FROM sqlite_master ORDER BY name")) == before
    assert db.execute("PRAGMA user_version").fetchone() == (len(schema.MIGRATIONS),)
    monkeypatch.setattr(database, "MIGRATIONS", (*schema.MIGRATIONS, second[:2]))
    database.migrate(db)
    database.migrate(db)
    assert db.execute("PRAGMA user_version").fetchone() == (len(schema.MIGRATIONS) + 1,)


def test_p10_a_store_of_schema_1_becomes_one_of_today(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """P10: what a store of the first schema holds is there after the migration, and the new tables are."""
    with monkeypatch.context() as older:
        older.setattr(database, "MIGRATIONS", schema.MIGRATIONS[:1])
        db = database.connect(tmp_path, bytes(32), create=True)
        database.migrate(db)
        assert db.execute("PRAGMA user_version").fetchone() == (1,)
        meta.put(db, "person", "clerk")
        db.execute("INSERT INTO kept_text VALUES('r1', x'7b7d', '2026-03-02')")
    database.migrate(db)
    assert db.execute("PRAGMA user_version").fetchone() == (len(schema.MIGRATIONS),)
    assert meta.get(db, "person", str) == "clerk"
    assert db.execute("SELECT document FROM kept_text").fetchone() == (b"{}",)
    tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {"draft", "draft_update", "draft_late"} <= tables
    db.close()


def test_p10_newer_store_is_left_alone(db: Connection) -> None:
    """A store from a newer program is refused with both numbers, and not touched."""
    db.execute("PRAGMA user_version = 99")
    with pytest.raises(Trouble) as caught:
        database.migrate(db)
    assert (caught.value.code, caught.value.params["found"]) == ("store_newer", "99")
    assert db.execute("PRAGMA user_version").fetchone() == (99,)


def test_locked_store_is_in_use_not_damaged(folder: Path, key: bytes, db: Connection) -> None:
    other = database.connect(folder, key)
    other.execute("PRAGMA busy_timeout = 50")
    with transaction(db), pytest.raises(Trouble, match="store_in_use"), transaction(other):
        pass
    other.close()


def test_wal_reader_beside_writer_sees_whole_commits(folder: Path, key: bytes, db: Connection) -> None:
    """Reads are direct while the writer works: a reader never sees half of a transaction."""
    reader, seen, stop = database.connect(folder, key), set[int](), threading.Event()

    def look() -> None:
        while not stop.is_set():
            row = reader.execute("SELECT count(*) FROM meta WHERE key LIKE 'pair-%'").fetchone()
            seen.add(int(row[0]) if row else -1)

    thread = threading.Thread(target=look)
    thread.start()
    for n in range(30):
        with transaction(db):
            meta.put(db, f"pair-{n}-a", 1)
            meta.put(db, f"pair-{n}-b", 1)
    stop.set()
    thread.join()
    reader.close()
    assert all(count % 2 == 0 for count in seen)


def test_rs21_blob_round_trip_and_damage(db: Connection, beside: Chunks) -> None:
    """RS-21: a small file is named by its digest, kept once, given out whole or not at all."""
    data = random.Random(3).randbytes(blobs.INSIDE - 1)
    with transaction(db):
        digest = blobs.put(db, data, uploaded=False)
        assert blobs.put(db, data, uploaded=False) == digest
        empty = blobs.put(db, b"", uploaded=True)

    def read(name: str) -> bytes:
        found = blobs.facts(db, name)
        assert found
        return b"".join(blobs.content(found, beside, lambda work: work(db)))

    assert (read(digest), read(empty), blobs.facts(db, "0" * 64)) == (data, b"", None)
    assert blobs.to_upload(db) == [digest]
    blobs.mark_uploaded(db, digest)
    assert blobs.to_upload(db) == []
    db.execute("UPDATE blob_chunk SET data = x'00' WHERE n = 0")
    with pytest.raises(Trouble, match="blob_damaged"):
        read(digest)
    db.execute("DELETE FROM blob_chunk WHERE n = 0")
    with pytest.raises(Trouble, match="blob_damaged"):
        read(digest)


def test_copy_of_the_files_is_a_store(folder: Path, key: bytes, db: Connection, tmp_path: Path) -> None:
    """What was committed is in the files at once, not only when the program ends well (synchronous=FULL)."""
    meta.put(db, "kept", 1)
    shutil.copytree(folder, tmp_path / "copy")
    copied = database.connect(tmp_path / "copy", key)
    assert meta.get(copied, "kept", int) == 1
    copied.close()


def test_nothing_is_logged_of_the_content(folder: Path, key: bytes, capfd: pytest.CaptureFixture[str]) -> None:
    """The engine's own log stays silent, also on damage (it would name keys and pages)."""
    code_of(folder, bytes(32))
    out, err = capfd.readouterr()
    assert not re.search(r"sqlcipher|ERROR|hmac", out + err, re.IGNORECASE)
