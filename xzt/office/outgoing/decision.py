"""``decide`` for the settings of what a unit sends, and who may change them. Pure."""

from xzt.core.errors import Refusal
from xzt.office.act import Action, Context
from xzt.office.outgoing import commands as c
from xzt.office.outgoing import events as e
from xzt.office.outgoing.state import Outgoing
from xzt.office.people import Role
from xzt.office.policy import refuse_words

MOST, LONGEST = 200, 60
"""Groups of one unit, characters of a name."""

Decision = list[e.Event] | Refusal


def guard(state: Outgoing | None, by: Context) -> Refusal | None:
    """Refuse whoever is not of this unit's document office; the screen asks the same."""
    return None if by.holds(Role.REGISTRAR, state.unit if state else "") else Refusal("not_document_office")


def decide(state: Outgoing | None, command: c.Command, by: Context) -> Decision:
    """Answer ``command`` with what happens, or with why it may not."""
    refusal = guard(state, by)
    if refusal:
        return refusal
    known = {one.name for one in state.groups} if state else set()
    match command:
        case c.KeepGroup(name, units):
            full = len(known) >= MOST and name not in known
            return _refuse_group(name, units, by) or (
                Refusal("groups_too_many", {"limit": str(MOST)}) if full else [e.GroupKept(name, units)]
            )
        case c.DropGroup(name):
            return [e.GroupDropped(name)] if name in known else Refusal("group_unknown", {"name": name})
        case c.ChooseFlow(flow):
            malformed = not flow or len(flow) > LONGEST
            return Refusal("flow_unknown") if malformed or flow == (state.flow if state else "") else [e.FlowChosen(flow)]


def _refuse_group(name: str, units: tuple[str, ...], by: Context) -> Refusal | None:
    if not units:
        return Refusal("units_missing")
    if len(set(units)) != len(units):
        return Refusal("unit_twice")
    for unit in units:
        if by.directory.unit(unit) is None or unit == by.act.unit:
            return Refusal("unit_unknown", {"unit": unit})
    named = name == name.strip() and len(name) <= LONGEST
    return refuse_words(name, required=True) if named else Refusal("group_name_wrong", {"limit": str(LONGEST)})


def actions(state: Outgoing, by: Context) -> tuple[Action, ...]:
    """List the commands with whether they are open to the actor now."""
    return tuple(Action(kind.__name__, guard(state, by)) for kind in c.SIGNED)
