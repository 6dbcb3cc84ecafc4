"""The picture of a flow: boxes from the top, branches beside each other, the current step marked by colour, line and sign (FLW-13)."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from xzt.ui import theme
from xzt.ui.flowshape import Box, Picture
from xzt.ui.text import tr


class FlowPicture(QWidget):
    """Paints a picture; what was said at a step is shown while the pointer rests on it, and read out as its description."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("flow.picture")
        self.setAccessibleName(tr("流程图"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        self._picture = Picture("", (), ())

    def show_picture(self, picture: Picture) -> None:
        """Show this flow."""
        self._picture = picture
        self.setAccessibleDescription("\n".join([picture.name, *(box.words() for box in picture.boxes)]))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Want room for every layer."""
        layers = max((box.layer for box in self._picture.boxes), default=0) + 1
        beside = max((box.beside for box in self._picture.boxes), default=1)
        wide = self._margin() * 2 + beside * self._width() + (beside - 1) * self._gap() + theme.em() * 16
        return QSize(round(wide), round(self._margin() * 2 + theme.em() * 2 + layers * (self._height() + self._gap())))

    def minimumSizeHint(self) -> QSize:
        """Never squeeze boxes into each other."""
        return self.sizeHint()

    def event(self, event: QEvent) -> bool:
        """Show what was said at the step under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            found = next((box for box in self._picture.boxes if self.place(box).contains(QPointF(event.pos()))), None)
            QToolTip.showText(event.globalPos(), found.words() if found else "", self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ways first, then boxes."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.colour("muted"))
        painter.drawText(QPointF(self._margin(), self._margin() + theme.em()), self._picture.name)
        boxes = {box.id: box for box in self._picture.boxes}
        for one, other in self._picture.ways:
            self._paint_way(painter, boxes[one], boxes[other])
        for box in self._picture.boxes:
            self._paint_box(painter, box)

    def place(self, box: Box) -> QRectF:
        """Tell where a box stands."""
        x = self._margin() + box.place * (self._width() + self._gap())
        y = self._margin() + theme.em() * 2 + box.layer * (self._height() + self._gap())
        return QRectF(x, y, self._width(), self._height())

    def _paint_way(self, painter: QPainter, one: Box, other: Box) -> None:
        style = Qt.PenStyle.SolidLine if other.phase != "ahead" else Qt.PenStyle.DotLine
        painter.setPen(QPen(theme.colour("accent" if other.phase != "ahead" and one.phase != "ahead" else "line"), 1.6, style))
        start, end = self.place(one), self.place(other)
        top = QPointF(start.center().x(), start.bottom())
        if other.layer - one.layer > 1:  # past a step that may be left out: round it on the left
            x = self._margin() / 2
            painter.drawLine(QPointF(start.left(), start.center().y()), QPointF(x, start.center().y()))
            painter.drawLine(QPointF(x, start.center().y()), QPointF(x, end.center().y()))
            painter.drawLine(QPointF(x, end.center().y()), QPointF(end.left(), end.center().y()))
            return
        middle = (start.bottom() + end.top()) / 2
        painter.drawLine(top, QPointF(top.x(), middle))
        painter.drawLine(QPointF(top.x(), middle), QPointF(end.center().x(), middle))
        painter.drawLine(QPointF(end.center().x(), middle), QPointF(end.center().x(), end.top()))

    def _paint_box(self, painter: QPainter, box: Box) -> None:
        place = self.place(box)
        now, ahead = box.phase == "now", box.phase == "ahead"
        painter.setPen(QPen(theme.colour("line" if ahead else "accent"), 2.4 if now else 1.4))
        painter.setBrush(theme.colour("surface" if not now else "ground"))
        painter.drawRoundedRect(place, theme.em() * 0.4, theme.em() * 0.4)
        painter.setPen(theme.colour("muted" if ahead else "ink"))
        mark = {"done": "✓ ", "now": "● ", "ahead": ""}[box.phase]
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, f"{mark}{box.title}")
        if box.beside == 1:
            self._paint_words(painter, box, place)

    def _paint_words(self, painter: QPainter, box: Box, place: QRectF) -> None:
        """Say who and how long, and the last opinion, to the right of the box where there is room."""
        left = place.right() + theme.em() * 1.2
        room = QRectF(left, place.top(), max(0.0, self.width() - left - self._margin()), place.height())
        metrics = painter.fontMetrics()
        lines = [tr("　").join(part for part in (box.who, box.spent) if part), *box.said[-1:]]
        shown = "\n".join(metrics.elidedText(line, Qt.TextElideMode.ElideRight, int(room.width())) for line in lines if line)
        painter.setPen(theme.colour("muted"))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)

    def _margin(self) -> float:
        return theme.em() * 2

    def _width(self) -> float:
        return theme.em() * 9

    def _height(self) -> float:
        return theme.em() * 3

    def _gap(self) -> float:
        return theme.em() * 1.5
