"""The question before a mass removal (RS-24): by name, keeping as the ready answer, and a yes that is passed on."""

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QListWidget, QPushButton

from tests.client.test_session import start
from tests.ui.stage import Stage, child
from xzt.store import meta
from xzt.store.database import Connection
from xzt.sync.engine import removal
from xzt.sync.engine.removal import Removal
from xzt.ui.removal import RemovalDialog, ask_removal


@pytest.mark.parametrize(("answer", "allowed"), [("removal.keep", False), ("removal.go", True)])
def test_the_person_is_asked_by_name(stage: Stage, answer: str, *, allowed: bool) -> None:
    window = stage.window("jia-1")
    record = start(window.client).record

    def hold(db: Connection) -> None:
        meta.put(db, "removal", Removal(0, (("dispatch", record),) * 14))

    window.client._writer.run(hold).result(60)
    titles: list[str] = []

    def click() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, RemovalDialog)
        assert child(dialog, QPushButton, "removal.keep").isDefault()
        listed = child(dialog, QListWidget, "removal.titles")
        titles.extend(listed.item(row).text() for row in range(listed.count()))
        child(dialog, QPushButton, answer).click()

    QTimer.singleShot(100, click)
    ask_removal(window, window.client)
    assert titles == window.client.line.removal()
    assert len(titles) == 14

    def is_allowed(db: Connection) -> bool:
        found = removal.read(db)
        return found is not None and found.allowed

    assert window.client._writer.run(is_allowed).result(60) is allowed
