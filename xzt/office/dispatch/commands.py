"""What a person can ask for with a dispatch. Names are imperative; ``SIGNED`` lists those that carry the person's SM2 signature."""

import msgspec
from msgspec import Struct, field

from xzt.office.act import AttachedFile, SealedFile, Stamp
from xzt.office.dispatch.state import Lead, Relation, Route, SealAsked, Step
from xzt.office.flow import commands as flow
from xzt.office.profile import Profile

Steering = (
    flow.Add
    | flow.Remove
    | flow.Forward
    | flow.Delegate
    | flow.Cover
    | flow.Uncover
    | flow.Remind
    | flow.Lapse
    | flow.Surface
    | flow.Cancel
    | flow.Terminate
    | flow.Withdraw
    | flow.Assign
    | flow.Decide
    | flow.Revive
    | flow.Correct
    | flow.Read
    | flow.PauseClock
    | flow.ResumeClock
    | flow.Migrate
)
"""What a dispatch leaves to its case as it is. Answers, returns and withdrawals have commands of their own, in the words of the trade."""


class StartDraft(Struct, frozen=True, tag=True):
    """Begin a dispatch with this document (拟稿). ``answers`` names the receipt of this unit that it replies to (答复, RCV-11)."""

    document: msgspec.Raw
    answers: str = ""
    about: str = ""
    """Number and title of that receipt, for those who do not get it."""


class SaveDraft(Struct, frozen=True, tag=True):
    """Keep the newest text of those who write it (暂存)."""

    document: msgspec.Raw


class Share(Struct, frozen=True, tag=True):
    """Say who writes the text with the drafter (共同起草): exactly these people of the unit."""

    people: tuple[str, ...]


class Attach(Struct, frozen=True, tag=True):
    """Let a file of this device go with the document (附文件), while it is drafted. The server takes it when it has the file."""

    file: AttachedFile


class Detach(Struct, frozen=True, tag=True):
    """Take a file off again, by its digest."""

    digest: str


class Submit(Struct, frozen=True, tag=True):
    """Freeze the text as a version and send it along the route (送审).

    ``profile`` is the unit's as the drafter saw the page with it: the page keeps it from here on. None is the standard's own.
    ``tracked`` is the draft with its tracked changes where some were left: it is kept beside the clean text (清稿, DOC-07).
    ``flow`` names one of the flows there are, the ordinary one unless named; a case that runs keeps its own (W9).
    """

    route: Route
    profile: Profile | None = None
    tracked: str = ""
    flow: str = ""


class Open(Struct, frozen=True, tag=True):
    """Say that the holder has looked at the task: it can no longer be withdrawn from under him (W3)."""


class Review(Struct, frozen=True, tag=True):
    """Pass the text after checking it (核稿). ``task`` is the one that the person had before him: an answer to it that comes after it was
    taken back is kept as a late opinion (迟到意见, W3)."""

    opinion: str
    text: str
    task: str = ""
    files: tuple[AttachedFile, ...] = ()


class Countersign(Struct, frozen=True, tag=True):
    """Give one's opinion beside others, or as somebody who was asked for it (会签). What a no does, the flow says (W1)."""

    opinion: str
    text: str
    agree: bool = True
    task: str = ""
    files: tuple[AttachedFile, ...] = ()


class SignOff(Struct, frozen=True, tag=True):
    """Sign the document off (签发)."""

    opinion: str
    text: str
    task: str = ""
    files: tuple[AttachedFile, ...] = ()


class Return(Struct, frozen=True, tag=True):
    """Send it back to a step it has passed, with the reason (退回, W2); ``text`` is the digest of the version that was read (W13).

    ``straight`` brings it straight back to the returner afterwards; otherwise every step follows again (重走).
    """

    to: Step
    reason: str
    text: str
    straight: bool = False


class Withdraw(Struct, frozen=True, tag=True):
    """Take back what one has just sent, while nobody has opened it (撤回, W3)."""

    reason: str = ""


class Steer(Struct, frozen=True, tag=True):
    """Do anything else to its case: ask others in, hand on, remind, take the matter back, step in as the document office."""

    command: Steering


class AskJoint(Struct, frozen=True, tag=True):
    """Put a document before this unit that another leads, for its head to sign (联合行文会签). The server alone says this."""

    lead: Lead
    document: msgspec.Raw
    text: str
    profile: Profile | None = None
    attached: tuple[AttachedFile, ...] = ()


class Allot(Struct, frozen=True, tag=True):
    """Say who of the co-signing unit gives an opinion and which head signs (交办)."""

    signer: str
    countersigners: tuple[str, ...] = ()
    opinion: str = ""


class SendBack(Struct, frozen=True, tag=True):
    """Send a joint document back to the unit that leads it, with the reason; ``text`` is the digest of what was read (W2, W13)."""

    reason: str
    text: str


class NoteJoint(Struct, frozen=True, tag=True):
    """Enter what a co-signing unit did: opened, consented or returned. ``signer`` is its head. The server alone says this."""

    task: str
    what: str
    signer: str = ""
    words: str = ""
    text: str = ""


class RecallJoint(Struct, frozen=True, tag=True):
    """Take back what a co-signing unit was asked, because the unit that leads took it back or changes it. The server alone says this."""

    words: str = ""


class Proofread(Struct, frozen=True, tag=True):
    """Say that the typeset final has the signed words (复核校对, DOC-11): ``text`` is the digest of the text that was signed, ``final``
    the SM3 of the words of the final, ``layout`` and ``substance`` how many places differ. What differs in layout only is explained."""

    text: str
    final: str
    layout: int = 0
    substance: int = 0
    words: str = ""


class AssignNumber(Struct, frozen=True, tag=True):
    """Ask the server for the number (编号, N2); a chosen ``sequence`` needs a right and a reason (N7)."""

    sequence: int | None = None
    reason: str = ""


class Seal(Struct, frozen=True, tag=True):
    """Ask the server for the organ seal on exactly this file (用印, P1): SM3 of the final layout file.

    ``units`` names whose seal each stamp is, in the order of the signers, where several organs issue it (GB/T 9704-2012 7.3.5.1).
    """

    file: str
    stamps: tuple[Stamp, ...]
    units: tuple[str, ...] = ()


class AskSeal(Struct, frozen=True, tag=True):
    """Ask a co-signing unit for its seal on the final file of what its head has signed (联合行文用印). The server alone says this."""

    asked: SealAsked


class NoteSeal(Struct, frozen=True, tag=True):
    """Enter what a co-signing unit did about its seal on ``file``: ``sealed`` is the file with it, None where it declined. The server
    alone says this."""

    unit: str
    file: str
    sealed: SealedFile | None = None
    words: str = ""


class Distribute(Struct, frozen=True, tag=True):
    """Send the sealed file to the receiving units (分发, G4): main recipients, copies, and how many paper copies where not one."""

    units: tuple[str, ...]
    copies: tuple[str, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)


class Supplement(Struct, frozen=True, tag=True):
    """Send it to more units, or again to those that gave it back (补发, G4)."""

    units: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    words: str = ""


class RecallDelivery(Struct, frozen=True, tag=True):
    """Ask a receiving unit's delivery back (撤回, G4): at once where it was not signed for, else with that unit's consent."""

    unit: str
    reason: str


class CopyTo(Struct, frozen=True, tag=True):
    """Let people of the unit know of it (抄送, FLW-16)."""

    people: tuple[str, ...]


class Relate(Struct, frozen=True, tag=True):
    """Link it to another document of the unit (关联, DOC-18), which is told of it."""

    relation: Relation


class Unrelate(Struct, frozen=True, tag=True):
    """Take a link off again."""

    kind: str
    record: str


class NoteRelation(Struct, frozen=True, tag=True):
    """Note what another document says of this one. The server alone says this."""

    relation: Relation
    dropped: bool = False


class NoteDelivery(Struct, frozen=True, tag=True):
    """Enter in the ledger what a receiving unit did. The server alone says this."""

    unit: str
    state: str
    words: str = ""


class NoteScopeRequest(Struct, frozen=True, tag=True):
    """Enter that a receiving unit asks to let it go further (传达范围, G6). The server alone says this."""

    unit: str
    record: str
    id: str
    scope: str
    reason: str


class AllowScope(Struct, frozen=True, tag=True):
    """Let a receiving unit pass it on as far as it asked (同意, G6)."""

    request: str
    words: str = ""


class DenyScope(Struct, frozen=True, tag=True):
    """Say no to that, with the reason (不同意)."""

    request: str
    words: str


class Close(Struct, frozen=True, tag=True):
    """End the matter (办结) once every receiving unit has answered."""


class Archive(Struct, frozen=True, tag=True):
    """Ask the server for an archival code (归档); retention is Y, D30 or D10."""

    retention: str


class RecordPackage(Struct, frozen=True, tag=True):
    """Record the digest (SM3) of the archive package's manifest."""

    manifest: str


Command = (
    StartDraft
    | SaveDraft
    | Share
    | Attach
    | Detach
    | Submit
    | Open
    | Review
    | Countersign
    | SignOff
    | Return
    | Withdraw
    | Steer
    | AskJoint
    | Allot
    | SendBack
    | NoteJoint
    | RecallJoint
    | Proofread
    | AssignNumber
    | Seal
    | AskSeal
    | NoteSeal
    | Distribute
    | Supplement
    | RecallDelivery
    | CopyTo
    | Relate
    | Unrelate
    | NoteRelation
    | NoteDelivery
    | NoteScopeRequest
    | AllowScope
    | DenyScope
    | Close
    | Archive
    | RecordPackage
)

COURTESIES = (Open,)
"""Commands in which a person writes nothing: when the server refuses one, there is nothing to lose and nobody to tell."""

SIGNED = (
    Review,
    Countersign,
    SignOff,
    Return,
    Steer,
    Allot,
    SendBack,
    Proofread,
    Seal,
    Distribute,
    Supplement,
    RecallDelivery,
    AllowScope,
    DenyScope,
    Archive,
    RecordPackage,
)
