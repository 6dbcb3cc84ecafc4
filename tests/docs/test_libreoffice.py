"""The DOCX in LibreOffice: as many pages as ours, the same breaks in at least 95 % of lines (must-show 3). Slow: make test-slow.

The fonts that the file names are not on a bare machine: for this comparison fontconfig is told that the shipped substitutes stand for them,
as they do in our own pages.
"""

import os
import re
import shutil
import subprocess
from difflib import SequenceMatcher
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from tests.docs.conftest import ISSUED, ROOT, WHEN
from tests.docs.test_pages import plain
from tests.docs.test_same_page import pdf_glyphs
from xzt.docs.importing import Imported
from xzt.docs.layout import FontBook, lay_out
from xzt.docs.layout.measures import PAPER_HEIGHT
from xzt.docs.model import Attachment, Closing, Form, Heading, Kind, OfficialDocument, Paragraph, Table
from xzt.docs.render.docx import write_docx
from xzt.docs.render.pdf import write_pdf
from xzt.office.profile import Profile

pytestmark = [pytest.mark.slow, pytest.mark.skipif(shutil.which("soffice") is None, reason="needs libreoffice-writer")]

STAND_INS = {
    "仿宋_GB2312": "FandolFang R",
    "楷体_GB2312": "FandolKai",
    "黑体": "FandolHei",
    "方正小标宋简体": "FandolSong",
    "宋体": "FandolSong",
}
LEAST_SAME = 0.95
FARTHEST_IMPRINT, FARTHEST_NUMBER = 2.0, 1.0
"""In mm."""


def converted(docx: bytes, folder: Path) -> bytes:
    """Convert by LibreOffice with the shipped fonts in place of the named ones."""
    aliases = "".join(
        f'<alias binding="same"><family>{name}</family><prefer><family>{ours}</family></prefer></alias>' for name, ours in STAND_INS.items()
    )
    config = folder / "fonts.conf"
    head = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
    folders = f"<dir>{ROOT / 'resources' / 'fonts'}</dir><cachedir>{folder / 'fonts'}</cachedir>"
    config.write_text(f"{head}<fontconfig>{folders}{aliases}</fontconfig>", encoding="utf-8")
    source = folder / "document.docx"
    source.write_bytes(docx)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180, env=os.environ | {"FONTCONFIG_FILE": str(config)})
    return (folder / "document.pdf").read_bytes()


def pages(data: bytes) -> list[list[str]]:
    """Return the lines of every page, joined by height, without page numbers."""
    found = []
    for page in pdfium.PdfDocument(data):
        text = page.get_textpage()
        rows: dict[int, list[tuple[float, str]]] = {}
        for at in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(at)
            middle = round((bottom + top) / 2)
            row = next((row for row in rows if abs(row - middle) < 8), middle)
            rows.setdefault(row, []).append((left, text.get_text_bounded(left, bottom, right, top)))
        lines = ["".join("".join(part for _, part in sorted(rows[row])).split()) for row in sorted(rows, reverse=True)]
        found.append([line for line in lines if line and not re.fullmatch(r"—\d+—", line)])
    return found


def compared(document: OfficialDocument, fonts: FontBook, folder: Path) -> tuple[int, int, float]:
    """Return our pages, LibreOffice's pages, and the share of our lines that LibreOffice has too, in order."""
    ours = pages(write_pdf(lay_out(document, ISSUED, fonts), document.title, WHEN))
    theirs = pages(converted(write_docx(document, ISSUED), folder))
    mine, other = ([line for page in side for line in page] for side in (ours, theirs))
    same = sum(block.size for block in SequenceMatcher(None, mine, other, autojunk=False).get_matching_blocks())
    return len(ours), len(theirs), same / len(mine)


def test_the_notice(seed: Imported, fonts: FontBook, tmp_path: Path) -> None:
    ours, theirs, same = compared(seed.document, fonts, tmp_path)
    print(f"the notice: {ours} pages of ours, {theirs} of LibreOffice, {same:.1%} of lines the same")
    assert ours == theirs
    assert same >= LEAST_SAME


@pytest.mark.parametrize("kind", [Kind.NOTICE, Kind.REQUEST, Kind.ORDER, Kind.MINUTES, Kind.LETTER])
def test_kinds(seed: Imported, fonts: FontBook, tmp_path: Path, kind: Kind) -> None:
    form = {Kind.ORDER: Form.ORDER, Kind.MINUTES: Form.MINUTES, Kind.LETTER: Form.LETTER}.get(kind, Form.ORDINARY)
    plan = [block for block in seed.document.attachments[0].blocks if isinstance(block, Paragraph | Heading)]
    document = plain(
        kind=kind,
        form=form,
        title=f"某市人民政府关于测试的{kind.value}",
        approver="张某某、李某" if kind is Kind.REQUEST else "",
        closing=Closing.SIGNED if kind is Kind.ORDER else Closing.SEALED,
        posts=("市长",) if kind is Kind.ORDER else (),
        attended="张某某　李某某" if kind is Kind.MINUTES else "",
        blocks=tuple(plan[:25]),
        attachments=(Attachment("测试名单", tuple(plan[25:31]), "附件"),),
    )
    ours, theirs, same = compared(document, fonts, tmp_path)
    print(f"{kind.value}: {ours} pages of ours, {theirs} of LibreOffice, {same:.1%} of lines the same")
    assert ours == theirs
    assert same >= LEAST_SAME


def test_a_long_table_has_our_pages_and_lines(fonts: FontBook, tmp_path: Path) -> None:
    """Columns by their shares, lines in cells closed up where ours are, no row torn at the foot of a page."""
    body = [
        (str(at), f"开展第{at}项治理，形成问题清单、责任清单、整改清单", "某局、各县区人民政府", "2026年6月底前") for at in range(1, 35)
    ]
    table = Table((("序号", "任务", "责任单位", "完成时限"), *body), 1, (1, 5, 3, 2))
    ours, theirs, same = compared(plain(attachments=(Attachment("分工表", (table,), "附件"),)), fonts, tmp_path)
    print(f"a long table: {ours} pages of ours, {theirs} of LibreOffice, {same:.1%} of lines the same")
    assert ours == theirs
    assert same >= LEAST_SAME


def imprint_at(data: bytes) -> tuple[int, float, int]:
    """Return the page (from 1) of 印发 and its baseline in mm, and how many pages there are."""
    file = pdfium.PdfDocument(data)
    found = []
    for number, page in enumerate(file, 1):
        places = [y for char, _, y in pdf_glyphs(page, page.get_height() / 72 * 25.4) if char == "发"]
        found += [(number, max(places))] if places else []
    return *found[-1], len(file)


@pytest.mark.parametrize(("paragraphs", "even"), [(8, False), (2, True), (24, True), (30, True)])
def test_the_imprint_is_at_the_foot_of_our_page(fonts: FontBook, tmp_path: Path, paragraphs: int, even: bool) -> None:  # noqa: FBT001  a table
    """GB/T 9704 7.4.1; GB/T 33476.2 7.3: with the text, on an even page of its own, after a blank page."""
    profile = Profile(even_imprint=even)
    document = plain(blocks=tuple(Paragraph("国" * 26) for _ in range(paragraphs)))
    ours = imprint_at(write_pdf(lay_out(document, ISSUED, fonts, None, profile), "", WHEN))
    theirs = imprint_at(converted(write_docx(document, ISSUED, profile), tmp_path))
    print(f"imprint of {paragraphs} paragraphs: page, height in mm and pages {ours} of ours, {theirs} of LibreOffice")
    assert (ours[0], ours[2]) == (theirs[0], theirs[2])
    assert ours[0] % 2 == 0
    assert abs(ours[1] - theirs[1]) < FARTHEST_IMPRINT


def test_page_numbers_stand_where_ours_do_across_too(fonts: FontBook, tmp_path: Path) -> None:
    """GB/T 9704 7.5, 8: at the paper's foot, upright when the paper is; odd pages right, even pages left."""
    rows = tuple((str(at), "内容" * 20) for at in range(1, 30))
    document = plain(attachments=(Attachment("表", (Table(rows),), "附件", across=True),))
    ours = pdfium.PdfDocument(write_pdf(lay_out(document, ISSUED, fonts), "", WHEN))
    theirs = pdfium.PdfDocument(converted(write_docx(document, ISSUED), tmp_path))
    assert len(ours) == len(theirs) > 4
    farthest = 0.0
    for mine, other in zip(ours, theirs, strict=True):
        (x, y), (there, height) = (first_dash(page) for page in (mine, other))
        if other.get_width() > other.get_height():
            there, height = height, PAPER_HEIGHT - there
        farthest = max(farthest, abs(x - there), abs(y - height))
    print("farthest page number in mm:", round(farthest, 2))
    assert farthest < FARTHEST_NUMBER


def first_dash(page: pdfium.PdfPage) -> tuple[float, float]:
    """Return where the page number begins, in mm."""
    return next((x, y) for char, x, y in reversed(pdf_glyphs(page, page.get_height() / 72 * 25.4)) if char == "—")
