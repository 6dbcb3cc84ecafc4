"""The structured editor of a body: one line a block, its level in the gutter. Text goes in and comes out as ``docs.model`` blocks.

A line's look is a property of the block's format, so that undo takes it back like text. Positions count code points in the model and UTF-16
units in Qt (AE-23). What was loaded and not touched comes out exactly as it was.
Changes by others come in at their places, without moving the caret.
"""

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QEvent, QMimeData, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QHelpEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QTextEdit, QToolTip, QWidget

from xzt.docs.drafting.draft import Splice
from xzt.docs.drafting.lines import BREAK, ITEM, PICTURE, PLAIN, ROW, Line, Look, blocks_of, lines_of, placed_blocks
from xzt.docs.drafting.tracking import final_offset, line_at, raw_place
from xzt.docs.importing.outline import blocks_of as outlined
from xzt.docs.model import Block, Heading, text_of
from xzt.ui import theme
from xzt.ui.lineformat import LEVEL, LOOK, MARKS, continues, level_of, look_words, points, units
from xzt.ui.revisions import Authors, mark_formats, paint_ends, words_at
from xzt.ui.rowlines import paint_row_lines
from xzt.ui.text import tr
from xzt.ui.trackedlines import TrackedLines


class _Look(QSyntaxHighlighter):
    """Shows levels by weight and tracked changes; formats never enter the document."""

    def __init__(self, document: QTextDocument, changes: Callable[[int], list[tuple[int, int, QTextCharFormat]]]) -> None:
        super().__init__(document)
        self._changes = changes
        self._bold = QTextCharFormat()
        self._bold.setFontWeight(QFont.Weight.DemiBold)

    def highlightBlock(self, text: str) -> None:  # noqa: N802  Qt's name
        """Set headings in a heavier weight, up to where their run-in text begins."""
        if 1 <= level_of(self.currentBlock()) <= 4:
            stop = text.find("。")
            self.setFormat(0, stop + 1 if 0 <= stop < len(text) - 1 else len(text) * 2, self._bold)
        for start, length, made in self._changes(self.currentBlock().blockNumber()):
            made.setFontWeight(self.format(start).fontWeight())
            self.setFormat(start, length, made)


class _Gutter(QWidget):
    def __init__(self, editor: "BodyEditor") -> None:
        super().__init__(editor)
        self._editor = editor

    def paintEvent(self, event: QPaintEvent) -> None:
        self._editor.paint_gutter(self, event)


class BodyEditor(QTextEdit):
    """Edits the blocks of one part. ``settled_levels`` after a level changed; text changes come as ``textChanged``.

    Without a history of its own (``history``) undo and redo are left to whoever holds the text. ``composed`` after an input method has
    finished; while it is at work (``composing``) nothing may be taken in. ``stepped`` before and after an edit that is to be a step of undo
    of its own. ``pasted`` carries a clipboard that ``takes`` says is to be read by whoever holds the editor;
    ``walked`` says that in a row of a table the next cell (1), the one before (-1) or the one below (0) is wanted.
    """

    settled_levels = Signal()
    composed = Signal()
    stepped = Signal()
    pasted = Signal(object)
    walked = Signal(int)

    def __init__(self, name: str, title: str, *, history: bool = True) -> None:
        super().__init__()
        self._history = history
        self.composing = False
        self.takes: Callable[[QMimeData], bool] = _takes_nothing
        self._marks: dict[str, list[QTextEdit.ExtraSelection]] = {}
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setPlaceholderText(tr("从这里写正文。Ctrl+Alt+1 到 4 设标题级别；也可以把 .docx 或 .txt 文件拖进来。"))
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setFont(theme.scaled_font(1.1))
        self.setTabStopDistance(8 * self.fontMetrics().horizontalAdvance(tr("公")))
        self.setFrameShape(QTextEdit.Shape.NoFrame)
        self.authors = Authors()
        self.tracked = TrackedLines(self, self.mark_line, self._show_changes)
        self._look = _Look(self.document(), self._formats)
        self._gutter = _Gutter(self)
        self.setViewportMargins(self._gutter_width(), 0, 0, 0)
        self.verticalScrollBar().valueChanged.connect(self._gutter.update)
        self.textChanged.connect(self._gutter.update)

    # content

    def load(self, blocks: tuple[Block, ...]) -> None:
        """Show these blocks; the undo history begins here."""
        self.load_lines(lines_of(blocks))

    def load_lines(self, lines: Sequence[Line]) -> None:
        """Show these lines; the undo history begins here."""
        self.tracked.begin_taking()
        self.setUndoRedoEnabled(False)
        self.clear()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        self.write_lines(cursor, lines)
        cursor.endEditBlock()
        self.setUndoRedoEnabled(self._history)
        self.tracked.load(lines)
        self._look.rehighlight()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def lines(self) -> tuple[Line, ...]:
        """Return the lines with their tracked changes; what is deleted is among the text."""
        return self.tracked.all()

    def blocks(self) -> tuple[Block, ...]:
        """Read the blocks; empty lines are no blocks."""
        return blocks_of(self.lines())

    def take(self, splices: Sequence[Splice], lines: tuple[Line, ...]) -> None:
        """Take in what others changed, so that it shows ``lines``; caret, selection and place in sight stay."""
        if self.lines() == lines:
            return
        top, cursor = self.verticalScrollBar().value(), QTextCursor(self.document())
        text = "\n".join(line.text for line in self.lines())
        self.tracked.begin_taking(lines)
        cursor.beginEditBlock()
        for begin, end, inserted in _spans(text, splices):
            cursor.setPosition(begin)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(inserted)
        cursor.endEditBlock()
        if not self.tracked.end_taking(lines):
            self._show_again(lines)
        self._gutter.update()
        self.verticalScrollBar().setValue(top)

    def _show_again(self, lines: tuple[Line, ...]) -> None:
        """Show lines that splices alone did not give (the end of the last line was joined), with the caret on its line."""
        number, column = self.textCursor().blockNumber(), self.textCursor().positionInBlock()
        self.load_lines(lines)
        block = self.document().findBlockByNumber(min(number, len(lines) - 1))
        cursor = self.textCursor()
        cursor.setPosition(block.position() + min(column, block.length() - 1))
        self.setTextCursor(cursor)

    def set_level(self, level: int) -> None:
        """Give the selected lines a level; one step of undo."""
        cursor = self.textCursor()
        start, end = self.document().findBlock(cursor.selectionStart()), self.document().findBlock(cursor.selectionEnd())
        cursor.beginEditBlock()
        block = start
        while block.isValid() and block.blockNumber() <= end.blockNumber():
            self.mark_line(block, Look(level))
            block = block.next()
        cursor.endEditBlock()
        self._rehighlight(start, end)
        self.settled_levels.emit()

    def show_place(self, index: int, start: int, end: int) -> None:
        """Select a stretch of a block, offsets as in ``text_of``."""
        (cursor,) = self.stretches([(index, start, end)])
        if cursor is not None:
            self.setTextCursor(cursor)
            self.ensureCursorVisible()

    def stretches(self, places: Sequence[tuple[int, int, int]]) -> list[QTextCursor | None]:
        """Return cursors that select stretches of blocks (index, start, end, offsets as in ``text_of``), None for blocks that are gone."""
        lines = self.lines()
        scanned = placed_blocks(lines) if places else []
        return [self._stretch(lines, scanned[at][1], start, end) if 0 <= at < len(scanned) else None for at, start, end in places]

    def _stretch(self, lines: Sequence[Line], line: int, start: int, end: int) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._position(*raw_place(lines, line, start)))
        if end > start:
            number, column = raw_place(lines, line, end - 1)
            cursor.setPosition(self._position(number, column + 1), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def place(self) -> tuple[int, int]:
        """Return block index and offset of the cursor in code points, (-1, 0) outside every block."""
        cursor, lines = self.textCursor(), self.lines()
        number, column = cursor.blockNumber(), points(cursor.block().text(), cursor.positionInBlock())
        for index, (block, line) in reversed(list(enumerate(placed_blocks(lines)))):
            if line <= number:
                return index, min(final_offset(lines, line, number, column), len(text_of(block)))
        return -1, 0

    def _position(self, line: int, column: int) -> int:
        block = self.document().findBlockByNumber(line)
        return block.position() + units(block.text(), column)

    def select_raw(self, start: int, end: int) -> None:
        """Select a stretch of the text in sight, offsets in code points of it with its line ends."""
        cursor, lines = self.textCursor(), self.lines()
        cursor.setPosition(self._position(*line_at(lines, start)))
        cursor.setPosition(self._position(*line_at(lines, end)), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def raw_offset(self) -> int:
        """Return where the caret stands in the text in sight, as ``select_raw`` counts."""
        cursor, lines = self.textCursor(), self.lines()
        before = sum(len(line.text) + 1 for line in lines[: cursor.blockNumber()])
        return before + points(cursor.block().text(), cursor.positionInBlock())

    def show_marks(self, owner: str, marks: list[QTextEdit.ExtraSelection]) -> None:
        """Show marks over the text; those of other owners stay."""
        self._marks[owner] = marks
        self.setExtraSelections([mark for those in self._marks.values() for mark in those])

    def look_again(self) -> None:
        """Set every line by its level again, after lines were changed as a whole."""
        self._look.rehighlight()
        self._gutter.update()

    # typing

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """After a heading comes text; a numbered line becomes a heading when it is finished; rows of a table stay whole."""
        if self.isReadOnly():
            super().keyPressEvent(event)
            return
        if level_of(self.textCursor().block()) == ROW and self._row_key(event):
            return
        self.tracked.forward = event.key() == Qt.Key.Key_Delete or event.matches(QKeySequence.StandardKey.DeleteEndOfWord)
        super().keyPressEvent(event)
        self.tracked.forward = False
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            now = self.textCursor().block()
            before = now.previous()
            cursor = self.textCursor()
            cursor.joinPreviousEditBlock()
            if level_of(before) == PLAIN and before.text():
                self.mark_line(before, Look(_guess(before.text())))
            if level_of(now) in {1, 2, 3, 4, PICTURE}:
                self.mark_line(now, Look())
            elif level_of(now) in {ITEM, ROW}:
                self.mark_line(now, Look(level_of(now)))
            cursor.endEditBlock()
            self._rehighlight(before, now)

    def _row_key(self, event: QKeyEvent) -> bool:
        """Keep rows whole: Enter goes to the row below, deleting stops at the borders of a cell. Says whether that was all."""
        key, cursor = Qt.Key, self.textCursor()
        text, at = cursor.block().text(), cursor.positionInBlock()
        if event.key() in {key.Key_Return, key.Key_Enter} and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.walked.emit(0)
            return True
        if cursor.hasSelection():
            return False
        return (event.key() == key.Key_Backspace and (at == 0 or text[at - 1] == "\t")) or (
            event.key() == key.Key_Delete and text[at : at + 1] in {"", "\t"}
        )

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001, N802  Qt's name and order
        """Tab walks through the cells of a table, and the fields elsewhere."""
        if not self.isReadOnly() and level_of(self.textCursor().block()) == ROW and (forward or not self._first_cell()):
            self.walked.emit(1 if forward else -1)
            return True
        return super().focusNextPrevChild(forward)

    def _first_cell(self) -> bool:
        block = self.textCursor().block()
        before = block.text()[: self.textCursor().positionInBlock()]
        return "\t" not in before and not continues(block)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Notice whether an input method is at work; what is selected when it begins is struck first, so that its text does not move."""
        if self.isReadOnly():
            event.ignore()
            return
        if self.tracked.pen.tracking and self.textCursor().hasSelection() and (event.preeditString() or event.commitString()):
            self.tracked.forward = True
            self.textCursor().removeSelectedText()
        super().inputMethodEvent(event)
        was, self.composing = self.composing, bool(event.preeditString())
        if was and not self.composing:
            self.composed.emit()

    def inputMethodQuery(self, query: Qt.InputMethodQuery, argument: object = None) -> object:
        """Say where the caret is in the widget: Qt says where it is in the viewport, and candidates would stand beside it by the gutter."""
        found = super().inputMethodQuery(query) if argument is None else super().inputMethodQuery(query, argument)
        if isinstance(found, QRectF) and query in {Qt.InputMethodQuery.ImCursorRectangle, Qt.InputMethodQuery.ImAnchorRectangle}:
            return found.translated(self.viewport().pos())
        return found

    def event(self, event: QEvent) -> bool:
        """Leave the keys of undo and redo to the window where the history is not the editor's own."""
        if (
            not self._history
            and event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and (event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo))
        ):
            event.ignore()
            return False
        return super().event(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:  # noqa: N802  Qt's name
        """Take text, and what whoever holds the editor takes; other files go to the page."""
        return self.takes(source) or (source.hasText() and not source.hasUrls())

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802  Qt's name
        """Paste as a step of its own: as whoever holds the editor reads it, else as plain text."""
        self.stepped.emit()
        if self.takes(source):
            self.pasted.emit(source)
        else:
            self.insert_plain(source.text())
        self.stepped.emit()

    def insert_plain(self, text: str) -> None:
        """Insert text at the caret; whole lines get their levels by their numbers."""
        words = text.replace("\r\n", "\n").strip("\n")
        cursor = self.textCursor()
        if level_of(cursor.block()) == ROW:
            words = words.replace("\n", BREAK).replace("\t", " ")
        if "\n" not in words:
            cursor.insertText(words)
            return
        cursor.beginEditBlock()
        cursor.removeSelectedText()
        lines = lines_of(tuple(outlined([line.strip() for line in words.split("\n") if line.strip()])))
        if cursor.block().text():
            cursor.insertBlock()
        self.write_lines(cursor, lines)
        cursor.endEditBlock()
        self._look.rehighlight()

    # inside

    def write_lines(self, cursor: QTextCursor, lines: Sequence[Line]) -> None:
        """Write lines at a cursor that stands on an empty one."""
        for at, line in enumerate(lines):
            if at:
                cursor.insertBlock(self.format_of(line.look))
            else:
                cursor.setBlockFormat(self.format_of(line.look))
            cursor.insertText(line.text)

    def mark_line(self, block: QTextBlock, look: Look) -> None:
        """Give a line its look."""
        cursor = QTextCursor(block)
        cursor.setBlockFormat(self.format_of(look))

    def format_of(self, look: Look) -> QTextBlockFormat:
        """Return the format of a line of this look."""
        made, level = QTextBlockFormat(), look.level
        made.setProperty(LEVEL, level)
        made.setProperty(LOOK, look_words(look))
        made.setLineHeight(145, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        character = self.fontMetrics().horizontalAdvance(tr("公"))
        made.setTextIndent(2 * character if level != ROW else 0)
        made.setTopMargin(theme.gap(1.5) if level == 1 else theme.gap(0.5))
        return made

    def _formats(self, number: int) -> list[tuple[int, int, QTextCharFormat]]:
        line = self.tracked[number]
        return mark_formats(line, self.authors) if line.marks else []

    def _show_changes(self, block: QTextBlock) -> None:
        self._look.rehighlightBlock(block)

    def _rehighlight(self, first: QTextBlock, last: QTextBlock) -> None:
        block = first
        while block.isValid() and block.blockNumber() <= last.blockNumber():
            self._look.rehighlightBlock(block)
            block = block.next()
        self._gutter.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw lines between the cells of tables; write behind lines that their ends or levels were changed."""
        super().paintEvent(event)
        paint_row_lines(self)
        paint_ends(self, self.tracked.__getitem__, self.authors)

    def viewportEvent(self, event: QEvent) -> bool:
        """Say who made the change under the pointer, and when."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), words_at(self, self.tracked.__getitem__, event.pos(), self.authors), self)
            return True
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the gutter beside the text."""
        super().resizeEvent(event)
        inside = self.viewport().geometry()
        self._gutter.setGeometry(QRect(inside.left() - self._gutter_width(), inside.top(), self._gutter_width(), inside.height()))

    def sizeHint(self) -> QSize:
        """Want room for a few paragraphs."""
        return QSize(theme.gap(100), theme.gap(90))

    def paint_gutter(self, gutter: QWidget, event: QPaintEvent) -> None:
        """Write the level of every line in sight beside it."""
        painter = QPainter(gutter)
        painter.fillRect(event.rect(), theme.colour("surface"))
        painter.setFont(theme.scaled_font(0.82))
        offset = self.verticalScrollBar().value()
        layout = self.document().documentLayout()
        block = self.cursorForPosition(QPoint(0, 0)).block()
        while block.isValid():
            box = layout.blockBoundingRect(block)
            top = round(box.top() - offset)
            if top > gutter.height():
                break
            mark = MARKS[level_of(block)]
            if continues(block):
                mark = ""
            painter.setPen(theme.colour("accent" if block == self.textCursor().block() else "muted"))
            area = QRect(0, top, gutter.width() - theme.gap(1.5), round(self.fontMetrics().height() * 1.45))
            painter.drawText(area, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), mark)
            block = block.next()

    def _gutter_width(self) -> int:
        return theme.gap(9)


def _spans(text: str, splices: Sequence[Splice]) -> Iterator[tuple[int, int, str]]:
    """Tell in UTF-16 units, splice after splice, what is replaced by what; every stretch of the text is measured once.

    The end of the last line is not in the editor: what comes after it comes with a line end before. Where a splice goes back it ends: then
    the lines are shown as a whole.
    """
    read = place = drift = 0  # what lies behind of the old text, where that ends in the changed document, how much longer it is by now
    for splice in splices:
        at, inserted = splice.at - drift, splice.inserted
        if at < read:
            return
        if at > len(text):
            at, inserted = len(text), "\n" + inserted.removesuffix("\n")
        gone = text[at : at + splice.removed]
        begin = place + _wide(text[read:at])
        yield begin, begin + _wide(gone), inserted
        read, place = at + len(gone), begin + _wide(inserted)
        drift += len(splice.inserted) - splice.removed


def _wide(text: str) -> int:
    return units(text, len(text))


def _takes_nothing(_source: QMimeData) -> bool:
    return False


def _guess(line: str) -> int:
    guessed = outlined([line])[0]
    return guessed.level if isinstance(guessed, Heading) else PLAIN
