"""Bringing others in at one's own task: added before or after, taken out again, forwarded to, delegated to (W4, W5)."""

from xzt.core.errors import Refusal
from xzt.office.flow import commands as c
from xzt.office.flow import events as e
from xzt.office.flow.definition import Source
from xzt.office.flow.evolution import UNANSWERED
from xzt.office.flow.guards import refuse_add, refuse_hand, refuse_remove, refuse_task, standing_of, takes_part
from xzt.office.flow.holders import in_range, refuse_people
from xzt.office.flow.state import Case, Part, Task, TaskState
from xzt.office.flow.unfolding import Unfolding
from xzt.office.given import Given
from xzt.office.policy import refuse_words


def add(made: Unfolding, command: c.Add, _: Given) -> Refusal | None:
    """Ask others to sign before or after oneself (加签, W4)."""
    refusal = refuse_words(command.words, required=False) or refuse_task(made.case, command.task, made.by)
    task = made.case.task(command.task)
    if refusal or task is None:
        return refusal
    refusal = refuse_add(made.case, task) or refuse_asked(made, task, command.people)
    if refusal or command.part not in {Part.BEFORE, Part.AFTER}:
        return refusal or Refusal("may_not_add")
    state = TaskState.OPEN if command.part is Part.BEFORE else TaskState.WAITING
    tasks = tuple(_asked_task(made, task, person, command.part, state, command.may_add) for person in command.people)
    made.tell(e.Asked(tasks, f"add_{command.part}", command.words))
    if command.part is Part.BEFORE:
        made.tell(e.Turned((task.id,), TaskState.WAITING))
    return None


def _asked_task(made: Unfolding, task: Task, person: str, part: Part, state: TaskState, may_add: bool) -> Task:  # noqa: FBT001
    return Task(
        made.name(),
        task.standing,
        task.step,
        task.round,
        f"p:{person}",
        made.by.act.at,
        made.by.act.person,
        part,
        state,
        task.id,
        task.depth + 1,
        may_add,
    )


def refuse_asked(made: Unfolding, task: Task, people: tuple[str, ...]) -> Refusal | None:
    """Refuse nobody, the starter over his own matter (W5), and people who have a part at this step already (W1: one task a person)."""
    if not people:
        return Refusal("nobody_named")
    if made.case.starter in people:
        return Refusal("own_matter")
    if any(takes_part(made.case, task.standing, person) for person in people):
        return Refusal("person_twice")
    return refuse_people(people, None, made.setting)


def remove(made: Unfolding, command: c.Remove, _: Given) -> Refusal | None:
    """Take a signer out who has not acted yet (减签, W4)."""
    task = made.case.task(command.task)
    if task is None:
        return Refusal("task_unknown")
    refusal = refuse_words(command.words, required=True) or refuse_remove(made.case, task, made.by)
    if refusal:
        return refusal
    standing = standing_of(made.case, task)
    children = _family(made.case, task)
    made.tell(e.TasksClosed(children, "removed"))
    made.tell(e.Noted("remove", task.step, (task.holder,), command.words))
    made.turn_relatives(task)
    made.settle(standing)
    return None


def _family(case: Case, task: Task) -> tuple[str, ...]:
    """Collect a task and all unanswered ones that were asked for by it."""
    found = [task.id]
    for one in case.tasks:
        if one.parent in found and one.state in UNANSWERED:
            found.append(one.id)
    return tuple(found)


def forward(made: Unfolding, command: c.Forward, _: Given) -> Refusal | None:
    """Hand a task on for good (转办, W5)."""
    refusal, task = _handed(made, command)
    if refusal or task is None:
        return refusal
    new = Task(
        made.name(),
        task.standing,
        task.step,
        task.round,
        f"p:{command.to}",
        made.by.act.at,
        made.by.act.person,
        task.part,
        parent=task.parent,
        depth=task.depth,
        may_add=task.may_add,
    )
    made.tell(e.Forwarded(task.id, new, command.words))
    return None


def _handed(made: Unfolding, command: c.Forward | c.Delegate) -> tuple[Refusal | None, Task | None]:
    """Check what forwarding and delegating have in common: the right, the person, and the range of the step (FLW-12)."""
    refusal = refuse_words(command.words, required=False) or refuse_task(made.case, command.task, made.by)
    task = made.case.task(command.task)
    if refusal or task is None:
        return refusal, None
    refusal = refuse_hand(made.case, task) or refuse_asked(made, task, (command.to,))
    step = made.case.definition.step(task.step)
    person = made.by.directory.person(command.to)
    ranged = step.who.source in {Source.CHOSEN, Source.ROLE} and isinstance(command, c.Forward)
    if refusal is None and ranged and person and not in_range(step.who, person):
        refusal = Refusal("out_of_range", {"person": command.to, "step": step.id})
    return refusal, task


def delegate(made: Unfolding, command: c.Delegate, _: Given) -> Refusal | None:
    """Have somebody else answer first (委派, W5)."""
    refusal, task = _handed(made, command)
    if refusal or task is None:
        return refusal
    asked = _asked_task(made, task, command.to, Part.DELEGATED, TaskState.OPEN, may_add=False)
    made.tell(e.Asked((asked,), "delegate", command.words))
    made.tell(e.Turned((task.id,), TaskState.WAITING))
    return None
