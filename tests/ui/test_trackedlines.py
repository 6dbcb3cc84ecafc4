"""Tracked changes under the keys: typing, deleting, input methods, paste, levels in the real editor (DOC-06, AE-23)."""

import random

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QInputMethodEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.stage import type_text
from xzt.docs.drafting.draft import Splice
from xzt.docs.drafting.lines import FRESH, Edit, Line, Look, Mark, Was, final_lines
from xzt.docs.drafting.tracking import Pen, original_lines, settled
from xzt.ui import theme
from xzt.ui.bodyeditor import BodyEditor
from xzt.ui.lineformat import look_of
from xzt.ui.revisions import COLOURS

OTHER = Edit(9, 3)
START = (Line("一、总体要求", Look(1)), Line("现就𠮷有关事项通知如下。"), Line("末"))


@pytest.fixture
def editor(look: QApplication, qtbot: QtBot) -> BodyEditor:
    made = BodyEditor("body", "正文", history=False)
    qtbot.addWidget(made)
    made.resize(500, 400)
    made.load_lines(START)
    made.tracked.pen = Pen(tracking=True)
    return made


def key(editor: BodyEditor, *keys: Qt.Key) -> None:
    for one in keys:
        QTest.keyClick(editor, one)


def put(editor: BodyEditor, line: int, column: int, end: int | None = None) -> None:
    editor.select_raw(*(sum(len(one.text) + 1 for one in editor.lines()[:line]) + at for at in (column, column if end is None else end)))


def shown(editor: BodyEditor) -> list[tuple[str, Look]]:
    """What the widget itself holds."""
    block, found = editor.document().begin(), []
    while block.isValid():
        found.append((block.text(), look_of(block)))
        block = block.next()
    return found


def final(editor: BodyEditor) -> list[str]:
    return [line.text for line, _ in final_lines(editor.lines())]


def test_typed_text_is_marked_and_deleted_text_stays(editor: BodyEditor) -> None:
    """DOC-06: Backspace goes back over what it strikes, Delete goes on behind it, one's own insertion vanishes."""
    put(editor, 1, 2)
    type_text(editor, "新写")
    key(editor, Qt.Key.Key_Backspace)
    assert editor.lines()[1] == Line("现就新𠮷有关事项通知如下。", marks=(Mark(2, 3, FRESH),))
    put(editor, 1, 6)
    key(editor, Qt.Key.Key_Backspace, Qt.Key.Key_Backspace)
    assert editor.textCursor().positionInBlock() == 5
    assert editor.lines()[1].marks == (Mark(2, 3, FRESH), Mark(4, 6, None, (FRESH,)))
    key(editor, Qt.Key.Key_Delete, Qt.Key.Key_Delete, Qt.Key.Key_Delete)
    assert editor.lines()[1].marks == (Mark(2, 3, FRESH), Mark(4, 7, None, (FRESH,)))
    assert final(editor)[1] == "现就新𠮷项通知如下。"
    assert original_lines(editor.lines()) == START
    assert [text for text, _ in shown(editor)] == [line.text for line in editor.lines()]


def test_typing_over_a_selection(editor: BodyEditor) -> None:
    """DOC-06: what is selected is struck, what is typed stands behind it; the same with an input method that composes first (AE-23)."""
    put(editor, 1, 0, 2)
    key(editor, Qt.Key.Key_A)
    assert editor.lines()[1].text == "现就a𠮷有关事项通知如下。"
    put(editor, 1, 4, 6)
    QApplication.sendEvent(editor, QInputMethodEvent("shi", []))
    type_text(editor, "新词")
    assert editor.lines()[1] == Line(
        "现就a𠮷有关新词事项通知如下。",
        marks=(Mark(0, 2, None, (FRESH,)), Mark(2, 3, FRESH), Mark(4, 6, None, (FRESH,)), Mark(6, 8, FRESH)),
    )
    assert final(editor)[1] == "a𠮷新词事项通知如下。"


def test_cut_paste_and_several_lines(editor: BodyEditor) -> None:
    """DOC-06: what is cut stays struck; what is pasted is inserted, its line ends too."""
    put(editor, 1, 3)
    cursor = editor.textCursor()
    cursor.setPosition(editor.document().lastBlock().position() + 1, QTextCursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)
    editor.cut()
    assert final(editor) == ["一、总体要求", "现就𠮷"]
    assert original_lines(editor.lines()) == START
    clip = QMimeData()
    clip.setText("甲\n乙")
    put(editor, 0, 6)
    editor.insertFromMimeData(clip)
    assert original_lines(editor.lines()) == START
    assert "甲" in "".join(final(editor))
    assert [text for text, _ in shown(editor)] == [line.text for line in editor.lines()]


def test_paragraphs_and_levels(editor: BodyEditor) -> None:
    """DOC-06: Enter inserts the end of a paragraph, Backspace at its head strikes it; a level keeps what it was."""
    put(editor, 1, 3)
    key(editor, Qt.Key.Key_Return)
    assert [line.text for line in editor.lines()] == ["一、总体要求", "现就𠮷", "有关事项通知如下。", "末"]
    assert editor.lines()[1].marks == (Mark(3, 4, FRESH),)
    put(editor, 3, 0)
    key(editor, Qt.Key.Key_Backspace)
    assert final(editor) == ["一、总体要求", "现就𠮷", "有关事项通知如下。末"]
    put(editor, 0, 0)
    editor.set_level(2)
    assert editor.lines()[0].was == Was(FRESH, Look(1))
    editor.set_level(1)
    assert editor.lines()[0].was is None
    assert original_lines(editor.lines()) == START


def test_anothers_changes_come_in_and_stay(editor: BodyEditor) -> None:
    """DOC-06: marks of others come with their text; writing elsewhere in the line leaves them."""
    theirs = (START[0], Line("现就𠮷有关新事项通知如下。", marks=(Mark(5, 6, OTHER), Mark(8, 10, None, (OTHER,)))), START[2])
    editor.take((Splice("body", 12, 0, "新"),), theirs)
    assert editor.lines() == theirs
    put(editor, 1, 0)
    type_text(editor, "兹")
    assert editor.lines()[1].marks == (Mark(0, 1, FRESH), Mark(6, 7, OTHER), Mark(9, 11, None, (OTHER,)))
    put(editor, 1, 7)
    key(editor, Qt.Key.Key_Backspace)
    assert editor.lines()[1].marks[1] == Mark(6, 7, OTHER, (FRESH,))
    editor.tracked.pen = Pen(tracking=False)
    put(editor, 1, 10)
    type_text(editor, "不跟踪")
    assert Mark(9, 10, None, (OTHER,)) in editor.lines()[1].marks
    assert Mark(13, 14, None, (OTHER,)) in editor.lines()[1].marks
    editor.tracked.name(Edit(4, 5))
    assert Mark(0, 1, Edit(4, 5)) in editor.lines()[1].marks


def test_places_are_those_of_the_final_text(editor: BodyEditor) -> None:
    """The page and the checks count in the final text; the caret stands in the text in sight."""
    put(editor, 1, 0, 2)
    key(editor, Qt.Key.Key_Delete)
    put(editor, 0, 6)
    key(editor, Qt.Key.Key_Delete)
    assert final(editor) == ["一、总体要求𠮷有关事项通知如下。", "末"]
    editor.show_place(0, 6, 9)
    assert editor.textCursor().selectedText() == "𠮷有关"
    assert editor.place() == (0, 9)
    editor.show_place(1, 0, 1)
    assert editor.textCursor().selectedText() == "末"


@pytest.mark.parametrize("seed", range(12))
def test_any_keys_keep_the_original(editor: BodyEditor, seed: int) -> None:
    """DOC-06: whatever keys come, what the widget shows is what is kept, and rejecting all gives the text from before."""
    chance = random.Random(seed)
    keys = (Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_Return, Qt.Key.Key_A)
    for _ in range(60):
        raw = editor.lines()
        length = sum(len(line.text) + 1 for line in raw) - 1
        start = chance.randrange(length + 1)
        editor.select_raw(start, min(start + (chance.randrange(6) if chance.random() < 0.4 else 0), length))
        what = chance.random()
        if what < 0.3:
            type_text(editor, chance.choice(("新", "国𠮷", "一")))
        elif what < 0.4:
            editor.set_level(chance.randrange(3))
        elif what < 0.5:
            editor.cut()
        else:
            key(editor, chance.choice(keys))
        assert shown(editor) == [(line.text, line.look) for line in editor.lines()]
        assert original_lines(editor.lines()) == START
        assert [line.text for line in settled(editor.lines(), None, accept=True)] == final(editor)


def test_colours_can_be_read() -> None:
    """Every author's colour has a contrast of 4.5 on the surface, in every theme; nobody shares one with his neighbour."""
    for name, those in COLOURS.items():
        assert len(set(those)) == len(those)
        assert all(theme.contrast(one, theme.THEMES[name].surface) >= 4.5 for one in those)
