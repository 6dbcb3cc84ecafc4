"""A case: where it stands, whose turn it is, what everybody said. A kind of record holds one and wraps its events."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct, field

from xzt.office.act import Act, AttachedFile
from xzt.office.flow.definition import Definition, Fact


class TaskState(StrEnum):
    """``WAITING`` is a task whose turn has not come, or that waits for somebody who was asked in between."""

    OPEN = "open"
    WAITING = "waiting"
    DONE = "done"
    CLOSED = "closed"


class Part(StrEnum):
    """What a task is at its step: a signer's own, one added before or after a signer (W4), a delegated one that comes back (W5), the lead's
    decision (W1 b), or one for the administrator because nobody is there to handle it (W8, W10)."""

    OWN = "own"
    BEFORE = "before"
    AFTER = "after"
    DELEGATED = "delegated"
    LEAD = "lead"
    STUCK = "stuck"


class Status(StrEnum):
    """How a case is: under way, at its end, taken back by its starter (撤销), or stopped by an administrator (终止)."""

    RUNNING = "running"
    ENDED = "ended"
    CANCELLED = "cancelled"
    TERMINATED = "terminated"


class Task(Struct, frozen=True):
    """One person's, post's or other unit's turn at a step: ``holder`` is ``p:<person>``, ``r:<role>`` or ``u:<unit>``.

    ``principal`` is for whom a deputy acts (W6).
    """

    id: str
    standing: str
    step: str
    round: int
    holder: str
    since: datetime
    sender: str
    part: Part = Part.OWN
    state: TaskState = TaskState.OPEN
    parent: str = ""
    """The task that this one was asked for by (added or delegated)."""
    depth: int = 0
    """How many additions stand between this task and the step's own signer (W4: two at most)."""
    may_add: bool = True
    principal: str = ""
    opened: datetime | None = None
    why: str = ""
    """Why it was closed without an answer, for its holder to read: ``decided returned withdrawn removed forwarded lapsed ended``; of a
    stuck one, what is missing: ``no_branch`` or ``no_handler``."""


class Fork(Struct, frozen=True):
    """One branch of a split that is under way: ``width`` branches were taken, this is number ``branch`` of them."""

    id: str
    width: int
    branch: int


class Back(Struct, frozen=True):
    """Where a returned case goes straight back to when its step is done, and to whom (W2)."""

    step: str
    person: str


class Standing(Struct, frozen=True):
    """A step under way, in one round. ``origin`` names the passage that led here, so that what one act sent is taken back together (W3)."""

    id: str
    step: str
    path: tuple[Fork, ...]
    round: int
    since: datetime
    sender: str
    origin: str
    back: Back | None = None


class Arrival(Struct, frozen=True):
    """A branch that has come to its join and waits there for the others."""

    step: str
    path: tuple[Fork, ...]
    origin: str


class Visit(Struct, frozen=True):
    """A step that the case has passed on its present way, and who sent it on (W2)."""

    id: str
    step: str
    path: tuple[Fork, ...]
    sender: str
    round: int
    width: int = 1
    """How many branches were taken from it."""


class Opinion(Struct, frozen=True):
    """What somebody wrote at a task, bound to the text he saw (W13). It never changes; a correction is another that cites it."""

    id: str
    task: str
    step: str
    act: Act
    words: str
    text: str
    agree: bool = True
    round: int = 1
    principal: str = ""
    """``act.person 代 principal`` (W6)."""
    late: bool = False
    """Came after its task was taken back or decided: kept, seen by both, counted only once it is revived (W3)."""
    merged: bool = False
    """Given by the same stroke as the step before (W11)."""
    cites: str = ""
    files: tuple[AttachedFile, ...] = ()
    """What was handed in with it (FLW-14)."""


class Choice(Struct, frozen=True):
    """Which branches were taken after a step and the facts they were taken by; looked at once and kept (W8)."""

    step: str
    facts: dict[str, Fact]
    taken: tuple[str, ...]


class Copy(Struct, frozen=True):
    """Somebody who is to know (抄送): one line a person, however often he is named (FLW-16). Returns never touch it."""

    person: str
    since: datetime
    read: datetime | None = None


class Note(Struct, frozen=True):
    """A line of the course beside the opinions: what was done, at which step, whom it concerned, with which words."""

    act: Act
    action: str
    step: str = ""
    people: tuple[str, ...] = ()
    words: str = ""


class Pause(Struct, frozen=True):
    """A stretch in which the clock stands still (T4)."""

    since: datetime
    until: datetime | None = None


class Case(Struct, frozen=True):
    """The whole state. ``texts`` are the digests of the texts it was about, newest last; ``signed_text`` is that of the one signed off."""

    definition: Definition
    unit: str
    starter: str
    began: datetime
    facts: dict[str, Fact] = field(default_factory=dict)
    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    texts: tuple[str, ...] = ()
    signed_text: str = ""
    standings: tuple[Standing, ...] = ()
    arrivals: tuple[Arrival, ...] = ()
    tasks: tuple[Task, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    visits: tuple[Visit, ...] = ()
    rounds: dict[str, int] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    copies: tuple[Copy, ...] = ()
    course: tuple[Note, ...] = ()
    pauses: tuple[Pause, ...] = ()
    status: Status = Status.RUNNING
    watched: tuple[str, ...] = ()
    """Tasks that came before the document office: their limit passed, nobody was there, or they lay untouched (FLW-17)."""

    def task(self, name: str) -> Task | None:
        """Find a task by id."""
        return next((task for task in self.tasks if task.id == name), None)

    def standing(self, name: str) -> Standing | None:
        """Find a step under way by id."""
        return next((standing for standing in self.standings if standing.id == name), None)

    @property
    def text(self) -> str:
        """The digest of the newest text, empty before the first."""
        return self.texts[-1] if self.texts else ""

    @property
    def open_tasks(self) -> tuple[Task, ...]:
        """The tasks whose turn it is."""
        return tuple(task for task in self.tasks if task.state is TaskState.OPEN)
