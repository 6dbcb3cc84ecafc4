"""What time does to a receipt: reminders before and after its limit, what happens when it passes, whose handler has left. Pure.

Nothing of it ever ends or consents to anything (FLW-10, W15). Limits are counted anew by the calendar as it is known now (T2).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec import Struct, structs

from xzt.core.calendar import BEIJING
from xzt.core.worktime import Calendar, due_in_days, is_working, later
from xzt.office.flow.clock import NEVER, measured, moved
from xzt.office.flow.state import Pause
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
    """Say when the limit ends; None where there is none, or while its clock stands still (T4).

    Counted by the calendar as it is known now where it was set in working days (T2), and moved by the time that the clock stood still.
    """
    if state.limit is None or is_paused(state):
        return None
    since = begun(state)
    if not state.limit.days:
        return state.limit.due
    at = due_in_days(given.calendar, since, state.limit.days).at
    return moved(at, since, pauses(state), given.calendar)


def begun(state: Receipt) -> datetime:
    """Say since when the limit runs: when it was given."""
    return next((entry.act.at for entry in reversed(state.course) if entry.action == "propose"), state.arrived)


def is_paused(state: Receipt) -> bool:
    """Say whether the clock of a limit that is still to be kept stands still."""
    return bool(state.pauses) and state.pauses[-1].until is None and is_running(state)


def pauses(state: Receipt) -> tuple[Pause, ...]:
    """List the stretches in which the clock stood still; one that nobody ended lasted until the matter was done."""
    if not state.pauses or state.pauses[-1].until or is_running(state):
        return state.pauses
    return (*state.pauses[:-1], structs.replace(state.pauses[-1], until=_done(state)))


def clocks(state: Receipt, now: datetime, given: Given) -> tuple[timedelta, timedelta]:
    """Measure the working time since the limit was given while its clock ran, and while it stood still (T4: both are shown)."""
    return measured(pauses(state), begun(state), now, given.calendar)


def _done(state: Receipt) -> datetime | None:
    """Say when the limit was kept or became void."""
    ends = {"handle", "reply_sent", "close", "give_back"}
    return next((entry.act.at for entry in state.course if entry.action in ends and entry.act.at >= begun(state)), None)


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
    if near > begun(state) and not _said(state, SOON, given) and not _said(state, OVERDUE, given):
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
