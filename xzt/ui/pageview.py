"""The page view: paints the page model with Qt, glyph by glyph where the layout put it (AE-21). It lays out nothing.

Millimetres become logical pixels by the zoom alone; fonts are set at the final size, so that text is sharp at every display scale.
A click gives the place in the content; a place can be shown. The desk around the paper carries a note such as 待编号, the paper never does.
"""

from PySide6.QtCore import QByteArray, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QGlyphRun,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QRawFont,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from xzt.docs.layout.pages import BOLD_STROKE, GlyphRun, Page, PageModel, Picture, Place
from xzt.ui import theme
from xzt.ui.text import tr

MM_100 = 96 / 25.4
LARGEST_CACHED = 60.0
"""Largest em in device pixels that is drawn from the glyph cache."""
"""Logical pixels of a millimetre at 100 %."""
STEPS = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0)


class PageView(QAbstractScrollArea):
    """Shows a ``PageModel``. ``picked`` carries the ``Place`` that was clicked, ``turned`` the page in sight (from 1)."""

    picked = Signal(object)
    turned = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(tr("公文页面"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.model: PageModel | None = None
        self.note = ""
        self._zoom = 0.0
        self._fonts: dict[tuple[str, int], QRawFont] = {}
        self._images: dict[int, QImage] = {}
        self._mark: Place | None = None
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    def show_pages(self, model: PageModel | None, note: str = "") -> None:
        """Show other pages; the place in sight stays when the document is the same with small changes."""
        at = self.verticalScrollBar().value()
        faces = self.model.faces if self.model else {}
        if model is None or model.faces != faces:
            self._fonts.clear()
        self.model, self.note = model, note
        self._images.clear()
        self._measure()
        self.verticalScrollBar().setValue(at)
        self._describe()
        self.viewport().update()

    def set_note(self, note: str) -> None:
        """Change the note on the desk above the first page."""
        if note != self.note:
            self.note = note
            self._measure()
            self.viewport().update()

    def current(self) -> int:
        """Return the number of the page in the middle of the view, from 1; 0 without pages."""
        if self.model is None:
            return 0
        middle = self.verticalScrollBar().value() + self.viewport().height() / 2
        return next((at + 1 for at in reversed(range(len(self.model.pages))) if self._top(at) <= middle), 1)

    def scale(self) -> float:
        """Return logical pixels a millimetre."""
        if self._zoom:
            return self._zoom * MM_100
        width = max((page.width for page in self.model.pages), default=210.0) if self.model else 210.0
        return max(self.viewport().width() - 2 * self._margin(), 80) / width

    def zoom(self, factor: float) -> None:
        """Set the zoom; 0 fits the width. The text in the middle stays in the middle."""
        bar = self.verticalScrollBar()
        part = (bar.value() + bar.pageStep() / 2) / max(bar.maximum() + bar.pageStep(), 1)
        self._zoom = factor
        self._measure()
        bar.setValue(round(part * (bar.maximum() + bar.pageStep()) - bar.pageStep() / 2))
        self.viewport().update()

    def larger(self) -> None:
        """Zoom in one step."""
        now = self.scale() / MM_100
        self.zoom(next((step for step in STEPS if step > now * 1.01), STEPS[-1]))

    def smaller(self) -> None:
        """Zoom out one step."""
        now = self.scale() / MM_100
        self.zoom(next((step for step in reversed(STEPS) if step < now * 0.99), STEPS[0]))

    def fit_width(self) -> None:
        """Fit the page to the width."""
        self.zoom(0.0)

    def _margin(self) -> int:
        return theme.gap(4)

    def _head(self) -> int:
        return theme.gap(8) if self.note else self._margin()

    def _top(self, index: int) -> float:
        pages = self.model.pages if self.model else ()
        return self._head() + sum(page.height * self.scale() + self._margin() for page in pages[:index])

    def origin(self, index: int) -> QPointF:
        """Return where page ``index`` (from 0) begins in the viewport, in logical pixels, on whole pixels."""
        assert self.model is not None  # noqa: S101  only asked while pages are shown
        width = self.model.pages[index].width * self.scale()
        left = max((self.viewport().width() - width) / 2, self._margin()) - self.horizontalScrollBar().value()
        return QPointF(round(left), round(self._top(index) - self.verticalScrollBar().value()))

    def _measure(self) -> None:
        pages = self.model.pages if self.model else ()
        height = round(self._top(len(pages))) if pages else 0
        width = round(max((page.width for page in pages), default=0.0) * self.scale()) + 2 * self._margin()
        self.verticalScrollBar().setRange(0, max(height - self.viewport().height(), 0))
        self.verticalScrollBar().setPageStep(self.viewport().height())
        self.verticalScrollBar().setSingleStep(theme.gap(8))
        self.horizontalScrollBar().setRange(0, max(width - self.viewport().width(), 0))
        self.horizontalScrollBar().setPageStep(self.viewport().width())

    def locate(self, place: Place) -> tuple[int, QRectF] | None:
        """Find the page (from 0) and the box in mm of the first run that shows ``place``."""
        found: tuple[int, QRectF] | None = None
        for index, page in enumerate(self.model.pages if self.model else ()):
            for run in page.runs:
                there = run.place
                if there is None or (there.part, there.block) != (place.part, place.block) or (found and there.start > place.start):
                    continue
                found = (index, _box(run, page))
        return found

    def show_place(self, place: Place) -> None:
        """Scroll to a place and mark its line until the next change."""
        found = self.locate(place)
        self._mark = place if found else None
        if found:
            index, box = found
            y = self._top(index) + box.top() * self.scale()
            top = self.verticalScrollBar().value()
            if not top + theme.gap(8) <= y <= top + self.viewport().height() - theme.gap(12):
                self.verticalScrollBar().setValue(round(y - self.viewport().height() / 3))
        self.viewport().update()

    def place_at(self, point: QPointF) -> Place | None:
        """Return the place in the content under a point of the viewport; ``start`` counts to the character."""
        for index, page in enumerate(self.model.pages if self.model else ()):
            at = QPointF((point.x() - self.origin(index).x()) / self.scale(), (point.y() - self.origin(index).y()) / self.scale())
            if not QRectF(0, 0, page.width, page.height).contains(at):
                continue
            for run in page.runs:
                if run.place is not None and _box(run, page).contains(at):
                    along = page.height - at.y() if run.turned else at.x()
                    before = sum(x <= along for x in run.xs) - 1
                    return Place(run.place.part, run.place.block, run.place.start + max(before, 0))
        return None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the desk, the pages in sight and the note."""
        painter = QPainter(self.viewport())
        desk = theme.colour("line") if theme.theme_name() == "light" else theme.colour("ground")
        painter.fillRect(event.rect(), desk)
        if self.model is None:
            painter.setPen(theme.colour("ink"))
            painter.drawText(self.viewport().rect(), int(Qt.AlignmentFlag.AlignCenter), self.note)
            return
        if self.note:
            self._paint_note(painter)
        for index, page in enumerate(self.model.pages):
            corner = self.origin(index)
            paper = QRectF(corner.x(), corner.y(), page.width * self.scale(), page.height * self.scale())
            if paper.intersects(QRectF(event.rect())):
                self._paint_page(painter, page, paper)

    def _paint_note(self, painter: QPainter) -> None:
        corner = self.origin(0)
        painter.setFont(theme.scaled_font(1.0))
        painter.setPen(theme.colour("ink"))
        area = QRectF(max(corner.x(), 0) + 1, corner.y() - theme.gap(7), self.viewport().width() - 2 * self._margin(), theme.gap(6))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self.note)

    def _paint_page(self, painter: QPainter, page: Page, paper: QRectF) -> None:
        for step, strength in ((3, 8), (2, 14), (1, 26)):
            painter.fillRect(paper.adjusted(-step / 2, 0, step, step * 1.4), QColor(0, 0, 0, strength))
        painter.fillRect(paper, Qt.GlobalColor.white)
        painter.save()
        painter.setClipRect(paper)
        painter.translate(paper.topLeft())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._mark is not None:
            self._paint_mark(painter, page)
        scale = self.scale()
        for line in page.rules:
            painter.setPen(QPen(QColor(line.color), max(line.width * scale, 0.5), Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
            painter.drawLine(QPointF(line.x1 * scale, line.y1 * scale), QPointF(line.x2 * scale, line.y2 * scale))
        for run in page.runs:
            self._paint_run(painter, run, page)
        for picture in page.pictures:
            self._paint_picture(painter, picture)
        painter.restore()

    def _paint_mark(self, painter: QPainter, page: Page) -> None:
        shade = QColor(theme.THEMES["light"].tint)
        for run in page.runs:
            if run.place and self._mark and (run.place.part, run.place.block) == (self._mark.part, self._mark.block):
                box = _box(run, page)
                scale = self.scale()
                painter.fillRect(QRectF(box.left() * scale, box.top() * scale, box.width() * scale, box.height() * scale), shade)

    def _paint_picture(self, painter: QPainter, picture: Picture) -> None:
        scale = self.scale()
        painter.save()
        painter.translate(picture.x * scale, (picture.y + (picture.height if picture.turned else 0.0)) * scale)
        width, height = picture.width * scale, picture.height * scale
        if picture.turned:
            painter.rotate(-90)
            width, height = height, width
        painter.drawImage(QRectF(0, 0, width, height), self._image(picture))
        painter.restore()

    def _paint_run(self, painter: QPainter, run: GlyphRun, page: Page) -> None:
        if not run.glyphs:
            return
        scale = self.scale()
        glyphs = QGlyphRun()
        glyphs.setRawFont(self.font_of(run.face, run.size * scale))
        glyphs.setGlyphIndexes(list(run.glyphs))
        glyphs.setPositions([QPointF(x * scale, 0.0) for x in run.xs])
        painter.save()
        if run.turned:
            painter.translate(0, page.height * scale)
            painter.rotate(-90)
        if run.bold or run.size * scale * self.devicePixelRatioF() > LARGEST_CACHED:
            self._paint_outlines(painter, run, glyphs.rawFont())
        else:
            painter.setPen(QColor(run.color))
            painter.drawGlyphRun(QPointF(0, run.baseline * scale), glyphs)
        painter.restore()

    def _paint_outlines(self, painter: QPainter, run: GlyphRun, font: QRawFont) -> None:
        """Paint glyphs as paths: bold ones are stroked too, and Qt draws nothing of a raw font's glyphs that are too large to cache."""
        painter.setBrush(QColor(run.color))
        painter.setPen(QPen(QColor(run.color), run.size * BOLD_STROKE * self.scale()) if run.bold else Qt.PenStyle.NoPen)
        for glyph, x in zip(run.glyphs, run.xs, strict=True):
            painter.drawPath(font.pathForGlyph(glyph).translated(x * self.scale(), run.baseline * self.scale()))

    def font_of(self, key: str, pixels: float) -> QRawFont:
        """Return the face ``key`` at a size in logical pixels, opened once."""
        wanted = (key, round(pixels * 64))
        if wanted not in self._fonts:
            self._fonts[wanted] = self._opened(key, pixels)
        return self._fonts[wanted]

    def _opened(self, key: str, pixels: float) -> QRawFont:
        same = next((font for (name, _), font in self._fonts.items() if name == key), None)
        if same is not None:
            font = QRawFont(same)
            font.setPixelSize(pixels)
            return font
        from xzt.docs.layout.fonts import face_bytes  # the shaper's library is not needed before the first page is shown

        assert self.model is not None  # noqa: S101  runs come from the model
        data = QByteArray(face_bytes(self.model.faces[key]))
        return QRawFont(data, pixels, QFont.HintingPreference.PreferNoHinting)

    def _image(self, picture: Picture) -> QImage:
        key = id(picture)
        if key not in self._images:
            self._images[key] = QImage.fromData(picture.png)
        return self._images[key]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure again."""
        super().resizeEvent(event)
        self._measure()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell which place of the content was clicked."""
        place = self.place_at(event.position())
        if place is not None and event.button() is Qt.MouseButton.LeftButton:
            self.picked.emit(place)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a click."""
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll, or zoom while Ctrl is held."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            (self.larger if event.angleDelta().y() > 0 else self.smaller)()
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by keyboard: arrows, pages, ends."""
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
        if event.key() in moves:
            bar.setValue(bar.value() + moves[event.key()])
            event.accept()
        else:
            super().keyPressEvent(event)

    def _on_scrolled(self) -> None:
        self._describe()
        self.turned.emit(self.current())
        self.viewport().update()

    def _describe(self) -> None:
        """Give a screen reader the text of the page in sight."""
        if self.model is None or not self.model.pages:
            self.setAccessibleDescription(tr("没有页面"))
            return
        now = self.current()
        text = "".join(run.text for run in self.model.pages[now - 1].runs)
        where = tr("第 {now} 页，共 {total} 页").format(now=now, total=len(self.model.pages))
        self.setAccessibleDescription(f"{where}\n{text}")


def _box(run: GlyphRun, page: Page) -> QRectF:
    right = run.xs[-1] + run.size if run.xs else 0.0
    left = run.xs[0] if run.xs else 0.0
    top = run.baseline - 0.88 * run.size
    if run.turned:
        return QRectF(top, page.height - right, run.size * 1.1, right - left)
    return QRectF(left, top, right - left, run.size * 1.1)
