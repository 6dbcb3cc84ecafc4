"""Working days and hours: rules T2 and T3, held against a count day by day and minute by minute, and against the published notices."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xzt.core.calendar import BEIJING
from xzt.core.encoding import decode
from xzt.core.worktime import Calendar, Notices, Year, due_in_days, due_in_hours, is_working, refuse_notices, working_time

SHIPPED = decode((Path(__file__).parents[2] / "resources/calendars/holidays.json").read_bytes(), Notices)
CALENDAR = Calendar(SHIPPED.years)
days = st.dates(date(2025, 1, 1), date(2026, 12, 1))
moments = st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 1), timezones=st.just(BEIJING))  # noqa: DTZ001  the zone is drawn


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def test_the_shipped_notices_hold_together() -> None:
    """T2: no day twice, none of another year, nothing said that the week says anyway."""
    assert refuse_notices(SHIPPED) is None
    assert [year.year for year in SHIPPED.years] == [2025, 2026]
    wrong = Year(2026, frozenset({date(2026, 5, 9)}))
    assert refuse_notices(Notices(date(2026, 1, 1), (wrong,))) is not None
    assert refuse_notices(Notices(date(2026, 1, 1), (*SHIPPED.years, SHIPPED.years[0]))) is not None


@pytest.mark.parametrize(("year", "count"), [(2025, 248), (2026, 248)])
def test_a_year_has_as_many_working_days_as_the_law_leaves(year: int, count: int) -> None:
    """T2: 365 days less 104 of weekends and 13 of statutory holidays; the days that are moved cancel out."""
    first = date(year, 1, 1)
    every = [first + timedelta(days=n) for n in range(365)]
    assert sum(is_working(CALENDAR, day) for day in every) == count


def test_t2_a_sunday_may_work_and_a_tuesday_may_rest() -> None:
    """T2 调休."""
    assert is_working(CALENDAR, date(2026, 1, 4))
    assert not is_working(CALENDAR, date(2026, 2, 17))


def test_t2_the_units_own_days_go_before_the_notice() -> None:
    """T2: a unit adds local days."""
    local = Calendar(SHIPPED.years, local_rest=frozenset({date(2026, 3, 3)}), local_work=frozenset({date(2026, 3, 7)}))
    assert not is_working(local, date(2026, 3, 3))
    assert is_working(local, date(2026, 3, 7))


def test_t2_an_unpublished_year_counts_monday_to_friday_and_says_so() -> None:
    """T2: 2027 has no notice yet; what reaches into it is provisional."""
    due = due_in_days(CALENDAR, at("2026-12-30T10:00"), 3)
    assert due.at == at("2027-01-04T17:30")
    assert due.provisional
    assert not due_in_days(CALENDAR, at("2026-12-01T10:00"), 3).provisional


def test_t3_the_start_day_is_not_counted() -> None:
    """T3: three working days from Wednesday 6 May 2026; Saturday 9 May works after the holiday."""
    due = due_in_days(CALENDAR, at("2026-05-06T08:00"), 3)
    assert (due.at, due.skipped) == (at("2026-05-09T17:30"), ())
    longer = due_in_days(CALENDAR, at("2026-05-06T08:00"), 4)
    assert (longer.at, longer.skipped) == (at("2026-05-11T17:30"), (date(2026, 5, 10),))


@given(moments, st.integers(1, 40))
def test_t3_days_are_counted_one_by_one(start: datetime, count: int) -> None:
    """T3: exactly ``count`` working days lie after the start day up to the last, which works; the zone of the start does not matter."""
    due = due_in_days(CALENDAR, start.astimezone(UTC), count)
    between = [due.start + timedelta(days=n) for n in range(1, (due.at.date() - due.start).days + 1)]
    assert sum(is_working(CALENDAR, day) for day in between) == count
    assert is_working(CALENDAR, due.at.date())
    assert due.at.time() == time(17, 30)
    assert set(due.skipped) == {day for day in between if not is_working(CALENDAR, day)}


@given(moments, st.integers(1, 60))
def test_t3_hours_run_only_inside_working_hours(start: datetime, hours: int) -> None:
    """T3: the working time between start and due is the limit itself, and the end lies inside working hours."""
    due = due_in_hours(CALENDAR, start, hours)
    assert working_time(CALENDAR, start, due.at) == timedelta(hours=hours)
    assert is_working(CALENDAR, due.at.date())
    assert any(begin < due.at.time() <= end for begin, end in CALENDAR.hours)


@given(moments, st.timedeltas(timedelta(), timedelta(days=4)))
def test_working_time_is_the_minutes_that_are_worked(start: datetime, length: timedelta) -> None:
    """T3: held against a count of every minute."""
    start = start.replace(second=0, microsecond=0)
    minutes = int(length.total_seconds() // 60)
    end = start + timedelta(minutes=minutes)
    counted = 0
    for n in range(minutes):
        now = start + timedelta(minutes=n)
        counted += is_working(CALENDAR, now.date()) and any(begin <= now.time() < close for begin, close in CALENDAR.hours)
    assert working_time(CALENDAR, start, end) == timedelta(minutes=counted)
    assert working_time(CALENDAR, end, start) == timedelta()


@given(days)
def test_a_damaged_calendar_is_an_error_and_no_endless_search(day: date) -> None:
    """A calendar in which nothing works is told as such."""
    never = Calendar(local_rest=frozenset(date(2025, 1, 1) + timedelta(days=n) for n in range(12 * 366)))
    with pytest.raises(ValueError, match="without working days"):
        due_in_days(never, datetime.combine(day, time(9), BEIJING), 1)
