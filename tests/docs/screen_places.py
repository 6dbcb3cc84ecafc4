"""Where the window puts every glyph: its own painting, recorded by a paint device that keeps outlines instead of filling them.

Qt hands text that it would draw from its glyph cache to such a device as the outlines of its glyphs, at the places that it was given. The
shapes tell the glyphs: a piece of a path is a glyph where it has the glyph's own outline, moved.
"""

from PySide6.QtCore import QByteArray, QPoint, QPointF, QRect
from PySide6.QtGui import QFont, QPaintDevice, QPaintEngine, QPaintEngineState, QPainterPath, QRawFont, QRegion, QTextItem, QTransform
from pytestqt.qtbot import QtBot

from xzt.docs.layout.installed import face_bytes
from xzt.docs.layout.pages import Face, GlyphRun, PageModel
from xzt.ui.desk import MM_100
from xzt.ui.pageview import PageView

_METRICS = {
    QPaintDevice.PaintDeviceMetric.PdmDpiX: 96,
    QPaintDevice.PaintDeviceMetric.PdmDpiY: 96,
    QPaintDevice.PaintDeviceMetric.PdmPhysicalDpiX: 96,
    QPaintDevice.PaintDeviceMetric.PdmPhysicalDpiY: 96,
    QPaintDevice.PaintDeviceMetric.PdmDepth: 32,
    QPaintDevice.PaintDeviceMetric.PdmDevicePixelRatio: 1,
    QPaintDevice.PaintDeviceMetric.PdmDevicePixelRatioScaled: 65536,
}
_SAME_SHAPE = 0.05
"""How far in pixels the end of an outline may lie from where its beginning puts it: Qt counts in sixty-fourths."""


class _Engine(QPaintEngine):
    """Keeps filled paths and their transformation; lets everything else go."""

    def __init__(self) -> None:
        super().__init__(QPaintEngine.PaintEngineFeature.AllFeatures)
        self.paths: list[tuple[QPainterPath, QTransform]] = []

    def begin(self, device: QPaintDevice) -> bool:  # noqa: ARG002  Qt's signature, here and below
        return True

    def end(self) -> bool:
        return True

    def type(self) -> QPaintEngine.Type:
        return QPaintEngine.Type.User

    def updateState(self, state: QPaintEngineState) -> None:  # noqa: N802
        """Take the transformation from the painter instead."""

    def drawPath(self, path: QPainterPath) -> None:  # noqa: N802
        self.paths.append((QPainterPath(path), self.painter().combinedTransform()))

    def drawTextItem(self, at: QPointF | QPoint | QPainterPath.Element, item: QTextItem) -> None:  # noqa: N802
        super().drawTextItem(at, item)  # as a path

    def drawLines(self, *_: object) -> None:  # noqa: N802
        """Keep no rule."""

    def drawRects(self, *_: object) -> None:  # noqa: N802
        """Keep no paper."""

    def drawImage(self, *_: object) -> None:  # noqa: N802
        """Keep no picture."""

    def drawPixmap(self, *_: object) -> None:  # noqa: N802
        """Keep no picture."""


class _Recorder(QPaintDevice):
    """A device of a size, with the engine above."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__()
        self.engine = _Engine()
        self._size = {QPaintDevice.PaintDeviceMetric.PdmWidth: width, QPaintDevice.PaintDeviceMetric.PdmHeight: height}

    def paintEngine(self) -> QPaintEngine:  # noqa: N802
        return self.engine

    def metric(self, metric: QPaintDevice.PaintDeviceMetric) -> int:
        return _METRICS.get(metric, self._size.get(metric, 0))


class Shapes:
    """Outlines of glyphs as their font has them, opened here and not by the painter."""

    def __init__(self, faces: dict[str, Face]) -> None:
        self._faces = faces
        self._fonts: dict[tuple[str, float], QRawFont] = {}
        self._known: dict[tuple[str, float, int], tuple[int, QPointF, QPointF]] = {}

    def ends(self, face: str, pixels: float, glyph: int) -> tuple[int, QPointF, QPointF]:
        """Return how many elements an outline has, its first and its last point."""
        key = (face, pixels, glyph)
        if key not in self._known:
            if key[:2] not in self._fonts:
                data = QByteArray(face_bytes(self._faces[face]))
                self._fonts[key[:2]] = QRawFont(data, pixels, QFont.HintingPreference.PreferNoHinting)
            path = self._fonts[key[:2]].pathForGlyph(glyph)
            count = path.elementCount()
            self._known[key] = (count, _point(path, 0), _point(path, count - 1)) if count else (0, QPointF(), QPointF())
        return self._known[key]


def screen_glyphs(qtbot: QtBot, model: PageModel, dpi: float) -> list[list[tuple[str, float, float]]]:
    """Return by page the characters with ink and where the window puts the origins of their glyphs, in mm from the paper's corner."""
    view = PageView("pages")
    qtbot.addWidget(view)
    view.show_pages(model)
    view.zoom(dpi / 25.4 / MM_100)
    view.resize(1400, 1900)
    view.show()
    shapes = Shapes(model.faces)
    found = []
    for at, page in enumerate(model.pages):
        view.go_to(at + 1)
        corner = view.origin(at)
        width, height = round(page.width * view.scale()), round(page.height * view.scale())
        paper = QRect(round(corner.x()), round(corner.y()), width, height)
        recorder = _Recorder(width, height)
        view.viewport().render(recorder, QPoint(), QRegion(paper))
        glyphs: list[tuple[str, float, float]] = []
        for run, (path, moved) in zip(page.runs, recorder.engine.paths, strict=True):
            for char, place in _origins(run, path, moved, shapes, view.scale()):
                glyphs.append((char, (place.x() - corner.x()) / view.scale(), (place.y() - corner.y()) / view.scale()))
        found.append(glyphs)
    return found


def _origins(run: GlyphRun, path: QPainterPath, moved: QTransform, shapes: Shapes, scale: float) -> list[tuple[str, QPointF]]:
    """Part the outline of a run into its glyphs, which have to be the font's own, and say where the origin of each lies in the viewport."""
    begin, found = 0, []
    for char, glyph in zip(run.text, run.glyphs, strict=True):
        count, first, last = shapes.ends(run.face, run.size * scale, glyph)
        if not count:
            continue
        origin = _point(path, begin) - first
        turn = _point(path, begin + count - 1) - last - origin
        assert max(abs(turn.x()), abs(turn.y())) < _SAME_SHAPE, char
        found.append((char, moved.map(origin)))
        begin += count
    assert begin == path.elementCount()
    return found


def _point(path: QPainterPath, at: int) -> QPointF:
    element = path.elementAt(at)
    return QPointF(element.x, element.y)  # type: ignore[attr-defined]  # left out of PySide6's stubs
