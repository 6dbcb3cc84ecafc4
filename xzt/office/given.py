"""What a decision about a flow depends on besides the actor and the directory: who stands in for whom, and which hours are worked.

The records of the unit that say so travel like every other, so that client and server decide by the same (``xzt.office.standing``).
"""

from msgspec import Struct

from xzt.core.worktime import Calendar
from xzt.office.windows import Window


class UsualLimit(Struct, frozen=True):
    """How many working days a kind of thing usually may take at an urgency (0: none), and what happens then: never consent (T1, W15)."""

    kind: str
    urgency: str
    days: int
    then: str = "remind"


class Reminding(Struct, frozen=True):
    """When one is reminded of an incoming document: working days before its limit, working hours between reminders at the least (W7),
    and after how many working days something that nobody touched is shown to the document office (FLW-17)."""

    soon_days: int = 1
    again_hours: int = 8
    untouched_days: int = 5


class Given(Struct, frozen=True):
    """Delegation windows (W6), the working calendar (T2), the unit's usual limits (T1), and when one is reminded."""

    windows: tuple[Window, ...] = ()
    calendar: Calendar = Calendar()
    limits: tuple[UsualLimit, ...] = ()
    reminding: Reminding = Reminding()

    def usual(self, kind: str, urgency: str) -> UsualLimit | None:
        """Find the usual limit of a kind and urgency; None where there is none."""
        return next((one for one in self.limits if (one.kind, one.urgency) == (kind, urgency) and one.days), None)


NOTHING = Given()
"""Nobody stands in for anybody, and the plain week is worked."""
