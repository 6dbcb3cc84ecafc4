"""Findings in the text itself: a wavy line per level, the words under the pointer, the mend by the right button."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import partial

from msgspec import Struct
from PySide6.QtCore import QEvent, QObject, QPoint, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QMenu, QTextEdit, QToolTip

from xzt.docs.checks.findings import Finding, Level
from xzt.docs.drafting.lines import placed_blocks
from xzt.docs.model import OfficialDocument
from xzt.ui import theme
from xzt.ui.bodyeditor import BodyEditor
from xzt.ui.findingwords import change_words, grade, whole_words
from xzt.ui.text import tr

OWNER = "checks"
_AROUND = 20
"""Blocks before and behind those in sight that are marked too."""
_PAUSE = 40
"""Milliseconds after scrolling."""
_NEAR = 6
"""Pixels from a character within which the pointer is at it."""


class _Mark(Struct, frozen=True):
    """A finding and its stretch; the cursor moves with the text."""

    finding: Finding
    cursor: QTextCursor


class FindingMarks(QObject):
    """Shows findings in an editor. ``mend_asked`` and ``ignore_asked`` carry a finding."""

    mend_asked = Signal(object)
    ignore_asked = Signal(object)

    def __init__(self, editor: BodyEditor) -> None:
        super().__init__(editor)
        self._editor = editor
        self._marks: list[_Mark] = []
        self._here: list[Finding] = []
        self._lines: list[int] = []
        self._revision = -1
        self._document: OfficialDocument | None = None
        self._scrolled = QTimer(self)
        self._scrolled.setSingleShot(True)
        self._scrolled.setInterval(_PAUSE)
        self._scrolled.timeout.connect(self._mark)
        editor.verticalScrollBar().valueChanged.connect(self._scrolled.start)
        editor.viewport().installEventFilter(self)

    def show(self, part: str, findings: Sequence[Finding], document: OfficialDocument) -> None:
        """Mark the findings of the part that the editor shows, those in sight now and others when they come into sight."""
        self._document = document
        self._here = [found for found in findings if found.place.part == part and found.place.block >= 0]
        self._lines = [line for _, line in placed_blocks(self._editor.lines())] if self._here else []
        self._revision = self._editor.document().revision()
        self._mark()

    def _mark(self) -> None:
        """Mark what is in sight; text that has changed since it was checked keeps the marks that it has."""
        if self._editor.document().revision() != self._revision:
            return
        viewport = self._editor.viewport().rect()
        edges = [self._editor.cursorForPosition(corner).blockNumber() for corner in (viewport.topLeft(), viewport.bottomRight())]
        first, last = bisect_left(self._lines, edges[0]) - _AROUND, bisect_right(self._lines, edges[1]) + _AROUND
        here = [found for found in self._here if first <= found.place.block <= last]
        stretches = self._editor.stretches([(one.place.block, one.place.start, one.place.end) for one in here])
        self._marks = [_Mark(found, cursor) for found, cursor in zip(here, stretches, strict=True) if cursor is not None]
        self._editor.show_marks(OWNER, [_selection(mark) for mark in self._marks])

    def at(self, place: QPoint) -> list[Finding]:
        """Return the findings at a point of the viewport."""
        cursor = self._editor.cursorForPosition(place)
        if abs(self._editor.cursorRect(cursor).center().x() - place.x()) > theme.gap(_NEAR):
            return []
        at = cursor.position()
        return [mark.finding for mark in self._marks if mark.cursor.selectionStart() <= at <= mark.cursor.selectionEnd()]

    def words(self, place: QPoint) -> str:
        """Say what was found at a point of the viewport, empty where nothing was."""
        return "\n".join(self._words(one) for one in self.at(place))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Say what was found under the pointer; offer its mend in the menu of the right button."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            words = self.words(event.pos())
            if words:
                QToolTip.showText(event.globalPos(), words, self._editor)
            return bool(words)
        if isinstance(event, QContextMenuEvent) and (found := self.at(event.pos())):
            self._offer(found, event)
            return True
        return False

    def _words(self, found: Finding) -> str:
        words = tr("{grade}：{what}").format(grade=grade(found), what=whole_words(found))
        if found.fix is not None and self._document is not None:
            words += "\n" + change_words(self._document, found)
        return words

    def offer(self, found: Sequence[Finding], menu: QMenu) -> None:
        """Put before what a menu holds: the mends of findings, and to ignore them."""
        first = menu.actions()[0] if menu.actions() else None
        made = []
        for one in found:
            if one.fix is not None and self._document is not None:
                made.append(menu.addAction(change_words(self._document, one), partial(self.mend_asked.emit, one)))
            if not one.blocks:
                made.append(menu.addAction(tr("不再提示：{what}").format(what=one.explanation), partial(self.ignore_asked.emit, one)))
        if first is not None:
            menu.insertActions(first, made)
            menu.insertSeparator(first)

    def _offer(self, found: Sequence[Finding], event: QContextMenuEvent) -> None:
        menu = self._editor.createStandardContextMenu(event.pos())
        self.offer(found, menu)
        menu.exec(event.globalPos())
        menu.deleteLater()


def _selection(mark: _Mark) -> QTextEdit.ExtraSelection:
    made, look = QTextEdit.ExtraSelection(), QTextCharFormat()
    look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
    look.setUnderlineColor(theme.colour("red" if mark.finding.level is Level.ERROR else "amber"))
    made.cursor, made.format = mark.cursor, look  # type: ignore[attr-defined]  # the stubs leave out both
    return made
