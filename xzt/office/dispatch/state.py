"""The state of a dispatch: text, route, open tasks, course, number, seal, ledger, archive."""

from datetime import datetime
from enum import StrEnum

import msgspec
from msgspec import Struct

from xzt.office.act import AttachedFile, Entry, Number, SealedFile
from xzt.office.profile import Profile


class Step(StrEnum):
    """Where a dispatch stands (条例 articles 18 to 27). The order is the order of the flow."""

    DRAFT = "draft"
    REVIEW = "review"
    COUNTERSIGN = "countersign"
    SIGN_OFF = "sign_off"
    REGISTER = "register"
    SEAL = "seal"
    DISTRIBUTE = "distribute"
    FOLLOW = "follow"
    CLOSED = "closed"
    ARCHIVED = "archived"


ORDER = tuple(Step)


class Elements(Struct, frozen=True):
    """The elements that rules read out of the document's canonical bytes; everything else in them is not their business."""

    kind: str
    title: str
    series: str
    urgency: str = ""
    recipients: str = ""
    copies_to: str = ""


class Route(Struct, frozen=True):
    """Who handles the steps that name persons. Later steps belong to whoever holds the role."""

    reviewer: str
    signer: str
    countersigners: tuple[str, ...] = ()


class Task(Struct, frozen=True):
    """An open task. ``holder`` is ``p:<person>`` or ``r:<role>``; ``opened`` is when the person first looked at it (W3)."""

    step: Step
    holder: str
    since: datetime
    sender: str
    round: int = 1
    opened: datetime | None = None


class Version(Struct, frozen=True):
    """A text frozen at submission: its number and SM3 digest (W13), and the tracked draft that it is the clean copy of (DOC-07)."""

    n: int
    digest: str
    at: datetime
    tracked: str = ""


class Delivery(Struct, frozen=True):
    """One receiving unit in the distribution ledger (G4)."""

    unit: str
    copy: bool
    state: str = "sent"
    """sent, delivered, signed_for or refused."""
    at: datetime | None = None
    words: str = ""


class Archival(Struct, frozen=True):
    """How it is archived: code (DA/T 22-2015), retention period, and the digest of the package once it is made."""

    code: str
    retention: str
    package: str = ""


class Drafting(Struct, frozen=True):
    """One stretch of drafting: the command that opened it, which names it, and the SM3 digest of the text that it began with."""

    id: str
    text: str


class Dispatch(Struct, frozen=True):
    """The whole state. ``document`` holds the canonical bytes of the official document."""

    unit: str
    drafter: str
    document: msgspec.Raw
    elements: Elements
    step: Step
    tasks: tuple[Task, ...] = ()
    route: Route | None = None
    versions: tuple[Version, ...] = ()
    round: int = 1
    """Counts passages through countersigning (W2)."""
    course: tuple[Entry, ...] = ()
    signed_off: datetime | None = None
    number: Number | None = None
    pending: str = ""
    """``number``, ``seal`` or ``code`` while the server's answer to a request is awaited."""
    seal: SealedFile | None = None
    sealed_at: datetime | None = None
    ledger: tuple[Delivery, ...] = ()
    archival: Archival | None = None
    drafting: Drafting | None = None
    """Stands while the text is under the pen; what is written in it goes by its id, so that nothing of an older one gets in."""
    co_drafters: tuple[str, ...] = ()
    """Who writes the text with the drafter (共同起草)."""
    profile: Profile | None = None
    """How the page of the last submission looks, whatever the unit chooses later; None is the standard's own."""
    attached: tuple[AttachedFile, ...] = ()
    """Files that go with it as they are (随文文件); frozen with the text at submission."""

    @property
    def text(self) -> str:
        """Digest of the newest frozen version, empty before the first submission."""
        return self.versions[-1].digest if self.versions else ""
