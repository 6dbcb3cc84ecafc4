"""Who gets it next if one does this now (FLW-22): the command is decided on a copy and what it opens is read off. Pure."""

from msgspec import Struct, structs

from xzt.core.errors import Refusal
from xzt.office.act import Context
from xzt.office.flow import commands as c
from xzt.office.flow.decision import decide
from xzt.office.flow.evolution import evolve
from xzt.office.flow.state import Case, Status, Task, TaskState
from xzt.office.given import Given


class Preview(Struct, frozen=True):
    """What a command would lead to: the tasks whose turn it would newly be, and those that are still awaited beside them."""

    opened: tuple[Task, ...] = ()
    awaited: tuple[Task, ...] = ()
    status: Status = Status.RUNNING


def preview(case: Case | None, command: c.Command, by: Context, given: Given) -> Preview | Refusal:
    """Say what ``command`` would lead to, or why it would be refused."""
    by = structs.replace(by, act=structs.replace(by.act, command="?"))
    decision = decide(case, command, by, given)
    if isinstance(decision, Refusal):
        return decision
    after = case
    for event in decision:
        after = evolve(after, event, by.act)
    return shown(case, after)


def shown(before: Case | None, after: Case | None) -> Preview:
    """Read off what has come of a case; one that has not begun has nobody."""
    if after is None:
        return Preview()
    known = {task.id for task in before.open_tasks} if before else set()
    opened = tuple(task for task in after.open_tasks if task.id not in known)
    awaited = tuple(task for task in after.tasks if task.state in {TaskState.OPEN, TaskState.WAITING} and task not in opened)
    return Preview(opened, awaited, after.status)
