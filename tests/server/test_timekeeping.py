"""The server's clock on both databases: windows begin and end, what lies untouched surfaces, each once (W6, FLW-17)."""

from datetime import timedelta

import msgspec
from msgspec import structs

from tests.server.conftest import People
from tests.server.house import START, Clock, House, document, gather, new_record
from tests.waiting import until
from xzt.core.digest import sm3
from xzt.core.encoding import decode
from xzt.office.deputies import commands as w
from xzt.office.deputies.state import Deputies, Phase, deputies_id
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Dispatch, Route
from xzt.office.flow import commands as flow
from xzt.office.receipt import commands as r
from xzt.office.receipt.state import Limit, Source
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


def a_receipt(people: People, **propose: object) -> str:
    """A receipt of paper that the document office has sent on."""
    record, office = new_record(), people["wu-1"]
    source = Source("", "", "", "关于示例的通知", "", "", "2022-11-20", sender="示例市人民政府")
    office.must(record, r.Enter(source, msgspec.Raw(document())), "receipt")
    office.must(record, r.Register(), "receipt")
    office.must(record, structs.replace(r.Propose("请办。", "yi-1", ("jia-1",)), **propose), "receipt")
    return record


def test_w6_a_window_covers_incoming_documents_too(house: House, clock: Clock, people: People) -> None:
    """W6, FLW-07: what lay open is handed over and given back by the clock; what comes meanwhile comes to the deputy, who acts for him."""
    before, boss = a_receipt(people), people["yi-1"]
    boss.must(RECORD, w.Deputise("bing-1", START + HOUR, START + 3 * HOUR, hand_over=True), "deputies")
    clock.pass_by(HOUR)
    until(lambda: before in {change.id for change in people["bing-1"].pull().changes})
    until(lambda: windows(people, "bing-1").standins[0].began is not None)
    meanwhile = a_receipt(people, opinion="请从速办理。")
    people["bing-1"].must(meanwhile, r.Handle("已办"), "receipt")
    last = people["yi-1"].state(meanwhile)["course"][-1]
    assert (last["action"], last["act"]["person"], last["principal"]) == ("handle", "bing-1", "yi-1")
    clock.pass_by(2 * HOUR)
    until(lambda: people["yi-1"].state(before)["course"][-1]["action"] == "uncover")
    boss.must(before, r.Handle("已办"), "receipt")


def test_flw10_an_incoming_document_is_reminded_of_near_its_limit_and_after_it(house: House, clock: Clock, people: People) -> None:
    """FLW-06, FLW-10, W15: nobody presses anything; it says so once near the limit and once over it, and lies where it lay."""
    record = a_receipt(people, limit=Limit(START + timedelta(days=5), 3))

    def said() -> list[str]:
        return [entry["action"] for entry in people["yi-1"].state(record)["course"] if entry["action"].startswith("lapse")]

    clock.pass_by(timedelta(days=2, hours=10))
    until(lambda: said() == ["lapse_soon"])
    clock.pass_by(timedelta(days=3))
    people.pop("yi-1").close()
    until(lambda: said() == ["lapse_soon", "lapse_overdue"])
    gather(*(lambda: house.run(act_on_time(house.instance)) for _ in range(3)))
    assert said() == ["lapse_soon", "lapse_overdue"]
    assert people["yi-1"].state(record)["step"] == "handle"


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
