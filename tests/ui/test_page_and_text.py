"""From the page to the text and back, for every place that can be clicked (AE-24): title, recipients, text, cells, attachments, notes."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from tests.ui.stage import until
from tests.ui.test_writing import page
from xzt.docs.layout.pages import GlyphRun
from xzt.ui.editing import Caret, caret_of, select, select_cell
from xzt.ui.pages.drafting import DraftingPage

__all__ = ["page"]


def spot(page: DraftingPage, words: str, at: int = 0) -> QPoint:
    """Return where a character of the first run with these words is in the view, scrolled into sight."""
    model = page.page.model
    assert model is not None
    for index, sheet in enumerate(model.pages):
        for run in sheet.runs:
            if words in run.text and run.place is not None:
                page.page.show_place(run.place)
                return _point(page, index, run, run.text.index(words) + at)
    raise AssertionError(words)


def _point(page: DraftingPage, index: int, run: GlyphRun, at: int) -> QPoint:
    corner, scale = page.page.origin(index), page.page.scale()
    return (corner + QPointF((run.xs[at] + run.size * 0.4) * scale, (run.baseline - run.size * 0.3) * scale)).toPoint()


def laid(page: DraftingPage) -> None:
    until(lambda: page.model is not None and any("清单里的" in run.text for sheet in page.model.pages for run in sheet.runs))


def click(page: DraftingPage, words: str, at: int = 0) -> None:
    QTest.mouseClick(page.page.viewport(), Qt.MouseButton.LeftButton, pos=spot(page, words, at))


def test_a_click_in_the_page_goes_to_its_text(page: DraftingPage) -> None:
    laid(page)
    click(page, "一、样例要求", 3)
    assert (page.parts.key, caret_of(page.editor)) == ("body", Caret(0, 3))
    click(page, "甲样例", 1)
    assert caret_of(page.editor) == Caret(3, 1)
    click(page, "清单里的样例", 2)
    assert page.parts.key != "body"
    assert caret_of(page.editor) == Caret(0, 2)
    click(page, "三、样例保障", 2)
    assert (page.parts.key, caret_of(page.editor)) == ("body", Caret(4, 2))


@pytest.mark.parametrize(("words", "name"), [("各样例单位", "element.recipients"), ("关于样例工作的通知", "element.title")])
def test_a_click_on_an_element_goes_to_its_field(page: DraftingPage, words: str, name: str) -> None:
    """The caret stands before the character that was clicked."""
    laid(page)
    click(page, words, 2)
    field = QApplication.focusWidget()
    assert isinstance(field, QPlainTextEdit)
    assert field.objectName() == name
    assert field.textCursor().position() == 2


def test_a_click_on_the_title_of_an_attachment_goes_to_it(page: DraftingPage) -> None:
    laid(page)
    model = page.page.model
    assert model is not None
    places = [run.place for sheet in model.pages for run in sheet.runs if run.place and run.place.part.endswith(":title")]
    assert places
    page._on_picked(places[0])
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    assert field.objectName() == "part.title"


def test_a_double_click_selects_the_word(page: DraftingPage) -> None:
    laid(page)
    where = spot(page, "Sample 与", 2)
    QTest.mouseClick(page.page.viewport(), Qt.MouseButton.LeftButton, pos=where)
    QTest.mouseDClick(page.page.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert page.editor.textCursor().selectedText() == "Sample"


def test_the_page_follows_the_caret(page: DraftingPage) -> None:
    """In a cell, in another part: what is written is in sight and marked, and the view moves only when it has to."""
    laid(page)
    page.page.verticalScrollBar().setValue(0)
    select_cell(page.editor, 3, 0)
    until(lambda: page.page._mark is not None and page.page._mark.block == 2)
    page.parts.tabs.setCurrentIndex(1)
    page.editor.setFocus()
    select(page.editor, 0, 3)
    until(lambda: page.page._mark is not None and page.page._mark.part.startswith("attachment"))
    found = page.page.locate(page.page._mark) if page.page._mark is not None else None
    assert found is not None
    index, box = found
    top = page.page.origin(index).y() + box.top() * page.page.scale()
    assert 0 <= top <= page.page.viewport().height()
