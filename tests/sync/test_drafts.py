"""Two people on two machines write one draft with a real server between them, offline and on (issue 3, must show 7; rules 31, 32)."""

import random

import msgspec
import pytest

from tests.client.test_drafting import lines_of, with_lines, write
from tests.sync.test_reconcile import change_directory
from tests.sync.town import Desk, Town, document
from tests.waiting import until
from xzt.client.drafting import DraftSession
from xzt.client.session import Client
from xzt.core.encoding import encode
from xzt.core.errors import Trouble
from xzt.core.notices import DraftChanged, NeedsAttention
from xzt.docs.drafting.lines import Edit, Line
from xzt.docs.drafting.tracking import Pen, typed
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Route
from xzt.store import drafts
from xzt.store.chain import change


def together(town: Town) -> tuple[str, Desk, Desk]:
    """A shared draft that both have."""
    clerk, friend = town.desk("jia-1").begin(), town.desk("geng-1").begin()
    record = clerk.draft()
    clerk.do(record, d.Share(("geng-1",)))
    clerk.client.draft(record).result(60)
    clerk.client.sync_now()
    friend.sees(record, "draft")
    until(lambda: arrived(friend, record) > 0, "the beginning arrives")
    return record, clerk, friend


def second_machine(town: Town, desk: Desk) -> Client:
    """The same person on another machine; the town closes it."""
    other = Desk(town.root / "second", town.server, desk.person)
    town.desks.append(other)
    return other.client


def arrived(desk: Desk, record: str) -> int:
    return len(desk.client._read(lambda db: drafts.updates(db, record)))


def all_sent(desk: Desk, record: str) -> bool:
    return not desk.client._read(lambda db: drafts.unsent(db, record))


def same(*sessions: DraftSession) -> bool:
    for session in sessions:
        session.refresh()
    return len({encode(session.document()) for session in sessions}) == 1


def type_in(session: DraftSession, chance: random.Random, characters: list[str]) -> set[str]:
    """One edit in the only paragraph with characters that nobody else uses; gives those that it deletes."""
    line = lines_of(session)[0]
    at = chance.randrange(len(line) + 1)
    end = at + chance.randrange(0, 3) if chance.random() < 0.2 else at
    session.edit(with_lines(session.manuscript(), line[:at] + characters.pop() + line[end:]))
    return set(line[at:end])


def test_two_people_write_one_paragraph_offline(town: Town) -> None:
    """Both go offline, write 60 edits each into one paragraph, come back: the same text on both machines, nothing lost."""
    record, clerk, friend = together(town)
    town.server.stop()
    chance = random.Random(3)
    sessions = {clerk: clerk.client.draft(record).result(60), friend: friend.client.draft(record).result(60)}
    start = set(lines_of(sessions[clerk])[0])
    own = {clerk: [chr(0x20000 + n) for n in range(60)], friend: [chr(0x4E00 + n) for n in range(1000, 1060)]}
    wanted, gone = start | set(own[clerk]) | set(own[friend]), set[str]()
    for desk, session in sessions.items():
        while own[desk]:
            gone |= type_in(session, chance, own[desk])
    town.server.start()
    for desk in sessions:
        desk.client.sync_now()
    until(lambda: same(*sessions.values()) and all(all_sent(desk, record) for desk in sessions), "the same text")
    (line,) = lines_of(sessions[clerk])
    assert set(line) == wanted - gone
    assert len(line) == len(set(line))
    assert [one.person for one in sessions[clerk].others()] == ["geng-1"]
    assert any(isinstance(notice, DraftChanged) and notice.record == record for notice in clerk.notices)


def test_writing_together_on_the_line(town: Town) -> None:
    """What one writes is on the other's machine by the long poll, without anybody asking."""
    record, clerk, friend = together(town)
    mine, theirs = clerk.client.draft(record).result(60), friend.client.draft(record).result(60)
    for n in range(5):
        write(mine, *lines_of(mine), f"甲{n}")
        until(lambda: same(mine, theirs), "theirs")
        write(theirs, *lines_of(theirs), f"乙{n}")
        until(lambda: same(mine, theirs), "mine")
    assert lines_of(mine)[1:] == [f"{who}{n}" for n in range(5) for who in "甲乙"]


def test_a_second_machine_of_the_same_person_has_the_text(town: Town) -> None:
    record, clerk, _ = together(town)
    write(clerk.client.draft(record).result(60), "只在草稿里，没有保存。")
    until(lambda: all_sent(clerk, record), "sent")
    other = second_machine(town, clerk)
    other.start()
    until(lambda: arrived(clerk, record) == len(other._read(lambda db: drafts.updates(db, record))), "arrives")
    assert lines_of(other.draft(record).result(60)) == ["只在草稿里，没有保存。"]


def test_late_text_waits_under_needs_attention(town: Town) -> None:
    """What was written offline while the draft was submitted is not lost: it waits as a refused save with its whole text."""
    record, clerk, friend = together(town)
    friend.leave()
    friend.come_back(online=False)
    session = friend.client.draft(record).result(60)
    write(session, *lines_of(session), "来晚了的一句。")
    write(clerk.client.draft(record).result(60), "改好了。")
    clerk.do(record, d.SaveDraft(msgspec.Raw(encode(clerk.client.draft(record).result(60).document()))))
    clerk.do(record, d.Submit(Route("yi-1", "ding-1")))
    clerk.quiet()
    friend.client.start()
    until(lambda: any(isinstance(notice, NeedsAttention) for notice in friend.notices), "needs attention")
    (found,) = friend.client.attention()
    assert (found.name, found.refusal.code) == ("SaveDraft", "step_passed")
    assert "来晚了的一句。" in found.mine_json
    with pytest.raises(Trouble, match="draft_closed"):
        friend.client.draft(record).result(60)
    assert clerk.client.attention() == []
    friend.quiet()
    assert len(friend.client.attention()) == 1


def test_a_draft_that_fails_delays_no_command(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    """Its own lane: a draft that the server does not take is tried again and again, and commands go on meanwhile."""
    record, clerk, _ = together(town)

    def spoil(db: object) -> None:
        gap = drafts.Stored(0, 0, 777, 5, 9, b"x", "jia-1", clerk.client.now())
        drafts.add(db, record, [gap])  # type: ignore[arg-type]

    clerk.client._writer.run(spoil).result(60)
    clerk.client.sync_now()
    until(lambda: "draft_gap" in caplog.text, "refused")
    for n in range(3):
        clerk.draft(f"关于样例之{n}的函")
    clerk.quiet()
    assert not all_sent(clerk, record)


def test_a_beginning_from_another_text_never_mixes(town: Town) -> None:
    """Rule 31: whoever began a drafting from another text gets the others' text; his own waits under needs attention."""
    clerk = town.desk("jia-1")
    record = clerk.draft()
    clerk.do(record, d.SaveDraft(msgspec.Raw(encode(document(text="另一稿。")))))
    session = clerk.client.draft(record).result(60)
    write(session, "从另一稿写起。")
    other = second_machine(town, clerk)
    clerk.begin().quiet()
    until(lambda: all_sent(clerk, record), "sent")
    other.start()
    until(lambda: other.record("dispatch", record) is not None, "the record")

    def begin_elsewhere(db: object) -> None:
        from xzt.client.drafting import stored_of
        from xzt.docs.drafting.draft import begin

        drafts.end(db, record)  # type: ignore[arg-type]
        drafts.follow(db, record, session.drafting.id)  # type: ignore[arg-type]
        drafts.add(db, record, [stored_of(begin(document(text="又一稿。")), "jia-1", other.now())])  # type: ignore[arg-type]

    other._writer.run(begin_elsewhere).result(60)
    other.sync_now()
    until(other.attention, "needs attention")
    assert "又一稿。" in other.attention()[0].mine_json
    until(lambda: other._read(lambda db: drafts.updates(db, record)), "their text")
    assert lines_of(other.draft(record).result(60)) == ["从另一稿写起。"]


def test_differences_at_the_end_are_fetched_and_sent_again(town: Town) -> None:
    """Rule 32: at the end both sides say how much of whom they have; what one of them lost is brought again."""
    record, clerk, friend = together(town)
    write(clerk.client.draft(record).result(60), "甲。")
    until(lambda: all_sent(clerk, record), "sent")
    until(lambda: arrived(friend, record) == arrived(clerk, record), "arrived")

    def lose(db: object) -> None:
        db.execute("DELETE FROM draft_update WHERE record = ?", (record,))  # type: ignore[attr-defined]
        drafts.mark_behind(db, record)  # type: ignore[arg-type]

    friend.client._writer.run(lose).result(60)
    friend.client.sync_now()
    until(lambda: arrived(friend, record) == arrived(clerk, record), "fetched again")
    assert lines_of(friend.client.draft(record).result(60)) == ["甲。"]


def test_text_that_the_server_numbers_below_what_was_read_is_not_sent_for_ever(town: Town) -> None:
    """I10: put back to a backup, the server gives new text a number that is already read here; until the client hears of it (RS-24), it
    would push the same text again and again and never be shown it.
    """
    record, clerk, _ = together(town)
    session = clerk.client.draft(record).result(60)
    write(session, "甲。")
    until(lambda: all_sent(clerk, record), "sent")
    clerk.quiet()

    def read_further(db: object) -> None:
        change(db, ("draft", "record = ?", (record,)), "UPDATE draft SET n = n + 2 WHERE record = ?", (record,))

    clerk.client._writer.run(read_further).result(60)
    write(session, "甲。乙。")
    until(lambda: all_sent(clerk, record), "sent and numbered")
    assert lines_of(session) == ["甲。乙。"]


def test_text_of_a_draft_that_was_never_begun_there(town: Town) -> None:
    """I1: the server refuses to begin a draft; the text written in it comes under needs attention and is not asked about for ever."""
    clerk = town.desk("jia-1").begin()
    clerk.quiet()
    clerk.leave()
    clerk.come_back(online=False)
    record = clerk.draft()
    write(clerk.client.draft(record).result(60), "离线时写的一段。")
    change_directory(town.server, "jia-1", [])
    clerk.begin()
    until(lambda: len(clerk.client.attention()) == 2, "both refused")
    clerk.quiet()
    assert {entry.name for entry in clerk.client.attention()} == {"StartDraft", "SaveDraft"}
    assert any("离线时写的一段。" in entry.mine_json for entry in clerk.client.attention())
    assert clerk.client._read(drafts.open_drafts) == []


def test_who_and_when_are_the_servers_word(town: Town) -> None:
    """W14, DOC-06: a change is credited by who brought its update and when the server took it, on both machines alike."""
    record, clerk, friend = together(town)
    mine, theirs = clerk.client.draft(record).result(60), friend.client.draft(record).result(60)
    mine.track(on=True)
    manuscript = mine.manuscript()
    body = manuscript.parts[0]
    lines = typed(body.lines, (Line(f"新{body.lines[0].text}"), *body.lines[1:]), 0, Pen(mine.tracking, mine.own))[0]
    mine.edit(msgspec.structs.replace(manuscript, parts=(msgspec.structs.replace(body, lines=lines), *manuscript.parts[1:])))
    edit = mine.newest
    assert mine.authorship(edit).person == "jia-1"
    assert mine.own(edit)
    until(lambda: same(mine, theirs) and all_sent(clerk, record), "theirs")
    until(lambda: theirs.tracking, "the switch")
    mine.refresh()
    assert theirs.authorship(edit).person == "jia-1"
    assert not theirs.own(edit)
    stamped = clerk.client._read(lambda db: drafts.stamps(db, record, 0))
    at = next(one.at for one in stamped if (one.writer, one.start) == (edit.writer, edit.start))
    assert mine.authorship(edit).at == theirs.authorship(edit).at == at
    assert theirs.authorship(Edit(12345, 7)).person == ""
