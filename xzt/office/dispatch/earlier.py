"""Dispatches as they were kept before they had cases: the state, the events of their logs, and what those changed.

Nothing new is ever decided here. Logs and archive packages of that time are read again and again, and must give what they gave then.
"""

from datetime import datetime

import msgspec
from msgspec import Struct, structs

from xzt.core.digest import sm3
from xzt.office.act import Act, AttachedFile, Entry, Number, SealedFile
from xzt.office.dispatch import events as e
from xzt.office.dispatch.evolution import deliver, elements_of, frozen
from xzt.office.dispatch.state import Archival, Delivery, Dispatch, Drafting, Elements, Route, Step, Version
from xzt.office.profile import Profile


class EarlierTask(Struct, frozen=True):
    """An open task."""

    step: Step
    holder: str
    since: datetime
    sender: str
    round: int = 1
    opened: datetime | None = None


class Earlier(Struct, frozen=True):
    """The whole state of that time."""

    unit: str
    drafter: str
    document: msgspec.Raw
    elements: Elements
    step: Step
    tasks: tuple[EarlierTask, ...] = ()
    route: Route | None = None
    versions: tuple[Version, ...] = ()
    round: int = 1
    course: tuple[Entry, ...] = ()
    signed_off: datetime | None = None
    number: Number | None = None
    pending: str = ""
    seal: SealedFile | None = None
    sealed_at: datetime | None = None
    ledger: tuple[Delivery, ...] = ()
    archival: Archival | None = None
    drafting: Drafting | None = None
    co_drafters: tuple[str, ...] = ()
    profile: Profile | None = None
    attached: tuple[AttachedFile, ...] = ()


class Submitted(Struct, frozen=True, tag=True):
    """The text was frozen and sent along the route."""

    route: Route
    digest: str
    profile: Profile | None = None
    tracked: str = ""


class Opened(Struct, frozen=True, tag=True):
    """A holder looked at the task."""

    holder: str


class Opined(Struct, frozen=True, tag=True):
    """A holder finished the task with an opinion."""

    step: Step
    holder: str
    opinion: str
    text: str
    agree: bool = True


class Returned(Struct, frozen=True, tag=True):
    """It went back."""

    to: Step
    reason: str


class Withdrawn(Struct, frozen=True, tag=True):
    """The sender took it back to his own step."""

    to: Step
    reason: str


Event = Submitted | Opened | Opined | Returned | Withdrawn

_ROLE_STEPS = {
    Step.REGISTER: "r:registrar",
    Step.SEAL: "r:seal_keeper",
    Step.DISTRIBUTE: "r:registrar",
    Step.FOLLOW: "r:registrar",
    Step.CLOSED: "r:archivist",
}
_ACTIONS = {Step.REVIEW: "review", Step.COUNTERSIGN: "countersign", Step.SIGN_OFF: "sign_off"}


def earlier(state: Dispatch) -> Earlier:
    """Give a dispatch that was never submitted as it was kept then."""
    tasks = tuple(EarlierTask(Step.DRAFT, task.holder, task.since, task.sender, opened=task.opened) for task in state.tasks)
    same = {name: getattr(state, name) for name in ("course", "drafting", "co_drafters", "profile", "attached")}
    return Earlier(state.unit, state.drafter, state.document, state.elements, Step.DRAFT, tasks, **same)


def evolve(state: Earlier, event: Event | e.Event, act: Act) -> Earlier:  # noqa: C901, PLR0911, PLR0912  one case an event
    """Apply one event as it was applied then."""
    match event:
        case e.Drafted(document):
            return structs.replace(state, document=document, elements=elements_of(document))
        case e.Shared(people):
            return structs.replace(state, co_drafters=people)
        case e.Attached(file):
            return structs.replace(state, attached=(*state.attached, file))
        case e.Detached(digest):
            return structs.replace(state, attached=tuple(file for file in state.attached if file.digest != digest))
        case Submitted():
            versions = frozen(state.versions, event.digest, event.tracked, act)
            state = structs.replace(_note(state, act, "submit", text=event.digest), versions=versions, route=event.route)
            return _go(structs.replace(state, profile=event.profile), Step.REVIEW, act)
        case Opened(holder):
            tasks = tuple(structs.replace(task, opened=act.at) if task.holder == holder else task for task in state.tasks)
            return structs.replace(state, tasks=tasks)
        case Opined():
            return _opined(state, event, act)
        case Returned(to, reason):
            state = _note(state, act, "return", reason)
            return _go(structs.replace(state, signed_off=None, seal=None, sealed_at=None, pending=""), to, act)
        case Withdrawn(to, reason):
            return _take_back(structs.replace(_note(state, act, "withdraw", reason), pending=""), to, act)
        case e.NumberReleased(number):
            return structs.replace(_note(state, act, "release_number", number.printed()), number=None)
        case e.Requested(what):
            return structs.replace(state, pending=what)
        case e.Numbered(number, reason):
            return _go(structs.replace(_note(state, act, "number", reason), number=number, pending=""), Step.SEAL, act)
        case e.Sealed(file):
            state = structs.replace(_note(state, act, "seal", file.seal_name), seal=file, sealed_at=act.at, pending="")
            return _go(state, Step.DISTRIBUTE, act)
        case e.Distributed(units, copies):
            ledger = (*(Delivery(unit, copy=False) for unit in units), *(Delivery(unit, copy=True) for unit in copies))
            return _go(structs.replace(_note(state, act, "distribute"), ledger=ledger), Step.FOLLOW, act)
        case e.DeliveryNoted():
            return structs.replace(state, ledger=tuple(deliver(entry, event, act) for entry in state.ledger))
        case e.Closed():
            return _go(_note(state, act, "close"), Step.CLOSED, act)
        case e.Coded(item, retention):
            state = _note(state, act, "archive", item.code)
            return structs.replace(state, step=Step.ARCHIVED, tasks=(), pending="", archival=Archival(item.code, retention))
        case e.Packaged(manifest):
            archival = state.archival or Archival("", "")
            return structs.replace(_note(state, act, "package"), archival=structs.replace(archival, package=manifest))
    raise TypeError("no event of that time")


def _note(state: Earlier, act: Act, action: str, words: str = "", text: str = "", *, agree: bool = True) -> Earlier:
    return structs.replace(state, course=(*state.course, Entry(act, action, state.step, state.round, words, text, agree)))


def _opined(state: Earlier, event: Opined, act: Act) -> Earlier:
    state = _note(state, act, _ACTIONS[event.step], event.opinion, event.text, agree=event.agree)
    if event.step is Step.REVIEW:
        return _go(state, Step.COUNTERSIGN if state.route and state.route.countersigners else Step.SIGN_OFF, act)
    if event.step is Step.COUNTERSIGN:
        rest = tuple(task for task in state.tasks if task.holder != event.holder)
        return structs.replace(state, tasks=rest) if rest else _go(state, Step.SIGN_OFF, act)
    return _go(structs.replace(state, signed_off=act.at), Step.REGISTER, act)


def _go(state: Earlier, step: Step, act: Act) -> Earlier:
    again = step is Step.COUNTERSIGN and any(entry.action == "countersign" for entry in state.course)
    round_ = state.round + 1 if again else state.round
    tasks = tuple(EarlierTask(step, holder, act.at, act.person, round_) for holder in _holders(state, step))
    return structs.replace(state, step=step, tasks=tasks, round=round_, drafting=_drafting(state, step, act))


def _holders(state: Earlier, step: Step) -> tuple[str, ...]:
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


def _take_back(state: Earlier, to: Step, act: Act) -> Earlier:
    task = EarlierTask(to, f"p:{act.person}", act.at, act.person, state.round, opened=act.at)
    signed_off = state.signed_off if to is not Step.SIGN_OFF else None
    return structs.replace(state, step=to, tasks=(task,), signed_off=signed_off, drafting=_drafting(state, to, act))


def _drafting(state: Earlier, step: Step, act: Act) -> Drafting | None:
    return Drafting(act.command, sm3(bytes(state.document))) if step is Step.DRAFT else None
