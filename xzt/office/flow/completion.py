"""When a step is done: all, any, a share or in order, and what a "no" does (W1). Exact fractions, no floats; pure."""

from enum import StrEnum

from xzt.office.flow.definition import Mode, OnRefusal, Step
from xzt.office.flow.state import Case, Opinion, Part, Standing, Task, TaskState

COUNTED = frozenset({Part.OWN, Part.AFTER})
"""The parts whose answers count; what was asked before signing, or delegated, informs the one who asked."""

_UNANSWERED = frozenset({TaskState.OPEN, TaskState.WAITING})


class Outcome(StrEnum):
    """What the answers so far say: wait, go on, back, or let the lead decide."""

    WAIT = "wait"
    PASS = "pass"  # noqa: S105  no password
    REFUSE = "refuse"
    LEAD = "lead"


def signers(case: Case, standing: Standing) -> tuple[Task, ...]:
    """List the tasks that count at a step under way: the set on entry, changed only by adding, removing and forwarding (W1)."""
    return tuple(
        task
        for task in case.tasks
        if task.standing == standing.id and task.part in COUNTED and (task.state is not TaskState.CLOSED or task.why == "lapsed")
    )


def outcome(case: Case, standing: Standing) -> Outcome:
    """Say what the answers given at ``standing`` amount to."""
    step = case.definition.step(standing.step)
    lead = [task for task in case.tasks if task.standing == standing.id and task.part is Part.LEAD]
    if lead:
        return _lead(case, lead[-1])
    counted = signers(case, standing)
    answers = {opinion.task: opinion for opinion in case.opinions if not opinion.late}
    yes = sum(1 for task in counted if _agreed(task, answers))
    no = sum(1 for task in counted if task.state is TaskState.DONE and not _agreed(task, answers))
    waiting = sum(1 for task in counted if task.state in _UNANSWERED)
    if no and step.on_refusal is OnRefusal.RETURN and step.mode is not Mode.SHARE:
        return Outcome.REFUSE
    if step.mode is Mode.SHARE:
        return _share(step, yes, no, waiting)
    if yes + no and _one_is_enough(step, counted):
        waiting = sum(1 for task in counted if task.part is Part.AFTER and task.state in _UNANSWERED)
    if waiting:
        return Outcome.WAIT
    return _refused(step) if no else Outcome.PASS


def _agreed(task: Task, answers: dict[str, Opinion]) -> bool:
    """A task that lapsed into consent counts as agreed; where that may not be, no definition passes its check (W15)."""
    return answers[task.id].agree if task.id in answers else task.why == "lapsed"


def _one_is_enough(step: Step, counted: tuple[Task, ...]) -> bool:
    """The first answer decides where any of several may sign; whoever he asked to follow him still follows."""
    return step.mode is Mode.ANY or (step.mode is Mode.ONE and sum(task.part is Part.OWN for task in counted) > 1)


def _share(step: Step, yes: int, no: int, waiting: int) -> Outcome:
    part, whole = step.share
    count = yes + no + waiting
    if yes * whole >= part * count:
        return Outcome.PASS
    if (yes + waiting) * whole < part * count:
        return _refused(step)
    return Outcome.WAIT


def _refused(step: Step) -> Outcome:
    return {OnRefusal.RETURN: Outcome.REFUSE, OnRefusal.LEAD: Outcome.LEAD, OnRefusal.ADVICE: Outcome.PASS}[step.on_refusal]


def _lead(case: Case, task: Task) -> Outcome:
    if task.state is not TaskState.DONE:
        return Outcome.WAIT
    return Outcome.PASS if any(opinion.task == task.id and opinion.agree for opinion in case.opinions) else Outcome.REFUSE
