"""What a store does all day, as pieces of work that a cut can hit: each says after every commit what it has acknowledged.

A piece of work makes the same states each time it runs, so that what is found after a cut is one of them or a failure.
"""

import hashlib
import itertools
import os
import shutil
from base64 import b64encode
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

import msgspec
from msgspec import Struct

from tests.office.world import SOURCE, STRAIGHT, arrived, document, drafted, submitted
from tests.simulation.template import memory_not_wiped
from tests.store.places import PASSWORD, START, Desk, make_store
from xzt.client import commands, restoring
from xzt.client.commands import Accepted, Subject
from xzt.core.digest import sm3
from xzt.core.encoding import encode
from xzt.core.errors import Trouble
from xzt.core.ids import derived_id
from xzt.office.act import Act
from xzt.office.dispatch import commands as d
from xzt.office.registry import Command
from xzt.store import backups, blobs, chain, database, drafts, keyslots, outbox, schema, search
from xzt.store.database import Connection, Damage, transaction
from xzt.store.drafts import Stored
from xzt.sync.engine import rounds
from xzt.sync.protocol import messages as m

NEW_PASSWORD = "样例口令 2"
STORE = "store"
"""The folder of the store inside the folder of a workload."""
CHECKPOINT = 24
"""Pages of the log until it is written back: a thousand in the program, few here, so that cuts hit this too."""
Ack = Callable[[str], None]
Step = Callable[[], object]


class Workload(Struct, frozen=True):
    """One piece of work in a folder. ``look`` opens what is found there and names its state; it raises where nothing can be opened."""

    name: str
    prepare: Callable[[Path], None]
    work: Callable[[Path, Ack], None]
    look: Callable[[Path], str]


class House:
    """The template of a store, made once, with its key; passwords cost the least that the program takes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with cheap_passwords():
            make_store(folder)
            self.key = keyslots.open_slot(folder, PASSWORD)
        self.opened: dict[bytes, str] = {}

    def prepare(self, folder: Path, fill: Callable[[Connection], None] = lambda _: None) -> None:
        """Lay the template into ``folder`` with some more in it."""
        shutil.copytree(self.folder, folder / STORE)
        db = self.connect(folder)
        with transaction(db):
            fill(db)
        db.close()

    def connect(self, folder: Path) -> Connection:
        """Open the store as the program does."""
        db = database.connect(folder / STORE, self.key)
        db.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT}")
        return db

    def look(self, folder: Path) -> str:
        """Open the store, read every page, name its state."""
        db = database.connect(folder / STORE, self.key)
        try:
            return state_of(db)
        finally:
            db.close()

    def password_of(self, folder: Path) -> str:
        """Say which of the two passwords opens the key file; exactly one must."""
        data = (folder / STORE / keyslots.KEY_FILE).read_bytes()
        if data not in self.opened:
            fits = [word for word in (PASSWORD, NEW_PASSWORD) if self._opens(folder, word)]
            if len(fits) != 1:
                message = f"{len(fits)} passwords open the key file"
                raise AssertionError(message)
            self.opened[data] = fits[0]
        return self.opened[data]

    def _opens(self, folder: Path, word: str) -> bool:
        try:
            return keyslots.open_slot(folder / STORE, word) == self.key
        except Trouble as trouble:
            if trouble.code != "wrong_password":
                raise
            return False


def cheap_passwords() -> Any:
    """Take the least memory and one pass for a key: the derivation has its own tests."""
    return mock.patch.multiple(keyslots, MEMORY_KIB=keyslots.FLOOR_KIB, PASSES=1)


def state_of(db: Connection, only: frozenset[str] = frozenset()) -> str:
    """Read every page and digest every row that the work decides; damage is ``Trouble``."""
    with database.naming_trouble():
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # the check of every page reads past the log
    if found := database.damage(db, Damage.EVERYTHING):
        raise Trouble("store_damaged", detail=found)
    return rows_of(db, only)


def rows_of(db: Connection, only: frozenset[str] = frozenset()) -> str:
    """Digest every row that the work decides; ``only``: of these tables."""
    digest = hashlib.sha256()
    with database.naming_trouble():
        version = db.execute("PRAGMA user_version").fetchone()
        tables = [str(name) for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        for table in tables:
            if table.startswith(("search_", "sqlite_")) or table in UNTOLD or (only and table not in only):
                continue
            if table == "search":
                rows = sorted(repr(row) for row in db.execute("SELECT rowid FROM search"))
            else:
                names = [str(row[1]) for row in db.execute(f"PRAGMA table_info({table})") if row[1] not in UNTOLD]
                rows = sorted(repr(row) for row in db.execute(f"SELECT {', '.join(names)} FROM {table}"))  # noqa: S608  names of our own schema
            digest.update(f"{table} {rows}\n".encode())
    return f"{version} {digest.hexdigest()[:16]}"


UNTOLD = frozenset({"signature", "chain"})
"""What is other at each run: signatures, and with them the chain."""


class Clerk:
    """A person whose commands have the same ids at each run."""

    def __init__(self, name: str, person: str = "clerk") -> None:
        self.desk, self._name, self._count = Desk(person), name, itertools.count()

    def give(self, db: Connection, record: str, command: Command, kind: str = "dispatch") -> Accepted:
        """Submit a command as the client does."""
        who = self.desk.person
        act = Act(derived_id(f"{self._name} {next(self._count)}"), who.id, who.unit, "device", START)
        outcome = commands.submit(db, Subject(kind, record), command, act, self.desk.around, self.desk.key)
        assert isinstance(outcome, Accepted), outcome
        return outcome


def _page(first: int, count: int, seq: int, state: object, kind: str = "dispatch") -> m.Page:
    """A page as the server sends it."""
    raw = msgspec.Raw(encode(state))
    changes = tuple(m.Change(seq + n, kind, f"{kind}-{first + n}", 1 + seq, "put", raw) for n in range(count))
    return m.Page(changes, seq + count, seq + count, 1)


def pulled(n: int) -> m.Page:
    """A page with one record that the server has changed."""
    return _page(n % 5, 1, n, (submitted(STRAIGHT).dispatch, drafted().dispatch)[n % 2])


def _long(n: int) -> msgspec.Raw:
    return document(f"关于第{n}号样例的通知", "样例正文内容。" * 260)


def workloads(house: House) -> list[Workload]:
    """List the pieces of work of P1 (with restoring), for stores made from this house."""
    return [
        Workload("dispatch", house.prepare, _commits(house, _dispatch), house.look),
        Workload("receipt", house.prepare, _commits(house, _receipt), house.look),
        Workload("pull", house.prepare, _commits(house, _pull), house.look),
        Workload("attachment", house.prepare, _commits(house, _attachment), house.look),
        Workload("search", lambda folder: house.prepare(folder, _texts), _commits(house, _reindex), house.look),
        Workload("drafting", house.prepare, _commits(house, _drafting), house.look),
        *(migration(house, version) for version in range(1, len(schema.MIGRATIONS))),
        key_change(house),
        Workload("backup", lambda folder: house.prepare(folder, _texts), _backing_up(house), _look_at_backups(house)),
        _restoring(house),
    ]


def _commits(house: House, steps: Callable[[Connection], list[Step]]) -> Callable[[Path, Ack], None]:
    """Run steps, one transaction each, and acknowledge each when its commit has returned."""

    def work(folder: Path, ack: Ack) -> None:
        db = house.connect(folder)
        for step in steps(db):
            with transaction(db):
                step()
            ack(rows_of(db))
        db.close()
        ack("")

    return work


def _dispatch(db: Connection) -> list[Step]:
    clerk = Clerk("dispatch")
    steps: list[Step] = []
    for n in range(4):
        steps += [
            partial(clerk.give, db, f"r{n}", d.StartDraft(_long(n))),
            partial(clerk.give, db, f"r{n}", d.SaveDraft(_long(n + 100))),
            partial(clerk.give, db, f"r{n}", d.Submit(STRAIGHT)),
            partial(outbox.mark, db, derived_id(f"dispatch {3 * n}"), "sending"),
        ]
    return [*steps, partial(commands.undo, db, derived_id("dispatch 11"), clerk.desk.around)]


def _receipt(db: Connection) -> list[Step]:
    from xzt.office.receipt import commands as r

    clerk = Clerk("receipt", "receiver")
    state = arrived().receipt
    around = clerk.desk.around
    return [
        *(partial(rounds.apply_page, db, _page(n, 1, n, state, "receipt"), around) for n in range(6)),
        *(partial(clerk.give, db, f"receipt-{n}", r.SignFor(), "receipt") for n in range(6)),
        partial(blobs.put, db, bytes(SOURCE.title.encode()) * 900, uploaded=True),
    ]


def _pull(db: Connection) -> list[Step]:
    desk = Desk("reviewer")
    states = (submitted(STRAIGHT).dispatch, drafted().dispatch)
    return [partial(rounds.apply_page, db, _page(n % 3 * 8, 8, n * 8, states[n % 2]), desk.around) for n in range(10)]


def _attachment(db: Connection) -> list[Step]:
    steps: list[Step] = []
    for n, size in enumerate((40, 1200, 90, 600)):
        data = hashlib.sha256(bytes([n])).digest() * 32 * size
        digest = sm3(data)
        steps += [
            partial(blobs.want, db, digest, "dispatch", "r1"),
            partial(blobs.put, db, data, uploaded=False),
            partial(blobs.mark_uploaded, db, digest),
        ]
    return steps


def _texts(db: Connection) -> None:
    clerk = Clerk("texts")
    for n in range(12):
        clerk.give(db, f"t{n}", d.StartDraft(_long(n)))


def _reindex(db: Connection) -> list[Step]:
    def again(n: int) -> None:
        for record in range(12):
            search.index(db, "dispatch", f"t{record}", f"第{n}次的样例内容{record}，" * (80 + n))

    return [*(partial(again, n) for n in range(8)), partial(db.execute, "INSERT INTO search(search) VALUES('optimize')")]


def _drafting(db: Connection) -> list[Step]:
    def write(n: int) -> None:
        drafts.add(db, "r1", [Stored(0, 0, 7, n, n + 1, hashlib.sha256(bytes([n])).digest() * 20, "clerk", START)])

    return [partial(drafts.follow, db, "r1", "drafting-1"), *(partial(write, n) for n in range(24)), partial(drafts.end, db, "r1")]


def migration(house: House, version: int) -> Workload:
    """P10: from one earlier schema to that of today."""

    def prepare(folder: Path) -> None:
        shutil.copytree(house.folder, folder / STORE)
        for path in (folder / STORE).glob(f"{database.STORE_FILE}*"):
            path.unlink()
        with mock.patch.object(database, "MIGRATIONS", schema.MIGRATIONS[:version]):
            db = database.connect(folder / STORE, house.key, create=True)
            database.migrate(db)
        db.execute("INSERT INTO meta VALUES('person', x'22636c65726b22')")
        queued = (
            "INSERT INTO outbox(n, id, kind, record, envelope, signature, certificate, state) VALUES(?, ?, 'dispatch', 'r1', ?, '', '', ?)"
        )
        done = "INSERT INTO sent(n, id, kind, record, envelope, outcome) VALUES(?, ?, 'dispatch', 'r1', ?, 'applied')"
        for n in range(30):
            db.execute(queued, (n, f"c{n}", b"e" * 700, "waiting"))
            db.execute(done, (n + 100, f"s{n}", b"e" * 700))
        db.execute("INSERT INTO kept_text VALUES('r1', x'7b7d', '2026-03-02')")
        if chain.stands(db):  # these rows were put in by hand
            with transaction(db):
                chain.anchor(db)
        db.close()

    def work(folder: Path, ack: Ack) -> None:
        db = house.connect(folder)
        database.migrate(db)
        ack(rows_of(db))
        db.close()
        ack("")

    return Workload(f"migration from {version}", prepare, work, house.look)


def key_change(house: House) -> Workload:
    """P9: the password changed to and fro; exactly one opens the key file, and the data are the same."""

    def look(folder: Path) -> str:
        return f"{house.password_of(folder)} {house.look(folder)}"

    def work(folder: Path, ack: Ack) -> None:
        state = house.look(folder)
        with cheap_passwords():
            for old, new in ((PASSWORD, NEW_PASSWORD), (NEW_PASSWORD, PASSWORD)):
                keyslots.change_password(folder / STORE, old, new)
                ack(f"{new} {state}")

    return Workload("key change", house.prepare, work, look)


def _backing_up(house: House) -> Callable[[Path, Ack], None]:
    def work(folder: Path, ack: Ack) -> None:
        db = database.connect(folder / STORE, house.key)
        for n in range(2):
            backups.make(db, folder / STORE, folder / "backups", "asked", START.replace(hour=n))
            ack(_look_at_backups(house)(folder))
        db.close()

    return work


def _look_at_backups(house: House) -> Callable[[Path], str]:
    """Open every backup that is listed: each must be whole."""

    def look(folder: Path) -> str:
        found = [house.look(folder)]
        for backup in backups.listing(folder / "backups"):
            db = database.connect(backup.folder, house.key)
            found.append(state_of(db))
            db.close()
        return " ".join(found)

    return look


def _restoring(house: House) -> Workload:
    """A backup takes the place of the store: the one before or the restored one stands there, each whole, or the next start finishes it.

    Only what nobody else has is told: a disk that fails once while the store is read makes restoring leave out numbers (``rescue.LEAP``).
    """
    from xzt.client.replacing import finish

    def prepare(folder: Path) -> None:
        house.prepare(folder, _texts)
        db = database.connect(folder / STORE, house.key)
        backups.make(db, folder / STORE, folder / "backups", "asked", START)
        db.close()

    def look(folder: Path) -> str:
        finish(folder, START)
        db = database.connect(folder / STORE, house.key)
        try:
            return state_of(db, frozenset({"outbox", "sent", "view", "base"}))
        finally:
            db.close()

    def work(folder: Path, ack: Ack) -> None:
        backup = backups.listing(folder / "backups")[0]
        with mock.patch.multiple(shutil, _USE_CP_SENDFILE=False):
            restoring.restore(folder / STORE, backup, PASSWORD, START)
        ack(look(folder))

    return Workload("restoring", prepare, work, look)


def tell(state: str) -> None:
    """Acknowledge to whoever looks on: one write, which cannot be cut in two."""
    os.write(1, f"ack {b64encode(state.encode()).decode()}\n".encode())


__all__ = ["NEW_PASSWORD", "STORE", "House", "Workload", "cheap_passwords", "memory_not_wiped", "migration", "pulled", "tell", "workloads"]
