"""What is put into the text: tables as a grid, pictures, rich text from Word, phrases; each a step of undo (AE-23, AE-24, DOC-16)."""

from base64 import b64encode
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QTableWidgetItem, QToolButton
from pytestqt.qtbot import QtBot

from tests.ui.stage import Stage, child, type_text, until
from tests.ui.test_writing import CTRL, DOCUMENT, SHIFT, document, page, press, window_of
from xzt.core.errors import Trouble
from xzt.docs.drafting.phrases import PLACES, Phrase, offered, shipped
from xzt.docs.importing.html import cleaned
from xzt.docs.importing.inserting import MOST_BYTES, MOST_DOTS, inserted_picture
from xzt.docs.model import Heading, Image, Kind, Paragraph, Table
from xzt.ui.editing import caret_of, select, select_cell
from xzt.ui.pages.drafting import DraftingPage
from xzt.ui.pages.phrasepanel import PhrasePanel

__all__ = ["page"]
HTML = """<html><head><style>p {color: red}</style></head><body><!--StartFragment-->
<p class=MsoNormal style='font-family:方正小标宋;color:red'><b>一、工作目标</b></p>
<p>（一）提高效率。做好<span style='color:blue'>各项</span>工作。</p>
<p>普通段落&nbsp;&nbsp;文字</p>
<table border=1><tr><td><p>序号</p></td><td>事项</td></tr><tr><td>1</td><td>甲<br>乙</td></tr></table>
<img src="file:///C:/a.png"><p style="display:none">看不见</p>
<!--EndFragment--></body></html>"""


def clip(**what: object) -> QMimeData:
    """Put something on the clipboard and paste it with Ctrl+V."""
    source = QMimeData()
    if isinstance(html := what.get("html"), str):
        source.setHtml(html)
    if isinstance(text := what.get("text"), str):
        source.setText(text)
    if isinstance(image := what.get("image"), QImage):
        source.setImageData(image)
    QGuiApplication.clipboard().setMimeData(source)
    return source


def picture(wide: int = 60, high: int = 40) -> QImage:
    made = QImage(wide, high, QImage.Format.Format_RGB32)
    made.fill(QColor("#28598F"))
    return made


def test_text_from_word_comes_clean_with_its_structure(page: DraftingPage) -> None:
    """Ctrl+V keeps headings, numbers and tables and drops fonts, colours and hidden text; what is not carried is said; one undo."""
    select(page.editor, 1, 2)
    clip(html=HTML, text="一、工作目标")
    press(page, Qt.Key.Key_V, CTRL)
    blocks = document(page).blocks
    assert blocks[1:6] == (
        Paragraph("做好"),
        Heading(1, "一、工作目标"),
        Heading(2, "（一）提高效率。", "做好各项工作。"),
        Paragraph("普通段落\xa0\xa0文字"),
        Table((("序号", "事项"), ("1", "甲\n乙"))),
    )
    assert blocks[6] == Paragraph("𠮷样例，Sample 与 sample。")
    assert "另有 1 张图片" in window_of(page).strip.words.text()
    page.trigger("draft.undo")
    until(lambda: document(page) == DOCUMENT)


def test_pictures_that_the_text_carries_come_with_it(look: QApplication, tmp_path: Path) -> None:
    """A picture inside the HTML is kept in its place; a broken one or one elsewhere is left out, nothing is fetched."""
    path = tmp_path / "图.png"
    picture().save(str(path))
    carried = b64encode(path.read_bytes()).decode()
    html = f"<p>前</p><img src='data:image/png;base64,{carried}'><img src='data:image/png;base64,AAAA'><img src='x.png'><p>后</p>"
    assert cleaned(html) == ["前", Image(path.read_bytes()), "后"]


def test_pasted_words_go_into_the_line(page: DraftingPage) -> None:
    """A few words stay in their paragraph; in a cell line ends stay within the cell; Ctrl+Shift+V takes the words alone."""
    select(page.editor, 1, 2)
    clip(html="<b>两个字</b>", text="两个字")
    press(page, Qt.Key.Key_V, CTRL)
    assert document(page).blocks[1] == Paragraph("做好两个字𠮷样例，Sample 与 sample。")
    select_cell(page.editor, 2, 1)
    clip(text="上\n下\t右")
    press(page, Qt.Key.Key_V, CTRL)
    assert document(page).blocks[2] == Table((("样例", "上\n下 右"), ("甲样例", "2")))
    select(page.editor, 1, 0)
    clip(html="<table><tr><td>甲</td></tr></table>", text="表里的字")
    press(page, Qt.Key.Key_V, CTRL | SHIFT)
    assert document(page).blocks[1] == Paragraph("表里的字做好两个字𠮷样例，Sample 与 sample。")


def test_a_copied_picture_is_put_in_and_seen_in_the_page(page: DraftingPage) -> None:
    """Ctrl+V puts the picture on a line of its own, the caption is written there, the width is set in mm, the page shows it."""
    select(page.editor, 1, 0)
    clip(image=picture())
    press(page, Qt.Key.Key_V, CTRL)
    until(lambda: any(isinstance(block, Image) for block in document(page).blocks))
    type_text(page.editor, "图1　样例")
    found = document(page).blocks[1]
    assert isinstance(found, Image)
    assert found.caption == "图1　样例"
    panel = page.writing.pictures
    until(lambda: panel.image is not None)
    page.frame.below.setCurrentWidget(panel)
    panel.width_of.setValue(80)
    found = document(page).blocks[1]
    assert isinstance(found, Image)
    assert found.width == 80
    until(lambda: page.model is not None and any(one.pictures for one in page.model.pages))
    child(page, QPushButton, "picture.remove").click()
    until(lambda: document(page).blocks == DOCUMENT.blocks)


def test_picture_files_are_dropped_and_others_refused(page: DraftingPage, tmp_path: Path) -> None:
    """A PNG is taken; a file that is none is refused with what to do, and the text stays as it was."""
    good, bad = tmp_path / "好.png", tmp_path / "坏.png"
    picture().save(str(good))
    bad.write_bytes(b"no picture")
    source = QMimeData()
    source.setUrls([QUrl.fromLocalFile(str(bad))])
    assert page.editor.canInsertFromMimeData(source)
    page.editor.insertFromMimeData(source)
    until(lambda: "不是完好的 PNG 或 JPEG" in window_of(page).strip.words.text())
    assert document(page) == DOCUMENT
    source.setUrls([QUrl.fromLocalFile(str(good))])
    page.editor.insertFromMimeData(source)
    until(lambda: any(isinstance(block, Image) for block in document(page).blocks))


def test_large_pictures_are_made_to_fit_the_page(tmp_path: Path) -> None:
    """A picture with more dots than the page shows is made smaller, one within the limits is kept byte by byte (RS-12)."""
    small, large = tmp_path / "小.png", tmp_path / "大.jpg"
    picture().save(str(small))
    assert inserted_picture(small.read_bytes()).data == small.read_bytes()
    picture(4000, 3000).save(str(large))
    made = QImage.fromData(inserted_picture(large.read_bytes()).data)
    assert made.width() == MOST_DOTS[0]
    noise = QImage(1200, 1200, QImage.Format.Format_RGB32)
    for at in range(1200):
        for column in range(0, 1200, 3):
            noise.setPixel(column, at, (at * 7919 + column * 104729) & 0xFFFFFF)
    noise.save(str(small))
    assert len(small.read_bytes()) > 0
    assert len(inserted_picture(small.read_bytes()).data) <= MOST_BYTES
    for data in (b"", b"\x89PNG\r\n\x1a\n", b"x" * 13_000_000):
        with pytest.raises(Trouble):
            inserted_picture(data)


def test_a_table_is_made_filled_and_changed_by_keyboard(page: DraftingPage) -> None:
    """Ctrl+Shift+T asks how large, Enter on the button puts it in, Tab walks, the grid shows it; every tool is one step of undo."""
    select(page.editor, 1, 5)
    press(page, Qt.Key.Key_T, CTRL | SHIFT)
    panel = page.writing.tables
    assert panel.rows.hasFocus()
    panel.rows.setValue(2)
    panel.columns.setValue(2)
    QTest.keyClick(panel.insert, Qt.Key.Key_Space)
    assert page.editor.hasFocus()
    for word in ("项目", "时限", "甲", "六月"):
        type_text(page.editor, word)
        if word != "六月":
            QTest.keyClick(page.editor, Qt.Key.Key_Tab)
    assert document(page).blocks[2] == Table((("项目", "时限"), ("甲", "六月")))
    panel.follow()
    assert cell(page, 1, 1).text() == "六月"
    for tool, rows in (
        ("row_below", (("项目", "时限"), ("甲", "六月"), ("", ""))),
        ("column_left", (("项目", "", "时限"), ("甲", "", "六月"), ("", "", ""))),
        ("column_remove", (("项目", "时限"), ("甲", "六月"), ("", ""))),
    ):
        child(page, QToolButton, f"table.{tool}").click()
        assert table(page).rows == rows, tool
    page.trigger("draft.undo")
    until(lambda: len(table(page).rows[0]) == 3)
    page.trigger("draft.undo")
    page.trigger("draft.undo")
    until(lambda: table(page).rows == (("项目", "时限"), ("甲", "六月")))


def table(page: DraftingPage, at: int = 2) -> Table:
    found = document(page).blocks[at]
    assert isinstance(found, Table)
    return found


def cell(page: DraftingPage, row: int, column: int) -> QTableWidgetItem:
    found = page.writing.tables.grid.item(row, column)
    assert found is not None
    return found


def test_a_table_has_head_rows_widths_and_lies_across(page: DraftingPage) -> None:
    """What a table is beside its text is set in the panel; a cell may be written in the grid; wrong widths change nothing."""
    select_cell(page.editor, 2, 0)
    panel = page.writing.tables
    panel.follow()
    panel.heads.setValue(0)
    assert table(page).head_rows == 0
    panel.across.click()
    assert table(page).across
    panel.widths.setText("3：1")
    panel.widths.editingFinished.emit()
    assert table(page).widths == (0.75, 0.25)
    panel.widths.setText("没有数")
    panel.widths.editingFinished.emit()
    assert panel.widths.text() in {"3:1", ""}
    cell(page, 1, 1).setText("二百")
    assert table(page).rows[1] == ("甲样例", "二百")
    assert caret_of(page.editor).line == 3
    child(page, QToolButton, "table.remove").click()
    assert len(document(page).blocks) == 3
    page.trigger("draft.undo")
    until(lambda: len(document(page).blocks) == 4)


def test_phrases_of_the_kind_come_first() -> None:
    """DOC-16: shipped by kind and place as data; every kind and place is a known one, no phrase stands twice for a kind."""
    kinds = {kind.value for kind in Kind}
    assert len(shipped()) > 40
    assert all(set(phrase.kinds) <= kinds and phrase.place in PLACES for phrase in shipped())
    assert len({(phrase.text, phrase.kinds) for phrase in shipped()}) == len(shipped())
    own = (Phrase("我的一句", "结尾", own=True),)
    texts = [phrase.text for phrase in offered(own, "请示")]
    assert texts[0] == "我的一句"
    assert "妥否，请批示。" in texts
    assert "特此通知。" not in texts
    assert [phrase.text for phrase in offered(own, "请示", "特此通知")] == ["特此通知。"]


def test_a_phrase_is_put_in_by_keyboard_with_its_gap_selected(page: DraftingPage) -> None:
    """Ctrl+Shift+Y, a few letters of it, Enter: it stands at the caret, and what has to be filled in is selected."""
    select(page.editor, 4, 6)
    press(page, Qt.Key.Key_Return)
    press(page, Qt.Key.Key_Y, CTRL | SHIFT)
    panel = page.writing.phrases
    assert panel.words.hasFocus()
    type_text(panel.words, "报送")
    press(page, Qt.Key.Key_Return)
    assert page.editor.hasFocus()
    assert page.editor.textCursor().selectedText() == "……"
    assert document(page).blocks[-1] == Paragraph("请于……月……日前将贯彻落实情况报送……。")
    type_text(page.editor, "6")
    press(page, Qt.Key.Key_Y, CTRL | SHIFT)
    press(page, Qt.Key.Key_Escape)
    assert page.editor.hasFocus()
    assert "请于6月" in str(document(page).blocks[-1])


def test_own_phrases_are_kept_changed_and_removed(page: DraftingPage) -> None:
    """What is selected becomes a phrase, encrypted in the store, there for the next window, and goes when it is removed."""
    client = window_of(page).client
    select(page.editor, 1, 0, 5)
    page.trigger("draft.phrases")
    panel = page.writing.phrases
    child(page, QPushButton, "phrases.add").click()
    assert panel.text.text() == "做好𠮷样例"
    QTest.keyClick(panel.text, Qt.Key.Key_Return)
    assert panel.own == (Phrase("做好𠮷样例", "开头", ("通知",), own=True),)
    assert "做好𠮷样例" in panel.list.item(0).text()
    panel.list.setCurrentRow(0)
    child(page, QPushButton, "phrases.change").click()
    panel.text.setText("做好样例工作。")
    panel.scope.setCurrentIndex(1)
    QTest.keyClick(panel.text, Qt.Key.Key_Return)
    until(lambda: client.remembered("phrases", tuple[Phrase, ...]) == (Phrase("做好样例工作。", "开头", own=True),))
    other = PhrasePanel(client, partial(str, "报告"), str)
    assert "做好样例工作。" in other.list.item(0).text()
    other.deleteLater()
    child(page, QPushButton, "phrases.remove").click()
    assert not panel.own


def test_the_clipboard_of_a_browser_without_words_is_a_picture(page: DraftingPage, stage: Stage, qtbot: QtBot) -> None:
    """A browser says a picture as HTML too: the picture itself counts."""
    clip(html="<img src='https://example.invalid/a.png'>", image=picture())
    select(page.editor, 0, 0)
    press(page, Qt.Key.Key_V, CTRL)
    until(lambda: any(isinstance(block, Image) for block in document(page).blocks))
    QApplication.clipboard().clear()
