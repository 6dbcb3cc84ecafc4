"""Two real windows on a real server write one draft: offline, with an input method at work, undo, sharing (must show 7)."""

import random
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.stage import Stage, child, type_text, until
from xzt.client.commands import Accepted
from xzt.docs.drafting.draft import Splice
from xzt.docs.drafting.lines import ITEM, Line, Look
from xzt.docs.drafting.tracking import splices
from xzt.docs.model import Heading, ItemList, Kind, OfficialDocument, Paragraph
from xzt.office.dispatch.state import Dispatch
from xzt.ui.bodyeditor import BodyEditor
from xzt.ui.lineformat import units
from xzt.ui.pages.drafting import DraftingPage
from xzt.ui.widgets.people import Picker
from xzt.ui.window import MainWindow

PARAGRAPH = "为做好样例工作，现就有关事项通知如下。"
DOCUMENT = OfficialDocument(
    kind=Kind.LETTER,
    title="关于样例事项的函",
    mark="样例机关",
    series="湘政办函",
    signers=("样例机关",),
    blocks=(Heading(1, "一、总体要求"), Paragraph(PARAGRAPH), ItemList(("1.甲", "2.乙"))),
)


def page_of(window: MainWindow, record: str) -> DraftingPage:
    """Open the draft in a window and wait until it is under the pen."""
    until(lambda: window.client.record("dispatch", record) is not None)
    window.open_record("dispatch", record)
    page = window.current()
    assert isinstance(page, DraftingPage)
    until(lambda: page.keeper.session is not None)
    return page


def together(stage: Stage) -> tuple[str, MainWindow, MainWindow]:
    """The clerk begins a draft and asks a colleague through the form; both windows have it open."""
    clerk, friend = stage.window("jia-1"), stage.window("geng-1")
    outcome = clerk.client.start_draft(DOCUMENT).result(60)
    assert isinstance(outcome, Accepted)
    record = outcome.record
    page_of(clerk, record)
    child(clerk, QPushButton, "dispatch.share").click()
    assert child(clerk, QPushButton, "share.confirm").isVisible()
    child(clerk, Picker, "share.people").pick(["geng-1"])
    child(clerk, QPushButton, "share.confirm").click()
    until(lambda: friend.client.count("drafts") == 1)
    until(lambda: not child(clerk, QPushButton, "share.confirm").isVisible())
    page_of(friend, record)
    return record, clerk, friend


def drafting(window: MainWindow) -> DraftingPage:
    page = window.current()
    assert isinstance(page, DraftingPage)
    return page


def texts(window: MainWindow) -> list[str]:
    return [line.text for line in drafting(window).editor.lines()]


def put_caret(editor: BodyEditor, line: int, column: int) -> None:
    """Put the caret before a character of a line."""
    cursor, block = editor.textCursor(), editor.document().findBlockByNumber(line)
    cursor.setPosition(block.position() + units(block.text(), column))
    editor.setTextCursor(cursor)


def test_two_windows_write_one_paragraph_offline(stage: Stage, qtbot: QtBot) -> None:
    """Must show 7 in the window: both type into one paragraph without a line, 500 keys each; it comes back, both show one text."""
    record, clerk, friend = together(stage)
    assert drafting(clerk).frame.people.text() == "共同起草：" + clerk.hub.names().person("geng-1")
    stage.server.stop()
    chance = random.Random(5)
    own = {clerk: [chr(0x2A000 + n) for n in range(500)], friend: [chr(0x3400 + n) for n in range(500)]}
    for at in range(500):
        for window, characters in own.items():
            editor = drafting(window).editor
            length = len(editor.document().findBlockByNumber(1).text())
            if at % 7 == 0:
                put_caret(editor, 1, chance.randrange(length + 1))
            type_text(editor, characters[at])
            drafting(window).keeper.flush()  # every key is an edit of its own
        if at % 100 == 0:
            QApplication.processEvents()
    for window in own:
        drafting(window).settle()
    assert texts(clerk) != texts(friend)
    stage.server.start()
    for window in own:
        window.client.sync_now()
    wanted = set(PARAGRAPH) | set(own[clerk]) | set(own[friend])
    until(lambda: texts(clerk) == texts(friend) and set(texts(clerk)[1]) >= wanted)
    assert len(texts(clerk)[1]) == len(PARAGRAPH) + 1000
    first, second = drafting(clerk).document(), drafting(friend).document()
    assert first == second
    assert first is not None
    assert first.blocks[0] == Heading(1, "一、总体要求")
    assert first.blocks[2] == ItemList(("1.甲", "2.乙"))
    until(lambda: "正在写" in drafting(clerk).frame.people.text())
    assert not child(friend, QPushButton, "dispatch.submit").isVisible()
    state = friend.client.record("dispatch", record)
    assert isinstance(state, Dispatch)
    assert state.co_drafters == ("geng-1",)


def test_remote_text_leaves_caret_and_pre_edit_text_alone(stage: Stage, qtbot: QtBot) -> None:
    """AE-23: while an input method is at work nothing moves; afterwards the caret stands between the same characters."""
    _, clerk, friend = together(stage)
    mine, theirs = drafting(clerk).editor, drafting(friend).editor
    put_caret(mine, 1, 5)
    composing = QInputMethodEvent("zhong", [])
    QApplication.sendEvent(mine, composing)
    put_caret(theirs, 1, 0)
    type_text(theirs, "前面加的")
    put_caret(theirs, 0, 0)
    QTest.keyClick(theirs, Qt.Key.Key_Return)
    drafting(friend).settle()
    until(lambda: any(one.person == "geng-1" for one in clerk.client.draft(drafting(clerk).record).result(60).others()))
    for _ in range(20):
        QApplication.processEvents()
    assert texts(clerk)[1] == PARAGRAPH
    assert mine.composing
    type_text(mine, "中")
    drafting(clerk).settle()
    until(lambda: texts(clerk) == texts(friend))
    assert texts(clerk)[2] == f"前面加的{PARAGRAPH[:5]}中{PARAGRAPH[5:]}"
    cursor = mine.textCursor()
    assert (cursor.blockNumber(), cursor.positionInBlock()) == (2, 4 + 5 + 1)


def test_undo_takes_back_ones_own_and_leaves_the_others(stage: Stage, qtbot: QtBot) -> None:
    """Ctrl+Z and Ctrl+Y in the editor: one's own edits, in the order in which they were made; what the other wrote stays."""
    _, clerk, friend = together(stage)
    clerk.activateWindow()
    until(clerk.isActiveWindow)
    mine, theirs = drafting(clerk).editor, drafting(friend).editor
    mine.setFocus()
    put_caret(mine, 1, len(PARAGRAPH))
    type_text(mine, "我写的。")
    drafting(clerk).settle()
    put_caret(mine, 1, 3)
    mine.set_level(2)
    drafting(clerk).settle()
    put_caret(theirs, 0, 0)
    type_text(theirs, "对方写的")
    drafting(friend).settle()
    until(lambda: texts(clerk)[0].startswith("对方写的") and texts(friend)[1].endswith("我写的。"))
    QTest.keyClick(mine, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    until(lambda: mine.lines()[1].look == Look())
    QTest.keyClick(mine, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    until(lambda: texts(clerk)[1] == PARAGRAPH)
    assert texts(clerk)[0].startswith("对方写的")
    until(lambda: texts(friend) == texts(clerk))
    QTest.keyClick(mine, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    until(lambda: texts(friend)[1] == PARAGRAPH + "我写的。")


def test_elements_attachments_and_lists_come_over(stage: Stage, qtbot: QtBot) -> None:
    """A title, a new attachment with its text and another item: all in the other window, which stays at its part."""
    _, clerk, friend = together(stage)
    page = drafting(clerk)
    page.elements.title.setPlainText("关于另一样例的函")
    child(clerk, QPushButton, "part.add").click()
    page.parts.title.setText("附件标题")
    page.parts.title.textEdited.emit("附件标题")
    type_text(page.editor, "附件正文")
    page.settle()
    until(lambda: drafting(friend).elements.title.toPlainText() == "关于另一样例的函")
    until(lambda: drafting(friend).parts.tabs.count() == 2)
    assert drafting(friend).parts.tabs.currentIndex() == 0
    drafting(friend).parts.tabs.setCurrentIndex(1)
    until(lambda: texts(friend) == ["附件正文"])
    assert drafting(friend).parts.title.text() == "附件标题"
    page.parts.remove.click()
    page.settle()
    until(lambda: drafting(friend).parts.tabs.count() == 1)
    until(lambda: texts(friend) == texts(clerk))


def test_typing_without_a_pause_is_kept_every_second(stage: Stage, qtbot: QtBot) -> None:
    """DOC-20: who types without ever stopping loses a second at most."""
    record, clerk, _ = together(stage)
    editor = drafting(clerk).editor
    editor.moveCursor(QTextCursor.MoveOperation.End)
    typed = 0

    def kept() -> bool:
        nonlocal typed
        if typed < 60:
            type_text(editor, "字")
            typed += 1
            drafting(clerk).keeper.pause.start()  # a pause never comes
        QTest.qWait(30)
        document = clerk.client.draft(record).result(60).document()
        return "字字字" in str(document.blocks)

    until(kept)


@pytest.fixture
def editor(look: QApplication, qtbot: QtBot) -> BodyEditor:
    made = BodyEditor("body", "正文", history=False)
    qtbot.addWidget(made)
    made.load_lines((Line("甲乙", Look(1)), Line("丙𠮷丁"), Line("末")))
    return made


def test_text_after_the_last_line_end(editor: BodyEditor) -> None:
    """The end of the last line is in the draft and not in the editor: what others add after it is a line of its own."""
    editor.take((Splice("body", 9, 0, "新行\n"),), (*editor.lines(), Line("新行", Look(ITEM))))
    assert editor.lines()[3:] == (Line("新行", Look(ITEM)),)


def test_a_selection_beyond_the_bmp_stays(editor: BodyEditor) -> None:
    put_caret(editor, 1, 1)
    cursor = editor.textCursor()
    cursor.setPosition(cursor.position() + 2, QTextCursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)
    assert editor.textCursor().selectedText() == "𠮷"
    lines = (Line("𠮷甲", Look(1)), Line("新"), Line("丙𠮷"), Line("末"))
    editor.take((Splice("body", 0, 0, "𠮷"), Splice("body", 2, 1, ""), Splice("body", 3, 0, "新\n"), Splice("body", 7, 1, "")), lines)
    assert editor.lines() == lines
    assert editor.textCursor().selectedText() == "𠮷"


def test_splices_that_do_not_give_the_lines_end_in_the_lines(editor: BodyEditor) -> None:
    """Whatever comes, the editor shows the draft, with the caret on its line."""
    put_caret(editor, 1, 2)
    lines = (Line("甲"), Line("乙丙丁"))
    editor.take((), lines)
    assert editor.lines() == lines
    assert editor.textCursor().blockNumber() == 1


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.text("甲乙𠮷。", max_size=6), st.text("甲乙𠮷。", max_size=6)), min_size=1, max_size=6))
def test_many_places_come_in_as_one_edit(editor: BodyEditor, pairs: list[tuple[str, str]]) -> None:
    """Each splice is measured from the one before it, in UTF-16 units (AE-23); the line of the caret stays."""
    old, new = (tuple(Line(pair[at]) for pair in pairs) for at in (0, 1))
    editor.load_lines(old)
    put_caret(editor, len(old) - 1, 0)
    with mock.patch.object(editor, "_show_again") as again:
        editor.take(splices("body", old, new), new)
    again.assert_not_called()
    assert editor.lines() == new
    assert editor.textCursor().blockNumber() == len(old) - 1
    assert editor.toPlainText() == "\n".join(line.text for line in new)
