"""What a person can ask for with a receipt."""

import msgspec
from msgspec import Struct

from xzt.office.act import AttachedFile
from xzt.office.profile import Profile
from xzt.office.receipt.registration import Registration
from xzt.office.receipt.state import Limit, Mention, Source
from xzt.office.receipt.verdict import Verdict


class Deliver(Struct, frozen=True, tag=True):
    """Put an arriving document into the unit's inbox. The server alone says this."""

    source: Source
    document: msgspec.Raw
    profile: Profile | None = None


class Enter(Struct, frozen=True, tag=True):
    """Write down a document that did not come over the exchange: on paper, as a file, by another way. Registered by ``Register``."""

    source: Source
    document: msgspec.Raw


class SignFor(Struct, frozen=True, tag=True):
    """Accept it (签收)."""


class Refuse(Struct, frozen=True, tag=True):
    """Send it back with the reason (拒收)."""

    reason: str


class Register(Struct, frozen=True, tag=True):
    """Ask the server for the unit's own receipt number (登记, N6); ``category`` names the yearly series.

    Without an ``entry`` the register says what the document itself says. ``like`` names the receipts that the person was shown as the
    same one, ``reason`` says why it is registered all the same (RCV-03); ``despite`` says why it is although its seal or signature does not
    hold (RCV-06). ``verdict`` is what this machine found itself of the sealed file that came over the exchange.
    """

    category: str = "收"
    entry: Registration | None = None
    like: tuple[str, ...] = ()
    reason: str = ""
    despite: str = ""
    verdict: Verdict | None = None


class Discard(Struct, frozen=True, tag=True):
    """Drop what was entered by mistake or twice, before it has a number (作废)."""

    reason: str


class Propose(Struct, frozen=True, tag=True):
    """Say who handles it and who reads it (拟办): one responsible handler (主办) or none, helpers (协办), readers, and by when.

    With a ``leader`` it goes there for instructions first (批示).
    """

    opinion: str
    handler: str = ""
    readers: tuple[str, ...] = ()
    helpers: tuple[str, ...] = ()
    leader: str = ""
    in_order: bool = False
    limit: Limit | None = None
    files: tuple[AttachedFile, ...] = ()


class Instruct(Struct, frozen=True, tag=True):
    """Say what is to be done (批示); another responsible handler may be named."""

    words: str
    handler: str = ""
    files: tuple[AttachedFile, ...] = ()


class MarkRead(Struct, frozen=True, tag=True):
    """Have read it (已阅), with words or without."""

    words: str = ""
    files: tuple[AttachedFile, ...] = ()


class Handle(Struct, frozen=True, tag=True):
    """Report the result (承办)."""

    result: str
    files: tuple[AttachedFile, ...] = ()


class BeginReply(Struct, frozen=True, tag=True):
    """Answer it by a dispatch of one's own, which is begun under this id (答复, RCV-11)."""

    record: str


class NoteReply(Struct, frozen=True, tag=True):
    """Note what became of a reply: ``sent`` with its number, or ``stopped``. The server alone says this."""

    record: str
    state: str
    title: str = ""
    number: str = ""


class NoteMention(Struct, frozen=True, tag=True):
    """Note what a dispatch says of it, or that it says so no longer (DOC-18). The server alone says this."""

    mention: Mention
    dropped: bool = False


class PassOn(Struct, frozen=True, tag=True):
    """Pass it on to others by a dispatch of one's own, begun under this id (转发, G6)."""

    record: str


class Widen(Struct, frozen=True, tag=True):
    """Change how far it may go; ``consent`` says who of the issuing organ agreed, when and how (G6)."""

    scope: str
    consent: str


class AskScope(Struct, frozen=True, tag=True):
    """Ask the issuing organ over the exchange to let it go as far as ``scope`` (征求意见, G6)."""

    scope: str
    reason: str


class NoteScope(Struct, frozen=True, tag=True):
    """Enter what the issuing organ answered; ``person`` is who of it answered. The server alone says this."""

    question: str
    allowed: bool
    person: str = ""
    words: str = ""


class Close(Struct, frozen=True, tag=True):
    """End the matter (办结)."""


class AskBack(Struct, frozen=True, tag=True):
    """Tell that the sender takes it back (撤回, G4), with the reason. The server alone says this."""

    reason: str


class GiveBack(Struct, frozen=True, tag=True):
    """Agree that the sender takes it back: nothing more is done with it here."""

    words: str = ""


class Keep(Struct, frozen=True, tag=True):
    """Keep what the sender asks back, with the reason."""

    reason: str


class Cover(Struct, frozen=True, tag=True):
    """Hand what lies open with somebody to the deputy of his window (转给代理人, W6): he himself, or the server's clock."""

    principal: str


class Uncover(Struct, frozen=True, tag=True):
    """Give back what a deputy has not done when the window ends. The server's clock says this."""

    principal: str


class Surface(Struct, frozen=True, tag=True):
    """Take a leaver's parts to whoever is there (W10). The server's clock says this."""

    person: str


class Lapse(Struct, frozen=True, tag=True):
    """Say that the limit is near (``soon``) or over (``overdue``). The server's clock says this; it never consents (FLW-10, W15)."""

    what: str


class Remind(Struct, frozen=True, tag=True):
    """Remind those with whom it lies (催办, W7)."""

    words: str = ""


class Reassign(Struct, frozen=True, tag=True):
    """Give what lies open with one person to another, with the reason (改派)."""

    person: str
    to: str
    words: str


class PauseClock(Struct, frozen=True, tag=True):
    """Stop the clock of its limit while an outside opinion or a correction is awaited (暂停计时, T4)."""

    words: str


class ResumeClock(Struct, frozen=True, tag=True):
    """Let the clock of its limit run again (恢复计时, T4)."""


Command = (
    Deliver
    | Enter
    | SignFor
    | Refuse
    | Register
    | Discard
    | Propose
    | Instruct
    | MarkRead
    | Handle
    | BeginReply
    | NoteReply
    | NoteMention
    | PassOn
    | Widen
    | AskScope
    | NoteScope
    | Close
    | AskBack
    | GiveBack
    | Keep
    | Cover
    | Uncover
    | Surface
    | Lapse
    | Remind
    | Reassign
    | PauseClock
    | ResumeClock
)

COURTESIES = ()

SIGNED = (SignFor, Refuse, Propose, Instruct, Handle, GiveBack, Keep, Widen, AskScope, Cover, Reassign, PauseClock, ResumeClock)
