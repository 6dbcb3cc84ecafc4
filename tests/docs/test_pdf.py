"""The PDF of the real notice, read by poppler and qpdf (AE-20, AE-21): exact text, A4, embedded subsets, PDF/A entries."""

import re
import subprocess
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest

from tests.docs.conftest import ISSUED, WHEN, bare, poppler
from xzt.docs.checks import check, mend
from xzt.docs.importing import Imported
from xzt.docs.layout import FontBook, lay_out
from xzt.docs.layout.pages import PageModel
from xzt.docs.model import Heading, OfficialDocument, Paragraph, text_of
from xzt.docs.render.colour import srgb_profile
from xzt.docs.render.pdf import write_pdf


@pytest.fixture(scope="session")
def pdf(seed: Imported, seed_pages: PageModel) -> bytes:
    return write_pdf(seed_pages, seed.document.title, WHEN)


def content(document: OfficialDocument) -> str:
    """Return what the pages must say: the content with what the page adds to it."""
    parts = [document.mark, ISSUED.number, document.title, document.recipients, "："]
    parts += [text_of(block) for block in document.blocks]
    parts += [document.signers[0], "2022年3月23日", f"（{document.note}）"]
    for attachment in document.attachments:
        parts += [attachment.label, attachment.title, *(text_of(block) for block in attachment.blocks)]
    return bare("".join(parts))


def without_numbers(text: str) -> str:
    return bare(re.sub(r"(?m)^\s*— ?\d+ ?—\s*$", "", text))


@pytest.mark.parametrize("order", [(), ("-raw",), ("-layout",)])
def test_the_text_is_the_documents_text_code_point_by_code_point(
    seed: Imported, pdf: bytes, tmp_path: Path, order: tuple[str, ...]
) -> None:
    text = poppler("pdftotext", pdf, tmp_path, "-enc", "UTF-8", *order).replace("\f", "\n")
    if order != ("-layout",):
        assert without_numbers(text) == content(seed.document)
    else:
        assert sorted(without_numbers(text)) == sorted(content(seed.document))
    assert not re.search("[\u2e80-\u2fdf]", text)


def test_no_blanks_come_between_the_words(seed: Imported, pdf: bytes, tmp_path: Path) -> None:
    """A stretched or squeezed line must not read as words apart."""
    text = poppler("pdftotext", pdf, tmp_path, "-raw")
    assert not re.search(r"[一-鿿] +[一-鿿]", text)


def test_the_mended_notice_reads_back_too(seed: Imported, fonts: FontBook, tmp_path: Path) -> None:
    document = mend(seed.document, check(seed.document))
    data = write_pdf(lay_out(document, ISSUED, fonts), document.title, WHEN)
    assert without_numbers(poppler("pdftotext", data, tmp_path).replace("\f", "\n")) == content(document)


def test_pages_are_a4_and_fonts_are_embedded(pdf: bytes, seed_pages: PageModel, tmp_path: Path) -> None:
    told = poppler("pdfinfo", pdf, tmp_path)
    assert "595.276 x 841.89 pts (A4)" in told
    assert f"Pages:           {len(seed_pages.pages)}" in told
    rows = poppler("pdffonts", pdf, tmp_path).splitlines()[2:]
    assert len(rows) == 5
    assert all(re.search(r"CID Type 0C\s+Identity-H\s+yes yes yes", row) for row in rows)


def test_the_file_is_sound_and_the_same_every_time(seed: Imported, pdf: bytes, seed_pages: PageModel, tmp_path: Path) -> None:
    path = tmp_path / "notice.pdf"
    path.write_bytes(pdf)
    subprocess.run(["qpdf", "--check", str(path)], check=True, capture_output=True)
    assert write_pdf(seed_pages, seed.document.title, WHEN) == pdf
    assert len(pdf) < 700_000


def test_entries_of_pdf_a(pdf: bytes, tmp_path: Path) -> None:
    """ISO 19005-2 by our own list: intent, metadata that agrees with the information, widths as in the fonts, bookmarks."""
    path = tmp_path / "notice.pdf"
    path.write_bytes(pdf)
    with pikepdf.open(path) as opened:
        intent = opened.Root.OutputIntents[0]
        assert intent.DestOutputProfile.read_bytes() == srgb_profile()
        with opened.open_metadata() as meta:
            assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("2", "B")
            assert meta["dc:title"] == str(opened.docinfo.Title)
        assert not opened.is_encrypted
        with opened.open_outline() as outline:
            titles = [item.title for item in outline.root]
        assert titles[1:] == ["湖南省“十四五”数字政府建设实施方案", "省级行业应用专题建设"]


def test_the_profile_is_srgb(tmp_path: Path) -> None:
    from PIL import Image, ImageCms

    path = tmp_path / "srgb.icc"
    path.write_bytes(srgb_profile())
    ours = ImageCms.ImageCmsProfile(str(path))
    change = ImageCms.buildTransform(ours, ImageCms.createProfile("sRGB"), "RGB", "RGB")
    image = Image.new("RGB", (1, 1), (200, 30, 90))
    changed = ImageCms.applyTransform(image, change)
    assert changed is not None
    pixel = changed.getpixel((0, 0))
    assert isinstance(pixel, tuple)
    assert all(abs(left - right) <= 1 for left, right in zip(pixel, (200, 30, 90), strict=True))


def test_ink_stands_where_the_model_says(pdf: bytes) -> None:
    """AE-21: rendered by another engine, the red mark, the line and the seal are where the figures of the standard put them."""
    image = pdfium.PdfDocument(pdf)[0].render(scale=200 / 72).to_pil().convert("RGB")
    red = []
    for at, pixel in enumerate(zip(*[iter(image.tobytes())] * 3, strict=True)):
        if pixel[0] > 180 and pixel[1] < 90:
            red.append((at % image.width, at // image.width))
    mm = 200 / 25.4
    assert min(y for _, y in red) / mm == pytest.approx(30.0, abs=0.4)
    assert max(y for _, y in red) / mm == pytest.approx(278.5, abs=0.5)
    assert min(x for x, _ in red) / mm == pytest.approx(20.0, abs=0.3)
    assert max(x for x, _ in red) / mm == pytest.approx(190.0, abs=0.3)


def test_glyphs_that_stand_for_two_characters_read_back_right(fonts: FontBook, seed: Imported, tmp_path: Path) -> None:
    """AE-20: one glyph, two code points (here the empty box of a character that no face has) must not change the text."""
    document = OfficialDocument(
        kind=seed.document.kind, title="关于测试的通知", mark="某某市人民政府文件", series="某政发", blocks=(Paragraph("甲𠮷乙㛃丙"),)
    )
    text = poppler("pdftotext", write_pdf(lay_out(document, ISSUED, fonts), document.title, WHEN), tmp_path, "-enc", "UTF-8")
    assert "甲𠮷乙㛃丙" in bare(text)


@pytest.mark.skipif(not Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc").exists(), reason="needs fonts-noto-cjk")
def test_characters_of_other_faces_read_back_right(seed: Imported, tmp_path: Path) -> None:
    """AE-20, AE-22: rare names from a collection's face; the characters whose glyphs Noto shares with radicals."""
    document = OfficialDocument(
        kind=seed.document.kind, title="关于测试的通知", mark="某某市人民政府文件", series="某政发", blocks=(Paragraph("䶮㛃𠮷入面水方见"),)
    )
    model = lay_out(document, ISSUED, FontBook())
    assert model.missing == ""
    assert "䶮㛃𠮷入面水方见" in bare(poppler("pdftotext", write_pdf(model, document.title, WHEN), tmp_path, "-enc", "UTF-8"))


@pytest.mark.skipif(not Path("/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf").exists(), reason="needs fonts-lxgw-wenkai")
def test_a_font_with_quadratic_outlines_is_embedded_too(seed: Imported, tmp_path: Path) -> None:
    """AE-22: the fallback of 楷体 has glyf outlines, which go in as CIDFontType2."""
    document = OfficialDocument(
        kind=seed.document.kind, title="关于测试的通知", mark="某某市人民政府文件", series="某政发", blocks=(Heading(2, "（一）䶮㛃"),)
    )
    data = write_pdf(lay_out(document, ISSUED, FontBook()), document.title, WHEN)
    assert re.search(r"LXGWWenKai-Regular\s+CID TrueType\s+Identity-H\s+yes yes yes", poppler("pdffonts", data, tmp_path))
    assert "（一）䶮㛃" in bare(poppler("pdftotext", data, tmp_path, "-enc", "UTF-8"))
