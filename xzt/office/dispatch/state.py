"""The state of a dispatch: text, case, course, number, seal, ledger, archive. Where it stands is read out of its case."""

from datetime import datetime
from enum import StrEnum

import msgspec
from msgspec import Struct

from xzt.office.act import AttachedFile, Entry, Number, SealedFile, Stamp
from xzt.office.flow.state import Case, Part, Status, Task
from xzt.office.profile import Profile


class Step(StrEnum):
    """Where a dispatch stands (条例 articles 18 to 27), in the order of the trade; the last ones are ends before the end.

    ``ALLOT`` stands in the case of a co-signing unit only, ``JOINT`` in that of the unit that leads a joint document.
    """

    DRAFT = "draft"
    REVIEW = "review"
    ALLOT = "allot"
    COUNTERSIGN = "countersign"
    JOINT = "joint"
    SIGN_OFF = "sign_off"
    PROOFREAD = "proofread"
    REGISTER = "register"
    SEAL = "seal"
    DISTRIBUTE = "distribute"
    FOLLOW = "follow"
    CLOSED = "closed"
    ARCHIVED = "archived"
    CANCELLED = "cancelled"
    TERMINATED = "terminated"
    CONSENTED = "consented"
    SENT_BACK = "sent_back"
    RECALLED = "recalled"


ANSWERED = (Step.CONSENTED, Step.SENT_BACK, Step.RECALLED)
"""How a case ends in which this unit only signs what another leads (联合行文)."""
STOPPED = (Step.CANCELLED, Step.TERMINATED, *ANSWERED)
ORDER = tuple(step for step in Step if step not in STOPPED)
_ANSWERS = {"consented": Step.CONSENTED, "returned": Step.SENT_BACK, "recalled": Step.RECALLED}
_ENDS = {Status.ENDED: Step.ARCHIVED, Status.CANCELLED: Step.CANCELLED, Status.TERMINATED: Step.TERMINATED}


class Elements(Struct, frozen=True):
    """The elements that rules read out of the document's canonical bytes; everything else in them is not their business."""

    kind: str
    title: str
    series: str
    urgency: str = ""
    recipients: str = ""
    copies_to: str = ""


class Route(Struct, frozen=True):
    """Whom the drafter names for the steps that name persons. Later steps belong to whoever holds the role."""

    reviewer: str
    signer: str
    countersigners: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    """The units that issue it jointly (联合行文)."""


class Lead(Struct, frozen=True):
    """Whose document a co-signing unit signs: the leading unit's record and drafter, the task there that waits for the answer, its round.

    ``answer`` is how it ended: consented, returned or recalled; empty while it is under way.
    """

    record: str
    unit: str
    task: str
    round: int
    drafter: str
    version: int = 1
    answer: str = ""


class Cosigning(Struct, frozen=True):
    """One co-signing unit in one round, in the ledger of the unit that leads.

    ``state`` is asked, opened, consented, returned or recalled.
    """

    unit: str
    task: str
    round: int
    asked: datetime
    state: str = "asked"
    signer: str = ""
    at: datetime | None = None
    words: str = ""
    text: str = ""
    """Digest of the text that its head signed (W13)."""
    late: bool = False
    """Came after it had been taken back: kept and shown, counted for nothing (W3)."""


class Sealing(Struct, frozen=True):
    """One organ's seal on the final file of a joint document: whose, where it stands, and the file with it.

    ``state`` is asked, sealed, declined or recalled; the leading organ's own is put on last.
    """

    unit: str
    file: str
    """SM3 of the final file before any seal: the same for all."""
    stamp: Stamp
    state: str = "asked"
    sealed: SealedFile | None = None
    at: datetime | None = None
    words: str = ""


class SealAsked(Struct, frozen=True):
    """What a co-signing unit is asked to seal: the final file (SM3), the place of its seal, its place among the signers from 0.

    ``answer`` is empty while it waits; sealed, declined or recalled.
    """

    file: str
    stamp: Stamp
    place: int
    number: Number | None
    signed_off: datetime | None
    answer: str = ""
    at: datetime | None = None


class Relation(Struct, frozen=True):
    """What this document has to do with another of the unit (DOC-18): ``of`` is the other's kind of record; title and number as they were.

    ``back`` marks the other side: that document supersedes, repeals, corrects … this one.
    """

    kind: str
    of: str
    record: str
    title: str
    number: str = ""
    back: bool = False


class Version(Struct, frozen=True):
    """A text frozen at submission: its number and SM3 digest (W13), and the tracked draft that it is the clean copy of (DOC-07)."""

    n: int
    digest: str
    at: datetime
    tracked: str = ""
    document: str = ""
    """The text itself in its canonical form, from when a later one takes its place in the record (DOC-15)."""


class Delivery(Struct, frozen=True):
    """One receiving unit in the distribution ledger (G4)."""

    unit: str
    copy: bool
    state: str = "sent"
    """sent, delivered, signed_for, refused or withdrawn."""
    at: datetime | None = None
    words: str = ""
    count: int = 1
    """How many copies it gets (份数)."""
    n: int = 1
    """How often this unit was sent it, with this time."""
    withdrawal: str = ""
    """``asked`` while the sender asks it back, ``declined`` where the unit keeps it."""


class ScopeRequest(Struct, frozen=True):
    """What a receiving unit asks about how far it may go (传达范围, G6); ``record`` is its receipt, ``state`` empty, allowed or denied."""

    id: str
    unit: str
    record: str
    scope: str
    reason: str
    asked: datetime
    state: str = ""
    words: str = ""
    person: str = ""
    at: datetime | None = None


class Archival(Struct, frozen=True):
    """How it is archived: code (DA/T 22-2015), retention period, and the digest of the package once it is made."""

    code: str
    retention: str
    package: str = ""


class Drafting(Struct, frozen=True):
    """One stretch of drafting: the command that opened it, which names it, and the SM3 digest of the text that it began with."""

    id: str
    text: str


class Dispatch(Struct, frozen=True, omit_defaults=True):
    """The whole state. ``document`` holds the canonical bytes of the official document; ``case`` is None until it is first submitted."""

    unit: str
    drafter: str
    document: msgspec.Raw
    elements: Elements
    case: Case | None = None
    versions: tuple[Version, ...] = ()
    course: tuple[Entry, ...] = ()
    signed_off: datetime | None = None
    number: Number | None = None
    pending: str = ""
    """``number``, ``seal`` or ``code`` while the server's answer to a request is awaited; ``seals`` while other units' seals are."""
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
    lead: Lead | None = None
    """Stands where another unit leads the document and this one co-signs it."""
    answers: str = ""
    """The receipt of this unit that it replies to (RCV-11), and what it is called."""
    about: str = ""
    relations: tuple[Relation, ...] = ()
    """Documents that it has to do with, from both sides (DOC-18, G5)."""
    scope_requests: tuple[ScopeRequest, ...] = ()
    """What receiving units ask about how far it may go (G6)."""
    joint: tuple[Cosigning, ...] = ()
    """Where this unit leads: what the co-signing units did, round by round."""
    sealings: tuple[Sealing, ...] = ()
    """Where this unit leads: the seals on the final file, in the order of the signers."""
    seal_asked: SealAsked | None = None
    """Where another unit leads: what this one is asked to seal."""

    @property
    def text(self) -> str:
        """Digest of the newest frozen version, empty before the first submission."""
        return self.versions[-1].digest if self.versions else ""

    def version_of(self, text: str) -> int:
        """Number the newest version with this digest, 0 for none."""
        return next((version.n for version in reversed(self.versions) if version.digest == text), 0)

    @property
    def step(self) -> Step:
        """Where it stands; with branches under way beside each other, the earliest of them."""
        if self.case is None:
            return Step.DRAFT
        if self.lead and self.case.status is not Status.RUNNING:
            return _ANSWERS.get(self.lead.answer, Step.TERMINATED)
        if self.case.status is not Status.RUNNING:
            return _ENDS[self.case.status]
        here = [Step(standing.step) for standing in self.case.standings] or [Step(self.case.visits[-1].step)]
        return min(here, key=ORDER.index)

    @property
    def tasks(self) -> tuple[Task, ...]:
        """The tasks whose turn it is; before the first submission it is the drafter's."""
        if self.case:
            return self.case.open_tasks
        begun = self.course[0].act.at
        return (Task("", "", Step.DRAFT, 1, f"p:{self.drafter}", begun, self.drafter, opened=begun),)

    @property
    def route(self) -> Route | None:
        """Whom the drafter named at the last submission."""
        if self.case is None:
            return None
        chosen = self.case.chosen
        first = {step: next(iter(chosen.get(step, ())), "") for step in (Step.REVIEW, Step.SIGN_OFF)}
        return Route(first[Step.REVIEW], first[Step.SIGN_OFF], chosen.get(Step.COUNTERSIGN, ()), chosen.get(Step.JOINT, ()))

    @property
    def round(self) -> int:
        """How often it has been in countersigning (W2)."""
        return max(1, self.case.rounds.get(Step.COUNTERSIGN, 1)) if self.case else 1


def duty(task: Task) -> str:
    """Tell what the holder of a task does: a signer the act of its step, whoever was asked in his opinion, nothing where it is stuck."""
    if task.part is Part.STUCK:
        return ""
    return task.step if task.part is Part.OWN else Step.COUNTERSIGN
