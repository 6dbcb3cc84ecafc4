"""What can be asked of a unit's calendar."""

from datetime import date

from msgspec import Struct

from xzt.core.worktime import Notices
from xzt.office.given import UsualLimit


class InstallNotices(Struct, frozen=True, tag=True):
    """Put a published file in force for the unit (T2). Its signature was checked where it was read; ``digest`` names the file."""

    notices: Notices
    signer: str
    digest: str


class SetLocalDays(Struct, frozen=True, tag=True):
    """Say which days the unit rests or works of its own (T2); ``over`` is the number of changes that one has seen."""

    rest: tuple[date, ...]
    work: tuple[date, ...]
    over: int


class SetLimits(Struct, frozen=True, tag=True):
    """Say how long a matter usually may take, by kind and urgency (T1)."""

    limits: tuple[UsualLimit, ...]
    over: int


Command = InstallNotices | SetLocalDays | SetLimits

COURTESIES = ()

SIGNED = (InstallNotices, SetLocalDays, SetLimits)
