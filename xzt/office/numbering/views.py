"""What the server and the lists need to know of what is done by hand with numbers: the document office has it, and it stands in no list."""

from xzt.office.act import Context, Line, Place
from xzt.office.numbering.state import Numbering
from xzt.office.people import Role


def audience(_state: Numbering) -> frozenset[str]:
    """Who registers and who keeps the numbers."""
    return frozenset({f"r:{Role.REGISTRAR}", f"r:{Role.NUMBER_KEEPER}"})


def line(state: Numbering) -> Line:
    """Give what a list would show; no list has it."""
    return Line("", "in_force", str(state.year), "", state.unit)


def place(state: Numbering, _by: Context) -> Place:
    """Tell in which list it stands: in none."""
    return Place("none", state.act.at)


def files(_state: Numbering) -> tuple[str, ...]:
    """It names no files."""
    return ()


def words(_state: Numbering) -> str:
    """It is found by nothing."""
    return ""
