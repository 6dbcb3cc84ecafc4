"""Getting a store back: from a backup or from the server, nothing deleted, nothing lost that can be read (RS-22, RS-23, P7)."""

import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.client.test_session import start
from tests.store.places import PASSWORD, copy_store
from xzt.client import restoring
from xzt.client.access import unlock
from xzt.client.backingup import every_backup
from xzt.client.replacing import finish
from xzt.client.restoring import plan, restore
from xzt.core.errors import Trouble
from xzt.store import keyslots, outbox, rescue
from xzt.store.backups import Backup
from xzt.store.database import STORE_FILE

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)


def work(folder: Path, drafts: int, *, backup: bool = False) -> list[str]:
    """Begin some drafts in a session; gives their records. A backup is made before it ends, if asked for."""
    client = unlock(folder, PASSWORD)
    made = [start(client).record for _ in range(drafts)]
    if backup:
        assert client.backups
        client.backups.make("asked")
    client.close()
    return made


def listed(folder: Path) -> set[str]:
    client = unlock(folder, PASSWORD)
    try:
        return {row.id for row in client.rows("drafts")}
    finally:
        client.close()


@pytest.fixture
def backup(folder: Path) -> Backup:
    work(folder, 1, backup=True)
    return every_backup(folder)[0]


def test_what_was_done_since_the_backup_is_carried_over(folder: Path, backup: Backup) -> None:
    """A store that can be read loses nothing: commands since the backup are there, shown, and numbered on; the old store is set aside."""
    later = work(folder, 2)
    assert plan(folder, backup, PASSWORD).waiting == 3
    restore(folder, backup, PASSWORD, NOW)
    assert set(later) < listed(folder)
    (away,) = (folder.parent / "set-aside").iterdir()
    assert (away / STORE_FILE).exists()
    client = unlock(folder, PASSWORD)
    start(client)
    numbers = [queued.n for queued in client._read(lambda db: outbox.in_state(db, "waiting"))]
    assert numbers == [1, 2, 3, 4]
    client.close()


def test_an_undone_command_stays_undone(folder: Path, backup: Backup) -> None:
    """A command that waits in the backup and was taken back since is not sent after the restore."""
    client = unlock(folder, PASSWORD)
    (queued,) = client._read(lambda db: outbox.in_state(db, "waiting"))
    assert client.undo(queued.envelope.id).result(60) is None
    client.close()
    restore(folder, backup, PASSWORD, NOW)
    client = unlock(folder, PASSWORD)
    assert client._read(outbox.counts) == {}
    assert client.rows("drafts") == []
    client.close()


def test_nothing_readable(folder: Path, backup: Backup) -> None:
    """Where not even the first page can be read, the plan says so, the backup stands, and no number is given twice (X3)."""
    work(folder, 2)
    path = folder / STORE_FILE
    path.write_bytes(bytes(4096) + path.read_bytes()[4096:])
    with pytest.raises(Trouble, match="store_damaged"):
        unlock(folder, PASSWORD)
    assert not plan(folder, backup, PASSWORD).whole
    restore(folder, backup, PASSWORD, NOW)
    client = unlock(folder, PASSWORD)
    assert len(client.rows("drafts")) == 1
    start(client)
    assert max(queued.n for queued in client._read(lambda db: outbox.in_state(db, "waiting"))) > 1000
    client.close()


def test_changed_password_and_lost_key_file(folder: Path, backup: Backup) -> None:
    """The password of today opens a backup of yesterday; without the store's key file that of the backup does."""
    keyslots.change_password(folder, PASSWORD, "新口令")
    with pytest.raises(Trouble, match="wrong_password"):
        restore(folder, backup, "falsch", NOW)
    restore(folder, backup, "新口令", NOW)
    unlock(folder, "新口令").close()
    (folder / keyslots.KEY_FILE).unlink()
    restore(folder, backup, PASSWORD, NOW)
    unlock(folder, PASSWORD).close()


def test_a_damaged_backup_changes_nothing(folder: Path, backup: Backup) -> None:
    path = backup.folder / STORE_FILE
    data = bytearray(path.read_bytes())
    data[len(data) - 100] ^= 1
    path.write_bytes(data)
    before = (folder / STORE_FILE).read_bytes()
    with pytest.raises(Trouble, match="backup_damaged"):
        restore(folder, backup, PASSWORD, NOW)
    assert (folder / STORE_FILE).read_bytes() == before
    assert len(listed(folder)) == 1


def test_p7_damaged_anywhere(template: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """P7: whatever bytes of a store are overwritten, restoring its backup gives a store that opens and has what the backup had."""
    first = copy_store(template, tmp_path_factory.mktemp("first") / "stores" / "one")
    base = work(first, 1, backup=True)
    later = work(first, 3)
    whole = (first / STORE_FILE).read_bytes()
    made = every_backup(first)[0]

    @settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.tuples(st.integers(0, len(whole) - 64), st.binary(min_size=1, max_size=64)), min_size=1, max_size=4))
    def damage(places: list[tuple[int, bytes]]) -> None:
        folder = copy_store(template, tmp_path_factory.mktemp("damaged") / "stores" / "one")
        for name in ("key.json", "profile.json"):
            (folder / name).write_bytes((first / name).read_bytes())
        data = bytearray(whole)
        for at, put in places:
            data[at : at + len(put)] = put
        (folder / STORE_FILE).write_bytes(data)
        restore(folder, made, PASSWORD, NOW)
        assert set(base) <= listed(folder) <= {*base, *later}

    damage()


def test_p7_read_around_any_damaged_page(folder: Path) -> None:
    """P7: with any one page but the first damaged, reading raises nothing, and mostly every waiting command is still there."""
    work(folder, 4)
    key = keyslots.open_slot(folder, PASSWORD)
    path = folder / STORE_FILE
    whole = path.read_bytes()
    counts = []
    for page in range(1, len(whole) // 4096):
        data = bytearray(whole)
        data[page * 4096 + 99] ^= 1
        path.write_bytes(data)
        found = restoring._rescue(folder, key)
        assert len(found.waiting) == 4 or "outbox" in found.broken
        assert len(found.broken) in {0, 1, 2, len(rescue.TABLES) + 1}, found.broken  # all of them: the list of tables is broken
        counts.append(len(found.waiting))
    assert counts.count(4) > len(counts) * 3 // 4
    assert min(counts) < 4


RESTORE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from xzt.client.backingup import every_backup
from xzt.client.restoring import restore
folder = Path(sys.argv[1])
backup = every_backup(folder)[0]
print("begun", flush=True)
restore(folder, backup, sys.argv[2], datetime.now(UTC))
"""


def test_p2_killed_at_any_moment_there_is_one_store(folder: Path, backup: Backup) -> None:
    """P2: SIGKILL at any moment of a restore: after the next start the store opens, old or new, with everything that was done."""
    everything = listed(folder) | set(work(folder, 1))
    for n in range(4):
        process = subprocess.Popen([sys.executable, "-c", RESTORE, str(folder), PASSWORD], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert process.stdout
        assert process.stdout.readline() == "begun\n"
        time.sleep(0.25 * n)
        process.kill()
        process.wait()
        process.stdout.close()
        finish(folder.parent, datetime.now(UTC))
        assert listed(folder) == everything


def test_cut_between_the_two_names(folder: Path, backup: Backup) -> None:
    """Where the old store is moved away and the new one is not in its place yet, the next start puts it there."""
    folder.rename(folder.with_name("one.restored"))
    finish(folder.parent, NOW)
    assert len(listed(folder)) == 1
    assert every_backup(folder) == [backup]
