"""Who gets a part of a receipt when somebody is away or has left: 代理 (W6), leavers (W10), and 改派 by the document office. Pure.

A deputy gets what comes to his principal while the window runs, and what lay open at its beginning where that was wished; what he has not
done goes back at the end. He writes in his own name for the other. What the issuing organ lets go to leaders only goes to no other deputy.
"""

from xzt.core.errors import Refusal
from xzt.office.act import Context
from xzt.office.people import Directory, Role
from xzt.office.policy import refuse_words
from xzt.office.receipt import commands as c
from xzt.office.receipt import events as e
from xzt.office.receipt.evolution import evolve
from xzt.office.receipt.parts import doer, open_parts
from xzt.office.receipt.state import Cover, Part, Receipt, Step
from xzt.office.windows import deputy_of

MATTER = "document"
"""What kind of matter a receipt is to a window."""
Decision = list[e.Event] | Refusal
BRINGING = (e.Proposed, e.Instructed, e.WasRead, e.Moved)
"""The events by which a part comes to somebody; all others leave parts where they lie, or take them away."""


def deputy_for(state: Receipt, person: str, by: Context) -> str:
    """Name who stands in for somebody in this receipt now, or nobody."""
    name = deputy_of(by.given.windows, person, MATTER, by.act.at)
    found = by.directory.person(name) if name else None
    if found is None or not by.directory.is_there(name, state.unit) or (state.scope == "leaders" and Role.LEADER not in found.roles):
        return ""
    return name


def _covers(state: Receipt, parts: set[tuple[Part, str]], by: Context) -> tuple[Cover, ...]:
    found = ((part, person, deputy_for(state, person, by)) for part, person in sorted(parts))
    return tuple(Cover(part, person, deputy, by.act.at) for part, person, deputy in found if deputy)


def with_covers(state: Receipt, decision: Decision, by: Context) -> Decision:
    """Let what comes to somebody by this decision come to his deputy while his window runs, to his head where he has left meanwhile."""
    if isinstance(decision, Refusal) or not any(isinstance(event, BRINGING) for event in decision):
        return decision
    after = state
    for event in decision:
        after = evolve(after, event, by.act)
    fresh = set(open_parts(after)) - set(open_parts(state))
    covers = _covers(after, {one for one in fresh if by.directory.is_there(one[1], state.unit)}, by)
    left = [one for one in absent(after, by.directory) if one in {person for _, person in fresh}]
    return [*decision, *([e.Covered(covers)] if covers else []), *(escalated(after, one, by) for one in left)]


def uncovered(state: Receipt, person: str) -> set[tuple[Part, str]]:
    """List somebody's open parts that no deputy has."""
    return {(part, one) for part, one in open_parts(state) if one == person and doer(state, part, one) == one}


def guard_cover(state: Receipt, by: Context) -> Refusal | None:
    """Open to whoever has something here and a deputy now; the clock does it for whom it was said beforehand."""
    if by.holds(Role.SYSTEM):
        return None
    return None if _covers(state, uncovered(state, by.act.person), by) else Refusal("no_deputy")


def cover(state: Receipt, command: c.Cover, by: Context) -> Decision:
    """Hand what lies open with somebody to his deputy."""
    if command.principal != by.act.person and not by.holds(Role.SYSTEM):
        return Refusal("not_principal")
    covers = _covers(state, uncovered(state, command.principal), by)
    return [e.Covered(covers, "cover")] if covers else Refusal("no_deputy")


def guard_system(_: Receipt, by: Context) -> Refusal | None:
    """The server alone says this."""
    return None if by.holds(Role.SYSTEM) else Refusal("server_only")


def uncover(state: Receipt, command: c.Uncover) -> Decision:
    """Give back what a deputy has not done."""
    left = [one for part, one in open_parts(state) if one == command.principal and doer(state, part, one) != one]
    return [e.Uncovered(command.principal)] if left else Refusal("nothing_covered")


def absent(state: Receipt, directory: Directory) -> tuple[str, ...]:
    """List those whose open parts lie with somebody who is not there any more and of whom the document office does not know yet (W10)."""
    there = (
        (one, directory.is_there(one, state.unit) and directory.is_there(doer(state, part, one), state.unit))
        for part, one in open_parts(state)
    )
    return tuple(dict.fromkeys(one for one, found in there if not found and one not in state.orphans))


def surface(state: Receipt, command: c.Surface, by: Context) -> Decision:
    """Take a leaver's parts to the head of the department, else before the document office; a leaving deputy's go back to the principal."""
    if command.person not in absent(state, by.directory):
        return Refusal("nothing_wrong")
    if by.directory.is_there(command.person, state.unit):
        return [e.Uncovered(command.person)]
    return [escalated(state, command.person, by)]


def escalated(state: Receipt, person: str, by: Context) -> e.Event:
    """Take somebody's parts to the head of the department, before the document office where there is none who may have them."""
    head = by.directory.head_of(person, state.unit)
    leading = state.scope == "leaders" or state.step is Step.INSTRUCT
    return e.Moved(person, head.id, "escalate") if head and (not leading or Role.LEADER in head.roles) else e.Orphaned(person)


def guard_reassign(state: Receipt, by: Context) -> Refusal | None:
    """Open to the document office while something lies with somebody."""
    if not open_parts(state):
        early = list(Step).index(state.step) < list(Step).index(Step.INSTRUCT)
        return Refusal("step_not_reached" if early else "step_passed", {"step": state.step})
    return None if by.holds(Role.REGISTRAR, state.unit) else Refusal("not_holder", {"step": state.step})


def reassign(state: Receipt, command: c.Reassign, by: Context) -> Decision:
    """Give somebody's open parts to another (改派), always with a reason."""
    parts = {part for part, one in open_parts(state) if one == command.person}
    refusal = refuse_words(command.words, required=True)
    if refusal or not parts:
        return refusal or Refusal("task_unknown")
    person = by.directory.person(command.to)
    if person is None or not by.directory.is_there(command.to, state.unit):
        return Refusal("person_unknown", {"person": command.to})
    if command.to == command.person:
        return Refusal("person_twice")
    if (state.scope == "leaders" or Part.LEADER in parts) and Role.LEADER not in person.roles:
        return Refusal("scope_excludes" if Part.LEADER not in parts else "not_leader", {"person": command.to})
    return [e.Moved(command.person, command.to, "assign", command.words)]
