"""The messages of protocol 1.1. JSON in UTF-8, checked against these types on both sides (RS-18).

    GET  /v1/hello                         -> Hello
    POST /v1/login                Login    -> Session            401 when refused, 429 with Retry-After after five failures
    POST /v1/logout                        -> {}
    POST /v1/enrol                Enrol    -> Enrolled
    GET  /v1/directory                     -> DirectoryAnswer
    POST /v1/push                 Push     -> Answers            commands up, one answer each, in order
    GET  /v1/pull?after=N                  -> Page               states down, in the order of the unit's counter
    GET  /v1/snapshot?kind=K&id=I          -> Part               what the person may see now, newest first, JSON in zlib (since 1.1)
    GET  /v1/wait?after=N&directory=V      -> Head               long poll: a hint, never data
    PUT  /v1/blobs/{digest}                -> {}                 whole file, named by its SM3
    GET  /v1/blobs/{digest}?piece=N&count=C -> bytes             whole file, or a run of its pieces
    GET  /v1/blobs/{digest}/parts          -> Parts              which pieces it has
    POST /v1/blobs/{digest}/parts Parts    -> Held               which pieces to bring; none: the file is named
    PUT  /v1/blobs/{digest}/pieces/{n}     -> {}                 pieces from the n-th on, one after the other; those that came whole stay
    POST /v1/drafts/{record}      DraftPush -> DraftPage         text under drafting: one's own updates up, everybody's down by number
    GET  /v1/drafts/{record}?after=N       -> DraftPage          404 for who does not write it, 409 ``draft_closed`` once it is submitted
    POST /v1/head                 OfferedHead -> HeadAnswer      the head of the device's store, countersigned (since 1.1)
    GET  /v1/log/{kind}/{record}           -> Log                the chained course of one record with its signatures
    GET  /v1/health, /v1/openapi.json

Every request but hello, login, health and openapi carries ``Authorization: Bearer <token>``; every request and answer carries
``Xzt-Protocol``: a client its version agreed on (``versions``), the server its newest. An error answer is a ``Problem``.
"""

from datetime import datetime

import msgspec
from msgspec import Struct, field

from xzt.office.act import Act
from xzt.office.envelope import Signed
from xzt.office.people import Directory
from xzt.sync.protocol.versions import NEWEST

PROTOCOL = NEWEST
PROTOCOL_HEADER = "Xzt-Protocol"
MAX_PUSH = 200
"""Commands in one push."""
MAX_BODY = 8 * 1024 * 1024
"""Bytes of one push."""
MAX_BLOB = 64 * 1024 * 1024
"""Bytes of a file that is brought whole."""
MAX_FILE = 4 * 1024 * 1024 * 1024
"""Bytes of a file that is brought in pieces."""
PIECE = 1024 * 1024
"""Bytes of a piece; the last one has the rest. What is cut off in the middle of one is sent again."""
PAGE_CHANGES = 500
PAGE_BYTES = 1024 * 1024
PART_RECORDS, PART_BYTES = 2000, 4 * 1024 * 1024
"""Records of one part of the snapshot, and the bytes of states after which a part ends."""
FIRST_RECORDS = 600
"""Records of its first part, which a person waits for, and during whose laying in a whole one can be fetched."""
MAX_PART = 64 * 1024 * 1024
"""Bytes that a part may have once it is unpacked."""
MAX_DRAFT = 64 * 1024 * 1024
"""Bytes of all updates of one draft."""
WAIT_SECONDS = 55


class Hello(Struct, frozen=True):
    """Who the server is. A changed ``epoch`` says that it was restored from a backup (RS-24)."""

    server: str
    epoch: int
    protocols: tuple[str, ...]
    now: datetime
    sample: bool = False
    lease_days: int = 0
    """For how long a device may open its store without hearing from the server (AUT-04, since 1.1); 0 for ever."""


class Login(Struct, frozen=True):
    """Sign in with the password."""

    person: str
    password: str
    device: str


class Session(Struct, frozen=True):
    """The session that a login gives. ``roots`` are base64 DER root certificates to trust, ``exchange`` that of the key for letters."""

    token: str
    person: str
    unit: str
    expires: datetime
    roots: tuple[str, ...]
    exchange: str = ""


class Enrol(Struct, frozen=True):
    """Ask for a certificate: base64 DER SubjectPublicKeyInfo of a key made on the device, which never leaves it."""

    public_key: str


class Enrolled(Struct, frozen=True):
    """The certificate (base64 DER)."""

    certificate: str


class Push(Struct, frozen=True, omit_defaults=True):
    """Commands in the order of the outbox, and the server's epoch that the client knows (since 1.1; 0: it does not say).

    A push from before the server was restored, which the line brings late, is told ``server_restored`` and has no effect.
    """

    commands: tuple[Signed, ...]
    epoch: int = 0


class Applied(Struct, frozen=True, tag=True):
    """It has its effect: the record stands at ``version``, and the change is in the pull at ``seq``."""

    command: str
    version: int
    seq: int


class Refused(Struct, frozen=True, tag=True):
    """The rules said no. Final for this command."""

    command: str
    code: str
    params: dict[str, str] = field(default_factory=dict)


class Again(Struct, frozen=True, tag=True):
    """Not now: something it needs is not there yet (``blob_missing``), or one before it on the same record is not done."""

    command: str
    code: str


Answer = Applied | Refused | Again


class Answers(Struct, frozen=True):
    """One answer a command, in order."""

    answers: tuple[Answer, ...]


class Change(Struct, frozen=True, gc=False):
    """A record's newest state (``put``), or without content that it is no longer for this person (``drop``) or has new text (``draft``)."""

    seq: int
    kind: str
    id: str
    version: int
    op: str
    state: msgspec.Raw = field(default_factory=lambda: msgspec.Raw(b"null"))


class Page(Struct, frozen=True):
    """Changes after the cursor; ``next`` is the new cursor, ``head`` the newest there is, ``directory`` its version.

    ``epoch`` is the server's (since 1.1): connections outlive a restore, so every answer says of which server it is.
    """

    changes: tuple[Change, ...]
    next: int
    head: int
    directory: int
    epoch: int = 0


class Part(Struct, frozen=True):
    """A part of what the person may see: states, the place after which the next part begins (none: it was the last), and how many in all.

    Who begins notes ``head`` of the first part: everything that changes from there on comes by the pull.
    """

    changes: tuple[Change, ...]
    head: int
    total: int
    next: tuple[str, str] | None = None
    epoch: int = 0


class Head(Struct, frozen=True):
    """The newest number of the caller's unit, and of the directory; the server's epoch as in a page."""

    head: int
    directory: int
    epoch: int = 0


class LogEntry(Struct, frozen=True):
    """One accepted command: who, which events, the signed bytes, and the SM3 chain (``digest`` covers ``previous`` and the rest)."""

    n: int
    act: Act
    events: msgspec.Raw
    signed: Signed
    previous: str
    digest: str


class Log(Struct, frozen=True):
    """The whole course of a record, oldest first."""

    kind: str
    record: str
    entries: tuple[LogEntry, ...]


class Parts(Struct, frozen=True):
    """The pieces of a file in order, by their SHA-256, and its length; no pieces: it goes as a whole."""

    size: int
    pieces: tuple[str, ...]


class Held(Struct, frozen=True):
    """Which pieces of a file the caller has still to bring; ``done`` when the file stands, whole and verified."""

    missing: tuple[int, ...]
    done: bool = False


class OfferedHead(Struct, frozen=True):
    """Where the chain of a store stands: its name, how many commits, their digest, and why it was begun (``fresh``, ``restored``).

    ``confirmed`` and ``since``: number and digest of the last head that the server has signed for this store, 0 and empty before the first.
    """

    chain: str
    n: int
    digest: str
    since: str
    confirmed: int
    reason: str


class HeadStatement(Struct, frozen=True):
    """What the server signs: at ``at`` (ms) the store of this device stood there."""

    server: str
    unit: str
    person: str
    device: str
    chain: str
    n: int
    digest: str
    at: int


class HeadAnswer(Struct, frozen=True):
    """``agreed`` with the signature and the server's certificate (base64); or not, with the time and number of the newer head."""

    agreed: bool
    at: int
    n: int
    server: str = ""
    signature: str = ""
    certificate: str = ""


class DraftUpdate(Struct, frozen=True):
    """What one writer did to a draft: operations ``start`` to ``end`` of his; the bytes are the drafting room's own."""

    writer: int
    start: int
    end: int
    data: bytes


class DraftPush(Struct, frozen=True):
    """One's own updates to the stretch of drafting ``drafting``, made with all in sight up to number ``after``."""

    drafting: str
    after: int
    updates: tuple[DraftUpdate, ...]


class NumberedUpdate(Struct, frozen=True):
    """An update with the number that the server gave it, without gaps in one draft."""

    n: int
    update: DraftUpdate
    author: str
    at: datetime


class DraftPage(Struct, frozen=True):
    """Updates after a number, in order; ``head`` is the newest number, ``vector`` the ``end`` of every writer by then."""

    drafting: str
    updates: tuple[NumberedUpdate, ...]
    head: int
    vector: dict[str, int]


class Problem(Struct, frozen=True):
    """An error answer: a code for the program, never a sentence."""

    code: str
    params: dict[str, str] = field(default_factory=dict)


class DirectoryAnswer(Struct, frozen=True):
    """The directory as the caller may see it."""

    directory: Directory
