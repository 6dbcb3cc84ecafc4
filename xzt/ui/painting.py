"""Paints pages of the page model with Qt, glyph by glyph where the layout put them (AE-21). Screen, print preview and paper use this alone.

On a screen, text comes from Qt's glyph cache. On paper, and where glyphs are too large for the cache, it is drawn as filled outlines: no
printer or driver can put its own font in their place. A ``PagePainter`` opens fonts: use it in the thread where it was made.
"""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QGlyphRun, QImage, QPainter, QPainterPath, QPen, QRawFont

from xzt.docs.layout.pages import BOLD_STROKE, Face, GlyphRun, Page, Picture
from xzt.ui.openfonts import font_at

LARGEST_CACHED = 60.0
"""Largest em in device pixels that is drawn from the glyph cache: Qt draws nothing of a raw font's glyphs beyond it."""
FINEST = 0.5
"""Least width of a rule in device-independent pixels of a screen."""


class PagePainter:
    """Paints the pages of one model; ``outlines`` draws all text as paths, for paper."""

    def __init__(self, faces: dict[str, Face], *, outlines: bool = False) -> None:
        self.faces = faces
        self._outlines = outlines
        self._fonts: dict[tuple[str, int], QRawFont] = {}
        self._paths: dict[tuple[str, int, int], QPainterPath] = {}
        self._images: dict[int, tuple[Picture, QImage]] = {}

    def paint(self, painter: QPainter, page: Page, scale: float, seen: QRectF | None = None) -> None:
        """Paint a page with its corner at the painter's origin: ``scale`` pixels a millimetre, ``seen`` the part in mm that is needed."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        finest = 0.0 if self._outlines else FINEST
        for run in page.below:
            self._paint_run(painter, run, page, scale)
        for line in page.rules:
            painter.setPen(QPen(QColor(line.color), max(line.width * scale, finest), Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
            painter.drawLine(QPointF(line.x1 * scale, line.y1 * scale), QPointF(line.x2 * scale, line.y2 * scale))
        for run in page.runs:
            if run.glyphs and (seen is None or seen.intersects(box_of(run, page))):
                self._paint_run(painter, run, page, scale)
        for picture in page.pictures:
            self._paint_picture(painter, picture, scale)

    def font_of(self, key: str, pixels: float) -> QRawFont:
        """Return the face ``key`` at an em in pixels, made once."""
        wanted = (key, round(pixels * 64))
        if wanted not in self._fonts:
            self._fonts[wanted] = font_at(self.faces[key], pixels)
        return self._fonts[wanted]

    def _paint_run(self, painter: QPainter, run: GlyphRun, page: Page, scale: float) -> None:
        painter.save()
        if run.turned:
            painter.translate(0, page.height * scale)
            painter.rotate(-90)
        device = painter.device()
        if self._outlines or run.bold or run.size * scale * device.devicePixelRatioF() > LARGEST_CACHED:
            painter.setBrush(QColor(run.color))
            painter.setPen(QPen(QColor(run.color), run.size * BOLD_STROKE * scale) if run.bold else Qt.PenStyle.NoPen)
            painter.drawPath(self._outline(run, scale))
        else:
            glyphs = QGlyphRun()
            glyphs.setRawFont(self.font_of(run.face, run.size * scale))
            glyphs.setGlyphIndexes(list(run.glyphs))
            glyphs.setPositions([QPointF(x * scale, 0.0) for x in run.xs])
            painter.setPen(QColor(run.color))
            painter.drawGlyphRun(QPointF(0, run.baseline * scale), glyphs)
        painter.restore()

    def _outline(self, run: GlyphRun, scale: float) -> QPainterPath:
        """Return the outlines of a run's glyphs at their places; overlapping strokes of a glyph stay filled."""
        whole = QPainterPath()
        whole.setFillRule(Qt.FillRule.WindingFill)
        font = self.font_of(run.face, run.size * scale)
        size = round(run.size * scale * 64)
        for glyph, x in zip(run.glyphs, run.xs, strict=True):
            key = (run.face, size, glyph)
            if key not in self._paths:
                self._paths[key] = font.pathForGlyph(glyph)
            whole.addPath(self._paths[key].translated(x * scale, run.baseline * scale))
        return whole

    def _paint_picture(self, painter: QPainter, picture: Picture, scale: float) -> None:
        painter.save()
        painter.translate(picture.x * scale, (picture.y + (picture.height if picture.turned else 0.0)) * scale)
        width, height = picture.width * scale, picture.height * scale
        if picture.turned:
            painter.rotate(-90)
            width, height = height, width
        painter.drawImage(QRectF(0, 0, width, height), self._image(picture))
        painter.restore()

    def _image(self, picture: Picture) -> QImage:
        known = self._images.get(id(picture))
        if known is None or known[0] is not picture:
            known = self._images[id(picture)] = (picture, QImage.fromData(picture.png))
        return known[1]


def box_of(run: GlyphRun, page: Page) -> QRectF:
    """Return the box in mm around a run's characters."""
    return box_between(run, page, run.xs[0], run.xs[-1] + run.size) if run.xs else QRectF()


def box_between(run: GlyphRun, page: Page, left: float, right: float) -> QRectF:
    """Return the box in mm of a run from one place along its baseline to another."""
    top = run.baseline - 0.88 * run.size
    if run.turned:
        return QRectF(top, page.height - right, run.size * 1.1, right - left)
    return QRectF(left, top, right - left, run.size * 1.1)
