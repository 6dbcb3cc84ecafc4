"""What the issuing organ says when a receiving unit asks to let a document go further (传达范围, G6). Pure.

It is asked over the exchange. The one who signed the document off has it to do, where he is still there; any leader of the unit may answer.
Both sides keep question and answer.
"""

from msgspec import structs

from xzt.core.errors import Refusal
from xzt.office.act import Act, Context
from xzt.office.dispatch import commands as c
from xzt.office.dispatch import events as e
from xzt.office.dispatch.ledger import OUT, newest
from xzt.office.dispatch.state import Dispatch, ScopeRequest
from xzt.office.people import Role
from xzt.office.policy import refuse_words

Decision = list[e.Event] | Refusal
MOST = 200
"""Requests of all units on one document."""


def waiting(state: Dispatch) -> tuple[ScopeRequest, ...]:
    """List what nobody has answered."""
    return tuple(one for one in state.scope_requests if not one.state)


def is_asked(state: Dispatch, by: Context) -> ScopeRequest | None:
    """Find what the actor is to answer: the signer, or every leader where the signer is not there any more."""
    if not by.holds(Role.LEADER, state.unit) or not waiting(state):
        return None
    signer = next((entry.act.person for entry in reversed(state.course) if entry.action == "sign_off"), "")
    found = by.directory.person(signer)
    there = found is not None and Role.LEADER in found.roles and by.directory.is_there(signer, state.unit)
    return waiting(state)[0] if not there or signer == by.act.person else None


def guard_ask(_: Dispatch, by: Context) -> Refusal | None:
    """The server alone brings what another unit asks."""
    return None if by.holds(Role.SYSTEM) else Refusal("server_only")


def guard_answer(state: Dispatch, by: Context) -> Refusal | None:
    """Open to the leaders of the issuing unit while a unit waits."""
    if not waiting(state):
        return Refusal("scope_not_asked")
    return None if by.holds(Role.LEADER, state.unit) else Refusal("not_scope_holder")


def decide(state: Dispatch, command: c.NoteScopeRequest | c.AllowScope | c.DenyScope) -> Decision:
    """Take a request down, or answer it."""
    return _ask(state, command) if isinstance(command, c.NoteScopeRequest) else _answer(state, command)


def _ask(state: Dispatch, command: c.NoteScopeRequest) -> Decision:
    """Take down what a unit that has the document asks."""
    last = newest(state.ledger, command.unit)
    if last is None or last.state in OUT:
        return Refusal("unit_unknown", {"unit": command.unit})
    if any(one.id == command.id for one in state.scope_requests) or len(state.scope_requests) >= MOST:
        return Refusal("exists")
    return [e.ScopeRequested(command.unit, command.record, command.id, command.scope, command.reason)]


def _answer(state: Dispatch, command: c.AllowScope | c.DenyScope) -> Decision:
    """Let it go further, or not, with the reason."""
    asked = next((one for one in waiting(state) if one.id == command.request), None)
    allowed = isinstance(command, c.AllowScope)
    refusal = refuse_words(command.words, required=not allowed)
    if refusal or asked is None:
        return refusal or Refusal("scope_not_asked")
    return [e.ScopeAnswered(asked.id, allowed, command.words)]


def requested(state: Dispatch, event: e.ScopeRequested, act: Act) -> Dispatch:
    """Put the request down."""
    made = ScopeRequest(event.id, event.unit, event.record, event.scope, event.reason, act.at)
    return structs.replace(state, scope_requests=(*state.scope_requests, made))


def answered(state: Dispatch, event: e.ScopeAnswered, act: Act) -> Dispatch:
    """Put the answer beside the request."""
    said = {"state": "allowed" if event.allowed else "denied", "words": event.words, "person": act.person, "at": act.at}
    found = tuple(structs.replace(one, **said) if one.id == event.request else one for one in state.scope_requests)
    return structs.replace(state, scope_requests=found)
