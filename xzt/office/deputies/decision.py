"""``decide`` for delegation windows, and what is open to whom. Pure."""

from xzt.core.errors import Refusal
from xzt.office.act import Action, Context
from xzt.office.deputies import commands as c
from xzt.office.deputies import events as e
from xzt.office.deputies.state import Deputies, Phase, Standin
from xzt.office.people import Role
from xzt.office.policy import refuse_words
from xzt.office.windows import Window, refuse_window

MATTERS = ("document",)
"""The kinds of matter that a window can be held to: those that go by the flow engine."""

Decision = list[e.Event] | Refusal


def decide(state: Deputies | None, command: c.Command, by: Context) -> Decision:
    """Answer ``command`` with what happens, or with why it may not."""
    if isinstance(command, c.Deputise):
        return _deputise(state, command, by)
    standin = state.find(command.standin) if state else None
    if standin is None:
        return Refusal("window_unknown")
    if isinstance(command, c.MarkDeputation):
        return _mark(standin, command, by)
    refusal = refuse_end(standin, by) or refuse_words(command.words, required=standin.window.principal != by.act.person)
    return refusal or [e.DeputationEnded(standin.id, command.words)]


def _deputise(state: Deputies | None, command: c.Deputise, by: Context) -> Decision:
    window = Window(by.act.person, command.deputy, command.since, command.until, command.matters)
    if command.until <= by.act.at:
        return Refusal("window_past")
    if set(command.matters) - set(MATTERS):
        return Refusal("matter_not_delegable")
    others = state.windows if state else ()
    refusal = refuse_words(command.words, required=False) or refuse_window(window, others, by.directory)
    return refusal or [e.Deputised(window, command.hand_over, command.words)]


def refuse_end(standin: Standin, by: Context) -> Refusal | None:
    """Refuse to end what is over, and whoever neither set it nor is of the document office; the screen asks the same."""
    if standin.ended or standin.phase(by.act.at) in {Phase.OVER, Phase.RETURNING}:
        return Refusal("window_over")
    return None if by.act.person == standin.window.principal or by.holds(Role.REGISTRAR) else Refusal("not_principal")


def _mark(standin: Standin, command: c.MarkDeputation, by: Context) -> Decision:
    if not by.holds(Role.SYSTEM):
        return Refusal("server_only")
    moment = standin.until if command.over else standin.window.since
    if by.act.at < moment or standin.over or (standin.began and not command.over):
        return Refusal("window_over")
    return [e.DeputationMarked(standin.id, command.over)]


def actions(_state: Deputies, _by: Context) -> tuple[Action, ...]:
    """List what is open whatever the window: anybody may set one for himself."""
    return (Action(c.Deputise.__name__),)
