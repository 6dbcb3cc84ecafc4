"""Page and forms: the page first, and for a leader the opinion box below it where the window is tall (RCV-10)."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTextEdit
from pytestqt.qtbot import QtBot

from tests.ui.stage import until
from xzt.ui.pages.reading import Reading
from xzt.ui.widgets.controls import Label, column


def test_rcv_10_the_opinion_box_stands_below_a_tall_page(qtbot: QtBot) -> None:
    """RCV-10: below in a tall window for whoever instructs or signs; beside it in a wide one, for want of room above it."""
    form, course = column(Label("样例"), None), column(Label("样例"), None)
    inside = column(form, course)
    reading = Reading(QTextEdit(), inside, inside)
    qtbot.addWidget(reading)
    reading.resize(900, 1400)
    reading.show()
    assert reading.orientation() is Qt.Orientation.Horizontal
    reading.place(below=True)
    assert reading.orientation() is Qt.Orientation.Vertical
    assert reading.sizes()[0] > reading.sizes()[1]
    reading.resize(1400, 800)
    assert reading.orientation() is Qt.Orientation.Horizontal
    reading.resize(900, 1400)
    assert reading.orientation() is Qt.Orientation.Vertical
    reading.place(below=False)
    assert reading.orientation() is Qt.Orientation.Horizontal
    until(lambda: course.y() < 3 * form.sizeHint().height())
