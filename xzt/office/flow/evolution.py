"""``evolve`` for cases: what each event changes. Pure, and told everything by the event: replaying gives the same case on every machine."""

from collections.abc import Callable
from typing import Any

from msgspec import structs

from xzt.office.act import Act
from xzt.office.flow import events as e
from xzt.office.flow.state import Arrival, Case, Choice, Copy, Fork, Note, Opinion, Part, Pause, Status, TaskState, Visit

SIGN_OFF = "sign_off"
"""The act by which a head signs off (签发): the text that he signed is kept to be compared with (W2, W14)."""

UNANSWERED = frozenset({TaskState.OPEN, TaskState.WAITING})


def evolve(case: Case | None, event: e.Event, act: Act) -> Case:
    """Apply one event to the case (None before the first)."""
    if isinstance(event, e.Begun):
        case = Case(event.definition, act.unit, act.person, act.at, event.facts, texts=(event.text,) if event.text else ())
        return _note(case, act, "begin")
    if case is None:
        raise TypeError("a case begins with its definition")
    return _CHANGES[type(event)](case, event, act)


def within(path: tuple[Fork, ...], outer: tuple[Fork, ...]) -> bool:
    """Say whether ``path`` lies inside ``outer``, or is it."""
    return path[: len(outer)] == outer


def _note(case: Case, act: Act, action: str, step: str = "", people: tuple[str, ...] = (), words: str = "") -> Case:
    return structs.replace(case, course=(*case.course, Note(act, action, step, people, words)))


def _step_of(case: Case, task: str) -> str:
    found = case.task(task)
    return found.step if found else ""


def _change(case: Case, names: tuple[str, ...], **new: Any) -> Case:  # noqa: ANN401  the fields of a task
    return structs.replace(case, tasks=tuple(structs.replace(task, **new) if task.id in names else task for task in case.tasks))


def _close(case: Case, standings: frozenset[str], why: str) -> Case:
    names = tuple(task.id for task in case.tasks if task.standing in standings and task.state in UNANSWERED)
    return _change(case, names, state=TaskState.CLOSED, why=why) if names else case


def _brought(case: Case, event: e.Brought, _: Act) -> Case:
    texts = (*case.texts, event.text) if event.text and event.text != case.text else case.texts
    return structs.replace(case, texts=texts, facts={**case.facts, **event.facts}, chosen={**case.chosen, **event.chosen})


def _entered(case: Case, event: e.Entered, _: Act) -> Case:
    standing = event.standing
    return structs.replace(
        case,
        standings=(*case.standings, standing),
        tasks=(*case.tasks, *event.tasks),
        rounds={**case.rounds, standing.step: max(standing.round, case.rounds.get(standing.step, 0))},
    )


def _opened(case: Case, event: e.Opened, act: Act) -> Case:
    return _change(case, (event.task,), opened=act.at)


def _opined(case: Case, event: e.Opined, act: Act) -> Case:
    task = case.task(event.task)
    if task is None:
        raise TypeError("an opinion answers a task")
    opinion = Opinion(
        event.id,
        task.id,
        task.step,
        act,
        event.words,
        event.text,
        event.agree,
        task.round,
        task.principal,
        event.late,
        event.merged,
        event.cites,
        event.files,
    )
    case = structs.replace(case, opinions=(*case.opinions, opinion))
    if not event.finishes:
        return case
    case = _change(case, (event.task,), state=TaskState.DONE, opened=task.opened or act.at)
    signs = event.agree and task.part is not Part.BEFORE and case.definition.step(task.step).act == SIGN_OFF
    return structs.replace(case, signed_text=event.text) if signs else case


def _turned(case: Case, event: e.Turned, act: Act) -> Case:
    since = {"since": act.at} if event.state is TaskState.OPEN else {}
    return _change(case, event.tasks, state=event.state, **since)


def _tasks_closed(case: Case, event: e.TasksClosed, _: Act) -> Case:
    return _change(case, event.tasks, state=TaskState.CLOSED, why=event.why)


def _asked(case: Case, event: e.Asked, act: Act) -> Case:
    case = structs.replace(case, tasks=(*case.tasks, *event.tasks))
    return _note(case, act, event.action, _step_of(case, event.tasks[0].id), tuple(task.holder for task in event.tasks), event.words)


def _forwarded(case: Case, event: e.Forwarded, act: Act) -> Case:
    case = _change(case, (event.task,), state=TaskState.CLOSED, why="forwarded")
    tasks = tuple(structs.replace(task, parent=event.new.id) if task.parent == event.task else task for task in case.tasks)
    case = structs.replace(case, tasks=(*tasks, event.new))
    return _note(case, act, "forward", _step_of(case, event.new.id), (event.new.holder,), event.words)


def _placed(case: Case, event: e.Placed, act: Act) -> Case:
    case = _change(
        case,
        (event.task,),
        holder=event.holder,
        principal=event.principal,
        since=act.at,
        opened=None,
        why="",
        part=_owned(case, event.task),
    )
    return _note(case, act, event.action, _step_of(case, event.task), (event.holder,), event.words)


def _owned(case: Case, task: str) -> Part:
    """A stuck task that somebody is given becomes that person's own."""
    found = case.task(task)
    return found.part if found and found.part is not Part.STUCK else Part.OWN


def _escalated(case: Case, event: e.Escalated, act: Act) -> Case:
    return _note(case, act, "escalate", event.step, (event.person, event.holder))


def _noted(case: Case, event: e.Noted, act: Act) -> Case:
    return _note(case, act, event.action, event.step, event.people, event.words)


def _passed(case: Case, event: e.Passed, act: Act) -> Case:
    standing = case.standing(event.standing)
    if standing is None:
        raise TypeError("a step that is passed is under way")
    visit = Visit(event.visit, standing.step, standing.path, act.person, standing.round, event.width)
    rest = tuple(one for one in case.standings if one is not standing)
    return structs.replace(case, standings=rest, visits=(*case.visits, visit))


def _chose(case: Case, event: e.Chose, _: Act) -> Case:
    return structs.replace(case, choices=(*case.choices, Choice(event.step, event.facts, event.taken)))


def _arrived(case: Case, event: e.Arrived, _: Act) -> Case:
    return structs.replace(case, arrivals=(*case.arrivals, Arrival(event.step, event.path, event.origin)))


def _joined(case: Case, event: e.Joined, _: Act) -> Case:
    return structs.replace(case, arrivals=tuple(one for one in case.arrivals if one.path[-1].id != event.fork))


def _returned(case: Case, event: e.Returned, act: Act) -> Case:
    visit = next(one for one in case.visits if one.id == event.visit)
    standing = case.standing(event.standing)
    case = _note(case, act, "refuse" if event.refused else "return", standing.step if standing else "", (visit.step,), event.words)
    return _cut(case, visit, "returned")


def _withdrawn(case: Case, event: e.Withdrawn, act: Act) -> Case:
    visit = next(one for one in case.visits if one.id == event.visit)
    case = _note(case, act, "force_withdraw" if event.forced else "withdraw", visit.step, (), event.words)
    signed = "" if case.definition.step(visit.step).act == SIGN_OFF else case.signed_text
    return structs.replace(_cut(case, visit, "withdrawn"), signed_text=signed)


def _cut(case: Case, visit: Visit, why: str) -> Case:
    """Take away everything that came of a visit: what stands and waits inside its path, and the visits since."""
    gone = frozenset(one.id for one in case.standings if within(one.path, visit.path))
    case = _close(case, gone, why)
    at = case.visits.index(visit)
    return structs.replace(
        case,
        standings=tuple(one for one in case.standings if one.id not in gone),
        arrivals=tuple(one for one in case.arrivals if not within(one.path, visit.path)),
        visits=(*case.visits[:at], *(one for one in case.visits[at:] if not within(one.path, visit.path))),
    )


def _reminded(case: Case, event: e.Reminded, act: Act) -> Case:
    return _note(case, act, "remind", "", event.people, event.words)


def _lapsed(case: Case, event: e.Lapsed, act: Act) -> Case:
    case = _note(case, act, f"lapse_{event.then}", _step_of(case, event.task), (event.task,))
    return _watched(case, event.task)


def _surfaced(case: Case, event: e.Surfaced, act: Act) -> Case:
    found = case.task(event.task)
    return _watched(_note(case, act, event.why, _step_of(case, event.task), (found.holder,) if found else ()), event.task)


def _watched(case: Case, task: str) -> Case:
    return case if task in case.watched else structs.replace(case, watched=(*case.watched, task))


def _copied(case: Case, event: e.Copied, act: Act) -> Case:
    return structs.replace(case, copies=(*case.copies, *(Copy(person, act.at) for person in event.people)))


def _copy_read(case: Case, _: e.CopyRead, act: Act) -> Case:
    copies = tuple(structs.replace(copy, read=act.at) if copy.person == act.person and copy.read is None else copy for copy in case.copies)
    return structs.replace(case, copies=copies)


def _paused(case: Case, event: e.Paused, act: Act) -> Case:
    return structs.replace(_note(case, act, "pause", words=event.words), pauses=(*case.pauses, Pause(act.at)))


def _resumed(case: Case, _: e.Resumed, act: Act) -> Case:
    return structs.replace(_note(case, act, "resume"), pauses=(*case.pauses[:-1], structs.replace(case.pauses[-1], until=act.at)))


def _migrated(case: Case, event: e.Migrated, act: Act) -> Case:
    def renamed(items: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(structs.replace(item, step=event.steps.get(item.step, item.step)) for item in items)

    case = structs.replace(
        case,
        definition=event.definition,
        standings=renamed(case.standings),
        arrivals=renamed(case.arrivals),
        visits=renamed(case.visits),
        tasks=renamed(case.tasks),
        rounds={event.steps.get(step, step): count for step, count in case.rounds.items()},
    )
    return _note(case, act, "migrate", words=event.words)


def _finish(case: Case, act: Act, status: Status, words: str = "") -> Case:
    case = _close(case, frozenset(one.id for one in case.standings), "ended")
    case = structs.replace(case, standings=(), arrivals=(), status=status)
    return _note(case, act, status.value, words=words)


def _ended(case: Case, _: e.Ended, act: Act) -> Case:
    return _finish(case, act, Status.ENDED)


def _cancelled(case: Case, event: e.Cancelled, act: Act) -> Case:
    return _finish(case, act, Status.CANCELLED, event.words)


def _terminated(case: Case, event: e.Terminated, act: Act) -> Case:
    return _finish(case, act, Status.TERMINATED, event.words)


_CHANGES: dict[type[e.Event], Callable[[Case, Any, Act], Case]] = {
    e.Brought: _brought,
    e.Entered: _entered,
    e.Opened: _opened,
    e.Opined: _opined,
    e.Turned: _turned,
    e.TasksClosed: _tasks_closed,
    e.Asked: _asked,
    e.Forwarded: _forwarded,
    e.Placed: _placed,
    e.Escalated: _escalated,
    e.Noted: _noted,
    e.Passed: _passed,
    e.Chose: _chose,
    e.Arrived: _arrived,
    e.Joined: _joined,
    e.Returned: _returned,
    e.Withdrawn: _withdrawn,
    e.Reminded: _reminded,
    e.Lapsed: _lapsed,
    e.Surfaced: _surfaced,
    e.Copied: _copied,
    e.CopyRead: _copy_read,
    e.Paused: _paused,
    e.Resumed: _resumed,
    e.Migrated: _migrated,
    e.Ended: _ended,
    e.Cancelled: _cancelled,
    e.Terminated: _terminated,
}
