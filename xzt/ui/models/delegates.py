"""How rows of records are painted: the urgency as a word tag before the title, the state with its word. Fixed height."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPalette, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from xzt.ui import theme
from xzt.ui.models.records import URGENCY_ROLE


class TitleDelegate(QStyledItemDelegate):
    """Paints a title with its urgency tag."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Paint one cell."""
        urgency = str(index.data(URGENCY_ROLE) or "")
        if not urgency:
            super().paint(painter, option, index)
            return
        self.initStyleOption(option, index)
        words, option.text = option.text, ""  # type: ignore[attr-defined]  # the stubs lack the fields of the option
        widget: QWidget = option.widget  # type: ignore[attr-defined]  # as above
        widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, widget)
        painter.save()
        area: QRect = option.rect.adjusted(theme.gap(2.2), 0, -theme.gap(1.5), 0)  # type: ignore[attr-defined]  # as above
        small = theme.scaled_font(0.88)
        width = QFontMetrics(small).horizontalAdvance(urgency) + theme.gap(2)
        height = QFontMetrics(small).height() + theme.gap(0.4)
        box = QRect(area.left(), area.center().y() - height // 2, width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("amber"), 1))
        painter.drawRoundedRect(box, theme.gap(0.8), theme.gap(0.8))
        painter.setFont(small)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), urgency)
        painter.setFont(option.font)  # type: ignore[attr-defined]  # as above
        painter.setPen(option.palette.color(QPalette.ColorRole.Text))  # type: ignore[attr-defined]  # as above
        rest = area.adjusted(width + theme.gap(1.5), 0, 0, 0)
        text = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, rest.width())
        painter.drawText(rest, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Give the fixed height."""
        return QSize(super().sizeHint(option, index).width(), row_height())


def row_height() -> int:
    """Return the height of a row of records."""
    return theme.gap(8.4)
