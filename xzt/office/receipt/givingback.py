"""撤回 by the sender (G4): what was not signed for goes back at once; afterwards the receiving document office agrees or keeps it. Pure."""

from xzt.core.errors import Refusal
from xzt.office.act import Context
from xzt.office.people import Role
from xzt.office.policy import refuse_words
from xzt.office.receipt import commands as c
from xzt.office.receipt import events as e
from xzt.office.receipt.state import ENDED, Receipt, Step

Decision = list[e.Event] | Refusal


def guard_asked(_: Receipt, by: Context) -> Refusal | None:
    """The server alone brings what another unit asks."""
    return None if by.holds(Role.SYSTEM) else Refusal("server_only")


def guard_answer(state: Receipt, by: Context) -> Refusal | None:
    """Open to the document office while the sender asks for it."""
    if not state.recall:
        return Refusal("not_asked_back")
    return None if by.holds(Role.REGISTRAR, state.unit) else Refusal("not_holder", {"step": state.step})


def ask(state: Receipt, command: c.AskBack) -> Decision:
    """Ask it back; what nobody has signed for is given back by that."""
    if state.step in ENDED - {Step.CLOSED}:
        return Refusal("step_passed", {"step": state.step})
    asked = e.BackAsked(command.reason)
    return [asked, e.GivenBack()] if state.step is Step.ARRIVED else [asked]


def answer(command: c.GiveBack | c.Keep) -> Decision:
    """Agree, or keep it with the reason."""
    if isinstance(command, c.GiveBack):
        return refuse_words(command.words, required=False) or [e.GivenBack(command.words)]
    return refuse_words(command.reason, required=True) or [e.Kept(command.reason)]
