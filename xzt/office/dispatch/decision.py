"""``decide`` for dispatches: a command becomes events, or a refusal with its reason (AE-04). Pure.

What its case answers is the engine's decision; the commands of the trade are put to it in the engine's words.
"""

import msgspec

from xzt.core.calendar import BEIJING
from xzt.core.digest import sm3
from xzt.core.encoding import encode
from xzt.core.errors import Refusal
from xzt.office.act import Action, AttachedFile, Context, ItemNumber, Number, SealedFile
from xzt.office.dispatch import commands as c
from xzt.office.dispatch import consents, joint, ledger, relations, sealing
from xzt.office.dispatch import events as e
from xzt.office.dispatch.flows import OFFICE_STEPS, ORDINARY, check_flow, chosen_steps, flows
from xzt.office.dispatch.guards import GUARDS, OFFICE_ACTS, STEERING, guard_steer, own_tasks, reached, task_at, task_to_return
from xzt.office.dispatch.state import Dispatch, Elements, Step, duty
from xzt.office.flow import commands as flow
from xzt.office.flow import events as flow_events
from xzt.office.flow.decision import decide as decide_case
from xzt.office.flow.definition import Definition, Fact
from xzt.office.flow.guards import holds, sent_on
from xzt.office.flow.state import TaskState
from xzt.office.people import Role
from xzt.office.policy import refuse_document, refuse_file, refuse_words
from xzt.office.profile import refuse_profile

_DIGEST = 64
"""Hex digits of an SM3 digest."""
RETENTIONS = ("Y", "D30", "D10")

Decision = list[e.Event] | Refusal

_Opinion = c.Review | c.Countersign | c.SignOff
_STEPS: dict[type[_Opinion], Step] = {c.Review: Step.REVIEW, c.Countersign: Step.COUNTERSIGN, c.SignOff: Step.SIGN_OFF}


def decide(state: Dispatch | None, command: c.Command, by: Context) -> Decision:
    """Answer ``command`` with what happens, or with why it may not."""
    if isinstance(command, c.StartDraft):
        return Refusal("exists") if state else _start(command, by)
    if isinstance(command, c.AskJoint):
        return Refusal("exists") if state else joint.ask(command, by, _flow, frozen_digest(bytes(command.document), command.attached))
    if state is None:
        return Refusal("absent")
    if isinstance(command, c.Steer):
        return guard_steer(state, command, by) or _steer(state, command.command, by)
    if isinstance(command, c.Review | c.Countersign | c.SignOff) and _is_late(state, command, by):
        return joint.late(command, by) if joint.is_over(state) else _opine(state, command, by)
    refusal = GUARDS[type(command)](state, by)
    return refusal or _decide_open(state, command, by)


def actions(state: Dispatch, by: Context) -> tuple[Action, ...]:
    """List every command with whether it is open to the actor now, and why not."""
    own = [Action(kind.__name__, guard(state, by)) for kind, guard in GUARDS.items()]
    steering = [Action(kind.__name__, guard(state, by)) for kind, guard in STEERING.items()]
    return (*own, *steering, *(Action(name, guard(state, by)) for name, guard in OFFICE_ACTS.items()))


def _decide_open(state: Dispatch, command: c.Command, by: Context) -> Decision:  # noqa: C901, PLR0911, PLR0912  one line a command
    match command:
        case c.SaveDraft(document):
            return _keep(document)
        case c.Share(people):
            return _share(state, people, by)
        case c.Attach(file):
            return refuse_file(state.attached, file) or [e.Attached(file)]
        case c.Detach(digest):
            return [e.Detached(digest)] if any(file.digest == digest for file in state.attached) else Refusal("file_missing")
        case c.Submit():
            return _submit(state, command, by)
        case c.Open():
            return _flow(state, flow.Open(next(task.id for task in own_tasks(state, by) if not task.opened)), by)
        case c.Review() | c.Countersign() | c.SignOff():
            return _opine(state, command, by)
        case c.Return():
            return _send_back(state, command, by)
        case c.Withdraw(reason):
            return _flow(state, flow.Withdraw(sent_on(state.case, by) if state.case else "", reason), by)
        case c.Allot():
            return joint.allot(state, command, by, _flow)
        case c.SendBack():
            return sealing.decline(command) if sealing.wanted(state, by) else joint.send_back(state, command, by, _flow)
        case c.NoteJoint():
            return joint.note(state, command, by, _flow)
        case c.RecallJoint():
            return joint.recall(state, command, by, _flow)
        case c.Proofread():
            return _proofread(state, command, by)
        case c.AssignNumber():
            return _number(state, command, by)
        case c.Seal():
            return _seal(state, command, by)
        case c.AskSeal():
            return sealing.want(state, command)
        case c.NoteSeal():
            return sealing.note(state, command, by, _done)
        case c.Distribute():
            return _distribute(state, command, by)
        case c.Supplement():
            return ledger.supplement(state, command, by)
        case c.RecallDelivery():
            return ledger.recall(state, command)
        case c.Relate() | c.Unrelate() | c.NoteRelation():
            return relations.decide(state, command)
        case c.CopyTo(people):
            return _copy_to(state, people, by)
        case c.NoteDelivery():
            return ledger.note(state, command)
        case c.NoteScopeRequest() | c.AllowScope() | c.DenyScope():
            return consents.decide(state, command)
        case c.Close():
            return _done(state, Step.FOLLOW, e.Closed(), by)
        case c.Archive():
            return _archive(state, command, by)
        case c.RecordPackage(manifest):
            return [e.Packaged(manifest)] if len(manifest) == _DIGEST else Refusal("file_missing")
        case c.StartDraft() | c.Steer() | c.AskJoint():
            return Refusal("exists")


def _flow(state: Dispatch, command: flow.Command, by: Context) -> Decision:
    """Put a command to the case."""
    decision = decide_case(state.case, command, by, by.given)
    return decision if isinstance(decision, Refusal) else [e.Flowed(event) for event in decision]


def _done(state: Dispatch, step: Step, event: e.Event, by: Context) -> Decision:
    """Finish a step of the office: its case goes on, and ``event`` says what was done.

    The case comes first: whoever replays a course that began before there were cases sees by it that they have begun.
    """
    task = task_at(state, by, step)
    decision = _flow(state, flow.Finish(task.id if task else "", "", state.text), by)
    return decision if isinstance(decision, Refusal) else [*decision, event]


def _start(command: c.StartDraft, by: Context) -> Decision:
    if not by.holds(Role.DRAFTER):
        return Refusal("not_drafter")
    decision = refuse_words(command.about, required=False) or _keep(command.document)
    return [*decision, e.Answering(command.answers, command.about)] if command.answers and isinstance(decision, list) else decision


def _keep(document: msgspec.Raw) -> Decision:
    refusal = refuse_document(bytes(document))
    if refusal:
        return refusal
    try:
        msgspec.json.decode(document, type=Elements)
    except msgspec.MsgspecError:
        return Refusal("text_malformed")
    return [e.Drafted(document)]


def _share(state: Dispatch, people: tuple[str, ...], by: Context) -> Decision:
    for person in people:
        found = by.directory.person(person)
        if found is None or found.unit != state.unit:
            return Refusal("person_unknown", {"person": person})
    if len({state.drafter, *people}) != len(people) + 1:
        return Refusal("person_twice")
    return [e.Shared(people)]


def _submit(state: Dispatch, command: c.Submit, by: Context) -> Decision:  # noqa: PLR0911  one line a condition
    if not state.elements.title.strip():
        return Refusal("title_missing")
    if set(state.co_drafters) & {command.route.reviewer, command.route.signer}:
        return Refusal("own_matter")
    if command.profile and (refusal := refuse_profile(command.profile)):
        return refusal
    if command.tracked and (refusal := refuse_document(command.tracked.encode())):
        return refusal
    definition = state.case.definition if state.case else flows().get(command.flow or ORDINARY)
    if definition is None or (command.flow and command.flow != definition.id):
        return Refusal("flow_unknown")
    task = task_at(state, by, Step.DRAFT)
    answer = _answer(state, command, definition, task.id if task else "")
    wrong = joint.refuse_partners(definition, command.route.partners)
    decision = wrong or _flow(state, answer if state.case else flow.Begin(definition, answer=answer), by)
    if isinstance(decision, Refusal):
        return decision
    return [e.Sent(answer.text, command.profile, command.tracked), *decision]


def frozen_digest(document: bytes, attached: tuple[AttachedFile, ...]) -> str:
    """Give the digest of what a submission freezes (W13): the text, and with it the files where there are any."""
    return sm3(document + (encode(attached) if attached else b""))


def _answer(state: Dispatch, command: c.Submit, definition: Definition, task: str) -> flow.Finish:
    """Say to the case what the drafter submits: the text, the people of the later steps, and what its conditions look at (W8)."""
    route = command.route
    people = {
        Step.REVIEW: (route.reviewer,),
        Step.COUNTERSIGN: route.countersigners,
        Step.JOINT: route.partners,
        Step.SIGN_OFF: (route.signer,),
    }
    chosen = {step: people[Step(step)] for step in chosen_steps(definition)}
    facts: dict[str, Fact] = {
        "countersigners": len(route.countersigners),
        "kind": state.elements.kind,
        "urgency": state.elements.urgency,
    }
    return flow.Finish(task, "", frozen_digest(bytes(state.document), state.attached), chosen=chosen, facts=facts)


def _is_late(state: Dispatch, command: _Opinion, by: Context) -> bool:
    """Say whether it answers a task that the actor had before him and that was taken back or decided meanwhile (W3)."""
    task = state.case.task(command.task) if state.case and command.task else None
    late = task is not None and task.state is TaskState.CLOSED and duty(task) == _STEPS[type(command)]
    return bool(late and state.case and task and holds(state.case, task, by))


def _opine(state: Dispatch, command: _Opinion, by: Context) -> Decision:
    open_task = task_at(state, by, _STEPS[type(command)])
    task = command.task or (open_task.id if open_task else "")
    agree = command.agree if isinstance(command, c.Countersign) else True
    if isinstance(command, c.SignOff) and (unsigned := joint.refuse_unsigned(state)):
        return unsigned
    return joint.signed(state, _flow(state, flow.Finish(task, command.opinion, command.text, agree, files=command.files), by))


def _send_back(state: Dispatch, command: c.Return, by: Context) -> Decision:
    task = task_to_return(state, by)
    decision = _flow(state, flow.Return(task.id if task else "", command.to, command.reason, command.text, command.straight), by)
    if isinstance(decision, Refusal):
        return decision
    if command.to in {Step.PROOFREAD, *OFFICE_STEPS}:
        return Refusal("not_passed", {"step": command.to})
    if command.straight and reached(state, Step.PROOFREAD):
        return Refusal("straight_past_sign_off")
    return [*_released(state), *decision]


def _released(state: Dispatch) -> list[e.Event]:
    """Give the number back that a document had which is not printed now (N3)."""
    return [e.NumberReleased(state.number)] if state.number else []


def _steer(state: Dispatch, command: c.Steering, by: Context) -> Decision:
    """Put to the case what is said to it as it is, within what a document allows."""
    refusal = _refuse_partner(state, command) or _refuse_steering(state, command)
    decision = refusal or _flow(state, command, by)
    if isinstance(decision, Refusal):
        return decision
    ends = isinstance(command, flow.Withdraw | flow.Terminate)
    return [*(_released(state) if ends else ()), *decision]


def _refuse_steering(state: Dispatch, command: c.Steering) -> Refusal | None:
    match command:
        case flow.Withdraw(origin, _, forced):
            visit = next((one for one in state.case.visits if one.id == origin), None) if state.case else None
            if visit is None or not forced:
                return Refusal("not_sender")
            late = visit.step in OFFICE_STEPS or reached(state, Step.FOLLOW)
            return Refusal("not_withdrawable", {"step": state.step}) if late else None
        case flow.Migrate(definition):
            return check_flow(definition)
        case flow.Forward() | flow.Assign():
            task = state.case.task(command.task) if state.case else None
            judged = task is not None and task.step in {Step.REVIEW, Step.SIGN_OFF}
            return Refusal("own_matter") if judged and command.to in state.co_drafters else None
    return None


def _refuse_partner(state: Dispatch, command: c.Steering) -> Refusal | None:
    """A co-signing unit's part is not given to anybody else, nor taken away: the mark of the document names it."""
    named = command.task if isinstance(command, flow.Forward | flow.Assign | flow.Remove) else ""
    task = state.case.task(named) if state.case and named else None
    return Refusal("may_not_hand_on", {"step": Step.JOINT}) if task and task.step == Step.JOINT else None


def _proofread(state: Dispatch, command: c.Proofread, by: Context) -> Decision:
    """Go on where the words are the same; other words go back to who signed, whatever is said of them (W2)."""
    if command.text != state.text:
        return Refusal("text_changed")
    if len(command.final) != _DIGEST or command.layout < 0 or command.substance < 0:
        return Refusal("file_missing")
    if command.substance:
        return Refusal("proof_differs", {"count": str(command.substance)})
    refusal = refuse_words(command.words, required=command.layout > 0)
    return refusal or _done(state, Step.PROOFREAD, e.ProofRead(command.text, command.final, command.layout, command.words), by)


def _number(state: Dispatch, command: c.AssignNumber, by: Context) -> Decision:
    chosen = command.sequence
    if chosen is not None and not by.holds(Role.NUMBER_KEEPER):
        return Refusal("not_number_keeper")
    refusal = refuse_words(command.reason, required=chosen is not None)
    if refusal:
        return refusal
    if chosen is not None and chosen < 1:
        return Refusal("number_malformed")
    if by.grant is None:
        return [e.Requested("number")]
    if not isinstance(by.grant, Number) or by.grant != Number(state.elements.series, number_year(state), chosen or by.grant.sequence):
        return Refusal("grant_mismatch")
    return _done(state, Step.REGISTER, e.Numbered(by.grant, command.reason), by)


def number_year(state: Dispatch) -> int:
    """Give the year of the number: that of the sign-off, Beijing time (N4)."""
    if state.signed_off is None:
        raise ValueError("a number needs a sign-off")
    return state.signed_off.astimezone(BEIJING).year


def _seal(state: Dispatch, command: c.Seal, by: Context) -> Decision:
    if not command.stamps or len(command.file) != _DIGEST:
        return Refusal("file_missing")
    if state.lead:
        return sealing.give(state, command, by)
    if len(sealing.organs(state)) > 1:
        return sealing.ask(state, command)
    if by.grant is None:
        return [e.Requested("seal")]
    if not isinstance(by.grant, SealedFile) or by.grant.plain != command.file:
        return Refusal("grant_mismatch")
    return _done(state, Step.SEAL, e.Sealed(by.grant), by)


def _distribute(state: Dispatch, command: c.Distribute, by: Context) -> Decision:
    distributed = e.Distributed(command.units, command.copies, command.counts)
    return ledger.refuse_units(state, command, by) or _done(state, Step.DISTRIBUTE, distributed, by)


def _copy_to(state: Dispatch, people: tuple[str, ...], by: Context) -> Decision:
    """Let people know who do not know yet; a name that was there stays one line (FLW-16)."""
    for person in people:
        found = by.directory.person(person)
        if found is None or found.unit != state.unit or not found.active:
            return Refusal("person_unknown", {"person": person})
    known = {copy.person for copy in state.case.copies} if state.case else set()
    new = tuple(person for person in dict.fromkeys(people) if person not in known)
    return [e.Flowed(flow_events.Copied(new))] if new else Refusal("copied_already" if people else "nobody_named")


def _archive(state: Dispatch, command: c.Archive, by: Context) -> Decision:
    if command.retention not in RETENTIONS:
        return Refusal("retention_unknown", {"retention": command.retention})
    if by.grant is None:
        return [e.Requested("code")]
    if not isinstance(by.grant, ItemNumber):
        return Refusal("grant_mismatch")
    return _done(state, Step.CLOSED, e.Coded(by.grant, command.retention), by)
