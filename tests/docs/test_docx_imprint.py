"""The imprint of a DOCX file (GB/T 9704-2012 7.4; GB/T 33476.2-2016 7.3): in a box at the foot of its page, and still text.

Where programs put it is measured in ``test_libreoffice``.
"""

import io
import zipfile

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.oxml.ns import qn
from lxml.etree import _Element
from msgspec.structs import replace

from tests.docs.conftest import ISSUED
from tests.docs.test_docx_round import styled
from tests.docs.test_pages import plain
from xzt.docs.importing import read_docx
from xzt.docs.importing.formats import Formats
from xzt.docs.kinds.styles import WordStyle
from xzt.docs.model import Attachment, Form, Kind, OfficialDocument, Paragraph
from xzt.docs.render.docx import write_docx
from xzt.office.profile import STANDARD, Profile

CHAIN = Formats.chain
EVEN = Profile(even_imprint=True)
FULL_TWO_PAGES = tuple(Paragraph("国" * 26) for _ in range(24))


def written(document: OfficialDocument, profile: Profile = STANDARD) -> Document:
    return docx.Document(io.BytesIO(write_docx(document, ISSUED, profile)))


def boxes(file: Document) -> list[_Element]:
    """Return the box and what stands for it in programs that know no box of this kind."""
    return list(file.element.body.iter(qn("w:txbxContent")))


def edges(box: _Element) -> list[str | None]:
    """Return how thick the lines above, below and between the elements are, in eighths of a point."""
    return [edge.get(qn("w:sz")) for borders in box.iter(qn("w:tblBorders")) for edge in borders]


def test_it_stands_in_a_box_that_ends_where_the_type_area_does() -> None:
    """7.4.1: the last line on the lower edge of the type area; the lines are rows of a table, so that one more has its own."""
    file = written(plain())
    box, other = boxes(file)
    assert ["".join(node.text or "" for node in line.iter(qn("w:t"))) for line in box.iter(qn("w:p"))] == [
        f"抄送：{plain().copies_to}。",
        "某市人民政府办公室2022年3月24日印发",
        "",
    ]
    assert [node.text for node in box.iter(qn("w:t"))] == [node.text for node in other.iter(qn("w:t"))]
    assert not styled(file, WordStyle.COPIES)  # none of it stands in the text besides
    assert not styled(file, WordStyle.PRINTER)
    place = next(file.element.body.iter(qn("wp:positionV")))
    assert (place.get("relativeFrom"), place[0].text) == ("margin", "bottom")
    assert edges(box) == ["8", "8", "6"]


def test_letters_have_copies_without_lines() -> None:
    """10.1."""
    box = boxes(written(plain(form=Form.LETTER, kind=Kind.LETTER)))[0]
    assert edges(box) == []
    assert len(list(box.iter(qn("w:tr")))) == 1


def test_recipients_who_leave_no_room_for_the_text_stand_above_the_copies() -> None:
    """7.3.2, 7.4.2: without a line between the two, closed by a full stop; they come back as the recipients they are."""
    document = plain(recipients="、".join(f"某县第{number}号人民政府" for number in range(1, 60)))
    data = write_docx(document, replace(ISSUED, number="某政发〔2022〕3号"))
    file = docx.Document(io.BytesIO(data))
    assert not styled(file, WordStyle.RECIPIENTS)
    box = boxes(file)[0]
    rows = [["".join(node.text or "" for node in line.iter(qn("w:t"))) for line in row.iter(qn("w:p"))] for row in box.iter(qn("w:tr"))]
    assert rows[0] == [f"主送：{document.recipients}。", f"抄送：{document.copies_to}。"]
    assert len(rows) == 2
    assert read_docx(data).document == document


def test_a_document_without_imprint_has_no_box() -> None:
    assert not boxes(written(plain(copies_to="", printer="")))


@pytest.mark.parametrize(
    ("blocks", "even", "breaks"),
    [
        ((Paragraph("国" * 300),), False, 0),
        ((Paragraph("国" * 300),), True, 0),
        (FULL_TWO_PAGES, False, 1),
        (FULL_TWO_PAGES, True, 1),
        ((Paragraph("国。"),), False, 0),
        ((Paragraph("国。"),), True, 0),
    ],
)
def test_it_has_a_page_of_its_own_where_our_layout_gives_it_one(blocks: tuple[Paragraph, ...], even: bool, breaks: int) -> None:  # noqa: FBT001  a table
    file = written(plain(blocks=blocks), EVEN if even else STANDARD)
    assert sum(line.paragraph_format.page_break_before or False for line in file.paragraphs) == breaks


def test_on_an_even_page_it_begins_a_section_for_one() -> None:
    """GB/T 33476.2 7.3: Word then knows that the page has to be even, however the text before it flows."""
    sections = written(plain(blocks=(Paragraph("国。"),)), EVEN).sections
    assert [section.start_type for section in sections] == [WD_SECTION.NEW_PAGE, WD_SECTION.EVEN_PAGE]
    assert sections[-1].footer.is_linked_to_previous


def test_with_a_blank_page_before_it_neither_has_a_number() -> None:
    """7.5; what cannot be bound in is numbered again."""
    apart = (Attachment("册", (Paragraph("丁。"),), "附件", apart=True),)
    sections = written(plain(blocks=FULL_TWO_PAGES, attachments=apart), EVEN).sections
    assert [section.footer.is_linked_to_previous for section in sections] == [False, False, False]
    numbers = [["PAGE" in (footer._element.xpath("string(.)")) for footer in (one.footer, one.even_page_footer)] for one in sections]
    assert numbers == [[True, True], [False, False], [True, True]]


def test_after_a_page_across_it_stands_upright() -> None:
    sections = written(plain(attachments=(Attachment("表", (Paragraph("丙。"),), "附件", across=True),))).sections
    assert [section.orientation for section in sections] == [0, 1, 0]


def test_it_is_read_back_from_its_box_once() -> None:
    back = read_docx(write_docx(plain(), ISSUED))
    assert (back.document.copies_to, back.document.printer) == (plain().copies_to, plain().printer)
    assert back.found.issuance().printed_on == ISSUED.printed_on
    assert "text_boxes" not in back.remarks


def test_boxes_in_boxes_are_none_of_ours() -> None:
    """RS-12: each is gone through once, however deep they lie in one another."""
    line = '<w:p><w:pPr><w:pStyle w:val="抄送机关"/></w:pPr><w:r>{}<w:t>某局</w:t></w:r></w:p>'
    deep = line.format("")
    for _ in range(20):
        deep = line.format(f"<w:pict><w:txbxContent>{deep}</w:txbxContent></w:pict>")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(write_docx(plain(copies_to=""), ISSUED))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(
                name, old.read(name).replace(b"<w:body>", f"<w:body>{deep}".encode()) if name == "word/document.xml" else old.read(name)
            )
    seen: list[_Element] = []

    def noted(formats: Formats, line: _Element) -> list[_Element]:
        seen.append(line)
        return CHAIN(formats, line)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Formats, "chain", noted)
        back = read_docx(out.getvalue())
    assert len(seen) < 200
    assert back.document.copies_to == "某局"
    assert back.document.title == plain().title
