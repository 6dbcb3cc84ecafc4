"""DOC-20: leaving, locking and restarting return to the same draft, the same part, the same caret; what was typed is there."""

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.stage import Stage, type_text, until
from tests.ui.test_writing import DOCUMENT
from xzt.client.access import unlock
from xzt.client.commands import Accepted
from xzt.ui.editing import Caret, caret_of, select
from xzt.ui.pages.drafting import DraftingPage
from xzt.ui.window import MainWindow


def opened(window: MainWindow) -> DraftingPage:
    page = window.current()
    assert isinstance(page, DraftingPage)
    until(lambda: page.keeper.session is not None)
    return page


def test_a_restart_returns_to_part_and_caret(stage: Stage, qtbot: QtBot) -> None:
    """The window is closed in an attachment, in the middle of a word typed a moment ago; the next one opens there, ready to go on."""
    window = stage.window("jia-1")
    outcome = window.client.start_draft(DOCUMENT).result(10)
    assert isinstance(outcome, Accepted)
    window.open_record("dispatch", outcome.record)
    page = opened(window)
    page.parts.tabs.setCurrentIndex(1)
    select(page.editor, 0, 2)
    type_text(page.editor, "𠮷字")
    window.close()
    client = window.client
    client.close()
    stage.clients.remove(client)
    again = unlock(client.folder, "sample-jia-1", stage.clock)
    stage.clients.append(again)
    again.start()
    other = MainWindow(again)
    stage.windows.append(other)
    other.show()
    page = opened(other)
    assert page.record == outcome.record
    assert page.parts.key != "body"
    assert page.editor.lines()[0].text == "清单𠮷字里的样例。"
    assert caret_of(page.editor) == Caret(0, 4)
    type_text(page.editor, "续")
    assert page.editor.lines()[0].text == "清单𠮷字续里的样例。"


def test_other_pages_are_not_returned_from(stage: Stage, qtbot: QtBot) -> None:
    """Who went to a list before closing finds the desk; the draft itself still opens at its caret."""
    window = stage.window("jia-1")
    outcome = window.client.start_draft(DOCUMENT).result(10)
    assert isinstance(outcome, Accepted)
    window.open_record("dispatch", outcome.record)
    page = opened(window)
    select(page.editor, 1, 4)
    window.show_page("drafts")
    other = MainWindow(window.client)
    stage.windows.append(other)
    assert other.current() is other.page("desk")
    window.open_record("dispatch", outcome.record)
    until(lambda: caret_of(page.editor) == Caret(1, 4))


def test_who_writes_before_the_draft_is_read_keeps_the_caret(stage: Stage, qtbot: QtBot) -> None:
    window = stage.window("jia-1")
    outcome = window.client.start_draft(DOCUMENT).result(10)
    assert isinstance(outcome, Accepted)
    window.open_record("dispatch", outcome.record)
    page = opened(window)
    select(page.editor, 1, 4)
    window.show_page("drafts")
    window.open_record("dispatch", outcome.record)
    page.editor.moveCursor(QTextCursor.MoveOperation.Start)
    type_text(page.editor, "先")
    until(lambda: page.keeper.session is not None)
    QApplication.processEvents()
    assert caret_of(page.editor) == Caret(0, 1)
    assert page.editor.lines()[0].text == "先一、样例要求"
