"""The page view paints the page model where it says (AE-21), gives places for clicks, tells a screen reader what is in sight (AE-25)."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.stage import NOTICE
from xzt.client.documents import pages
from xzt.docs.importing.files import read_file
from xzt.docs.layout.pages import GlyphRun, Page, PageModel, Place, Rule
from xzt.docs.model import Issuance
from xzt.ui.pageview import MM_100, PageView

DOCUMENT = read_file(NOTICE).document


@pytest.fixture(scope="module")
def model() -> PageModel:
    return pages(DOCUMENT, Issuance())


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
    assert view.accessibleName()
    assert "关于印发" in view.accessibleDescription()
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    assert "第 2 页" in view.accessibleDescription()


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
