"""What Tab reaches shows that it has the focus, in every look (AE-25, AE-26; WCAG 2.1: 1.4.11, 2.4.7)."""

from functools import cache

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QApplication,
    QDateTimeEdit,
    QListWidget,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QTableWidget,
    QTabWidget,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.stage import Stage, until
from tests.ui.walking import tab_stops
from xzt.ui import theme
from xzt.ui.pages.beginning import BeginningPage
from xzt.ui.pageview import PageView
from xzt.ui.widgets.controls import (
    Label,
    button,
    check_box,
    column,
    combo,
    icon_button,
    line_edit,
    link_icon,
    panel,
    row,
    scrolled,
    text_edit,
    toggle_button,
)

STRONG, AROUND = 3.0, 400
"""A pixel tells when its contrast to what it was is this much; half of the frame has to, of a large control as many pixels as this."""


def _nothing() -> None:
    """Do nothing."""


@cache
def contrast(first: int, second: int) -> float:
    return theme.contrast(f"#{first & 0xFFFFFF:06X}", f"#{second & 0xFFFFFF:06X}")


def picture(window: QWidget, control: QWidget) -> memoryview:
    place = QRect(control.mapTo(window, QPoint(0, 0)), control.size()) & window.rect()
    image = window.grab(place).toImage().convertToFormat(QImage.Format.Format_RGB32)
    return memoryview(bytes(image.constBits())).cast("I")


def shows_nothing(window: QWidget, control: QWidget) -> str:
    """Name a control that looks with the focus as it does without it."""
    focus = QApplication.focusWidget()
    if focus is not None:
        focus.clearFocus()
    without = picture(window, control)
    control.setFocus(Qt.FocusReason.TabFocusReason)
    told = sum(contrast(one, other) >= STRONG for one, other in zip(without, picture(window, control), strict=True) if one != other)
    return "" if told >= min(control.width() + control.height(), AROUND) else f"{type(control).__name__} {control.objectName()}: {told}"


def specimens() -> tuple[QWidget, list[QWidget]]:
    """Make one of each control that the stylesheet knows."""
    buttons: list[QWidget] = [
        button(look or "usual", "样例", _nothing, look=look) for look in ("", "primary", "plain", "link", "chip", "nav", "card", "row")
    ]
    chosen = button("nav.chosen", "样例", _nothing, look="nav")
    chosen.setCheckable(True)
    chosen.setChecked(True)
    down = toggle_button("down", "样例", "grid", _nothing)
    down.setChecked(True)
    tools: list[QWidget] = [icon_button("tool", "样例", "back", _nothing), link_icon("small", "样例", "back", _nothing), down]
    tabs = QTabWidget()
    for title in ("一", "二"):
        tabs.addTab(Label("样例"), title)
    editable = combo("editable", "样例", [("", "样例")])
    editable.setEditable(True)
    radio, spin, date = QRadioButton("样例"), QSpinBox(), QDateTimeEdit()
    lists: list[QWidget] = [QListWidget(), QTableWidget(2, 2), QTextEdit(), text_edit("text", "样例"), PageView("page")]
    area = scrolled(column(Label("样例")), "area", "样例")
    fields: list[QWidget] = [
        line_edit("line", "样例"),
        combo("combo", "样例", [("", "样例")]),
        editable,
        spin,
        date,
        check_box("check", "样例"),
    ]
    strip = panel(button("strip.undo", "撤销", _nothing))
    strip.setProperty("look", "strip")
    undo = strip.findChild(QPushButton)
    assert undo is not None
    window = QWidget()
    layout = QVBoxLayout(window)
    for part in (row(*buttons, chosen, *tools), row(*fields, radio), row(*lists), tabs, area, strip):
        layout.addWidget(part)
    window.resize(1100, 800)
    return window, [*buttons, chosen, *tools, *fields, radio, *lists, tabs.tabBar(), area, undo]


@pytest.mark.parametrize("name", list(theme.THEMES))
def test_every_kind_of_control_shows_the_focus(look: QApplication, qtbot: QtBot, name: str) -> None:
    """Among them what is checked, what stands in the strip, and what only scrolls: these had shown nothing; in high contrast, most."""
    theme.apply_theme(look, name)
    try:
        window, controls = specimens()
        qtbot.addWidget(window)
        window.show()
        window.activateWindow()
        until(window.isActiveWindow)
        assert [told for control in controls if (told := shows_nothing(window, control))] == []
    finally:
        theme.apply_theme(look, "light")


def test_what_tab_reaches_on_a_page_shows_the_focus(stage: Stage, qtbot: QtBot) -> None:
    window = stage.window("jia-1")
    window.activateWindow()
    until(window.isActiveWindow)
    window.show_page("new")
    page = window.current()
    assert isinstance(page, BeginningPage)
    assert [item.text() for item in page.kinds.selectedItems()] == ["通知"]
    until(lambda: page.preview.model is not None)
    window.search.setFocus()
    stops = tab_stops(window)
    assert {"search", "nav.desk", "begin.kinds", "begin.facts", "begin.preview", "begin.start"} <= {stop.objectName() for stop in stops}
    assert [told for stop in stops if (told := shows_nothing(window, stop))] == []
