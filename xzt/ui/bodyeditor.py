"""The structured editor of a body: one line a block, its level in the gutter. Text goes in and comes out as ``docs.model`` blocks.

The level is a property of the block's format, so that undo takes it back like text. Positions count code points in the model and UTF-16
units in Qt; they are converted here and nowhere else (AE-23). What was loaded and not touched comes out exactly as it was.
"""

from msgspec.structs import replace
from PySide6.QtCore import QMimeData, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QKeyEvent,
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

from xzt.docs.importing.outline import blocks_of
from xzt.docs.model import Block, Heading, Image, ItemList, Paragraph, Table, text_of
from xzt.ui import theme
from xzt.ui.text import tr

PLAIN, ITEM, ROW = 0, 5, 6
LEVEL = int(QTextFormat.Property.UserProperty) + 1
GROUP = LEVEL + 1
_UNORDERED, _ORDERED, _TABLES = 1, 2, 10
MARKS = {PLAIN: "", 1: tr("一级"), 2: tr("二级"), 3: tr("三级"), 4: tr("四级"), ITEM: tr("列项"), ROW: tr("表格")}


def level_of(block: QTextBlock) -> int:
    """Return the level of a line: 0 text, 1 to 4 headings, 5 item, 6 row of a table."""
    return int(block.blockFormat().intProperty(LEVEL))


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
    """Edits the blocks of one part. ``settled_levels`` after a level changed; text changes come as ``textChanged``."""

    settled_levels = Signal()

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setPlaceholderText(tr("从这里写正文。Ctrl+Alt+1 到 4 设标题级别；也可以把 .docx 或 .txt 文件拖进来。"))
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setFont(theme.scaled_font(1.1))
        self.setFrameShape(QTextEdit.Shape.NoFrame)
        self._tables: list[Table | Image] = []
        self._headings: dict[str, Heading] = {}
        self._look = _Look(self.document())
        self._gutter = _Gutter(self)
        self.setViewportMargins(self._gutter_width(), 0, 0, 0)
        self.verticalScrollBar().valueChanged.connect(self._gutter.update)
        self.textChanged.connect(self._gutter.update)

    # content

    def load(self, blocks: tuple[Block, ...]) -> None:
        """Show these blocks; the undo history begins here."""
        self._tables, self._headings = [], {}
        self.setUndoRedoEnabled(False)
        self.clear()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        lines = [line for block in blocks for line in self._lines(block)] or [("", PLAIN, 0)]
        self._insert(cursor, lines)
        cursor.endEditBlock()
        self.setUndoRedoEnabled(True)
        self._look.rehighlight()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def blocks(self) -> tuple[Block, ...]:
        """Read the blocks; empty lines are no blocks."""
        return tuple(block for block, _ in self._scan())

    def set_level(self, level: int) -> None:
        """Give the selected lines a level; one step of undo."""
        cursor = self.textCursor()
        start, end = self.document().findBlock(cursor.selectionStart()), self.document().findBlock(cursor.selectionEnd())
        cursor.beginEditBlock()
        block = start
        while block.isValid() and block.blockNumber() <= end.blockNumber():
            self._mark(block, level, 0)
            block = block.next()
        cursor.endEditBlock()
        self._rehighlight(start, end)
        self.settled_levels.emit()

    def show_place(self, index: int, start: int, end: int) -> None:
        """Select a stretch of a block, offsets as in ``text_of``."""
        scanned = self._scan()
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
        for index, (block, line) in reversed(list(enumerate(self._scan()))):
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
                self._mark(before, _guess(before.text()), 0)
            if level_of(now) in {1, 2, 3, 4}:
                self._mark(now, PLAIN, 0)
            elif level_of(now) in {ITEM, ROW}:
                self._mark(now, level_of(now), 0)
            cursor.endEditBlock()
            self._rehighlight(before, now)

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
        blocks = blocks_of([line.strip() for line in words.split("\n") if line.strip()])
        lines = [line for block in blocks for line in self._lines(block)]
        if cursor.block().text():
            cursor.insertBlock()
        self._insert(cursor, lines)
        cursor.endEditBlock()
        self._look.rehighlight()

    # inside

    def _lines(self, block: Block) -> list[tuple[str, int, int]]:
        match block:
            case Heading():
                self._headings[text_of(block)] = block
                return [(_one_line(text_of(block)), block.level, 0)]
            case Paragraph():
                return [(_one_line(block.text), PLAIN, 0)]
            case ItemList():
                group = _ORDERED if block.ordered else _UNORDERED
                return [(_one_line(item), ITEM, 0 if at else group) for at, item in enumerate(block.items)]
            case Table():
                self._tables.append(block)
                group = _TABLES + len(self._tables) - 1
                rows = ["\t".join(_one_line(cell) for cell in cells) for cells in block.rows]
                return [(words, ROW, 0 if at else group) for at, words in enumerate(rows)]
            case Image():
                self._tables.append(block)
                return [(_one_line(block.caption) or tr("〔图〕"), ROW, _TABLES + len(self._tables) - 1)]

    def _insert(self, cursor: QTextCursor, lines: list[tuple[str, int, int]]) -> None:
        for at, (words, level, group) in enumerate(lines):
            if at:
                cursor.insertBlock(self._format(level, group))
            else:
                cursor.setBlockFormat(self._format(level, group))
            cursor.insertText(words)

    def _scan(self) -> list[tuple[Block, int]]:
        """Return every block with the number of its first line."""
        found: list[tuple[Block, int]] = []
        block = self.document().begin()
        while block.isValid():
            level, number, line = level_of(block), block.blockNumber(), _lines_of(block)
            if level in {ITEM, ROW}:
                group = int(block.blockFormat().intProperty(GROUP))
                lines = [line]
                while block.next().isValid() and level_of(block.next()) == level and not block.next().blockFormat().intProperty(GROUP):
                    block = block.next()
                    lines.append(_lines_of(block))
                lines = [words for words in lines if words.strip()]
                if lines:
                    found.append((self._grouped(level, group, lines), number))
            elif line.strip():
                found.append((self._single(level, line), number))
            block = block.next()
        return found

    def _single(self, level: int, line: str) -> Block:
        if level == PLAIN:
            return Paragraph(line)
        known = self._headings.get(line)
        if known is not None and known.level == level:
            return known
        stop = line.find("。")
        return Heading(level, line[: stop + 1], line[stop + 1 :]) if 0 <= stop < len(line) - 1 else Heading(level, line)

    def _grouped(self, level: int, group: int, lines: list[str]) -> Block:
        if level == ITEM:
            return ItemList(tuple(lines), group != _UNORDERED)
        rows = tuple(tuple(line.split("\t")) for line in lines)
        was = self._tables[group - _TABLES] if _TABLES <= group < _TABLES + len(self._tables) else Table(rows)
        if isinstance(was, Image):
            return replace(was, caption="".join(lines).replace(tr("〔图〕"), ""))
        same = was.rows and len(was.rows[0]) == len(rows[0])
        return replace(was, rows=rows, widths=was.widths if same else ())

    def _mark(self, block: QTextBlock, level: int, group: int) -> None:
        cursor = QTextCursor(block)
        cursor.setBlockFormat(self._format(level, group))

    def _format(self, level: int, group: int) -> QTextBlockFormat:
        made = QTextBlockFormat()
        made.setProperty(LEVEL, level)
        made.setProperty(GROUP, group)
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
            if (
                level_of(block) in {ITEM, ROW}
                and not block.blockFormat().intProperty(GROUP)
                and level_of(block.previous()) == level_of(block)
            ):
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
    return same and not block.blockFormat().intProperty(GROUP)


def _guess(line: str) -> int:
    guessed = blocks_of([line])[0]
    return guessed.level if isinstance(guessed, Heading) else PLAIN


def _one_line(text: str) -> str:
    return text.replace("\n", "\u2028")


def _lines_of(block: QTextBlock) -> str:
    return block.text().replace("\u2028", "\n")
