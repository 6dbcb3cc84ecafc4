"""The working calendar and the limits that come with the program (T1, T2): data in ``resources/calendars``, read once."""

from functools import cache
from pathlib import Path

from msgspec import Struct

from xzt.core.encoding import decode
from xzt.core.errors import Trouble
from xzt.core.worktime import Calendar, Notices, refuse_notices

_FOLDER = Path(__file__).resolve().parents[2] / "resources" / "calendars"


class Limit(Struct, frozen=True):
    """The usual limit of one kind of record and urgency, in working days; 0 is none."""

    kind: str
    urgency: str
    days: int


class Limits(Struct, frozen=True):
    """The table of limits, where it is from, and whether that was verified: published rules disagree (T1)."""

    source: str
    verified: bool
    limits: tuple[Limit, ...]


@cache
def calendar() -> Calendar:
    """Give the working calendar by the notices that the program knows."""
    notices = decode((_FOLDER / "holidays.json").read_bytes(), Notices)
    refusal = refuse_notices(notices)
    if refusal:
        raise Trouble("malformed", detail=refusal.params["what"])
    return Calendar(notices.years)


def usual_days(kind: str, urgency: str) -> int:
    """Tell the usual limit in working days, 0 where there is none."""
    table = _limits()
    return next((one.days for one in table.limits if (one.kind, one.urgency) == (kind, urgency)), 0)


@cache
def _limits() -> Limits:
    return decode((_FOLDER / "limits.json").read_bytes(), Limits)
