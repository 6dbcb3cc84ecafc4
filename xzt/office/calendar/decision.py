"""``decide`` for the calendar, and who may change it. Pure."""

from xzt.core.errors import Refusal
from xzt.core.worktime import refuse_notices
from xzt.office.act import Action, Context
from xzt.office.calendar import commands as c
from xzt.office.calendar import events as e
from xzt.office.calendar import shipped
from xzt.office.calendar.state import UnitCalendar
from xzt.office.given import UsualLimit
from xzt.office.people import Role
from xzt.office.policy import refuse_words

KINDS = ("receipt", "review", "countersign", "sign_off")
"""What a usual limit can be for: handling a receipt, and the steps of a dispatch that persons do."""
URGENCIES = ("", "平急", "加急", "特急", "特提")
THEN = ("remind", "escalate", "reassign")
"""What a passed limit may do: never consent (W15)."""
_LONGEST, _MOST = 365, 200

Decision = list[e.Event] | Refusal


def guard(state: UnitCalendar | None, by: Context) -> Refusal | None:
    """Refuse whoever is not of this unit's document office; the screen asks the same."""
    return None if by.holds(Role.REGISTRAR, state.unit if state else "") else Refusal("not_calendar_keeper")


def decide(state: UnitCalendar | None, command: c.Command, by: Context) -> Decision:
    """Answer ``command`` with what happens, or with why it may not."""
    refusal = guard(state, by)
    if refusal:
        return refusal
    if isinstance(command, c.InstallNotices):
        return refuse_file(state, command) or [e.NoticesInstalled(command.notices, command.signer, command.digest)]
    if command.over != (state.n if state else 0):
        return Refusal("calendar_changed")
    if isinstance(command, c.SetLocalDays):
        return _refuse_days(command) or [e.LocalDaysSet(tuple(sorted(command.rest)), tuple(sorted(command.work)))]
    return _refuse_limits(command.limits) or [e.LimitsSet(command.limits)]


def refuse_file(state: UnitCalendar | None, command: c.InstallNotices) -> Refusal | None:
    """Refuse a file that cannot be right, and one that is no newer than what is known already."""
    refusal = refuse_notices(command.notices) or refuse_words(command.signer, required=True)
    if refusal:
        return refusal
    if not command.notices.years or len(command.digest) != 64:
        return Refusal("calendar_wrong", {"what": "years"})
    known = [shipped.notices().issued, *([state.installed.notices.issued] if state and state.installed else [])]
    return Refusal("calendar_older", {"day": max(known).isoformat()}) if command.notices.issued <= max(known) else None


def _refuse_days(command: c.SetLocalDays) -> Refusal | None:
    days = (*command.rest, *command.work)
    if len(days) > _MOST:
        return Refusal("local_days_many", {"limit": str(_MOST)})
    return Refusal("local_day_twice") if len(set(days)) != len(days) else None


def _refuse_limits(limits: tuple[UsualLimit, ...]) -> Refusal | None:
    if len({(one.kind, one.urgency) for one in limits}) != len(limits):
        return Refusal("limits_wrong")
    right = all(one.kind in KINDS and one.urgency in URGENCIES and 0 <= one.days <= _LONGEST and one.then in THEN for one in limits)
    return None if right else Refusal("limits_wrong")


def actions(state: UnitCalendar, by: Context) -> tuple[Action, ...]:
    """List the commands with whether they are open to the actor now."""
    return tuple(Action(kind.__name__, guard(state, by)) for kind in (c.InstallNotices, c.SetLocalDays, c.SetLimits))
