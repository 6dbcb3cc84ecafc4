"""Many states of the server laid into the store by few statements, so that it costs little more than writing them.

What ``records.put_base`` and ``records.replay`` do for one record is done here for thousands that nothing waits on; a record that commands
wait on goes the common way.
"""

import contextlib
import gc
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from xzt.core.encoding import encode
from xzt.office import registry
from xzt.office.dispatch.guards import writes
from xzt.office.dispatch.state import Dispatch
from xzt.office.registry import State
from xzt.store import blobs, chain, drafts, indexing, outbox, records, search
from xzt.store.database import Connection
from xzt.store.records import Surroundings

_KEY = ("kind", "id")


class Given(Struct, frozen=True, gc=False):
    """A record as the server gave it: the number after which it may change, and the canonical bytes."""

    kind: str
    id: str
    version: int
    seq: int
    state: bytes

    @property
    def key(self) -> tuple[str, str]:
        """Kind and id."""
        return self.kind, self.id


def lay_in(db: Connection, given: list[Given], around: Surroundings) -> None:
    """Keep these records, each once, show them, and make them findable: many at once, as after days away, a little later."""
    if len(given) > indexing.PORTION:
        lay_in_unindexed(db, given, around)
        return
    with _uncollected():
        search.index_all(db, _texts(_lay_in(db, given, around)))


def lay_in_unindexed(db: Connection, given: list[Given], around: Surroundings) -> None:
    """Keep and show these records; those that are new here are made findable later (``indexing``)."""
    with _uncollected():
        pairs = _lay_in(db, given, around)
        known = search.known(db, [one.key for one, _ in pairs])  # by an older text, which must not be found any more
        search.index_all(db, _texts([pair for pair in pairs if pair[0].key in known]))
        indexing.fall_behind(db, [one.key for one, _ in pairs if one.key not in known])


def _texts(pairs: list[tuple[Given, State]]) -> list[tuple[str, str, str]]:
    return [(one.kind, one.id, registry.kind_of(one.kind).words(state)) for one, state in pairs]


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the garbage collector from going through the thousands of states of a page again and again: none of them is garbage yet."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _lay_in(db: Connection, given: list[Given], around: Surroundings) -> list[tuple[Given, State]]:
    """Lay them in; gives those that are still to be indexed."""
    waiting = _waiting(db, given)
    by_key = {one.key: one for one in given}  # in the order in which tables keep them and a first sync brings them, newest first
    plain = [by_key[key] for key in sorted(by_key, reverse=True) if key[0] in registry.KINDS and key not in waiting]
    for one in given:
        if one.key in waiting or one.kind not in registry.KINDS:
            _lay_in_one(db, one, around)
    return _lay_in_all(db, plain, around) if plain else []


def _lay_in_all(db: Connection, plain: list[Given], around: Surroundings) -> list[tuple[Given, State]]:
    """Lay in what nothing waits on; where the store has a newer version already, it stays (``records.put_base``)."""
    old: dict[tuple[str, str], tuple[Any, ...]] = {(row[0], row[1]): row for row in _among(db, "base", plain)}
    kept = [one for one in plain if one.key not in old or one.version >= old[one.key][2] or old[one.key][3] < 0]
    states = [registry.decode_state(one.kind, one.state) for one in kept]
    replaced = [old[one.key] for one in kept if one.key in old]
    chain.write_all(db, "base", _KEY, replaced, [(one.kind, one.id, one.version, one.seq, one.state) for one in kept])
    by, pairs = records.placed(around), list(zip(kept, states, strict=True))
    rows = [records.view_row(one.kind, one.id, state, by, records.AS_BASE) for one, state in pairs]
    records.put_views(db, _among(db, "view", kept), rows)
    for one, state in pairs:
        _want_files(db, one, state)
    followed = {one.id: _drafting(state, around.person) for one, state in pairs if one.kind == "dispatch"}
    if followed:
        drafts.follow_all(db, followed)
    return pairs


def _among(db: Connection, table: str, given: list[Given]) -> list[tuple[Any, ...]]:
    """Read the rows that stand for these."""
    select = f"SELECT {', '.join(chain.COLUMNS[table])} FROM {table}"  # noqa: S608  names of our own schema
    found: list[tuple[Any, ...]] = []
    for kind in {one.kind for one in given}:
        found += search.among(db, select, kind, [one.id for one in given if one.kind == kind])
    return found


def _waiting(db: Connection, given: list[Given]) -> set[tuple[str, str]]:
    """Give those that a command stands for here, done with or not."""
    if outbox.is_idle(db):
        return set()
    marks = "', '".join(outbox.LIVE)
    sql = f"SELECT kind, record FROM outbox WHERE kind = ? AND record IN (SELECT value FROM json_each(?)) AND state IN ('{marks}')"  # noqa: S608
    found = set()
    for kind in {one.kind for one in given}:
        ids = encode([one.id for one in given if one.kind == kind]).decode()
        found |= {(str(of), str(record)) for of, record in db.execute(sql, (kind, ids))}
    return found


def _lay_in_one(db: Connection, one: Given, around: Surroundings) -> None:
    records.put_base(db, one.kind, one.id, one.version, one.seq, one.state)
    if one.kind in registry.KINDS:
        _want_files(db, one, registry.decode_state(one.kind, one.state))
        records.replay(db, one.kind, one.id, around)


def _want_files(db: Connection, one: Given, state: State) -> None:
    for digest in registry.kind_of(one.kind).files(state):
        blobs.want(db, digest, one.kind, one.id)


def _drafting(state: State, person: str) -> str:
    """Name the stretch of drafting that this person follows, empty for none."""
    return state.drafting.id if isinstance(state, Dispatch) and state.drafting and writes(state, person) else ""
