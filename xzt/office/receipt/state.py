"""The state of a receipt: what came, its registration, who reads and handles it, how it ended."""

from datetime import datetime
from enum import StrEnum

import msgspec
from msgspec import Struct

from xzt.office.act import AttachedFile, Entry, Number
from xzt.office.flow.state import Pause
from xzt.office.profile import Profile
from xzt.office.receipt.registration import Registration, key_of
from xzt.office.receipt.verdict import Verdict, is_broken


class Step(StrEnum):
    """Where a receipt stands (条例 article 24): 签收, 登记, 拟办, 批示, 承办/传阅, 办结."""

    ARRIVED = "arrived"
    REGISTER = "register"
    PROPOSE = "propose"
    INSTRUCT = "instruct"
    HANDLE = "handle"
    CLOSED = "closed"
    REFUSED = "refused"
    DISCARDED = "discarded"
    WITHDRAWN = "withdrawn"


ENDED = frozenset({Step.CLOSED, Step.REFUSED, Step.DISCARDED, Step.WITHDRAWN})
"""The steps at which nobody has anything left to do."""


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
    verdict: Verdict | None = None
    """What the check of its seal or signature found when it was entered from a file (RCV-06)."""
    sender: str = ""
    """The sender as written down, where it did not come over the exchange and ``record`` and ``unit`` are empty."""


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


class Reply(Struct, frozen=True):
    """A dispatch that answers it (答复, RCV-11): begun, sent or stopped; title and number once it was sent."""

    record: str
    person: str
    at: datetime
    state: str = "begun"
    title: str = ""
    number: str = ""


class ScopeQuestion(Struct, frozen=True):
    """What the issuing organ was asked about the range (G6), and its answer: ``state`` is empty, ``allowed`` or ``denied``."""

    id: str
    scope: str
    reason: str
    at: datetime
    state: str = ""
    person: str = ""
    words: str = ""
    answered: datetime | None = None


class Mention(Struct, frozen=True):
    """A dispatch of the unit that says what it has to do with this receipt (DOC-18); title and number as they were then."""

    kind: str
    record: str
    title: str
    number: str = ""


class Limit(Struct, frozen=True):
    """By when it is to be handled: the moment, and the working days that it was counted from (0 where the sender set the day, T1)."""

    due: datetime
    days: int = 0


class Part(StrEnum):
    """What a person can have to do with a receipt under way: give instructions (批示), be responsible (主办), help (协办), read (传阅)."""

    LEADER = "leader"
    HANDLER = "handler"
    HELPER = "helper"
    READER = "reader"


class Cover(Struct, frozen=True):
    """Who does somebody's part for him while his window runs (代理, W6)."""

    part: Part
    principal: str
    deputy: str
    since: datetime


class Receipt(Struct, frozen=True, omit_defaults=True):
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
    registration: Registration | None = None
    """What the register says (RCV-02), None until it is registered."""
    like: tuple[str, ...] = ()
    """Receipts that it was taken to repeat when it was registered all the same (RCV-03)."""
    despite: str = ""
    """Why it was registered although its seal or signature does not hold (RCV-06)."""
    verdict: Verdict | None = None
    """What the machine that registered it had found of the sealed file, where it came over the exchange (RCV-06)."""
    recall: str = ""
    """Why the sender asks it back, while that is not answered (G4)."""

    replies: tuple[Reply, ...] = ()
    """The dispatches that answer it."""

    mentions: tuple[Mention, ...] = ()
    """The dispatches that name it: as their basis, or for another reason."""

    passed: tuple[str, ...] = ()
    """The dispatches that pass it on (转发)."""

    scope_questions: tuple[ScopeQuestion, ...] = ()
    """What was asked of the issuing organ about how far it may go (G6)."""
    covers: tuple[Cover, ...] = ()
    """The parts that deputies have (W6), also those that they have done."""
    pauses: tuple[Pause, ...] = ()
    """The stretches in which the clock of its limit stood still (T4)."""
    orphans: tuple[str, ...] = ()
    """People who have left and whose parts wait for the document office (W10)."""

    @property
    def scope(self) -> str:
        """How far the issuing organ lets it go (G6)."""
        return self.registration.scope if self.registration else ""

    @property
    def answered(self) -> datetime | None:
        """When its reply went out, which ends its clock (RCV-11)."""
        return next((one.at for one in self.replies if one.state == "sent"), None)

    @property
    def is_broken(self) -> bool:
        """Say whether the seal or signature of its file does not hold (RCV-06)."""
        return is_broken(self.source.verdict or self.verdict)

    @property
    def exchanged(self) -> bool:
        """Say whether it came over the exchange; what did not was entered by hand."""
        return bool(self.source.record)

    @property
    def title(self) -> str:
        """The title as registered, before that as it came."""
        return self.registration.title if self.registration else self.source.title

    @property
    def urgency(self) -> str:
        """The urgency as registered, before that as it came."""
        return self.registration.urgency if self.registration else self.source.urgency

    @property
    def waiting_readers(self) -> tuple[Reading, ...]:
        """The readers with whom it lies now: all who have not read it, or the first of them where they read in order."""
        unread = tuple(reading for reading in self.readings if reading.read is None)
        return unread[:1] if self.in_order else unread


def marks_of(source: Source, entry: Registration) -> tuple[str, ...]:
    """List what the same document is known by (RCV-03): sender with number, and its files by digest."""
    found = (key_of(entry), source.file, *(file.digest for file in source.attached))
    return tuple(dict.fromkeys(mark for mark in found if mark))
