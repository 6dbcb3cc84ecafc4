"""``decide`` for the house style, and who may change it. Pure."""

from xzt.core.errors import Refusal
from xzt.office.act import Action, Context
from xzt.office.people import Role
from xzt.office.policy import refuse_words
from xzt.office.profile import STANDARD, refuse_profile
from xzt.office.style import commands as c
from xzt.office.style import events as e
from xzt.office.style.state import HouseStyle

Decision = list[e.Event] | Refusal


def guard(state: HouseStyle | None, by: Context) -> Refusal | None:
    """Refuse whoever is not of this unit's document office; the screen asks the same."""
    return None if by.holds(Role.REGISTRAR, state.unit if state else "") else Refusal("not_registrar")


def decide(state: HouseStyle | None, command: c.Command, by: Context) -> Decision:
    """Answer ``command`` with what happens, or with why it may not."""
    refusal = guard(state, by) or refuse_profile(command.profile) or refuse_words(command.words, required=False)
    if refusal:
        return refusal
    n, profile = (state.current.n, state.current.profile) if state else (0, STANDARD)
    if command.over != n:
        return Refusal("style_changed")
    return Refusal("style_same") if command.profile == profile else [e.Adopted(command.profile, command.words)]


def actions(state: HouseStyle, by: Context) -> tuple[Action, ...]:
    """List the command with whether it is open to the actor now."""
    return (Action(c.Adopt.__name__, guard(state, by)),)
