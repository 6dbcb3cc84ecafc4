"""What the server and the lists need to know of a calendar: the whole unit has it, and it stands in no list."""

from xzt.office.act import Context, Line, Place
from xzt.office.calendar.state import UnitCalendar
from xzt.office.people import EVERYBODY


def audience(_state: UnitCalendar) -> frozenset[str]:
    """Everybody of the unit counts by it."""
    return frozenset({EVERYBODY})


def line(state: UnitCalendar) -> Line:
    """Give what a list would show; no list has it."""
    return Line("", "in_force", str(state.n), "", state.unit)


def place(state: UnitCalendar, _by: Context) -> Place:
    """Tell in which list it stands: in none."""
    return Place("none", state.act.at)


def files(_state: UnitCalendar) -> tuple[str, ...]:
    """It names no files."""
    return ()


def words(_state: UnitCalendar) -> str:
    """It is found by nothing: it has its page."""
    return ""
