"""The notices and usual limits that come with the program: data in ``resources/calendars``, read once and checked, the same everywhere."""

from functools import cache
from pathlib import Path

from msgspec import Struct

from xzt.core.encoding import decode
from xzt.core.worktime import Notices, refuse_notices
from xzt.office.given import Reminding, UsualLimit

_FOLDER = Path(__file__).resolve().parents[3] / "resources" / "calendars"


class Limits(Struct, frozen=True):
    """The table of limits, where it is from, and whether that was verified: published rules disagree (T1)."""

    source: str
    verified: bool
    limits: tuple[UsualLimit, ...]
    reminding: Reminding = Reminding()


@cache
def notices() -> Notices:
    """Give the notices that the program knows; a file that cannot be right is a ``ValueError`` at the start."""
    found = decode((_FOLDER / "holidays.json").read_bytes(), Notices)
    refusal = refuse_notices(found)
    if refusal:
        raise ValueError(refusal.params["what"])
    return found


@cache
def limits() -> Limits:
    """Give the usual limits that the program knows."""
    return decode((_FOLDER / "limits.json").read_bytes(), Limits)
