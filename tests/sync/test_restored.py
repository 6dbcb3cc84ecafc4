"""The server is put back to a backup: what clients had been told is done is done again, by themselves (RS-24, F9, sync 2 item 5)."""

import asyncio
import functools
import shutil
from datetime import UTC, datetime, timedelta

from tests.client.test_drafting import lines_of, write
from tests.sync.test_reconcile import change_directory
from tests.sync.town import Desk, Town, bring_to_registrars
from tests.waiting import until
from xzt.core.errors import Trouble
from xzt.office.dispatch.commands import Share
from xzt.server.service import note_restored
from xzt.store import drafts


def put_back(town: Town, *, say_so: bool = True) -> None:
    """Put the backup in place of the data, as an administrator does, and start."""
    town.server.stop()
    shutil.rmtree(town.server.data)
    shutil.copytree(town.server.data.with_name("backup"), town.server.data)
    if say_so:
        asyncio.run(note_restored(town.server.data, None, datetime.now(UTC)))
    town.server.start()


def back_up(town: Town) -> None:
    town.server.stop()
    shutil.copytree(town.server.data, town.server.data.with_name("backup"))
    town.server.start()


def people(town: Town) -> tuple[Desk, Desk, Desk]:
    clerk, reviewer, leader = (town.desk(person).begin() for person in ("jia-1", "yi-1", "ding-1"))
    for desk in (clerk, reviewer, leader):
        desk.quiet()
    return clerk, reviewer, leader


def test_what_the_server_forgot_is_sent_again(town: Town) -> None:
    """Three people's acts on one document, all after the backup: in whatever order they come, each counts once, as it was signed."""
    clerk, reviewer, leader = people(town)
    back_up(town)
    record = bring_to_registrars(clerk, reviewer, leader)
    before = clerk.log(record).entries
    for desk in (clerk, reviewer, leader):
        desk.leave()
    put_back(town)
    for desk in (leader, reviewer, clerk):  # those come first whose acts rest on what others have still to bring
        desk.come_back()
    for desk in (clerk, reviewer, leader):
        desk.client.sync_now()
        until(functools.partial(_has_it_again, desk, record), f"{desk.person} has it again")
        assert desk.client.attention() == []
    after = clerk.log(record).entries
    assert [entry.act.command for entry in after] == [entry.act.command for entry in before]
    assert [entry.signed for entry in after] == [entry.signed for entry in before]


def _has_it_again(desk: Desk, record: str) -> bool:
    return desk.step(record) == "register" and not desk.client.status().waiting


def test_a_restored_server_that_says_nothing_is_noticed(town: Town) -> None:
    """A copy put back without telling anybody: its counter is behind what the client has read, and that is enough."""
    clerk = town.desk("jia-1").begin()
    clerk.quiet()
    back_up(town)
    records = [clerk.draft(f"第{n}件") for n in range(3)]
    clerk.quiet()
    put_back(town, say_so=False)
    clerk.client.sync_now()
    until(lambda: not clerk.client.status().waiting and _has(clerk, records), "sent again")
    assert {row.id for row in clerk.client.rows("drafts")} == set(records)


def test_one_backup_put_back_twice_within_a_second_begins_two_epochs(town: Town) -> None:
    """RS-24: who has heard of the first time hears of the second, in which the server has forgotten what was sent again (seed 564)."""
    back_up(town)
    backup, now = town.server.data.with_name("backup"), datetime.now(UTC)
    copies = [shutil.copytree(backup, town.root / name) for name in ("first", "second")]
    first, second = (asyncio.run(note_restored(copy, None, now + timedelta(milliseconds=400 * n))) for n, copy in enumerate(copies))
    assert first != second


def test_text_of_a_draft_that_the_restored_server_refuses_finds_its_place(town: Town) -> None:
    """I10: begun after the backup, and who began it may not any more: all of its text is told and kept, and nothing is asked for ever."""
    clerk = town.desk("jia-1").begin()
    clerk.quiet()
    back_up(town)
    record = clerk.draft()
    write(clerk.client.draft(record).result(60), "送达过的一段。")
    until(lambda: not clerk.client._read(drafts.open_drafts), "the text is sent")
    clerk.quiet()
    clerk.leave()
    put_back(town)
    change_directory(town.server, "jia-1", [])
    clerk.come_back()
    until(lambda: len(clerk.client.attention()) == 2, "what began it and its text")
    clerk.quiet()
    assert {entry.name for entry in clerk.client.attention()} == {"StartDraft", "SaveDraft"}
    assert any("送达过的一段。" in entry.mine_json for entry in clerk.client.attention())
    assert clerk.state(record) is None
    assert clerk.client._read(drafts.open_drafts) == []


def test_a_shared_draft_waits_for_who_began_it_and_says_so(town: Town) -> None:
    """RS-24: the restored server cannot get the draft from a co-drafter: his text stays and is told to wait, until who began it is back."""
    clerk, other = town.desk("jia-1").begin(), town.desk("jia-2").begin()
    for desk in (clerk, other):
        desk.quiet()
    back_up(town)
    record = clerk.draft()
    clerk.do(record, Share(("jia-2",)))
    other.sees(record, "draft")
    write(other.client.draft(record).result(60), "同事写的一段。")
    until(lambda: not other.client.read(drafts.open_drafts), "the text is sent")
    assert not other.client.is_forgotten("dispatch", record)
    clerk.quiet()
    clerk.leave()
    other.leave()
    put_back(town)
    other.come_back()
    until(lambda: other.client.is_forgotten("dispatch", record), "told")
    other.quiet()
    assert (other.step(record), other.client.attention()) == ("draft", [])
    assert other.client.read(drafts.open_drafts) == [record]
    clerk.come_back()
    until(lambda: not other.client.is_forgotten("dispatch", record), "the server has it again")
    until(lambda: not other.client.read(drafts.open_drafts), "and its text")
    until(lambda: lines_of(clerk.client.draft(record).result(60)) == ["同事写的一段。"], "where it is read")


def _has(clerk: Desk, records: list[str]) -> bool:
    """Say whether the server has each record, with one act."""
    try:
        return [len(clerk.log(record).entries) for record in records] == [1] * len(records)
    except Trouble:
        return False
