"""DOC-20: leaving, locking and restarting return to the same draft, the same part, the same caret; what was typed is there."""

from concurrent.futures import Future

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.stage import Stage, type_text, until
from tests.ui.test_writing import DOCUMENT
from xzt.client.access import unlock
from xzt.client.commands import Accepted
from xzt.client.drafting import DraftSession
from xzt.ui.editing import Caret, caret_of, select
from xzt.ui.pages.drafting import DraftingPage
from xzt.ui.window import OPEN, MainWindow


def opened(window: MainWindow) -> DraftingPage:
    page = window.current()
    assert isinstance(page, DraftingPage)
    until(lambda: page.keeper.session is not None)
    return page


def test_a_restart_returns_to_part_and_caret(stage: Stage, qtbot: QtBot) -> None:
    """The window is closed in an attachment, in the middle of a word typed a moment ago; the next one opens there, ready to go on."""
    window = stage.window("jia-1")
    outcome = window.client.start_draft(DOCUMENT).result(60)
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
    outcome = window.client.start_draft(DOCUMENT).result(60)
    assert isinstance(outcome, Accepted)
    window.open_record("dispatch", outcome.record)
    page = opened(window)
    select(page.editor, 1, 4)
    window.show_page("drafts")
    until(lambda: window.client.remembered(OPEN, str) == "")
    other = MainWindow(window.client)
    stage.windows.append(other)
    assert other.current() is other.page("desk")
    window.open_record("dispatch", outcome.record)
    until(lambda: caret_of(page.editor) == Caret(1, 4))


def test_nothing_is_written_until_the_draft_is_read(stage: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """The record is older than the draft: what is pressed, pasted or asked for meanwhile cannot push the older text over the newer."""
    window = stage.window("jia-1")
    outcome = window.client.start_draft(DOCUMENT).result(60)
    assert isinstance(outcome, Accepted)
    window.open_record("dispatch", outcome.record)
    page = opened(window)
    select(page.editor, 1, 4)
    type_text(page.editor, "新写的")
    page.elements.title.setPlainText("关于新标题的通知")
    window.show_page("drafts")
    newer = window.client.draft(outcome.record).result(60)
    late: Future[DraftSession] = Future()
    monkeypatch.setattr(window.client, "draft", lambda _record: late)
    window.open_record("dispatch", outcome.record)
    assert page.frame.saved.text() == "正在打开…"
    assert page.document() == DOCUMENT
    assert page.editor.hasFocus()
    select(page.editor, 0, 0)
    type_text(page.editor, "先")
    QTest.keyClicks(page.editor, "ab")
    QTest.keyClick(page.editor, Qt.Key.Key_Return)
    QTest.keyClick(page.editor, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(page.elements.title, "ab")
    for action in ("draft.level2", "draft.list", "draft.renumber", "dispatch.save", "dispatch.submit", "draft.import"):
        assert page.trigger(action)
    page.show_document(msgspec.structs.replace(DOCUMENT, title="工具改的"))
    assert page.document() == DOCUMENT
    late.set_result(newer)
    until(lambda: page.keeper.session is not None)
    QApplication.processEvents()
    found = page.document()
    assert found is not None
    assert found.title == "关于新标题的通知"
    assert caret_of(page.editor) == Caret(1, 7)
    assert "新写的" in page.editor.lines()[1].text
    assert page.editor.hasFocus()
    assert page.frame.saved.text().startswith("已存在本机")
    type_text(page.editor, "再写")
    page.leave()
    assert "新写的再写" in page.editor.lines()[1].text
    assert newer.document() == page.document()
