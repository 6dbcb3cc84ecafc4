"""What can be asked of a unit's delegation windows."""

from datetime import datetime

from msgspec import Struct


class Deputise(Struct, frozen=True, tag=True):
    """Have somebody handle what comes to one from one minute to another (设委托, W6), in these matters, none named for all."""

    deputy: str
    since: datetime
    until: datetime
    matters: tuple[str, ...] = ()
    hand_over: bool = False
    words: str = ""


class EndDeputation(Struct, frozen=True, tag=True):
    """End a window before its time (提前结束): by the person himself, or by the document office with a reason."""

    standin: str
    words: str = ""


class MarkDeputation(Struct, frozen=True, tag=True):
    """Note that a window has begun, or that what was left has been given back. The server's clock says this."""

    standin: str
    over: bool = False


Command = Deputise | EndDeputation | MarkDeputation

COURTESIES = ()

SIGNED = (Deputise, EndDeputation)
