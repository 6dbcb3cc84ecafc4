"""What happened to a unit's calendar."""

from datetime import date

from msgspec import Struct

from xzt.core.worktime import Notices
from xzt.office.given import UsualLimit


class NoticesInstalled(Struct, frozen=True, tag=True):
    """A published file is in force."""

    notices: Notices
    signer: str
    digest: str


class LocalDaysSet(Struct, frozen=True, tag=True):
    """These are the unit's own days."""

    rest: tuple[date, ...]
    work: tuple[date, ...]


class LimitsSet(Struct, frozen=True, tag=True):
    """These are the unit's usual limits."""

    limits: tuple[UsualLimit, ...]


Event = NoticesInstalled | LocalDaysSet | LimitsSet
