"""Records, their logs and who has them, as rows."""

import re

import msgspec
from msgspec import Struct

from xzt.core.encoding import decode, encode
from xzt.office.act import Act
from xzt.office.dispatch.state import Dispatch
from xzt.office.envelope import Signed
from xzt.office.log import chain
from xzt.office.receipt.state import Receipt
from xzt.office.registry import Event, State, decode_state
from xzt.server.sql.database import Transaction, marks
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


async def lock(tx: Transaction, key: Key) -> Stored:
    """Read a record and hold it until the end of the transaction."""
    found = await tx.fetch_one(
        tuple[int, bytes, int, str],
        "SELECT version, state, log_n, log_head FROM record WHERE unit = ? AND kind = ? AND id = ? FOR UPDATE",
        *(key.unit, key.kind, key.id),
    )
    return Stored(found[0], decode_state(key.kind, found[1]), found[2], found[3]) if found else Stored()


async def store(tx: Transaction, key: Key, before: Stored, state: State, course: tuple[Act, list[Event], Signed]) -> Stored:
    """Write the new state and its log entry; a record that somebody else began meanwhile is a ``Conflict``."""
    act, events, signed = course
    n, happened = before.log_n + 1, encode(events)
    digest = chain(key.id, n, act, happened, signed, before.log_head)
    after = Stored(before.version + 1, state, n, digest)
    if before.version:
        await tx.execute(
            "UPDATE record SET version = ?, state = ?, log_n = ?, log_head = ? WHERE unit = ? AND kind = ? AND id = ?",
            *(after.version, encode(state), n, digest, key.unit, key.kind, key.id),
        )
    else:
        await tx.execute(
            "INSERT INTO record (unit, kind, id, version, state, log_n, log_head) VALUES (?, ?, ?, ?, ?, ?, ?)",
            *(key.unit, key.kind, key.id, after.version, encode(state), n, digest),
        )
    await tx.execute(
        "INSERT INTO log (unit, kind, record, n, command, act, events, signed, previous, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        *(key.unit, key.kind, key.id, n, act.command, encode(act), happened, encode(signed), before.log_head, digest),
    )
    for named in files_of(state) - files_of(before.state):
        await tx.execute(
            "INSERT INTO blob_ref (unit, digest, kind, id) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", key.unit, named, key.kind, key.id
        )
    return after


def files_of(state: State | None) -> frozenset[str]:
    """List the files that a state names. Only fields that the rules or the server filled count: naming a file must not open it."""
    match state:
        case Dispatch(seal=found) if found is not None:
            return frozenset({found.plain, found.sealed})
        case Receipt(source=source):
            return frozenset({source.file})
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
