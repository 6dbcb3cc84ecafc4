"""Records, their logs and who has them, as rows."""

import re
from collections.abc import Iterable, Mapping
from itertools import groupby

import msgspec
from msgspec import Struct

from xzt.core.encoding import decode, encode
from xzt.office.act import Act, opinion_files
from xzt.office.dispatch.state import Dispatch
from xzt.office.envelope import Signed
from xzt.office.log import chain
from xzt.office.receipt.state import Receipt
from xzt.office.registry import Event, State, decode_state
from xzt.server.sql.database import HOLDING, Query, Transaction, Write, marks
from xzt.sync.protocol.messages import LogEntry

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Stored(Struct, frozen=True):
    """A record as it stands: version 0 and no state before its first command."""

    version: int = 0
    state: State | None = None
    log_n: int = 0
    log_head: str = ""


class Key(Struct, frozen=True, order=True):
    """Which record."""

    unit: str
    kind: str
    id: str


def is_id(text: str) -> bool:
    """Say whether ``text`` can be an id."""
    return _ID.fullmatch(text) is not None


class Written(Struct, frozen=True):
    """What one accepted command leaves beside the new state: its log entry, and the files that the state names from now on."""

    entry: tuple[str, str, str, int, str, bytes, bytes, bytes, str, str]
    files: frozenset[str]


async def read_all(tx: Transaction, keys: Iterable[Key], holding: str) -> dict[Key, Stored]:
    """Read records of one unit, always in the same order; with ``HOLDING`` they are held until the end of the transaction."""
    found: dict[Key, Stored] = {}
    for (unit, kind), group in groupby(sorted(keys), lambda key: (key.unit, key.kind)):
        ids = [key.id for key in group]
        found |= {Key(unit, kind, record): Stored() for record in ids}
        sql, values = finding(unit, kind, ids)
        rows = await tx.fetch_all(tuple[str, int, bytes, int, str], sql + holding, *values)
        found |= {Key(unit, kind, row[0]): Stored(row[1], decode_state(kind, row[2]), row[3], row[4]) for row in rows}
    return found


def finding(unit: str, kind: str, ids: list[str], columns: str = "id, version, state, log_n, log_head") -> tuple[str, tuple[str, ...]]:
    """Give the statement that reads records, with its values."""
    sql = "SELECT {columns} FROM record WHERE unit = ? AND kind = ? AND id IN ({marks}) ORDER BY id"
    return sql.replace("{columns}", columns).replace("{marks}", marks(len(ids)) or "''"), (unit, kind, *ids)


def holds(keys: Iterable[Key]) -> tuple[Query, ...]:
    """Give the statements that hold records until the end of the transaction, always in the same order."""
    groups = [(*group, [key.id for key in found]) for group, found in groupby(sorted(keys), lambda key: (key.unit, key.kind))]
    found = [finding(*group, columns="id") for group in groups]
    return tuple((sql + HOLDING, values) for sql, values in found)


def enter(key: Key, before: Stored, state: State, course: tuple[Act, list[Event], Signed]) -> tuple[Stored, Written]:
    """Make the next version of a record with its log entry; ``writes`` says how they are put down."""
    act, events, signed = course
    n, happened = before.log_n + 1, encode(events)
    digest = chain(key.id, n, act, happened, signed, before.log_head)
    entry = (key.unit, key.kind, key.id, n, act.command, encode(act), happened, encode(signed), before.log_head, digest)
    return Stored(before.version + 1, state, n, digest), Written(entry, files_of(state) - files_of(before.state))


def writes(before: Mapping[Key, Stored], after: Mapping[Key, Stored], written: list[tuple[Key, Written]]) -> list[Write]:
    """Say what writes new states and log entries, each table in one go; a record that somebody else began meanwhile is a ``Conflict``."""
    new = [key for key in after if not before[key].version]
    rows = {key: (stored.version, encode(stored.state), stored.log_n, stored.log_head) for key, stored in after.items()}
    return [
        (
            "INSERT INTO record (unit, kind, id, version, state, log_n, log_head) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(key.unit, key.kind, key.id, *rows[key]) for key in new],
        ),
        (
            "UPDATE record SET version = ?, state = ?, log_n = ?, log_head = ? WHERE unit = ? AND kind = ? AND id = ?",
            [(*rows[key], key.unit, key.kind, key.id) for key in after if before[key].version],
        ),
        (
            "INSERT INTO log (unit, kind, record, n, command, act, events, signed, previous, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [one.entry for _, one in written],
        ),
        (
            "INSERT INTO blob_ref (unit, digest, kind, id) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [(key.unit, named, key.kind, key.id) for key, one in written for named in sorted(one.files)],
        ),
    ]


def files_of(state: State | None) -> frozenset[str]:
    """List the files that a state names. Only what was checked on its way in counts: naming a file must not open it."""
    match state:
        case Dispatch(seal=found, attached=attached, seal_asked=asked, course=course):
            sealed = {found.plain, found.sealed} if found else set[str]()
            return frozenset(sealed | ({asked.file} if asked else set())) | {file.digest for file in (*attached, *opinion_files(course))}
        case Receipt(source=source, course=course):
            files = (*source.attached, *opinion_files(course))
            return frozenset(digest for digest in (source.file, *(file.digest for file in files)) if digest)
    return frozenset()


async def is_visible(tx: Transaction, key: Key, tokens: tuple[str, ...]) -> bool:
    """Say whether a holder of ``tokens`` has the record now."""
    return await _has_row(tx, key, tokens, " AND op = 'put'")


async def was_visible(tx: Transaction, key: Key, tokens: tuple[str, ...]) -> bool:
    """Say whether a holder of ``tokens`` has the record or ever had it."""
    return await _has_row(tx, key, tokens, "")


async def _has_row(tx: Transaction, key: Key, tokens: tuple[str, ...], condition: str) -> bool:
    sql = "SELECT seq FROM change WHERE unit = ? AND kind = ? AND id = ? AND token IN ({marks})".replace("{marks}", marks(len(tokens)))
    return await tx.fetch_one(tuple[int], sql + condition, key.unit, key.kind, key.id, *tokens) is not None


async def read_log(tx: Transaction, key: Key) -> tuple[LogEntry, ...]:
    """Read the whole course, oldest first."""
    rows = await tx.fetch_all(
        tuple[int, bytes, bytes, bytes, str, str],
        "SELECT n, act, events, signed, previous, digest FROM log WHERE unit = ? AND kind = ? AND record = ? ORDER BY n",
        *(key.unit, key.kind, key.id),
    )
    return tuple(
        LogEntry(n, decode(act, Act), msgspec.Raw(events), decode(signed, Signed), previous, digest)
        for n, act, events, signed, previous, digest in rows
    )
