"""What time does to a case: when a limit passes, when a task has lain too long, whose holder is not there any more. Pure.

The server's clock asks when to look at a case next and what is to be said to it then; nothing of it ever consents (W15). A stretch in
which the clock was stopped moves every limit that it began before (T4).
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from xzt.core.worktime import Calendar, due_in_days, due_in_hours, later, working_time
from xzt.office.flow import commands as c
from xzt.office.flow.definition import Lapse, Source
from xzt.office.flow.state import Case, Part, Pause, Status, Task, TaskState
from xzt.office.given import Given
from xzt.office.people import Directory

NEVER = datetime(9999, 12, 30, tzinfo=UTC)


def limit_of(case: Case, task: Task, given: Given) -> tuple[datetime, Lapse] | None:
    """Say when a task's limit passes by the calendar and what happens then: the step's own, else the unit's usual one (T1)."""
    step = case.definition.step(task.step)
    if step.limit:
        return due_in_hours(given.calendar, task.since, step.limit.hours).at, step.limit.then
    usual = given.usual(step.act, str(case.facts.get("urgency", "")))
    return (due_in_days(given.calendar, task.since, usual.days).at, Lapse(usual.then)) if usual else None


def limit_at(case: Case, task: Task, given: Given) -> datetime | None:
    """Say when the limit of a task passes; None where there is none, or while the clock stands still (T4)."""
    limit = limit_of(case, task, given)
    if limit is None or (case.pauses and case.pauses[-1].until is None):
        return None
    return moved(limit[0], task.since, case.pauses, given.calendar)


def moved(at: datetime, since: datetime, pauses: tuple[Pause, ...], calendar: Calendar) -> datetime:
    """Move a limit that runs since a moment by the working time in which its clock stood still (T4)."""
    for pause in pauses:
        if pause.until and pause.since < at:
            at = later(calendar, at, working_time(calendar, max(pause.since, since), pause.until))
    return at


def has_lapsed(case: Case, task: Task) -> bool:
    """Say whether the limit of a task has been acted on since it lies where it lies."""
    return any(note.action.startswith("lapse_") and note.people == (task.id,) for note in case.course)


def lapse_moment(case: Case, task: Task, given: Given) -> datetime | None:
    """Say when something is to be done about a limit: when it passes, then each time a reminder is allowed again (W7)."""
    at = limit_at(case, task, given)
    last = next((note.act.at for note in reversed(case.course) if note.action == "remind" or _is_lapse(note.action)), None)
    if at is None or last is None or not (has_lapsed(case, task) or last > at):
        return at
    return max(at, later(given.calendar, last, timedelta(hours=case.definition.remind_hours)))


def _is_lapse(action: str) -> bool:
    return action.startswith("lapse_")


def untouched_at(case: Case, task: Task, given: Given) -> datetime:
    """Say when a task has lain so long that the document office is to know."""
    return due_in_days(given.calendar, task.since, case.definition.untouched_days).at


def _can_lie(case: Case, task: Task) -> bool:
    """A person's task is looked after; what a post has to do, such as archiving, may take its time."""
    return task.holder.startswith("p:") and task.id not in case.watched


def is_absent(case: Case, task: Task, directory: Directory) -> bool:
    """Say whether a task lies with a person who has left, or whose account is disabled (W10)."""
    who, _, name = task.holder.partition(":")
    person = directory.person(name)
    return who == "p" and (person is None or not person.active or person.unit != case.unit)


def clocks(case: Case, since: datetime, now: datetime, given: Given) -> tuple[timedelta, timedelta]:
    """Measure the working time since a moment while the clock ran, and while it stood still (T4: both are shown)."""
    return measured(case.pauses, since, now, given.calendar)


def measured(pauses: tuple[Pause, ...], since: datetime, now: datetime, calendar: Calendar) -> tuple[timedelta, timedelta]:
    """Measure how long a clock ran since a moment, and how long it stood still."""
    stopped = timedelta()
    for pause in pauses:
        stopped += working_time(calendar, max(pause.since, since), min(pause.until or now, now))
    return working_time(calendar, since, now) - stopped, stopped


class Held(Struct, frozen=True):
    """A task that the document office should look at, and why: ``stuck``, ``absent``, ``overdue``, ``unassigned`` or ``untouched``."""

    task: Task
    why: str


def held_up(case: Case, given: Given, directory: Directory, now: datetime) -> tuple[Held, ...]:
    """List what holds a case up, one line a task, the worst reason (FLW-17, W10)."""
    if case.status is not Status.RUNNING:
        return ()
    found = ((task, _why(case, task, given, (directory, now))) for task in case.open_tasks)
    return tuple(Held(task, why) for task, why in found if why)


def _why(case: Case, task: Task, given: Given, asked: tuple[Directory, datetime]) -> str:
    directory, now = asked
    at = limit_at(case, task, given)
    who = case.definition.step(task.step).who
    if task.part is Part.STUCK:
        return "stuck"
    if is_absent(case, task, directory):
        return "absent"
    if at and at < now:
        return "overdue"
    if task.holder.startswith("r:") and who.source is not Source.ROLE:
        return "unassigned"
    return "untouched" if task.holder.startswith("p:") and untouched_at(case, task, given) <= now else ""


def next_look(case: Case, given: Given) -> datetime | None:
    """Say when the clock has to look at a case again; None when it is over, ``NEVER`` while only a leaver would change it."""
    return min(_moments(case, given), default=NEVER) if case.status is Status.RUNNING else None


def _moments(case: Case, given: Given) -> Iterator[datetime]:
    for task in case.open_tasks:
        if _can_lie(case, task):
            yield untouched_at(case, task, given)
        moment = lapse_moment(case, task, given)
        if moment:
            yield moment


def due_now(case: Case, given: Given, directory: Directory, now: datetime) -> tuple[c.Lapse | c.Surface, ...]:
    """List what is to be said to a case now."""
    if case.status is not Status.RUNNING:
        return ()
    return tuple(command for task in case.tasks for command in _due(case, task, given, (directory, now)))


def _due(case: Case, task: Task, given: Given, asked: tuple[Directory, datetime]) -> Iterator[c.Lapse | c.Surface]:
    directory, now = asked
    if task.state not in {TaskState.OPEN, TaskState.WAITING}:
        return
    if is_absent(case, task, directory):
        yield c.Surface(task.id)
        return
    if task.state is not TaskState.OPEN:
        return
    moment = lapse_moment(case, task, given)
    if moment and moment <= now:
        yield c.Lapse(task.id)
    elif _can_lie(case, task) and untouched_at(case, task, given) <= now:
        yield c.Surface(task.id)
