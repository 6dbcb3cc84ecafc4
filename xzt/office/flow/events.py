"""What happened to a case. ``xzt.office.flow.evolution`` says what each changes.

People and branches are resolved already when an event is written.
"""

from msgspec import Struct, field

from xzt.office.act import AttachedFile
from xzt.office.flow.definition import Definition, Fact
from xzt.office.flow.definition import Lapse as LapseAction
from xzt.office.flow.state import Fork, Standing, Task, TaskState


class Begun(Struct, frozen=True, tag=True):
    """The case began by this definition."""

    definition: Definition
    facts: dict[str, Fact] = field(default_factory=dict)
    text: str = ""


class Brought(Struct, frozen=True, tag=True):
    """An answer brought a new text, facts, or handlers of later steps."""

    text: str = ""
    facts: dict[str, Fact] = field(default_factory=dict)
    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)


class Entered(Struct, frozen=True, tag=True):
    """A step is under way with these tasks."""

    standing: Standing
    tasks: tuple[Task, ...]


class Opened(Struct, frozen=True, tag=True):
    """The holder looked at the task."""

    task: str


class Opined(Struct, frozen=True, tag=True):
    """Somebody answered a task, or added to what he had said (``cites``); a ``late`` answer finishes nothing."""

    id: str
    task: str
    words: str
    text: str
    agree: bool = True
    late: bool = False
    merged: bool = False
    cites: str = ""
    finishes: bool = True
    returns: bool = False
    """Said with a return, which follows."""
    files: tuple[AttachedFile, ...] = ()


class Turned(Struct, frozen=True, tag=True):
    """These tasks wait, or it is their turn."""

    tasks: tuple[str, ...]
    state: TaskState


class TasksClosed(Struct, frozen=True, tag=True):
    """These tasks need no answer any more, and why."""

    tasks: tuple[str, ...]
    why: str


class Asked(Struct, frozen=True, tag=True):
    """Others were asked in: added before or after (W4), delegated to (W5), the lead (W1 b)."""

    tasks: tuple[Task, ...]
    action: str
    words: str = ""


class Forwarded(Struct, frozen=True, tag=True):
    """A task was handed on for good: the old one is closed, the new one takes its place (W5)."""

    task: str
    new: Task
    words: str = ""


class Placed(Struct, frozen=True, tag=True):
    """A task went into other hands: a deputy's, back to the principal, or by the document office (W6, W10)."""

    task: str
    holder: str
    action: str
    principal: str = ""
    words: str = ""


class Escalated(Struct, frozen=True, tag=True):
    """Somebody whose turn it would be was not there: it went to the head of the department (W10)."""

    step: str
    person: str
    holder: str


class Noted(Struct, frozen=True, tag=True):
    """A line of the course: something was done that other events carry out."""

    action: str
    step: str
    people: tuple[str, ...] = ()
    words: str = ""


class Passed(Struct, frozen=True, tag=True):
    """A step is done and sent on into ``width`` branches; ``visit`` names the passage."""

    standing: str
    visit: str
    width: int


class Chose(Struct, frozen=True, tag=True):
    """The branches that were taken after a step, by these facts (W8)."""

    step: str
    facts: dict[str, Fact]
    taken: tuple[str, ...]


class Arrived(Struct, frozen=True, tag=True):
    """A branch came to its join and waits."""

    step: str
    path: tuple[Fork, ...]
    origin: str


class Joined(Struct, frozen=True, tag=True):
    """All branches of a fork have come to its join."""

    step: str
    fork: str


class Returned(Struct, frozen=True, tag=True):
    """It went back to a visit; everything between, and every branch beside, is cancelled. Copies stay (Steedos #6985)."""

    standing: str
    visit: str
    words: str
    text: str
    refused: bool = False
    """By the step's own rule because somebody said no (W1 a, b), not by one person's choice."""


class Withdrawn(Struct, frozen=True, tag=True):
    """The sender, or the office, took back what a visit had sent on."""

    visit: str
    words: str = ""
    forced: bool = False


class Reminded(Struct, frozen=True, tag=True):
    """Those whose turn it is were reminded."""

    people: tuple[str, ...]
    words: str = ""


class Lapsed(Struct, frozen=True, tag=True):
    """A limit passed at a task, and this was done about it."""

    task: str
    then: LapseAction


class Surfaced(Struct, frozen=True, tag=True):
    """A task came before the document office: ``why`` is ``absent`` or ``untouched``."""

    task: str
    why: str


class Copied(Struct, frozen=True, tag=True):
    """These people are to know of it, who did not before (FLW-16)."""

    people: tuple[str, ...]


class CopyRead(Struct, frozen=True, tag=True):
    """The actor has read what was copied to him."""


class Paused(Struct, frozen=True, tag=True):
    """The clock stands still from now on."""

    words: str


class Resumed(Struct, frozen=True, tag=True):
    """The clock runs again."""


class Migrated(Struct, frozen=True, tag=True):
    """It goes on by another definition; every step that it stands at or has passed has its new name."""

    definition: Definition
    steps: dict[str, str]
    words: str


class Ended(Struct, frozen=True, tag=True):
    """It came to its end."""


class Cancelled(Struct, frozen=True, tag=True):
    """Its starter took the whole matter back."""

    words: str


class Terminated(Struct, frozen=True, tag=True):
    """The office stopped it."""

    words: str


Event = (
    Begun
    | Brought
    | Entered
    | Opened
    | Opined
    | Turned
    | TasksClosed
    | Asked
    | Forwarded
    | Placed
    | Escalated
    | Noted
    | Passed
    | Chose
    | Arrived
    | Joined
    | Returned
    | Withdrawn
    | Reminded
    | Lapsed
    | Surfaced
    | Copied
    | CopyRead
    | Paused
    | Resumed
    | Migrated
    | Ended
    | Cancelled
    | Terminated
)
