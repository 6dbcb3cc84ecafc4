"""暂停计时 of an incoming document: its limit stands still, and both clocks are told (T4), by the rules of a dispatch."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.office.test_covering import at, limited, tell
from tests.office.world import BEGINNING, DIRECTORY, proposed, registered
from xzt.core.encoding import encode
from xzt.core.worktime import due_in_days, later, working_time
from xzt.office import errands
from xzt.office.flow.clock import NEVER
from xzt.office.receipt import clock
from xzt.office.receipt import commands as r
from xzt.office.receipt.state import Limit

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
REASON = r.PauseClock("等财政部门来函")


def due(case: object) -> datetime:
    found = clock.due_at(case.receipt, case.given)  # type: ignore[attr-defined]  # a case of these tests
    assert isinstance(found, datetime)
    return found


def test_t4_who_may_stop_the_clock_of_a_receipt_and_only_with_a_reason() -> None:
    """T4: whoever handles it and the document office; not who reads it, not without a limit, not twice, not once it is done."""
    case = limited()
    assert case.refuse("handler", r.PauseClock(" ")) == "words_missing"
    assert case.refuse("reader", REASON) == "not_office"
    assert case.refuse("handler", r.ResumeClock()) == "not_paused"
    case.do("handler", REASON)
    assert (case.receipt.course[-1].action, case.receipt.course[-1].words) == ("pause", REASON.words)
    assert case.refuse("receiver", REASON) == "paused_already"
    assert case.refuse("reader", r.ResumeClock()) == "not_office"
    case.do("receiver", r.ResumeClock())
    case.do("handler", r.Handle("已办"))
    assert case.refuse("receiver", REASON) == "limit_over"
    assert proposed().refuse("handler", REASON) == "no_limit"
    assert encode(case.state) == case.replayed()


def test_t4_a_day_that_the_sender_has_set_is_not_moved() -> None:
    """T1, T4: only a limit that was counted here is stopped here."""
    case = registered()
    case.do("receiver", r.Propose("请办", "handler", limit=Limit(BEGINNING + 9 * DAY)))
    assert case.refuse("handler", REASON) == "not_pausable"


def test_t4_the_servers_clock_is_silent_while_it_stands_and_speaks_by_the_moved_limit() -> None:
    """T4, FLW-10, FLW-17: no reminder, nothing overdue; the limit moves by the working time that it stood; then each is said by it."""
    case = limited()
    before = due(case)
    case.do("handler", REASON)
    stopped = case.now
    assert clock.due_at(case.receipt, case.given) is None
    assert errands.next_look(case.state, case.given) == NEVER
    at(case, before + 2 * DAY)
    assert tell(case) == []
    assert case.refuse("system", r.Lapse("overdue")) == "limit_not_reached"
    held = clock.held_up(case.receipt, case.given, DIRECTORY, case.now)
    assert "overdue" not in {one.why for one in held}
    case.do("handler", r.ResumeClock())
    stood = working_time(case.given.calendar, stopped, case.now)
    assert due(case) == later(case.given.calendar, before, stood)
    ran, stopped_for = clock.clocks(case.receipt, case.now, case.given)
    assert stopped_for == stood
    assert ran == working_time(case.given.calendar, clock.begun(case.receipt), case.now) - stood
    near = errands.next_look(case.state, case.given)
    assert near is not None
    assert case.now < near < due(case)
    assert tell(at(case, near)) == ["Lapse"]
    assert case.receipt.course[-1].action == "lapse_soon"
    assert tell(at(case, due(case))) == ["Lapse"]
    assert case.receipt.course[-1].action == "lapse_overdue"


def test_t4_a_clock_that_stood_when_the_matter_was_done_stood_until_then() -> None:
    """T4, RCV-11: a reply that goes out while the clock stands is judged by the moved limit."""
    case = limited()
    before = due(case)
    case.do("handler", REASON)
    stopped = case.now
    at(case, before + DAY).do("handler", r.Handle("已办"))
    done = case.now
    assert not clock.is_paused(case.receipt)
    assert due(case) == later(case.given.calendar, before, working_time(case.given.calendar, stopped, done)) > done
    assert case.refuse("handler", r.ResumeClock()) == "not_paused"


@given(st.lists(st.tuples(st.integers(1, 30), st.integers(1, 60)), min_size=1, max_size=4), st.integers(1, 10))
def test_t4_what_stood_still_is_never_counted(stretches: list[tuple[int, int]], days: int) -> None:
    """T4: whenever and however often it is stopped, the working time that ran until the limit is that of the limit itself."""
    case = limited(days)
    start, calendar = clock.begun(case.receipt), case.given.calendar
    whole = working_time(calendar, start, due_in_days(calendar, start, days).at)
    for before, during in stretches:
        case.now += before * HOUR
        late = case.now + HOUR > due(case)
        case.do("handler", REASON)
        case.now += during * HOUR
        case.do("receiver", r.ResumeClock())
        if late:
            return
    assert clock.clocks(case.receipt, due(case), case.given)[0] == whole
    assert encode(case.state) == case.replayed()
