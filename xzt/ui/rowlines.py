"""Thin lines between the rows and cells of tables in the editor, so that a row reads as one."""

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QTextEdit

from xzt.docs.drafting.lines import ROW
from xzt.ui import theme
from xzt.ui.lineformat import continues, level_of


def paint_row_lines(editor: QTextEdit) -> None:
    """Draw the lines of every table in sight over the viewport of the editor."""
    block = editor.cursorForPosition(editor.viewport().rect().topLeft()).block()
    painter = QPainter(editor.viewport())
    painter.setPen(QPen(theme.colour("line"), 1))
    offset, layout = editor.verticalScrollBar().value(), editor.document().documentLayout()
    pad, gap, half = theme.gap(1.1), theme.gap(0.5), editor.tabStopDistance() / 16
    while block.isValid():
        box = layout.blockBoundingRect(block).translated(0, -offset)
        if box.top() > editor.viewport().height():
            break
        if level_of(block) == ROW:
            left, right = box.left(), box.right() - gap
            if not continues(block):
                painter.drawLine(QPointF(left, box.top() - pad), QPointF(right, box.top() - pad))
            painter.drawLine(QPointF(left, box.bottom() + pad), QPointF(right, box.bottom() + pad))
            text = block.text()
            for at, char in enumerate(text):
                line = block.layout().lineForTextPosition(at) if char == "\t" else None
                if line is not None and line.isValid():
                    x = box.left() + line.cursorToX(at + 1)[0] - half  # type: ignore[index]  # the stubs give no pair
                    painter.drawLine(QPointF(x, box.top() - pad), QPointF(x, box.bottom() + pad))
        block = block.next()
    painter.end()
