"""Keeping what is written in a draft (DOC-20): at every pause and every second without one it goes into the draft, and is merged there.

The page shows; what is here knows when the draft is read, kept, taken back, changed by others or lost.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from xzt.core.calendar import BEIJING
from xzt.core.errors import Refusal, Trouble
from xzt.docs.drafting.draft import Splice
from xzt.docs.drafting.lines import Manuscript
from xzt.ui.hub import Hub
from xzt.ui.pausing import after_pause
from xzt.ui.text import tr

if TYPE_CHECKING:
    from xzt.client.drafting import DraftSession

PAUSE = 300
"""Milliseconds without a key after which what was typed is kept, laid out and checked."""
LONGEST = 1000
"""Milliseconds after which what is being typed is kept even where there is no pause."""


class DraftKeeper(QObject):
    """Keeps one draft; ``read`` gives what is written, ``composing`` says that an input method is at work.

    ``opened`` when the draft is under the pen; ``taken`` (splices, manuscript) when it says something else than what was written here;
    ``paused`` when it is time to keep; ``closed`` when it left this person's hands; ``said`` how it stands, in words; ``named`` (Edit) as
    which edit fresh changes were kept.
    """

    opened = Signal()
    taken = Signal(object, object)
    paused = Signal()
    closed = Signal()
    said = Signal(str)
    named = Signal(object)

    def __init__(self, hub: Hub, read: Callable[[], Manuscript | None], composing: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._hub, self._read, self._composing = hub, read, composing
        self.record = ""
        self.session: DraftSession | None = None
        self._touched = False
        self.pause = after_pause(self, PAUSE, self.paused.emit)
        self._longest = after_pause(self, LONGEST, self.flush)

    def open(self, record: str) -> None:
        """Read a draft. Nothing may be written until it is ``opened``: it may hold newer text than the record that is in sight."""
        self.record, self.session, self._touched = record, None, False
        self.said.emit(tr("正在打开…"))
        self._hub.bridge.watch(self._hub.client.draft(record), partial(self._on_opened, record), self._on_failed)

    def close(self) -> None:
        """Keep no draft any more."""
        self.pause.stop()
        self.record, self.session = "", None

    def touch(self, *, pause: bool = True) -> None:
        """Something was written; with ``pause`` it is kept when the person pauses, without it the page keeps it now."""
        self._touched = True
        if pause:
            self.said.emit(tr("正在编辑…"))
            self.pause.start()
            if not self._longest.isActive():
                self._longest.start()

    def leave(self) -> None:
        """Keep at once what waits for a pause."""
        if self.pause.isActive():
            self.pause.stop()
            self.paused.emit()
        self._longest.stop()

    def flush(self) -> bool:
        """Put what is written into the draft; says whether the draft is what is shown."""
        manuscript = self._read()
        if self.session is None or manuscript is None or not self._touched:
            return self.session is not None
        outcome = self.session.edit(manuscript)
        if isinstance(outcome, Refusal):
            self._hub.refuse(outcome)
            self.said.emit(tr("没有保存"))
            return False
        self._touched = False
        if isinstance(outcome, Future):
            self.named.emit(self.session.newest)
            self._hub.bridge.watch(outcome, self._on_kept, self._hub.fail)
        return True

    def refresh(self) -> None:
        """Take in what others wrote, unless an input method is at work or what is written here cannot be kept yet."""
        if self.session is None or self._composing() or not self.flush():
            return
        try:
            self._take(self.session.refresh())
        except Trouble as trouble:
            self._on_failed(trouble)

    def undo(self) -> None:
        """Take back one's own last edit."""
        if self.session is not None and self.flush():
            self._turned(self.session.undo())

    def redo(self) -> None:
        """Do again what was taken back last."""
        if self.session is not None and self.flush():
            self._turned(self.session.redo())

    # inside

    def _on_opened(self, record: str, session: "DraftSession") -> None:
        if record != self.record:
            return
        self.session = session
        self._take(())
        self.opened.emit()

    def _on_failed(self, error: BaseException) -> None:
        self.close()
        self.closed.emit()
        self._hub.fail(error)

    def _turned(self, splices: Sequence[Splice] | None) -> None:
        if splices is not None:
            self._take(splices)

    def _take(self, splices: Sequence[Splice]) -> None:
        if self.session is not None:
            self.taken.emit(splices, self.session.manuscript())

    def _on_kept(self, _nothing: None) -> None:
        at = self._hub.client.now().astimezone(BEIJING).strftime("%H:%M:%S")
        self.said.emit(tr("已存在本机 {at}").format(at=at))
