"""What earlier documents offer (DOC-16): recent recipients, newest first, and their content as the beginning of a new one."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from tests.ui.stage import Stage, child, until
from tests.ui.test_returning import opened
from tests.ui.test_window import submitted
from tests.ui.test_writing import DOCUMENT
from xzt.client.commands import Accepted
from xzt.client.earlier import recent
from xzt.store import outbox
from xzt.ui.pages.drafting import DraftingPage
from xzt.ui.pages.record import RecordPage
from xzt.ui.window import MainWindow


def begun(window: MainWindow, recipients: str) -> str:
    outcome = window.client.start_draft(replace(DOCUMENT, recipients=recipients)).result(60)
    assert isinstance(outcome, Accepted)
    return outcome.record


@pytest.mark.qt_log_ignore(r"grabbing the keyboard|raise\(\)|propagateSizeHints", extend=True)
def test_recent_recipients_are_offered_and_taken_by_keyboard(stage: Stage, qtbot: QtBot) -> None:
    """The newest first, each once; Enter takes the one that is marked, Esc none; it is an edit like typing."""
    window = stage.window("jia-1")
    for recipients in ("各县市区", "省直各单位", "各县市区", ""):
        record = begun(window, recipients)
    assert set(recent(window.client, "recipients")) == {"各县市区", "省直各单位"}
    assert recent(window.client, "copies_to") == ()
    window.open_record("dispatch", record)
    page = opened(window)
    until(page.isVisible)
    child(page, QToolButton, "element.recipients.recent").click()
    until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    first = menu.actions()[0].text()
    assert len(menu.actions()) == 2
    QTest.keyClick(menu, Qt.Key.Key_Return)
    until(lambda: page.elements.recipients.toPlainText() == first)
    document = page.document()
    assert document is not None
    assert document.recipients == first
    child(page, QToolButton, "element.copies_to.recent").click()
    until(lambda: "还没有用过" in window.strip.words.text())


def test_an_earlier_document_begins_a_new_one(stage: Stage, qtbot: QtBot) -> None:
    """From a document that is on its way: the same content, a draft of its own, nothing of the old one changes."""
    window = stage.window("jia-1")
    record = submitted(window)
    until(lambda: not window.client._read(lambda db: outbox.of_record(db, "dispatch", record)))  # what the server made of it has come back
    window.open_record("dispatch", record)
    shown = window.current()
    assert isinstance(shown, RecordPage)
    old = window.client.record("dispatch", record)
    child(window, QPushButton, "record.copy").click()
    until(lambda: isinstance(window.current(), DraftingPage))
    page = opened(window)
    assert page.record != record
    assert old is not None
    document = page.document()
    assert document is not None
    assert window.client.record("dispatch", record) == old
    assert document.title
    assert "没有带过来" in window.strip.words.text()
