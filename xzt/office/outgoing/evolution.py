"""``evolve`` for the settings of what a unit sends. Pure."""

from msgspec import structs

from xzt.office.act import Act
from xzt.office.outgoing import events as e
from xzt.office.outgoing.state import Outgoing, UnitGroup


def evolve(state: Outgoing | None, event: e.Event, act: Act) -> Outgoing:
    """Apply one event to the state (None before the first). Groups stand in the order of their names."""
    state = structs.replace(state, act=act) if state else Outgoing(act.unit, act)
    match event:
        case e.GroupKept(name, units):
            groups = [*(one for one in state.groups if one.name != name), UnitGroup(name, units)]
            return structs.replace(state, groups=tuple(sorted(groups, key=lambda one: one.name)))
        case e.GroupDropped(name):
            return structs.replace(state, groups=tuple(one for one in state.groups if one.name != name))
        case e.FlowChosen(flow):
            return structs.replace(state, flow=flow)
