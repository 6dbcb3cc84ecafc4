"""Coming back to a draft: the same part, the same caret, after leaving it, locking, a restart or a crash (DOC-20).

Where the caret stands is kept at every pause, in the encrypted store, and never leaves this device.
"""

from msgspec import Struct
from PySide6.QtCore import QObject

from xzt.ui.editing import caret_of, select
from xzt.ui.hub import Hub
from xzt.ui.pages.keeping import PAUSE
from xzt.ui.pages.parts import PartsEditor
from xzt.ui.pausing import after_pause


class Place(Struct, frozen=True):
    """The key of a part, a line of it and a code point in the line."""

    part: str
    line: int
    column: int


class Returning(QObject):
    """Remembers the caret of the draft under the pen and puts it back when the draft is opened again."""

    def __init__(self, hub: Hub, parts: PartsEditor, parent: QObject) -> None:
        super().__init__(parent)
        self._client, self._parts = hub.client, parts
        self._record = ""
        self._back: Place | None = None
        self._ready = False
        self._pause = after_pause(self, PAUSE, self._keep)
        parts.moved.connect(self._on_moved)

    def begin(self, record: str) -> None:
        """A draft is being opened."""
        self._record, self._ready = record, False
        self._back = self._client.remembered(f"caret.{record}", Place)

    def opened(self) -> None:
        """The draft is in sight: go back to where the caret was, unless somebody writes already."""
        if not self._ready and self._back is not None and self._parts.show_part(self._back.part):
            select(self._parts.editor, self._back.line, self._back.column)
        self._ready, self._back = True, None

    def written(self) -> None:
        """Somebody writes: the caret is where it should be."""
        self._back = None

    def leave(self) -> None:
        """Keep at once."""
        if self._pause.isActive():
            self._pause.stop()
            self._keep()

    def _on_moved(self) -> None:
        if self._ready:
            self._pause.start()

    def _keep(self) -> None:
        if self._ready and self._record:
            caret = caret_of(self._parts.editor)
            self._client.remember(f"caret.{self._record}", Place(self._parts.key, caret.line, caret.column))
