"""The state of a unit's calendar, and what comes out of it together with what the program knows."""

from datetime import date

from msgspec import Struct

from xzt.core.ids import derived_id
from xzt.core.worktime import Calendar, Notices
from xzt.office.act import Act
from xzt.office.calendar import shipped
from xzt.office.given import UsualLimit


class Installed(Struct, frozen=True):
    """A published file as it was installed: what it says, who signed it, its digest (SM3), and by whom it was installed."""

    notices: Notices
    signer: str
    digest: str
    act: Act


class UnitCalendar(Struct, frozen=True):
    """The whole state. ``n`` counts the changes, so that nobody writes over what he has not seen."""

    unit: str
    n: int
    act: Act
    installed: Installed | None = None
    rest: tuple[date, ...] = ()
    work: tuple[date, ...] = ()
    limits: tuple[UsualLimit, ...] | None = None
    """None while the unit goes by the table that comes with the program."""


def calendar_of(state: UnitCalendar | None) -> Calendar:
    """Put the calendar together: each year by the newest notice that has it, and the unit's own days."""
    known = [shipped.notices()]
    if state and state.installed:
        known.append(state.installed.notices)
    years = {year.year: year for notices in sorted(known, key=lambda one: one.issued) for year in notices.years}
    rest, work = (state.rest, state.work) if state else ((), ())
    return Calendar(tuple(years[year] for year in sorted(years)), frozenset(rest), frozenset(work))


def limits_of(state: UnitCalendar | None) -> tuple[UsualLimit, ...]:
    """Give the usual limits: the unit's own table where it has one."""
    return state.limits if state and state.limits is not None else shipped.limits().limits


def calendar_id(unit: str) -> str:
    """Name the record of a unit: the same on every machine."""
    return derived_id(f"calendar/{unit}")
