"""What happened to a receipt."""

import msgspec
from msgspec import Struct

from xzt.office.act import AttachedFile, Number
from xzt.office.profile import Profile
from xzt.office.receipt.registration import Registration
from xzt.office.receipt.state import Cover, Limit, Mention, Source
from xzt.office.receipt.verdict import Verdict


class Arrived(Struct, frozen=True, tag=True):
    """It came in."""

    source: Source
    document: msgspec.Raw
    profile: Profile | None = None


class Entered(Struct, frozen=True, tag=True):
    """It was written down by hand."""

    source: Source
    document: msgspec.Raw


class SignedFor(Struct, frozen=True, tag=True):
    """It was accepted."""


class Refused(Struct, frozen=True, tag=True):
    """It was sent back."""

    reason: str


class Requested(Struct, frozen=True, tag=True):
    """The receipt number is awaited from the server."""

    what: str


class Registered(Struct, frozen=True, tag=True):
    """The server gave the receipt number."""

    number: Number
    entry: Registration | None = None
    like: tuple[str, ...] = ()
    reason: str = ""
    despite: str = ""
    verdict: Verdict | None = None


class Discarded(Struct, frozen=True, tag=True):
    """What was entered was dropped."""

    reason: str


class Proposed(Struct, frozen=True, tag=True):
    """Handler and readers were named."""

    opinion: str
    handler: str
    readers: tuple[str, ...]
    helpers: tuple[str, ...] = ()
    leader: str = ""
    in_order: bool = False
    limit: Limit | None = None
    files: tuple[AttachedFile, ...] = ()


class Instructed(Struct, frozen=True, tag=True):
    """The leader gave instructions; ``handler`` is who is responsible from now on."""

    words: str
    handler: str
    principal: str = ""
    """For whom a deputy did it (W6), here and in the next two."""
    files: tuple[AttachedFile, ...] = ()


class WasRead(Struct, frozen=True, tag=True):
    """A reader has read it."""

    words: str
    principal: str = ""
    files: tuple[AttachedFile, ...] = ()


class Handled(Struct, frozen=True, tag=True):
    """The handler reported the result."""

    result: str
    principal: str = ""
    files: tuple[AttachedFile, ...] = ()


class ReplyBegun(Struct, frozen=True, tag=True):
    """A dispatch that answers it was begun."""

    record: str


class ReplyNoted(Struct, frozen=True, tag=True):
    """A reply went out or was stopped."""

    record: str
    state: str
    title: str = ""
    number: str = ""


class Mentioned(Struct, frozen=True, tag=True):
    """A dispatch says what it has to do with it, or says so no longer."""

    mention: Mention
    dropped: bool = False


class PassedOn(Struct, frozen=True, tag=True):
    """A dispatch that passes it on was begun."""

    record: str


class Widened(Struct, frozen=True, tag=True):
    """The range was changed with the issuing organ's consent."""

    scope: str
    consent: str


class ScopeAsked(Struct, frozen=True, tag=True):
    """The issuing organ was asked to let it go further."""

    scope: str
    reason: str


class ScopeNoted(Struct, frozen=True, tag=True):
    """The issuing organ answered."""

    question: str
    allowed: bool
    person: str
    words: str = ""


class Closed(Struct, frozen=True, tag=True):
    """The matter ended."""


class BackAsked(Struct, frozen=True, tag=True):
    """The sender asks it back."""

    reason: str


class GivenBack(Struct, frozen=True, tag=True):
    """It went back to the sender."""

    words: str = ""


class Kept(Struct, frozen=True, tag=True):
    """It was kept although the sender asked it back."""

    reason: str


class Covered(Struct, frozen=True, tag=True):
    """Deputies have these parts from now on; ``why`` is ``cover`` where they lay open before."""

    covers: tuple[Cover, ...]
    why: str = ""


class Uncovered(Struct, frozen=True, tag=True):
    """What a deputy had not done went back."""

    principal: str


class Moved(Struct, frozen=True, tag=True):
    """Somebody's open parts went to another for good: ``escalate`` by the clock, ``assign`` by the document office."""

    person: str
    to: str
    why: str
    words: str = ""


class Orphaned(Struct, frozen=True, tag=True):
    """Somebody has left, or let a limit pass, and the document office has to say who gets his parts."""

    person: str
    why: str = "orphan"


class Lapsed(Struct, frozen=True, tag=True):
    """The limit is near or over; ``people`` are those with whom it lies."""

    what: str
    people: tuple[str, ...]


class Reminded(Struct, frozen=True, tag=True):
    """Somebody reminded those with whom it lies."""

    people: tuple[str, ...]
    words: str = ""


class Paused(Struct, frozen=True, tag=True):
    """The clock of its limit was stopped."""

    words: str


class Resumed(Struct, frozen=True, tag=True):
    """The clock runs again."""


Event = (
    Arrived
    | Entered
    | SignedFor
    | Refused
    | Requested
    | Registered
    | Discarded
    | Proposed
    | Instructed
    | WasRead
    | Handled
    | ReplyBegun
    | ReplyNoted
    | Mentioned
    | PassedOn
    | Widened
    | ScopeAsked
    | ScopeNoted
    | Closed
    | BackAsked
    | GivenBack
    | Kept
    | Covered
    | Uncovered
    | Moved
    | Orphaned
    | Lapsed
    | Reminded
    | Paused
    | Resumed
)
