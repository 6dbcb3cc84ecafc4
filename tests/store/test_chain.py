"""The chain over the rows: it follows every way of writing, and finds what both checks of the engine call whole (P7, threat row 4)."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.office.world import STRAIGHT, document, drafted, submitted
from tests.store.places import START, Desk, put_base
from xzt.core.encoding import encode
from xzt.core.errors import Trouble
from xzt.office.dispatch.commands import StartDraft
from xzt.store import blobs, chain, counts, database, drafts, kept, meta, outbox, parts, records, schema
from xzt.store.database import STORE_FILE, Connection, transaction
from xzt.store.drafts import Stored


def head_of(db: Connection) -> chain.Head:
    head = chain.read(db)
    assert head is not None
    return head


def test_the_columns_are_those_of_the_schema(db: Connection) -> None:
    """A column that the chain does not know could be changed unseen."""
    for table, columns in chain.COLUMNS.items():
        assert tuple(row[1] for row in db.execute(f"PRAGMA table_info({table})")) == columns
    told = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")}
    rest = {name for name in told - chain.COLUMNS.keys() if not name.startswith("search_")}
    told_otherwise = {"chain", "blob_chunk", "wanted", "coming", "search", "searched", "counted"}
    assert rest == told_otherwise, "chained, or told otherwise: say how in chain.py"


def _take(db: Connection) -> None:
    now = drafts.cursor(db, "r1")
    if now is not None:
        drafts.take(db, "r1", [Stored(0, now.n + 1, 6, now.n, now.n + 1, b"three", "ann", START)], 9)


def _drop(db: Connection) -> None:
    records.drop_base(db, "dispatch", "r3")
    records.replay(db, "dispatch", "r3", Desk("reviewer").around)


def _lay_in(version: int) -> Callable[[Connection], None]:
    """Give a page: a record that commands may wait on, one of the server's own, new ones."""
    states = {"r1": submitted(STRAIGHT).dispatch, "r3": drafted().dispatch, "r5": submitted(STRAIGHT).dispatch, "r6": drafted().dispatch}
    given = [parts.Given("dispatch", record, version, version, encode(state)) for record, state in states.items()]
    return lambda db: parts.lay_in(db, given, Desk("reviewer" if version % 2 else "clerk").around)


def _each(db: Connection, state: str, work: Callable[[str], None]) -> None:
    for queued in outbox.in_state(db, state, 1):
        work(queued.envelope.id)


def _stop() -> None:
    raise KeyError


WRITINGS: dict[str, Callable[[Connection], object]] = {
    "draft": Desk().submit("r1", StartDraft(document())),
    "draft again": Desk().submit("r2", StartDraft(document(text="另一份"))),
    "base": lambda db: put_base(db, "r3", submitted(STRAIGHT).dispatch, 3, Desk("reviewer")),
    "older base": lambda db: put_base(db, "r3", submitted(STRAIGHT).dispatch, 1, Desk("reviewer")),
    "page": _lay_in(2),
    "newer page": _lay_in(5),
    "outdate": records.outdate,
    "drop": _drop,
    "mark": lambda db: _each(db, "waiting", lambda command: outbox.mark(db, command, "applied", seq=4)),
    "warn": lambda db: _each(db, "applied", lambda command: outbox.warn(db, command, "x")),
    "finish": lambda db: _each(db, "applied", lambda command: outbox.finish(db, command, "applied")),
    "send again": outbox.send_again,
    "meta": lambda db: meta.put(db, "own.x", "文"),
    "meta again": lambda db: meta.put(db, "own.x", 7),
    "meta drop": lambda db: meta.drop(db, "own.x"),
    "follow": lambda db: drafts.follow(db, "r1", "d1"),
    "write": lambda db: drafts.add(
        db, "r1", [Stored(0, 0, 5, 0, 1, b"one", "clerk", START), Stored(0, 0, 5, 1, 2, b"two", "clerk", START)]
    ),
    "take": _take,
    "mark behind": lambda db: drafts.mark_behind(db, "r1"),
    "send draft again": lambda db: drafts.send_again(db, "r1", {}),
    "start over": drafts.start_all_over,
    "set aside": lambda db: drafts.set_aside(db, "r1"),
    "end": lambda db: drafts.end(db, "r1"),
    "forget late": lambda db: drafts.forget_late(db, "r1"),
    "file": lambda db: blobs.put(db, b"file", uploaded=False),
    "uploaded": lambda db: blobs.mark_uploaded(db, (blobs.to_upload(db) or [""])[0]),
    "upload again": blobs.upload_again,
    "lose": lambda db: blobs.lose(db, blobs.put(db, b"file", uploaded=True)),
    "kept": lambda db: kept.forget(db, "r1"),
}


@given(st.lists(st.lists(st.sampled_from(sorted(WRITINGS)), min_size=1, max_size=4), min_size=1, max_size=8), st.integers(0, 7))
@settings(max_examples=60, deadline=None)
def test_the_sums_follow_every_way_of_writing(
    template: tuple[Path, bytes], tmp_path_factory: pytest.TempPathFactory, commits: list[list[str]], undone: int
) -> None:
    """Whatever is written in whatever order, with one transaction rolled back: the head and the counts are the rows' (POR-04)."""
    folder = Path(shutil.copytree(template[0], tmp_path_factory.mktemp("chain") / "store"))
    db = database.connect(folder, template[1])
    for n, names in enumerate(commits):
        before = head_of(db)
        try:
            with transaction(db):
                for name in names:
                    WRITINGS[name](db)
                if n == undone:
                    _stop()
        except KeyError:
            assert head_of(db) == before
    assert chain.wrong(db) == ""
    for box in ("todo", "toread", "done", "drafts", "mine", "dispatches", "receipts", "archive"):
        assert records.count(db, box) == len(records.rows(db, box, limit=-1))
    assert counts.are_right(db)
    db.close()


def test_every_commit_goes_on(db: Connection) -> None:
    """The head counts commits that change something, and no other; each digest is another."""
    seen = [head_of(db)]
    for n in range(3):
        with transaction(db):
            meta.put(db, "own.n", n)
        seen.append(head_of(db))
    with transaction(db):
        meta.get(db, "own.n", int)
    assert [head.n for head in seen] == list(range(seen[0].n, seen[0].n + 4))
    assert len({head.digest for head in seen}) == 4
    assert head_of(db) == seen[-1]


def test_a_row_that_nobody_wrote_is_found(db: Connection) -> None:
    """The check has teeth: one cell changed behind the back of the chain names its table."""
    with transaction(db):
        Desk().draft(db, "r1")
    for table, statement in {
        "outbox": "UPDATE outbox SET state = 'refused'",
        "view": "UPDATE view SET title = 'x'",
        "meta": "DELETE FROM meta WHERE key = 'roots'",
    }.items():
        db.execute("SAVEPOINT s")
        db.execute(statement)
        assert chain.wrong(db) == table
        db.execute("ROLLBACK TO s")
        db.execute("RELEASE s")
    assert chain.wrong(db) == ""


def test_a_store_that_is_not_what_it_says_is_not_migrated(
    folder: Path, key: bytes, db: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A migration sums up anew: what is put back before it would be taken for true ever after."""
    db.execute("UPDATE meta SET value = x'00' WHERE key = 'token'")
    monkeypatch.setattr(database, "MIGRATIONS", (*schema.MIGRATIONS, ("CREATE TABLE later(x)",)))
    with pytest.raises(Trouble) as caught:
        database.migrate(db)
    assert (caught.value.code, caught.value.params) == ("store_damaged", {"detail": "chain: meta"})
    assert STORE_FILE in {path.name for path in folder.iterdir()}
