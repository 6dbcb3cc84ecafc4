"""``decide`` for what is done by hand with document numbers, and who may (N3, N7). Pure."""

from xzt.core.errors import Refusal
from xzt.office.act import Action, Context, Number
from xzt.office.numberbook import HIGHEST, WANTED, YEARS
from xzt.office.numbering import commands as c
from xzt.office.numbering import events as e
from xzt.office.numbering.state import Numbering
from xzt.office.people import Role
from xzt.office.policy import refuse_words

Decision = list[e.Event] | Refusal


def guard(state: Numbering | None, by: Context) -> Refusal | None:
    """Refuse whoever does not keep the numbers of this unit; the screen asks the same."""
    return None if by.holds(Role.NUMBER_KEEPER, state.unit if state else "") else Refusal("not_number_keeper")


def decide(state: Numbering | None, command: c.Command, by: Context) -> Decision:
    """Answer ``command`` with what happens, or with why it may not. A mark without the server's grant is only asked for."""
    refusal = guard(state, by) or _refuse_number(state, command, by) or refuse_words(command.reason, required=True)
    if refusal:
        return refusal
    number, reason = (command.series, command.year, command.sequence), command.reason.strip()
    match command:
        case c.ExplainNumber():
            return [e.Explained(*number, reason)]
        case c.MarkNumber(state=wanted):
            if wanted not in WANTED:
                return Refusal("number_malformed")
            if not _may_follow(state, command):
                return Refusal("number_taken", {"sequence": str(command.sequence)})
            if by.grant is None:
                return [e.Requested(*number, wanted, reason)]
            return [e.Marked(*number, wanted, reason)] if by.grant == Number(*number) else Refusal("grant_mismatch")


def _refuse_number(state: Numbering | None, command: c.Command, by: Context) -> Refusal | None:
    unit = by.directory.unit(by.act.unit)
    if unit is None or command.series not in unit.series:
        return Refusal("series_unknown", {"series": command.series})
    fits = command.year in YEARS and 0 < command.sequence <= HIGHEST and (state is None or state.year == command.year)
    return None if fits else Refusal("number_malformed")


def _may_follow(state: Numbering | None, command: c.MarkNumber) -> bool:
    """Look at what is certain here already: what is void stays so, and what is asked for comes first. The rest the server knows."""
    if state is None:
        return True
    key = (command.series, command.sequence)
    asked = next((one.state for one in reversed(state.waiting) if (one.series, one.sequence) == key), "")
    if asked:
        return asked in WANTED[command.state]
    return not any(one.state == "void" and (one.series, one.sequence) == key for one in state.marks)


def actions(state: Numbering, by: Context) -> tuple[Action, ...]:
    """List the commands with whether they are open to the actor now."""
    return tuple(Action(kind.__name__, guard(state, by)) for kind in c.SIGNED)
