"""The smallest window (960 by 600) has room for every page: nothing runs out of it on the right."""

from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from tests.ui.stage import Stage, child, until
from tests.ui.walking import clipped
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


def test_a_unit_without_numbers_is_told_so(stage: Stage) -> None:
    """No empty list of series stands there."""
    window = stage.window("ding-1")
    window.show_page("numbers")
    page = window.current()
    assert isinstance(page, NumbersPage)
    until(page.blank.isVisible)
    assert page.series.isHidden()
    assert page.export.isHidden()
