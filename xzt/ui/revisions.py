"""How tracked changes look in the text: insertions underlined, deletions struck, each in its author's colour, who and when as a tool tip.

Colour never speaks alone: underline and strike tell what happened, the tool tip and the list of changes by whom. Formats stay out of the
document.
"""

from collections.abc import Callable

from msgspec import Struct
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QColor, QFont, QPainter, QTextBlock, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from xzt.docs.drafting.lines import Edit, Line, Mark
from xzt.ui import theme
from xzt.ui.lineformat import MARKS, points, units
from xzt.ui.text import tr

COLOURS: dict[str, tuple[str, ...]] = {
    "light": ("#B3261E", "#1F5FA8", "#1E6B3A", "#7A3B9A", "#0B6B75", "#7F5200"),
    "dark": ("#FF9389", "#86B4EB", "#7FCB94", "#CDA0EA", "#6FCBD6", "#E8B965"),
    "contrast": ("#FFA29A", "#7CCBFF", "#8CF0A6", "#DDB3FF", "#6FE9F5", "#FFD24A"),
}
"""One's own colour first, then those of the others; every one has a contrast of 4.5 or more on the surface."""


def _nobody(_edit: Edit) -> str:
    return ""


def _first(_edit: Edit) -> int:
    return 0


class Authors(Struct, frozen=True):
    """Says of an edit which colour its author has and who made it when."""

    number: Callable[[Edit], int] = _first
    words: Callable[[Edit], str] = _nobody


def colour(number: int) -> QColor:
    """Return the colour of an author."""
    those = COLOURS[theme.theme_name()]
    return QColor(those[number % len(those)])


def mark_formats(line: Line, authors: Authors) -> list[tuple[int, int, QTextCharFormat]]:
    """Return the formats of a line's changes: offset and length in UTF-16 units."""
    found = []
    for mark in line.marks:
        start = units(line.text, mark.start)
        found.append((start, units(line.text, mark.end) - start, _format(mark, authors)))
    return found


def _format(mark: Mark, authors: Authors) -> QTextCharFormat:
    made = QTextCharFormat()
    newest = mark.deleted[-1] if mark.deleted else mark.inserted
    if newest is not None:
        made.setForeground(colour(authors.number(newest)))
    if mark.inserted is not None:
        made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
        made.setUnderlineColor(colour(authors.number(mark.inserted)))
    made.setFontStrikeOut(bool(mark.deleted))
    return made


def ends_marked(line: Line) -> bool:
    """Say whether the end of a line or its look was changed."""
    return line.was is not None or (bool(line.marks) and line.marks[-1].end > len(line.text))


def _paint_end(painter: QPainter, editor: QTextEdit, block: QTextBlock, line: Line, authors: Authors) -> None:
    """Write behind a line that its end was inserted or deleted (¶), and which level it had."""
    cursor = QTextCursor(block)
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
    place = editor.cursorRect(cursor)
    left = place.right() + theme.gap(0.5) * 1.0
    if line.marks and line.marks[-1].end > len(line.text):
        look, font = _format(line.marks[-1], authors), QFont(editor.font())
        font.setStrikeOut(look.fontStrikeOut())
        font.setUnderline(line.marks[-1].inserted is not None)
        left += _write(painter, QPointF(left, place.center().y()), "¶", font, look.foreground().color())
    if line.was is not None:
        words = tr("原为{level}").format(level=_level(line))
        _write(painter, QPointF(left, place.center().y()), words, theme.scaled_font(0.82), colour(authors.number(line.was.edit)))


def _write(painter: QPainter, middle: QPointF, words: str, font: QFont, ink: QColor) -> float:
    painter.setFont(font)
    painter.setPen(ink)
    metrics = painter.fontMetrics()
    painter.drawText(middle + QPointF(0, (metrics.ascent() - metrics.descent()) / 2), words)
    return metrics.horizontalAdvance(words) + theme.gap(1)


def _level(line: Line) -> str:
    return (MARKS[line.was.look.level] if line.was else "") or tr("正文段")


def words_at(editor: QTextEdit, lines: Callable[[int], Line], place: QPoint, authors: Authors) -> str:
    """Say what was changed at a point of the viewport, by whom and when; empty where nothing was."""
    cursor = editor.cursorForPosition(place)
    line = lines(cursor.blockNumber())
    if not line.tracked:
        return ""
    column = points(line.text, cursor.positionInBlock())
    near = editor.cursorRect(cursor).center().x() > place.x()
    column = max(column - 1, 0) if near else column
    found = next((mark for mark in line.marks if mark.start <= column < mark.end), None)
    said = [tr("插入：{who}").format(who=authors.words(found.inserted))] if found and found.inserted else []
    said += [tr("删除：{who}").format(who=authors.words(edit)) for edit in found.deleted] if found else []
    if line.was is not None and column >= len(line.text):
        said.append(tr("级别原为{level}，改的人：{who}").format(level=_level(line), who=authors.words(line.was.edit)))
    return "\n".join(said)


def paint_ends(editor: QTextEdit, lines: Callable[[int], Line], authors: Authors) -> None:
    """Write the changed ends of the lines in sight."""
    painter: QPainter | None = None
    block = editor.cursorForPosition(QPoint(0, 0)).block()
    layout, bottom = editor.document().documentLayout(), editor.verticalScrollBar().value() + editor.viewport().height()
    while block.isValid() and layout.blockBoundingRect(block).top() <= bottom:
        line = lines(block.blockNumber())
        if ends_marked(line):
            if painter is None:
                painter = QPainter(editor.viewport())
                painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
            _paint_end(painter, editor, block, line, authors)
        block = block.next()
    if painter is not None:
        painter.end()
