"""Tables over pages, pages that lie across, pictures in the body (GB/T 9704-2012 section 8), the same in PDF and OFD."""

import io
import zipfile

import pikepdf
import pypdfium2 as pdfium
import pytest
from PIL import Image as Pictures

from tests.docs.conftest import ISSUED, WHEN, bare, poppler
from tests.docs.test_pages import part, plain, words
from xzt.docs.layout import FontBook, hit, lay_out
from xzt.docs.layout.measures import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH
from xzt.docs.layout.pages import PageModel
from xzt.docs.model import Attachment, Image, Paragraph, Table, text_of
from xzt.docs.render.ofd import ofd_text, write_ofd
from xzt.docs.render.pdf import write_pdf

HEAD = ("序号", "事项", "牵头单位")
ROWS = tuple((str(number), "一件要写好几行才写得完的事项，由示例单位办理" * (number % 4 + 1), "某省数据局") for number in range(1, 40))


def picture(kind: str, size: tuple[int, int] = (300, 200), mode: str = "RGB") -> bytes:
    image = Pictures.linear_gradient("L").resize(size).convert(mode)
    out = io.BytesIO()
    image.save(out, kind, dpi=(150, 150))
    return out.getvalue()


def across(fonts: FontBook) -> PageModel:
    table = Table((HEAD, *ROWS), 1, (1, 6, 3))
    attachment = Attachment("任务分工表", (Paragraph("说明" * 30), table), "附件", across=True)
    return lay_out(plain(attachments=(attachment,)), ISSUED, fonts)


def test_widths_are_shares_and_cells_wrap(fonts: FontBook) -> None:
    model = lay_out(plain(blocks=(Table((HEAD, *ROWS[:3]), 1, (1, 6, 3)),)), ISSUED, fonts)
    page = model.pages[0]
    upright = sorted({round(rule.x1, 3) for rule in page.rules if rule.x1 == rule.x2})
    assert upright == pytest.approx([LEFT, LEFT + WIDTH / 10, LEFT + WIDTH * 7 / 10, RIGHT], abs=0.001)
    for run in part(page, "body"):
        cell = max(edge for edge in upright if edge <= run.xs[0] + 0.01)
        assert run.xs[-1] + run.size <= upright[upright.index(cell) + 1] + 0.01


def test_a_cell_taller_than_a_page_is_cut_between_lines_under_the_heads(fonts: FontBook) -> None:
    long = "".join(f"第{number}句话，" for number in range(600))
    model = lay_out(plain(blocks=(Paragraph("如下："), Table((HEAD, ("1", long, "乙")), 1, (1, 4, 1)))), ISSUED, fonts)
    pages = [page for page in model.pages if part(page, "body")]
    assert len(pages) > 2
    for page in pages[1:]:
        assert [run.text for run in part(page, "body")[:3]] == list(HEAD)
        assert max(run.baseline for run in part(page, "body")) < BOTTOM
    assert sum(words(part(page, "body")).count("第599句话") for page in pages) == 1
    assert [text for page in pages for text in [words(part(page, "body"))] if "第0句话" in text]


def test_pages_across(fonts: FontBook) -> None:
    """8: turned a quarter to the left, heads at the left of every page, inside the type area; page numbers where they are on any page."""
    model = across(fonts)
    pages = [page for page in model.pages if any(run.turned for run in page.runs)]
    assert len(pages) > 2
    for page in pages:
        assert (page.width, page.height) == (210.0, 297.0)
        number = page.runs[-1]
        assert number.text == f"— {page.number} —"
        assert not number.turned
        assert 262 < number.baseline < 280
        edge = RIGHT - number.size if page.number % 2 else LEFT + number.size
        assert (number.xs[-1] + number.size if page.number % 2 else number.xs[0]) == pytest.approx(edge, abs=0.05)
        for run in page.runs[:-1]:
            if run.turned:
                assert run.baseline - 0.88 * run.size > LEFT - 0.1
                assert run.baseline + 0.12 * run.size < RIGHT + 0.1
                assert 297 - run.xs[-1] - run.size + 0.1 >= TOP
                assert 297 - run.xs[0] <= TOP + HEIGHT + 3
        for rule in page.rules:
            if rule.color == 0 and any(run.turned for run in page.runs):
                assert rule.x1 >= LEFT - 0.01
    for page in pages[1:]:
        assert [run.text for run in page.runs[:3]] == list(HEAD)


def test_text_across_reads_in_pdf_and_ofd(fonts: FontBook, tmp_path: object) -> None:
    model = across(fonts)
    wanted = [bare(text) for row in ROWS[:3] for text in row]
    document = plain()
    read = bare(ofd_text(write_ofd(model, document, ISSUED, WHEN)))
    opened = pdfium.PdfDocument(write_pdf(model, "表", WHEN))
    text = bare("".join(page.get_textpage().get_text_range() for page in opened))
    for words_ in wanted:
        assert words_ in read
        assert words_[:8] in text


def test_a_click_on_a_page_across_finds_the_text(fonts: FontBook) -> None:
    model = across(fonts)
    for index, page in enumerate(model.pages):
        for run in page.runs:
            if run.turned and run.place and run.place.part == "attachment:0":
                place = hit(model, index, run.baseline - 1.0, page.height - run.xs[0] - 0.5)
                assert place is not None
                assert (place.part, place.block, place.start) == (run.place.part, run.place.block, run.place.start)


def test_a_table_across_between_upright_text(fonts: FontBook) -> None:
    blocks = (Paragraph("前文"), Table((HEAD, *ROWS[:2]), 1, (1, 6, 3), across=True), Paragraph("后文"))
    model = lay_out(plain(blocks=blocks), ISSUED, fonts)
    kinds = [{run.turned for run in part(page, "body")} for page in model.pages if part(page, "body")]
    assert kinds == [{False}, {True}, {False}]
    assert bare(words([run for page in model.pages for run in part(page, "body")])) == bare("".join(text_of(block) for block in blocks))


@pytest.mark.parametrize(
    ("data", "width", "expected"),
    [
        (picture("PNG"), 0.0, (50.8, 33.87)),
        (picture("JPEG"), 0.0, (50.8, 33.87)),
        (picture("PNG"), 30.0, (30.0, 20.0)),
        (picture("JPEG", (3000, 300)), 0.0, (156.0, 15.6)),
        (picture("PNG", (300, 6000), "RGBA"), 0.0, (10.48, 209.7)),
        (b"no picture", 0.0, None),
        (picture("PNG")[:-40], 0.0, None),
    ],
)
def test_pictures(fonts: FontBook, data: bytes, width: float, expected: tuple[float, float] | None) -> None:
    """Own size, wanted width, never over the type area; caption below on the same page; text back on the grid; unreadable ones a box."""
    document = plain(blocks=(Paragraph("前文"), Image(data, "图1", width), Paragraph("后文")))
    model = lay_out(document, ISSUED, fonts)
    page = next(page for page in model.pages if any(run.text == "图1" for run in page.runs))
    caption = next(run for run in page.runs if run.text == "图1")
    if expected is None:
        assert not page.pictures
        assert len([rule for rule in page.rules if rule.color == 0 and rule.y1 < caption.baseline]) >= 4
    else:
        (drawn,) = page.pictures
        assert (drawn.width, drawn.height) == pytest.approx(expected, abs=0.05)
        assert drawn.x + drawn.width / 2 == pytest.approx(106.0)
        assert TOP <= drawn.y < drawn.y + drawn.height < caption.baseline < BOTTOM
    assert write_pdf(model, document.title, WHEN)
    with zipfile.ZipFile(io.BytesIO(write_ofd(model, document, ISSUED, WHEN))) as package:
        kept = [package.read(name) for name in package.namelist() if "image_" in name]
    assert kept == ([data] if expected else [])


def test_a_jpeg_goes_into_the_pdf_as_it_is(fonts: FontBook) -> None:
    data = picture("JPEG")
    pdf = write_pdf(lay_out(plain(blocks=(Image(data),)), ISSUED, fonts), "图", WHEN)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert sum(obj.get("/Subtype") == "/Image" for obj in opened.objects if isinstance(obj, pikepdf.Stream)) == 1
    assert data in pdf


def test_poppler_agrees_that_the_file_is_sound(fonts: FontBook, tmp_path: object) -> None:
    from pathlib import Path

    assert "Pages:" in poppler("pdfinfo", write_pdf(across(fonts), "表", WHEN), Path(str(tmp_path)))
