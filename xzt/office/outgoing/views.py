"""What the server and the lists need to know of the settings of what a unit sends: the whole unit has them, and they stand in no list."""

from xzt.office.act import Context, Line, Place
from xzt.office.outgoing.state import Outgoing
from xzt.office.people import EVERYBODY


def audience(_state: Outgoing) -> frozenset[str]:
    """Everybody of the unit drafts by them."""
    return frozenset({EVERYBODY})


def line(state: Outgoing) -> Line:
    """Give what a list would show; no list has it."""
    return Line("", "in_force", str(len(state.groups)), "", state.unit)


def place(state: Outgoing, _by: Context) -> Place:
    """Tell in which list it stands: in none."""
    return Place("none", state.act.at)


def files(_state: Outgoing) -> tuple[str, ...]:
    """It names no files."""
    return ()


def words(_state: Outgoing) -> str:
    """It is found by nothing."""
    return ""
