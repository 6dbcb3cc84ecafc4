"""An imported file is offered for confirmation before it takes the draft's place; attachments are what the file has (issue 3, import)."""

from pathlib import Path

import docx
from docx.shared import Pt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from tests.docs.conftest import WHEN
from tests.docs.test_origins import FILE
from tests.ui.stage import Stage, child, until
from tests.ui.test_proofing import checked
from xzt.docs.layout import FontBook, lay_out
from xzt.docs.model import Heading, Issuance, Kind, OfficialDocument, Paragraph
from xzt.docs.render.pdf import write_pdf
from xzt.ui.pages.drafting import DraftingPage
from xzt.ui.window import MainWindow

LONG = "汛期内青龙潭水库按批准的水位运行，遇有特大暴雨时由防汛指挥部统一调度，沿线各乡镇组织群众转移，并按时报告情况。"


def offered(stage: Stage, path: Path) -> tuple[MainWindow, DraftingPage]:
    window, page = checked(stage)
    page.import_file(path)
    until(page.importing.isVisible)
    return window, page


def text_file(folder: Path) -> Path:
    path = folder / "来文.txt"
    path.write_text(FILE, "utf-8")
    return path


def test_the_draft_stays_until_the_file_is_taken(stage: Stage, qtbot: QtBot, tmp_path: Path) -> None:
    _, page = offered(stage, text_file(tmp_path))
    before = page.document()
    assert before is not None
    assert before.title.startswith("样例机关")
    child(page, QPushButton, "import.cancel").click()
    assert page.document() == before
    assert not page.importing.isVisible()


def test_a_file_goes_into_no_other_draft(stage: Stage, qtbot: QtBot, tmp_path: Path) -> None:
    """A file that is still being read when another draft is opened stays out of that one, and the person is told."""
    window, page = checked(stage)
    first = page.document()
    page.import_file(text_file(tmp_path))
    page.show_record("dispatch", page.record)
    until(lambda: "没有导入" in window.strip.words.text())
    assert not page.importing.isVisible()
    assert page.document() == first


def test_elements_are_shown_with_their_lines_and_taken_as_the_person_says(stage: Stage, qtbot: QtBot, tmp_path: Path) -> None:
    window, page = offered(stage, text_file(tmp_path))
    before = page.document()
    said = [label.text() for label in page.importing.findChildren(QLabel)]
    assert "第4行：某市人民政府关于做好防汛工作的通知" in said
    assert any("某政发〔2026〕3号”不沿用" in words for words in said)
    recipients = child(page, QLineEdit, "import.recipients")
    recipients.setText("各县人民政府")
    recipients.setModified(True)
    child(page, QCheckBox, "import.note.not").setChecked(True)
    kind = child(page, QComboBox, "import.kind")
    kind.setCurrentIndex(kind.findData("通报"))
    page.importing.body.item(2).setSelected(True)
    child(page, QComboBox, "import.level").setCurrentIndex(2)
    child(page, QPushButton, "import.level.apply").click()
    child(page, QPushButton, "import.confirm").click()
    document = page.document()
    assert document is not None
    assert document.kind is Kind.CIRCULAR
    assert document.recipients == "各县人民政府"
    assert document.note == ""
    assert Paragraph("（此件公开发布）") in document.blocks
    assert Heading(2, "请按时报送。") in document.blocks
    assert document.series == "某政发"
    window.trigger("draft.undo")
    until(lambda: page.document() == before)


def test_how_a_word_file_looks_is_said_once(stage: Stage, qtbot: QtBot, tmp_path: Path) -> None:
    document = docx.Document()
    for words in ("某市人民政府关于做好防汛工作的通知", "各县人民政府：", "请按时报送。"):
        document.add_paragraph().add_run(words).font.size = Pt(12)
    document.sections[0].header.paragraphs[0].add_run("内部资料")
    path = tmp_path / "旧文.docx"
    document.save(str(path))
    _, page = offered(stage, path)
    said = child(page, QLabel, "import.remarks").text()
    assert "没有放进正文：内部资料" in said
    assert "原件版式：正文一般用16磅" in said or "正文一般用16磅" in said
    assert "页边距" in said
    child(page, QCheckBox, "import.aside").setChecked(True)
    child(page, QPushButton, "import.confirm").click()
    taken = page.document()
    assert taken is not None
    assert taken.blocks[-1] == Paragraph("内部资料")


def test_the_text_of_a_pdf_becomes_an_attachment_that_is_found(stage: Stage, qtbot: QtBot, tmp_path: Path) -> None:
    """OFD and PDF come as attachments with text, and the draft is found by it (issue 3, import)."""
    attached = OfficialDocument(
        kind=Kind.NOTICE, title="某市防汛预案", mark="", series="", blocks=(Heading(1, "一、总则"), Paragraph(LONG))
    )
    model = lay_out(attached, Issuance(), FontBook(system=False))
    path = tmp_path / "防汛预案.pdf"
    path.write_bytes(write_pdf(model, "某市防汛预案", WHEN))
    window, page = checked(stage)
    record = page.record
    page.import_file(path)
    until(lambda: len(page.parts.parts()) == 2)
    part = page.parts.parts()[1]
    assert part.frame is not None
    assert (part.frame.label, part.frame.title) == ("附件", "防汛预案")
    texts = [line.text for line in part.lines]
    assert "一、总则" in texts
    assert LONG in texts
    page.settle()
    window.trigger("dispatch.save")
    until(lambda: any(row.id == record for row in window.client.rows("drafts", "青龙潭水库")))
