"""What happened to a dispatch. Names are past tense; ``xzt.office.dispatch.evolution`` says what each changes."""

import msgspec
from msgspec import Struct, field

from xzt.office.act import AttachedFile, ItemNumber, Number, SealedFile
from xzt.office.dispatch.state import Lead, Relation, SealAsked, Sealing
from xzt.office.flow import events as flow
from xzt.office.profile import Profile


class Drafted(Struct, frozen=True, tag=True):
    """A draft was begun or saved."""

    document: msgspec.Raw


class Answering(Struct, frozen=True, tag=True):
    """It was begun as the reply to this receipt."""

    receipt: str
    about: str = ""


class Shared(Struct, frozen=True, tag=True):
    """These people write the text with the drafter from now on, and nobody else."""

    people: tuple[str, ...]


class Attached(Struct, frozen=True, tag=True):
    """A file goes with the document."""

    file: AttachedFile


class Detached(Struct, frozen=True, tag=True):
    """A file was taken off."""

    digest: str


class Sent(Struct, frozen=True, tag=True):
    """The drafter submitted: the text was frozen under this digest, its page by this profile. Where it goes, its case says."""

    digest: str
    profile: Profile | None = None
    tracked: str = ""


class Flowed(Struct, frozen=True, tag=True):
    """Something happened in its case."""

    event: flow.Event


class JointAsked(Struct, frozen=True, tag=True):
    """Another unit's document came to be co-signed."""

    lead: Lead
    document: msgspec.Raw
    text: str
    profile: Profile | None = None
    attached: tuple[AttachedFile, ...] = ()


class JointAnswered(Struct, frozen=True, tag=True):
    """This unit's case ended: consented, returned or recalled."""

    answer: str
    words: str = ""


class JointNoted(Struct, frozen=True, tag=True):
    """What a co-signing unit did stands in the ledger of the unit that leads."""

    task: str
    what: str
    signer: str = ""
    words: str = ""
    text: str = ""
    late: bool = False


class ProofRead(Struct, frozen=True, tag=True):
    """The typeset final was held against the signed text and has its words."""

    text: str
    final: str
    layout: int = 0
    words: str = ""


class NumberReleased(Struct, frozen=True, tag=True):
    """The number goes back to the gap pool because the document was not printed (N3)."""

    number: Number


class Requested(Struct, frozen=True, tag=True):
    """Something that only the server gives is awaited: number, seal or code."""

    what: str


class Numbered(Struct, frozen=True, tag=True):
    """The server gave the number."""

    number: Number
    reason: str = ""


class Sealed(Struct, frozen=True, tag=True):
    """The server put the seal on the file."""

    file: SealedFile


class SealsAsked(Struct, frozen=True, tag=True):
    """The final file of a joint document goes to the co-signing units for their seals; ``rows`` stand in the order of the signers."""

    file: str
    rows: tuple[Sealing, ...]


class SealNoted(Struct, frozen=True, tag=True):
    """A co-signing unit put its seal on the file, or declined."""

    unit: str
    sealed: SealedFile | None
    words: str = ""


class SealWanted(Struct, frozen=True, tag=True):
    """The unit that leads asks for this unit's seal."""

    asked: SealAsked


class SealAnswered(Struct, frozen=True, tag=True):
    """This unit put its seal on the file (``sealed``), or the matter ended otherwise: ``declined`` or ``recalled``."""

    answer: str
    sealed: SealedFile | None = None
    words: str = ""


class Distributed(Struct, frozen=True, tag=True):
    """The sealed file went out to these units."""

    units: tuple[str, ...]
    copies: tuple[str, ...]
    counts: dict[str, int] = field(default_factory=dict)


class Supplemented(Struct, frozen=True, tag=True):
    """It went out to more units afterwards."""

    units: tuple[str, ...]
    copies: tuple[str, ...]
    counts: dict[str, int] = field(default_factory=dict)
    words: str = ""


class DeliveryRecalled(Struct, frozen=True, tag=True):
    """A unit's delivery is asked back."""

    unit: str
    reason: str


class Related(Struct, frozen=True, tag=True):
    """It has to do with another document."""

    relation: Relation


class Unrelated(Struct, frozen=True, tag=True):
    """It has nothing to do with that document any more."""

    relation: Relation


class DeliveryNoted(Struct, frozen=True, tag=True):
    """A receiving unit's answer stands in the ledger."""

    unit: str
    state: str
    words: str


class ScopeRequested(Struct, frozen=True, tag=True):
    """A receiving unit asks to let it go further (G6)."""

    unit: str
    record: str
    id: str
    scope: str
    reason: str


class ScopeAnswered(Struct, frozen=True, tag=True):
    """A leader answered it."""

    request: str
    allowed: bool
    words: str = ""


class Closed(Struct, frozen=True, tag=True):
    """The matter ended."""


class Coded(Struct, frozen=True, tag=True):
    """The server gave the archival code."""

    item: ItemNumber
    retention: str


class Packaged(Struct, frozen=True, tag=True):
    """The archive package was made and signed."""

    manifest: str


Event = (
    Drafted
    | Answering
    | Shared
    | Attached
    | Detached
    | Sent
    | Flowed
    | JointAsked
    | JointAnswered
    | JointNoted
    | ProofRead
    | NumberReleased
    | Requested
    | Numbered
    | Sealed
    | SealsAsked
    | SealNoted
    | SealWanted
    | SealAnswered
    | Distributed
    | Supplemented
    | DeliveryRecalled
    | Related
    | Unrelated
    | DeliveryNoted
    | ScopeRequested
    | ScopeAnswered
    | Closed
    | Coded
    | Packaged
)
