"""The smallest window (960 by 600) has room for every page: nothing runs out of it on the right."""

from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QWidget

from tests.ui.stage import Stage, child, until
from tests.ui.walking import clipped
from xzt.ui.pages.beginning import BeginningPage
from xzt.ui.pages.numbering import NumbersPage

AREAS = (("desk", "desk.scroll"), ("settings", "settings.scroll"), ("style", "style.scroll"), ("deputies", ""), ("calendar", ""))


def test_every_page_fits_the_smallest_window(stage: Stage) -> None:
    """The table of keys, the choices of the page profile and the words of the cards had been cut."""
    window = stage.window("ding-1")
    window.resize(960, 600)
    for name, area in AREAS:
        window.show_page(name)
        for _ in range(5):  # words that wrap take their height a round later
            QApplication.processEvents()
        assert window.width() == 960, name
        assert clipped(window.current()) == [], name
        if area:
            shown = child(window.current(), QScrollArea, area)
            inner = shown.widget()
            assert isinstance(inner, QWidget)
            assert inner.minimumSizeHint().width() <= shown.viewport().width(), name


def test_a_new_document_is_begun_in_the_smallest_window(stage: Stage) -> None:
    """What a kind is for, or how its page looks, each with room; both beside each other in a wide window. They had shared 470 pixels."""
    window = stage.window("jia-1")
    window.resize(960, 600)
    window.show_page("new")
    page = window.current()
    assert isinstance(page, BeginningPage)
    facts, turn = child(page, QScrollArea, "begin.facts"), child(page, QPushButton, "begin.turn")
    until(turn.isVisible)
    assert (facts.isVisible(), page.pane.isVisible()) == (True, False)
    turn.click()
    assert (facts.isVisible(), page.pane.isVisible(), turn.text()) == (False, True, "看说明")
    until(lambda: page.preview.model is not None)
    assert clipped(page) == []
    window.resize(1440, 900)
    until(lambda: not turn.isVisible())
    assert facts.isVisible()
    assert page.pane.isVisible()


def test_a_unit_without_numbers_is_told_so(stage: Stage) -> None:
    """No empty list of series stands there."""
    window = stage.window("ding-1")
    window.show_page("numbers")
    page = window.current()
    assert isinstance(page, NumbersPage)
    until(page.blank.isVisible)
    assert page.series.isHidden()
    assert page.export.isHidden()
