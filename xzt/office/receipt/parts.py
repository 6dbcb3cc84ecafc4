"""With whom a receipt lies now, part by part, and who does a part for whom (W6). Pure; what changes it stands in ``covering``."""

from datetime import datetime

from xzt.office.receipt.state import Part, Receipt, Step


def open_parts(state: Receipt) -> tuple[tuple[Part, str], ...]:
    """List what lies with somebody now, by the person it was named to."""
    if state.step is Step.INSTRUCT:
        return ((Part.LEADER, state.leader),)
    if state.step is not Step.HANDLE:
        return ()
    found = [(Part.HANDLER, state.handler)] if state.handler and not state.result else []
    found += [(Part.HELPER, one.person) for one in state.helpers if one.at is None]
    return (*found, *((Part.READER, one.person) for one in state.waiting_readers))


def doer(state: Receipt, part: Part, person: str) -> str:
    """Name who does somebody's part: himself, or his deputy."""
    return next((one.deputy for one in state.covers if (one.part, one.principal) == (part, person)), person)


def does_for(state: Receipt, part: Part, person: str) -> str:
    """Name whose open part somebody does: his own before that of another whom he stands in for; empty where he has none."""
    named = [one for found, one in open_parts(state) if found is part and doer(state, part, one) == person]
    return person if person in named else next(iter(named), "")


def since(state: Receipt, part: Part, person: str) -> datetime:
    """Say since when an open part lies where it lies."""
    told = {one.person: one.since for one in (state.helpers if part is Part.HELPER else state.readings if part is Part.READER else ())}
    begun = told.get(person) or _turn(state)
    covered = next((one.since for one in state.covers if (one.part, one.principal) == (part, person)), begun)
    return max(begun, covered)


def _turn(state: Receipt) -> datetime:
    """Say when it came to whoever is responsible for it now."""
    coming = {"propose", "instruct", "escalate", "assign"}
    return next((entry.act.at for entry in reversed(state.course) if entry.action in coming), state.arrived)
