"""What a decision about a flow depends on besides the actor and the directory: who stands in for whom, and which hours are worked.

The records of the unit that say so travel like every other, so that client and server decide by the same (``xzt.office.standing``).
"""

from msgspec import Struct

from xzt.core.worktime import Calendar
from xzt.office.windows import Window


class Given(Struct, frozen=True):
    """Delegation windows (W6) and the working calendar (T2)."""

    windows: tuple[Window, ...] = ()
    calendar: Calendar = Calendar()


NOTHING = Given()
"""Nobody stands in for anybody, and the plain week is worked."""
