"""What can be asked of a case. A kind of record carries these in commands of its own; ``task`` is the id of the task that is acted at."""

from msgspec import Struct, field

from xzt.office.act import AttachedFile
from xzt.office.flow.definition import Definition, Fact
from xzt.office.flow.state import Part


class Open(Struct, frozen=True, tag=True):
    """Say that the holder has looked at the task (W3)."""

    task: str


class Finish(Struct, frozen=True, tag=True):
    """Answer a task: yes or no, with words, over this text. What the starter submits names its new text and facts; ``chosen`` names
    handlers of later steps (FLW-12)."""

    task: str
    words: str
    text: str
    agree: bool = True
    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    facts: dict[str, Fact] = field(default_factory=dict)
    copies: tuple[str, ...] = ()
    files: tuple[AttachedFile, ...] = ()
    """What goes with the words (FLW-14)."""


class Begin(Struct, frozen=True, tag=True):
    """Begin a case by this definition; the starter stands at its first step, or answers it by the same stroke (``answer``, whose task is
    the one that this opens)."""

    definition: Definition
    facts: dict[str, Fact] = field(default_factory=dict)
    text: str = ""
    answer: Finish | None = None


class Return(Struct, frozen=True, tag=True):
    """Send the case back to a step that it has passed (退回, W2); ``straight`` brings it back to the returner afterwards."""

    task: str
    to: str
    words: str
    text: str
    straight: bool = False


class Withdraw(Struct, frozen=True, tag=True):
    """Take back what one has just sent (撤回, W3); ``forced`` is the administrator's, with a reason, whoever has opened it."""

    origin: str
    words: str = ""
    forced: bool = False


class Cancel(Struct, frozen=True, tag=True):
    """Take back the whole matter, by who began it (撤销, FLW-05)."""

    words: str


class Terminate(Struct, frozen=True, tag=True):
    """Stop the matter, by the administrator (终止, FLW-05)."""

    words: str


class Add(Struct, frozen=True, tag=True):
    """Ask others to sign before or after oneself (加签, W4)."""

    task: str
    people: tuple[str, ...]
    part: Part
    words: str = ""
    may_add: bool = False


class Remove(Struct, frozen=True, tag=True):
    """Take a signer out who has not acted yet (减签, W4)."""

    task: str
    words: str


class Forward(Struct, frozen=True, tag=True):
    """Hand the task on for good (转办, W5)."""

    task: str
    to: str
    words: str = ""


class Delegate(Struct, frozen=True, tag=True):
    """Have somebody else answer first; it comes back (委派, W5)."""

    task: str
    to: str
    words: str = ""


class Cover(Struct, frozen=True, tag=True):
    """Put a task that was open when a delegation window began into the deputy's hands (W6: asked, never done by itself)."""

    task: str
    to: str


class Uncover(Struct, frozen=True, tag=True):
    """Give the tasks that a deputy did not finish back to their principal when the window ends (W6). The server's clock says this."""

    principal: str


class Remind(Struct, frozen=True, tag=True):
    """Remind those whose turn it is (催办, W7)."""

    words: str = ""


class Lapse(Struct, frozen=True, tag=True):
    """Do what the step says about a passed limit (W15). The server's clock says this."""

    task: str


class Surface(Struct, frozen=True, tag=True):
    """Bring a task before the document office whose holder is not there any more, or that has lain untouched for long (W10, FLW-17).

    The server's clock says this.
    """

    task: str


class Assign(Struct, frozen=True, tag=True):
    """Give a task to somebody, by the document office that sees it stuck (W10, FLW-17)."""

    task: str
    to: str
    words: str


class Decide(Struct, frozen=True, tag=True):
    """Say where a case goes on that stopped because no branch fitted (W8), by the administrator."""

    task: str
    to: str
    words: str


class Revive(Struct, frozen=True, tag=True):
    """Count a late opinion as the answer to the task that its author holds now (W3)."""

    opinion: str


class Correct(Struct, frozen=True, tag=True):
    """Add an opinion that corrects one's own earlier one and cites it (W13)."""

    opinion: str
    words: str


class Read(Struct, frozen=True, tag=True):
    """Have read what was copied to one (已阅)."""


class PauseClock(Struct, frozen=True, tag=True):
    """Stop the clock while an outside opinion or a correction is awaited (T4)."""

    words: str


class ResumeClock(Struct, frozen=True, tag=True):
    """Let the clock run again (T4)."""


class Migrate(Struct, frozen=True, tag=True):
    """Go on by another version of the definition, by the administrator, each step that is under way or passed mapped by hand (W9)."""

    definition: Definition
    steps: dict[str, str]
    words: str


Command = (
    Begin
    | Open
    | Finish
    | Return
    | Withdraw
    | Cancel
    | Terminate
    | Add
    | Remove
    | Forward
    | Delegate
    | Cover
    | Uncover
    | Remind
    | Lapse
    | Surface
    | Assign
    | Decide
    | Revive
    | Correct
    | Read
    | PauseClock
    | ResumeClock
    | Migrate
)
