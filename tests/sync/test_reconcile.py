"""Clients and a real server: commands up, states down, whatever happens in between (W12, RS-24, issue 2 must-show 4 and 5, sync 2)."""

import asyncio
import itertools
import json
import random
import sqlite3
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import httpx
import msgspec
import pytest

from tests.office.world import raw
from tests.sync.conftest import SOURCE
from tests.sync.town import Server, Town, bring_to_registrars, document
from tests.waiting import PATIENCE, until
from xzt.client.access import sign_in
from xzt.client.commands import Accepted
from xzt.core.errors import Refusal, Trouble
from xzt.core.notices import Changed, Connection, DirectoryChanged, NeedsAttention, SyncStatus
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Route, Step
from xzt.office.people import Role
from xzt.server.seeding import load_directory
from xzt.sync.engine.wire import Wire
from xzt.sync.protocol import messages as m

ROUTE = Route("yi-1", "ding-1")


def test_two_clients_of_one_unit(town: Town) -> None:
    """Sign in, draft, submit; the reviewer is told and has it to do; the clerk's line is quiet with the time of the last round."""
    clerk, reviewer = town.desk("jia-1").begin(), town.desk("yi-1").begin()
    record = clerk.draft("关于两个客户端的函")
    clerk.do(record, d.Submit(ROUTE))
    reviewer.sees(record, "review")
    assert [row.title for row in reviewer.client.rows("todo")] == ["关于两个客户端的函"]
    until(lambda: any(isinstance(notice, Changed) and ("dispatch", record) in notice.records for notice in reviewer.notices), "told")
    clerk.quiet()
    until(lambda: clerk.client.status().complete_at, "complete")
    assert not clerk.client.waiting("dispatch", record)
    assert clerk.client.roots()
    assert [entry.signed.signature for entry in clerk.log(record).entries] == ["", ""]


def test_wrong_password_at_first_sign_in(town: Town, tmp_path: Path) -> None:
    """The server's refusal comes out by its code, and no store is left behind; nor by a server that is not there."""
    with pytest.raises(Trouble, match="login_refused"):
        sign_in(tmp_path / "stores", town.server.url, "jia-1", "wrong")
    town.server.stop()
    with pytest.raises(Trouble, match="offline"):
        sign_in(tmp_path / "stores", town.server.url, "jia-1", "sample-jia-1")
    assert not list((tmp_path / "stores").glob("*"))


def test_offline_acts_then_reconnect(town: Town) -> None:
    """Work goes on without a server, the line counts what waits at every moment, and everything arrives in order."""
    clerk = town.desk("jia-1").begin()
    clerk.quiet()
    town.server.stop()
    until(lambda: clerk.client.status().connection is Connection.OFFLINE, "offline")
    record = clerk.draft()
    assert clerk.client.status().waiting == 1
    clerk.do(record, d.SaveDraft(_raw("第二稿。")))
    assert clerk.client.status().waiting == 2
    clerk.do(record, d.Submit(ROUTE))
    assert clerk.client.status().waiting == 3
    assert clerk.step(record) == "review"
    assert clerk.client.waiting("dispatch", record)
    clerk.leave()
    clerk.come_back(online=False)
    assert clerk.client.status() == SyncStatus(Connection.OFFLINE, 3, 0)
    town.server.start()
    clerk.begin().quiet()
    reviewer = town.desk("yi-1").begin()
    reviewer.sees(record, "review")
    assert [json.loads(bytes(entry.signed.envelope))["n"] for entry in clerk.log(record).entries] == [1, 2, 3]


def _raw(text: str) -> msgspec.Raw:
    return raw(document(text=text))


def test_undo_before_sending(town: Town) -> None:
    """Undo of an act not yet sent: the server never hears of it; afterwards undo says so and the rule 撤回 is the way."""
    clerk = town.desk("jia-1")
    record = clerk.draft()
    submitted = clerk.do(record, d.Submit(ROUTE))
    assert clerk.client.undo(submitted.command).result(PATIENCE) is None
    assert (clerk.step(record), clerk.client.status().waiting) == ("draft", 1)
    assert Changed((("dispatch", record),)) in clerk.notices
    clerk.begin().quiet()
    assert len(clerk.log(record).entries) == 1
    submitted = clerk.do(record, d.Submit(ROUTE))
    clerk.quiet()
    assert clerk.client.undo(submitted.command).result(PATIENCE) == Refusal("sent_already")
    clerk.do(record, d.Withdraw())
    clerk.quiet()
    assert clerk.step(record) == "draft"


def test_two_on_one_step_one_offline(town: Town) -> None:
    """Issue 2, must show 5: one act counts; the other needs attention with its words and the reason; everything else goes on."""
    clerk, reviewer, leader = (town.desk(person).begin() for person in ("jia-1", "yi-1", "ding-1"))
    record = bring_to_registrars(clerk, reviewer, leader)
    first, second = town.desk("wu-1").begin(), town.desk("wu-2").begin()
    for desk in (first, second):
        desk.sees(record, "register")
    other = bring_to_registrars(clerk, reviewer, leader, "关于另一事项的函")
    for desk in (first, second):
        desk.sees(other, "register")
    second.leave()
    second.come_back(online=False)
    lost = second.do(record, d.Return(Step.SIGN_OFF, "附件缺第三页", second.text(record)))
    second.do(other, d.AssignNumber())
    first.do(record, d.AssignNumber())
    first.sees(record, "seal")
    second.begin().quiet()
    until(second.client.attention, "attention")
    (attention,) = second.client.attention()
    assert (attention.command, attention.name, attention.words) == (lost.command, "Return", "附件缺第三页")
    assert attention.refusal.code in {"not_returnable", "not_holder"}
    assert NeedsAttention(lost.command, attention.refusal.code) in second.notices
    assert second.client.status().attention == 1
    state, next_one = second.state(record), second.state(other)
    assert state is not None
    assert next_one is not None
    assert (state.step, state.course[-1].act.person) == (Step.SEAL, "wu-1")
    assert next_one.number is not None
    assert state.number is not None
    assert abs(state.number.sequence - next_one.number.sequence) == 1
    assert [row.attention for row in second.client.rows("dispatches") if row.id == record] == [True]
    assert second.client.dismiss(lost.command).result(PATIENCE) is None
    assert second.client.attention() == []
    assert second.client.status().attention == 0


def test_killed_in_the_middle_of_a_push(town: Town) -> None:
    """W12, must show 4: the server dies at random moments under a stream of commands; each counts exactly once, in order."""
    clerk = town.desk("jia-1").begin()
    record = clerk.draft()
    stop = threading.Event()
    given: list[str] = []

    def write() -> None:
        while not stop.is_set() and len(given) < 150:
            given.append(clerk.do(record, d.SaveDraft(_raw(f"第{len(given)}稿。"))).command)
            time.sleep(0.005)

    writing = threading.Thread(target=write)
    writing.start()
    chance = random.Random(11)
    for _ in range(4):
        time.sleep(chance.uniform(0.02, 0.3))
        town.server.kill()
        time.sleep(0.05)
        town.server.start()
        clerk.client.sync_now()
    stop.set()
    writing.join()
    clerk.client.sync_now()
    clerk.quiet()
    entries = clerk.log(record).entries
    assert [entry.act.command for entry in entries[1:]] == given
    numbers = [json.loads(bytes(entry.signed.envelope))["n"] for entry in entries]
    assert numbers == list(range(1, len(given) + 2))
    assert clerk.client.attention() == []


class Line:
    """A faulty line in front of the real one: the next pushes go through these faults, one each."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.faults: list[Callable[[Wire, m.Push], object]] = []
        self.pushes = 0
        self.real = Wire.push
        line = self

        async def push(wire: Wire, commands: m.Push) -> m.Answers:
            line.pushes += 1
            fault = line.faults.pop(0) if line.faults else None
            answers = await line.real(wire, commands)
            if fault is None:
                return answers
            if fault is doubled:
                assert await line.real(wire, commands) == answers
                return answers
            found = fault(wire, commands)
            if isinstance(found, Trouble):
                raise found
            assert isinstance(found, int)
            return m.Answers(answers.answers[:found])

        monkeypatch.setattr(Wire, "push", push)


def lost(wire: Wire, commands: m.Push) -> object:
    """F2: the server has committed, the answer is lost."""
    return Trouble("offline", retry=True)


def failed(wire: Wire, commands: m.Push) -> object:
    """The answer comes as a gateway's error, so that the pull goes on and brings the effect before the answer."""
    return Trouble("server_error", retry=True)


def doubled(wire: Wire, commands: m.Push) -> object:
    """F3: the push arrives twice."""
    return 0


def truncated(wire: Wire, commands: m.Push) -> object:
    """An answer that does not fit the question."""
    return len(commands.commands) - 1


@pytest.mark.parametrize("fault", [lost, failed, doubled, truncated])
def test_w12_exactly_once_over_a_faulty_line(town: Town, monkeypatch: pytest.MonkeyPatch, fault: Callable[[Wire, m.Push], object]) -> None:
    """W12, P14: whatever becomes of the answer, the effect is there once and the outbox drains by itself."""
    line = Line(monkeypatch)
    clerk = town.desk("jia-1")
    record = clerk.draft()
    clerk.do(record, d.SaveDraft(_raw("第二稿。")))
    clerk.do(record, d.Submit(ROUTE))
    line.faults += [fault, fault]
    clerk.begin().quiet()
    assert line.faults == [] or fault is doubled
    assert len(clerk.log(record).entries) == 3
    state = clerk.state(record)
    assert state is not None
    assert [entry.action for entry in state.course] == ["draft", "submit"]
    assert clerk.client.attention() == []


def test_undo_after_a_lost_answer(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer to a push is lost: the command has its effect there, so it cannot be undone here as if it had not been sent."""
    line = Line(monkeypatch)
    clerk = town.desk("jia-1")
    record = clerk.draft()
    clerk.begin().quiet()
    line.faults += [lost] * 50
    submitted = clerk.do(record, d.Submit(ROUTE))
    until(lambda: len(line.faults) < 49 and clerk.client.status().connection is Connection.OFFLINE, "an answer lost")
    assert clerk.client.undo(submitted.command).result(PATIENCE) == Refusal("sent_already")
    line.faults.clear()
    clerk.client.sync_now()
    clerk.quiet()
    assert clerk.step(record) == "review"
    assert len(clerk.log(record).entries) == 2


def test_a_sign_in_page_is_not_the_server() -> None:
    """P14: what somebody in between answers is neither success (the file would be lost) nor the end of the session."""
    for status in (200, 401, 413):
        transport = httpx.MockTransport(lambda _, status=status: httpx.Response(status, content=b"{}"))
        with pytest.raises(Trouble) as raised:
            asyncio.run(Wire("http://127.0.0.1:1", "token", transport).put_blob("0" * 64, b"file"))
        assert (raised.value.code, raised.value.retry) == ("server_error", True)


def test_drop_when_the_audience_shrinks(town: Town) -> None:
    """Sync 2 item 34: what is no longer for a person goes from the device; his own waiting words come back as attention."""
    clerk, reviewer = town.desk("jia-1").begin(), town.desk("yi-1").begin()
    record = clerk.draft()
    clerk.do(record, d.Submit(ROUTE))
    reviewer.sees(record, "review")
    text = reviewer.text(record)
    reviewer.leave()
    reviewer.come_back(online=False)
    reviewer.do(record, d.Review("我的核稿意见", text))
    clerk.do(record, d.Withdraw("还要改"))
    clerk.quiet()
    reviewer.begin()
    until(reviewer.client.attention, "attention")
    reviewer.quiet()
    assert reviewer.state(record) is None
    assert reviewer.client.rows("todo") == []
    (attention,) = reviewer.client.attention()
    assert attention.words == "我的核稿意见"
    assert attention.theirs is None
    kept = {row[0] for row in _look(reviewer.folder, "SELECT count(*) FROM base")}
    assert kept == {0}


def _look(folder: Path, sql: str) -> list[tuple[object, ...]]:
    """Look into a closed or open store with the key that the person has."""
    from xzt.client import profiles
    from xzt.store import database, keyslots

    key = keyslots.open_slot(folder, f"sample-{profiles.read(folder).person}")
    db = database.connect(folder, key)
    found = [tuple(row) for row in db.execute(sql)]
    db.close()
    return found


def change_directory(server: Server, person: str, roles: list[str]) -> None:
    """Give a person other roles, as an administrator does while the embedded server stands still."""
    directory = json.loads(SOURCE.read_bytes())
    for entry in directory["people"]:
        if entry["id"] == person:
            entry["roles"] = roles
    server.stop()
    load_directory(server.data, None, json.dumps(directory).encode(), datetime.now(UTC))
    server.start()


def test_directory_change_brings_and_takes_what_roles_show(town: Town) -> None:
    """I5, F12: a new registrar gets what lies with the registrars, also from before; when the role goes, it is gone from the device."""
    clerk, reviewer, leader = (town.desk(person).begin() for person in ("jia-1", "yi-1", "ding-1"))
    record = bring_to_registrars(clerk, reviewer, leader)
    newcomer = town.desk("bing-1").begin()
    newcomer.quiet()
    assert newcomer.state(record) is None
    change_directory(town.server, "bing-1", ["registrar"])
    newcomer.client.sync_now()
    newcomer.sees(record, "register")
    assert newcomer.client.identity.roles == (Role.REGISTRAR,)
    assert any(isinstance(notice, DirectoryChanged) for notice in newcomer.notices)
    assert [row.id for row in newcomer.client.rows("todo")] == [record]
    change_directory(town.server, "bing-1", [])
    newcomer.client.sync_now()
    until(lambda: newcomer.state(record) is None, "dropped")
    until(lambda: not newcomer.client.identity.roles, "no role left")


def test_own_list_follows_a_new_role(town: Town) -> None:
    """A person who saw the record before has it to do as soon as the role comes."""
    clerk, reviewer, leader = (town.desk(person).begin() for person in ("jia-1", "yi-1", "ding-1"))
    record = bring_to_registrars(clerk, reviewer, leader)
    clerk.sees(record, "register")
    assert clerk.client.rows("todo") == []
    change_directory(town.server, "jia-1", ["drafter", "registrar"])
    clerk.client.sync_now()
    until(lambda: [row.id for row in clerk.client.rows("todo")] == [record], "to do")


def test_session_ends_and_begins_again(town: Town) -> None:
    """An expired login pauses the outbox, loses nothing, and the password given again goes on; a wrong one says so."""
    clerk = town.desk("jia-1").begin()
    clerk.quiet()
    town.server.stop()
    _database(town.server, "DELETE FROM session")
    town.server.start()
    record = clerk.draft()
    clerk.client.sync_now()
    until(lambda: clerk.client.status().connection is Connection.SIGNED_OUT, "signed out")
    assert (clerk.client.status().waiting, clerk.client.status().trouble) == (1, "signed_out")
    clerk.client.sign_in_again("wrong")
    until(lambda: clerk.client.status().trouble == "login_refused", "refused")
    assert clerk.client.status().waiting == 1
    clerk.client.sign_in_again(clerk.password)
    clerk.quiet()
    assert len(clerk.log(record).entries) == 1


def _database(server: Server, sql: str, *values: object) -> None:
    with sqlite3.connect(server.data / "server.db") as db:
        db.execute(sql, values)
    db.close()


def test_rs24_another_server_stops(town: Town) -> None:
    """RS-24: a foreign server is told; nothing is sent, nothing is lost, and the right one goes on."""
    name, value, code = "server", "somebody-else", "other_server"
    clerk = town.desk("jia-1").begin()
    clerk.quiet()
    town.server.stop()
    with sqlite3.connect(town.server.data / "server.db") as db:
        (before,) = db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    db.close()
    _database(town.server, "UPDATE meta SET value = ? WHERE name = ?", value, name)
    town.server.start()
    record = clerk.draft()
    clerk.client.sync_now()
    until(lambda: clerk.client.status().connection is Connection.STOPPED, "stopped")
    assert (clerk.client.status().trouble, clerk.client.status().waiting) == (code, 1)
    assert clerk.step(record) == "draft"
    town.server.stop()
    _database(town.server, "UPDATE meta SET value = ? WHERE name = ?", before, name)
    town.server.start()
    clerk.client.sync_now()
    clerk.quiet()
    assert len(clerk.log(record).entries) == 1


def test_status_is_true_at_every_moment(town: Town) -> None:
    """FLW: the line never says that nothing waits while something does, seen from the thread that has just given a command."""
    clerk = town.desk("jia-1").begin()
    clerk.quiet()
    town.server.stop()
    until(lambda: clerk.client.status().connection is Connection.OFFLINE, "offline")
    for n in range(1, 31):
        clerk.draft(f"第{n}件")
        assert clerk.client.status().waiting == n
    town.server.start()
    clerk.client.sync_now()
    clerk.quiet()
    said = [notice for notice in clerk.notices if isinstance(notice, SyncStatus)]
    assert said[-1] == clerk.client.status()
    assert all(not later.waiting for now, later in itertools.pairwise(said) if later.complete_at != now.complete_at)


def test_files_go_before_the_commands_that_name_them(town: Town) -> None:
    """RS-21: a file kept here reaches the server with the next round."""
    clerk = town.desk("jia-1")
    digest = clerk.client.keep_blob(b"sample file" * 1000).result(PATIENCE)
    clerk.begin().quiet()
    until(lambda: list((town.server.data / "blobs").rglob(f"*{digest[4:]}*")), "uploaded")


def test_refused_file_stops_neither_commands_nor_other_files(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sync 2 item 11: a file that the server will not take is told on the line, and all the rest goes on."""
    clerk = town.desk("jia-1")
    bad = clerk.client.keep_blob(b"too large").result(PATIENCE)
    good = clerk.client.keep_blob(b"sample file").result(PATIENCE)
    real = Wire.put_blob

    async def put_blob(wire: Wire, digest: str, data: bytes) -> None:
        if digest == bad:
            raise Trouble("blob_too_large")
        await real(wire, digest, data)

    monkeypatch.setattr(Wire, "put_blob", put_blob)
    record = clerk.draft()
    clerk.begin()
    until(lambda: clerk.client.status().trouble == "blob_too_large", "told")
    assert clerk.client.status().waiting == 0
    assert len(clerk.log(record).entries) == 1
    assert list((town.server.data / "blobs").rglob(f"*{good[4:]}*"))


def test_refused_command_stops_nobody(town: Town) -> None:
    """Sync 2 item 11: a refusal is final for its command; all other records go on, also those given after it."""
    clerk, reviewer = town.desk("jia-1").begin(), town.desk("yi-1").begin()
    record = clerk.draft()
    clerk.do(record, d.Submit(ROUTE))
    reviewer.sees(record, "review")
    reviewer.do(record, d.Open())
    reviewer.quiet()
    clerk.leave()
    clerk.come_back(online=False)
    found = clerk.give(record, d.Withdraw("撤回再改"))
    if isinstance(found, Accepted):
        after = clerk.draft("后来的一件")
        clerk.begin().quiet()
        assert [entry.refusal.code for entry in clerk.client.attention()] == ["opened_by_next"]
        assert len(clerk.log(after).entries) == 1
    else:
        assert found.code == "opened_by_next"
