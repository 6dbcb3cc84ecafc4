"""A part of the first sync laid into the store: many records in few statements, so that it costs little more than writing them.

What ``records.put_base`` and ``records.replay`` do for one record is done here for thousands that nothing waits on; a record that the store
has newer, or that commands wait on, goes the common way.
"""

from msgspec import Struct

from xzt.office import registry
from xzt.office.dispatch.guards import writes
from xzt.office.dispatch.state import Dispatch
from xzt.office.registry import State
from xzt.store import blobs, outbox, records, search
from xzt.store.database import Connection
from xzt.store.records import Surroundings


class Given(Struct, frozen=True):
    """A record as the server gave it: the number after which it may change, and the canonical bytes."""

    kind: str
    id: str
    version: int
    seq: int
    state: bytes


def lay_in(db: Connection, given: list[Given], around: Surroundings) -> None:
    """Keep these records and show them."""
    known = [one for one in given if one.kind in registry.KINDS]
    newer, waiting = _held(db, given), _waiting(db)
    plain = [one for one in known if (one.kind, one.id) not in newer and (one.kind, one.id) not in waiting]
    plain.sort(key=lambda one: (one.kind, one.id))  # rows in the order of their key fill whole pages
    for one in given:
        if (one.kind, one.id) in newer or (one.kind, one.id) in waiting or one.kind not in registry.KINDS:
            _lay_in_one(db, one, around)
    states = [registry.decode_state(one.kind, one.state) for one in plain]
    db.executemany(records.WRITE_BASE, [(one.kind, one.id, one.version, one.seq, one.state) for one in plain])
    by = records.placed(around)
    db.executemany(
        records.WRITE_VIEW,
        [records.view_row(one.kind, one.id, state, by, records.AS_BASE) for one, state in zip(plain, states, strict=True)],
    )
    texts = [(one.kind, one.id, registry.kind_of(one.kind).words(state)) for one, state in zip(plain, states, strict=True)]
    search.index_new(db, texts)
    for one, state in zip(plain, states, strict=True):
        _follow(db, one, state, around)


def _held(db: Connection, given: list[Given]) -> set[tuple[str, str]]:
    """Give those that the store has already, from a pull that went before or a part that came twice."""
    found = set()
    for kind in {one.kind for one in given}:
        ids = [one.id for one in given if one.kind == kind]
        rows = db.execute("SELECT id FROM base WHERE kind = ? AND id BETWEEN ? AND ?", (kind, min(ids), max(ids)))
        found |= {(kind, str(row[0])) for row in rows}
    return found


def _waiting(db: Connection) -> set[tuple[str, str]]:
    """Give the records that a command stands for here, done with or not."""
    marks = "', '".join(outbox.LIVE)
    rows = db.execute(f"SELECT DISTINCT kind, record FROM outbox WHERE state IN ('{marks}')")  # noqa: S608  constants only
    return {(str(kind), str(record)) for kind, record in rows}


def _lay_in_one(db: Connection, one: Given, around: Surroundings) -> None:
    records.put_base(db, one.kind, one.id, one.version, one.seq, one.state)
    if one.kind not in registry.KINDS:
        return
    for digest in registry.kind_of(one.kind).files(registry.decode_state(one.kind, one.state)):
        blobs.want(db, digest, one.kind, one.id)
    records.replay(db, one.kind, one.id, around)


def _follow(db: Connection, one: Given, state: State, around: Surroundings) -> None:
    """What few records ask for: files, and the text of a draft that the person writes."""
    for digest in registry.kind_of(one.kind).files(state):
        blobs.want(db, digest, one.kind, one.id)
    if isinstance(state, Dispatch) and state.drafting and writes(state, around.person):
        records.follow_draft(db, one.id, around.person, (state,))
