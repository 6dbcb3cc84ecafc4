"""The state of a unit's house style: its editions, the newest last, and the one id that the record of a unit has."""

from msgspec import Struct

from xzt.core.ids import derived_id
from xzt.office.act import Act
from xzt.office.profile import Profile

KEPT = 20
"""Editions that the state holds; the log has all of them."""


class Edition(Struct, frozen=True):
    """A profile as it was adopted: its number, by whom and when, and why."""

    n: int
    profile: Profile
    act: Act
    words: str = ""


class HouseStyle(Struct, frozen=True):
    """The whole state."""

    unit: str
    editions: tuple[Edition, ...]

    @property
    def current(self) -> Edition:
        """The edition in force."""
        return self.editions[-1]


def style_id(unit: str) -> str:
    """Name the record of a unit: the same on every machine, so that two who begin it apart mean one."""
    return derived_id(f"style/{unit}")
