"""The chain over the rows of the store: after every commit, one row says what all the others are, so that an old page put back is found.

SQLCipher holds every page against its MAC, but an earlier version of a page has a right MAC too. So each chained table has a sum: every
row, hashed with a secret of the store, added up modulo 2^256 (a multiset hash). A change of a row takes the old one off and adds the new
one, which costs the same however large the store is. A commit folds the sums into the digest of the head, which counts on. An old copy of
the whole store agrees with itself; it is told by its head, which the server countersigns (``xzt.sync.engine.heads``).

Every statement that writes a chained table goes through ``change`` or ``write_all``, or is made by ``upsert``; a house rule looks. What is
not chained can be told otherwise: chunks by their digests, full-text index and counts by the records, what is to be fetched by what is
there.
"""

import hashlib
import itertools
import secrets
from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import Struct

from xzt.core.digest import sm3
from xzt.core.encoding import decode, encode

COLUMNS = {
    "meta": ("key", "value"),
    "base": ("kind", "id", "version", "seq", "state"),
    "view": ("kind", "id", "title", "step", "number", "urgency", "origin", "box", "since", "own", "ended", "state"),
    "outbox": ("n", "id", "kind", "record", "envelope", "signature", "certificate", "state", "seq", "code", "params", "warning"),
    "sent": ("n", "id", "kind", "record", "envelope", "outcome", "code", "signature", "certificate"),
    "kept_text": ("record", "document", "at"),
    "draft": ("record", "drafting", "n", "behind", "shared"),
    "draft_update": ("k", "record", "n", "writer", "first", "until", "data", "author", "at"),
    "draft_late": ("k", "record", "data", "drafting"),
    "blob": ("digest", "size", "uploaded"),
    "blob_part": ("digest", "n", "name", "piece", "size"),
}
"""The chained tables with their columns."""
QUICK = ("meta", "outbox", "draft", "draft_late", "kept_text", "blob")
"""What is held against its sum at every opening: what only this device has, without the long texts."""
_MODULUS = 1 << 256
_pack = msgspec.msgpack.Encoder().encode
_Rows = list[tuple[object, ...]]
_handed: dict[int, tuple[str, _Rows, _Rows]] = {}
"""Rows on their way to the chain of a connection, by a ticket: through the engine they would be copied and wiped, megabytes for a page."""
_ticket = itertools.count(1).__next__


class Head(Struct, frozen=True):
    """Where the chain stands: its name, how many commits, their digest, the sum of every table, and why it was begun."""

    chain: str
    n: int
    digest: str
    sums: dict[str, str]
    begun: str


class _Tally:
    """What a connection has changed since its last commit. Its methods are functions of the connection's SQL."""

    def __init__(self) -> None:
        self._hash: Any = None
        self._sums: dict[str, int] = {}

    def open(self, secret: bytes) -> int:
        """Take the secret of the store."""
        self._hash = hashlib.new("sm3", secret)
        return 1

    def enter(self, value: object, *row: object) -> object:
        """Add a row (table and cells); gives ``value``, so that it can stand in place of a cell."""
        self._add(row, 1)
        return value

    def leave(self, value: object, *row: object) -> object:
        """Take a row off."""
        self._add(row, -1)
        return value

    def move(self, ticket: int) -> int:
        """Take many rows of a table off and add others, those handed over under this ticket."""
        table, old, new = _handed.pop(ticket)
        if self._hash is not None:
            change = sum(self._number((table, *row)) for row in new) - sum(self._number((table, *row)) for row in old)
            self._sums[table] = self._sums.get(table, 0) + change
        return 1

    def touched(self) -> int:
        """Say whether there is something to seal."""
        return int(bool(self._sums))

    def forget(self) -> int:
        """Drop what was changed: it was rolled back."""
        self._sums.clear()
        return 1

    def seal(self, head: bytes) -> bytes:
        """Give the head after this commit."""
        before = decode(head, Head)
        sums = dict(before.sums)
        for table, change in self._sums.items():
            sums[table] = f"{(int(sums.get(table, '0'), 16) + change) % _MODULUS:064x}"
        self._sums.clear()
        return encode(_next(before, sums))

    def sum_of(self, table: str, rows: Iterable[tuple[object, ...]]) -> str:
        """Add rows up."""
        return f"{sum(self._number((table, *row)) for row in rows) % _MODULUS:064x}"

    def _add(self, row: tuple[object, ...], sign: int) -> None:
        if self._hash is not None:
            self._sums[str(row[0])] = self._sums.get(str(row[0]), 0) + sign * self._number(row)

    def _number(self, row: tuple[object, ...]) -> int:
        one = self._hash.copy()
        one.update(_pack(row))
        return int.from_bytes(one.digest(), "big")


def _next(before: Head, sums: dict[str, str]) -> Head:
    n = before.n + 1
    return Head(before.chain, n, sm3(encode((before.chain, before.digest, n, sums))), sums, before.begun)


def join(db: Any) -> None:  # noqa: ANN401  the driver has no types
    """Give a connection the functions of the chain."""
    tally = _Tally()
    for name, count, function in (
        ("chain_open", 1, tally.open),
        ("chain_in", -1, tally.enter),
        ("chain_out", -1, tally.leave),
        ("chain_move", 1, tally.move),
        ("chain_touched", 0, tally.touched),
        ("chain_forget", 0, tally.forget),
        ("chain_seal", 1, tally.seal),
    ):
        db.create_function(name, count, function)
    load(db)


def stands(db: Any) -> bool:  # noqa: ANN401  any connection
    """Say whether the store has a chain: one of an older schema has none before it is migrated."""
    return db.execute("SELECT 1 FROM sqlite_master WHERE name = 'chain'").fetchone() is not None


def load(db: Any) -> None:  # noqa: ANN401  any connection
    """Have the connection count from here on."""
    if stands(db):
        db.execute("SELECT chain_open(secret) FROM chain").fetchone()


def seal(db: Any) -> None:  # noqa: ANN401  any connection
    """Fold what was changed into the head; before every commit."""
    if db.execute("SELECT chain_touched()").fetchone()[0]:
        db.execute("UPDATE chain SET head = chain_seal(head)")


def forget(db: Any) -> None:  # noqa: ANN401  any connection
    """Drop what was changed; after every rollback."""
    db.execute("SELECT chain_forget()").fetchone()


def change(db: Any, rows: tuple[str, str, tuple[object, ...]], sql: str, parameters: tuple[object, ...] = ()) -> Any:  # noqa: ANN401  as the driver
    """Run one statement that changes a chained table. ``rows``: the table, and a condition with its values under which every row stands
    that the statement changes, before and after it; empty for all.
    """
    table, condition, values = rows
    cells = f"'{table}', {', '.join(COLUMNS[table])})) FROM {table} WHERE {condition or 'true'}"
    db.execute(f"SELECT sum(chain_out(0, {cells}", values).fetchone()
    done = db.execute(sql, parameters)
    db.execute(f"SELECT sum(chain_in(0, {cells}", values).fetchone()
    return done


def change_each(db: Any, rows: tuple[str, str, tuple[object, ...]], sql: str, parameters: list[tuple[object, ...]]) -> None:  # noqa: ANN401  as the driver
    """Run one statement once for each of these parameters; ``rows`` as for ``change``, for all of them together."""
    table, condition, values = rows
    cells = f"'{table}', {', '.join(COLUMNS[table])})) FROM {table} WHERE {condition or 'true'}"
    db.execute(f"SELECT sum(chain_out(0, {cells}", values).fetchone()
    db.executemany(sql, parameters)
    db.execute(f"SELECT sum(chain_in(0, {cells}", values).fetchone()


def upsert(table: str, key: tuple[str, ...], through: str, condition: str = "") -> str:
    """Give the statement that writes one row of a chained table, in the order of its columns, over the one with the same key.

    ``through`` names a column that carries the change. Under a ``condition`` that fails, call ``withdraw`` where nothing was written.
    """
    columns = COLUMNS[table]
    given = [f"?{n}" for n in range(1, len(columns) + 1)]
    values = list(given)
    values[columns.index(through)] = f"chain_in({given[columns.index(through)]}, '{table}', {', '.join(given)})"
    old = ", ".join(f"{table}.{column}" for column in columns)
    changes = [f"{column} = excluded.{column}" for column in columns if column not in {*key, through}]
    changes.append(f"{through} = chain_out(excluded.{through}, '{table}', {old})")
    where = f" WHERE {condition}" if condition else ""
    return (
        f"INSERT OR FAIL INTO {table} VALUES({', '.join(values)}) ON CONFLICT({', '.join(key)}) DO UPDATE SET {', '.join(changes)}{where}"
    )


def write_all(db: Any, table: str, key: tuple[str, ...], old: _Rows, new: _Rows) -> None:  # noqa: ANN401  the driver has no types
    """Write whole rows of a chained table, all columns in order. ``old``: the rows as they stand that have the keys of new ones.

    For many rows: the engine is given each value once, where ``upsert`` has it hand every row to the chain besides. ``OR FAIL``: what fails
    undoes the whole transaction, so the engine need not prepare to undo each row by itself.
    """
    columns = COLUMNS[table]
    changes = ", ".join(f"{column} = excluded.{column}" for column in columns if column not in key)
    over = f" ON CONFLICT({', '.join(key)}) DO UPDATE SET {changes}" if old else ""
    db.executemany(f"INSERT OR FAIL INTO {table} VALUES({', '.join('?' * len(columns))}){over}", new)
    ticket = _ticket()
    _handed[ticket] = (table, old, new)
    try:
        db.execute("SELECT chain_move(?)", (ticket,)).fetchone()
    finally:
        _handed.pop(ticket, None)


def withdraw(db: Any, table: str, row: tuple[object, ...]) -> None:  # noqa: ANN401  any connection
    """Take off a row that ``upsert`` counted and did not write."""
    db.execute(f"SELECT chain_out(0, '{table}', {', '.join('?' * len(row))})", row).fetchone()


def read(db: Any) -> Head | None:  # noqa: ANN401  any connection
    """Read the head, of a store of any schema."""
    return head(db) if stands(db) else None


def head(db: Any) -> Head | None:  # noqa: ANN401  any connection
    """Read the head, of a store that has been brought to the newest schema."""
    row = db.execute("SELECT head FROM chain").fetchone()
    return decode(bytes(row[0]), Head) if row and row[0] else None


def begin(db: Any, reason: str) -> Head:  # noqa: ANN401  any connection
    """Begin a new chain over what is there, in the caller's transaction: the store is fresh, or the program has restored it."""
    load(db)
    db.execute("DELETE FROM meta WHERE key LIKE 'chain.%'")
    forget(db)
    return _write(db, Head(secrets.token_hex(16), 0, "", {}, reason))


def anchor(db: Any) -> Head:  # noqa: ANN401  any connection
    """Go on with the chain over rows whose tables were changed by a migration, in the caller's transaction."""
    found = read(db)
    forget(db)
    return _write(db, found) if found else begin(db, "fresh")


def wrong(db: Any, tables: Iterable[str] = COLUMNS) -> str:  # noqa: ANN401  any connection
    """Name the first table that is not what the head says, empty when all are. Reads every row of them."""
    head = read(db)
    if head is None:
        return ""
    return next((table for table in tables if table in head.sums and head.sums[table] != _sum(db, table)), "")


def _write(db: Any, before: Head) -> Head:  # noqa: ANN401  any connection
    head = _next(before, {table: _sum(db, table) for table in COLUMNS})
    db.execute("UPDATE chain SET head = ?", (encode(head),))
    return head


def _sum(db: Any, table: str) -> str:  # noqa: ANN401  any connection
    tally = _Tally()
    (secret,) = db.execute("SELECT secret FROM chain").fetchone()
    tally.open(bytes(secret))
    there = {str(row[1]) for row in db.execute(f"PRAGMA table_info({table})")}
    columns = [column for column in COLUMNS[table] if column in there]
    return tally.sum_of(table, db.execute(f"SELECT {', '.join(columns)} FROM {table}"))  # noqa: S608  names of our own schema
