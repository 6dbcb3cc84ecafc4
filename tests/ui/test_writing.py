"""Writing in the window: find and replace, counting, levels and lists, renumbering (AE-23, AE-24, AE-25)."""

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.stage import NOTICE, Stage, child, type_text, until
from tests.ui.walking import clipped
from xzt.client.commands import Accepted
from xzt.docs.model import Attachment, Heading, ItemList, Kind, OfficialDocument, Paragraph, Table
from xzt.ui.actions import LEVELS
from xzt.ui.editing import caret_of, select, select_cell
from xzt.ui.pages.drafting import DraftingPage
from xzt.ui.pages.findbar import MARK
from xzt.ui.window import MainWindow

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
DOCUMENT = OfficialDocument(
    kind=Kind.NOTICE,
    title="关于样例工作的通知",
    mark="样例机关文件",
    series="湘政办函",
    signers=("样例机关",),
    recipients="各样例单位",
    blocks=(
        Heading(1, "一、样例要求"),
        Paragraph("做好𠮷样例，Sample 与 sample。"),
        Table((("样例", "数"), ("甲样例", "2"))),
        Heading(1, "三、样例保障"),
    ),
    attachments=(Attachment("样例清单", (Paragraph("清单里的样例。"),), "附件"),),
)


@pytest.fixture
def page(stage: Stage, qtbot: QtBot) -> DraftingPage:
    """The clerk's window with the draft under the pen, the caret in its text."""
    window = stage.window("jia-1")
    outcome = window.client.start_draft(DOCUMENT).result(60)
    assert isinstance(outcome, Accepted)
    window.open_record("dispatch", outcome.record)
    found = window.current()
    assert isinstance(found, DraftingPage)
    until(lambda: found.keeper.session is not None)
    window.activateWindow()
    until(window.isActiveWindow)
    found.editor.setFocus()
    return found


def window_of(page: DraftingPage) -> MainWindow:
    window = page.window()
    assert isinstance(window, MainWindow)
    return window


def press(page: DraftingPage, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key where the focus is."""
    where = QApplication.focusWidget()
    assert where is not None
    QTest.keyClick(where, key, modifiers)


def document(page: DraftingPage) -> OfficialDocument:
    found = page.document()
    assert found is not None
    return found


def test_find_walks_through_elements_text_tables_and_attachments(page: DraftingPage) -> None:
    """Ctrl+F, words, Enter and Shift+Enter: every place in order, counted and selected; Esc returns to the text."""
    select(page.editor, 1, 2)
    press(page, Qt.Key.Key_F, CTRL)
    find = page.writing.find
    assert find.isVisible()
    assert find.words.hasFocus()
    assert not find.instead.isVisible()
    type_text(find.words, "样例")
    assert find.count.text() == "4/9", "the first from the caret on; two in the elements and one heading stand before it"
    assert page.editor.textCursor().selectedText() == "样例"
    assert caret_of(page.editor).column == 5, "counted in code points behind 𠮷"
    seen = []
    for _ in range(9):
        press(page, Qt.Key.Key_Return)
        seen.append((page.parts.key[:4], caret_of(page.editor).line))
    assert find.count.text() == "4/9"
    assert seen[0] == ("body", 2)
    assert seen[1] == ("body", 3)
    assert seen[4][0] == "part"
    press(page, Qt.Key.Key_Return, SHIFT)
    press(page, Qt.Key.Key_Return, SHIFT)
    assert find.count.text() == "2/9"
    assert page.elements.recipients.textCursor().selectedText() == "样例"
    find.words.setText("不存在的词")
    assert find.count.text() == "没有找到"
    assert not find.all.isEnabled()
    press(page, Qt.Key.Key_Escape)
    assert find.isHidden()
    assert page.editor.hasFocus()
    assert (page.parts.key, caret_of(page.editor).line, caret_of(page.editor).column) == ("body", 1, 2), "nothing found: back where it was"


def test_every_place_in_sight_is_marked(page: DraftingPage) -> None:
    press(page, Qt.Key.Key_F, CTRL)
    type_text(page.writing.find.words, "样例")
    assert len(page.editor._marks[MARK]) == 5
    press(page, Qt.Key.Key_Escape)
    assert page.editor._marks[MARK] == []


def test_capitals_and_the_place_to_look_are_chosen(page: DraftingPage) -> None:
    find = page.writing.find
    press(page, Qt.Key.Key_F, CTRL)
    type_text(find.words, "sample")
    assert len(find.hits) == 2
    find.case.toggle()
    assert len(find.hits) == 1
    find.words.setText("样例")
    find.scope.setCurrentIndex(1)
    assert len(find.hits) == 7
    find.scope.setCurrentIndex(2)
    assert len(find.hits) == 5


def test_replace_one_goes_on_and_never_finds_its_own(page: DraftingPage) -> None:
    """Enter in the second field replaces the place in sight; what was put in is not found again."""
    select(page.editor, 0, 0)
    press(page, Qt.Key.Key_H, CTRL)
    find = page.writing.find
    find.scope.setCurrentIndex(1)
    type_text(find.words, "样例")
    press(page, Qt.Key.Key_Tab)
    find.instead.setFocus()
    type_text(find.instead, "样例的样例")
    press(page, Qt.Key.Key_Return)
    press(page, Qt.Key.Key_Return)
    press(page, Qt.Key.Key_Return)
    assert document(page).blocks[:3] == (
        Heading(1, "一、样例的样例要求"),
        Paragraph("做好𠮷样例的样例，Sample 与 sample。"),
        Table((("样例的样例", "数"), ("甲样例", "2"))),
    )
    assert page.editor.textCursor().selectedText() == "样例"
    assert caret_of(page.editor).line == 3
    page.trigger("draft.undo")
    assert document(page).blocks[2] == DOCUMENT.blocks[2], "one step of undo each"


def test_replace_all_is_one_step_of_undo(page: DraftingPage) -> None:
    """All parts and elements at once; Ctrl+Z gives all of it back; the table stays a table."""
    press(page, Qt.Key.Key_H, CTRL)
    find = page.writing.find
    type_text(find.words, "样例")
    find.instead.setText("示范")
    find.all.click()
    made = document(page)
    assert "样例" not in f"{made.title}{made.recipients}{made.blocks}{made.attachments}"
    assert made.blocks[2] == Table((("示范", "数"), ("甲示范", "2")))
    assert made.attachments[0].title == "示范清单"
    assert "已替换 9 处" in window_of(page).strip.words.text()
    assert find.hits == []
    page.editor.setFocus()
    press(page, Qt.Key.Key_Z, CTRL)
    until(lambda: document(page) == DOCUMENT)
    assert find.count.text().endswith("/9"), "the bar follows the text"


def test_escape_puts_the_bar_away_before_it_leaves_the_page(page: DraftingPage) -> None:
    press(page, Qt.Key.Key_F, CTRL)
    page.editor.setFocus()
    press(page, Qt.Key.Key_Escape)
    assert page.writing.find.isHidden()
    assert window_of(page).current() is page


def test_words_are_counted_at_pauses(page: DraftingPage) -> None:
    """The whole, the selection and the pages; while somebody types nothing is counted."""
    count = page.writing.count
    until(lambda: "页" in count.text())
    before = count.whole.words
    assert f"{before} 字" in count.text()
    select(page.editor, 0, 0)
    type_text(page.editor, "新写的")
    assert count.whole.words == before
    until(lambda: count.whole.words == before + 3)
    select(page.editor, 0, 0, 3)
    until(lambda: "选中 3 字" in count.text())
    press(page, Qt.Key.Key_J, CTRL | SHIFT)
    words = window_of(page).strip.words.text()
    assert "选中部分 3 字" in words
    assert "共 1 页" in words or "共 2 页" in words or "共 3 页" in words


def test_levels_and_lists_show_in_the_strip(page: DraftingPage) -> None:
    """The strip shows what the line under the caret is; keys and buttons change it, each a step of undo."""
    strip, level = page.frame.strip.buttons, page.frame.strip.chosen[LEVELS]
    select(page.editor, 0, 0)
    assert level.text() == "一级标题"
    select(page.editor, 1, 0)
    assert level.text() == "正文段"
    press(page, Qt.Key.Key_2, CTRL | Qt.KeyboardModifier.AltModifier)
    assert level.text() == "二级标题"
    level.menu().actions()[3].trigger()
    assert level.text() == "三级标题"
    strip["draft.ordered"].click()
    assert strip["draft.ordered"].isChecked()
    assert document(page).blocks[1] == ItemList(("做好𠮷样例，Sample 与 sample。",))
    strip["draft.list"].click()
    assert document(page).blocks[1] == ItemList(("做好𠮷样例，Sample 与 sample。",), ordered=False)
    for _ in range(4):
        page.trigger("draft.undo")
    until(lambda: document(page) == DOCUMENT)


def test_numbers_of_headings_are_shown_before_they_change(page: DraftingPage) -> None:
    """Ctrl+Shift+M lists what would change; only Enter on the button changes it; a second time there is nothing to do."""
    press(page, Qt.Key.Key_M, CTRL | SHIFT)
    panel = page.writing.renumbering
    assert panel.isVisible()
    assert panel.list.count() == 1
    assert "“三” 改为 “二”" in panel.list.item(0).text()
    assert document(page) == DOCUMENT
    child(page, QPushButton, "renumber.cancel").click()
    assert document(page) == DOCUMENT
    page.trigger("draft.renumber")
    child(page, QPushButton, "renumber.confirm").click()
    assert document(page).blocks[3] == Heading(1, "二、样例保障")
    assert not panel.isVisible()
    page.trigger("draft.renumber")
    assert "都接得上" in window_of(page).strip.words.text()
    page.trigger("draft.undo")
    until(partial(_same, page))


def _same(page: DraftingPage) -> bool:
    return document(page) == DOCUMENT


def test_the_strip_is_one_stop_with_arrows_inside(page: DraftingPage) -> None:
    """AE-25: Shift+Tab leads from the text to the strip, arrows through it, Space runs a tool, another Shift+Tab leads on to the form."""
    select(page.editor, 1, 0)
    for _ in range(3):
        press(page, Qt.Key.Key_Backtab, SHIFT)
    buttons = list(page.frame.strip.buttons.values())
    assert buttons[0].hasFocus()
    press(page, Qt.Key.Key_Right)
    press(page, Qt.Key.Key_Right)
    press(page, Qt.Key.Key_Right)
    press(page, Qt.Key.Key_Space)
    assert document(page).blocks[1] == ItemList(("做好𠮷样例，Sample 与 sample。",))
    press(page, Qt.Key.Key_Backtab, SHIFT)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.objectName().startswith("element.")


def test_every_control_has_a_name(page: DraftingPage) -> None:
    """AE-25: whoever cannot see the icons hears what they are."""
    press(page, Qt.Key.Key_H, CTRL)
    for button in page.frame.strip.buttons.values():
        assert button.accessibleName()
        assert button.toolTip()
    names = [one.objectName() for one in page.writing.find.findChildren(QWidget) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert {"find.words", "find.instead", "find.replace", "find.replace_all", "find.case", "find.scope", "find.close"} <= set(names)


@pytest.mark.parametrize("size", [(1280, 800), (1440, 900)])
def test_forms_beside_the_text_are_whole(page: DraftingPage, size: tuple[int, int]) -> None:
    """AE-26: with every tool out that asks for room, no form beside the text is cut at the right."""
    window = window_of(page)
    window.resize(*size)
    select_cell(page.editor, 3, 0)
    page.trigger("draft.replace")
    page.trigger("draft.table")
    for made in (page.writing.phrases.change, page.writing.phrases.remove):
        made.show()  # as for a phrase of one's own
    page.trigger("dispatch.share")
    until(lambda: page.sharing_form.isVisible() and not clipped(window))
    page.trigger("dispatch.submit")
    until(lambda: page.submit.isVisible() and not clipped(window))
    page.import_file(NOTICE)
    until(lambda: page.importing.isVisible() and not clipped(window))
