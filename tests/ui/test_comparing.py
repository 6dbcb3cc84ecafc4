"""对照 and 校对 in the window: what differs is shown, what differs in words does not pass (DOC-11, DOC-15, W2)."""

from pathlib import Path
from typing import TypeVar, cast

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from tests.office.world import STRAIGHT, Case, raw
from xzt.core.encoding import decode, encode
from xzt.docs.layout.composing import lay_out
from xzt.docs.layout.fonts import FontBook
from xzt.docs.layout.pages import PageModel
from xzt.docs.model import Issuance, Kind, OfficialDocument, Paragraph
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Step
from xzt.ui.hub import Hub
from xzt.ui.pages.comparing import ComparePane, ProofForm
from xzt.ui.widgets.controls import chosen

T = TypeVar("T")
SIGNED = OfficialDocument(
    kind=Kind.NOTICE,
    title="关于样例的通知",
    mark="样例机关文件",
    series="湘政办函",
    recipients="各样例单位",
    blocks=(Paragraph("一、请于２０２６年底前办结。"), Paragraph("二、按月报送。")),
    signers=("样例机关",),
)


class Jobs:
    """Reads at once."""

    def run(self, _name: str, work: object) -> object:
        return work(None)  # type: ignore[operator]


class Desk:
    """What the pane asks of the window around it."""

    def __init__(self) -> None:
        self.client = self
        self.jobs = Jobs()

    def run(self, done: T, show: object) -> None:
        show(done)  # type: ignore[operator]


def text(document: OfficialDocument) -> msgspec.Raw:
    return raw(document)


def to_proofread() -> Case:
    case = Case().do("clerk", d.StartDraft(text(SIGNED)))
    case.do("clerk", d.Submit(STRAIGHT, flow="proofed")).do("reviewer", d.Review("已核", case.text))
    return case.do("leader", d.SignOff("同意", case.text))


@pytest.fixture(scope="module")
def model() -> PageModel:
    return lay_out(SIGNED, Issuance(signed_on="2026-03-02"), FontBook(system=False))


def panes(qtbot: QtBot, case: Case) -> tuple[ComparePane, ProofForm]:
    pane = ComparePane(cast("Hub", Desk()))
    form = ProofForm(pane)
    qtbot.addWidget(pane)
    qtbot.addWidget(form)
    form.begin(case.dispatch)
    pane.show_record(case.dispatch)
    return pane, form


def test_doc11_our_own_pages_pass(qtbot: QtBot, model: PageModel) -> None:
    """DOC-11: the pages are read back and have the signed words; what the form builds is accepted."""
    case = to_proofread()
    pane, form = panes(qtbot, case)
    assert form.found.text() == "正在排版…"
    pane.take(case.dispatch, model)
    assert form.found.text() == "文字完全一致。"
    command = form.command("Proofread", case.dispatch)
    assert isinstance(command, d.Proofread)
    assert case.offer("reviewer", command) is None
    assert case.dispatch.step is Step.REGISTER


@pytest.mark.parametrize(
    ("line", "found", "code"),
    [
        ("一、请于2026年底前办结。", "文字一致，1 处只是排版不同。", "words_missing"),
        ("一、请于2027年底前办结。", "有 1 处文字不同。", "proof_differs"),
    ],
)
def test_w2_a_final_that_says_something_else_does_not_pass(qtbot: QtBot, tmp_path: Path, line: str, found: str, code: str) -> None:
    """W2, DOC-11: a file that a printer set is held against the signed text; other words are refused, other widths explained."""
    case = to_proofread()
    pane, form = panes(qtbot, case)
    path = tmp_path / "定稿.json"
    path.write_bytes(encode(msgspec.structs.replace(SIGNED, blocks=(Paragraph(line), SIGNED.blocks[1]))))
    pane.read(path)
    assert form.found.text() == found
    assert (chosen(pane.old), chosen(pane.new)) == ("1", "file")
    assert line[4:8] in pane.text.toPlainText()
    command = form.command("Proofread", case.dispatch)
    assert command is not None
    assert case.refuse("reviewer", command) == code
    form.reason.setPlainText("数字改用半角")
    explained = form.command("Proofread", case.dispatch)
    assert explained is not None
    assert (case.offer("reviewer", explained) is None) == (code == "words_missing")


def test_doc15_any_two_submissions_are_compared(qtbot: QtBot) -> None:
    """DOC-15: every submission is listed; the last two are shown first."""
    case = Case().do("clerk", d.StartDraft(text(SIGNED))).do("clerk", d.Submit(STRAIGHT))
    for at in (2, 3):
        case.do("reviewer", d.Return(Step.DRAFT, "请改", case.text))
        changed = msgspec.structs.replace(SIGNED, blocks=(Paragraph(f"一、第{at}稿改。"), SIGNED.blocks[1]))
        case.do("clerk", d.SaveDraft(text(changed))).do("clerk", d.Submit(STRAIGHT))
    pane, _ = panes(qtbot, case)
    assert [pane.old.itemText(at) for at in range(pane.old.count())] == ["第1稿", "第2稿", "第3稿"]
    assert (chosen(pane.old), chosen(pane.new)) == ("2", "3")
    assert "一、第23稿改。" in pane.text.toPlainText()
    assert pane.note.text() == "有 1 处文字不同。"
    pane.old.setCurrentIndex(0)
    assert "２０２６" in pane.text.toPlainText()
    assert "二、按月报送。" in pane.text.toPlainText()
    assert decode(case.dispatch.versions[0].document.encode(), OfficialDocument) == SIGNED
