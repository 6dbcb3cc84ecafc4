"""What of Qt lies in a cycle dies in the main thread, whichever thread makes garbage."""

import gc
import threading

import pytest
from PySide6.QtCore import QAbstractListModel, QObject, Qt
from pytestqt.qtbot import QtBot

from tests.ui.stage import until
from xzt.ui import collecting


class Model(QAbstractListModel):
    """A model that nothing of Qt owns, in a cycle."""

    def __init__(self, died: list[str]) -> None:
        super().__init__()
        self.itself = self
        self.destroyed.connect(lambda: died.append(threading.current_thread().name), Qt.ConnectionType.DirectConnection)


def make_garbage() -> None:
    for _ in range(10_000):
        one: list[object] = []
        one.append(one)


def in_a_worker() -> None:
    worker = threading.Thread(target=make_garbage, name="worker")
    worker.start()
    worker.join()


def test_a_model_in_a_cycle_dies_in_the_main_thread(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker's garbage has it collected in the worker, which is what the timer is there against."""
    died: list[str] = []
    gc.enable()
    gc.collect()
    Model(died)
    in_a_worker()
    assert died == ["worker"]
    monkeypatch.setattr(gc, "freeze", lambda: None)  # what the end of this test looks at for leaks stays in sight
    parent = QObject()
    collecting.take_over(parent)
    Model(died)
    in_a_worker()
    assert died == ["worker"]
    until(lambda: died == ["worker", "MainThread"])
