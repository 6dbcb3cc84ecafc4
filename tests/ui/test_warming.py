"""Pages are made while the window is idle, so that the first click on a list has nothing to build (issue 5: no stall over 50 ms)."""

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.stage import Stage, child, until
from xzt.ui import warming
from xzt.ui.window import NAVIGATION


def test_lists_are_made_before_they_are_asked_for(stage: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page one click away is there while the desk stays in sight; another look makes them anew; the click shows the very page."""
    monkeypatch.setattr(warming, "AFTER", 0)
    window = stage.window("yi-1")
    ahead = {*NAVIGATION, "search", "record"}
    until(lambda: ahead <= set(window.pages))
    assert window.current() is window.pages["desk"]
    made = window.pages["todo"]
    window.hub.look_changed.emit()
    until(lambda: ahead <= set(window.pages) and window.pages["todo"] is not made)
    made = window.pages["todo"]
    child(window, QPushButton, "nav.todo").click()
    assert window.current() is made
