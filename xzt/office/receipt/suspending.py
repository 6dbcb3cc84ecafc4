"""暂停计时 of a receipt: its limit stands still while an outside opinion or a correction is awaited (T4), by the rules of a case. Pure."""

from xzt.core.errors import Refusal
from xzt.office.act import Context
from xzt.office.people import Role
from xzt.office.policy import refuse_words
from xzt.office.receipt import commands as c
from xzt.office.receipt import events as e
from xzt.office.receipt.clock import is_paused, is_running
from xzt.office.receipt.parts import does_for
from xzt.office.receipt.state import Part, Receipt

Decision = list[e.Event] | Refusal
_HANDLING = (Part.LEADER, Part.HANDLER, Part.HELPER)
"""Whoever only reads it keeps nobody waiting and stops no clock."""


def guard_pause(state: Receipt, by: Context) -> Refusal | None:
    """Open to whoever handles it now and the document office; a day that the sender has set is not this unit's to move."""
    if state.limit is None:
        return Refusal("no_limit")
    if not state.limit.days:
        return Refusal("not_pausable")
    if not is_running(state):
        return Refusal("limit_over")
    return Refusal("paused_already") if is_paused(state) else _who(state, by)


def guard_resume(state: Receipt, by: Context) -> Refusal | None:
    """Open to the same, while it stands still."""
    return _who(state, by) if is_paused(state) else Refusal("not_paused")


def pause(command: c.PauseClock) -> Decision:
    """Stop the clock, always with a reason."""
    return refuse_words(command.words, required=True) or [e.Paused(command.words)]


def _who(state: Receipt, by: Context) -> Refusal | None:
    own = any(does_for(state, part, by.act.person) for part in _HANDLING)
    return None if own or by.holds(Role.REGISTRAR, state.unit) else Refusal("not_office")
