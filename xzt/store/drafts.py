"""Text under drafting: every update of every draft that this person writes, own ones until the server has numbered them and after.

An update is written in the transaction that makes an edit durable, and stays until the drafting ends. What was never sent when it ended is
kept apart (``late``) until the text of it has found another place.
"""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from xzt.core.encoding import encode
from xzt.core.errors import Trouble
from xzt.store.chain import change, write_all
from xzt.store.database import Connection


class Stored(Struct, frozen=True):
    """One update: operations ``start`` to ``end`` of ``writer``. ``k`` counts on this device; ``n`` is the server's number, 0 before it."""

    k: int
    n: int
    writer: int
    start: int
    end: int
    data: bytes
    author: str
    at: datetime


class Cursor(Struct, frozen=True):
    """How far this device has read a draft. ``behind``: there is more; ``shared``: the server was asked at least once."""

    drafting: str
    n: int
    behind: bool
    shared: bool


_COLUMNS = "k, n, writer, first, until, data, author, at"


def follow(db: Connection, record: str, drafting: str) -> None:
    """Follow this stretch of drafting of a record: what belongs to an older one ends."""
    now = cursor(db, record)
    if now is None or now.drafting != drafting:
        if now is not None:
            end(db, record)
        change(db, ("draft", "record = ?", (record,)), "INSERT INTO draft VALUES(?, ?, 0, 1, 0)", (record, drafting))


def follow_all(db: Connection, wanted: dict[str, str]) -> None:
    """Follow for each of these records this stretch of drafting, or none where it is empty."""
    records = encode(list(wanted)).decode()
    sql = "SELECT record, drafting FROM json_each(?) CROSS JOIN draft ON record = value"  # in this order: no table of the keys is made
    held = {str(record): str(drafting) for record, drafting in db.execute(sql, (records,))}
    for record, drafting in wanted.items():
        if record in held and not drafting:
            end(db, record)
        elif held.get(record, drafting) != drafting:
            follow(db, record, drafting)
    new: list[tuple[object, ...]] = [(one, drafting, 0, 1, 0) for one, drafting in wanted.items() if drafting and one not in held]
    if new:
        write_all(db, "draft", ("record",), [], new)


def end(db: Connection, record: str) -> None:
    """Forget a draft; one with updates that the server never had becomes late text."""
    now = cursor(db, record)
    if now is None:
        return
    if unsent(db, record):
        sql = "INSERT INTO draft_late SELECT k, record, data, ? FROM draft_update WHERE record = ?"
        change(db, ("draft_late", "record = ?", (record,)), sql, (now.drafting, record))
    change(db, ("draft_update", "record = ?", (record,)), "DELETE FROM draft_update WHERE record = ?", (record,))
    change(db, ("draft", "record = ?", (record,)), "DELETE FROM draft WHERE record = ?", (record,))


def set_aside(db: Connection, record: str) -> None:
    """Make late text of everything of a draft and follow the same drafting from its beginning."""
    now = cursor(db, record)
    if now is not None:
        change(db, ("draft_update", "record = ?", (record,)), "UPDATE draft_update SET n = 0 WHERE record = ?", (record,))
        follow(db, record, "")
        follow(db, record, now.drafting)


def cursor(db: Connection, record: str) -> Cursor | None:
    """Read how far this device is, None where it follows no drafting of the record."""
    row = db.execute("SELECT drafting, n, behind, shared FROM draft WHERE record = ?", (record,)).fetchone()
    return Cursor(str(row[0]), int(row[1]), bool(row[2]), bool(row[3])) if row else None


def mark_behind(db: Connection, record: str) -> None:
    """Note that the server has more of a draft."""
    change(db, ("draft", "record = ?", (record,)), "UPDATE draft SET behind = 1 WHERE record = ?", (record,))


def open_drafts(db: Connection) -> list[str]:
    """List the records whose drafts have something to send or to fetch, oldest news first."""
    sql = "SELECT record FROM draft WHERE behind OR EXISTS(SELECT 1 FROM draft_update u WHERE u.record = draft.record AND u.n = 0)"
    return [str(row[0]) for row in db.execute(sql)]


def followed(db: Connection) -> list[str]:
    """List the records whose drafts this person writes."""
    return [str(record) for (record,) in db.execute("SELECT record FROM draft ORDER BY record")]


def add(db: Connection, record: str, updates: Iterable[Stored]) -> None:
    """Keep updates of this device. Keeping one twice is keeping it once."""
    sql = """INSERT INTO draft_update(record, n, writer, first, until, data, author, at) VALUES(?, 0, ?, ?, ?, ?, ?, ?)
             ON CONFLICT(record, writer, first) DO NOTHING"""
    for one in updates:
        row = (record, one.writer, one.start, one.end, one.data, one.author, one.at.isoformat())
        change(db, _operations(record, one), sql, row)


def take(db: Connection, record: str, updates: Iterable[Stored], head: int) -> int:
    """Take in numbered updates strictly by number; gives how many are new here.

    A gap is ``Trouble("draft_incomplete")``; other bytes under operations that are here are ``Trouble("draft_differs")``.
    """
    now = cursor(db, record)
    if now is None:
        return 0
    last, before = now.n, _count(db, record)
    for one in updates:
        if one.n != last + 1:
            raise Trouble("draft_incomplete", retry=True)
        last = one.n
        held = db.execute("SELECT data FROM draft_update WHERE record = ? AND writer = ? AND first = ?", (record, one.writer, one.start))
        if (same := held.fetchone()) is not None and bytes(same[0]) != one.data:
            raise Trouble("draft_differs")
        change(
            db,
            _operations(record, one),
            """INSERT INTO draft_update(record, n, writer, first, until, data, author, at) VALUES(?, ?, ?, ?, ?, ?, ?, ?)
               ON CONFLICT(record, writer, first) DO UPDATE SET n = excluded.n, at = excluded.at""",
            (record, one.n, one.writer, one.start, one.end, one.data, one.author, one.at.isoformat()),
        )
    sql = "UPDATE draft SET n = ?, behind = ?, shared = 1 WHERE record = ?"
    change(db, ("draft", "record = ?", (record,)), sql, (last, int(last < head), record))
    return _count(db, record) - before


def start_all_over(db: Connection) -> None:
    """Fetch and compare every draft from its first number again."""
    change(db, ("draft", "", ()), "UPDATE draft SET n = 0, behind = 1")


def start_over(db: Connection, record: str) -> None:
    """Fetch a draft from its first number again; nothing that is here goes."""
    change(db, ("draft", "record = ?", (record,)), "UPDATE draft SET n = 0, behind = 1 WHERE record = ?", (record,))


def send_again(db: Connection, record: str, vector: dict[int, int]) -> None:
    """Send again what a server with this ``vector`` does not have."""
    for one in updates(db, record):
        if one.end > vector.get(one.writer, 0):
            change(db, ("draft_update", "k = ?", (one.k,)), "UPDATE draft_update SET n = 0 WHERE k = ?", (one.k,))


def updates(db: Connection, record: str, after: int = 0) -> list[Stored]:
    """List what came to this device after its ``k``-th, own and others', in the order in which it came."""
    sql = f"SELECT {_COLUMNS} FROM draft_update WHERE record = ? AND k > ? ORDER BY k"  # noqa: S608  constants only
    return [_stored(row) for row in db.execute(sql, (record, after))]


def stamps(db: Connection, record: str, after: int) -> list[Stored]:
    """List what the server has numbered after its ``after``-th, in order, without the bytes: who wrote it and when."""
    sql = "SELECT k, n, writer, first, until, x'', author, at FROM draft_update WHERE record = ? AND n > ? ORDER BY n"
    return [_stored(row) for row in db.execute(sql, (record, after))]


def unsent(db: Connection, record: str) -> list[Stored]:
    """List own updates that the server has not numbered, oldest first."""
    sql = f"SELECT {_COLUMNS} FROM draft_update WHERE record = ? AND n = 0 ORDER BY k"  # noqa: S608  constants only
    return [_stored(row) for row in db.execute(sql, (record,))]


def vector(db: Connection, record: str) -> dict[int, int]:
    """Give how many operations of each writer are here."""
    found = db.execute("SELECT writer, max(until) FROM draft_update WHERE record = ? GROUP BY writer", (record,))
    return {int(writer): int(until) for writer, until in found}


def late(db: Connection) -> dict[str, list[bytes]]:
    """Give the updates of drafts that ended before everything of them was sent, by record."""
    found: dict[str, list[bytes]] = {}
    for record, data in db.execute("SELECT record, data FROM draft_late ORDER BY k"):
        found.setdefault(str(record), []).append(bytes(data))
    return found


def forget_late(db: Connection, record: str) -> None:
    """Forget late text: it has found another place."""
    change(db, ("draft_late", "record = ?", (record,)), "DELETE FROM draft_late WHERE record = ?", (record,))


def _operations(record: str, one: Stored) -> tuple[str, str, tuple[object, ...]]:
    return "draft_update", "record = ? AND writer = ? AND first = ?", (record, one.writer, one.start)


def _count(db: Connection, record: str) -> int:
    row = db.execute("SELECT count(*) FROM draft_update WHERE record = ?", (record,)).fetchone()
    return int(row[0]) if row else 0


def _stored(row: tuple[object, ...]) -> Stored:
    *numbers, data, author, at = row
    k, n, writer, start, end_ = (int(str(number)) for number in numbers)
    return Stored(k, n, writer, start, end_, data if isinstance(data, bytes) else b"", str(author), datetime.fromisoformat(str(at)))
