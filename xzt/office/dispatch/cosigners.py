"""The lines of the ledger of co-signing units (联合行文): who is asked by a step that begins, who is no longer asked. Pure."""

from msgspec import structs

from xzt.office.dispatch.state import Cosigning, Dispatch
from xzt.office.flow.state import TaskState


def asked(state: Dispatch, standing: str) -> tuple[Cosigning, ...]:
    """List the units that a step just entered asks."""
    found = [task for task in state.case.tasks if task.standing == standing and task.holder.startswith("u:")] if state.case else []
    return tuple(Cosigning(task.holder.removeprefix("u:"), task.id, task.round, task.since) for task in found)


def recalled(state: Dispatch) -> tuple[Cosigning, ...]:
    """Mark the units whose task was closed without an answer."""
    closed = {task.id for task in state.case.tasks if task.state is TaskState.CLOSED} if state.case else set()
    return tuple(
        structs.replace(row, state="recalled") if row.task in closed and row.state in {"asked", "opened"} else row for row in state.joint
    )
