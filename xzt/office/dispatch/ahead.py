"""Who gets a dispatch next if one does this now (FLW-22): tried on a copy, by the rules that will decide. Pure, so it works offline."""

from msgspec import structs

from xzt.core.errors import Refusal
from xzt.office.act import Context
from xzt.office.dispatch import commands as c
from xzt.office.dispatch.decision import decide
from xzt.office.dispatch.evolution import evolve
from xzt.office.dispatch.guards import task_at
from xzt.office.dispatch.state import Dispatch, Step
from xzt.office.flow import commands as flow
from xzt.office.flow.preview import Preview, preview, shown

BY_POST: dict[type[c.Command], Step] = {
    c.Proofread: Step.PROOFREAD,
    c.AssignNumber: Step.REGISTER,
    c.Seal: Step.SEAL,
    c.Distribute: Step.DISTRIBUTE,
    c.Close: Step.FOLLOW,
    c.Archive: Step.CLOSED,
}
"""What waits for the server or for a choice that changes nothing of who is next: tried as if it were done."""


def ahead(state: Dispatch, command: c.Command, by: Context) -> Preview | Refusal:
    """Say what ``command`` would lead to, or why it would be refused."""
    by = structs.replace(by, act=structs.replace(by.act, command="?"))
    step = BY_POST.get(type(command))
    if step:
        task = task_at(state, by, step)
        return preview(state.case, flow.Finish(task.id if task else "", "", state.text), by, by.given)
    decision = decide(state, command, by)
    if isinstance(decision, Refusal):
        return decision
    after = state
    for event in decision:
        after = evolve(after, event, by.act)
    return shown(state.case, after.case)
