"""The page view: pages of the page model on a desk, painted by ``painting`` where they are in sight. It lays out nothing.

Millimetres become logical pixels by the zoom alone; fonts are set at the final size, so that text is sharp at every display scale.
A click gives the place in the content; a place can be shown. The desk around the paper carries a note such as 待编号, the paper never does.
The paper stays white in every theme: it shows what will be printed.
"""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleTextCursorEvent,
    QColor,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QWidget

from xzt.docs.layout.pages import Page, PageModel, Place
from xzt.office.profile import STANDARD
from xzt.ui import pagereading, theme
from xzt.ui.desk import FIT_PAGE, FIT_WIDTH, LARGEST, MM_100, SMALLEST, STEPS, Desk, Room, lay_desk
from xzt.ui.pagereading import Reading, read_page
from xzt.ui.painting import PagePainter, box_of
from xzt.ui.text import tr
from xzt.ui.widgets.framed import Framed

_NOTCH = 1.0015
"""Growth of the zoom for every eighth of a degree that the wheel turns under Ctrl; a notch has 120."""


class PageView(Framed):
    """Shows a ``PageModel``. ``picked`` carries the ``Place`` clicked, ``turned`` the page in sight (from 1), ``zoomed`` the zoom.

    ``shown`` carries every model that is shown, None for none.
    """

    picked = Signal(object)
    doubled = Signal(object)
    turned = Signal(int)
    zoomed = Signal(float)
    shown = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        pagereading.install(PageView)
        self.setObjectName(name)
        self.setAccessibleName(tr("公文页面"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().grabGesture(Qt.GestureType.PinchGesture)
        self.model: PageModel | None = None
        self.note = ""
        self.columns = 1
        self.gridded = False
        self._zoom = FIT_WIDTH
        self._desk = Desk(MM_100)
        self._painter = PagePainter({})
        self._mark: Place | None = None
        self._reading: tuple[Page, Reading] | None = None
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    # what is shown

    def show_pages(self, model: PageModel | None, note: str = "") -> None:
        """Show other pages; the place in sight stays when the document is the same with small changes."""
        at = self.verticalScrollBar().value()
        if model is None or model.faces != self._painter.faces:
            self._painter = PagePainter(model.faces if model else {})
        self.model, self.note = model, note
        self._measure()
        self.verticalScrollBar().setValue(at)
        self._describe()
        self.viewport().update()
        self.turned.emit(self.current())
        self.shown.emit(model)

    def set_note(self, note: str) -> None:
        """Change the note on the desk above the first page."""
        if note != self.note:
            self.note = note
            self._measure()
            self.viewport().update()

    def count(self) -> int:
        """Return the number of pages."""
        return len(self.model.pages) if self.model else 0

    def current(self) -> int:
        """Return the number of the page in the middle of the view, from 1; 0 without pages."""
        if not self.count():
            return 0
        return self._desk.at(self.verticalScrollBar().value() + self.viewport().height() / 2) + 1

    def reading(self) -> Reading:
        """Return the text of the page in sight with the box of every character."""
        if self.model is None or not self.model.pages:
            return Reading()
        page = self.model.pages[self.current() - 1]
        if self._reading is None or self._reading[0] is not page:
            self._reading = (page, read_page(page))
        return self._reading[1]

    # zoom

    def scale(self) -> float:
        """Return logical pixels a millimetre."""
        return self._desk.scale

    def percent(self) -> float:
        """Return the zoom that is seen, 1.0 for life size."""
        return self.scale() / MM_100

    def zoom(self, factor: float, anchor: QPointF | None = None) -> None:
        """Set the zoom: a factor, ``FIT_WIDTH`` or ``FIT_PAGE``. The spot of the page under ``anchor`` (the middle) stays in place."""
        fixed = anchor or QPointF(self.viewport().rect().center())
        index = self.page_under(fixed)
        before, scale = self.origin(index), self.scale()
        self._zoom = factor
        self._measure()
        moved = self.origin(index) + (fixed - before) * (self.scale() / scale) - fixed
        self.horizontalScrollBar().setValue(round(self.horizontalScrollBar().value() + moved.x()))
        self.verticalScrollBar().setValue(round(self.verticalScrollBar().value() + moved.y()))
        self.viewport().update()

    def larger(self) -> None:
        """Zoom in one step."""
        self.zoom(next((step for step in STEPS if step > self.percent() * 1.01), LARGEST))

    def smaller(self) -> None:
        """Zoom out one step."""
        self.zoom(next((step for step in reversed(STEPS) if step < self.percent() * 0.99), SMALLEST))

    def fit_width(self) -> None:
        """Fit the page to the width."""
        self.zoom(FIT_WIDTH)

    def fit_page(self) -> None:
        """Show whole pages."""
        self.zoom(FIT_PAGE)

    def show_columns(self, columns: int) -> None:
        """Show one page or two side by side."""
        at = self.current()
        self.columns = columns
        self._measure()
        self.go_to(at)

    def show_grid(self, *, on: bool) -> None:
        """Show the type area and its 22 lines of 28 characters over the pages."""
        self.gridded = on
        self.viewport().update()

    # geometry

    def origin(self, index: int) -> QPointF:
        """Return where page ``index`` (from 0) begins in the viewport, in logical pixels, on whole pixels."""
        if not 0 <= index < len(self._desk.tops):
            return QPointF()
        left = self._desk.lefts[index] - self.horizontalScrollBar().value()
        return QPointF(round(left), round(self._desk.tops[index] - self.verticalScrollBar().value()))

    def page_under(self, point: QPointF) -> int:
        """Return the index of the page under a point of the viewport, or of the one nearest above."""
        first = self._desk.at(point.y() + self.verticalScrollBar().value())
        row = range(first, min(first + self.columns, len(self._desk.lefts)))
        return max((at for at in row if self._desk.lefts[at] <= point.x() + self.horizontalScrollBar().value()), default=first)

    def _measure(self) -> None:
        room = Room(self.viewport().width(), self.viewport().height(), theme.gap(4), theme.gap(8) if self.note else theme.gap(4))
        before = self._desk.scale
        self._desk = lay_desk(
            tuple((page.width, page.height) for page in (self.model.pages if self.model else ())), self._zoom, self.columns, room
        )
        self.verticalScrollBar().setRange(0, max(self._desk.height - self.viewport().height(), 0))
        self.verticalScrollBar().setPageStep(self.viewport().height())
        self.verticalScrollBar().setSingleStep(theme.gap(8))
        self.horizontalScrollBar().setRange(0, max(self._desk.width - self.viewport().width(), 0))
        self.horizontalScrollBar().setPageStep(self.viewport().width())
        self.horizontalScrollBar().setSingleStep(theme.gap(8))
        if self._desk.scale != before:
            self.zoomed.emit(self.percent())

    # places

    def locate(self, place: Place) -> tuple[int, QRectF] | None:
        """Find the page (from 0) and the box in mm of the first run that shows ``place``."""
        found: tuple[int, QRectF] | None = None
        for index, page in enumerate(self.model.pages if self.model else ()):
            for run in page.runs:
                there = run.place
                if there is None or (there.part, there.block) != (place.part, place.block) or (found and there.start > place.start):
                    continue
                found = (index, box_of(run, page))
        return found

    def show_place(self, place: Place) -> None:
        """Scroll to a place and mark its line until the next change."""
        found = self.locate(place)
        self._mark = place if found else None
        if found:
            index, box = found
            y = self._desk.tops[index] + box.top() * self.scale()
            top = self.verticalScrollBar().value()
            if not top + theme.gap(8) <= y <= top + self.viewport().height() - theme.gap(12):
                self.verticalScrollBar().setValue(round(y - self.viewport().height() / 3))
            QAccessible.updateAccessibility(QAccessibleTextCursorEvent(self, self.reading_cursor()))
        self.viewport().update()

    def reading_cursor(self) -> int:
        """Return where the marked place stands in the text of the page in sight; its beginning where there is none."""
        return self.reading().find(self._mark) if self._mark else 0

    def go_to(self, page: int) -> None:
        """Bring the head of a page (from 1) into sight."""
        if self._desk.tops:
            index = max(1, min(page, len(self._desk.tops))) - 1
            self.verticalScrollBar().setValue(round(self._desk.tops[index]) - theme.gap(2) if index else 0)

    def place_at(self, point: QPointF) -> Place | None:
        """Return the place in the content under a point of the viewport; ``start`` counts to the character."""
        if self.model is None or not self.model.pages:
            return None
        index = self.page_under(point)
        page = self.model.pages[index]
        at = (point - self.origin(index)) * (1 / self.scale())
        if not QRectF(0, 0, page.width, page.height).contains(at):
            return None
        for run in page.runs:
            if run.place is not None and box_of(run, page).contains(at):
                along = page.height - at.y() if run.turned else at.x()
                before = sum(x <= along for x in run.xs) - 1
                return Place(run.place.part, run.place.block, run.place.start + max(before, 0))
        return None

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the desk, what is in sight of the pages, and the note."""
        painter = QPainter(self.viewport())
        area = event.rect()
        painter.fillRect(area, theme.colour("line") if theme.theme_name() == "light" else theme.colour("ground"))
        if self.model is None:
            painter.setPen(theme.colour("ink"))
            painter.drawText(self.viewport().rect(), int(Qt.AlignmentFlag.AlignCenter), self.note)
            return
        if self.note:
            self._paint_note(painter)
        top = self.verticalScrollBar().value()
        for index in self._desk.between(top + area.top() - theme.gap(2), top + area.bottom() + 1):
            page, corner = self.model.pages[index], self.origin(index)
            paper = QRectF(corner.x(), corner.y(), page.width * self.scale(), page.height * self.scale())
            self._paint_page(painter, page, paper, QRectF(area))

    def _paint_note(self, painter: QPainter) -> None:
        corner = self.origin(0)
        painter.setFont(theme.scaled_font(1.0))
        painter.setPen(theme.colour("ink"))
        area = QRectF(max(corner.x(), 0) + 1, corner.y() - theme.gap(7), self.viewport().width() - theme.gap(8), theme.gap(6))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self.note)

    def _paint_page(self, painter: QPainter, page: Page, paper: QRectF, area: QRectF) -> None:
        for step, strength in ((3, 8), (2, 14), (1, 26)):
            painter.fillRect(paper.adjusted(-step / 2, 0, step, step * 1.4), QColor(0, 0, 0, strength))
        painter.fillRect(paper, Qt.GlobalColor.white)
        scale = self.scale()
        painter.save()
        painter.setClipRect(paper.intersected(area))
        painter.translate(paper.topLeft())
        if self.gridded:
            from xzt.ui.pagegrid import paint_grid  # loads with the measures, which the first page needs

            paint_grid(painter, page, scale, self.model.profile if self.model else STANDARD)
        if self._mark is not None:
            self._paint_mark(painter, page, self._mark)
        seen = area.translated(-paper.topLeft())
        self._painter.paint(
            painter, page, scale, QRectF(seen.x() / scale - 2, seen.y() / scale - 2, seen.width() / scale + 4, seen.height() / scale + 4)
        )
        painter.restore()

    def _paint_mark(self, painter: QPainter, page: Page, mark: Place) -> None:
        shade, scale = QColor(theme.THEMES["light"].tint), self.scale()
        for run in page.runs:
            if run.place and (run.place.part, run.place.block) == (mark.part, mark.block):
                box = box_of(run, page)
                painter.fillRect(QRectF(box.left() * scale, box.top() * scale, box.width() * scale, box.height() * scale), shade)

    # events

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure again; the spot in the middle stays."""
        super().resizeEvent(event)
        self.zoom(self._zoom)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Move what is painted already and paint only what came into sight; at a scale of 1.25 pixels would not meet: paint all anew."""
        if self.devicePixelRatioF().is_integer():
            self.viewport().scroll(dx, dy)
        else:
            self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell which place of the content was clicked."""
        place = self.place_at(event.position())
        if place is not None and event.button() is Qt.MouseButton.LeftButton:
            self.picked.emit(place)
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Tell which place was clicked twice."""
        place = self.place_at(event.position())
        if place is not None and event.button() is Qt.MouseButton.LeftButton:
            self.doubled.emit(place)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a click."""
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll, or zoom at the pointer while Ctrl is held."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._zoom_by(_NOTCH ** event.angleDelta().y(), event.position())
            event.accept()
        else:
            super().wheelEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Zoom by two fingers on a touch pad or screen."""
        if isinstance(event, QNativeGestureEvent) and event.gestureType() is Qt.NativeGestureType.ZoomNativeGesture:
            self._zoom_by(1 + event.value(), event.position())
            return True
        if isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                self._zoom_by(pinch.scaleFactor(), QPointF(self.viewport().mapFromGlobal(pinch.centerPoint().toPoint())))
                event.accept(pinch)
                return True
        return super().viewportEvent(event)

    def _zoom_by(self, factor: float, anchor: QPointF) -> None:
        self.zoom(max(SMALLEST, min(self.percent() * factor, LARGEST)), anchor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by keyboard: arrows, screens, ends; with Ctrl from page to page."""
        bar = self.verticalScrollBar()
        key = Qt.Key
        moves = {
            int(key.Key_Down): bar.singleStep(),
            int(key.Key_Up): -bar.singleStep(),
            int(key.Key_PageDown): bar.pageStep() - theme.gap(8),
            int(key.Key_Space): bar.pageStep() - theme.gap(8),
            int(key.Key_PageUp): theme.gap(8) - bar.pageStep(),
            int(key.Key_Home): -bar.maximum(),
            int(key.Key_End): bar.maximum(),
        }
        turns = {int(key.Key_PageDown): self.columns, int(key.Key_PageUp): -self.columns}
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.key() in turns:
            self.go_to(self.current() + turns[event.key()])
        elif event.key() in moves:
            bar.setValue(bar.value() + moves[event.key()])
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    # for a screen reader

    def rect_of(self, box: QRectF) -> QRect:
        """Return where a box in mm of the page in sight stands on the screen."""
        corner, scale = self.origin(self.current() - 1), self.scale()
        at = self.viewport().mapToGlobal(QPoint(round(corner.x() + box.left() * scale), round(corner.y() + box.top() * scale)))
        return QRect(at.x(), at.y(), round(box.width() * scale), round(box.height() * scale))

    def millimetres(self, point: QPoint) -> QPointF:
        """Return where a point of the screen lies on the page in sight."""
        return (QPointF(self.viewport().mapFromGlobal(point)) - self.origin(self.current() - 1)) * (1 / self.scale())

    def _on_scrolled(self) -> None:
        self._describe()
        self.turned.emit(self.current())

    def _describe(self) -> None:
        """Say to a screen reader which page is in sight; its text is read by ``pagereading``."""
        if not self.count():
            self.setAccessibleDescription(tr("没有页面"))
            return
        self.setAccessibleDescription(tr("第 {now} 页，共 {total} 页").format(now=self.current(), total=self.count()))
