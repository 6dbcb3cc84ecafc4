"""The checks as a drafter lives with them (DOC-05): listed, marked in the text and at fields, mended one by one, ignored with the draft."""

from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCharFormat
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.stage import Stage, child, type_text, until
from tests.ui.test_drafting import page_of, put_caret
from xzt.client.commands import Accepted
from xzt.docs.checks.findings import Finding
from xzt.docs.checks.ignoring import key_of
from xzt.docs.model import Heading, Kind, OfficialDocument, Paragraph
from xzt.ui.pages.drafting import DraftingPage
from xzt.ui.window import MainWindow

WRONG = OfficialDocument(
    kind=Kind.NOTICE,
    title="样例机关关于做好样例工作的通知。",
    mark="样例机关文件",
    series="湘政办发",
    signers=("样例机关",),
    recipients="长沙市人民政府办",
    blocks=(
        Heading(1, "一、总体要求"),
        Paragraph("各单位要加强领导,落实责任。"),
        Paragraph("请于26年底前布署到位,按时报送。"),
        Paragraph("做好“样例”、“示例”工作。"),
    ),
)


def checked(stage: Stage, person: str = "jia-1") -> tuple[MainWindow, DraftingPage]:
    window = stage.window(person)
    outcome = window.client.start_draft(WRONG).result(60)
    assert isinstance(outcome, Accepted)
    page = page_of(window, outcome.record)
    until(lambda: page.findings)
    return window, page


def rules(page: DraftingPage) -> list[str]:
    return [found.rule for found in page.findings]


def of_rule(page: DraftingPage, rule: str) -> Finding:
    return next(found for found in page.findings if found.rule == rule)


def choose(page: DraftingPage, rule: str) -> None:
    rows = page.checks.list
    at = next(at for at in range(rows.count()) if rows.item(at).data(Qt.ItemDataRole.UserRole).rule == rule)
    rows.setCurrentRow(at)


def test_every_row_says_level_place_and_words(stage: Stage, qtbot: QtBot) -> None:
    _, page = checked(stage)
    assert {"T02", "P01", "D01", "W01", "P04b"} <= set(rules(page))
    choose(page, "W01")
    words = page.checks.list.currentItem().text()
    assert words.startswith("错误")
    assert "正文第3段" in words
    assert "布署" in words
    said = child(page, QLabel, "checks.what").text()
    assert "把“布署”改为“部署”" in said
    assert "现代汉语词典" in said


def test_one_mend_is_shown_made_and_taken_back(stage: Stage, qtbot: QtBot) -> None:
    """Alt+Enter mends the chosen finding where it stands; the rest of the text, the list and undo stay as a person expects."""
    window, page = checked(stage)
    choose(page, "W01")
    page.checks.list.setFocus()
    window.trigger("draft.mend_one")
    until(lambda: "W01" not in rules(page))
    assert page.editor.lines()[2].text == "请于26年底前部署到位,按时报送。"
    assert "D01" in rules(page)
    assert page.checks.list.currentRow() >= 0
    window.trigger("draft.undo")
    until(lambda: "W01" in rules(page))
    assert page.editor.lines()[2].text == "请于26年底前布署到位,按时报送。"


def test_a_mend_of_an_element_is_made_in_its_field(stage: Stage, qtbot: QtBot) -> None:
    window, page = checked(stage)
    choose(page, "T02")
    window.trigger("draft.mend_one")
    until(lambda: "T02" not in rules(page))
    assert page.elements.title.toPlainText() == "样例机关关于做好样例工作的通知"


def test_a_text_that_changed_since_is_not_mended(stage: Stage, qtbot: QtBot) -> None:
    """A mend is for the words that were checked; others stay."""
    _, page = checked(stage)
    found = of_rule(page, "W01")
    put_caret(page.editor, 2, 0)
    type_text(page.editor, "并")
    page.proofing._on_mend_one(found)
    assert page.editor.lines()[2].text == "并请于26年底前布署到位,按时报送。"


def test_the_chosen_row_stays_while_one_types(stage: Stage, qtbot: QtBot) -> None:
    _, page = checked(stage)
    choose(page, "P04b")
    chosen = page.checks.chosen
    assert chosen is not None
    put_caret(page.editor, 0, 6)
    page.editor.setFocus()
    QTest.keyClick(page.editor, Qt.Key.Key_Return)
    type_text(page.editor, "再写一段,还没有写完")
    until(lambda: rules(page).count("P01") == 3)
    now = page.checks.chosen
    assert now is not None
    assert key_of(now) == key_of(chosen)
    assert now.place.block == chosen.place.block + 1


def test_f8_walks_through_the_findings(stage: Stage, qtbot: QtBot) -> None:
    window, page = checked(stage)
    page.checks.list.setCurrentRow(-1)
    seen = []
    for _ in range(page.checks.list.count() + 1):
        window.trigger("draft.next_finding")
        assert page.checks.chosen is not None
        seen.append(key_of(page.checks.chosen))
    assert seen[0] == seen[-1]
    assert len(set(seen[:-1])) == len(page.findings)


def test_filters(stage: Stage, qtbot: QtBot) -> None:
    _, page = checked(stage)
    page.checks.filter.setCurrentIndex(1)
    assert page.checks.list.count() == sum(found.level == "error" for found in page.findings)
    page.checks.filter.setCurrentIndex(2)
    assert page.checks.list.count() == sum(found.level == "advice" for found in page.findings)


def test_what_is_ignored_is_kept_with_the_draft_listed_and_asked_for_again(stage: Stage, qtbot: QtBot) -> None:
    """One place, then a whole rule; another window of the same draft is as silent; nothing of it is in the document."""
    window, page = checked(stage)
    record, before = page.record, page.document()
    choose(page, "D01")
    child(page, QPushButton, "checks.ignore").click()
    assert "D01" not in rules(page)
    choose(page, "P01")
    child(page, QPushButton, "checks.ignore_rule").click()
    assert "P01" not in rules(page)
    assert "不再提示 3" in child(page, QLabel, "checks.summary").text()
    assert page.document() == before
    window.show_page("desk")
    page = page_of(window, record)
    until(lambda: page.findings)
    assert not {"D01", "P01"} & set(rules(page))
    page.checks.filter.setCurrentIndex(3)
    assert page.checks.list.count() == 2
    page.checks.list.setCurrentRow(0)
    child(page, QPushButton, "checks.again").click()
    page.checks.list.setCurrentRow(0)
    child(page, QPushButton, "checks.again").click()
    assert {"D01", "P01"} <= set(rules(page))


def test_what_blocks_cannot_be_ignored(stage: Stage, qtbot: QtBot) -> None:
    """G3."""
    _, page = checked(stage)
    found = of_rule(page, "D01")
    secret = Finding("G3", found.level, found.place, "机密★1年", "带有国家秘密标志", "", blocks=True)
    page.checks.show_findings([secret], WRONG, frozenset({"G3", key_of(secret)}))
    page.checks.list.setCurrentRow(0)
    assert page.findings == [secret]
    assert not child(page, QPushButton, "checks.ignore").isVisible()


def test_marks_stand_in_the_text_and_at_the_fields(stage: Stage, qtbot: QtBot) -> None:
    """A wavy line under every stretch, its words under the pointer, its mend by the right button; fields carry theirs."""
    _, page = checked(stage)
    marks = page.editor.extraSelections()
    marked = {mark.cursor.selectedText() for mark in marks}  # type: ignore[attr-defined]  # the stubs leave it out
    assert {"布署", ",", "、"} <= marked
    styles = {mark.format.underlineStyle() for mark in marks}  # type: ignore[attr-defined]  # as above
    assert styles == {QTextCharFormat.UnderlineStyle.WaveUnderline}
    assert any("标题末尾" in label.text() for label in page.elements.findChildren(QLabel))
    block = page.editor.document().findBlockByNumber(2)
    cursor = page.editor.textCursor()
    cursor.setPosition(block.position() + block.text().index("署"))
    point = page.editor.cursorRect(cursor).center()
    assert page.proofing.marks.words(point) == "错误：错别字（《现代汉语词典》等）\n把“布署”改为“部署”"
    menu = QMenu()
    page.proofing.marks.offer(page.proofing.marks.at(point), menu)
    assert [action.text() for action in menu.actions()] == ["把“布署”改为“部署”", "不再提示：错别字"]
    menu.actions()[0].trigger()
    until(lambda: "W01" not in rules(page))
    assert page.proofing.marks.at(QPoint(0, 0)) == []


def test_before_sending_errors_are_told_and_nothing_else_forbids(stage: Stage, qtbot: QtBot) -> None:
    _, page = checked(stage)
    blocking, words = page.proofing.before_sending()
    assert blocking is None
    assert words.startswith("检查还有 ")


def test_a_long_text_is_marked_where_one_looks(stage: Stage, qtbot: QtBot) -> None:
    """Marks are made for what is in sight and follow the scroll bar; the list has all."""
    _, page = checked(stage)
    page.show_document(replace(WRONG, blocks=tuple(Paragraph(f"第{number}段要加强领导,落实责任。") for number in range(200))))
    until(lambda: rules(page).count("P01") == 200)

    def marked() -> set[int]:
        marks = page.editor.extraSelections()
        return {mark.cursor.blockNumber() for mark in marks if mark.cursor.selectedText() == ","}  # type: ignore[attr-defined]  # no stubs

    assert 0 in marked()
    assert 199 not in marked()
    page.editor.verticalScrollBar().setValue(page.editor.verticalScrollBar().maximum())
    until(lambda: 199 in marked())
    assert 0 not in marked()
