"""What surrounds one command: who acts, when, with which authority; and what the rules answer about a record."""

from datetime import datetime

from msgspec import Struct

from xzt.core.errors import Refusal
from xzt.office.given import NOTHING, Given
from xzt.office.people import Directory, Role


class Act(Struct, frozen=True):
    """Who did something, on which device, when (the server's time once it has accepted it), by which command."""

    command: str
    person: str
    unit: str
    device: str
    at: datetime


class Number(Struct, frozen=True, tag=True):
    """A document number that the server has given (N1): organ letters, year, sequence."""

    series: str
    year: int
    sequence: int

    def printed(self) -> str:
        """Print it as 代字〔年〕序号号, six-cornered brackets, no leading zeros (N1); orders count as 第序号号 (GB/T 9704-2012 10.2)."""
        if self.series.endswith("令"):
            return f"第{self.sequence}号"
        return f"{self.series}〔{self.year}〕{self.sequence}号"


class SealedFile(Struct, frozen=True, tag=True):
    """The server has put the organ seal on a layout file: digests (SM3) of the file before and after."""

    plain: str
    sealed: str
    seal_name: str


class Stamp(Struct, frozen=True):
    """Where the seal stands on a page of the final file, in millimetres."""

    page: int
    x: float
    y: float
    width: float
    height: float


class AttachedFile(Struct, frozen=True):
    """A file that goes with a document as it is: name, SM3 digest, bytes."""

    name: str
    digest: str
    size: int


class ItemNumber(Struct, frozen=True, tag=True):
    """An item number in the archive's series of one fonds, category, year, retention and organisation."""

    code: str


Grant = Number | SealedFile | ItemNumber


class Context(Struct, frozen=True):
    """All that a decision may depend on besides the record and the command. ``grant`` only ever comes from the server.

    ``given`` is what the unit has set for every matter: delegation windows (W6) and the working calendar (T2).
    """

    act: Act
    roles: tuple[Role, ...]
    directory: Directory
    grant: Grant | None = None
    given: Given = NOTHING

    def holds(self, role: Role, unit: str = "") -> bool:
        """Say whether the actor holds ``role``, and if ``unit`` is given, holds it there: a role is one of the actor's own unit."""
        return role in self.roles and unit in {"", self.act.unit}


class Action(Struct, frozen=True):
    """One thing that could be done to a record: the command's name, and why not if it is not open now (AE-05)."""

    name: str
    refusal: Refusal | None = None


class Place(Struct, frozen=True):
    """Where a record stands for one person: in which list (todo, toread, done, none), since when, and for whom he does it (W6)."""

    box: str
    since: datetime
    principal: str = ""


class Line(Struct, frozen=True):
    """What a list shows of a record, the same for everyone who may see it."""

    title: str
    step: str
    number: str
    urgency: str
    origin: str
    """Id of the person (dispatch) or unit (receipt) that it comes from."""


class Entry(Struct, frozen=True, omit_defaults=True):
    """One line of the record's course: what was done, by whom, when, with which words."""

    act: Act
    action: str
    step: str
    round: int = 1
    words: str = ""
    text: str = ""
    """Digest of the text version that the person saw (W13)."""
    agree: bool = True
    people: tuple[str, ...] = ()
    """Whom it concerns besides the actor, as tokens ``p:<person>`` and ``r:<role>``."""
    principal: str = ""
    """For whom the actor did it: ``act.person 代 principal`` (W6)."""
    late: bool = False
    """Came when it was not asked for any more: kept and shown, counted once it is revived (W3)."""
    merged: bool = False
    """Given by the same stroke as the one before (W11)."""
    opinion: str = ""
    """Id of the opinion, where it is one that can be cited; ``cites`` is that of the one it corrects or revives (W13)."""
    cites: str = ""
    files: tuple[AttachedFile, ...] = ()
    """What was handed in with the words (FLW-14)."""


def opinion_files(course: tuple[Entry, ...]) -> tuple[AttachedFile, ...]:
    """List what was handed in with opinions, each file once (FLW-14)."""
    return tuple({file.digest: file for entry in course for file in entry.files}.values())
