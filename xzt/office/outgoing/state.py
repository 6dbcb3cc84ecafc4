"""The state of a unit's settings for what it sends, and the one id that the record of a unit has."""

from msgspec import Struct

from xzt.core.ids import derived_id
from xzt.office.act import Act


class UnitGroup(Struct, frozen=True):
    """Receiving units under a name (单位分组, DOC-13)."""

    name: str
    units: tuple[str, ...]


class Outgoing(Struct, frozen=True):
    """The whole state. ``flow`` is empty while the unit has chosen none; ``act`` is the newest change."""

    unit: str
    act: Act
    flow: str = ""
    groups: tuple[UnitGroup, ...] = ()


def outgoing_id(unit: str) -> str:
    """Name the record of a unit: the same on every machine, so that two who begin it apart mean one."""
    return derived_id(f"outgoing/{unit}")
