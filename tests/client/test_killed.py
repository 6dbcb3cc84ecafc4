"""Killed at any moment, out of space at any moment: what was acknowledged is there, and nothing is half there (P4, P6, must show 4)."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.passwords import at_floor
from tests.store.places import PASSWORD
from xzt.store import database, keyslots, outbox, records

ROOT = Path(__file__).parents[2]
WRITE = """
import os, sys
from pathlib import Path
from tests.client.killing import write
from xzt.store import keyslots
folder = Path(sys.argv[1])
key = keyslots.open_slot(folder, sys.argv[2])
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        write(folder, key)
    print("child", child, flush=True)
    os.waitpid(child, 0)
"""


def check(folder: Path, key: bytes, acknowledged: set[str]) -> int:
    """The store opens, is whole, holds everything acknowledged, and view and outbox agree; gives how many commands it holds."""
    db = database.connect(folder, key)
    waiting = outbox.in_state(db, "waiting")
    assert acknowledged <= {queued.envelope.id for queued in waiting}
    assert [queued.n for queued in waiting] == list(range(1, len(waiting) + 1))
    assert {queued.envelope.record for queued in waiting} == {record for _, record in records.seen(db)}
    assert all(records.read_view(db, kind, record) is not None for kind, record in records.seen(db))
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert list(db.execute("PRAGMA cipher_integrity_check")) == []
    db.close()
    return len(waiting)


def test_killed_at_twenty_moments(folder: Path) -> None:
    """P4: SIGKILL twenty times at random moments of a stream of commands; each time the store opens by itself and nothing is lost."""
    at_floor(folder, PASSWORD)
    key = keyslots.open_slot(folder, PASSWORD)
    parent = subprocess.Popen(
        [sys.executable, "-c", WRITE, str(folder), PASSWORD], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdin
    assert parent.stdout
    chance = random.Random(4)
    acknowledged: set[str] = set()
    for _ in range(20):
        parent.stdin.write("go\n")
        parent.stdin.flush()
        child = 0
        until_written = chance.randrange(1, 12)
        while not child or until_written > 0:
            word, value = parent.stdout.readline().split()
            if word == "child":
                child = int(value)
            else:
                acknowledged.add(value)
                until_written -= 1
        time.sleep(chance.uniform(0, 0.02))
        subprocess.run(["kill", f"-{signal.SIGKILL.value}", str(child)], check=True)
        assert check(folder, key, acknowledged) >= len(acknowledged)
    parent.stdin.close()
    for line in parent.stdout:
        word, value = line.split()
        if word == "done":
            acknowledged.add(value)
    parent.stdout.close()
    assert parent.wait(60) == 0
    check(folder, key, acknowledged)


LIMITED = """
import resource, sys
from pathlib import Path
from tests.client.killing import fill
from xzt.store import keyslots
folder = Path(sys.argv[1])
key = keyslots.open_slot(folder, sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
fill(folder, key)
"""


@pytest.mark.parametrize("room", [300_000, 400_001, 1_000_000])
def test_no_more_room_in_the_file(folder: Path, room: int) -> None:
    """P6: where the file cannot grow, the command is told to have failed; what was acknowledged is there, and nothing else."""
    at_floor(folder, PASSWORD)
    key = keyslots.open_slot(folder, PASSWORD)
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(folder), PASSWORD, str(room)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    lines = [line.split() for line in done.stdout.splitlines()]
    assert lines, done.stderr
    assert lines[-1][0] == "trouble", done.stderr
    assert lines[-1][1] in {"disk", "disk_full"}
    acknowledged = {value for word, value in lines if word == "done"}
    assert check(folder, key, acknowledged) == len(acknowledged)


ON_A_SMALL_DISK = """
set -e
mount -t tmpfs -o size=1500k tmpfs "$1"
cp "$2"/* "$1"
cd "$5"
"$3" -c 'import sys; from pathlib import Path; from tests.client.killing import fill; from xzt.store import keyslots
folder = Path(sys.argv[1]); fill(folder, keyslots.open_slot(folder, sys.argv[2]))' "$1" "$4"
mount -o remount,size=20m "$1"
"$3" -c 'import sys; from pathlib import Path; from tests.client.test_killed import check; from xzt.store import keyslots
folder = Path(sys.argv[1]); print("held", check(folder, keyslots.open_slot(folder, sys.argv[2]), set()))' "$1" "$4"
"""


def test_disk_full(folder: Path, tmp_path: Path) -> None:
    """P6: a real full disk (tmpfs of 1.5 MB) is told as ``disk_full``; with room again, exactly what was acknowledged is there."""
    small = tmp_path / "small"
    small.mkdir()
    at_floor(folder, PASSWORD)
    command = ["unshare", "-Urm", "sh", "-c", ON_A_SMALL_DISK, "sh", *map(str, (small, folder, sys.executable, PASSWORD, ROOT))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if "unshare" in done.stderr or ("mount:" in done.stderr and not done.stdout):
        pytest.skip("this machine lets nobody mount a small disk")
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["trouble", "disk_full"] in lines, done.stderr
    acknowledged = [value for word, value in lines if word == "done"]
    assert acknowledged
    assert ["held", str(len(acknowledged))] in lines


def test_the_checker_can_fail(folder: Path) -> None:
    """The checker above can fail: a command that the store does not hold is missed."""
    key = keyslots.open_slot(folder, PASSWORD)
    with pytest.raises(AssertionError):
        check(folder, key, {"never-given"})
