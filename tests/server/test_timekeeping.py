"""The server's clock on both databases: windows begin and end, what lies untouched surfaces, each once (W6, FLW-17)."""

from datetime import timedelta

import msgspec
from msgspec import structs

from tests.server.conftest import People
from tests.server.house import START, Clock, House, document, gather, new_record
from tests.server.test_delivery import until
from xzt.core.digest import sm3
from xzt.core.encoding import decode
from xzt.office.deputies import commands as w
from xzt.office.deputies.state import Deputies, Phase, deputies_id
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Dispatch, Route
from xzt.office.flow import commands as flow
from xzt.server.directory import raise_version, write_person
from xzt.server.timekeeping import act_on_time
from xzt.sync.protocol import messages as m

RECORD = deputies_id("hn-bgt")
HOUR = timedelta(hours=1)


def windows(people: People, person: str) -> Deputies:
    return next(decode(bytes(change.state), Deputies) for change in people[person].pull().changes if change.id == RECORD)


def at_review(people: People) -> str:
    record = new_record()
    people["jia-1"].must(record, d.StartDraft(msgspec.Raw(document())))
    people["jia-1"].must(record, d.Submit(Route("yi-1", "ding-1")))
    return record


def holders(people: People, record: str, person: str = "jia-1") -> list[str]:
    changes = (change for change in people[person].pull().changes if change.id == record)
    state = next(decode(bytes(change.state), Dispatch) for change in changes)
    return [task.holder for task in state.tasks]


def test_w6_a_window_hands_over_what_is_open_and_gives_it_back(house: House, clock: Clock, people: People) -> None:
    """W6, FLW-07: nobody presses anything; the course names the system, and the deputy and his principal see the case."""
    record, boss = at_review(people), people["yi-1"]
    boss.must(RECORD, w.Deputise("bing-1", START + HOUR, START + 3 * HOUR, hand_over=True), "deputies")
    assert windows(people, "jia-1").standins[0].phase(clock.time) is Phase.PLANNED
    assert holders(people, record) == ["p:yi-1"]
    clock.pass_by(HOUR)
    until(lambda: holders(people, record) == ["p:bing-1"])
    until(lambda: windows(people, "bing-1").standins[0].began is not None)
    late = at_review(people)
    assert holders(people, late) == ["p:bing-1"]
    assert holders(people, record, "yi-1") == ["p:bing-1"]
    people["bing-1"].must(late, d.Review("同意", sm3(document())))
    clock.pass_by(2 * HOUR)
    until(lambda: windows(people, "jia-1").standins[0].phase(clock.time) is Phase.OVER)
    assert holders(people, record) == ["p:yi-1"]
    course = people["yi-1"].state(record)["course"]
    assert [(entry["action"], entry["act"]["person"]) for entry in course][-2:] == [("cover", "system"), ("uncover", "system")]


def test_w6_ending_early_gives_back_at_once(house: House, clock: Clock, people: People) -> None:
    boss = people["yi-1"]
    boss.must(RECORD, w.Deputise("bing-1", START, START + 48 * HOUR), "deputies")
    record = at_review(people)
    assert holders(people, record) == ["p:bing-1"]
    until(lambda: windows(people, "yi-1").standins[0].began is not None)
    name = windows(people, "yi-1").standins[0].id
    stranger = people["jia-1"].do(RECORD, w.EndDeputation(name), "deputies")
    assert isinstance(stranger, m.Refused)
    assert stranger.code == "not_principal"
    boss.must(RECORD, w.EndDeputation(name), "deputies")
    until(lambda: holders(people, record) == ["p:yi-1"])


def test_two_processes_do_it_once(house: House, clock: Clock, people: People) -> None:
    """Whoever looks at the same moment asks the same thing: one line in the log, not two."""
    record = at_review(people)
    clock.pass_by(timedelta(days=9))
    people.pop("jia-1").close()  # a session does not last so long
    gather(*(lambda: house.run(act_on_time(house.instance)) for _ in range(4)))
    until(lambda: [one["action"] for one in people["jia-1"].state(record)["course"]][-1] == "untouched")
    gather(*(lambda: house.run(act_on_time(house.instance)) for _ in range(4)))
    assert [one["action"] for one in people["jia-1"].state(record)["course"]].count("untouched") == 1
    assert record in {change.id for change in people["wu-1"].pull().changes}, "the document office sees it now, before sign-off"
    until(lambda: house.rows(tuple[int], "SELECT at FROM due WHERE id = ?", record) != [(0,)])


def test_what_is_over_is_looked_at_no_more(house: House, people: People) -> None:
    record = at_review(people)
    assert house.rows(tuple[str], "SELECT id FROM due WHERE id = ?", record) == [(record,)]
    people["jia-1"].must(record, d.Steer(flow.Cancel("不办了")))
    assert house.rows(tuple[str], "SELECT id FROM due WHERE id = ?", record) == []


def test_w10_a_leavers_open_cases_come_to_the_office_before_sign_off(house: House, people: People) -> None:
    """W10, FLW-17: as soon as the account is disabled; the case goes on in the hands of the office, which sees it."""
    record = at_review(people)
    until(lambda: house.rows(tuple[str], "SELECT value FROM meta WHERE name = 'clock_directory'") != [])

    async def leave() -> None:
        async with house.instance.database.transaction() as tx:
            found = await house.instance.directory.read(tx)
            person = found.person("yi-1")
            assert person
            await write_person(tx, structs.replace(person, active=False))
            await raise_version(tx)

    assert holders(people, record) == ["p:yi-1"]
    house.run(leave())
    until(lambda: holders(people, record) == ["r:registrar"])
    assert holders(people, record, "wu-1") == ["r:registrar"]
