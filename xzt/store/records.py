"""Records in the store: what the server said (base), and that with the waiting commands on top (view). Replay lives here."""

from collections.abc import Callable, Iterator
from datetime import datetime

from msgspec import Struct

from xzt.core.encoding import encode
from xzt.core.errors import Refusal
from xzt.office import registry
from xzt.office.act import Act, Context
from xzt.office.dispatch.guards import writes
from xzt.office.dispatch.state import Dispatch
from xzt.office.envelope import Envelope
from xzt.office.registry import State
from xzt.store import chain, counts, drafts, indexing, outbox, search
from xzt.store.chain import change
from xzt.store.database import Connection

ENDED = ("closed", "archived", "refused", "discarded")
_BOXES = {
    "todo": "box = 'todo' AND step <> 'draft'",
    "toread": "box = 'toread'",
    "done": "box = 'done'",
    "drafts": "box = 'todo' AND step = 'draft'",
    "mine": "own = 1",
    "dispatches": "kind = 'dispatch'",
    "receipts": "kind = 'receipt'",
    "archive": "ended = 1",
}


class Surroundings(Struct, frozen=True):
    """Builds the context of a command: who acts with which roles, from the directory as it stands."""

    context: Callable[[Act], Context]
    person: str
    unit: str


class Row(Struct, frozen=True, gc=False):
    """One line of a list, of plain values. ``waiting``: commands of it are not confirmed yet; ``attention``: one of them was refused."""

    kind: str
    id: str
    title: str
    step: str
    number: str
    urgency: str
    origin: str
    since: datetime
    box: str
    waiting: bool
    attention: bool
    principal: str = ""
    """For whom it is done by a deputy (W6)."""


def act_of(envelope: Envelope) -> Act:
    """Give the act that a waiting command claims to be."""
    return Act(envelope.id, envelope.person, envelope.unit, envelope.device, envelope.at)


WRITE_BASE = chain.upsert("base", ("kind", "id"), "seq", "excluded.version >= base.version OR base.seq < 0")


def put_base(db: Connection, kind: str, record: str, version: int, seq: int, state: bytes) -> bool:
    """Keep the server's state; an older version never overwrites a newer one, but for one from before the server was restored.

    Says whether it is kept.
    """
    row = (kind, record, version, seq, state)
    kept = db.execute(WRITE_BASE, row).rowcount > 0
    if not kept:
        chain.withdraw(db, "base", row)
    return kept


def outdate(db: Connection) -> None:
    """Note that everything held comes from before the server was restored: it stays until the server says something newer of it."""
    change(db, ("base", "", ()), "UPDATE base SET seq = -1")


def is_forgotten(db: Connection, kind: str, record: str) -> bool:
    """Say whether the server, since it was restored, has not said anything of a record that is held here (RS-24)."""
    row = db.execute("SELECT seq < 0 FROM base WHERE kind = ? AND id = ?", (kind, record)).fetchone()
    return bool(row and row[0])


def drop_base(db: Connection, kind: str, record: str) -> None:
    """Forget a record that is no longer for this person."""
    change(db, ("base", "kind = ? AND id = ?", (kind, record)), "DELETE FROM base WHERE kind = ? AND id = ?", (kind, record))
    db.execute("DELETE FROM wanted WHERE kind = ? AND record = ?", (kind, record))


def count_base(db: Connection) -> int:
    """Count the records that the server has given."""
    row = db.execute("SELECT count(*) FROM base").fetchone()
    return int(row[0]) if row else 0


def base_version(db: Connection, kind: str, record: str) -> int:
    """Give the server's version that this person last saw, 0 for none."""
    row = db.execute("SELECT version FROM base WHERE kind = ? AND id = ?", (kind, record)).fetchone()
    return int(row[0]) if row else 0


def read_base(db: Connection, kind: str, record: str) -> State | None:
    """Read the server's state."""
    row = db.execute("SELECT state FROM base WHERE kind = ? AND id = ?", (kind, record)).fetchone()
    return registry.decode_state(kind, bytes(row[0])) if row else None


def read_view(db: Connection, kind: str, record: str) -> State | None:
    """Read the state as this person sees it."""
    row = db.execute(
        """SELECT CASE WHEN length(view.state) THEN view.state ELSE base.state END FROM view LEFT JOIN base USING(kind, id)
           WHERE view.kind = ? AND view.id = ?""",
        (kind, record),
    ).fetchone()
    return registry.decode_state(kind, bytes(row[0])) if row else None


FOR = "@"
"""Stands in the column of the step before the name of the person for whom it is done (W6)."""
AS_BASE = b""
"""What the view holds for a state where it is that of the base, to the byte: it is kept once."""


def placed(around: Surroundings) -> Context:
    """Give the context in which records are placed in lists: who reads, never when."""
    return around.context(Act("", around.person, around.unit, "", datetime.min))  # noqa: DTZ901  place() reads no time


def view_row(kind: str, record: str, state: State, by: Context, kept: bytes) -> tuple[object, ...]:
    """Make the row of the view with the columns that lists need; the rules say where it stands for this person."""
    rules = registry.kind_of(kind)
    line, place = rules.line(state), rules.place(state, by)
    return (
        kind,
        record,
        line.title,
        f"{line.step}{FOR}{place.principal}" if place.principal else str(line.step),
        line.number,
        line.urgency,
        line.origin,
        place.box,
        place.since.isoformat(),
        int(line.origin == by.act.person),
        int(str(line.step) in ENDED),
        kept,
    )


def put_views(db: Connection, old: list[tuple[object, ...]], rows: list[tuple[object, ...]]) -> None:
    """Write rows of the view and count them. ``old``: those that stand for the same records."""
    chain.write_all(db, "view", ("kind", "id"), old, rows)
    counts.move(db, old, rows)


def _put_view(db: Connection, row: tuple[object, ...]) -> None:
    put_views(db, _held_view(db, row[:2]), [row])


def _drop_view(db: Connection, key: tuple[str, str]) -> None:
    counts.move(db, _held_view(db, key), [])
    change(db, ("view", "kind = ? AND id = ?", key), "DELETE FROM view WHERE kind = ? AND id = ?", key)


def _held_view(db: Connection, key: tuple[object, ...]) -> list[tuple[object, ...]]:
    columns = ", ".join(chain.COLUMNS["view"])
    return list(db.execute(f"SELECT {columns} FROM view WHERE kind = ? AND id = ?", key))  # noqa: S608  names of our own schema


def write_view(db: Connection, kind: str, record: str, state: State, around: Surroundings) -> None:
    """Write the state as it stands with a command of this device on top, and make it findable."""
    _put_view(db, view_row(kind, record, state, placed(around), encode(state)))
    search.index(db, kind, record, registry.kind_of(kind).words(state))


def replay(db: Connection, kind: str, record: str, around: Surroundings) -> None:
    """Lay the waiting commands over the server's state again. One that the rules now refuse is marked, kept and skipped.

    The text of a draft is followed while the person writes it; it ends when neither this device nor the server says so any more.
    """
    replay_all(db, [(kind, record)], around)


def replay_all(db: Connection, keys: list[tuple[str, str]], around: Surroundings) -> None:
    """Replay many records (kind, id)."""
    texts = [(*key, text) for key in keys if (text := _replay(db, key, around)) is not None]
    search.index_all(db, texts)


def _replay(db: Connection, key: tuple[str, str], around: Surroundings) -> str | None:
    """Replay one record; gives the text to find it by."""
    kind, record = key
    text = None
    state = base = read_base(db, kind, record)
    for queued in outbox.of_record(db, kind, record):
        act = act_of(queued.envelope)
        command = registry.decode_command(kind, queued.envelope.command)
        decision = registry.decide(kind, state, command, around.context(act))
        if isinstance(decision, Refusal):
            if queued.state != "applied":
                outbox.warn(db, queued.envelope.id, decision.code)
            continue
        outbox.warn(db, queued.envelope.id, "")
        state = registry.evolve(kind, state, decision, act)
    if state is None:
        _drop_view(db, key)
        search.forget(db, kind, record)
    else:
        _put_view(db, view_row(kind, record, state, placed(around), AS_BASE if state is base else encode(state)))
        text = registry.kind_of(kind).words(state)
    if kind == "dispatch":
        follow_draft(db, record, around.person, (state, base))
    return text


def give_up_draft(db: Connection, record: str, around: Surroundings) -> bool:
    """Let go a draft of this person's own that the server, restored since, does not have and that nothing brings back to it (RS-24).

    What began it was refused there. All of its text becomes late text, as if it had never been sent. Says whether it was so.
    """
    row = db.execute("SELECT seq FROM base WHERE kind = 'dispatch' AND id = ?", (record,)).fetchone()
    base = read_base(db, "dispatch", record)
    if (
        row is None
        or row[0] >= 0
        or not isinstance(base, Dispatch)
        or base.drafter != around.person
        or outbox.of_record(db, "dispatch", record)
    ):
        return False
    drafts.set_aside(db, record)
    drop_base(db, "dispatch", record)
    replay(db, "dispatch", record, around)
    return True


def follow_draft(db: Connection, record: str, person: str, states: tuple[State | None, ...]) -> None:
    """Follow the text of a draft while one of these states says that the person writes it."""
    for state in states:
        if isinstance(state, Dispatch) and state.drafting and writes(state, person):
            drafts.follow(db, record, state.drafting.id)
            return
    drafts.end(db, record)


def rows(db: Connection, box: str, words: str = "", limit: int = 200, offset: int = 0) -> list[Row]:
    """Read a window of a list, newest first, urgent ones before the others."""
    where, parameters = _where(db, box, words)
    queued = "EXISTS(SELECT 1 FROM outbox o WHERE o.kind = view.kind AND o.record = view.id AND o.state IN"
    sql = f"""SELECT kind, id, title, step, number, urgency, origin, since, box, {queued} ('waiting', 'sending')), {queued} ('refused'))
              FROM view WHERE {where} ORDER BY (box <> 'todo' OR urgency = ''), since DESC, id LIMIT ? OFFSET ?"""  # noqa: S608  constants only
    found = db.execute(sql, (*parameters, limit, offset))
    return [
        Row(
            kind,
            record,
            title,
            step.partition(FOR)[0],
            number,
            urgency,
            origin,
            datetime.fromisoformat(since),
            place,
            bool(waiting),
            bool(attention),
            step.partition(FOR)[2],
        )
        for kind, record, title, step, number, urgency, origin, since, place, waiting, attention in found
    ]


def count(db: Connection, box: str, words: str = "") -> int:
    """Count a list; always what ``rows`` gives, because the condition is the same (POR-04)."""
    if not words.strip():
        return counts.total(db, _BOXES[box])
    where, parameters = _where(db, box, words)
    row = db.execute(f"SELECT count(*) FROM view WHERE {where}", parameters).fetchone()  # noqa: S608  constants only
    return int(row[0]) if row else 0


def _where(db: Connection, box: str, words: str) -> tuple[str, tuple[object, ...]]:
    if not words.strip():
        return _BOXES[box], ()
    query = search.query(words)
    if not query:  # nothing but marks: they stand in no index, so look at titles and numbers themselves
        return f"({_BOXES[box]}) AND (instr(title, ?) OR instr(number, ?))", (words, words)
    found = "id IN (SELECT id FROM searched WHERE n IN (SELECT rowid FROM search WHERE search MATCH ?))"
    if indexing.is_behind(db):
        return f"({_BOXES[box]}) AND ({found} OR instr(title, ?) OR instr(number, ?))", (query, words.strip(), words.strip())
    return f"({_BOXES[box]}) AND {found}", (query,)


def running(db: Connection) -> list[tuple[str, str]]:
    """List the dispatches and receipts (kind, id) that have not come to their end, those that lie longest first."""
    sql = "SELECT kind, id FROM view WHERE kind IN ('dispatch', 'receipt') AND ended = 0 ORDER BY since, id"
    return [(str(row[0]), str(row[1])) for row in db.execute(sql)]


def texts(db: Connection) -> Iterator[tuple[str, str, str]]:
    """Give what every record in the view is found by: kind, id, text."""
    for kind, record in seen(db):
        state = read_view(db, kind, record)
        if state is not None:
            yield kind, record, registry.kind_of(kind).words(state)


def seen(db: Connection) -> list[tuple[str, str]]:
    """List every record in the view by kind and id."""
    return [(str(row[0]), str(row[1])) for row in db.execute("SELECT kind, id FROM view")]
