"""Outbox, base and view: numbering, replay, undo, lists (X3, sync 3.1)."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.office.world import STRAIGHT, document, drafted, submitted
from tests.store.places import START, Desk, put_base
from xzt.client import commands
from xzt.client.commands import Accepted
from xzt.core.encoding import encode
from xzt.core.errors import Refusal
from xzt.docs.model import Kind, OfficialDocument
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Dispatch, Step
from xzt.store import blobs, chain, counts, database, drafts, kept, meta, outbox, records, schema
from xzt.store.database import Connection


def view(db: Connection, record: str) -> Dispatch | None:
    state = records.read_view(db, "dispatch", record)
    assert state is None or isinstance(state, Dispatch)
    return state


def test_x3_numbers_have_no_gap_and_are_never_used_again(db: Connection) -> None:
    """X3: not even of undone, noted or applied commands, and not after a restart, which asks the store again."""
    desk, seen = Desk(), []
    for n in range(6):
        accepted = desk.draft(db, f"r{n}")
        found = outbox.find(db, accepted.command)
        assert found is not None
        seen.append(found.n)
        if n == 1:
            assert commands.undo(db, accepted.command, desk.around) is None
        if n == 3:
            outbox.finish(db, accepted.command, "applied")
        if n == 4:
            outbox.mark(db, accepted.command, "refused", code="x")
            assert commands.dismiss(db, accepted.command) is None
    assert seen == [1, 2, 3, 4, 5, 6]
    assert [row[0] for row in db.execute("SELECT n FROM sent ORDER BY n")] == [2, 4, 5]


def test_refusal_leaves_no_trace(db: Connection) -> None:
    desk = Desk("reviewer")
    outcome = desk.submit("r1", d.StartDraft(document()))(db)
    assert outcome == Refusal("not_drafter")
    assert outbox.counts(db) == {}
    assert records.seen(db) == []


def test_command_is_bytes_that_can_be_checked(db: Connection) -> None:
    """FLW-23: the outbox keeps the exact signed bytes; only commands of legal weight carry a signature."""
    desk = Desk("reviewer")
    put_base(db, "r1", submitted(STRAIGHT).dispatch, 2, desk)
    state = view(db, "r1")
    assert state is not None
    assert isinstance(desk.submit("r1", d.Open())(db), Accepted)
    assert isinstance(desk.submit("r1", d.Review("已核", state.text))(db), Accepted)
    opened, reviewed = outbox.in_state(db, "waiting")
    assert (opened.signed.signature, opened.signed.certificate) == ("", "")
    assert reviewed.signed.signature
    assert (reviewed.envelope.base, reviewed.envelope.n, reviewed.envelope.device) == (2, 2, "device")


def test_undo_takes_the_last_one_only(db: Connection) -> None:
    """Undo of an act not yet sent is its removal; the record is as if it had never been given."""
    desk = Desk()
    first, second = desk.draft(db, "r1"), desk.submit("r1", d.Submit(STRAIGHT))(db)
    assert isinstance(second, Accepted)
    assert commands.undo(db, first.command, desk.around) == Refusal("not_last")
    assert commands.undo(db, second.command, desk.around) is None
    state = view(db, "r1")
    assert state is not None
    assert state.step is Step.DRAFT
    assert commands.undo(db, second.command, desk.around) == Refusal("sent_already")
    assert commands.undo(db, first.command, desk.around) is None
    assert view(db, "r1") is None
    assert records.rows(db, "drafts") == []


def test_what_may_have_been_sent_is_never_undone(db: Connection) -> None:
    """W12: the server may have a command whose answer never came; undoing it here would leave its effect standing there."""
    desk = Desk()
    first = desk.draft(db, "r1")
    outbox.mark(db, first.command, "sending")
    assert commands.undo(db, first.command, desk.around) == Refusal("sent_already")
    assert [queued.envelope.id for queued in outbox.to_send(db)] == [first.command]


def test_replay_lays_what_waits_over_what_the_server_says(db: Connection) -> None:
    """Pull never writes over a pending command; one that the rules now refuse is warned of, kept and skipped."""
    desk = Desk()
    case = drafted()
    put_base(db, "r1", case.dispatch, 1, desk)
    outcome = desk.submit("r1", d.SaveDraft(document(text="我的稿。")))(db)
    assert isinstance(outcome, Accepted)
    put_base(db, "r1", drafted().do("clerk", d.SaveDraft(document(text="另一稿。"))).dispatch, 2, desk)
    state = view(db, "r1")
    assert state is not None
    assert "我的稿".encode() in bytes(state.document)
    put_base(db, "r1", case.do("clerk", d.Submit(STRAIGHT)).dispatch, 3, desk)
    queued = outbox.find(db, outcome.command)
    assert queued is not None
    assert (queued.state, queued.warning) == ("waiting", "step_passed")
    state = view(db, "r1")
    assert state is not None
    assert state.step is Step.REVIEW


def test_older_state_never_overwrites_a_newer_one(db: Connection) -> None:
    desk = Desk()
    put_base(db, "r1", submitted().dispatch, 5, desk)
    put_base(db, "r1", drafted().dispatch, 4, desk)
    assert records.base_version(db, "dispatch", "r1") == 5
    state = view(db, "r1")
    assert state is not None
    assert state.step is Step.REVIEW
    records.drop_base(db, "dispatch", "r1")
    records.replay(db, "dispatch", "r1", desk.around)
    assert records.seen(db) == []


def test_por04_count_is_what_the_list_shows(db: Connection) -> None:
    """POR-04: the number on the box and the rows in it come from one condition; search takes wildcards literally."""
    desk = Desk()
    for n, title in enumerate(["关于甲的通知", "关于乙的通知", "百分之100%", "下_划线"]):
        assert isinstance(desk.submit(f"r{n}", d.StartDraft(document(title=title)))(db), Accepted)
    for box in records._BOXES:
        for search in ("", "通知", "%", "_", "\\", "不存在"):
            assert records.count(db, box, search) == len(records.rows(db, box, search)), (box, search)
    assert [row.title for row in records.rows(db, "drafts", "%")] == ["百分之100%"]
    assert [row.title for row in records.rows(db, "drafts", "_")] == ["下_划线"]
    assert records.count(db, "drafts") == 4
    assert records.count(db, "todo") == 0
    assert all(row.waiting and not row.attention for row in records.rows(db, "drafts"))
    window = [row.id for offset in range(4) for row in records.rows(db, "drafts", limit=1, offset=offset)]
    assert sorted(window) == ["r0", "r1", "r2", "r3"]


def test_urgent_first_then_newest(db: Connection) -> None:
    desk = Desk("reviewer")
    for n, urgency in enumerate(["", "特急", ""]):
        case = submitted()
        case.now = START + timedelta(days=n)
        case = case.do("clerk", d.Withdraw()).do("clerk", d.SaveDraft(document(title=f"标题{n}", urgency=urgency)))
        put_base(db, f"r{n}", case.do("clerk", d.Submit(STRAIGHT)).dispatch, 1, desk)
    assert [row.id for row in records.rows(db, "todo")] == ["r1", "r2", "r0"]


def test_kept_text_of_an_older_store_lives_until_a_command_carries_it(db: Connection) -> None:
    """DOC-20: the text that a store of schema 1 kept at every pause is there, and goes with the command that carries it."""
    desk = Desk()
    desk.draft(db, "r1")
    text = OfficialDocument(kind=Kind.NOTICE, title="标题", mark="样例", series="湘政办函")
    db.execute("INSERT INTO kept_text VALUES('r1', ?, ?)", (encode(text), START.isoformat()))
    assert kept.get(db, "r1", OfficialDocument) == text
    assert isinstance(desk.submit("r1", d.SaveDraft(document()))(db), Accepted)
    assert kept.get(db, "r1", OfficialDocument) is None


@pytest.mark.parametrize("value", [1, "x", ("a", "b"), None])
def test_meta_round_trip(db: Connection, value: object) -> None:
    meta.put(db, "m", 0)
    meta.put(db, "m", value)
    assert meta.get(db, "m", type(value) if not isinstance(value, tuple) else tuple[str, ...]) == value
    assert meta.get(db, "absent", int) is None


def test_rs24_what_took_effect_can_be_sent_again(db: Connection) -> None:
    """RS-24: to a restored server what took effect goes once more, as it was signed, and older states come over newer ones."""
    desk = Desk("reviewer")
    put_base(db, "r1", submitted(STRAIGHT).dispatch, 2, desk)
    state = view(db, "r1")
    assert state is not None
    reviewed = desk.submit("r1", d.Review("已核", state.text))(db)
    assert isinstance(reviewed, Accepted)
    before = outbox.find(db, reviewed.command)
    assert before is not None
    outbox.finish(db, reviewed.command, "applied")
    assert outbox.to_send(db) == []
    outbox.send_again(db)
    records.outdate(db)
    (again,) = outbox.to_send(db)
    assert (again.n, again.signed) == (before.n, before.signed)
    put_base(db, "r1", drafted().dispatch, 1, desk)
    assert records.base_version(db, "dispatch", "r1") == 1


def test_rs24_files_of_commands_go_up_again(db: Connection) -> None:
    desk = Desk("reviewer")
    named, other = (blobs.put(db, data, uploaded=True) for data in (b"named", b"other"))
    put_base(db, "r1", submitted(STRAIGHT).dispatch, 2, desk)
    state = view(db, "r1")
    assert state is not None
    assert isinstance(desk.submit("r1", d.Review(f"见 {named}", state.text))(db), Accepted)
    blobs.upload_again(db)
    assert (blobs.to_upload(db), blobs.has(db, other)) == ([named], True)


def test_counts_are_made_by_the_migration_and_mended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """P10, POR-04: a store of schema 7 is counted when it becomes one of today; wrong counts are told, and made anew."""
    desk = Desk()
    with monkeypatch.context() as older:
        older.setattr(database, "MIGRATIONS", schema.MIGRATIONS[:7])
        older.setattr(counts, "move", lambda *_: None)
        db = database.connect(tmp_path, bytes(32), create=True)
        database.migrate(db)
        for n in range(3):
            desk.draft(db, f"r{n}")
        put_base(db, "r3", submitted(STRAIGHT).dispatch, 2, desk)
        chain.anchor(db)
    database.migrate(db)
    assert [records.count(db, box) for box in ("drafts", "mine", "dispatches", "done")] == [3, 4, 4, 1]
    assert counts.are_right(db)
    db.execute("UPDATE counted SET n = n + 1 WHERE step = 'draft'")
    assert not counts.are_right(db)
    counts.recount(db)
    assert records.count(db, "drafts") == 3
    db.close()


def test_p10_a_store_of_schema_9_is_turned_round_with_everything_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """P10, POR-04: states, lists and drafts lie newest key first from schema 10 on; rows, chain and counts are the same, and still kept."""
    desk = Desk()
    tables = ("base", "view", "draft")
    with monkeypatch.context() as older:
        older.setattr(database, "MIGRATIONS", schema.MIGRATIONS[:9])
        older.setattr(counts, "move", lambda *_: None)  # triggers did
        db = database.connect(tmp_path, bytes(32), create=True)
        database.migrate(db)
        with database.transaction(db):
            for n in range(3):
                desk.draft(db, f"r{n}")
                drafts.follow(db, f"r{n}", f"d{n}")
            put_base(db, "r3", submitted(STRAIGHT).dispatch, 2, desk)
        before = {table: sorted(db.execute(f"SELECT {', '.join(chain.COLUMNS[table])} FROM {table}")) for table in tables}  # noqa: S608  ours
    database.migrate(db)
    assert {table: sorted(db.execute(f"SELECT {', '.join(chain.COLUMNS[table])} FROM {table}")) for table in tables} == before  # noqa: S608  ours
    assert [len(before[table]) for table in tables] == [1, 4, 3]
    assert [record for (record,) in db.execute("SELECT record FROM draft")] == ["r2", "r1", "r0"]
    with database.transaction(db):
        desk.draft(db, "r4")
    assert (counts.are_right(db), records.count(db, "drafts"), chain.wrong(db)) == (True, 4, "")
    assert [row.id for row in records.rows(db, "drafts")] == ["r0", "r1", "r2", "r4"]
    db.close()
