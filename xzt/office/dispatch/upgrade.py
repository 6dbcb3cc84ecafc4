"""Makes a dispatch of the time before cases go on by a case: the ordinary flow, as far along as it had come.

Done whenever such a state is read, always with the same outcome, so every machine that reads it has the same case.
"""

from msgspec import UNSET, Raw, Struct, UnsetType

from xzt.core.encoding import decode
from xzt.office.act import Act, Entry
from xzt.office.dispatch import earlier as old
from xzt.office.dispatch import events as e
from xzt.office.dispatch.evolution import evolve
from xzt.office.dispatch.flows import ORDINARY, flows
from xzt.office.dispatch.state import ORDER, Dispatch, Route, Step
from xzt.office.flow.state import Case, Opinion, Standing, Status, Task, TaskState, Visit

_SENT_ON = {
    "submit": Step.DRAFT,
    "review": Step.REVIEW,
    "countersign": Step.COUNTERSIGN,
    "sign_off": Step.SIGN_OFF,
    "number": Step.REGISTER,
    "seal": Step.SEAL,
    "distribute": Step.DISTRIBUTE,
    "close": Step.FOLLOW,
    "archive": Step.CLOSED,
}
"""What sent a dispatch on, and from where."""
_OPINIONS = frozenset({"review", "countersign", "sign_off"})


class _Shape(Struct):
    """What tells the two apart: only the earlier state names its step."""

    step: Raw | UnsetType = UNSET


def read(data: bytes | Raw) -> Dispatch:
    """Decode a dispatch as it is kept now, or as it was kept before there were cases."""
    if decode(data, _Shape).step is UNSET:
        return decode(data, Dispatch)
    return upgrade(decode(data, old.Earlier))


def replay(state: Dispatch | old.Earlier | None, event: e.Event | old.Event, act: Act) -> Dispatch | old.Earlier:
    """Apply an event of a log that may have begun before there were cases."""
    if isinstance(event, old.Submitted | old.Opened | old.Opined | old.Returned | old.Withdrawn):
        if state is None:
            raise TypeError("a dispatch begins with a draft")
        return old.evolve(old.earlier(state) if isinstance(state, Dispatch) else state, event, act)
    if isinstance(state, old.Earlier):
        if not isinstance(event, e.Sent | e.Flowed):
            return old.evolve(state, event, act)
        state = upgrade(state)
    return evolve(state, event, act)


def upgrade(state: old.Earlier) -> Dispatch:
    """Give it the case that it would have had."""
    return Dispatch(
        unit=state.unit,
        drafter=state.drafter,
        document=state.document,
        elements=state.elements,
        case=_case(state, state.route) if state.route else None,
        versions=state.versions,
        course=state.course,
        signed_off=state.signed_off,
        number=state.number,
        pending=state.pending,
        seal=state.seal,
        sealed_at=state.sealed_at,
        ledger=state.ledger,
        archival=state.archival,
        drafting=state.drafting,
        co_drafters=state.co_drafters,
        profile=state.profile,
        attached=state.attached,
    )


def _case(state: old.Earlier, route: Route) -> Case:
    visits = _visits(state)
    standing = _standing(state, visits) if state.tasks else None
    said = [entry for entry in state.course if entry.action in _OPINIONS]
    answered = tuple(_answered(entry, state, standing) for entry in said)
    chosen = {Step.REVIEW: (route.reviewer,), Step.COUNTERSIGN: route.countersigners, Step.SIGN_OFF: (route.signer,)}
    rounds = {visit.step: visit.round for visit in visits} | ({standing.step: standing.round} if standing else {})
    return Case(
        definition=flows()[ORDINARY],
        unit=state.unit,
        starter=state.drafter,
        began=state.course[0].act.at,
        facts={"countersigners": len(route.countersigners), "kind": state.elements.kind, "urgency": state.elements.urgency},
        chosen={str(step): people for step, people in chosen.items()},
        texts=tuple(version.digest for version in state.versions),
        signed_text=state.versions[-1].digest if state.signed_off else "",
        standings=(standing,) if standing else (),
        tasks=(*answered, *_open(state, standing)),
        opinions=tuple(_opinion(entry) for entry in said),
        visits=visits,
        rounds=rounds | {Step.COUNTERSIGN.value: state.round} if state.round > 1 else rounds,
        status=Status.RUNNING if standing else Status.ENDED,
    )


def _visits(state: old.Earlier) -> tuple[Visit, ...]:
    """Collect the steps behind it since its last submission, each with who sent it on from there."""
    since = max((at for at, entry in enumerate(state.course) if entry.action == "submit"), default=0)
    here = ORDER.index(state.step)
    last: dict[Step, Entry] = {}
    for entry in state.course[since:]:
        step = _SENT_ON.get(entry.action)
        if step and ORDER.index(step) < here:
            last[step] = entry
    found = sorted(last.items(), key=lambda item: ORDER.index(item[0]))
    return tuple(Visit(_name(entry, "v"), step.value, (), entry.act.person, entry.round) for step, entry in found)


def _standing(state: old.Earlier, visits: tuple[Visit, ...]) -> Standing:
    """Stand where it stood; what came back by a return or a withdrawal was sent on by nobody (W3)."""
    first, newest = state.tasks[0], state.course[-1]
    sent = bool(visits) and visits[-1].sender == first.sender and newest.action not in {"return", "withdraw"}
    return Standing(_name(newest, "s"), state.step.value, (), first.round, first.since, first.sender, visits[-1].id if sent else "")


def _answered(entry: Entry, state: old.Earlier, standing: Standing | None) -> Task:
    """Give an opinion the task that it answered; at the step under way it is one of the signers there."""
    here = standing is not None and entry.step == standing.step == Step.COUNTERSIGN and entry.act.at >= standing.since
    return Task(
        id=_name(entry, "t"),
        standing=standing.id if standing and here else "",
        step=entry.step,
        round=entry.round,
        holder=f"p:{entry.act.person}",
        since=entry.act.at,
        sender=state.drafter,
        state=TaskState.DONE,
        opened=entry.act.at,
    )


def _open(state: old.Earlier, standing: Standing | None) -> tuple[Task, ...]:
    if standing is None:
        return ()
    return tuple(
        Task(f"{standing.id}.{n}", standing.id, task.step, task.round, task.holder, task.since, task.sender, opened=task.opened)
        for n, task in enumerate(state.tasks, 1)
    )


def _opinion(entry: Entry) -> Opinion:
    return Opinion(_name(entry, "o"), _name(entry, "t"), entry.step, entry.act, entry.words, entry.text, entry.agree, entry.round)


def _name(entry: Entry, what: str) -> str:
    """Name something after the command that made it: the same on every machine, and never the same as a name of the engine's."""
    return f"{entry.act.command}.{what}"
