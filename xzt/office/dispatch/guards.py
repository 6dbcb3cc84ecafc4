"""Which commands are open to whom, and why not.

``decide`` asks here first, so what a screen offers and what the rules accept agree (AE-05).
"""

from collections.abc import Callable

from xzt.core.errors import Refusal
from xzt.office.act import Context
from xzt.office.dispatch import commands as c
from xzt.office.dispatch.state import ORDER, Dispatch, Step, Task
from xzt.office.people import Role

RETURNABLE = (Step.REVIEW, Step.SIGN_OFF, Step.REGISTER, Step.SEAL, Step.DISTRIBUTE)
WITHDRAWABLE = (Step.REVIEW, Step.COUNTERSIGN, Step.SIGN_OFF, Step.REGISTER)


def is_holder(state: Dispatch, task: Task, by: Context) -> bool:
    """Say whether this task is the actor's, in person or by a role that the actor holds in this unit."""
    who, _, name = task.holder.partition(":")
    return name == by.act.person if who == "p" else by.holds(Role(name), state.unit)


def own_task(state: Dispatch, by: Context) -> Task | None:
    """Find the open task of the actor."""
    return next((task for task in state.tasks if is_holder(state, task, by)), None)


def writes(state: Dispatch, person: str) -> bool:
    """Say whether the text is under the pen and this person writes it: the drafter, or somebody whom he has asked to."""
    return state.drafting is not None and person in {state.drafter, *state.co_drafters}


def _at(state: Dispatch, by: Context, step: Step) -> Refusal | None:
    """Refuse unless the matter stands at ``step`` and the actor holds a task there."""
    if state.step is not step:
        return Refusal("step_passed" if ORDER.index(state.step) > ORDER.index(step) else "step_not_reached", {"step": state.step})
    return None if own_task(state, by) else Refusal("not_holder", {"step": state.step})


def _draft(state: Dispatch, by: Context) -> Refusal | None:
    return _at(state, by, Step.DRAFT)


def _save(state: Dispatch, by: Context) -> Refusal | None:
    return None if writes(state, by.act.person) else _draft(state, by)


def _detach(state: Dispatch, by: Context) -> Refusal | None:
    return _save(state, by) or (None if state.attached else Refusal("files_none"))


def _open(state: Dispatch, by: Context) -> Refusal | None:
    task = own_task(state, by)
    if task is None:
        return Refusal("not_holder", {"step": state.step})
    return Refusal("opened_already") if task.opened else None


def _review(state: Dispatch, by: Context) -> Refusal | None:
    return _at(state, by, Step.REVIEW)


def _countersign(state: Dispatch, by: Context) -> Refusal | None:
    return _at(state, by, Step.COUNTERSIGN)


def _sign_off(state: Dispatch, by: Context) -> Refusal | None:
    return _at(state, by, Step.SIGN_OFF)


def _return(state: Dispatch, by: Context) -> Refusal | None:
    if state.step is Step.COUNTERSIGN:
        return Refusal("countersigner_advises")
    if state.step not in RETURNABLE:
        return Refusal("not_returnable", {"step": state.step})
    return None if own_task(state, by) else Refusal("not_holder", {"step": state.step})


def _withdraw(state: Dispatch, by: Context) -> Refusal | None:
    if state.step not in WITHDRAWABLE:
        return Refusal("not_withdrawable", {"step": state.step})
    if state.course[-1].action in {"return", "withdraw"} or any(task.sender != by.act.person for task in state.tasks):
        return Refusal("not_sender")
    answered = state.step is Step.COUNTERSIGN and state.route and len(state.tasks) < len(state.route.countersigners)
    return Refusal("opened_by_next") if answered or any(task.opened for task in state.tasks) else None


def _number(state: Dispatch, by: Context) -> Refusal | None:
    refusal = _at(state, by, Step.REGISTER)
    return refusal or (Refusal("asked_already") if state.pending and by.grant is None else None)


def _seal(state: Dispatch, by: Context) -> Refusal | None:
    refusal = _at(state, by, Step.SEAL)
    return refusal or (Refusal("asked_already") if state.pending and by.grant is None else None)


def _distribute(state: Dispatch, by: Context) -> Refusal | None:
    return _at(state, by, Step.DISTRIBUTE)


def _note_delivery(state: Dispatch, by: Context) -> Refusal | None:
    if not by.holds(Role.SYSTEM):
        return Refusal("server_only")
    return None if state.ledger else Refusal("step_not_reached", {"step": state.step})


def _close(state: Dispatch, by: Context) -> Refusal | None:
    refusal = _at(state, by, Step.FOLLOW)
    if refusal:
        return refusal
    waiting = [entry.unit for entry in state.ledger if entry.state not in {"signed_for", "refused"}]
    return Refusal("deliveries_open", {"count": str(len(waiting))}) if waiting else None


def _archive(state: Dispatch, by: Context) -> Refusal | None:
    refusal = _at(state, by, Step.CLOSED)
    return refusal or (Refusal("asked_already") if state.pending and by.grant is None else None)


def _record_package(state: Dispatch, by: Context) -> Refusal | None:
    if state.step is not Step.ARCHIVED:
        return Refusal("step_not_reached", {"step": state.step})
    if not by.holds(Role.ARCHIVIST, state.unit):
        return Refusal("not_holder", {"step": state.step})
    return Refusal("packaged_already") if state.archival and state.archival.package else None


GUARDS: dict[type[c.Command], Callable[[Dispatch, Context], Refusal | None]] = {
    c.SaveDraft: _save,
    c.Share: _draft,
    c.Attach: _save,
    c.Detach: _detach,
    c.Submit: _draft,
    c.Open: _open,
    c.Review: _review,
    c.Countersign: _countersign,
    c.SignOff: _sign_off,
    c.Return: _return,
    c.Withdraw: _withdraw,
    c.AssignNumber: _number,
    c.Seal: _seal,
    c.Distribute: _distribute,
    c.NoteDelivery: _note_delivery,
    c.Close: _close,
    c.Archive: _archive,
    c.RecordPackage: _record_package,
}
