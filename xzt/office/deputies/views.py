"""What the server and the lists need to know of delegation windows: the whole unit has them, and they stand in no list."""

from datetime import UTC, datetime

from xzt.office.act import Context, Line, Place
from xzt.office.deputies.state import Deputies
from xzt.office.people import EVERYBODY


def audience(_state: Deputies) -> frozenset[str]:
    """Everybody of the unit decides by them: whoever sends a matter on has to know who gets it."""
    return frozenset({EVERYBODY})


def line(state: Deputies) -> Line:
    """Give what a list would show; no list has it."""
    return Line("", "in_force", str(len(state.standins)), "", state.unit)


def place(state: Deputies, _by: Context) -> Place:
    """Tell in which list it stands: in none."""
    return Place("none", state.standins[-1].act.at if state.standins else datetime.min.replace(tzinfo=UTC))


def files(_state: Deputies) -> tuple[str, ...]:
    """It names no files."""
    return ()


def words(_state: Deputies) -> str:
    """It is found by nothing: it has its page."""
    return ""
