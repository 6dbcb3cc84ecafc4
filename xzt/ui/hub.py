"""What every page shares: the client, the bridge, and the ways to say something or go elsewhere. Pages know the hub, never the window."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from xzt.client.commands import Accepted, Outcome
from xzt.client.jobs import Job
from xzt.client.session import Client
from xzt.core.errors import Refusal, Trouble
from xzt.core.notices import Connection
from xzt.office.registry import Command
from xzt.ui.bridge import Bridge
from xzt.ui.sentences import DONE, PENDING
from xzt.ui.text import Names, command_name, refusal_words, tr, trouble_words
from xzt.ui.widgets.strip import Message

T = TypeVar("T")


class Hub(QObject):
    """The centre of one main window: where pages ask to open or pass on a record (kind, id), to show a page, to say a message."""

    open_asked = Signal(str, str)
    page_asked = Signal(str)
    forward_asked = Signal(str, str)
    said = Signal(object)
    submitted = Signal(object)
    look_changed = Signal()
    restore_asked = Signal()

    def __init__(self, client: Client, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.client = client
        self.bridge = Bridge(self)
        self._stop = client.subscribe(self.bridge.tell)

    def names(self, kind: str = "dispatch") -> Names:
        """Return the words of the directory as it stands."""
        return Names(self.client.directory, kind)

    def stop(self) -> None:
        """Hear no more notices."""
        self._stop()
        self.bridge.stop()

    def say(self, text: str, *, undo: str = "", stays: bool = False, passing: bool = False) -> None:
        """Show a message in the strip."""
        self.said.emit(Message(text, undo, stays, passing))

    def refuse(self, refusal: Refusal, kind: str = "dispatch") -> None:
        """Say why the rules said no."""
        self.say(refusal_words(refusal, self.names(kind)).whole(), stays=True)

    def fail(self, error: BaseException) -> None:
        """Say how the world failed; what is not a Trouble is a bug and goes to the funnel."""
        if not isinstance(error, Trouble):
            raise error
        self.say(trouble_words(error).whole(), stays=True)

    def submit(self, kind: str, record: str, command: Command, then: Callable[[Accepted], None] | None = None) -> None:
        """Give a command; say what came of it; ``then`` runs only when it was accepted."""
        answer = _Answer(self, kind, type(command).__name__, then)
        self.bridge.watch(self.client.submit(kind, record, command), answer.take, self.fail)

    def take_outcome(self, outcome: Outcome, kind: str, command: str, then: Callable[[Accepted], None] | None = None) -> None:
        """Say what came of a command."""
        if isinstance(outcome, Refusal):
            self.refuse(outcome, kind)
            return
        words = tr(DONE.get(command, "")) or command_name(command)
        passing = bool(outcome.pending)
        if passing:
            words = f"{words} · {tr(PENDING.get(outcome.pending, ''))}"
        elif self.client.status().connection not in {Connection.ONLINE, Connection.BUSY}:
            words = tr("{words} · 联网后自动送出").format(words=words)
            passing = True
        self.say(words, undo=outcome.command, passing=passing)
        self.submitted.emit(outcome)
        if then is not None:
            then(outcome)

    def undo(self, command: str) -> None:
        """Take back a command that was not sent yet."""
        self.bridge.watch(self.client.undo(command), self._on_undone, self.fail)

    def run(self, job: Job[T], then: Callable[[T], None]) -> None:
        """Watch a job."""
        self.bridge.watch(job.future, then, self.fail)

    def _on_undone(self, refusal: Refusal | None) -> None:
        if refusal is None:
            self.say(tr("已撤销，公文回到办理之前"))
        else:
            self.refuse(refusal)


class _Answer:
    """Remembers which command an outcome belongs to."""

    def __init__(self, hub: Hub, kind: str, command: str, then: Callable[[Accepted], None] | None) -> None:
        self._hub, self._kind, self._command, self._then = hub, kind, command, then

    def take(self, outcome: Outcome) -> None:
        """Pass the outcome on."""
        self._hub.take_outcome(outcome, self._kind, self._command, self._then)
