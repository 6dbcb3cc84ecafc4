"""Whose turn it is, and which commands are open to whom and why not.

``decide`` asks here first, so a screen offers what is accepted (AE-05).
"""

from collections.abc import Callable
from datetime import timedelta

from xzt.core.errors import Refusal
from xzt.core.worktime import working_time
from xzt.office.act import Action, Context
from xzt.office.flow import commands as c
from xzt.office.flow.completion import COUNTED, signers
from xzt.office.flow.definition import Mode, OnRefusal
from xzt.office.flow.evolution import UNANSWERED, within
from xzt.office.flow.holders import OFFICE
from xzt.office.flow.state import Case, Opinion, Part, Standing, Status, Task, TaskState
from xzt.office.given import Given
from xzt.office.people import Role
from xzt.office.windows import deputy_of

MAX_DEPTH = 2
"""How often an added signer may add another (W4)."""


def holds(case: Case, task: Task, by: Context) -> bool:
    """Say whether a task is the actor's, in person or by a post held in this unit; another unit's is the server's."""
    who, _, name = task.holder.partition(":")
    if who == "u":
        return by.holds(Role.SYSTEM)
    return name == by.act.person if who == "p" else by.holds(Role(name), case.unit)


def own_task(case: Case, by: Context) -> Task | None:
    """Find the task whose turn it is and that is the actor's."""
    return next((task for task in case.open_tasks if holds(case, task, by)), None)


def refuse_task(case: Case, name: str, by: Context) -> Refusal | None:
    """Refuse a task that is not there, not the actor's, or whose turn it is not (any more)."""
    task = case.task(name)
    if task is None:
        return Refusal("task_unknown")
    if not holds(case, task, by):
        return Refusal("not_holder", {"step": task.step})
    if task.state is TaskState.OPEN:
        return None
    if task.state is TaskState.DONE:
        return Refusal("answered_already")
    return Refusal("not_your_turn" if task.state is TaskState.WAITING else "task_closed", {"why": task.why})


def refuse_ended(case: Case) -> Refusal | None:
    """Refuse anything about a case that is over."""
    return None if case.status is Status.RUNNING else Refusal("case_over", {"status": case.status})


def standing_of(case: Case, task: Task) -> Standing:
    """Find the step under way that an unanswered task belongs to."""
    found = case.standing(task.standing)
    if found is None:
        raise ValueError("an unanswered task belongs to a step under way")
    return found


def takes_part(case: Case, standing: str, person: str) -> bool:
    """Say whether somebody has a task at a step under way, in person or by a deputy: nobody gets a second one there (W1)."""
    here = (task for task in case.tasks if task.standing == standing and task.state is not TaskState.CLOSED)
    return any(f"p:{person}" == task.holder or person == task.principal for task in here)


def _turn(case: Case, by: Context) -> Refusal | None:
    return None if own_task(case, by) else Refusal("not_holder", {"step": case.standings[0].step if case.standings else ""})


def _answer(case: Case, by: Context) -> Refusal | None:
    task = own_task(case, by)
    if task is None:
        return _turn(case, by)
    return Refusal("stuck", {"why": task.why}) if task.part is Part.STUCK else None


def _open(case: Case, by: Context) -> Refusal | None:
    task = own_task(case, by)
    return _turn(case, by) if task is None else (Refusal("opened_already") if task.opened else None)


def refuse_return(case: Case, task: Task) -> Refusal | None:
    """Refuse a return at the start, by somebody who was only asked, and by a countersigner whose opinion is advice (W1 c)."""
    step = case.definition.step(task.step)
    if step.id == case.definition.start.id:
        return Refusal("not_returnable", {"step": step.id})
    if task.part not in {*COUNTED, Part.LEAD}:
        return Refusal("only_asked")
    several = step.mode in {Mode.ALL, Mode.SHARE, Mode.ORDER}
    if several and step.on_refusal is OnRefusal.ADVICE and task.part is not Part.LEAD:
        return Refusal("countersigner_advises")
    return None


def return_targets(case: Case, task: Task) -> tuple[str, ...]:
    """List the steps that a task can be returned to, in the order in which the case has passed them (W2)."""
    standing = case.standing(task.standing)
    if standing is None or refuse_return(case, task):
        return ()
    return tuple(dict.fromkeys(visit.step for visit in case.visits if within(standing.path, visit.path)))


def _return(case: Case, by: Context) -> Refusal | None:
    task = own_task(case, by)
    return _answer(case, by) or (refuse_return(case, task) if task else None)


def refuse_add(case: Case, task: Task) -> Refusal | None:
    """Refuse an addition where the step or the one who asked does not allow it, or at the third hand (W4)."""
    if not (case.definition.step(task.step).may_add and task.may_add) or task.part not in {*COUNTED, Part.BEFORE}:
        return Refusal("may_not_add")
    return Refusal("added_too_deep") if task.depth >= MAX_DEPTH else None


def _add(case: Case, by: Context) -> Refusal | None:
    task = own_task(case, by)
    return _answer(case, by) or (refuse_add(case, task) if task else None)


def refuse_hand(case: Case, task: Task) -> Refusal | None:
    """Refuse to forward or delegate what one was only asked to answer (W5), and the starter's own step."""
    if task.part not in COUNTED or task.step == case.definition.start.id:
        return Refusal("only_asked")
    if not case.definition.step(task.step).may_hand:
        return Refusal("may_not_hand_on", {"step": task.step})
    return Refusal("deputy_may_not_hand_on") if task.principal else None


def _hand(case: Case, by: Context) -> Refusal | None:
    task = own_task(case, by)
    return _answer(case, by) or (refuse_hand(case, task) if task else None)


def sent_on(case: Case, by: Context) -> str:
    """Name the passage that the actor has sent on last and that nobody has sent on since; empty where there is none."""
    origins = {one.origin for one in case.standings} | {one.origin for one in case.arrivals}
    return next((visit.id for visit in reversed(case.visits) if visit.id in origins and visit.sender == by.act.person), "")


def _withdraw(case: Case, by: Context) -> Refusal | None:
    return refuse_withdraw(case, sent_on(case, by), by)


def refuse_withdraw(case: Case, origin: str, by: Context) -> Refusal | None:
    """Refuse to take back what somebody else sent, or what anybody of the next has opened, answered, or sent on (W3)."""
    visit = next((one for one in case.visits if one.id == origin), None)
    if visit is None or visit.sender != by.act.person:
        return Refusal("not_sender")
    if case.definition.step(visit.step).recall == "never":
        return Refusal("not_withdrawable", {"step": visit.step})
    sent = frozenset(one.id for one in case.standings if one.origin == origin)
    waiting = sum(1 for one in case.arrivals if one.origin == origin)
    touched = any(task.opened or task.state is TaskState.DONE for task in case.tasks if task.standing in sent)
    return Refusal("opened_by_next") if touched or len(sent) + waiting < visit.width else None


def _cancel(case: Case, by: Context) -> Refusal | None:
    if by.act.person != case.starter:
        return Refusal("not_starter")
    return Refusal("signed_already") if case.signed_text else None


def _office(case: Case, by: Context) -> Refusal | None:
    return None if by.holds(OFFICE, case.unit) else Refusal("not_office")


def _remind_allowed(case: Case, by: Context) -> Refusal | None:
    involved = {case.starter, *(visit.sender for visit in case.visits)}
    return None if by.act.person in involved or by.holds(OFFICE, case.unit) else Refusal("not_involved")


def refuse_remind(case: Case, by: Context, given: Given) -> Refusal | None:
    """Refuse a second reminder within the working hours that the definition sets (W7)."""
    refusal = _remind_allowed(case, by)
    last = next((note.act.at for note in reversed(case.course) if note.action == "remind"), None)
    if refusal or last is None:
        return refusal
    wait = case.definition.remind_hours
    if working_time(given.calendar, last, by.act.at) >= timedelta(hours=wait):
        return None
    return Refusal("reminded_already", {"hours": str(wait)})


def _remind(case: Case, by: Context) -> Refusal | None:
    return _remind_allowed(case, by)


def _read(case: Case, by: Context) -> Refusal | None:
    unread = any(copy.person == by.act.person and copy.read is None for copy in case.copies)
    return None if unread else Refusal("not_reader")


def _pause(case: Case, by: Context) -> Refusal | None:
    if not case.definition.pausable:
        return Refusal("not_pausable")
    if case.pauses and case.pauses[-1].until is None:
        return Refusal("paused_already")
    return None if own_task(case, by) else _office(case, by)


def _resume(case: Case, by: Context) -> Refusal | None:
    if not case.pauses or case.pauses[-1].until is not None:
        return Refusal("not_paused")
    return None if own_task(case, by) else _office(case, by)


def revivable(case: Case, by: Context) -> Opinion | None:
    """Find a late opinion of the actor that would answer a task that he has now (W3)."""
    cited = {opinion.cites for opinion in case.opinions}
    steps = {task.step for task in case.open_tasks if holds(case, task, by)}
    late = (one for one in reversed(case.opinions) if one.late and one.act.person == by.act.person and one.id not in cited)
    return next((one for one in late if one.step in steps and one.text == case.text), None)


def _revive(case: Case, by: Context) -> Refusal | None:
    return None if revivable(case, by) else Refusal("nothing_to_revive")


def _cover(case: Case, by: Context) -> Refusal | None:
    if by.holds(Role.SYSTEM):  # the clock, for whom it was said beforehand
        return None
    own = (task for task in case.open_tasks if task.holder == f"p:{by.act.person}" and not task.principal)
    free = (task for task in own if case.definition.step(task.step).delegable)
    deputy = deputy_of(by.given.windows, by.act.person, case.definition.matter, by.act.at)
    there = bool(deputy) and deputy != case.starter and any(not takes_part(case, task.standing, deputy) for task in free)
    return None if there else Refusal("no_deputy")


def _correct(case: Case, by: Context) -> Refusal | None:
    return None if any(opinion.act.person == by.act.person for opinion in case.opinions) else Refusal("opinion_unknown")


def _remove(case: Case, by: Context) -> Refusal | None:
    removable = (task for task in case.tasks if task.state in UNANSWERED and refuse_remove(case, task, by) is None)
    return None if next(removable, None) else Refusal("nobody_to_remove")


def refuse_remove(case: Case, task: Task, by: Context) -> Refusal | None:
    """Refuse to take out somebody whom one has not asked, who has acted, or who is the last (W4)."""
    if task.state not in UNANSWERED:
        return Refusal("acted_already")
    standing = standing_of(case, task)
    if by.act.person not in {task.sender, standing.sender} or holds(case, task, by):
        return Refusal("not_sender")
    if task.part not in {*COUNTED, Part.BEFORE}:
        return Refusal("only_asked")
    others = [one for one in signers(case, standing) if one != task]
    return None if others or task.part is Part.BEFORE else Refusal("last_signer")


GUARDS: dict[type[c.Command], Callable[[Case, Context], Refusal | None]] = {
    c.Open: _open,
    c.Finish: _answer,
    c.Return: _return,
    c.Withdraw: _withdraw,
    c.Cancel: _cancel,
    c.Terminate: _office,
    c.Add: _add,
    c.Remove: _remove,
    c.Forward: _hand,
    c.Delegate: _hand,
    c.Cover: _cover,
    c.Remind: _remind,
    c.Assign: _office,
    c.Decide: _office,
    c.Revive: _revive,
    c.Correct: _correct,
    c.Read: _read,
    c.PauseClock: _pause,
    c.ResumeClock: _resume,
    c.Migrate: _office,
}


def actions(case: Case, by: Context) -> tuple[Action, ...]:
    """List what can be done to a case, each with whether it is open to the actor now, and why not."""
    over = refuse_ended(case)
    return tuple(Action(kind.__name__, guard(case, by) if kind is c.Read else over or guard(case, by)) for kind, guard in GUARDS.items())
