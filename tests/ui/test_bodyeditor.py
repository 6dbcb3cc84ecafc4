"""The body editor: what goes in comes out, levels, input methods (AE-23), positions in code points, undo."""

from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QInputMethodEvent, QInputMethodQueryEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.stage import NOTICE, type_text
from xzt.docs.drafting.lines import Line
from xzt.docs.drafting.tables import Range, empty_table, table_lines
from xzt.docs.importing.files import read_file
from xzt.docs.model import Block, Heading, Image, ItemList, Paragraph, Table
from xzt.ui.bodyeditor import BodyEditor
from xzt.ui.editing import insert_lines, replace_lines, select, select_cell, set_list, walk_cells
from xzt.ui.lineformat import LOOK, points, units
from xzt.ui.widgets.controls import line_edit


@pytest.fixture
def editor(look: QApplication, qtbot: QtBot) -> BodyEditor:
    made = BodyEditor("body", "正文")
    qtbot.addWidget(made)
    made.resize(500, 400)
    return made


def test_the_notice_comes_out_as_it_went_in(editor: BodyEditor) -> None:
    document = read_file(NOTICE).document
    parts = [document.blocks, *(part.blocks for part in document.attachments)]
    assert sum(len(blocks) for blocks in parts) > 50
    for blocks in parts:
        editor.load(blocks)
        assert editor.blocks() == blocks


_words = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\ufffc\ufdd0\ufdd1"), min_size=1, max_size=20
).filter(lambda text: bool(text.strip()))
_block: st.SearchStrategy[Block] = st.one_of(
    _words.map(Paragraph),
    st.builds(Heading, st.integers(1, 4), _words, st.one_of(st.just(""), _words)),
    st.builds(ItemList, st.lists(_words, min_size=1, max_size=4).map(tuple), st.booleans()),
    st.builds(Table, st.lists(st.tuples(_words, _words), min_size=1, max_size=3).map(tuple), st.integers(0, 1), st.just((0.3, 0.7))),
)


@given(blocks=st.lists(_block, min_size=1, max_size=6))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_blocks_come_out_as_they_went_in(editor: BodyEditor, blocks: list[Block]) -> None:
    """Adjacent lists and tables stay apart, a heading keeps where its run-in text begins, 𠮷 stays one character."""
    headings = {block.text + block.body for block in blocks if isinstance(block, Heading)}
    if len(headings) < sum(isinstance(block, Heading) for block in blocks):
        return
    editor.load(tuple(blocks))
    assert editor.blocks() == tuple(blocks)


def test_chinese_is_typed_through_the_input_method(editor: BodyEditor) -> None:
    """Pre-edit text is not content; what is committed is, rare characters included (AE-23)."""
    editor.load(())
    composing = QInputMethodEvent("ji", [])
    QApplication.sendEvent(editor, composing)
    assert editor.blocks() == ()
    type_text(editor, "𠮷䶮㛃")
    assert editor.blocks() == (Paragraph("𠮷䶮㛃"),)
    replacing = QInputMethodEvent()
    replacing.setCommitString("好", -1, 1)
    QApplication.sendEvent(editor, replacing)
    assert editor.blocks() == (Paragraph("𠮷䶮好"),)
    assert editor.place() == (0, 3)


def test_positions_count_code_points(editor: BodyEditor) -> None:
    editor.load((Paragraph("一𠮷二三"), Paragraph("四")))
    editor.show_place(0, 2, 3)
    assert editor.textCursor().selectedText() == "二"
    assert editor.place() == (0, 3)
    assert units("𠮷a", 1) == 2
    assert points("𠮷a", 2) == 1


def test_places_inside_lists_and_tables(editor: BodyEditor) -> None:
    editor.load((ItemList(("1.甲", "2.乙")), Table((("子", "丑"), ("寅", "卯")))))
    editor.show_place(0, 6, 7)
    assert editor.textCursor().selectedText() == "乙"
    editor.show_place(1, 4, 5)
    assert editor.textCursor().selectedText() == "寅"
    assert editor.place() == (1, 5)


def test_levels_are_set_and_undone(editor: BodyEditor) -> None:
    editor.load((Paragraph("总体要求"), Paragraph("其余")))
    editor.set_level(1)
    assert editor.blocks()[0] == Heading(1, "总体要求")
    editor.undo()
    assert editor.blocks()[0] == Paragraph("总体要求")


def test_a_numbered_line_becomes_a_heading_when_it_is_finished(editor: BodyEditor) -> None:
    editor.load(())
    type_text(editor, "一、总体要求")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    type_text(editor, "正文")
    assert editor.blocks() == (Heading(1, "一、总体要求"), Paragraph("正文"))


def test_a_list_goes_on_and_a_heading_does_not(editor: BodyEditor) -> None:
    editor.load((ItemList(("1.甲",)),))
    editor.moveCursor(editor.textCursor().MoveOperation.End)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    type_text(editor, "2.乙")
    assert editor.blocks() == (ItemList(("1.甲", "2.乙")),)


def test_pasting_takes_text_only_and_finds_levels(editor: BodyEditor) -> None:
    """Foreign markup never becomes content (RS-10)."""
    editor.load(())
    pasted = QMimeData()
    pasted.setHtml("<b>一、甲</b><br>正文")
    pasted.setText("一、甲\n<b>正文</b>")
    editor.insertFromMimeData(pasted)
    assert editor.blocks() == (Heading(1, "一、甲"), Paragraph("<b>正文</b>"))


def test_candidates_stand_at_the_caret(editor: BodyEditor) -> None:
    """AE-23: the input method is told where the caret is in the window, behind the gutter, scrolled or not, while it composes too."""
    editor.load(tuple(Paragraph("甲乙丙" * 30) for _ in range(10)))
    editor.show()
    for line, column in ((0, 3), (9, 40)):
        select(editor, line, column)
        for words in ("", "zhong"):
            QApplication.sendEvent(editor, QInputMethodEvent(words, []))
            asked = QInputMethodQueryEvent(Qt.InputMethodQuery.ImCursorRectangle)
            QApplication.sendEvent(editor, asked)
            told = asked.value(Qt.InputMethodQuery.ImCursorRectangle).toRect()
            caret = editor.cursorRect()
            wanted = editor.viewport().mapTo(editor, caret.topLeft())
            assert abs(told.left() - wanted.x()) <= 1, (line, words)
            assert abs(told.top() - wanted.y()) <= 1, (line, words)
        assert "zhong" not in str(editor.lines())
        QApplication.sendEvent(editor, QInputMethodEvent())
    assert editor.verticalScrollBar().value() > 0


TABLE = Table((("甲", "乙"), ("丙", "丁")), 1)


def test_tab_walks_the_cells_of_a_table(editor: BodyEditor) -> None:
    """Tab and Shift+Tab select cell after cell, Enter goes below, behind the last cell is a new row, before the first the fields."""
    editor.load((Paragraph("前"), TABLE, Paragraph("后")))
    editor.walked.connect(partial(walk_cells, editor))
    select_cell(editor, 1, 0)
    seen = []
    for _ in range(3):
        QTest.keyClick(editor, Qt.Key.Key_Tab)
        seen.append(editor.textCursor().selectedText())
    assert seen == ["乙", "丙", "丁"]
    QTest.keyClick(editor, Qt.Key.Key_Backtab)
    QTest.keyClick(editor, Qt.Key.Key_Backtab)
    assert editor.textCursor().selectedText() == "乙"
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert editor.textCursor().selectedText() == "丁"
    QTest.keyClick(editor, Qt.Key.Key_Return)
    type_text(editor, "戊")
    assert editor.blocks() == (Paragraph("前"), Table((("甲", "乙"), ("丙", "丁"), ("", "戊"))), Paragraph("后"))
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    assert len(editor.lines()) == 6


def test_the_way_out_of_a_table_stays_open(editor: BodyEditor, qtbot: QtBot) -> None:
    """Shift+Tab before the first cell goes to the field before the text: nobody is caught in a table (AE-25)."""
    around = QWidget()
    qtbot.addWidget(around)
    field = line_edit("field", "前面的栏")
    layout = QVBoxLayout(around)
    layout.addWidget(field)
    layout.addWidget(editor)
    around.show()
    around.activateWindow()
    qtbot.waitUntil(around.isActiveWindow)
    editor.load((TABLE,))
    editor.walked.connect(partial(walk_cells, editor))
    select_cell(editor, 0, 1)
    editor.setFocus()
    QTest.keyClick(editor, Qt.Key.Key_Backtab)
    assert editor.hasFocus()
    assert editor.textCursor().selectedText() == "甲"
    QTest.keyClick(editor, Qt.Key.Key_Backtab)
    assert field.hasFocus()
    editor.setParent(None)


def test_deleting_stops_at_the_borders_of_a_cell(editor: BodyEditor) -> None:
    """A row keeps its cells and a table its rows, whatever is pressed; within a cell text goes as usual."""
    editor.load((Paragraph("前"), TABLE))
    for row, column in ((1, 0), (1, 1), (2, 0), (2, 1)):
        select_cell(editor, row, column)
        QTest.keyClick(editor, Qt.Key.Key_Left)
        QTest.keyClick(editor, Qt.Key.Key_Backspace)
        QTest.keyClick(editor, Qt.Key.Key_Right)
        QTest.keyClick(editor, Qt.Key.Key_Delete)
    assert editor.blocks() == (Paragraph("前"), TABLE)
    QTest.keyClick(editor, Qt.Key.Key_Backspace)
    assert editor.blocks() == (Paragraph("前"), Table((("甲", "乙"), ("丙", ""))))


def test_lines_are_put_in_and_taken_out(editor: BodyEditor) -> None:
    """Whole lines go where the caret is: before text, in the middle of it, after a table that the caret is in."""
    editor.load((Heading(1, "一、头"), Paragraph("甲乙"), TABLE))
    select(editor, 1, 1)
    first = insert_lines(editor, table_lines(TABLE))
    assert first == 2
    assert editor.blocks() == (Heading(1, "一、头"), Paragraph("甲"), TABLE, Paragraph("乙"), TABLE)
    select(editor, 2, 0)
    assert insert_lines(editor, (Line("新"),)) == 4
    assert editor.blocks()[3] == Paragraph("新")
    select(editor, 0, 0)
    insert_lines(editor, (Line("首"),))
    assert editor.blocks()[:2] == (Paragraph("首"), Heading(1, "一、头"))
    replace_lines(editor, Range(1, 2), ())
    assert editor.blocks()[:2] == (Paragraph("首"), Paragraph("甲"))
    replace_lines(editor, Range(3, 5), table_lines(empty_table(1, 2)))
    assert editor.blocks()[2] == Table((("", ""),), 0)


def test_lists_are_made_and_made_text_again(editor: BodyEditor) -> None:
    editor.load((Paragraph("甲"), Paragraph("乙"), Paragraph("丙")))
    select(editor, 0, 0)
    cursor = editor.textCursor()
    cursor.setPosition(3, cursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)
    set_list(editor, ordered=False)
    assert editor.blocks() == (ItemList(("甲", "乙"), ordered=False), Paragraph("丙"))
    set_list(editor, ordered=True)
    assert editor.blocks() == (ItemList(("甲", "乙")), Paragraph("丙"))
    set_list(editor, ordered=True)
    assert editor.blocks() == (Paragraph("甲"), Paragraph("乙"), Paragraph("丙"))


def test_a_picture_is_read_back_without_being_decoded_each_time(editor: BodyEditor) -> None:
    """The bytes of a picture lie beside the text; what comes out is what went in."""
    picture = Image(bytes(range(256)) * 40, "图1", 80.0)
    editor.load((picture, Paragraph("后")))
    assert len(editor.document().begin().blockFormat().stringProperty(LOOK)) < 200
    assert editor.blocks() == (picture, Paragraph("后"))
