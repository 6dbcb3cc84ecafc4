"""The page that makes the notice with which a document is passed on (DOC-17), in the real window."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.stage import NOTICE, Stage, child, under_the_pen, until
from xzt.client.commands import Accepted
from xzt.docs.model import Kind, OfficialDocument, Paragraph
from xzt.ui.pages.drafting import DraftingPage
from xzt.ui.pages.forwarding import ForwardingPage
from xzt.ui.window import MainWindow

SOURCE = OfficialDocument(
    kind=Kind.NOTICE,
    title="某省教育厅关于做好样例工作的通知",
    mark="某省教育厅文件",
    series="湘政办发",
    signers=("某省教育厅",),
    recipients="各市教育局",
    blocks=(Paragraph("请认真做好样例工作。"),),
)


def opened(window: MainWindow) -> ForwardingPage:
    window.trigger("window.new")
    child(window, QPushButton, "begin.forward").click()
    page = window.current()
    assert isinstance(page, ForwardingPage)
    return page


def drafted(window: MainWindow) -> OfficialDocument:
    child(window, QPushButton, "forward.start").click()
    until(lambda: isinstance(window.current(), DraftingPage))
    page = window.current()
    assert isinstance(page, DraftingPage)
    document = page.document()
    assert document is not None
    return document


def test_a_document_of_the_store_is_forwarded_with_its_text(stage: Stage, qtbot: QtBot) -> None:
    window = stage.window("jia-1")
    assert isinstance(window.client.start_draft(SOURCE).result(60), Accepted)
    page = opened(window)
    assert not page.begin_button.isEnabled()
    page.search.setText("教育厅")
    assert page.sources.count() == 1
    page.sources.setCurrentRow(0)
    QTest.keyClick(page.sources, Qt.Key.Key_Return)
    page.number.setText("某教〔2026〕3号")
    until(lambda: page.preview.model is not None and not page._timer.isActive())
    document = drafted(window)
    assert document.title == "湖南省人民政府办公厅转发某省教育厅关于做好样例工作的通知"
    assert document.blocks == (Paragraph("现将《某省教育厅关于做好样例工作的通知》（某教〔2026〕3号）转发给你们，请认真贯彻执行。"),)
    (passed,) = document.attachments
    assert (passed.label, passed.title) == ("", SOURCE.title)
    assert passed.blocks == (Paragraph("各市教育局："), *SOURCE.blocks, Paragraph("某省教育厅"))


def test_a_file_is_issued(stage: Stage, qtbot: QtBot) -> None:
    window = stage.window("jia-1")
    page = opened(window)
    page.manners[page.manner().ISSUE].click()
    page.import_file(NOTICE)
    until(lambda: page.number.text() == "湘政办函〔2022〕23号")
    document = drafted(window)
    assert document.title.startswith("湖南省人民政府办公厅关于印发《湖南省人民政府办公厅关于")
    assert "〈" in document.title
    assert [attachment.label for attachment in document.attachments] == ["", "", "附件"]


def test_a_title_alone_holds_the_place_of_the_text(stage: Stage, qtbot: QtBot) -> None:
    """Typing another title lets the text that was chosen go."""
    window = stage.window("jia-1")
    page = opened(window)
    page.import_file(NOTICE)
    until(lambda: page.number.text() != "")
    page.manners[page.manner().APPROVE].click()
    page.original.setPlainText("关于样例管理的意见")
    page.number.setText("")
    page.organ.setText("某市样例局")
    assert "留待填写" in page.text.text()
    document = drafted(window)
    assert document.title == "湖南省人民政府办公厅批转某市样例局关于样例管理的意见的通知"
    assert document.attachments[0].blocks == (Paragraph("【原文】"),)


def test_an_opened_document_is_passed_on(stage: Stage, qtbot: QtBot) -> None:
    """From the page of a record one press leads to the notice with this document in it; Esc leads back."""
    window = stage.window("jia-1")
    outcome = window.client.start_draft(SOURCE).result(60)
    assert isinstance(outcome, Accepted)
    window.open_record("dispatch", outcome.record)
    under_the_pen(window)
    window.trigger("dispatch.submit")
    child(window, QPushButton, "submit.confirm").click()
    until(lambda: window.current().objectName() == "page.record")
    child(window, QPushButton, "record.forward").click()
    page = window.current()
    assert isinstance(page, ForwardingPage)
    assert page.original.toPlainText() == SOURCE.title
    notice = page.notice()
    assert notice is not None
    assert notice.attachments[0].blocks[1:-1] == SOURCE.blocks
    window.show_page("back")
    assert window.current().objectName() == "page.desk"
