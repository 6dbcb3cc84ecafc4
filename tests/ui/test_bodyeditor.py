"""The body editor: what goes in comes out, levels, input methods (AE-23), positions in code points, undo."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.stage import NOTICE, type_text
from xzt.docs.importing.files import read_file
from xzt.docs.model import Block, Heading, ItemList, Paragraph, Table
from xzt.ui.bodyeditor import BodyEditor, points, units


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
