"""A push reads without holding and writes all with its last statement: whoever is overtaken in between looks again, and nothing is lost."""

import asyncio
from datetime import date

import msgspec
import pytest

from tests.server.conftest import People
from tests.server.house import Actor, House, document, gather, new_record
from tests.waiting import until
from xzt.core.errors import Trouble
from xzt.office.calendar.commands import SetLocalDays
from xzt.office.calendar.state import calendar_id
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Route
from xzt.office.envelope import Signed
from xzt.office.log import chain
from xzt.office.people import Role
from xzt.server import apply, drafts
from xzt.server.callers import Caller
from xzt.server.sql.database import DRAWN, Cell, Conflict, Last
from xzt.sync.protocol import messages as m

many_at_once = pytest.mark.parametrize("twin", ["postgres"], indirect=True)
DRAW = ("UPDATE unit_counter SET seq = seq + 1 WHERE unit = ?", ("hn-bgt",))
PARCEL = "INSERT INTO outbox (unit, id, target, envelope, seq, n, at) VALUES (?, ?, ?, ?, ?, ?, ?)"
WAITING = "SELECT least(count(*), 1) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def parcel(name: str) -> tuple[Cell, ...]:
    return ("hn-bgt", name, "nowhere", b"", DRAWN, 0, 0)


def caller(actor: Actor) -> Caller:
    return Caller(actor.person, actor.unit, actor.device, (Role.DRAFTER,))


def draft_of(actor: Actor) -> str:
    record = new_record()
    actor.must(record, d.StartDraft(msgspec.Raw(document())))
    return record


def save(actor: Actor, record: str, n: int = 0) -> Signed:
    return actor.signed("dispatch", record, d.SaveDraft(msgspec.Raw(document(f"第{n}稿"))))


def assert_course(actor: Actor, record: str, length: int) -> None:
    """The log has so many entries, each chained to the one before."""
    log, previous = actor.send("GET", f"/v1/log/dispatch/{record}", m.Log), ""
    assert [entry.n for entry in log.entries] == list(range(1, length + 1))
    for entry in log.entries:
        assert (entry.previous, entry.digest) == (previous, chain(record, entry.n, entry.act, bytes(entry.events), entry.signed, previous))
        previous = entry.digest


@pytest.mark.parametrize(("rows", "in_order"), [(1, False), (40, False), (2, True)])
def test_the_last_statement_draws_a_number_and_writes_it(house: House, rows: int, *, in_order: bool) -> None:
    """The number drawn stands in every row that has a place for it, few rows or many; with a fault nothing is written and none is drawn."""
    before = house.rows(tuple[int], "SELECT seq FROM unit_counter WHERE unit = 'hn-bgt'")[0][0]

    async def write(last: Last) -> int:
        async with house.instance.database.transaction() as tx:
            return await tx.finish(last)

    last = Last((), DRAW, ((PARCEL, [parcel(f"p{n}") for n in range(rows)]),), in_order)
    assert house.run(write(last)) == before + 1
    assert house.rows(tuple[int, int], "SELECT seq, count(*) FROM outbox GROUP BY seq") == [(before + 1, rows)]
    with pytest.raises(Conflict):
        house.run(write(last))
    with pytest.raises(Trouble, match="unit_unknown"):
        house.run(write(msgspec.structs.replace(last, draw=(DRAW[0], ("nowhere",)))))
    assert house.run(write(msgspec.structs.replace(last, draw=None, writes=()))) == 0
    assert house.rows(tuple[int], "SELECT seq FROM unit_counter WHERE unit = 'hn-bgt'") == [(before + 1,)]


def test_many_act_on_one_record_at_once(house: House, people: People) -> None:
    """Six devices save one draft five times each, at once: every save counts once, each on what was before it, each with its own number."""
    record = draft_of(people["jia-1"])
    devices = [Actor(house.url, "jia-1", f"device-{n}") for n in range(6)]
    answers = gather(*[lambda actor=actor: [actor.push(save(actor, record, n))[0] for n in range(5)] for actor in devices])
    applied = [answer for some in answers for answer in some]
    assert sorted(answer.version for answer in applied if isinstance(answer, m.Applied)) == list(range(2, 32))
    assert len({answer.seq for answer in applied if isinstance(answer, m.Applied)}) == 30
    assert_course(people["jia-1"], record, 31)
    for actor in devices:
        actor.close()


@many_at_once
def test_who_is_overtaken_looks_again_and_holds(house: House, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another's save lands between a push's look and its end: both count, the second on the first's state, and looks at it held."""
    jia, settle, looks = people["jia-1"], drafts.settle, list[str]()
    record, look = draft_of(jia), apply._look
    here, there = save(jia, record, 1), save(jia, record, 2)

    async def looking(tx: object, who: Caller, pieces: object, holding: str) -> object:
        looks.append(holding)
        return await look(tx, who, pieces, holding)  # type: ignore[arg-type]

    async def overtaken(*arguments: object) -> None:
        monkeypatch.setattr(drafts, "settle", settle)
        await apply.push(house.instance, caller(jia), (there,))
        await settle(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(apply, "_look", looking)
    monkeypatch.setattr(drafts, "settle", overtaken)
    (answer,) = jia.push(here)
    assert isinstance(answer, m.Applied)
    assert answer.version == 3
    assert jia.push(here, there) == (answer, m.Applied(jia.push(there)[0].command, 2, answer.seq - 1))
    assert [bool(holding) for holding in looks[:3]] == [False, False, True]
    assert_course(jia, record, 3)


@many_at_once
def test_text_that_comes_while_it_is_submitted_goes_with_it(house: House, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rule 31: somebody brings text and holds the record for it, the submission waits for him, and drops his text with the rest."""
    jia = people["jia-1"]
    record, announce = draft_of(jia), drafts._announce
    drafting = jia.state(record)["drafting"]["id"]
    submit = jia.signed("dispatch", record, d.Submit(Route("yi-1", "ding-1")))
    text = m.DraftPush(drafting, 0, (m.DraftUpdate(20, 0, 3, b"sample"),))

    async def at_once() -> tuple[m.DraftPage, tuple[m.Answer, ...]]:
        brought, waiting = asyncio.Event(), asyncio.Event()

        async def announcing(*arguments: object) -> int:
            brought.set()
            await waiting.wait()
            return await announce(*arguments)  # type: ignore[arg-type]

        monkeypatch.setattr(drafts, "_announce", announcing)
        bringing = asyncio.create_task(drafts.push(house.instance, caller(jia), record, text))
        await brought.wait()
        submitting = asyncio.create_task(apply.push(house.instance, caller(jia), (submit,)))
        async with asyncio.timeout(60):
            while (await house.instance.database.look(tuple[int], WAITING)) != (1,):  # noqa: ASYNC110  nothing tells of it
                await asyncio.sleep(0.005)
        waiting.set()
        return await bringing, await submitting

    page, (answer,) = house.run(at_once())
    assert page.head == 1
    assert isinstance(answer, m.Applied)
    assert house.rows(tuple[int], "SELECT count(*) FROM draft_update") == [(0,)]
    assert [change.op for change in jia.pull().changes if change.id == record] == ["put"]


def test_a_calendar_has_every_limit_counted_anew(house: House, people: People) -> None:
    """T2: what was to be looked at in a thousand years is looked at now; there is no such record, so that nothing is left to look at."""

    async def later() -> None:
        async with house.instance.database.transaction() as tx:
            await tx.execute("INSERT INTO due (unit, kind, id, at) VALUES ('hn-bgt', 'dispatch', 'far', ?)", 1 << 45)

    house.run(later())
    people["wu-1"].must(calendar_id("hn-bgt"), SetLocalDays((), (date(2022, 11, 26),), 0), "calendar")
    until(lambda: not house.rows(tuple[int], "SELECT at FROM due WHERE id = 'far'"))
