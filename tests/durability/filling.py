"""P6: the disk is full. What was acknowledged is there, nothing is half, nothing is corrupt, and with room again the store works on.

A file system in memory of a given size where mounting is allowed; elsewhere a limit on the size of files.
"""

import contextlib
import os
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from tests.durability import children
from tests.durability.workloads import STORE, Ack, Clerk, House, state_of, tell
from tests.office.world import STRAIGHT, document, submitted
from tests.store.places import Desk
from xzt.core.encoding import encode
from xzt.office.dispatch import commands as d
from xzt.store import blobs, database
from xzt.store.database import Connection, transaction
from xzt.sync.engine import rounds
from xzt.sync.protocol import messages as m

KIB = 1024
SIZES = range(1024 * KIB, 8192 * KIB, 64 * KIB)
MOST = 400
"""Pieces of work that are begun on one disk."""
_ROOM = 64 * 1024 * KIB


def _draft(db: Connection, n: int) -> None:
    Clerk(f"full {n}").give(db, f"r{n}", d.StartDraft(document(f"第{n}号", "长" * 4000)))


def _file(db: Connection, n: int) -> None:
    blobs.put(db, f"{n} ".encode() * 40_000, uploaded=False)


def _pull(db: Connection, n: int) -> None:
    state = msgspec.Raw(encode(submitted(STRAIGHT).dispatch))
    changes = tuple(m.Change(n * 20 + k + 1, "dispatch", f"p{n}-{k}", 1, "put", state) for k in range(20))
    rounds.apply_page(db, m.Page(changes, n * 20 + 20, n * 20 + 20, 1), Desk("reviewer").around)


def _change(db: Connection, n: int) -> None:
    db.execute("INSERT INTO draft_late VALUES(?, 'r', ?, 'd')", (n + 1, os.urandom(9000)))


Piece = Callable[[Connection, int], None]
PIECES: dict[str, tuple[Piece, str]] = {
    "draft": (_draft, "SELECT count(*) FROM outbox"),
    "file": (_file, "SELECT count(*) FROM blob"),
    "pull": (_pull, "SELECT count(*) / 20.0 FROM base"),
    "late": (_change, "SELECT count(*) FROM draft_late"),
}


@contextlib.contextmanager
def disk(folder: Path, size: int) -> Iterator[bool]:
    """Mount a file system of this size on ``folder``; gives whether that was allowed."""
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True, check=False)
    try:
        yield done.returncode == 0
    finally:
        if done.returncode == 0:
            subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(house: House, name: str, size: int, folder: Path) -> str:
    """Work until the disk is full, look, make room, work on; gives what is wrong, empty when nothing."""
    piece, count = PIECES[name]
    with disk(folder, size) as mounted:
        house.prepare(folder)
        ended = children.run(lambda: _until_full(house, piece, folder, 0 if mounted else size), [])
        if ended.fault:
            return f"a fault of ours: {ended.fault}"
        if mounted:
            subprocess.run(["mount", "-o", f"remount,size={_ROOM}", str(folder)], check=True)
        wrong = _wrong(house, piece, folder, (count, len(ended.acks)))
        if not mounted:
            shutil.rmtree(folder)
    if set(ended.troubles) - {"disk_full", "disk"} or (len(ended.acks) < MOST and not ended.troubles):
        return f"told {ended.troubles} after {len(ended.acks)}"
    return wrong


def _until_full(house: House, piece: Piece, folder: Path, limit: int) -> None:
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    ack: Ack = tell
    db = house.connect(folder)
    for n in range(MOST):
        with transaction(db):
            piece(db, n)
        ack(str(n))


def _wrong(house: House, piece: Piece, folder: Path, expected: tuple[str, int]) -> str:
    count, acked = expected
    db = database.connect(folder / STORE, house.key)
    try:
        state_of(db)
        row = db.execute(count).fetchone()
        found = float(row[0]) if row else -1
        if found not in {acked, acked + 1}:
            return f"{found} of {acked} acknowledged"
        with transaction(db):
            piece(db, MOST)
        row = db.execute(count).fetchone()
        return "" if row and float(row[0]) == found + 1 else "does not work on with room"
    finally:
        db.close()
