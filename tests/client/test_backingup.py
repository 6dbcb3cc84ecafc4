"""Backups while a person works: daily by itself, before every migration, in a chosen folder, never in the way (P10, RS-21)."""

import os
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.store.places import PASSWORD
from tests.waiting import until
from xzt.client import backingup
from xzt.client.access import unlock
from xzt.client.backingup import Keeper, choose_place, due, every_backup
from xzt.client.clock import utc_now
from xzt.client.session import Client
from xzt.core.errors import Trouble
from xzt.core.notices import BackedUp
from xzt.store import backups, chain, database, keyslots, meta, schema

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_one_a_day_by_itself(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that has none gets one soon after the start; the listeners hear of it; no second one is due."""
    monkeypatch.setattr(backingup, "_FIRST_LOOK", 0.01)
    monkeypatch.setattr(backingup, "_LOOK_AGAIN", 0.01)
    heard: list[object] = []
    client.subscribe(heard.append)
    client.start()
    until(lambda: BackedUp() in heard)
    time.sleep(0.1)
    assert heard.count(BackedUp()) == 1
    assert [backup.facts.reason for backup in every_backup(client.folder)] == ["daily"]


@pytest.mark.parametrize(("ages", "answer"), [([], True), ([19], False), ([20], True), ([500, 3], False), ([-5], True)])
def test_due(ages: list[int], *, answer: bool) -> None:
    """Once in twenty hours; one from the future counts for nothing."""
    assert due([NOON - timedelta(hours=age) for age in ages], NOON) is answer


def test_want_of_room_is_said(client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """RS-21: what kept the daily backup from being made comes to the listeners as a code that has its sentence."""
    monkeypatch.setattr(backingup, "_FIRST_LOOK", 0.01)
    monkeypatch.setattr(backups, "RESERVE", 1 << 60)
    heard: list[object] = []
    client.subscribe(heard.append)
    client.start()
    until(lambda: any(isinstance(one, BackedUp) for one in heard))
    (told,) = [one for one in heard if isinstance(one, BackedUp)]
    assert told.code == "backup_no_room"
    assert "backup_no_room" in caplog.text


def test_chosen_folder_and_the_way_without_it(client: Client, tmp_path: Path) -> None:
    """New backups go to the chosen folder; while it cannot be used they go beside the stores, and it is said."""
    assert client.backups
    chosen = tmp_path / "disk"
    chosen.mkdir()
    choose_place(client.folder, chosen)
    assert chosen in client.backups.make("asked").folder.parents
    (tmp_path / "file").write_bytes(b"")
    choose_place(client.folder, tmp_path / "file")
    with pytest.raises(Trouble, match="backup_place"):
        client.backups.make("asked")
    (beside,) = every_backup(client.folder)
    assert beside.folder.parents[2] == client.folder.parent
    choose_place(client.folder, None)
    assert client.backups.make("asked").folder.parent == beside.folder.parent


def test_closing_waits_for_no_backup(folder: Path) -> None:
    """Locking the window stops the copy; what was not complete is no backup."""
    key = keyslots.open_slot(folder, PASSWORD)
    db = database.connect(folder, key)
    with database.transaction(db):
        for n in range(5000):
            meta.put(db, f"filler-{n}", os.urandom(2000).hex())
    db.close()
    keeper = Keeper(folder, database.connect(folder, key), utc_now)
    codes: list[str] = []

    def make() -> None:
        try:
            keeper.make("asked")
        except Trouble as trouble:
            codes.append(trouble.code)

    thread = threading.Thread(target=make)
    thread.start()
    until(lambda: list(folder.parent.glob("backups/*/*.new")), "the copy has begun")
    keeper.close()
    thread.join()
    assert codes == ["stopped"]
    assert every_backup(folder) == []
    assert not list(folder.parent.glob("backups/*/*.new"))


@pytest.mark.parametrize("number", range(1, len(schema.MIGRATIONS)))
def test_p10_backup_before_a_migration(folder: Path, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """P10: unlocking a store of an older schema copies it as it is first; where that cannot be done, nothing is migrated."""
    key = keyslots.open_slot(folder, PASSWORD)
    values = database.connect(folder, key)
    kept = list(values.execute("SELECT key, value FROM meta"))
    values.close()
    for path in folder.glob("store.db*"):
        path.unlink()
    with monkeypatch.context() as older:
        older.setattr(database, "MIGRATIONS", schema.MIGRATIONS[:number])
        old = database.connect(folder, key, create=True)
        database.migrate(old)
        old.executemany("INSERT INTO meta VALUES(?, ?)", kept)
        if chain.stands(old):  # these rows were put in by hand
            with database.transaction(old):
                chain.anchor(old)
        old.close()

    def version(place: Path) -> tuple[int, ...] | None:
        db = database.connect(place, key)
        try:
            return db.execute("PRAGMA user_version").fetchone()
        finally:
            db.close()

    with monkeypatch.context() as full:
        full.setattr(backups, "RESERVE", 1 << 60)
        with pytest.raises(Trouble, match="backup_no_room"):
            unlock(folder, PASSWORD)
    assert version(folder) == (number,)
    unlock(folder, PASSWORD).close()
    assert version(folder) == (len(schema.MIGRATIONS),)
    (made,) = every_backup(folder)
    assert made.facts.reason == "migration"
    assert version(made.folder) == (number,)
