"""Which commands are open to whom, and why not.

``decide`` asks here first, so what a screen offers and what the rules accept agree (AE-05). Whose turn it is in the case, the engine says;
here stands what a dispatch asks besides.
"""

from collections.abc import Callable

from xzt.core.errors import Refusal
from xzt.office.act import Context
from xzt.office.dispatch import commands as c
from xzt.office.dispatch import consents, sealing
from xzt.office.dispatch.flows import OFFICE_STEPS
from xzt.office.dispatch.state import ORDER, STOPPED, Dispatch, Step, duty
from xzt.office.flow import commands as flow
from xzt.office.flow.guards import GUARDS as FLOW_GUARDS
from xzt.office.flow.guards import holds, refuse_ended, refuse_return
from xzt.office.flow.state import Task, Visit
from xzt.office.people import Role

RETURNABLE = (Step.REVIEW, Step.COUNTERSIGN, Step.SIGN_OFF, Step.PROOFREAD, Step.REGISTER, Step.SEAL, Step.DISTRIBUTE)
WITHDRAWABLE = (Step.REVIEW, Step.COUNTERSIGN, Step.JOINT, Step.SIGN_OFF, Step.REGISTER)


def own_tasks(state: Dispatch, by: Context) -> tuple[Task, ...]:
    """List the open tasks of the actor, in person or by a role that the actor holds in this unit."""
    if state.case is None:
        return state.tasks if by.act.person == state.drafter else ()
    return tuple(task for task in state.tasks if holds(state.case, task, by))


def task_at(state: Dispatch, by: Context, step: Step) -> Task | None:
    """Find the actor's open task at which this is what there is to do."""
    return next((task for task in own_tasks(state, by) if duty(task) == step), None)


def task_to_return(state: Dispatch, by: Context) -> Task | None:
    """Find the actor's open task from which the matter can be returned; where there is none, any."""
    own = own_tasks(state, by)
    fitting = (task for task in own if state.case and refuse_return(state.case, task) is None)
    return next(fitting, next(iter(own), None))


def writes(state: Dispatch, person: str) -> bool:
    """Say whether the text is under the pen and this person writes it: the drafter, or somebody whom he has asked to."""
    return state.drafting is not None and person in {state.drafter, *state.co_drafters}


def reached(state: Dispatch, step: Step) -> bool:
    """Say whether it has come to ``step`` or beyond; what was stopped has come no further."""
    return state.step not in STOPPED and ORDER.index(state.step) >= ORDER.index(step)


def _at(state: Dispatch, by: Context, step: Step) -> Refusal | None:
    """Refuse unless the actor has to do at ``step`` what is done there."""
    if task_at(state, by, step):
        return None
    if state.step in STOPPED:
        return Refusal("case_over", {"status": state.step})
    if state.step is step:
        return Refusal("not_holder", {"step": state.step})
    return Refusal("step_passed" if reached(state, step) else "step_not_reached", {"step": state.step})


def _draft(state: Dispatch, by: Context) -> Refusal | None:
    return _at(state, by, Step.DRAFT)


def _save(state: Dispatch, by: Context) -> Refusal | None:
    return None if writes(state, by.act.person) else _draft(state, by)


def _detach(state: Dispatch, by: Context) -> Refusal | None:
    return _save(state, by) or (None if state.attached else Refusal("files_none"))


def _open(state: Dispatch, by: Context) -> Refusal | None:
    own = own_tasks(state, by)
    if not own:
        return Refusal("not_holder", {"step": state.step})
    return Refusal("opened_already") if all(task.opened for task in own) else None


def _review(state: Dispatch, by: Context) -> Refusal | None:
    return _at(state, by, Step.REVIEW)


def _countersign(state: Dispatch, by: Context) -> Refusal | None:
    return _at(state, by, Step.COUNTERSIGN)


def _sign_off(state: Dispatch, by: Context) -> Refusal | None:
    return _at(state, by, Step.SIGN_OFF)


def _return(state: Dispatch, by: Context) -> Refusal | None:
    task = task_to_return(state, by)
    if state.case is None or state.step not in RETURNABLE:
        return Refusal("not_returnable", {"step": state.step})
    return refuse_return(state.case, task) if task else Refusal("not_holder", {"step": state.step})


def _withdraw(state: Dispatch, by: Context) -> Refusal | None:
    if state.case is None or state.step not in WITHDRAWABLE:
        return Refusal("not_withdrawable", {"step": state.step})
    return FLOW_GUARDS[flow.Withdraw](state.case, by)


def _steering(kind: type[flow.Command]) -> Callable[[Dispatch, Context], Refusal | None]:
    """Make the guard of something that is done to the case as it is."""

    def guard(state: Dispatch, by: Context) -> Refusal | None:
        if state.case is None:
            return Refusal("step_not_reached", {"step": state.step})
        if kind is not flow.Read and (over := refuse_ended(state.case)):
            return over
        if kind is flow.Terminate and state.lead:
            return Refusal("lead_decides")
        if kind is flow.Terminate and reached(state, Step.FOLLOW):
            return Refusal("not_returnable", {"step": state.step})
        return FLOW_GUARDS[kind](state.case, by)

    return guard


def _led(state: Dispatch, by: Context, steps: tuple[Step, ...]) -> Refusal | None:
    """Refuse unless another unit leads the document and the actor has to do at one of ``steps`` in this one."""
    if state.lead is None:
        return Refusal("not_led", {"step": state.step})
    if any(duty(task) in steps for task in own_tasks(state, by)):
        return None
    return refuse_answered(state) or Refusal("not_holder", {"step": state.step})


def refuse_answered(state: Dispatch) -> Refusal | None:
    """Refuse what is asked of one's own document, or of a co-signing that has been answered."""
    if state.lead is None:
        return Refusal("not_led", {"step": state.step})
    return Refusal("case_over", {"status": state.step}) if state.lead.answer else None


def _allot(state: Dispatch, by: Context) -> Refusal | None:
    return _led(state, by, (Step.ALLOT,))


def _send_back(state: Dispatch, by: Context) -> Refusal | None:
    return sealing.refuse_seal(state, by) if sealing.wanted(state, by) else _led(state, by, (Step.ALLOT, Step.SIGN_OFF))


def _server(_: Dispatch, by: Context) -> Refusal | None:
    return None if by.holds(Role.SYSTEM) else Refusal("server_only")


def _proofread(state: Dispatch, by: Context) -> Refusal | None:
    return _at(state, by, Step.PROOFREAD)


def _number(state: Dispatch, by: Context) -> Refusal | None:
    refusal = _at(state, by, Step.REGISTER)
    return refusal or (Refusal("asked_already") if state.pending and by.grant is None else None)


def _seal(state: Dispatch, by: Context) -> Refusal | None:
    if state.seal_asked:
        return sealing.refuse_seal(state, by)
    refusal = _at(state, by, Step.SEAL)
    return refusal or (Refusal("asked_already") if state.pending and by.grant is None else None)


def _distribute(state: Dispatch, by: Context) -> Refusal | None:
    return _at(state, by, Step.DISTRIBUTE)


def _ledger(state: Dispatch, by: Context) -> Refusal | None:
    """The document office keeps the ledger from the distribution until the document is archived."""
    if state.step not in {Step.FOLLOW, Step.CLOSED}:
        return Refusal("step_passed" if reached(state, Step.FOLLOW) else "step_not_reached", {"step": state.step})
    return None if by.holds(Role.REGISTRAR, state.unit) else Refusal("not_holder", {"step": state.step})


def _relate(state: Dispatch, by: Context) -> Refusal | None:
    """Open to those who have written it, and to the document office until it is archived."""
    if state.step in {*STOPPED, Step.ARCHIVED}:
        return Refusal("case_over", {"status": state.step})
    own = state.lead is None and by.act.person in {state.drafter, *state.co_drafters}
    if own or by.holds(Role.REGISTRAR, state.unit):
        return None
    return Refusal("not_holder", {"step": state.step})


def _copy_to(state: Dispatch, by: Context) -> Refusal | None:
    """Whoever has had a part in it may let others know, once it is on its way."""
    if state.case is None or state.step in STOPPED:
        return Refusal("step_not_reached" if state.case is None else "case_over", {"step": state.step, "status": state.step})
    part = any(entry.act.person == by.act.person for entry in state.course) or bool(own_tasks(state, by))
    return None if part else Refusal("not_involved")


def _note_delivery(state: Dispatch, by: Context) -> Refusal | None:
    if not by.holds(Role.SYSTEM):
        return Refusal("server_only")
    return None if state.ledger else Refusal("step_not_reached", {"step": state.step})


def _close(state: Dispatch, by: Context) -> Refusal | None:
    refusal = _at(state, by, Step.FOLLOW)
    if refusal:
        return refusal
    waiting = [entry.unit for entry in state.ledger if entry.state not in {"signed_for", "refused", "withdrawn"}]
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
    c.Allot: _allot,
    c.SendBack: _send_back,
    c.NoteJoint: _server,
    c.RecallJoint: _server,
    c.Proofread: _proofread,
    c.AssignNumber: _number,
    c.Seal: _seal,
    c.AskSeal: _server,
    c.NoteSeal: _server,
    c.Distribute: _distribute,
    c.Supplement: _ledger,
    c.RecallDelivery: _ledger,
    c.CopyTo: _copy_to,
    c.Relate: _relate,
    c.Unrelate: _relate,
    c.NoteRelation: _server,
    c.NoteScopeRequest: consents.guard_ask,
    c.AllowScope: consents.guard_answer,
    c.DenyScope: consents.guard_answer,
    c.NoteDelivery: _note_delivery,
    c.NoteScopeRequest: consents.guard_ask,
    c.AllowScope: consents.guard_answer,
    c.DenyScope: consents.guard_answer,
    c.Close: _close,
    c.Archive: _archive,
    c.RecordPackage: _record_package,
}

STEERING: dict[type[flow.Command], Callable[[Dispatch, Context], Refusal | None]] = {
    kind: _steering(kind)
    for kind in (
        flow.Add,
        flow.Remove,
        flow.Forward,
        flow.Delegate,
        flow.Cover,
        flow.Remind,
        flow.Cancel,
        flow.Terminate,
        flow.Assign,
        flow.Decide,
        flow.Revive,
        flow.Correct,
        flow.Read,
        flow.PauseClock,
        flow.ResumeClock,
        flow.Migrate,
    )
}
"""Those of the case's own commands that are offered by name; they travel in ``Steer``."""


def recallable(state: Dispatch) -> tuple[Visit, ...]:
    """List the passages that the document office may take back by force (W3): none of the office's own, nothing that has gone out."""
    if state.case is None or state.step in STOPPED or reached(state, Step.FOLLOW):
        return ()
    return tuple(visit for visit in state.case.visits if visit.step not in OFFICE_STEPS)


def _recall(state: Dispatch, by: Context) -> Refusal | None:
    """Refuse a forced withdrawal (强制撤回) by anybody but the document office."""
    if state.case is None:
        return Refusal("step_not_reached", {"step": state.step})
    refusal = refuse_ended(state.case) or FLOW_GUARDS[flow.Terminate](state.case, by)
    return refusal or (None if recallable(state) else Refusal("not_withdrawable", {"step": state.step}))


OFFICE_ACTS: dict[str, Callable[[Dispatch, Context], Refusal | None]] = {"Recall": _recall}
"""What is offered by a name of its own, because the command's name is another's: a withdrawal by force."""


def guard_steer(state: Dispatch, command: c.Steer, by: Context) -> Refusal | None:
    """Refuse to steer a case that is not there, or in a way that is not open to the actor."""
    guard = STEERING.get(type(command.command))
    if guard:
        return guard(state, by)
    return None if state.case else Refusal("step_not_reached", {"step": state.step})
