"""``evolve`` for dispatches: what each event changes. Pure; replaying the events gives the same state on every machine.

What happens in its case is the engine's; here it becomes lines of the course, and what follows from it for sign-off, seal and drafting.
"""

import msgspec
from msgspec import structs

from xzt.core.digest import sm3
from xzt.office.act import Act, Entry
from xzt.office.dispatch import consents, cosigners, ledger, sealing
from xzt.office.dispatch import events as e
from xzt.office.dispatch.flows import OFFICE_STEPS
from xzt.office.dispatch.state import Archival, Delivery, Dispatch, Drafting, Elements, Relation, Sealing, Step, Version, duty
from xzt.office.flow import events as flow
from xzt.office.flow.evolution import evolve as evolve_case
from xzt.office.flow.state import Case, Note, Opinion

NOTES = {
    "begin": "",
    "ended": "",
    "lapse_remind": "",
    "lapse_escalate": "",
    "lapse_reassign": "",
    "absent": "",
    "untouched": "untouched",
    "return": "return",
    "refuse": "return",
    "withdraw": "withdraw",
    "force_withdraw": "withdraw",
    "cancelled": "cancel",
    "terminated": "terminate",
    "add_before": "add_before",
    "add_after": "add_after",
    "remove": "remove",
    "forward": "forward",
    "delegate": "delegate",
    "ask_lead": "ask_lead",
    "cover": "cover",
    "uncover": "uncover",
    "assign": "assign",
    "reassign": "reassign",
    "escalate": "escalate",
    "decide": "decide",
    "remind": "remind",
    "pause": "pause",
    "resume": "resume",
    "migrate": "migrate",
}
"""How the notes of a case are called in the course of a dispatch; empty for those that something else there says already."""

_SAID_ELSEWHERE = frozenset({Step.DRAFT, Step.JOINT, Step.PROOFREAD, *OFFICE_STEPS})
"""Steps whose answers have lines of their own: submitted, numbered, sealed and so on."""


def evolve(state: Dispatch | None, event: e.Event, act: Act) -> Dispatch:  # noqa: C901, PLR0911, PLR0912  one case an event
    """Apply one event to the state (None before the first)."""
    if state is None:
        return _begin(event, act)
    match event:
        case e.Drafted(document):
            return structs.replace(state, document=document, elements=elements_of(document), versions=_put_by(state, document))
        case e.Answering(receipt, about):
            return structs.replace(state, answers=receipt, about=about)
        case e.Shared(people):
            return structs.replace(state, co_drafters=people)
        case e.Attached(file):
            return structs.replace(state, attached=(*state.attached, file))
        case e.Detached(digest):
            return structs.replace(state, attached=tuple(file for file in state.attached if file.digest != digest))
        case e.Sent():
            return _sent(state, event, act)
        case e.Flowed(inner):
            return _flowed(state, inner, act)
        case e.JointAsked():
            raise TypeError("a document comes to be co-signed once")
        case e.JointAnswered(answer, words):
            return _answered(state, answer, words, act)
        case e.JointNoted():
            return _joint_noted(state, event, act)
        case e.ProofRead(text, _, _, words):
            return _note(state, act, "proofread", Step.PROOFREAD, words, text)
        case e.NumberReleased(number):
            return structs.replace(_note(state, act, "release_number", state.step, number.printed()), number=None)
        case e.Requested(what):
            return structs.replace(state, pending=what)
        case e.Numbered(number, reason):
            return structs.replace(_note(state, act, "number", Step.REGISTER, reason), number=number, pending="")
        case e.Sealed(file):
            return structs.replace(_note(state, act, "seal", Step.SEAL, file.seal_name), seal=file, sealed_at=act.at, pending="")
        case e.SealsAsked() | e.SealNoted() | e.SealWanted() | e.SealAnswered():
            return sealing.evolve(state, event, act)
        case e.Distributed():
            return structs.replace(_note(state, act, "distribute", Step.DISTRIBUTE), ledger=ledger.lines((), event))
        case e.Supplemented():
            return structs.replace(_about(state, act, "supplement", event), ledger=ledger.lines(state.ledger, event))
        case e.DeliveryRecalled(unit):
            return structs.replace(_about(state, act, "recall_delivery", event), ledger=ledger.asked_back(state.ledger, unit))
        case e.Related(relation):
            return structs.replace(state, relations=(*state.relations, relation))
        case e.Unrelated(relation):
            return structs.replace(state, relations=_without(state, relation))
        case e.DeliveryNoted():
            return structs.replace(state, ledger=ledger.noted(state.ledger, event, act))
        case e.ScopeRequested() | e.ScopeAnswered():
            return _of_scope(state, event, act)
        case e.Closed():
            return _note(state, act, "close", Step.FOLLOW)
        case e.Coded(item, retention):
            state = _note(state, act, "archive", Step.CLOSED, item.code)
            return structs.replace(state, pending="", archival=Archival(item.code, retention))
        case e.Packaged(manifest):
            archival = state.archival or Archival("", "")
            return structs.replace(_note(state, act, "package", state.step), archival=structs.replace(archival, package=manifest))


def _begin(event: e.Event, act: Act) -> Dispatch:
    if isinstance(event, e.JointAsked):
        return _asked(event, act)
    if not isinstance(event, e.Drafted):
        raise TypeError("a dispatch begins with a draft")
    state = Dispatch(act.unit, act.person, event.document, elements_of(event.document))
    return _note(structs.replace(state, drafting=_drafting(state, act)), act, "draft", Step.DRAFT)


def _asked(event: e.JointAsked, act: Act) -> Dispatch:
    """Begin with the text as the leading unit froze it; what it is called there is what it is called here."""
    state = Dispatch(
        act.unit,
        event.lead.drafter,
        event.document,
        elements_of(event.document),
        versions=(Version(event.lead.version, event.text, act.at),),
        profile=event.profile,
        attached=event.attached,
        lead=event.lead,
    )
    entry = Entry(act, "joint_asked", Step.ALLOT, event.lead.round, text=event.text, people=(f"u:{event.lead.unit}",))
    return structs.replace(state, course=(entry,))


def _answered(state: Dispatch, answer: str, words: str, act: Act) -> Dispatch:
    lead = state.lead
    if lead is None:
        raise TypeError("only what another unit leads is answered")
    if answer != "consented":
        state = _note(state, act, {"returned": "send_back", "recalled": "recalled"}[answer], state.step, words, state.text)
    return structs.replace(state, lead=structs.replace(lead, answer=answer))


def _joint_noted(state: Dispatch, event: e.JointNoted, act: Act) -> Dispatch:
    row = next(one for one in state.joint if one.task == event.task)
    if event.what == "opened":
        new = structs.replace(row, state="opened")
        return structs.replace(state, joint=tuple(new if one.task == row.task else one for one in state.joint))
    given = structs.replace(row, state=event.what, signer=event.signer, at=act.at, words=event.words, text=event.text, late=event.late)
    joined = tuple(given if one.task == row.task else one for one in state.joint)
    entry = Entry(
        act,
        "joint" if event.what == "consented" else "joint_return",
        Step.JOINT,
        row.round,
        event.words,
        event.text,
        event.what == "consented",
        (f"u:{row.unit}", *((f"p:{event.signer}",) if event.signer else ())),
        late=event.late,
    )
    return structs.replace(state, joint=joined, course=(*state.course, entry))


def _said_by_partner(state: Dispatch, event: flow.Event) -> bool:
    """Say whether the line of a co-signing unit's answer tells it already, or the end of this unit's own co-signing."""
    if isinstance(event, flow.Terminated) and state.lead:
        return True
    standing = state.case.standing(event.standing) if isinstance(event, flow.Returned) and state.case else None
    return standing is not None and standing.step == Step.JOINT


def elements_of(document: msgspec.Raw) -> Elements:
    """Read the elements out of the bytes of a document."""
    return msgspec.json.decode(document, type=Elements)


def _note(state: Dispatch, act: Act, action: str, step: Step, words: str = "", text: str = "") -> Dispatch:
    return structs.replace(state, course=(*state.course, Entry(act, action, step, state.round, words, text)))


def _without(state: Dispatch, relation: Relation) -> tuple[Relation, ...]:
    gone = (relation.kind, relation.record, relation.back)
    return tuple(one for one in state.relations if (one.kind, one.record, one.back) != gone)


def _of_scope(state: Dispatch, event: e.ScopeRequested | e.ScopeAnswered, act: Act) -> Dispatch:
    """Follow what a receiving unit asks about the range, and the answer (G6)."""
    if isinstance(event, e.ScopeRequested):
        state = consents.requested(state, event, act)
        action, words, unit = "ask_scope", event.reason, event.unit
    else:
        state = consents.answered(state, event, act)
        action, words = "scope_allowed" if event.allowed else "scope_denied", event.words
        unit = next(one.unit for one in state.scope_requests if one.id == event.request)
    entry = Entry(act, action, state.step, state.round, words, people=(f"u:{unit}",))
    return structs.replace(state, course=(*state.course, entry))


def _about(state: Dispatch, act: Act, action: str, event: e.Supplemented | e.DeliveryRecalled) -> Dispatch:
    """Write a line of the course that names the units."""
    units = (*event.units, *event.copies) if isinstance(event, e.Supplemented) else (event.unit,)
    words = event.words if isinstance(event, e.Supplemented) else event.reason
    entry = Entry(act, action, state.step, state.round, words, people=tuple(f"u:{unit}" for unit in units))
    return structs.replace(state, course=(*state.course, entry))


def _sent(state: Dispatch, event: e.Sent, act: Act) -> Dispatch:
    state = structs.replace(_note(state, act, "submit", Step.DRAFT, text=event.digest), profile=event.profile)
    return structs.replace(state, versions=frozen(state.versions, event.digest, event.tracked, act))


def _put_by(state: Dispatch, document: msgspec.Raw) -> tuple[Version, ...]:
    """Keep the text of the last submission beside its digest once another takes its place (DOC-15)."""
    last = state.versions[-1] if state.versions else None
    if last is None or last.document or bytes(document) == bytes(state.document):
        return state.versions
    return (*state.versions[:-1], structs.replace(last, document=bytes(state.document).decode()))


def frozen(versions: tuple[Version, ...], digest: str, tracked: str, act: Act) -> tuple[Version, ...]:
    """Freeze a text as the next version; the same text again is the same version (W13)."""
    if not versions or versions[-1].digest != digest:
        return (*versions, Version(len(versions) + 1, digest, act.at, tracked))
    return (*versions[:-1], structs.replace(versions[-1], tracked=tracked)) if tracked else versions


def _flowed(state: Dispatch, event: flow.Event, act: Act) -> Dispatch:
    before, case = state.case, evolve_case(state.case, event, act)
    entries = [] if _said_by_partner(state, event) else [*_said(case, event, before), *_noted(state, case, before)]
    if isinstance(event, flow.Copied):
        entries.append(Entry(act, "copy_to", state.step, state.round, people=tuple(f"p:{person}" for person in event.people)))
    state = structs.replace(state, case=case, course=(*state.course, *entries))
    if state.joint:
        state = structs.replace(state, joint=cosigners.recalled(state))
    match event:
        case flow.Entered(standing) if standing.step == Step.DRAFT:
            return structs.replace(state, drafting=_drafting(state, act))
        case flow.Entered(standing) if standing.step == Step.JOINT:
            return structs.replace(state, joint=(*state.joint, *cosigners.asked(state, standing.id)))
        case flow.Passed(name):
            return _passed(state, before, name, act)
        case flow.Returned() | flow.Withdrawn():
            return structs.replace(state, signed_off=None, seal=None, sealed_at=None, sealings=_unasked(state), pending="")
        case flow.Cancelled() | flow.Terminated():
            return structs.replace(state, drafting=None, sealings=_unasked(state), pending="")
    return state


def _unasked(state: Dispatch) -> tuple[Sealing, ...]:
    """Keep of the seals those that were asked for and are so no longer: their units are told once."""
    return tuple(row for row in sealing.recalled(state) if row.state == "recalled") if state.pending == "seals" else ()


def _passed(state: Dispatch, before: Case | None, name: str, act: Act) -> Dispatch:
    standing = before.standing(name) if before else None
    if standing is None:
        return state
    if standing.step == Step.DRAFT:
        return structs.replace(state, drafting=None)
    return structs.replace(state, signed_off=act.at) if standing.step == Step.SIGN_OFF and not state.lead else state


def _said(case: Case, event: flow.Event, before: Case | None) -> list[Entry]:
    """Give the lines for the opinions that an event added; what is said with a return stands with the return."""
    if isinstance(event, flow.Opined) and event.returns:
        return []
    new = case.opinions[len(before.opinions) if before else 0 :]
    found = [(opinion, case.task(opinion.task)) for opinion in new]
    return [_entry(opinion, duty(task)) for opinion, task in found if task and duty(task) not in _SAID_ELSEWHERE]


def _entry(opinion: Opinion, action: str) -> Entry:
    return Entry(
        opinion.act,
        action,
        opinion.step,
        opinion.round,
        opinion.words,
        opinion.text,
        opinion.agree,
        principal=opinion.principal,
        late=opinion.late,
        merged=opinion.merged,
        opinion=opinion.id,
        cites=opinion.cites,
        files=opinion.files,
    )


def _noted(state: Dispatch, case: Case, before: Case | None) -> list[Entry]:
    new = case.course[len(before.course) if before else 0 :]
    return [_line(state, note) for note in new if NOTES[note.action]]


def _line(state: Dispatch, note: Note) -> Entry:
    """Say where the matter stood when it was taken back or reminded of, rather than where it came from."""
    step = note.step if note.step and "withdraw" not in note.action else state.step
    rounds = state.case.rounds.get(step, 1) if state.case else 1
    text = state.text if note.action in {"return", "refuse"} else ""
    return Entry(note.act, NOTES[note.action], step, rounds, note.words, text, people=note.people)


def _drafting(state: Dispatch, act: Act) -> Drafting:
    """Open another stretch of drafting where the text comes under the pen."""
    return Drafting(act.command, sm3(bytes(state.document)))


def deliver(entry: Delivery, event: e.DeliveryNoted, act: Act) -> Delivery:
    """Enter what a unit answered in its line of the ledger."""
    return structs.replace(entry, state=event.state, words=event.words, at=act.at) if entry.unit == event.unit else entry
