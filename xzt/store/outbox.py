"""Commands that wait for the server, in the order given. Nothing leaves here but by the server's answer or a person's act."""

import msgspec
from msgspec import Struct

from xzt.core.encoding import decode, encode
from xzt.office.envelope import Envelope, Signed
from xzt.store.chain import change, change_each
from xzt.store.database import Connection

LIVE = ("waiting", "sending", "applied")
"""States whose commands lie over the server's state.

``waiting``: the server has never heard of it. ``sending``: it may have; the command is sent again until there is an answer, which is the
same however often it was asked for (W12). ``applied``: it has its effect, which is on its way down.
"""

_HISTORY = "SELECT n, id, kind, record, envelope, ?, ?, signature, certificate"
_COLUMNS = "n, id, kind, record, envelope, signature, certificate, state, seq, code, params, warning"
_IN_ORDER = f"SELECT {_COLUMNS} FROM outbox WHERE state = '%s' AND n > ?"  # noqa: S608  constants only
_TO_SEND = f"{_IN_ORDER % 'waiting'} UNION ALL {_IN_ORDER % 'sending'} ORDER BY n LIMIT ?"
"""Two walks along the index, merged: asked for both states at once, the engine would gather and sort whole rows first."""

_PASSED = "FROM outbox INDEXED BY outbox_applied WHERE state = 'applied' AND seq <= ?"
"""Those whose effect is in everything up to a number. Left to itself, the engine would look at all that have their effect."""


class Queued(Struct, frozen=True):
    """One command. ``warning`` is the code with which the rules refuse it on the newest state; only the server's answer decides."""

    n: int
    signed: Signed
    envelope: Envelope
    state: str
    seq: int
    code: str
    params: dict[str, str]
    warning: str


def next_number(db: Connection) -> int:
    """Give the device's next command number; numbers are never used again, not even of undone or lost ones (X3)."""
    floor = "SELECT CAST(CAST(value AS TEXT) AS INTEGER) FROM meta WHERE key = 'number_floor'"
    row = db.execute(f"SELECT max(n) FROM (SELECT max(n) AS n FROM outbox UNION ALL SELECT max(n) FROM sent UNION ALL {floor})").fetchone()  # noqa: S608
    return int(row[0] or 0) + 1 if row else 1


def add(db: Connection, signed: Signed, envelope: Envelope) -> None:
    """Append a command."""
    change(
        db,
        ("outbox", "n = ?", (envelope.n,)),
        "INSERT INTO outbox(n, id, kind, record, envelope, signature, certificate, state) VALUES(?, ?, ?, ?, ?, ?, ?, 'waiting')",
        (envelope.n, envelope.id, envelope.kind, envelope.record, bytes(signed.envelope), signed.signature, signed.certificate),
    )


def of_record(db: Connection, kind: str, record: str) -> list[Queued]:
    """List the live commands of one record, oldest first."""
    marks = "', '".join(LIVE)
    sql = f"SELECT {_COLUMNS} FROM outbox WHERE kind = ? AND record = ? AND state IN ('{marks}') ORDER BY n"  # noqa: S608  constants only
    return [_queued(row) for row in db.execute(sql, (kind, record))]


def is_idle(db: Connection) -> bool:
    """Say whether no command at all lies over the server's states."""
    marks = "', '".join(LIVE)
    return db.execute(f"SELECT 1 FROM outbox WHERE state IN ('{marks}') LIMIT 1").fetchone() is None  # noqa: S608  constants only


def in_state(db: Connection, state: str, limit: int = -1) -> list[Queued]:
    """List commands in one state, oldest first."""
    return [_queued(row) for row in db.execute(f"SELECT {_COLUMNS} FROM outbox WHERE state = ? ORDER BY n LIMIT ?", (state, limit))]  # noqa: S608


def retire(db: Connection, seq: int) -> set[tuple[str, str]]:
    """Move the commands to the history whose effect is in everything up to number ``seq``; gives their records."""
    rows = list(db.execute(f"SELECT n, kind, record {_PASSED}", (seq,)))
    if rows:
        these, numbers = "n IN (SELECT value FROM json_each(?))", encode([row[0] for row in rows]).decode()
        change(db, ("sent", these, (numbers,)), f"INSERT INTO sent {_HISTORY} FROM outbox WHERE {these}", ("applied", "", numbers))
        change(db, ("outbox", these, (numbers,)), f"DELETE FROM outbox WHERE {these}", (numbers,))  # noqa: S608  constants only
    return {(str(row[1]), str(row[2])) for row in rows}


def has_passed(db: Connection, seq: int) -> bool:
    """Say whether ``retire`` would find anything."""
    return db.execute(f"SELECT 1 {_PASSED} LIMIT 1", (seq,)).fetchone() is not None


def to_send(db: Connection, limit: int = -1, after: int = 0) -> list[Queued]:
    """List the commands after number ``after`` that the server has not answered, oldest first."""
    return [_queued(row) for row in db.execute(_TO_SEND, (after, after, limit))]


def has_to_send(db: Connection, after: int = 0) -> bool:
    """Say whether there is a command after number ``after`` that the server has not answered."""
    sql = "SELECT 1 FROM outbox WHERE state IN ('waiting', 'sending') AND n > ? LIMIT 1"
    return db.execute(sql, (after,)).fetchone() is not None


def send_again(db: Connection) -> None:
    """Send everything that took effect once more, in order: a server that has it answers as before, one that forgot it learns it."""
    change(db, ("outbox", "", ()), "UPDATE outbox SET state = 'sending', seq = 0 WHERE state = 'applied'")
    change(
        db,
        ("outbox", "", ()),
        """INSERT INTO outbox(n, id, kind, record, envelope, signature, certificate, state)
           SELECT n, id, kind, record, envelope, signature, certificate, 'sending' FROM sent WHERE outcome = 'applied'""",
    )
    change(db, ("sent", "outcome = 'applied'", ()), "DELETE FROM sent WHERE outcome = 'applied'")


def find(db: Connection, command: str) -> Queued | None:
    """Find one command by id."""
    row = db.execute(f"SELECT {_COLUMNS} FROM outbox WHERE id = ?", (command,)).fetchone()  # noqa: S608
    return _queued(row) if row else None


def counts(db: Connection) -> dict[str, int]:
    """Count the commands by state; a state that none is in is left out."""
    return {str(state): int(found) for state, found in db.execute("SELECT state, count(*) FROM outbox GROUP BY state")}


def mark(db: Connection, command: str, state: str, *, seq: int = 0, code: str = "", params: dict[str, str] | None = None) -> None:
    """Move a command to another state."""
    sql = "UPDATE outbox SET state = ?, seq = ?, code = ?, params = ? WHERE id = ?"
    change(db, ("outbox", "id = ?", (command,)), sql, (state, seq, code, encode(params or {}), command))


def mark_sending(db: Connection, commands: list[str]) -> None:
    """Note that these are under way: the server may have heard of them."""
    if not commands:
        return
    sql = "UPDATE outbox SET state = 'sending', seq = 0, code = '', params = '{}' WHERE id = ?"
    change_each(db, _of(commands), sql, [(one,) for one in commands])


def mark_applied(db: Connection, answered: list[tuple[str, int]]) -> None:
    """Note commands that have their effect, each with the number at which it comes down."""
    if not answered:
        return
    sql = "UPDATE outbox SET state = 'applied', seq = ?, code = '', params = '{}' WHERE id = ?"
    change_each(db, _of([command for command, _ in answered]), sql, [(seq, command) for command, seq in answered])


def warn(db: Connection, command: str, code: str) -> None:
    """Note that the rules would refuse the command on top of the newest state."""
    if db.execute("SELECT 1 FROM outbox WHERE id = ? AND warning <> ?", (command, code)).fetchone():
        change(db, ("outbox", "id = ?", (command,)), "UPDATE outbox SET warning = ? WHERE id = ?", (code, command))


def finish(db: Connection, command: str, outcome: str, code: str = "") -> None:
    """Move a command to the history: ``applied``, ``undone`` or ``noted`` (a refusal that the person has taken note of)."""
    change(db, ("sent", "id = ?", (command,)), f"INSERT INTO sent {_HISTORY} FROM outbox WHERE id = ?", (outcome, code, command))
    change(db, ("outbox", "id = ?", (command,)), "DELETE FROM outbox WHERE id = ?", (command,))


def _of(commands: list[str]) -> tuple[str, str, tuple[object, ...]]:
    return "outbox", "id IN (SELECT value FROM json_each(?))", (encode(commands).decode(),)


def _queued(row: tuple[object, ...]) -> Queued:
    n, _, _, _, envelope, signature, certificate, state, seq, code, params, warning = row
    data = bytes(envelope) if isinstance(envelope, bytes) else b""
    return Queued(
        int(str(n)),
        Signed(msgspec.Raw(data), str(signature), str(certificate)),
        decode(data, Envelope),
        str(state),
        int(str(seq)),
        str(code),
        decode(params if isinstance(params, bytes) else str(params).encode(), dict[str, str]),
        str(warning),
    )
