"""The state of a unit's delegation windows, and the one id that the record of a unit has."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from xzt.core.ids import derived_id
from xzt.office.act import Act
from xzt.office.windows import Window

KEPT = 60
"""Windows that are over and still held; the log has all of them."""


class Phase(StrEnum):
    """How a window stands at a moment; what is over is ``RETURNING`` until the server has given back what was left."""

    PLANNED = "planned"
    RUNNING = "running"
    RETURNING = "returning"
    OVER = "over"


class Standin(Struct, frozen=True):
    """One window as it was set. ``hand_over`` says that tasks open at its beginning go to the deputy too (W6: the person is asked)."""

    id: str
    window: Window
    act: Act
    hand_over: bool = False
    words: str = ""
    ended: Act | None = None
    """By whom and when it was ended before its time."""
    began: datetime | None = None
    """When the server saw it begin; ``over`` when it had given back what was left."""
    over: datetime | None = None

    @property
    def until(self) -> datetime:
        """Until when it holds."""
        return min(self.ended.at, self.window.until) if self.ended else self.window.until

    def phase(self, at: datetime) -> Phase:
        """Say how it stands at a moment."""
        if self.over:
            return Phase.OVER
        if at >= self.until:
            return Phase.RETURNING if self.began else Phase.OVER
        return Phase.RUNNING if at >= self.window.since else Phase.PLANNED


class Deputies(Struct, frozen=True):
    """The whole state, oldest window first."""

    unit: str
    standins: tuple[Standin, ...] = ()

    def find(self, name: str) -> Standin | None:
        """Find a window by the id of the command that set it."""
        return next((one for one in self.standins if one.id == name), None)

    @property
    def windows(self) -> tuple[Window, ...]:
        """The windows that are not over, each as long as it really holds."""
        held = (one for one in self.standins if one.over is None and one.until > one.window.since)
        return tuple(Window(one.window.principal, one.window.deputy, one.window.since, one.until, one.window.matters) for one in held)


def deputies_id(unit: str) -> str:
    """Name the record of a unit: the same on every machine, so that people who begin it apart mean one."""
    return derived_id(f"deputies/{unit}")
