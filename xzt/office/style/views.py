"""What the server and the lists need to know of the house style: the whole unit has it, and it stands in no list."""

from xzt.office.act import Context, Line, Place
from xzt.office.people import EVERYBODY
from xzt.office.style.state import HouseStyle


def audience(_state: HouseStyle) -> frozenset[str]:
    """Everybody of the unit lays pages out by it."""
    return frozenset({EVERYBODY})


def line(state: HouseStyle) -> Line:
    """Give what a list would show; no list has it."""
    return Line("", "in_force", str(state.current.n), "", state.unit)


def place(state: HouseStyle, _by: Context) -> Place:
    """Tell in which list it stands: in none."""
    return Place("none", state.current.act.at)


def files(_state: HouseStyle) -> tuple[str, ...]:
    """It names no files."""
    return ()


def words(_state: HouseStyle) -> str:
    """It is found by nothing: it has its page."""
    return ""
