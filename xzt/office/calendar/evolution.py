"""``evolve`` for the calendar. Pure."""

from msgspec import structs

from xzt.office.act import Act
from xzt.office.calendar import events as e
from xzt.office.calendar.state import Installed, UnitCalendar


def evolve(state: UnitCalendar | None, event: e.Event, act: Act) -> UnitCalendar:
    """Apply one event to the state (None before the first)."""
    state = structs.replace(state, n=state.n + 1, act=act) if state else UnitCalendar(act.unit, 1, act)
    match event:
        case e.NoticesInstalled(notices, signer, digest):
            return structs.replace(state, installed=Installed(notices, signer, digest, act))
        case e.LocalDaysSet(rest, work):
            return structs.replace(state, rest=rest, work=work)
        case e.LimitsSet(limits):
            return structs.replace(state, limits=limits)
