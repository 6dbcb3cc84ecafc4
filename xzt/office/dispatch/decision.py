"""``decide`` for dispatches: a command becomes events, or a refusal with its reason (AE-04). Pure."""

import msgspec

from xzt.core.calendar import BEIJING
from xzt.core.digest import sm3
from xzt.core.encoding import encode
from xzt.core.errors import Refusal
from xzt.office.act import Action, AttachedFile, Context, ItemNumber, Number, SealedFile
from xzt.office.dispatch import commands as c
from xzt.office.dispatch import events as e
from xzt.office.dispatch.guards import GUARDS, own_task
from xzt.office.dispatch.state import ORDER, Dispatch, Elements, Step, Task
from xzt.office.people import Role
from xzt.office.policy import refuse_document, refuse_file, refuse_words
from xzt.office.profile import refuse_profile

_DIGEST = 64
"""Hex digits of an SM3 digest."""
RETENTIONS = ("Y", "D30", "D10")
SENT_ON = ("submit", "review", "countersign", "sign_off")
"""What sends a dispatch on to the next step that names persons."""

Decision = list[e.Event] | Refusal


def decide(state: Dispatch | None, command: c.Command, by: Context) -> Decision:
    """Answer ``command`` with what happens, or with why it may not."""
    if isinstance(command, c.StartDraft):
        return Refusal("exists") if state else _start(command, by)
    if state is None:
        return Refusal("absent")
    refusal = GUARDS[type(command)](state, by)
    return refusal or _decide_open(state, command, by)


def actions(state: Dispatch, by: Context) -> tuple[Action, ...]:
    """List every command with whether it is open to the actor now, and why not."""
    return tuple(Action(kind.__name__, guard(state, by)) for kind, guard in GUARDS.items())


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
            return [e.Opened(_task(state, by).holder)]
        case c.Review() | c.Countersign() | c.SignOff():
            return _opine(state, command, by)
        case c.Return():
            return _send_back(state, command)
        case c.Withdraw(reason):
            return refuse_words(reason, required=False) or [e.Withdrawn(_previous_step(state, by), reason)]
        case c.AssignNumber():
            return _number(state, command, by)
        case c.Seal():
            return _seal(command, by)
        case c.Distribute():
            return _distribute(state, command, by)
        case c.NoteDelivery(unit, new, words):
            known = any(entry.unit == unit for entry in state.ledger)
            return [e.DeliveryNoted(unit, new, words)] if known else Refusal("unit_unknown", {"unit": unit})
        case c.Close():
            return [e.Closed()]
        case c.Archive():
            return _archive(command, by)
        case c.RecordPackage(manifest):
            return [e.Packaged(manifest)] if len(manifest) == _DIGEST else Refusal("file_missing")
        case c.StartDraft():
            return Refusal("exists")


def _start(command: c.StartDraft, by: Context) -> Decision:
    if not by.holds(Role.DRAFTER):
        return Refusal("not_drafter")
    return _keep(command.document)


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
    route = command.route
    people = [route.reviewer, route.signer, *route.countersigners]
    for person in people:
        found = by.directory.person(person)
        if found is None or found.unit != state.unit:
            return Refusal("person_unknown", {"person": person})
    reviewer, signer = by.directory.person(route.reviewer), by.directory.person(route.signer)
    if reviewer is None or Role.REVIEWER not in reviewer.roles:
        return Refusal("not_reviewer", {"person": route.reviewer})
    if signer is None or Role.LEADER not in signer.roles:
        return Refusal("not_leader", {"person": route.signer})
    if {state.drafter, *state.co_drafters} & {route.reviewer, route.signer}:
        return Refusal("own_matter")
    if len(set(route.countersigners)) != len(route.countersigners):
        return Refusal("person_twice")
    if command.profile and (refusal := refuse_profile(command.profile)):
        return refusal
    if command.tracked and (refusal := refuse_document(command.tracked.encode())):
        return refusal
    return [e.Submitted(route, frozen_digest(bytes(state.document), state.attached), command.profile, command.tracked)]


def frozen_digest(document: bytes, attached: tuple[AttachedFile, ...]) -> str:
    """Give the digest of what a submission freezes (W13): the text, and with it the files where there are any."""
    return sm3(document + (encode(attached) if attached else b""))


def _opine(state: Dispatch, command: c.Review | c.Countersign | c.SignOff, by: Context) -> Decision:
    refusal = refuse_words(command.opinion, required=isinstance(command, c.Countersign) and not command.agree)
    if refusal:
        return refusal
    if command.text != state.text:
        return Refusal("text_changed")
    agree = command.agree if isinstance(command, c.Countersign) else True
    return [e.Opined(state.step, _task(state, by).holder, command.opinion, command.text, agree)]


def _send_back(state: Dispatch, command: c.Return) -> Decision:
    refusal = refuse_words(command.reason, required=True)
    if refusal:
        return refusal
    if command.text != state.text:
        return Refusal("text_changed")
    if command.to not in _passed(state) or ORDER.index(command.to) >= ORDER.index(state.step):
        return Refusal("not_passed", {"step": command.to})
    released: list[e.Event] = [e.NumberReleased(state.number)] if state.number else []
    return [*released, e.Returned(command.to, command.reason)]


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
    return [e.Numbered(by.grant, command.reason)]


def number_year(state: Dispatch) -> int:
    """Give the year of the number: that of the sign-off, Beijing time (N4)."""
    if state.signed_off is None:
        raise ValueError("a number needs a sign-off")
    return state.signed_off.astimezone(BEIJING).year


def _seal(command: c.Seal, by: Context) -> Decision:
    if not command.stamps or len(command.file) != _DIGEST:
        return Refusal("file_missing")
    if by.grant is None:
        return [e.Requested("seal")]
    if not isinstance(by.grant, SealedFile) or by.grant.plain != command.file:
        return Refusal("grant_mismatch")
    return [e.Sealed(by.grant)]


def _distribute(state: Dispatch, command: c.Distribute, by: Context) -> Decision:
    units = (*command.units, *command.copies)
    if not command.units:
        return Refusal("units_missing")
    if len(set(units)) != len(units):
        return Refusal("unit_twice")
    for unit in units:
        if by.directory.unit(unit) is None or unit == state.unit:
            return Refusal("unit_unknown", {"unit": unit})
    return [e.Distributed(command.units, command.copies)]


def _archive(command: c.Archive, by: Context) -> Decision:
    if command.retention not in RETENTIONS:
        return Refusal("retention_unknown", {"retention": command.retention})
    if by.grant is None:
        return [e.Requested("code")]
    return [e.Coded(by.grant, command.retention)] if isinstance(by.grant, ItemNumber) else Refusal("grant_mismatch")


def _task(state: Dispatch, by: Context) -> Task:
    task = own_task(state, by)
    if task is None:
        raise ValueError("the guard let through an actor without a task")
    return task


def _passed(state: Dispatch) -> set[Step]:
    """Collect the steps that it has passed on the route of its last submission; an older route may have had others."""
    passed: set[Step] = set()
    for entry in reversed(state.course):
        if entry.action in SENT_ON:
            passed.add(Step(entry.step))
        if entry.action == "submit":
            break
    return passed


def _previous_step(state: Dispatch, by: Context) -> Step:
    """Find the step from which the actor last sent the matter on."""
    sent = [entry.step for entry in state.course if entry.act.person == by.act.person and entry.action in SENT_ON]
    return Step(sent[-1])
