"""The structured editor of a body: one line a block, its level in the gutter. Text goes in and comes out as ``docs.model`` blocks.

A line's look is a property of the block's format, so that undo takes it back like text. Positions count code points in the model and UTF-16
units in Qt; they are converted here and nowhere else (AE-23). What was loaded and not touched comes out exactly as it was.
Changes by others come in at their places, without moving the caret.
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QMimeData, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
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
    QTextFormat,
)
from PySide6.QtWidgets import QTextEdit, QWidget

from xzt.core.encoding import decode, encode
from xzt.docs.drafting.draft import Splice
from xzt.docs.drafting.lines import ITEM, PICTURE, PLAIN, ROW, Line, Look, blocks_of, lines_of, placed_blocks
from xzt.docs.importing.outline import blocks_of as outlined
from xzt.docs.model import Block, Heading, text_of
from xzt.ui import theme
from xzt.ui.text import tr

LEVEL = int(QTextFormat.Property.UserProperty) + 1
LOOK = LEVEL + 1
"""The canonical bytes of a line's look, empty for plain text."""
MARKS = {
    PLAIN: "",
    1: tr("一级"),
    2: tr("二级"),
    3: tr("三级"),
    4: tr("四级"),
    ITEM: tr("列项"),
    ROW: tr("表格"),
    PICTURE: tr("图片"),
}


def level_of(block: QTextBlock) -> int:
    """Return the level of a line: 0 text, 1 to 4 headings, 5 item, 6 row of a table, 7 picture."""
    return int(block.blockFormat().intProperty(LEVEL))


def look_of(block: QTextBlock) -> Look:
    """Return the look of a line."""
    words = block.blockFormat().stringProperty(LOOK)
    return decode(words.encode(), Look) if words else Look()


def units(text: str, points: int) -> int:
    """Convert an offset in code points into UTF-16 units."""
    return len(text[:points].encode("utf-16-le")) // 2


def points(text: str, unit: int) -> int:
    """Convert an offset in UTF-16 units into code points."""
    return len(text.encode("utf-16-le")[: unit * 2].decode("utf-16-le", "ignore"))


class _Look(QSyntaxHighlighter):
    """Shows levels by weight; formats never enter the document."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._bold = QTextCharFormat()
        self._bold.setFontWeight(QFont.Weight.DemiBold)

    def highlightBlock(self, text: str) -> None:  # noqa: N802  Qt's name
        """Set headings in a heavier weight, up to where their run-in text begins."""
        if 1 <= level_of(self.currentBlock()) <= 4:
            stop = text.find("。")
            self.setFormat(0, stop + 1 if 0 <= stop < len(text) - 1 else len(text) * 2, self._bold)


class _Gutter(QWidget):
    def __init__(self, editor: "BodyEditor") -> None:
        super().__init__(editor)
        self._editor = editor

    def paintEvent(self, event: QPaintEvent) -> None:
        self._editor.paint_gutter(self, event)


class BodyEditor(QTextEdit):
    """Edits the blocks of one part. ``settled_levels`` after a level changed; text changes come as ``textChanged``.

    Without a history of its own (``history``) undo and redo are left to whoever holds the text. ``composed`` after an input method has
    finished; while it is at work (``composing``) nothing may be taken in.
    """

    settled_levels = Signal()
    composed = Signal()

    def __init__(self, name: str, title: str, *, history: bool = True) -> None:
        super().__init__()
        self._history = history
        self.composing = False
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setPlaceholderText(tr("从这里写正文。Ctrl+Alt+1 到 4 设标题级别；也可以把 .docx 或 .txt 文件拖进来。"))
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setFont(theme.scaled_font(1.1))
        self.setFrameShape(QTextEdit.Shape.NoFrame)
        self._look = _Look(self.document())
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
        self.setUndoRedoEnabled(False)
        self.clear()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        self._insert(cursor, lines)
        cursor.endEditBlock()
        self.setUndoRedoEnabled(self._history)
        self._look.rehighlight()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def lines(self) -> tuple[Line, ...]:
        """Read the lines."""
        found = []
        block = self.document().begin()
        while block.isValid():
            found.append(Line(block.text(), look_of(block)))
            block = block.next()
        return tuple(found)

    def blocks(self) -> tuple[Block, ...]:
        """Read the blocks; empty lines are no blocks."""
        return blocks_of(self.lines())

    def take(self, splices: Sequence[Splice], lines: tuple[Line, ...]) -> None:
        """Take in what others changed, so that it shows ``lines``; caret, selection and place in sight stay."""
        if self.lines() == lines:
            return
        top, cursor = self.verticalScrollBar().value(), QTextCursor(self.document())
        cursor.beginEditBlock()
        for splice in splices:
            self._splice(cursor, splice)
        cursor.endEditBlock()
        if [line.text for line in self.lines()] != [line.text for line in lines]:
            self._show_again(lines)
        block = self.document().begin()
        for line in lines:
            if look_of(block) != line.look:
                self._mark(block, line.look)
                self._look.rehighlightBlock(block)
            block = block.next()
        self._gutter.update()
        self.verticalScrollBar().setValue(top)

    def _splice(self, cursor: QTextCursor, splice: Splice) -> None:
        """Change the text at one place. The end of the last line is not in the editor: what comes after it comes with a line end before."""
        text = "\n".join(line.text for line in self.lines())
        inserted, at = splice.inserted, splice.at
        if at > len(text):
            at, inserted = len(text), "\n" + inserted.removesuffix("\n")
        cursor.setPosition(units(text, at))
        cursor.setPosition(units(text, at + splice.removed), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(inserted)

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
            self._mark(block, Look(level))
            block = block.next()
        cursor.endEditBlock()
        self._rehighlight(start, end)
        self.settled_levels.emit()

    def show_place(self, index: int, start: int, end: int) -> None:
        """Select a stretch of a block, offsets as in ``text_of``."""
        scanned = placed_blocks(self.lines())
        if not 0 <= index < len(scanned):
            return
        block, line = scanned[index]
        text = text_of(block)
        base = self.document().findBlockByNumber(line).position()
        cursor = self.textCursor()
        cursor.setPosition(base + units(text, start))
        cursor.setPosition(base + units(text, end), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def place(self) -> tuple[int, int]:
        """Return block index and offset of the cursor in code points, (-1, 0) outside every block."""
        cursor = self.textCursor()
        number = cursor.block().blockNumber()
        for index, (block, line) in reversed(list(enumerate(placed_blocks(self.lines())))):
            if line <= number:
                base = self.document().findBlockByNumber(line).position()
                return index, min(points(text_of(block), max(cursor.position() - base, 0)), len(text_of(block)))
        return -1, 0

    # typing

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """After a heading comes text; a numbered line becomes a heading when it is finished."""
        super().keyPressEvent(event)
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            now = self.textCursor().block()
            before = now.previous()
            cursor = self.textCursor()
            cursor.joinPreviousEditBlock()
            if level_of(before) == PLAIN and before.text():
                self._mark(before, Look(_guess(before.text())))
            if level_of(now) in {1, 2, 3, 4, PICTURE}:
                self._mark(now, Look())
            elif level_of(now) in {ITEM, ROW}:
                self._mark(now, Look(level_of(now)))
            cursor.endEditBlock()
            self._rehighlight(before, now)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Notice whether an input method is at work."""
        super().inputMethodEvent(event)
        was, self.composing = self.composing, bool(event.preeditString())
        if was and not self.composing:
            self.composed.emit()

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
        """Take text; files go to the page."""
        return source.hasText() and not source.hasUrls()

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802  Qt's name
        """Paste as plain text; whole lines get their levels by their numbers."""
        words = source.text().replace("\r\n", "\n").strip("\n")
        cursor = self.textCursor()
        if "\n" not in words:
            cursor.insertText(words)
            return
        cursor.beginEditBlock()
        cursor.removeSelectedText()
        lines = lines_of(tuple(outlined([line.strip() for line in words.split("\n") if line.strip()])))
        if cursor.block().text():
            cursor.insertBlock()
        self._insert(cursor, lines)
        cursor.endEditBlock()
        self._look.rehighlight()

    # inside

    def _insert(self, cursor: QTextCursor, lines: Sequence[Line]) -> None:
        for at, line in enumerate(lines):
            if at:
                cursor.insertBlock(self._format(line.look))
            else:
                cursor.setBlockFormat(self._format(line.look))
            cursor.insertText(line.text)

    def _mark(self, block: QTextBlock, look: Look) -> None:
        cursor = QTextCursor(block)
        cursor.setBlockFormat(self._format(look))

    def _format(self, look: Look) -> QTextBlockFormat:
        made, level = QTextBlockFormat(), look.level
        made.setProperty(LEVEL, level)
        made.setProperty(LOOK, encode(look).decode() if look != Look() else "")
        made.setLineHeight(145, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        character = self.fontMetrics().horizontalAdvance(tr("公"))
        made.setTextIndent(2 * character if level != ROW else 0)
        made.setTopMargin(theme.gap(1.5) if level == 1 else theme.gap(0.5))
        return made

    def _rehighlight(self, first: QTextBlock, last: QTextBlock) -> None:
        block = first
        while block.isValid() and block.blockNumber() <= last.blockNumber():
            self._look.rehighlightBlock(block)
            block = block.next()
        self._gutter.update()

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
            if _continues(block):
                mark = ""
            painter.setPen(theme.colour("accent" if block == self.textCursor().block() else "muted"))
            area = QRect(0, top, gutter.width() - theme.gap(1.5), round(self.fontMetrics().height() * 1.45))
            painter.drawText(area, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), mark)
            block = block.next()

    def _gutter_width(self) -> int:
        return theme.gap(9)


def _continues(block: QTextBlock) -> bool:
    """Say whether a line goes on with the list or table of the line before."""
    same = level_of(block) in {ITEM, ROW} and level_of(block.previous()) == level_of(block)
    return same and look_of(block).frame is None


def _guess(line: str) -> int:
    guessed = outlined([line])[0]
    return guessed.level if isinstance(guessed, Heading) else PLAIN
