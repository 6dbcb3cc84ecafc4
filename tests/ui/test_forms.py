"""Beginning a draft from a kind, every element as a field, the special forms in the real window (DOC-01, DOC-03, DOC-19, DOC-21)."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.stage import Stage, child, type_text, under_the_pen, until
from xzt.docs.kinds.placeholders import blanks
from xzt.docs.kinds.table import all_kinds
from xzt.docs.layout.pages import PageModel
from xzt.docs.model import Closing, Custom, Form, Kind, OfficialDocument
from xzt.ui.pages.beginning import BeginningPage
from xzt.ui.pages.drafting import DraftingPage
from xzt.ui.widgets.controls import choose
from xzt.ui.window import MainWindow


def begun(window: MainWindow, kind: str) -> DraftingPage:
    """Begin a draft of a kind as a person does."""
    window.trigger("window.new")
    page = window.current()
    assert isinstance(page, BeginningPage)
    page.choose(kind)
    child(page, QPushButton, "begin.start").click()
    draft = under_the_pen(window)
    until(lambda: draft.model is not None and draft.findings)
    return draft


def shown(page: DraftingPage) -> set[str]:
    """The fields in sight."""
    names = ("approver", "signers", "posts", "closing", "mark_organs", "attended", "excused", "observed", "printer", "openness_reason")
    return {name for name in names if child(page, QWidget, f"element.{name}").isVisibleTo(page.elements)}


def words(model: PageModel | None) -> str:
    return "".join(run.text for page in (model.pages if model else ()) for run in page.runs)


def document(page: DraftingPage) -> OfficialDocument:
    found = page.document()
    assert found is not None
    return found


def settled(page: DraftingPage, ready: Callable[[], object]) -> None:
    page.settle()
    until(ready)


def test_every_kind_is_offered_and_told_of(stage: Stage, qtbot: QtBot) -> None:
    """DOC-01: the list by keyboard; what a kind is for, and its page, before anything is begun."""
    window = stage.window("jia-1")
    window.trigger("window.new")
    page = window.current()
    assert isinstance(page, BeginningPage)
    offered = [page.kinds.item(at).text() for at in range(page.kinds.count()) if page.kinds.item(at).flags() & Qt.ItemFlag.ItemIsEnabled]
    assert sorted(offered) == sorted(facts.name for facts in all_kinds())
    until(lambda: "通知" in words(page.preview.model))
    QTest.keyClick(page.kinds, Qt.Key.Key_Down)
    assert page.name.text() == "请示"
    until(lambda: "请示" in words(page.preview.model))
    page.choose("签报")
    assert "不是法定文种" in page.origin.text()
    assert window.client.count("drafts") == 0
    page.choose("请示")
    QTest.keyClick(page.kinds, Qt.Key.Key_Return)
    until(lambda: isinstance(window.current(), DraftingPage))
    assert window.client.count("drafts") == 1
    window.show_page("back")
    assert window.current().objectName() == "page.desk"


def test_a_request_asks_for_what_it_needs_at_its_field(stage: Stage, qtbot: QtBot) -> None:
    """DOC-05: the missing approver and the second recipient are said where they are to be written."""
    page = begun(stage.window("jia-1"), "请示")
    assert {"approver", "signers", "closing", "printer"} == shown(page)
    page.elements.approver.setText("")
    page.elements.recipients.setPlainText("某省人民政府、某省财政厅")
    page.settle()
    until(lambda: {"F12", "G2a"} <= {found.rule for found in page.findings})
    field = page.elements._fields
    assert "签发人" in field["approver"].remark.text()
    assert "只写一个主送机关" in field["recipients"].remark.text()
    page.elements.recipients.setPlainText("")
    settled(page, lambda: "M02" in {found.rule for found in page.findings})
    assert field["recipients"].remark.property("tone") == "red"


def test_placeholders_are_walked_with_one_key(stage: Stage, qtbot: QtBot) -> None:
    """F4 goes from one to the next, in the form and in the text; typing takes its place; at the end the checker is content."""
    page = begun(stage.window("jia-1"), "公告")
    count = len(blanks(document(page)))
    assert count == 4
    for _ in range(count):
        page.trigger("draft.blank")
        target = page.window().focusWidget()
        assert target is not None
        type_text(target, "样例")
    assert blanks(document(page)) == []
    assert document(page).title.replace("\n", "").endswith("关于样例的公告")
    assert "根据样例，现将样例公告如下。" in str(document(page).blocks)
    settled(page, lambda: "M01" not in {found.rule for found in page.findings})


def test_minutes_with_all_their_lists(stage: Stage, qtbot: QtBot) -> None:
    """10.3: names of those who were there; no seal, no signature."""
    page = begun(stage.window("jia-1"), "纪要")
    assert {"attended", "excused", "observed"} <= shown(page)
    assert not {"signers", "closing", "posts"} & shown(page)
    page.elements.attended.setPlainText("张样　李样")
    page.elements.observed.setPlainText("王样")
    page.elements.excused.setPlainText("")
    settled(page, lambda: "出席：张样　李样" in words(page.model))
    assert "列席：王样" in words(page.model)
    assert "请假" not in words(page.model)
    assert (document(page).form, document(page).attended) == (Form.MINUTES, "张样　李样")


def test_a_change_of_kind_lays_the_page_again(stage: Stage, qtbot: QtBot) -> None:
    """A notice becomes a letter, an order and minutes; what was written stays."""
    page = begun(stage.window("jia-1"), "通知")
    kind = child(page, QComboBox, "element.kind")
    choose(kind, "函")
    settled(page, lambda: page.model is not None and page.model.pages[0].number == 0)
    assert (document(page).form, document(page).series) == (Form.LETTER, "湘政办函")
    assert "printer" not in shown(page) or document(page).printer
    choose(kind, "命令")
    settled(page, lambda: words(page.model).startswith("湖南省人民政府办公厅令"))
    assert document(page).closing is Closing.SIGNED
    assert "posts" in shown(page)
    assert "signers" not in shown(page)
    page.elements.posts.setPlainText("主　任")
    settled(page, lambda: "主　任" in words(page.model))
    until(lambda: page.elements._fields["series"].remark.text().startswith("这种公文应当有"))
    choose(child(page, QComboBox, "element.form"), "ordinary")
    settled(page, lambda: "关于【事由】的通知" in words(page.model))
    assert "为【目的】" in words(page.model)


def test_a_joint_document_shows_its_organs_in_order(stage: Stage, qtbot: QtBot) -> None:
    """7.2.4, 7.3.5: several signers open the field of the joint mark; the leading organ stands first."""
    page = begun(stage.window("jia-1"), "通知")
    assert "mark_organs" not in shown(page)
    page.elements.signers.setPlainText("某省教育厅\n某省财政厅")
    assert "mark_organs" in shown(page)
    page.elements.mark_organs.setPlainText("某省教育厅、某省财政厅")
    page.elements.mark.setText("某省教育厅文件")
    settled(page, lambda: "某省财政厅" in words(page.model))
    assert document(page).mark_organs == document(page).signers == ("某省教育厅", "某省财政厅")
    assert "联合" not in "".join(found.explanation for found in page.findings)


@pytest.mark.parametrize(("name", "custom"), [("便函", Custom.NOTE), ("签报", Custom.SHEET), ("电报", Custom.TELEGRAM)])
def test_forms_of_the_offices_own(stage: Stage, qtbot: QtBot, name: str, custom: Custom) -> None:
    """DOC-19."""
    page = begun(stage.window("jia-1"), name)
    assert document(page).custom is custom
    urgency = child(page, QComboBox, "element.urgency")
    grades = [urgency.itemData(at) for at in range(urgency.count())]
    assert grades == (["", "平急", "加急", "特急", "特提"] if custom is Custom.TELEGRAM else ["", "加急", "特急"])
    assert child(page, QWidget, "element.series").isVisibleTo(page.elements) is (custom is Custom.TELEGRAM)
    if custom is Custom.TELEGRAM:
        choose(urgency, "特提")
        settled(page, lambda: "等级　特提" in words(page.model))
    choose(child(page, QComboBox, "element.kind"), "通知")
    assert (document(page).custom, document(page).kind) == (Custom.NONE, Kind.NOTICE)
    assert document(page).urgency in {"", "加急", "特急"}


def test_openness_asks_for_its_reason(stage: Stage, qtbot: QtBot) -> None:
    """DOC-21: 不予公开 opens the field of the reason, which goes with the document and is not printed."""
    page = begun(stage.window("jia-1"), "通知")
    assert "openness_reason" not in shown(page)
    choose(child(page, QComboBox, "element.openness"), "不予公开")
    assert "openness_reason" in shown(page)
    settled(page, lambda: "M04" in {found.rule for found in page.findings})
    page.elements.openness_reason.setText("内部事务信息")
    settled(page, lambda: "M04" not in {found.rule for found in page.findings})
    assert document(page).openness_reason == "内部事务信息"
    assert "内部事务" not in words(page.model)


def test_an_attachment_across_and_bound_apart(stage: Stage, qtbot: QtBot) -> None:
    """7.3.7, section 8: both are choices of the attachment, kept with the draft."""
    page = begun(stage.window("jia-1"), "通知")
    child(page, QPushButton, "part.add").click()
    page.parts.title.setText("样例名单")
    page.parts.title.textEdited.emit("样例名单")
    type_text(page.editor, "名单正文")
    page.parts.across.click()
    page.parts.apart.click()
    settled(page, lambda: "样例名单" in words(page.model))
    (attachment,) = document(page).attachments
    assert (attachment.across, attachment.apart, attachment.title) == (True, True, "样例名单")
    assert page.model is not None
    assert page.model.pages[-1].number == 1
    assert any(run.turned for run in page.model.pages[-1].runs)
    page.parts.tabs.setCurrentIndex(0)
    page.parts.tabs.setCurrentIndex(1)
    assert page.parts.across.isChecked()
    record = page.record
    stored = stage.clients[0].draft(record).result(60).document()
    assert stored.attachments == document(page).attachments


def test_text_fields_take_tab_as_the_way_on(stage: Stage, qtbot: QtBot) -> None:
    """AE-15: the form is walked with Tab in the order of the page."""
    page = begun(stage.window("jia-1"), "请示")
    page.window().activateWindow()
    page.elements.approver.setFocus()
    walked = []
    for _ in range(4):
        QTest.keyClick(page.window().focusWidget(), Qt.Key.Key_Tab)
        walked.append(page.window().focusWidget().objectName())
    assert walked[:2] == ["element.title", "element.recipients"]
    assert isinstance(page.elements.title, QPlainTextEdit)
