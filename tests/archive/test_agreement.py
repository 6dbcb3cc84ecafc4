"""The final file says what was signed off: real notice, every form, long tables; and any other word is found (W13, W14)."""

from pathlib import Path

import msgspec
import pytest

from tests.archive.course import BEGIN, Made, document
from xzt.archive.agreement import text_faults
from xzt.archive.contents import Contents
from xzt.core.encoding import encode
from xzt.docs.importing.files import read_file
from xzt.docs.layout.composing import lay_out
from xzt.docs.layout.fonts import FontBook
from xzt.docs.model import Attachment, Closing, Custom, Form, Heading, Image, Issuance, OfficialDocument, Paragraph, Table
from xzt.docs.render.ofd import write_ofd

NOTICE = Path(__file__).parents[2] / "resources" / "sample" / "湘政办函〔2022〕23号.txt"


@pytest.fixture(scope="module")
def notice() -> OfficialDocument:
    found = read_file(NOTICE).document
    assert isinstance(found, OfficialDocument)
    return found


def laid(made: Made, shown: OfficialDocument, signed: OfficialDocument | None = None, number: str = "示政办发〔2026〕23号") -> Contents:
    """Give contents whose final file shows one document while another was signed."""
    issuance = Issuance(number=number, signed_on="2026-11-23", printed_on="2026-11-24", sealed=True)
    ofd = write_ofd(lay_out(shown, issuance, FontBook(system=False)), shown, issuance, BEGIN)
    state = msgspec.structs.replace(made.contents.state, document=msgspec.Raw(encode(signed or shown)))
    return msgspec.structs.replace(made.contents, state=state, ofd=ofd)


def long_table(form: Form) -> OfficialDocument:
    rows = tuple((str(number), "一件要写好几行才写得完的事项，由示例单位办理" * (number % 5 + 1), "按月") for number in range(1, 60))
    table = Table((("序号", "事项", "时限"), *rows), 1, (1.0, 5.0, 1.0))
    return msgspec.structs.replace(document(), form=form, blocks=(Paragraph("如下："), table), attachments=())


def test_the_real_notice_agrees_with_its_file(made: Made, notice: OfficialDocument) -> None:
    assert text_faults(laid(made, notice), "f") == []


@pytest.mark.parametrize("form", list(Form))
def test_every_form_agrees(made: Made, form: Form) -> None:
    for shown in (msgspec.structs.replace(document(), form=form, approver="示例戊"), long_table(form)):
        assert text_faults(laid(made, shown), "f") == []


def test_any_other_word_is_found(made: Made, notice: OfficialDocument) -> None:
    """One character anywhere in the real notice: taken out, put in, or another."""
    blocks = [at for at, block in enumerate(notice.attachments[0].blocks) if isinstance(block, Paragraph | Heading)]
    for at in blocks[:: len(blocks) // 6]:
        block = notice.attachments[0].blocks[at]
        assert isinstance(block, Paragraph | Heading)
        for text in (block.text[:-1], block.text + "甲", block.text[:-1] + "乙"):
            changed = msgspec.structs.replace(block, text=text)
            all_blocks = (*notice.attachments[0].blocks[:at], changed, *notice.attachments[0].blocks[at + 1 :])
            first = msgspec.structs.replace(notice.attachments[0], blocks=all_blocks)
            shown = msgspec.structs.replace(notice, attachments=(first, *notice.attachments[1:]))
            assert text_faults(laid(made, shown, notice), "f"), (at, text)


def test_other_words_in_a_table_and_another_number_are_found(made: Made) -> None:
    shown = long_table(Form.ORDINARY)
    table = shown.blocks[1]
    assert isinstance(table, Table)
    rows = (*table.rows[:30], ("30", "一件没有人签过的事项", "按月"), *table.rows[31:])
    signed = msgspec.structs.replace(shown, blocks=(shown.blocks[0], msgspec.structs.replace(table, rows=rows)))
    assert text_faults(laid(made, shown, signed), "f")
    assert text_faults(laid(made, shown, number="示政办发〔2026〕24号"), "f")


def test_what_is_no_layout_file_is_named(made: Made) -> None:
    assert text_faults(msgspec.structs.replace(made.contents, ofd=b"PK"), "f") == [("f", "unreadable ofd_unreadable")]


def test_every_element_that_a_page_can_have_agrees(made: Made) -> None:
    """Joint marks, several who sign off, lists of minutes, signature seals, moved recipients, attachments apart and across, captions,
    the offices' own forms."""
    base = msgspec.structs.replace(document(), attachments=())
    organs = ("示例甲厅", "示例乙厅")
    apart = (Attachment("总表", (Paragraph("甲"),), "附件1", apart=True), Attachment("分表", (Paragraph("乙"),), "附件2", across=True))
    for shown in (
        msgspec.structs.replace(base, mark="示例甲厅文件", mark_organs=organs, signers=organs, approver="示例戊、示例己"),
        msgspec.structs.replace(base, form=Form.MINUTES, attended="示例戊　示例己", excused="示例庚", observed="示例辛"),
        msgspec.structs.replace(base, form=Form.ORDER, closing=Closing.SIGNED, posts=("示例省省长",)),
        *(msgspec.structs.replace(base, custom=custom, urgency="特提") for custom in Custom if custom),
        msgspec.structs.replace(base, closing=Closing.UNSEALED, recipients="，".join(["示例各县人民政府"] * 60)),
        msgspec.structs.replace(base, attachments=apart, blocks=(Paragraph("如下："), Image(b"", "图1　示例"))),
    ):
        assert text_faults(laid(made, shown), "f") == []
        changed = msgspec.structs.replace(shown, attended=shown.attended and "别人", posts=("别的职务",) if shown.posts else ())
        if changed != shown:
            assert text_faults(laid(made, changed, shown), "f")
