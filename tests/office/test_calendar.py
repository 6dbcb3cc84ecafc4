"""The unit's calendar: files, days of its own, usual limits, and what is counted by them (T1, T2, T4, W15)."""

from datetime import date, datetime, timedelta

import pytest

from tests.office.world import BEGINNING, DIRECTORY, PEOPLE, ROUTE, UNIT, Case, document, submitted
from xzt.core.calendar import BEIJING
from xzt.core.encoding import decode, encode
from xzt.core.errors import Refusal
from xzt.core.worktime import Notices, Year, due_in_days, is_working
from xzt.office.act import Act, Context
from xzt.office.calendar import commands as c
from xzt.office.calendar.decision import decide
from xzt.office.calendar.evolution import evolve
from xzt.office.calendar.shipped import notices
from xzt.office.calendar.state import UnitCalendar, calendar_of, limits_of
from xzt.office.dispatch import commands as d
from xzt.office.errands import Now, errands, next_look
from xzt.office.flow import commands as flow
from xzt.office.flow.definition import Lapse
from xzt.office.given import Given, UsualLimit

NEXT = Notices(date(2026, 11, 10), (Year(2027, frozenset({date(2027, 1, 1)}), frozenset({date(2027, 2, 7)}), "样例文号"),))
DIGEST = "a" * 64
HOUR = timedelta(hours=1)


class Days:
    """The calendar of the sample unit."""

    def __init__(self) -> None:
        self.state: UnitCalendar | None = None
        self.n = 0

    def do(self, who: str, command: c.Command) -> str:
        self.n += 1
        roles = next(one.roles for one in PEOPLE if one.id == who)
        by = Context(Act(f"k{self.n}", who, UNIT, "d1", BEGINNING), roles, DIRECTORY)
        decision = decide(self.state, command, by)
        if isinstance(decision, Refusal):
            return decision.code
        for event in decision:
            self.state = evolve(self.state, event, by.act)
        assert decode(encode(self.state), UnitCalendar) == self.state
        return ""

    @property
    def given(self) -> Given:
        return Given((), calendar_of(self.state), limits_of(self.state))


def test_t2_a_newer_file_is_put_in_force_and_everything_counted_again() -> None:
    """T2: before it 2027 is provisional; with it the make-up Sunday works and nothing is provisional any more."""
    at = Days()
    start = datetime(2027, 2, 5, 10, tzinfo=BEIJING)
    assert due_in_days(at.given.calendar, start, 1).provisional
    assert at.do("registrar", c.InstallNotices(NEXT, "样例", DIGEST)) == ""
    due = due_in_days(at.given.calendar, start, 1)
    assert (due.provisional, due.at.date()) == (False, date(2027, 2, 7))
    assert at.given.calendar.published(2025), "what the program brought stays"


def test_t2_older_broken_and_strangers_files_are_refused() -> None:
    """T2: no newer than what there is, not right in itself, not by the document office."""
    at = Days()
    assert at.do("clerk", c.InstallNotices(NEXT, "样例", DIGEST)) == "not_calendar_keeper"
    assert at.do("registrar", c.InstallNotices(notices(), "样例", DIGEST)) == "calendar_older"
    assert at.do("registrar", c.InstallNotices(Notices(NEXT.issued, ()), "样例", DIGEST)) == "calendar_wrong"
    wrong = Notices(NEXT.issued, (Year(2027, frozenset({date(2027, 2, 6)})),))
    assert at.do("registrar", c.InstallNotices(wrong, "样例", DIGEST)) == "calendar_wrong"
    assert at.do("registrar", c.InstallNotices(NEXT, "样例", DIGEST)) == ""
    assert at.do("registrar", c.InstallNotices(NEXT, "样例", DIGEST)) == "calendar_older"


def test_t2_a_unit_adds_days_of_its_own() -> None:
    """T2: they go before the notice; nobody writes over what he has not seen."""
    at = Days()
    assert at.do("registrar", c.SetLocalDays((date(2026, 3, 3),), (date(2026, 3, 7),), 0)) == ""
    calendar = at.given.calendar
    assert (is_working(calendar, date(2026, 3, 3)), is_working(calendar, date(2026, 3, 7))) == (False, True)
    assert at.do("registrar", c.SetLocalDays((), (), 0)) == "calendar_changed"
    assert at.do("registrar", c.SetLocalDays((date(2026, 3, 3),), (date(2026, 3, 3),), 1)) == "local_day_twice"
    many = tuple(date(2026, 1, 1) + timedelta(days=n) for n in range(201))
    assert at.do("registrar", c.SetLocalDays(many, (), 1)) == "local_days_many"


@pytest.mark.parametrize(
    "limit",
    [
        UsualLimit("unknown", "", 3),
        UsualLimit("review", "样例", 3),
        UsualLimit("review", "", -1),
        UsualLimit("review", "", 400),
        UsualLimit("review", "", 3, "consent"),
    ],
)
def test_t1_a_limit_that_cannot_be_is_refused(limit: UsualLimit) -> None:
    """T1, W15: silence is no consent here either."""
    assert Days().do("registrar", c.SetLimits((limit,), 0)) == "limits_wrong"


def urgent(at: Days) -> Case:
    case = Case()
    case.given = at.given
    return case.do("clerk", d.StartDraft(document(urgency="特急"))).do("clerk", d.Submit(ROUTE))


def test_t1_the_units_limit_is_counted_by_its_calendar_and_acted_on() -> None:
    """T1, T2, W15: kind and urgency; a local day moves it; at its end the task goes on to the office, and nothing is an opinion."""
    at = Days()
    at.do("registrar", c.SetLimits((UsualLimit("review", "特急", 1, "reassign"),), 0))
    assert next_look(submitted().state, at.given) != next_look(urgent(at).state, at.given)
    case = urgent(at)
    before = next_look(case.state, at.given)
    at.do("registrar", c.SetLocalDays((date(2026, 3, 3),), (), 1))
    after = next_look(case.state, at.given)
    assert before is not None
    assert after is not None
    assert after - before == timedelta(days=1)
    assert errands("case", 1, case.state, Now(after - HOUR, DIRECTORY, at.given)) == ()
    (errand,) = errands("case", 1, case.state, Now(after, DIRECTORY, at.given))
    case.now, case.given = after, at.given
    case.do("system", errand.command)
    assert case.holders == ["r:registrar"]
    assert case.dispatch.case is not None
    assert [note.action for note in case.dispatch.case.course][-2:] == [f"lapse_{Lapse.REASSIGN}", "reassign"]
    assert not [one for one in case.dispatch.case.opinions if one.step == "review"]


def test_w7_the_clock_reminds_no_oftener_than_a_person_may() -> None:
    """W7: after the limit a reminder, the next one four working hours later, by the published calendar."""
    at = Days()
    at.do("registrar", c.SetLimits((UsualLimit("review", "特急", 1),), 0))
    case = urgent(at)
    moments = []
    for n in range(3):
        moment = next_look(case.state, at.given)
        assert moment is not None
        (errand,) = errands("case", n, case.state, Now(moment, DIRECTORY, at.given))
        case.now = moment
        case.do("system", errand.command)
        moments.append(moment)
    assert moments[0] == datetime(2026, 3, 3, 17, 30, tzinfo=BEIJING)
    assert moments[1] > moments[0]
    assert [one.action for one in case.dispatch.course].count("remind") == 3
    assert case.refuse("system", d.Steer(flow.Lapse(case.dispatch.tasks[0].id))) == "limit_not_reached"
