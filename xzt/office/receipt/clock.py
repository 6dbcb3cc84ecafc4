"""What time does to a receipt: reminders before and after its limit, what happens when it passes, whose handler has left. Pure.

Nothing of it ever ends or consents to anything (FLW-10, W15). Limits are counted anew by the calendar as it is known now (T2).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec import Struct

from xzt.core.calendar import BEIJING
from xzt.core.worktime import Calendar, due_in_days, is_working, later
from xzt.office.flow.clock import NEVER
from xzt.office.given import Given
from xzt.office.people import Directory
from xzt.office.receipt import commands as c
from xzt.office.receipt.covering import absent
from xzt.office.receipt.parts import doer, open_parts, since
from xzt.office.receipt.state import ENDED, Receipt

SOON, OVERDUE = "soon", "overdue"
WHATS = (SOON, OVERDUE)
_REMINDERS = frozenset({"remind", "lapse_soon", "lapse_overdue"})


def due_at(state: Receipt, given: Given) -> datetime | None:
    """Say when the limit ends, counted by the calendar as it is known now where it was set in working days (T2)."""
    if state.limit is None:
        return None
    proposed = next((entry.act.at for entry in reversed(state.course) if entry.action == "propose"), None)
    return due_in_days(given.calendar, proposed, state.limit.days).at if proposed and state.limit.days else state.limit.due


def is_running(state: Receipt) -> bool:
    """Say whether a limit is there and still to be kept: no result, no reply that went out, no end (RCV-11)."""
    return state.limit is not None and state.step not in ENDED and not state.answered and not state.result


def soon_at(state: Receipt, given: Given) -> datetime | None:
    """Say from when it is nearly due: so many working days before; never before it was given."""
    at = due_at(state, given)
    return _days_before(given.calendar, at, given.reminding.soon_days) if at else None


def _days_before(calendar: Calendar, at: datetime, days: int) -> datetime:
    """Go back so many working days, to the same time of day."""
    local = at.astimezone(BEIJING)
    for back in range(1, 60):
        day = local - timedelta(days=back)
        days -= is_working(calendar, day.date())
        if days <= 0:
            return day
    return local


def reminded_at(state: Receipt) -> datetime | None:
    """Say when somebody was last reminded of it."""
    return next((entry.act.at for entry in reversed(state.course) if entry.action in _REMINDERS), None)


def may_remind_from(state: Receipt, given: Given) -> datetime | None:
    """Say from when one may remind again (W7)."""
    last = reminded_at(state)
    return later(given.calendar, last, timedelta(hours=given.reminding.again_hours)) if last else None


def _said(state: Receipt, what: str, given: Given) -> bool:
    """Say whether this was said of the limit as it stands now: another calendar may have moved it since."""
    at = soon_at(state, given) if what == SOON else due_at(state, given)
    return any(entry.action == f"lapse_{what}" and at is not None and entry.act.at >= at for entry in state.course)


def next_lapse(state: Receipt, given: Given) -> tuple[datetime, str] | None:
    """Say what is to be said next of the limit, and when: that it is near, that it is over, then again each time one may (W7)."""
    at, near = due_at(state, given), soon_at(state, given)
    if at is None or near is None or not is_running(state) or not open_parts(state):
        return None
    given_at = next((entry.act.at for entry in reversed(state.course) if entry.action == "propose"), state.arrived)
    if near > given_at and not _said(state, SOON, given) and not _said(state, OVERDUE, given):
        return near, SOON
    if not _said(state, OVERDUE, given):
        return at, OVERDUE
    return max(at, may_remind_from(state, given) or at), OVERDUE


def next_look(state: Receipt, given: Given) -> datetime | None:
    """Say when the clock has to look at it again; ``NEVER`` while only a leaver would change it, None when nothing lies with anybody."""
    if not open_parts(state):
        return None
    lapse = next_lapse(state, given)
    return lapse[0] if lapse else NEVER


def due_now(state: Receipt, given: Given, directory: Directory, now: datetime) -> Iterator[c.Surface | c.Lapse]:
    """List what is to be said to it now: of leavers first, then of its limit."""
    gone = absent(state, directory)
    yield from (c.Surface(person) for person in gone)
    lapse = next_lapse(state, given)
    if not gone and lapse and lapse[0] <= now:
        at = due_at(state, given)
        yield c.Lapse(OVERDUE if at and at <= now else lapse[1])


class Held(Struct, frozen=True):
    """Something that the document office should look at: with whom it lies, since when, why (``absent``, ``overdue``, ``untouched``)."""

    holder: str
    since: datetime
    why: str


def held_up(state: Receipt, given: Given, directory: Directory, now: datetime) -> tuple[Held, ...]:
    """List what holds it up, one line a part (FLW-17)."""
    at = due_at(state, given) if is_running(state) else None
    found = []
    for part, person in open_parts(state):
        who, begun = doer(state, part, person), since(state, part, person)
        old = due_in_days(given.calendar, begun, given.reminding.untouched_days).at <= now
        gone = not directory.is_there(who, state.unit)
        why = "absent" if gone else "overdue" if at and at < now else "untouched" if old else ""
        if why:
            found.append(Held(f"p:{who}", begun, why))
    return tuple(found)
