"""Working days and working hours (T2, T3): which days work by the State Council's yearly notice, and how far a limit reaches.

A calendar is data. A year whose notice is not known counts Monday to Friday and says so (``provisional``), so that what was computed with
it is computed again when the notice is there. Everything is Beijing time, wherever the machine stands.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from msgspec import Struct

from xzt.core.calendar import BEIJING
from xzt.core.errors import Refusal

SATURDAY = 5
LONGEST = 3660
"""Days that a search for working days goes on at most: a calendar without any working day is damaged."""


class Year(Struct, frozen=True):
    """What one year's notice changes: weekdays that rest, weekend days that work (调休), and where that is written."""

    year: int
    rest: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()
    source: str = ""


class Calendar(Struct, frozen=True):
    """Years as published, days that the unit adds of its own, and the hours of a working day."""

    years: tuple[Year, ...] = ()
    local_rest: frozenset[date] = frozenset()
    local_work: frozenset[date] = frozenset()
    hours: tuple[tuple[time, time], ...] = ((time(8, 30), time(12, 0)), (time(14, 30), time(17, 30)))

    def published(self, year: int) -> bool:
        """Say whether the notice for a year is known."""
        return any(one.year == year for one in self.years)

    @property
    def day_end(self) -> time:
        """The end of the working hours of a day."""
        return self.hours[-1][1]


class Notices(Struct, frozen=True):
    """The data file of the notices: the day of the newest one, and the years."""

    issued: date
    years: tuple[Year, ...]


def refuse_notices(notices: Notices) -> Refusal | None:
    """Refuse a file that cannot be right: a year twice, a day of another year, a day of which the week says the same."""
    if len({one.year for one in notices.years}) != len(notices.years):
        return Refusal("calendar_wrong", {"what": "year_twice"})
    for year in notices.years:
        days = [*((day, True) for day in year.rest), *((day, False) for day in year.work)]
        for day, rests in days:
            if day.year != year.year or (day.weekday() < SATURDAY) != rests:
                return Refusal("calendar_wrong", {"what": day.isoformat()})
    return None


class Due(Struct, frozen=True):
    """When a limit ends, and what it was counted over, for a sentence that explains it (T5)."""

    at: datetime
    start: date
    skipped: tuple[date, ...]
    provisional: bool
    """A year without a published notice was counted."""


def is_working(calendar: Calendar, day: date) -> bool:
    """Say whether a day works. The unit's own days go before the notice, the notice before the week."""
    if day in calendar.local_work:
        return True
    if day in calendar.local_rest:
        return False
    year = next((one for one in calendar.years if one.year == day.year), None)
    if year and day in year.work:
        return True
    return day.weekday() < SATURDAY and not (year and day in year.rest)


def due_in_days(calendar: Calendar, start: datetime, days: int) -> Due:
    """Count ``days`` working days from the day after ``start``; due at the end of the working hours of the last one (T3)."""
    if days < 1:
        raise ValueError("a limit has at least one day")
    begun = start.astimezone(BEIJING).date()
    skipped: list[date] = []
    left = days
    for offset in range(1, LONGEST):
        day = begun + timedelta(days=offset)
        if not is_working(calendar, day):
            skipped.append(day)
            continue
        left -= 1
        if left == 0:
            at = datetime.combine(day, calendar.day_end, BEIJING)
            return Due(at, begun, tuple(skipped), _provisional(calendar, begun, day))
    raise ValueError("a calendar without working days")


def due_in_hours(calendar: Calendar, start: datetime, hours: int) -> Due:
    """Count ``hours`` of working time from ``start`` (T3: an hours' limit runs only inside working hours)."""
    if hours < 1:
        raise ValueError("a limit has at least one hour")
    begun = start.astimezone(BEIJING)
    last = later(calendar, start, timedelta(hours=hours))
    days = (begun.date() + timedelta(days=offset) for offset in range((last.date() - begun.date()).days))
    skipped = tuple(day for day in days if not is_working(calendar, day))
    return Due(last, begun.date(), skipped, _provisional(calendar, begun.date(), last.date()))


def later(calendar: Calendar, start: datetime, span: timedelta) -> datetime:
    """Give the moment at which so much working time has passed since ``start``."""
    left = span
    for since, until in _spans(calendar, start.astimezone(BEIJING)):
        if until - since >= left:
            return since + left
        left -= until - since
    raise ValueError("a calendar without working days")


def working_time(calendar: Calendar, since: datetime, until: datetime) -> timedelta:
    """Measure the working time between two moments; nothing when they are the wrong way round."""
    total = timedelta()
    end = until.astimezone(BEIJING)
    for begin, close in _spans(calendar, since.astimezone(BEIJING)):
        if begin >= end:
            break
        total += min(close, end) - begin
    return total


def _spans(calendar: Calendar, since: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Give the stretches of working hours from a moment on."""
    for offset in range(LONGEST):
        day = since.date() + timedelta(days=offset)
        if not is_working(calendar, day):
            continue
        for begin, close in calendar.hours:
            start, end = datetime.combine(day, begin, BEIJING), datetime.combine(day, close, BEIJING)
            if end > since:
                yield max(start, since), end


def _provisional(calendar: Calendar, first: date, last: date) -> bool:
    return any(not calendar.published(year) for year in range(first.year, last.year + 1))
