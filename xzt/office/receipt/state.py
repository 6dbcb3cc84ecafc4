"""The state of a receipt: what came, its registration, who reads and handles it, how it ended."""

from datetime import datetime
from enum import StrEnum

import msgspec
from msgspec import Struct

from xzt.office.act import AttachedFile, Entry, Number
from xzt.office.profile import Profile


class Step(StrEnum):
    """Where a receipt stands (条例 article 24): 签收, 登记, 拟办, 批示, 承办/传阅, 办结."""

    ARRIVED = "arrived"
    REGISTER = "register"
    PROPOSE = "propose"
    INSTRUCT = "instruct"
    HANDLE = "handle"
    CLOSED = "closed"
    REFUSED = "refused"


class Source(Struct, frozen=True):
    """Where it comes from: the sender's record, unit and number as printed, and the sealed file with its digest (SM3)."""

    record: str
    unit: str
    number: str
    title: str
    urgency: str
    file: str
    signed_on: str
    copy: bool = False
    attached: tuple[AttachedFile, ...] = ()
    """Files that came with it (随文文件)."""


class Reading(Struct, frozen=True):
    """One reader of the circulation (传阅): since when it lies with him, and when he read it."""

    person: str
    since: datetime
    read: datetime | None = None


class Helping(Struct, frozen=True):
    """One who helps the responsible handler (协办): since when it lies with him, and what he reported."""

    person: str
    since: datetime
    result: str = ""
    at: datetime | None = None


class Limit(Struct, frozen=True):
    """By when it is to be handled: the moment, and the working days that it was counted from (0 where the sender set the day, T1)."""

    due: datetime
    days: int = 0


class Receipt(Struct, frozen=True):
    """The whole state. ``document`` holds the canonical bytes of the official document as it was sent, ``profile`` how its page looks."""

    unit: str
    source: Source
    document: msgspec.Raw
    step: Step
    arrived: datetime
    number: Number | None = None
    pending: str = ""
    handler: str = ""
    readings: tuple[Reading, ...] = ()
    result: str = ""
    course: tuple[Entry, ...] = ()
    profile: Profile | None = None
    leader: str = ""
    """Who is asked for instructions (批示) before it is handled; empty when it goes to the handler at once."""
    helpers: tuple[Helping, ...] = ()
    in_order: bool = False
    """Readers get it one after the other, in the order in which they are named (RCV-05)."""
    limit: Limit | None = None

    @property
    def waiting_readers(self) -> tuple[Reading, ...]:
        """The readers with whom it lies now: all who have not read it, or the first of them where they read in order."""
        unread = tuple(reading for reading in self.readings if reading.read is None)
        return unread[:1] if self.in_order else unread
