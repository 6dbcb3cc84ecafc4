"""``xzt doctor --store``: what it finds is named, what needs no backup is mended, the rest is left as it is."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.places import PASSWORD, Desk, make_store
from xzt.client.mending import look, mend
from xzt.core.errors import Trouble
from xzt.store import blobs, chunks, database, keyslots, lock, records
from xzt.store.chunks import Chunks
from xzt.store.database import Connection, transaction
from xzt.ui.storewords import finding_words

LARGE = b"attachment " * 9000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = make_store(tmp_path / "store")
    key = keyslots.open_slot(made, PASSWORD)
    db = database.connect(made, key)
    with transaction(db):
        for n in range(3):
            Desk().draft(db, f"r{n}", f"第{n}号的正文")
        blobs.put(db, b"small", uploaded=True)
    for n, uploaded in enumerate((True, False)):
        filed = chunks.file_in(Chunks(made, key), [LARGE + bytes([n])])
        with transaction(db):
            blobs.enter(db, filed, uploaded=uploaded)
    db.close()
    return made


@pytest.fixture
def db(folder: Path) -> Iterator[Connection]:
    opened = database.connect(folder, keyslots.open_slot(folder, PASSWORD))
    yield opened
    opened.close()


def test_a_store_that_is_whole_is_called_whole(folder: Path) -> None:
    assert look(folder, PASSWORD) == []
    assert mend(folder, PASSWORD) == []
    held = lock.take(folder)
    with pytest.raises(Trouble, match="store_in_use"):
        look(folder, PASSWORD)
    lock.give_back(held)


def test_an_index_that_is_not_of_the_records_is_made_anew(folder: Path, db: Connection) -> None:
    """One word lost, one record never indexed: found, told, mended; the records are as before."""
    with transaction(db):
        db.execute("INSERT INTO search(search) VALUES('delete-all')")
    assert records.rows(db, "drafts", "正文") == []
    found = look(folder, PASSWORD)
    assert [finding.code for finding in found] == ["index"]
    assert "重新编制" in finding_words(found[0])
    assert mend(folder, PASSWORD) == []
    assert len(records.rows(db, "drafts", "正文")) == 3


def test_a_damaged_file_is_fetched_again_where_the_server_has_it(folder: Path, db: Connection) -> None:
    """RS-21: of two damaged chunk files the one that was uploaded is wanted again; the other stays, and it is said."""
    for path in (folder / chunks.FILES_FOLDER).iterdir():
        path.write_bytes(path.read_bytes()[:-1] + b"x")
    found = look(folder, PASSWORD)
    assert sorted((finding.code, finding.only_here) for finding in found) == [("file", False), ("file", True)]
    assert len({finding_words(finding) for finding in found}) == 2
    (left,) = mend(folder, PASSWORD)
    assert left.only_here
    assert len(blobs.wanted(db)) == 1


def test_rows_put_back_are_told_and_left_alone(folder: Path, db: Connection) -> None:
    """Threat row 4: mending would take what was put back for true; only restoring helps."""
    db.execute("UPDATE outbox SET state = 'refused' WHERE n = 2")
    (found,) = look(folder, PASSWORD)
    assert (found.code, found.what) == ("rows", "outbox")
    assert mend(folder, PASSWORD) == [found]
    assert "系统管理员" in finding_words(found)


def test_damaged_pages_are_told(folder: Path, db: Connection) -> None:
    db.close()
    path = folder / database.STORE_FILE
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 4096] = bytes(4096)
    path.write_bytes(data)
    (found,) = look(folder, PASSWORD)
    assert found.code == "pages"
    assert mend(folder, PASSWORD) == [found]
