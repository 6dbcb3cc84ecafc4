"""What happened to a receipt."""

import msgspec
from msgspec import Struct

from xzt.office.act import Number
from xzt.office.profile import Profile
from xzt.office.receipt.registration import Registration
from xzt.office.receipt.state import Limit, Source


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


class Instructed(Struct, frozen=True, tag=True):
    """The leader gave instructions; ``handler`` is who is responsible from now on."""

    words: str
    handler: str


class WasRead(Struct, frozen=True, tag=True):
    """A reader has read it."""

    words: str


class Handled(Struct, frozen=True, tag=True):
    """The handler reported the result."""

    result: str


class ReplyBegun(Struct, frozen=True, tag=True):
    """A dispatch that answers it was begun."""

    record: str


class ReplyNoted(Struct, frozen=True, tag=True):
    """A reply went out or was stopped."""

    record: str
    state: str
    title: str = ""
    number: str = ""


class PassedOn(Struct, frozen=True, tag=True):
    """A dispatch that passes it on was begun."""

    record: str


class Widened(Struct, frozen=True, tag=True):
    """The range was changed with the issuing organ's consent."""

    scope: str
    consent: str


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
    | PassedOn
    | Widened
    | Closed
    | BackAsked
    | GivenBack
    | Kept
)
