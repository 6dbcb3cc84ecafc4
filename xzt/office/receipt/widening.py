"""How far a receipt may go (传达范围, G6): asked of the issuing organ over the exchange, or changed by a consent of another way."""

from msgspec import structs

from xzt.core.errors import Refusal
from xzt.office.act import Act, Context
from xzt.office.people import Role
from xzt.office.policy import refuse_words
from xzt.office.receipt import commands as c
from xzt.office.receipt import events as e
from xzt.office.receipt.registration import SCOPES, Registration
from xzt.office.receipt.state import ENDED, Receipt, ScopeQuestion, Step

Decision = list[e.Event] | Refusal
WIDER = {"unit": ("",), "leaders": ("unit", "")}
"""What can be asked for at each range: whatever goes further."""


def guard_widen(state: Receipt, by: Context) -> Refusal | None:
    """Open to the document office from registration to the end."""
    if state.registration is None or state.step in ENDED:
        return Refusal("step_not_reached" if state.step not in ENDED else "step_passed", {"step": state.step})
    return None if by.holds(Role.REGISTRAR, state.unit) else Refusal("not_holder", {"step": state.step})


def widen(state: Receipt, command: c.Widen) -> Decision:
    """Change the range with a consent that came another way."""
    if command.scope not in SCOPES:
        return Refusal("registration_field", {"field": "scope"})
    if command.scope == state.scope:
        return Refusal("scope_same")
    return refuse_words(command.consent, required=True) or [e.Widened(command.scope, command.consent)]


def open_question(state: Receipt) -> ScopeQuestion | None:
    """Find what the issuing organ has not answered."""
    return next((one for one in state.scope_questions if not one.state), None)


def guard_ask(state: Receipt, by: Context) -> Refusal | None:
    """Open to the document office where a limit is set by an organ of the exchange, one question at a time; also once it is closed."""
    if state.registration is None or state.step in ENDED - {Step.CLOSED}:
        return Refusal("step_not_reached" if state.step not in ENDED else "step_passed", {"step": state.step})
    if not state.exchanged:
        return Refusal("not_by_exchange")
    if not state.scope:
        return Refusal("scope_free")
    if open_question(state):
        return Refusal("scope_asked")
    return None if by.holds(Role.REGISTRAR, state.unit) else Refusal("not_holder", {"step": state.step})


def ask(state: Receipt, command: c.AskScope) -> Decision:
    """Ask the issuing organ to let it go further."""
    if command.scope not in WIDER.get(state.scope, ()):
        return Refusal("scope_same")
    return refuse_words(command.reason, required=True) or [e.ScopeAsked(command.scope, command.reason)]


def note(state: Receipt, command: c.NoteScope, by: Context) -> Decision:
    """Take the answer down; what was allowed holds from then on."""
    if not by.holds(Role.SYSTEM):
        return Refusal("server_only")
    found = next((one for one in state.scope_questions if one.id == command.question and not one.state), None)
    return [e.ScopeNoted(found.id, command.allowed, command.person, command.words)] if found else Refusal("exists")


def asked(state: Receipt, event: e.ScopeAsked, act: Act) -> Receipt:
    """Put the question down; it is named by the command that asked it."""
    return structs.replace(state, scope_questions=(*state.scope_questions, ScopeQuestion(act.command, event.scope, event.reason, act.at)))


def noted(state: Receipt, event: e.ScopeNoted, act: Act) -> Receipt:
    """Put the answer beside the question, and let it go as far as was allowed."""
    said = {"state": "allowed" if event.allowed else "denied", "words": event.words, "person": event.person, "answered": act.at}
    found = tuple(structs.replace(one, **said) if one.id == event.question else one for one in state.scope_questions)
    state = structs.replace(state, scope_questions=found)
    wide = next((one.scope for one in found if one.id == event.question), state.scope)
    return (
        structs.replace(state, registration=structs.replace(state.registration or Registration(), scope=wide)) if event.allowed else state
    )
