"""The look of an imported file against the standards and the unit's profile (X01 to X08; gongwen.md 1.3, 4.4, 5)."""

import io

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.run import Run

from xzt.docs.checks import Level
from xzt.docs.checks.appearance import Facts, Look, Sheet, check_appearance
from xzt.docs.importing import Imported
from xzt.docs.importing.docx_files import read_docx
from xzt.docs.render.docx import write_docx
from xzt.office.profile import STANDARD, Profile


def face(run: Run, east: str, size: float, latin: str = "") -> None:
    run.font.size = Pt(size)
    run.font.name = latin or east
    run._element.rPr.rFonts.set(qn("w:eastAsia"), east)


def office_file(*, size: tuple[float, float] = (210, 297), pitch: float = 28, body: str = "宋体", number: str = "center") -> bytes:
    """A file as offices make them: direct formatting, margins from the template, a number in the middle."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(size[0]), Mm(size[1])
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Mm(25.4), Mm(25.4), Mm(31.8), Mm(31.8)
    face(document.add_paragraph().add_run("某市人民政府关于做好防汛工作的通知"), "黑体", 18)
    for words, east in (
        ("各县（市、区）人民政府：", body),
        ("一、加强领导", "黑体"),
        ("各单位要落实“一岗双责”责任，按时报送情况——" * 3, body),
    ):
        paragraph = document.add_paragraph()
        face(paragraph.add_run(words), east, 16, "Times New Roman")
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        paragraph.paragraph_format.line_spacing = Pt(pitch)
    if number:
        foot = section.footer.paragraphs[0]
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER if number == "center" else WD_ALIGN_PARAGRAPH.RIGHT
        for kind, words in (("begin", ""), ("", " PAGE "), ("end", "")):
            piece = OxmlElement("w:fldChar" if kind else "w:instrText")
            piece.set(qn("w:fldCharType"), kind) if kind else setattr(piece, "text", words)
            foot.add_run()._element.append(piece)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def facts_of(data: bytes) -> Facts:
    facts = read_docx(data).facts
    assert facts is not None
    return facts


def found(data: bytes, profile: Profile = STANDARD) -> dict[str, str]:
    return {one.rule: one.explanation for one in check_appearance(facts_of(data), profile)}


def test_our_own_file_is_the_standards(seed: Imported) -> None:
    """What we write ourselves departs from nothing."""
    assert check_appearance(facts_of(write_docx(seed.document, seed.found.issuance()))) == []


def test_a_profile_is_followed_both_ways(seed: Imported) -> None:
    """What a unit chose is not told of its own files, and told of others (4.4: units' customs are no mistakes)."""
    custom = Profile(left_margin=31.8, right_margin=26.2, centred_numbers=True, pitch=28.0)
    data = write_docx(seed.document, seed.found.issuance(), profile=custom)
    assert check_appearance(facts_of(data), custom) == []
    assert "X02" in found(data)


def test_an_office_file_is_told_of_as_advice() -> None:
    """Faces, margins, number: customs and recommendations, all advice; the pitch of 28 points is none of the standard's (4.4)."""
    findings = check_appearance(facts_of(office_file()))
    assert {one.rule for one in findings} == {"X02", "X03", "X05", "X07"}
    assert {one.level for one in findings} == {Level.ADVICE}
    said = " ".join(one.explanation for one in findings)
    assert "上34.6、下32.6、左28.0、右26.0毫米" in said
    assert "标题一般用小标宋体" in said
    assert "正文一般用仿宋体" in said


@pytest.mark.parametrize("name", ["仿宋", "仿宋_GB2312", "方正仿宋_GBK", "华文仿宋"])
def test_every_maker_of_the_face_will_do(name: str) -> None:
    """gongwen.md 4.4: 仿宋_GB2312 is not of the standard, 仿宋体 is."""
    assert not any("正文" in one.explanation for one in check_appearance(facts_of(office_file(body=name))) if one.rule == "X03")


def test_other_paper_is_an_error() -> None:
    """GB/T 9704-2012 5.1 has no "as a rule"."""
    findings = {one.rule: one.level for one in check_appearance(facts_of(office_file(size=(184, 260))))}
    assert findings["X01"] is Level.ERROR


@pytest.mark.parametrize(("pitch", "told"), [(28, False), (28.95, False), (29.45, False), (30, False), (22, True), (36, True)])
def test_pitches_that_offices_use_are_no_departure(pitch: float, told: bool) -> None:  # noqa: FBT001  a parameter
    assert ("X04" in found(office_file(pitch=pitch))) is told


def test_page_numbers_and_what_is_not_told() -> None:
    assert "X05" in found(office_file(number=""))
    assert "X05" not in found(office_file(number="right"))
    assert "X05" not in found(office_file(), Profile(centred_numbers=True))


def test_little_of_another_look_is_no_habit() -> None:
    looks = (Look("body", "仿宋", 16.0, 900), Look("body", "楷体", 16.0, 100))
    sheet = Sheet(210, 297, 34.58, 32.58, 28, 26)
    assert check_appearance(Facts(sheets=(sheet,), looks=looks, numbers=("outside",), pitches=((29.45, 10),))) == []
    assert check_appearance(Facts(sheets=(sheet,), themed=12, wide_tables=1, numbers=("outside",)))[0].rule == "X06"
