"""``evolve`` for dispatches: what each event changes. Pure; replaying the events gives the same state on every machine."""

import msgspec
from msgspec import structs

from xzt.core.digest import sm3
from xzt.office.act import Act, Entry
from xzt.office.dispatch import events as e
from xzt.office.dispatch.state import Archival, Delivery, Dispatch, Drafting, Elements, Step, Task, Version

_ROLE_STEPS = {
    Step.REGISTER: "r:registrar",
    Step.SEAL: "r:seal_keeper",
    Step.DISTRIBUTE: "r:registrar",
    Step.FOLLOW: "r:registrar",
    Step.CLOSED: "r:archivist",
}
_ACTIONS = {Step.REVIEW: "review", Step.COUNTERSIGN: "countersign", Step.SIGN_OFF: "sign_off"}


def evolve(state: Dispatch | None, event: e.Event, act: Act) -> Dispatch:  # noqa: C901, PLR0911, PLR0912  one case an event
    """Apply one event to the state (None before the first)."""
    if state is None:
        return _begin(event, act)
    match event:
        case e.Drafted(document):
            return structs.replace(state, document=document, elements=_elements(document))
        case e.Shared(people):
            return structs.replace(state, co_drafters=people)
        case e.Attached(file):
            return structs.replace(state, attached=(*state.attached, file))
        case e.Detached(digest):
            return structs.replace(state, attached=tuple(file for file in state.attached if file.digest != digest))
        case e.Submitted():
            return _submitted(state, event, act)
        case e.Opened(holder):
            tasks = tuple(structs.replace(task, opened=act.at) if task.holder == holder else task for task in state.tasks)
            return structs.replace(state, tasks=tasks)
        case e.Opined():
            return _opined(state, event, act)
        case e.Returned(to, reason):
            state = _note(state, act, "return", words=reason)
            return _go(structs.replace(state, signed_off=None, seal=None, sealed_at=None, pending=""), to, act)
        case e.Withdrawn(to, reason):
            state = _note(state, act, "withdraw", words=reason)
            return _take_back(structs.replace(state, pending=""), to, act)
        case e.NumberReleased(number):
            return structs.replace(_note(state, act, "release_number", words=number.printed()), number=None)
        case e.Requested(what):
            return structs.replace(state, pending=what)
        case e.Numbered(number, reason):
            state = _note(state, act, "number", words=reason)
            return _go(structs.replace(state, number=number, pending=""), Step.SEAL, act)
        case e.Sealed(file):
            state = _note(state, act, "seal", words=file.seal_name)
            return _go(structs.replace(state, seal=file, sealed_at=act.at, pending=""), Step.DISTRIBUTE, act)
        case e.Distributed(units, copies):
            ledger = (*(Delivery(unit, copy=False) for unit in units), *(Delivery(unit, copy=True) for unit in copies))
            return _go(structs.replace(_note(state, act, "distribute"), ledger=ledger), Step.FOLLOW, act)
        case e.DeliveryNoted():
            return structs.replace(state, ledger=tuple(_deliver(entry, event, act) for entry in state.ledger))
        case e.Closed():
            return _go(_note(state, act, "close"), Step.CLOSED, act)
        case e.Coded(item, retention):
            state = _note(state, act, "archive", words=item.code)
            return structs.replace(state, step=Step.ARCHIVED, tasks=(), pending="", archival=Archival(item.code, retention))
        case e.Packaged(manifest):
            archival = state.archival or Archival("", "")
            return structs.replace(_note(state, act, "package"), archival=structs.replace(archival, package=manifest))


def _begin(event: e.Event, act: Act) -> Dispatch:
    if not isinstance(event, e.Drafted):
        raise TypeError("a dispatch begins with a draft")
    task = Task(Step.DRAFT, f"p:{act.person}", act.at, act.person, opened=act.at)
    state = Dispatch(
        unit=act.unit, drafter=act.person, document=event.document, elements=_elements(event.document), step=Step.DRAFT, tasks=(task,)
    )
    state = structs.replace(state, drafting=_drafting(state, Step.DRAFT, act))
    return _note(state, act, "draft")


def _elements(document: msgspec.Raw) -> Elements:
    return msgspec.json.decode(document, type=Elements)


def _note(state: Dispatch, act: Act, action: str, *, words: str = "", text: str = "", agree: bool = True) -> Dispatch:
    entry = Entry(act, action, state.step, state.round, words, text, agree)
    return structs.replace(state, course=(*state.course, entry))


def _submitted(state: Dispatch, event: e.Submitted, act: Act) -> Dispatch:
    versions = state.versions
    if state.text != event.digest:
        versions = (*versions, Version(len(versions) + 1, event.digest, act.at, event.tracked))
    elif event.tracked:
        versions = (*versions[:-1], structs.replace(versions[-1], tracked=event.tracked))
    state = structs.replace(_note(state, act, "submit", text=event.digest), versions=versions, route=event.route)
    state = structs.replace(state, profile=event.profile)
    return _go(state, Step.REVIEW, act)


def _opined(state: Dispatch, event: e.Opined, act: Act) -> Dispatch:
    state = _note(state, act, _ACTIONS[event.step], words=event.opinion, text=event.text, agree=event.agree)
    if event.step is Step.REVIEW:
        return _go(state, Step.COUNTERSIGN if state.route and state.route.countersigners else Step.SIGN_OFF, act)
    if event.step is Step.COUNTERSIGN:
        rest = tuple(task for task in state.tasks if task.holder != event.holder)
        return structs.replace(state, tasks=rest) if rest else _go(state, Step.SIGN_OFF, act)
    return _go(structs.replace(state, signed_off=act.at), Step.REGISTER, act)


def _go(state: Dispatch, step: Step, act: Act) -> Dispatch:
    """Stand at ``step`` with its tasks open; entering countersigning again begins the next round with a fresh set (W2)."""
    again = step is Step.COUNTERSIGN and any(entry.action == "countersign" for entry in state.course)
    round_ = state.round + 1 if again else state.round
    tasks = tuple(Task(step, holder, act.at, act.person, round_) for holder in _holders(state, step))
    return structs.replace(state, step=step, tasks=tasks, round=round_, drafting=_drafting(state, step, act))


def _holders(state: Dispatch, step: Step) -> tuple[str, ...]:
    route = state.route
    if step is Step.DRAFT:
        return (f"p:{state.drafter}",)
    if route and step is Step.REVIEW:
        return (f"p:{route.reviewer}",)
    if route and step is Step.COUNTERSIGN:
        return tuple(f"p:{person}" for person in route.countersigners)
    if route and step is Step.SIGN_OFF:
        return (f"p:{route.signer}",)
    return (_ROLE_STEPS[step],)


def _take_back(state: Dispatch, to: Step, act: Act) -> Dispatch:
    """Return the matter to the sender alone, in the round that it was in: his opinion stays in the course, a new one follows it (W13)."""
    task = Task(to, f"p:{act.person}", act.at, act.person, state.round, opened=act.at)
    signed_off = state.signed_off if to is not Step.SIGN_OFF else None
    return structs.replace(state, step=to, tasks=(task,), signed_off=signed_off, drafting=_drafting(state, to, act))


def _drafting(state: Dispatch, step: Step, act: Act) -> Drafting | None:
    """Open another stretch of drafting where the text comes back under the pen."""
    return Drafting(act.command, sm3(bytes(state.document))) if step is Step.DRAFT else None


def _deliver(entry: Delivery, event: e.DeliveryNoted, act: Act) -> Delivery:
    return structs.replace(entry, state=event.state, words=event.words, at=act.at) if entry.unit == event.unit else entry
