"""The page view paints the page model where it says (AE-21), gives places for clicks, tells a screen reader what is in sight (AE-25)."""

import gc
from itertools import pairwise
from weakref import ref

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QAccessible, QImage, QPainter, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.stage import NOTICE
from xzt.client.documents import pages
from xzt.docs.importing.files import read_file
from xzt.docs.layout.pages import GlyphRun, Page, PageModel, Place, Rule
from xzt.docs.model import Issuance
from xzt.office.profile import STANDARD, Profile
from xzt.ui.desk import MM_100
from xzt.ui.pagepane import PagePane
from xzt.ui.pageview import PageView
from xzt.ui.painting import PagePainter

DOCUMENT = read_file(NOTICE).document


@pytest.fixture(scope="module")
def model() -> PageModel:
    return pages(DOCUMENT, Issuance(), STANDARD)


@pytest.fixture
def view(look: QApplication, qtbot: QtBot, model: PageModel) -> PageView:
    made = PageView("page")
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    made.show_pages(model)
    made.zoom(1.0)
    return made


def ink(image: QImage, view: PageView, page: int, box: tuple[float, float, float, float]) -> int:
    """Count dark or red pixels in a box in mm."""
    corner, scale = view.origin(page), view.scale()
    left, top = round(corner.x() + box[0] * scale), round(corner.y() + box[1] * scale)
    right, bottom = round(corner.x() + box[2] * scale), round(corner.y() + box[3] * scale)
    return sum(image.pixelColor(x, y).green() < 128 for x in range(left, right) for y in range(top, min(bottom, image.height())))


def run_of(model: PageModel, part: str) -> tuple[int, GlyphRun]:
    return next((at, run) for at, page in enumerate(model.pages) for run in page.runs if run.place and run.place.part == part)


def test_glyphs_stand_where_the_layout_put_them(view: PageView, model: PageModel) -> None:
    page, run = run_of(model, "title")
    image = view.viewport().grab().toImage()
    cell = run.size
    first = (run.xs[0], run.baseline - 0.88 * cell, run.xs[0] + cell, run.baseline + 0.12 * cell)
    assert ink(image, view, page, first) > 40
    above = (run.xs[0], run.baseline - 2.0 * cell, run.xs[0] + cell, run.baseline - 1.1 * cell)
    left = (run.xs[0] - 2.5 * cell, run.baseline - 0.88 * cell, run.xs[0] - cell, run.baseline)
    assert ink(image, view, page, left) == 0
    assert ink(image, view, page, above) <= ink(image, view, page, first)


def test_a_rule_is_painted_at_its_height(look: QApplication, qtbot: QtBot) -> None:
    view = PageView("page")
    qtbot.addWidget(view)
    view.resize(900, 500)
    view.show()
    view.show_pages(PageModel((Page(210, 297, (), (Rule(20, 50, 190, 50, 0.5, 0xFF0000),), (), 1),), {}))
    view.zoom(1.0)
    image = view.viewport().grab().toImage()
    corner = view.origin(0)
    y = round(corner.y() + 50 * MM_100)
    reds = [image.pixelColor(round(corner.x() + 100 * MM_100), y + step).green() for step in range(-6, 7)]
    assert min(reds[4:9]) < 140
    assert min(reds[:3] + reds[10:]) == 255


def test_clicks_and_places_agree(view: PageView, model: PageModel) -> None:
    page, run = run_of(model, "recipients")
    corner, scale = view.origin(page), view.scale()
    middle = QPointF(corner.x() + (run.xs[3] + run.size / 2) * scale, corner.y() + (run.baseline - run.size / 3) * scale)
    picked: list[Place] = []
    view.picked.connect(picked.append)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle.toPoint())
    assert [(place.part, place.start) for place in picked] == [("recipients", 3)]
    assert view.place_at(QPointF(corner.x() + 2, corner.y() + 2)) is None


def test_a_place_far_down_is_brought_into_sight(view: PageView, model: PageModel) -> None:
    last = len(DOCUMENT.attachments) - 1
    place = Place(f"attachment:{last}", len(DOCUMENT.attachments[last].blocks) - 1, 0)
    found = view.locate(place)
    assert found is not None
    view.show_place(place)
    y = view.origin(found[0]).y() + found[1].top() * view.scale()
    assert 0 <= y <= view.viewport().height()


def test_zoom_and_keys(view: PageView) -> None:
    assert view.scale() == pytest.approx(MM_100)
    view.larger()
    assert view.scale() == pytest.approx(1.25 * MM_100)
    view.fit_width()
    assert 210 * view.scale() < view.viewport().width() <= 210 * view.scale() + 80
    QTest.keyClick(view, Qt.Key.Key_End)
    assert view.current() == len(view.model.pages if view.model else ())
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.current() == 1


def test_a_screen_reader_gets_the_text_in_sight(view: PageView) -> None:
    """AE-25: name, page, the whole text line by line, the place of every character, and the cursor at the marked place."""
    assert view.accessibleName()
    gc.collect()
    text = QAccessible.queryAccessibleInterface(view).textInterface()
    whole = text.text(0, text.characterCount())
    assert "\n关于印发《湖南省“十四五”\n" in whole
    at = whole.index("各市州")
    assert text.offsetAtPoint(text.characterRect(at).center()) == at
    view.show_place(Place("recipients", -1, 4))
    assert whole[text.cursorPosition()] == DOCUMENT.recipients[4]
    picked: list[Place] = []
    view.picked.connect(picked.append)
    text.setCursorPosition(at + 2)
    assert picked == [Place("recipients", -1, 2)]
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    assert "第 2 页" in view.accessibleDescription()
    assert text.text(0, text.characterCount()) != whole


def test_a_screen_reader_counts_rare_characters_as_qt_does(look: QApplication, qtbot: QtBot) -> None:
    """A character beyond the first plane has two units there: nothing after it is read one off."""
    view = PageView("page")
    qtbot.addWidget(view)
    run = GlyphRun("none", 5.6, 50, (0, 0, 0), (28, 34, 40), "𠮷村人", place=Place("title"))
    view.show_pages(PageModel((Page(210, 297, (run,), (), (), 1),), {}))
    text = QAccessible.queryAccessibleInterface(view).textInterface()
    assert (text.characterCount(), text.text(0, 2), text.text(2, 3)) == (4, "𠮷", "村")
    assert text.offsetAtPoint(text.characterRect(3).center()) == 3
    assert text.characterRect(3).left() > text.characterRect(2).left() > text.characterRect(0).left()


def test_a_view_that_was_read_goes_with_its_fonts(look: QApplication, qtbot: QtBot, model: PageModel) -> None:
    """The reading that Qt keeps holds no view: each would keep tens of megabytes of fonts after every lock."""
    view = PageView("page")
    view.show_pages(model)
    assert QAccessible.queryAccessibleInterface(view).textInterface().characterCount()
    gone = ref(view)
    view.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    del view
    gc.collect()
    assert gone() is None


@pytest.mark.parametrize("factor", [0.25, 0.9, 4.0])
def test_any_zoom_keeps_the_spot_under_the_pointer(view: PageView, factor: float) -> None:
    view.go_to(5)
    view.zoom(2.0)
    spot = QPointF(300, 400)
    index, scale = view.page_under(spot), view.scale()
    before = (spot - view.origin(index)) * (1 / scale)
    view.zoom(factor, spot)
    after = (spot - view.origin(index)) * (1 / view.scale())
    assert view.percent() == pytest.approx(factor)
    assert abs(after.y() - before.y()) * view.scale() <= 2


def test_ctrl_and_wheel_zoom_to_the_ends_and_no_further(view: PageView) -> None:
    for notch, end in ((120, 4.0), (-120, 0.25)):
        for _ in range(40):
            event = QWheelEvent(
                QPointF(100, 100), QPointF(100, 100), QPoint(), QPoint(0, notch), Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False,  # noqa: FBT003  so Qt has it
            )  # fmt: skip
            QApplication.sendEvent(view.viewport(), event)
        assert view.percent() == pytest.approx(end)


def test_whole_page_and_two_pages_side_by_side(view: PageView, model: PageModel) -> None:
    view.fit_page()
    assert 297 * view.scale() <= view.viewport().height()
    assert 297 * view.scale() > view.viewport().height() * 0.9
    view.show_columns(2)
    assert view.origin(0).y() == view.origin(1).y()
    assert view.origin(1).x() > view.origin(0).x() + 210 * view.scale()
    assert view.origin(2).y() > view.origin(0).y()
    view.go_to(6)
    assert view.current() == 5
    corner = view.origin(5)
    run = next(run for run in model.pages[5].runs if run.place)
    point = QPointF(corner.x() + (run.xs[0] + 1) * view.scale(), corner.y() + (run.baseline - 1) * view.scale())
    assert run.place is not None
    assert view.place_at(point) == run.place


def test_only_what_is_in_sight_is_painted(look: QApplication, qtbot: QtBot, model: PageModel, monkeypatch: pytest.MonkeyPatch) -> None:
    """300 pages scroll like two: one page or two are painted, and while scrolling the strip that came into sight."""
    long = PageModel(tuple(model.pages[at % len(model.pages)] for at in range(300)), model.faces)
    view = PageView("page")
    qtbot.addWidget(view)
    view.resize(900, 700)
    view.show_pages(long)
    view.show()
    qtbot.waitExposed(view)
    painted: list[QRectF] = []
    real = PagePainter.paint

    def counted(self: PagePainter, painter: QPainter, page: Page, scale: float, seen: QRectF | None = None) -> None:
        assert seen is not None
        painted.append(seen)
        real(self, painter, page, scale, seen)

    monkeypatch.setattr(PagePainter, "paint", counted)
    view.go_to(200)
    qtbot.waitUntil(lambda: bool(painted))
    assert len(painted) <= 2
    assert 199 <= view.current() <= 200
    painted.clear()
    view.verticalScrollBar().setValue(view.verticalScrollBar().value() + 40)
    qtbot.waitUntil(lambda: bool(painted))
    assert max(seen.height() * view.scale() for seen in painted) < 80


@pytest.mark.parametrize(("profile", "lines"), [(STANDARD, 22), (Profile(pitch=33.0), 19)])
def test_the_grid_has_the_lines_of_the_standard_or_the_unit(view: PageView, profile: Profile, lines: int) -> None:
    """22 bands inside the type area, or as many as the unit's profile gives, on the desk only: what is printed has none."""
    view.show_pages(PageModel((Page(210, 297, (), (), (), 1),), {}, profile=profile))
    view.show_grid(on=True)
    view.zoom(2.0)
    view.resize(1800, 2400)
    image = view.viewport().grab().toImage()
    corner, scale = view.origin(0), view.scale()
    x = round(corner.x() + 30.8 * scale)
    column = [image.pixelColor(x, round(corner.y() + at * scale / 4)).name() for at in range(37 * 4 + 2, 262 * 4 - 2)]
    assert sum(one != other for one, other in pairwise(column)) in range(2 * lines - 2, 2 * lines + 1)
    view.show_grid(on=False)
    assert view.viewport().grab().toImage().pixelColor(x, round(corner.y() + 39 * scale)).name() == "#ffffff"


def test_the_bar_turns_pages_and_zooms(look: QApplication, qtbot: QtBot, model: PageModel) -> None:
    view = PageView("page")
    pane = PagePane(view)
    qtbot.addWidget(pane)
    pane.resize(900, 700)
    pane.show()
    view.show_pages(model)
    assert (pane.number.text(), pane.total.text()) == ("1", f"/ {len(model.pages)} 页")
    pane.number.setText("7")
    pane.number.editingFinished.emit()
    assert view.current() == 7
    pane.percent.setEditText("137 %")
    pane._on_percent()
    assert view.percent() == pytest.approx(1.37)
    pane.percent.setEditText("nothing")
    pane._on_percent()
    assert pane.percent.currentText() == "137%"
    assert pane.trigger("page.two")
    assert view.columns == 2
    assert pane.trigger("page.whole")
    assert not pane.trigger("record.export")
    view.go_to(20)
    assert pane.number.text() == "19"


def test_the_note_stands_on_the_desk_not_on_the_paper(view: PageView, model: PageModel) -> None:
    before = view.origin(0).y()
    plain = view.viewport().grab().toImage()
    view.set_note("待编号")
    noted = view.viewport().grab().toImage()
    shift = round(view.origin(0).y() - before)
    assert shift > 0
    x = round(view.origin(0).x()) + 200
    paper = [plain.pixelColor(x, y).name() for y in range(round(before) + 5, round(before) + 300)]
    moved = [noted.pixelColor(x, y + shift).name() for y in range(round(before) + 5, round(before) + 300)]
    assert paper == moved
