"""Files of a client: large ones of an older store move out, a restored store has its files, damaged ones are fetched again."""

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.store.places import PASSWORD
from tests.waiting import until
from xzt.client.access import unlock
from xzt.client.backingup import every_backup
from xzt.client.restoring import restore
from xzt.core.digest import sm3
from xzt.core.errors import Trouble
from xzt.store import blobs, chain, chunks, database, keyslots
from xzt.store.chunks import CHUNK
from xzt.store.database import transaction

NOW = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
LARGE = random.Random(7).randbytes(2 * CHUNK + 5)


def test_large_files_of_an_older_store_move_out_while_it_is_used(folder: Path) -> None:
    """Opening costs nothing for it; until it is done, and after, the file reads whole."""
    db = database.connect(folder, keyslots.open_slot(folder, PASSWORD))
    with transaction(db):
        db.execute("INSERT INTO blob VALUES(?, ?, 0)", (sm3(LARGE), len(LARGE)))
        rows: list[tuple[object, ...]] = [(sm3(LARGE), n, piece) for n, piece in enumerate(chunks.cut(LARGE))]
        db.executemany("INSERT INTO blob_chunk VALUES(?, ?, ?)", rows)
        chain.anchor(db)  # the rows of before were put in by hand
    db.close()
    client = unlock(folder, PASSWORD)
    assert client.blob(sm3(LARGE)) == LARGE
    until(lambda: not client._read(blobs.large_inside), "moved")
    assert client.blob(sm3(LARGE)) == LARGE
    assert len(list((folder / "files").iterdir())) == 3
    client.close()


def test_a_restored_store_has_its_files_and_those_kept_since(folder: Path) -> None:
    """RS-22: a backup brings the files that it knew, the store before it those that nobody else has."""
    client = unlock(folder, PASSWORD)
    first = client.keep_blob(LARGE).result(60)
    assert client.backups
    client.backups.make("asked")
    second = client.keep_blob(LARGE[::-1]).result(60)
    client.close()
    restore(folder, every_backup(folder)[0], PASSWORD, NOW)
    client = unlock(folder, PASSWORD)
    assert (client.blob(first), client.blob(second)) == (LARGE, LARGE[::-1])
    client.close()


def test_a_damaged_file_is_told_and_wanted_again(folder: Path, tmp_path: Path) -> None:
    """RS-21: one that the server has too is fetched again; nothing of it is given out, and what it was saved over stays."""
    client = unlock(folder, PASSWORD)
    digest = client.keep_blob(LARGE).result(60)
    client._writer.run(lambda db: blobs.mark_uploaded(db, digest)).result(60)
    found = client.files.facts(digest)
    assert found
    (folder / "files" / found.parts[1].name).write_bytes(b"bad sector")
    out = tmp_path / "out.bin"
    out.write_bytes(b"before")
    with pytest.raises(Trouble, match="blob_damaged"):
        client.files.copy_to(digest, out, lambda _done, _total: None)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["out.bin"]
    assert out.read_bytes() == b"before"
    until(lambda: [name for name, _, _ in client._read(blobs.wanted)] == [digest], "wanted")
    with pytest.raises(Trouble, match="attachment_missing"):
        client.files.copy_to(digest, out, lambda _done, _total: None)
    client.close()
