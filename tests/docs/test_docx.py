"""The DOCX of the real notice: margins and grid of GB/T 33476.2, East Asian fonts, page number fields, and the same text read back."""

import io
import re
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from msgspec.structs import replace

from tests.docs.conftest import ISSUED
from tests.docs.test_pages import plain
from xzt.docs.importing import Imported, read_docx
from xzt.docs.layout import FontBook, lay_out
from xzt.docs.model import Attachment, Closing, Form, Issuance, Kind, Paragraph, Table
from xzt.docs.render import docx_styles
from xzt.docs.render.docx import write_docx
from xzt.office.profile import Profile


@pytest.fixture(scope="session")
def word(seed: Imported) -> bytes:
    return write_docx(seed.document, ISSUED)


def test_the_document_comes_back(seed: Imported, word: bytes) -> None:
    """Exchange: what Word gets is what we had."""
    back = read_docx(word)
    assert back.document == seed.document
    assert back.found == seed.found


def test_an_ordinary_document_comes_back() -> None:
    both = (
        Attachment("名单", (Paragraph("甲、乙。"), Table((("序号", "名称"), ("1", "甲")))), "附件1"),
        Attachment("表", (Paragraph("丙。"),), "附件2"),
    )
    document = replace(plain(), attachments=both, blocks=(Paragraph("通知如下。"), Table((("甲", "乙"), ("1", "2")))))
    assert read_docx(write_docx(document, replace(ISSUED, number="某政发〔2022〕3号"))).document == document


def test_margins_and_grid(word: bytes) -> None:
    """GB/T 33476.2 6.2; gongwen.md 1.3 A."""
    section = docx.Document(io.BytesIO(word)).sections[0]
    margins = [section.top_margin, section.bottom_margin, section.left_margin, section.right_margin]
    assert [round(length.mm, 2) for length in margins if length is not None] == pytest.approx([34.58, 32.58, 28.0, 26.0], abs=0.02)
    assert (section.page_width.mm, section.page_height.mm) == pytest.approx((210, 297), abs=0.1)
    grid = section._sectPr.find(qn("w:docGrid"))
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("lines", "589")
    assert section.different_first_page_header_footer


def test_fonts_and_fields(word: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(word)) as package:
        body = package.read("word/document.xml").decode()
        styles = package.read("word/styles.xml").decode()
        footers = [package.read(name).decode() for name in package.namelist() if re.fullmatch(r"word/footer\d+\.xml", name)]
    for font in ("仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体"):
        assert f'w:eastAsia="{font}"' in body
    assert "Theme" not in "".join(re.findall(r"<w:rFonts[^>]*>", styles))
    assert sum("PAGE" in footer for footer in footers) == 2
    assert {side for footer in footers for side in re.findall(r'w:jc w:val="(\w+)"', footer)} == {"right", "left"}


def test_the_same_bytes_every_time(seed: Imported, word: bytes) -> None:
    assert write_docx(seed.document, ISSUED) == word


@pytest.mark.parametrize("form", list(Form))
def test_every_form_can_be_written(form: Form) -> None:
    file = docx.Document(io.BytesIO(write_docx(plain(form=form, urgency="特急", approver="某某"), ISSUED)))
    assert any("某政" in line.text or "湘政" in line.text for line in file.paragraphs)


def lines_of(data: bytes) -> list[str]:
    return [line.text for line in docx.Document(io.BytesIO(data)).paragraphs]


def test_signatures_minutes_and_joint_marks_are_written_too() -> None:
    """GB/T 9704 7.2.4, 7.3.5, 10.3: no element of the page is missing in the file for exchange."""
    minutes = lines_of(write_docx(plain(form=Form.MINUTES, attended="张某某", excused="李某", observed="王某"), ISSUED))
    assert [line for line in minutes if line[:2] in {"出席", "请假", "列席"}] == ["出席：张某某", "请假：李某", "列席：王某"]
    signed = lines_of(write_docx(plain(form=Form.ORDER, closing=Closing.SIGNED, posts=("市长",)), ISSUED))
    assert signed.index("2022年3月23日") == signed.index("市长") + 1
    assert "某市人民政府" not in signed
    bare = lines_of(write_docx(plain(closing=Closing.UNSEALED, signers=("某局", "某厅")), ISSUED))
    assert bare[bare.index("某局") :][:3] == ["某局", "某厅", "2022年3月23日"]


def test_a_joint_mark_has_its_word_beside_the_organs() -> None:
    """GB/T 9704 7.2.4: names spread to one width, the word in the middle of their height; it comes back as one mark."""
    document = plain(mark="某市财政局文件", mark_organs=("某市财政局", "某市民政局办公室"))
    data = write_docx(document, ISSUED)
    left, right = docx.Document(io.BytesIO(data)).tables[0].rows[0].cells
    assert [line.text for line in left.paragraphs] == ["某市财政局", "某市民政局办公室"]
    assert right.text == "文件"
    widths = []
    for line in left.paragraphs:
        apart = [run._r.find(f"{qn('w:rPr')}/{qn('w:spacing')}") for run in line.runs]
        twips = sum(
            len(run.text) * int(found.get(qn("w:val")) if found is not None else 0) for run, found in zip(line.runs, apart, strict=True)
        )
        size = line.runs[0].font.size
        widths.append(twips + len(line.text) * (size.pt if size else 0) * 20)
    assert widths[0] == pytest.approx(widths[1], abs=10)
    back = read_docx(data).document
    assert (back.mark, back.mark_organs, back.blocks) == (document.mark, document.mark_organs, document.blocks)


def test_an_order_shows_no_title_beside_its_mark() -> None:
    """GB/T 9704 10.2: mark, number, text. The title is kept among the properties of the file."""
    document = plain(kind=Kind.ORDER, form=Form.ORDER, mark="某市人民政府令", title="某市人民政府关于\n测试的命令")
    data = write_docx(document, ISSUED)
    assert not any("测试的命令" in line for line in lines_of(data))
    assert read_docx(data).document.title == document.title


def test_long_titles_turn_where_ours_do_and_are_one_line_still(fonts: FontBook) -> None:
    """GB/T 9704 7.3.1: words whole, lines in the shape of a trapezoid or a diamond."""
    document = plain(title="某市人民政府关于商请支持某某某某某某某某某某某某项目建设有关事项的函")
    data = write_docx(document, ISSUED)
    title = next(line for line in docx.Document(io.BytesIO(data)).paragraphs if "商请支持" in line.text)
    page = lay_out(document, ISSUED, fonts).pages[0]
    assert title.text.split("\n") == [run.text for run in page.runs if run.place is not None and run.place.part == "title"]
    assert read_docx(data).document.title == document.title


def test_the_double_lines_of_a_letter_are_those_of_our_page(fonts: FontBook) -> None:
    """GB/T 9704 10.1: where the profile centres them, as thick as it has them; the mark 30 mm from the edge of the paper."""
    profile = Profile(double_on="text", double_thick=1.0)
    document = plain(form=Form.LETTER, kind=Kind.LETTER, mark="某市人民政府")
    file = docx.Document(io.BytesIO(write_docx(document, ISSUED, profile)))
    shapes = list(file.sections[0].first_page_header._element.iter(qn("wp:anchor")))
    drawn = [
        [int(node.text) / 36000 for node in shape.iter(qn("wp:posOffset"))] + [int(shape.find(qn("wp:extent")).get("cy")) / 36000]
        for shape in shapes
    ]
    ours = [rule for rule in lay_out(document, ISSUED, fonts, None, profile).pages[0].rules if rule.x2 - rule.x1 == pytest.approx(170)]
    assert drawn == [pytest.approx([rule.x1, rule.y1 - rule.width / 2, rule.width], abs=0.01) for rule in ours]
    assert len(drawn) == 4


def test_the_urgency_stands_on_the_line_of_the_profile() -> None:
    """GB/T 9704 7.2.3 gives the order only."""
    lines = lines_of(write_docx(plain(urgency="特急"), ISSUED, Profile(urgency_line=3)))
    assert lines[:4] == ["", "", "特急", plain().mark]


def test_lines_carry_the_spacing_that_breaks_them_as_ours(seed: Imported, fonts: FontBook, word: bytes) -> None:
    """Must-show 3: the text of every run that is closed up or spread is a line of ours."""
    model = lay_out(seed.document, ISSUED, fonts)
    ours = set()
    for page in model.pages:
        rows: dict[float, str] = {}
        for run in page.runs:
            rows[run.baseline] = rows.get(run.baseline, "") + run.text
        ours |= {row.strip() for row in rows.values()}
    whole = 0
    for line in docx.Document(io.BytesIO(word)).paragraphs:
        if len(line.runs) > 3 and line.text and line.runs[0].font.size and line.runs[0].font.size.pt == 16:
            whole += sum(run.text.strip() in ours for run in line.runs)
    assert whole > 200


@pytest.mark.parametrize(
    ("given", "head"),
    [
        ({"urgency": "特急"}, ["000001", "特急", "某市人民政府文件", "某政发〔2026〕3号"]),
        ({"approver": "张某某、李某"}, ["000001", "某市人民政府文件", "某政发〔2026〕3号\t签发人：张某某、李某"]),
        ({"form": Form.LETTER, "mark": "某市人民政府", "urgency": "加急"}, ["某市人民政府", "000001　加急　\t某政发〔2026〕3号"]),
    ],
)
def test_every_element_of_the_head_has_its_place(given: dict[str, str], head: list[str]) -> None:
    """GB/T 9704 7.2.3, 7.2.5, 7.2.6, 10.1: urgency at the left above the mark, or below a letter's lines; who signs off at the right."""
    document = plain(**{"mark": "某市人民政府文件"} | given)
    data = write_docx(document, Issuance(copy_number="000001", number="某政发〔2026〕3号"))
    assert lines_of(data)[: len(head)] == head
    back = read_docx(data)
    assert (back.document.urgency, back.document.approver) == (document.urgency, document.approver)
    assert (back.found.number, back.found.copy_number) == ("某政发〔2026〕3号", "000001")


def test_kept_styles_are_those_that_would_be_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second file of a profile takes the styles of the first, another profile its own; each is as if it were alone, byte for byte."""
    profiles = (Profile(), Profile(pitch=30.0), Profile())
    together = [write_docx(plain(), ISSUED, profile) for profile in profiles]
    alone = []
    for profile in profiles:
        monkeypatch.setattr(docx_styles, "_kept", {})
        alone.append(write_docx(plain(), ISSUED, profile))
    assert together == alone
    assert together[0] == together[2] != together[1]
