"""The same page everywhere (must-show 1, AE-21, DOC-14): PDF, OFD and screen, drawn by different engines, by pixel and by glyph.

Engines smooth edges differently: a pixel counts as different where, after a blur of one pixel, its grey differs by more than TOLERANCE of
255. A glyph moved by half a pixel at 150 dpi (0.085 mm) is told by that; ``test_the_comparison_tells_a_moved_line`` proves it.
"""

from pathlib import Path

import pypdfium2 as pdfium
import pytest
from msgspec.structs import replace
from PIL import Image, ImageChops, ImageFilter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.docs import ofd_raster
from tests.docs.conftest import ISSUED, WHEN
from tests.docs.screen_places import screen_glyphs
from tests.docs.test_across import HEAD, ROWS, picture
from tests.docs.test_pages import plain
from xzt.docs.importing import Imported
from xzt.docs.layout import FontBook, Profile, lay_out
from xzt.docs.layout.pages import PageModel
from xzt.docs.layout.paper import chosen, marked
from xzt.docs.model import Attachment, Form, Heading, Kind, OfficialDocument, Table
from xzt.docs.model import Image as Figure
from xzt.docs.render.ofd import write_ofd
from xzt.docs.render.pdf import write_pdf

DPI = 150
TOLERANCE = 64
MOST_DIFFERENT = 0.005
FARTHEST = 0.2


def share_different(one: Image.Image, other: Image.Image) -> float:
    """Return the share of pixels that differ by more than the tolerance."""
    size = (0, 0, min(one.width, other.width), min(one.height, other.height))  # engines round the last pixel up or off
    grey = [image.crop(size).convert("L").filter(ImageFilter.BoxBlur(1)) for image in (one, other)]
    histogram = ImageChops.difference(*grey).histogram()
    return sum(histogram[TOLERANCE + 1 :]) / sum(histogram)


def pdf_rasters(data: bytes) -> list[Image.Image]:
    return [page.render(scale=DPI / 72).to_pil().convert("RGB") for page in pdfium.PdfDocument(data)]


def screen_rasters(qtbot: QtBot, model: PageModel) -> list[Image.Image]:
    """Grab every page as the window paints it, at the scale of the other rasters."""
    from PySide6.QtCore import QRect
    from PySide6.QtGui import QImage

    from xzt.ui.desk import MM_100
    from xzt.ui.pageview import PageView

    view = PageView("pages")
    qtbot.addWidget(view)
    view.show_pages(model)
    view.zoom(DPI / 25.4 / MM_100)
    view.resize(1400, 1900)
    view.show()
    pages = []
    for index, page in enumerate(model.pages):
        view.go_to(index + 1)
        corner = view.origin(index)
        width, height = round(page.width * DPI / 25.4), round(page.height * DPI / 25.4)
        grabbed = view.viewport().grab(QRect(round(corner.x()), round(corner.y()), width, height)).toImage()
        plain_image = grabbed.convertToFormat(QImage.Format.Format_RGB888)
        pages.append(
            Image.frombuffer("RGB", (width, height), bytes(plain_image.constBits()), "raw", "RGB", plain_image.bytesPerLine(), 1).copy()
        )
    return pages


def printed_rasters(model: PageModel, folder: Path) -> list[Image.Image]:
    """Print with the code that prints, onto Qt's PDF printer as a stand-in of paper, and look at the sheets."""
    from PySide6.QtPrintSupport import QPrinter

    from xzt.client.jobs import Progress
    from xzt.client.printing import Setup
    from xzt.ui.spooling import paint_pages, prepared

    path = folder / "paper.pdf"
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    paint_pages(model, prepared(printer, Setup("", "样例")), Progress(0, "print", lambda _: None))
    return pdf_rasters(path.read_bytes())


def everything(fonts: FontBook) -> tuple[OfficialDocument, PageModel]:
    """A made-up document with what the notice lacks: joint mark, bold, tables, pictures, pages across, imprint."""
    organs = ("某省发展和改革委员会", "某省财政厅")
    table = Table((HEAD, *ROWS[:12]), 1, (1, 6, 3))
    document = plain(
        kind=Kind.REQUEST,
        approver="张某某、李某",
        mark_organs=organs,
        signers=organs,
        blocks=(Heading(3, "1.加粗。", "正文12.5%。"), table, Figure(picture("PNG"), "图1")),
        attachments=(Attachment("分工表", (table, Figure(picture("JPEG"), "图2")), "附件", across=True),),
    )
    return document, lay_out(document, ISSUED, fonts, None, Profile(bold_third=True))


def compared(qtbot: QtBot, document: OfficialDocument, model: PageModel) -> list[tuple[float, float]]:
    """Return by page the share of pixels in which OFD and screen differ from the PDF."""
    pdf = pdf_rasters(write_pdf(model, document.title, WHEN))
    ofd = ofd_raster.rasters(write_ofd(model, document, ISSUED, WHEN), DPI)
    screen = screen_rasters(qtbot, model)
    assert len(pdf) == len(ofd) == len(screen) == len(model.pages)
    return [(share_different(a, b), share_different(a, c)) for a, b, c in zip(pdf, ofd, screen, strict=True)]


def test_the_notice_is_the_same_page_everywhere(qtbot: QtBot, seed: Imported, fonts: FontBook) -> None:
    found = compared(qtbot, seed.document, lay_out(seed.document, ISSUED, fonts))
    print("most different of the notice: OFD", max(a for a, _ in found), "screen", max(b for _, b in found))
    assert max(max(pair) for pair in found) < MOST_DIFFERENT


def test_every_kind_of_drawing_is_the_same_everywhere(qtbot: QtBot, fonts: FontBook) -> None:
    document, model = everything(fonts)
    found = compared(qtbot, document, model)
    print("most different of the sample: OFD", max(a for a, _ in found), "screen", max(b for _, b in found))
    assert max(max(pair) for pair in found) < MOST_DIFFERENT


@pytest.mark.parametrize("form", [Form.ORDER, Form.MINUTES])
def test_special_forms_are_the_same_everywhere(qtbot: QtBot, fonts: FontBook, form: Form) -> None:
    document = plain(form=form, attended="张某某")
    assert max(max(pair) for pair in compared(qtbot, document, lay_out(document, ISSUED, fonts))) < MOST_DIFFERENT


def test_paper_is_what_is_previewed_and_exported(qapp: QApplication, seed: Imported, fonts: FontBook, tmp_path: Path) -> None:
    """PRN-01: printed sheets against our PDF and so against screen and OFD; the notice's first pages, every kind of drawing, a mark."""
    notice = lay_out(seed.document, ISSUED, fonts)
    for model in (chosen(notice, (1, 2, 3)), marked(everything(fonts)[1], fonts, edge="送审稿", water="草稿")):
        paper = printed_rasters(model, tmp_path)
        exported = pdf_rasters(write_pdf(model, "", WHEN))
        assert len(paper) == len(exported) == len(model.pages)
        assert all(abs(one - other) <= 1 for one, other in zip(paper[0].size, exported[0].size, strict=True))  # Qt's A4 is in whole points
        found = [share_different(one, other) for one, other in zip(paper, exported, strict=True)]
        print("most different on paper:", max(found))
        assert max(found) < MOST_DIFFERENT


def test_the_comparison_tells_a_moved_line(seed: Imported, fonts: FontBook) -> None:
    """A test that cannot fail is none: half a pixel of one page is noticed."""
    data = write_pdf(lay_out(seed.document, ISSUED, fonts), "", WHEN)
    page = pdfium.PdfDocument(data)[3]
    still = page.render(scale=DPI / 72).to_pil().convert("RGB")
    page.set_mediabox(*(value - 0.3 for value in page.get_mediabox()))
    moved = page.render(scale=DPI / 72).to_pil().convert("RGB")
    assert share_different(still, moved) > MOST_DIFFERENT


def test_no_glyph_lies_more_than_a_fifth_of_a_millimetre_apart(seed: Imported, fonts: FontBook) -> None:
    """Places from the PDF by pypdfium2, from the OFD's XML, and of the model: character by character."""
    for document, model in ((seed.document, lay_out(seed.document, ISSUED, fonts)), everything(fonts)):
        ofd = ofd_raster.glyphs_of(write_ofd(model, document, ISSUED, WHEN))
        pdf = pdfium.PdfDocument(write_pdf(model, document.title, WHEN))
        farthest = 0.0
        for at, page in enumerate(model.pages):
            ours = model_glyphs(model, at)
            theirs = [(glyph.char, glyph.x, glyph.y) for glyph in ofd[at]]
            third = pdf_glyphs(pdf[at], page.height)
            assert [char for char, _, _ in theirs] == [char for char, _, _ in ours]
            shown = [glyph for glyph in ours if glyph[0] != " "]
            assert sorted(char for char, _, _ in third) == sorted(char for char, _, _ in shown)
            farthest = max([farthest, *(max(abs(a[1] - b[1]), abs(a[2] - b[2])) for a, b in zip(ours, theirs, strict=True))])
            for char, x, y in shown:
                farthest = max(farthest, min(max(abs(x - left), abs(y - base)) for other, left, base in third if other == char))
        print("farthest glyph in mm:", round(farthest, 4))
        assert farthest < FARTHEST


def farthest_on_screen(qtbot: QtBot, shown: PageModel, written: PageModel, dpi: float) -> float:
    """Return how far in mm the window puts a glyph of ``shown`` from where the PDF of ``written`` has that character next to it."""
    screen = screen_glyphs(qtbot, shown, dpi)
    pdf = pdfium.PdfDocument(write_pdf(written, "", WHEN))
    assert len(screen) == len(pdf)
    farthest = 0.0
    for at, glyphs in enumerate(screen):
        third: dict[str, list[tuple[float, float]]] = {}
        for char, x, y in pdf_glyphs(pdf[at], written.pages[at].height):
            third.setdefault(char, []).append((x, y))
        assert sorted(char for char, _, _ in glyphs) == sorted(char for char, places in third.items() for _ in places)
        farthest = max([farthest, *(min(max(abs(x - left), abs(y - base)) for left, base in third[char]) for char, x, y in glyphs)])
    return farthest


@pytest.mark.parametrize("dpi", [96, DPI])
def test_no_glyph_of_the_window_lies_more_than_a_fifth_of_a_millimetre_from_the_pdfs(
    qtbot: QtBot, seed: Imported, fonts: FontBook, dpi: float
) -> None:
    """Must-show 1 of the screen: the places that the window's own painting gives to Qt, at 100 % and at the scale of the rasters."""
    for model in (lay_out(seed.document, ISSUED, fonts), everything(fonts)[1]):
        farthest = farthest_on_screen(qtbot, model, model, dpi)
        print(f"farthest glyph of the screen at {dpi} dpi in mm:", round(farthest, 4))
        assert farthest < FARTHEST


def test_the_places_tell_a_moved_glyph(qtbot: QtBot, fonts: FontBook) -> None:
    """A test that cannot fail is none: one glyph of a page a third of a millimetre to the right."""
    model = lay_out(plain(), ISSUED, fonts)
    page = model.pages[0]
    run = page.runs[-2]
    pushed = replace(run, xs=(*run.xs[:-1], run.xs[-1] + 0.33))
    other = replace(model, pages=(replace(page, runs=(*page.runs[:-2], pushed, page.runs[-1])), *model.pages[1:]))
    assert farthest_on_screen(qtbot, model, model, DPI) < FARTHEST < farthest_on_screen(qtbot, other, model, DPI) < 0.4


def model_glyphs(model: PageModel, at: int) -> list[tuple[str, float, float]]:
    page = model.pages[at]
    return [
        (" " if char.isspace() else char, *((run.baseline, page.height - x) if run.turned else (x, run.baseline)))
        for run in page.runs
        for char, x in zip(run.text, run.xs, strict=True)
    ]


def pdf_glyphs(page: pdfium.PdfPage, height: float) -> list[tuple[str, float, float]]:
    """Return characters with their origins in mm, as pdfium finds them."""
    import ctypes

    from pypdfium2 import raw

    text = page.get_textpage()
    found = []
    for at in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, at)
        if raw.FPDFText_IsGenerated(text, at) or chr(code).isspace():
            continue
        x, y = ctypes.c_double(), ctypes.c_double()
        assert raw.FPDFText_GetCharOrigin(text, at, x, y)
        found.append((chr(code), x.value * 25.4 / 72, height - y.value * 25.4 / 72))
    return found
