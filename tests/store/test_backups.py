"""Backups of a store: whole, read back before they count, thinned by age, and never half there (RS-21, P2, P6, P10)."""

import os
import resource
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.store.places import Desk
from xzt.core.errors import Trouble
from xzt.store import backups, database, keyslots, meta, outbox
from xzt.store.database import STORE_FILE, Connection, Damage, transaction

ROOT = Path(__file__).parents[2]
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def held(folder: Path, key: bytes) -> dict[str, int]:
    """Open a copy as a store, look at everything in it, and count its outbox."""
    db = database.connect(folder, key)
    assert database.damage(db, Damage.EVERYTHING) == ""
    found = outbox.counts(db)
    db.close()
    return found


def test_a_backup_is_a_whole_store(folder: Path, key: bytes, db: Connection) -> None:
    """It opens with the key file that lies in it, holds what was committed and not what came later, and tells its facts in clear."""
    desk = Desk()
    with transaction(db):
        desk.draft(db, "r1")
    made = backups.make(db, folder, folder.parent / "b", "asked", NOON)
    with transaction(db):
        desk.draft(db, "r2")
    assert held(made.folder, key) == {"waiting": 1}
    assert keyslots.read(made.folder) == keyslots.read(folder)
    assert (made.facts.last, made.facts.waiting, made.facts.made) == (1, 1, NOON)
    assert backups.listing(folder.parent / "b") == [made]
    assert STORE_FILE in {path.name for path in made.folder.iterdir()}
    assert b"StartDraft" not in (made.folder / STORE_FILE).read_bytes()


def test_the_writer_goes_on_meanwhile(folder: Path, key: bytes, db: Connection) -> None:
    """A backup of some megabytes keeps no commit waiting for its end, and holds one state of the store."""
    with transaction(db):
        for n in range(4000):
            meta.put(db, f"filler-{n}", os.urandom(1500).hex())
    source = database.connect(folder, key)
    done = threading.Event()

    def copy() -> None:
        backups.make(source, folder, folder.parent / "b", "asked", NOON)
        done.set()

    thread = threading.Thread(target=copy)
    thread.start()
    commits = 0
    while not done.is_set():
        with transaction(db):
            meta.put(db, "left", commits)
            meta.put(db, "right", commits)
        commits += 1
    thread.join()
    source.close()
    assert commits > 3
    (made,) = backups.listing(folder.parent / "b")
    copied = database.connect(made.folder, key)
    assert meta.get(copied, "left", int) == meta.get(copied, "right", int)
    copied.close()


def test_what_is_damaged_is_no_backup(folder: Path, db: Connection) -> None:
    """A store with a broken page gives no backup, and the one before stays; a cut file is not listed."""
    with transaction(db):
        for n in range(200):
            meta.put(db, f"filler-{n}", "x" * 900)
    place = folder.parent / "b"
    good = backups.make(db, folder, place, "asked", NOON)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.execute("PRAGMA shrink_memory")
    path = folder / STORE_FILE
    data = bytearray(path.read_bytes())
    data[len(data) // 2 :] = bytes(len(data) - len(data) // 2)
    path.write_bytes(data)
    with pytest.raises(Trouble, match="store_damaged"):
        backups.make(db, folder, place, "asked", NOON + timedelta(hours=1))
    assert backups.listing(place) == [good]
    os.truncate(good.folder / STORE_FILE, 8192)
    assert backups.listing(place) == []


def test_no_room_is_said(folder: Path, db: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk without room: nothing is begun. A place that is no folder: said as such."""
    place = folder.parent / "b"
    with monkeypatch.context() as patched:
        patched.setattr(backups, "RESERVE", 1 << 60)
        with pytest.raises(Trouble, match="backup_no_room"):
            backups.make(db, folder, place, "asked", NOON)
    assert [path.name for path in place.iterdir()] == ["in-use"]
    (folder.parent / "file").write_bytes(b"")
    with pytest.raises(Trouble, match="backup_place"):
        backups.make(db, folder, folder.parent / "file", "asked", NOON)


COPY = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from xzt.core.errors import Trouble
from xzt.store import backups, database
folder, limit = Path(sys.argv[1]), int(sys.argv[3])
db = database.connect(folder, bytes.fromhex(sys.argv[2]))
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
print("begun", flush=True)
while True:
    try:
        backups.make(db, folder, folder.parent / "b", "asked", datetime.now(UTC))
    except Trouble as trouble:
        print(trouble.code, flush=True)
        break
"""


@pytest.mark.parametrize("limit", [1, 5000, 60_000])
def test_p6_a_full_disk_leaves_the_backup_before_whole(folder: Path, key: bytes, db: Connection, limit: int) -> None:
    """P6: where a file cannot grow any more, the new backup is refused in words, and the one before is whole."""
    good = backups.make(db, folder, folder.parent / "b", "asked", NOON)
    done = subprocess.run(
        [sys.executable, "-c", COPY, str(folder), key.hex(), str(limit)], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stdout.split()[1:] in (["backup_no_room"], ["disk"]), done.stderr
    assert backups.listing(good.folder.parent) == [good]
    assert held(good.folder, key) == {}
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


def test_p2_killed_at_any_moment_every_listed_backup_is_whole(folder: Path, key: bytes, db: Connection) -> None:
    """P2: SIGKILL while backups are made one after the other: what is listed opens and holds everything; the next one cleans up."""
    with transaction(db):
        Desk().draft(db, "r1", "长" * 20_000)
    seen = 0
    for n in range(8):
        process = subprocess.Popen([sys.executable, "-c", COPY, str(folder), key.hex(), "0"], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert process.stdout
        assert process.stdout.readline() == "begun\n"
        time.sleep(0.07 * n)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        for made in backups.listing(folder.parent / "b"):
            assert held(made.folder, key) == {"waiting": 1}
            seen += 1
    assert seen
    backups.make(db, folder, folder.parent / "b", "asked", datetime.now(UTC))
    assert not list((folder.parent / "b").glob("*.new"))


def test_two_at_once_are_one(folder: Path, db: Connection) -> None:
    place = folder.parent / "b"
    with backups._alone(place), pytest.raises(Trouble, match="backup_running"):
        backups.make(db, folder, place, "asked", NOON)


@given(st.lists(st.integers(0, 60 * 24 * 60), min_size=1, max_size=40, unique=True))
@settings(max_examples=200, deadline=None)
def test_generations(minutes: list[int]) -> None:
    """The newest two always stay, eight at most, and thinning twice is thinning once."""
    made = [NOON - timedelta(minutes=ago) for ago in minutes]
    gone = backups.superseded(made)
    kept = sorted(set(made) - set(gone), reverse=True)
    assert kept[:2] == sorted(made, reverse=True)[:2]
    assert len(kept) <= 8
    assert backups.superseded(kept) == []


def test_a_month_of_days_leaves_old_ones_too() -> None:
    """Made every day for two months and thinned every time, five stay, and one of last week and one of the week before are among them."""
    made: list[datetime] = []
    for day in range(60):
        now = NOON + timedelta(days=day)
        made.append(now)
        made = [one for one in made if one not in backups.superseded(made)]
        if day > 20:
            ages = [(now - one).days for one in made]
            assert any(1 <= age <= 7 for age in ages), ages
            assert any(8 <= age <= 14 for age in ages), ages
            assert len(made) <= 5
