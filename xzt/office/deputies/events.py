"""What happened to a unit's delegation windows."""

from msgspec import Struct

from xzt.office.windows import Window


class Deputised(Struct, frozen=True, tag=True):
    """Somebody set a window."""

    window: Window
    hand_over: bool
    words: str = ""


class DeputationEnded(Struct, frozen=True, tag=True):
    """It was ended before its time."""

    standin: str
    words: str = ""


class DeputationMarked(Struct, frozen=True, tag=True):
    """The server's clock saw it begin, or has given back what was left."""

    standin: str
    over: bool


Event = Deputised | DeputationEnded | DeputationMarked
