"""PDF/A-2b facts by independent tools, OFD by the rules of its structure, and the OFD-A rendition (must-show 2, DOC-14)."""

import io
import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from lxml import etree

from tests.docs.conftest import ISSUED, WHEN, bare, seal_picture
from tests.docs.test_same_page import everything
from xzt.docs.importing import Imported
from xzt.docs.layout import FontBook, lay_out
from xzt.docs.layout.pages import PageModel
from xzt.docs.model import Issuance, OfficialDocument, Table, text_of
from xzt.docs.render.ofd import write_ofd
from xzt.docs.render.ofd_reading import tagged_texts
from xzt.docs.render.ofd_tags import table as names
from xzt.docs.render.ofd_tags import tag_name
from xzt.docs.render.pdf import write_pdf

OFD = "{http://www.ofdspec.org/2016}"


@pytest.fixture(scope="module", params=["notice", "everything"])
def laid(request: pytest.FixtureRequest, seed: Imported, fonts: FontBook) -> tuple[OfficialDocument, PageModel]:
    if request.param == "notice":
        return seed.document, lay_out(seed.document, ISSUED, fonts, seal_picture())
    return everything(fonts)


@pytest.fixture(scope="module")
def pdf(laid: tuple[OfficialDocument, PageModel]) -> bytes:
    return write_pdf(laid[1], laid[0].title, WHEN)


@pytest.fixture(scope="module")
def ofd(laid: tuple[OfficialDocument, PageModel]) -> bytes:
    return write_ofd(laid[1], laid[0], ISSUED, WHEN)


def judged(data: bytes, tmp_path: Path) -> dict[str, Any]:
    """What pdf-oxide finds against PDF/A-2b."""
    import pdf_oxide

    path = tmp_path / "pages.pdf"
    path.write_bytes(data)
    found: dict[str, Any] = pdf_oxide.PdfDocument(str(path)).validate_pdf_a("2b")
    return found


def test_an_independent_judge_finds_pdf_a_2b(pdf: bytes, tmp_path: Path) -> None:
    found = judged(pdf, tmp_path)
    assert found["valid"]
    assert found["errors"] == []


@pytest.mark.parametrize("entry", ["/OutputIntents", "/Metadata"])
def test_the_judge_says_no_where_something_lacks(pdf: bytes, tmp_path: Path, entry: str) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        del opened.Root[entry]
        out = io.BytesIO()
        opened.save(out)
    assert judged(out.getvalue(), tmp_path)["errors"]


def test_facts_of_pdf_a_by_pikepdf(pdf: bytes) -> None:
    """ISO 19005-2 6.1 to 6.7, what can be read off the objects."""
    assert pdf[9] == 0x25
    assert all(byte > 127 for byte in pdf[10:14])
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert not opened.is_encrypted
        assert "/ID" in opened.trailer
        assert opened.Root.OutputIntents[0].DestOutputProfile.N == 3
        assert "/Filter" not in opened.Root.Metadata
        for banned in ("/AA", "/OpenAction", "/AcroForm", "/Names", "/OCProperties", "/NeedsRendering"):
            assert banned not in opened.Root
        kinds = set()
        for thing in opened.objects:
            if isinstance(thing, pikepdf.Stream):
                assert "/F" not in thing
                filters = thing.get("/Filter")
                assert filters is None or str(filters) in {"/FlateDecode", "/DCTDecode"}
            if isinstance(thing, pikepdf.Stream | pikepdf.Dictionary):
                kinds.add(str(thing.get("/Type", "")))
                assert str(thing.get("/S", "")) not in {"/JavaScript", "/Launch", "/Sound", "/Movie", "/ImportData", "/ResetForm"}
                if thing.get("/Subtype") == "/Image":
                    assert not thing.get("/Interpolate", False)
                    assert "/Alternates" not in thing
        assert "/Annot" not in kinds
        for page in opened.pages:
            assert "/Annots" not in page
            if page.get("/Group") is not None:
                assert page.Group.CS == "/DeviceRGB"


def test_widths_in_the_pdf_are_those_of_the_embedded_fonts(pdf: bytes) -> None:
    """6.2.11.5: told and real widths agree within a thousandth of an em; every glyph has its character (6.2.11.7)."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        fonts = [thing for thing in opened.objects if isinstance(thing, pikepdf.Dictionary) and thing.get("/Subtype") == "/Type0"]
        assert len(fonts) >= 4
        for font in fonts:
            below = font.DescendantFonts[0]
            assert "/ToUnicode" in font
            descriptor = below.FontDescriptor
            assert "/FontFile3" in descriptor or "/FontFile2" in descriptor
            assert "+" in str(descriptor.FontName)
            if "/FontFile3" not in descriptor:
                continue
            from fontTools.cffLib import CFFFontSet

            program = CFFFontSet()
            program.decompile(io.BytesIO(descriptor.FontFile3.read_bytes()), TTFont())
            top = program[program.fontNames[0]]
            told = list(below.W)
            for at in range(0, len(told), 2):
                strings = top.CharStrings
                name = strings.charStrings and top.charset[int(told[at])]
                glyph = strings[name]
                glyph.decompile()
                from fontTools.pens.basePen import NullPen

                glyph.draw(NullPen())
                assert float(told[at + 1][0]) == pytest.approx(glyph.width, abs=1.0)


def test_qpdf_and_poppler_agree(pdf: bytes, tmp_path: Path) -> None:
    path = tmp_path / "pages.pdf"
    path.write_bytes(pdf)
    subprocess.run(["qpdf", "--check", str(path)], check=True, capture_output=True)
    told = subprocess.run(["pdffonts", str(path)], check=True, capture_output=True, text=True).stdout
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in told.splitlines()[2:])


def test_bookmarks_lead_to_their_pages(laid: tuple[OfficialDocument, PageModel], pdf: bytes) -> None:
    model = laid[1]
    with pikepdf.open(io.BytesIO(pdf)) as opened, opened.open_outline() as outline:
        found: list[tuple[str, int]] = []

        def walk(items: list[pikepdf.OutlineItem]) -> None:
            for item in items:
                page = pikepdf.Page(item.destination[0])
                found.append((item.title, page.index))
                walk(item.children)

        walk(outline.root)
    assert found == [(mark.text, mark.page) for mark in model.marks]


ORDER = {
    "OFD": ["DocBody"],
    "DocBody": ["DocInfo", "DocRoot", "Versions", "Signatures"],
    "DocInfo": [
        "DocID",
        "Title",
        "Author",
        "Subject",
        "Abstract",
        "CreationDate",
        "ModDate",
        "DocUsage",
        "Cover",
        "Keywords",
        "Creator",
        "CreatorVersion",
        "CustomDatas",
    ],
    "Document": [
        "CommonData",
        "Pages",
        "Outlines",
        "Permissions",
        "Actions",
        "VPreferences",
        "Bookmarks",
        "Annotations",
        "CustomTags",
        "Attachments",
        "Extensions",
    ],
    "CommonData": ["MaxUnitID", "PageArea", "PublicRes", "DocumentRes", "TemplatePage", "DefaultCS"],
    "Page": ["Template", "PageRes", "Area", "Content", "Actions"],
    "TextObject": ["FillColor", "StrokeColor", "CGTransform", "TextCode"],
    "PathObject": ["StrokeColor", "FillColor", "AbbreviatedData"],
    "OutlineElem": ["Actions", "OutlineElem"],
}
"""Children of the elements in the order of GB/T 33190-2016."""


def trees(data: bytes) -> dict[str, etree._Element]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: etree.fromstring(package.read(name)) for name in package.namelist() if name.endswith(".xml")}


def test_elements_stand_in_the_order_of_the_standard(ofd: bytes) -> None:
    for tree in trees(ofd).values():
        for element in tree.iter(f"{OFD}*"):
            order = ORDER.get(etree.QName(element).localname)
            if order:
                places = [order.index(etree.QName(child).localname) for child in element]
                assert places == sorted(places)


def test_references_lead_somewhere_and_boxes_enclose(ofd: bytes) -> None:
    files = trees(ofd)
    with zipfile.ZipFile(io.BytesIO(ofd)) as package:
        names = set(package.namelist())
    fonts = {font.get("ID") for font in files["Doc_0/PublicRes.xml"].iter(f"{OFD}Font")}
    images = {media.get("ID") for media in files["Doc_0/DocumentRes.xml"].iter(f"{OFD}MultiMedia")}
    pages = [page.get("ID") for page in files["Doc_0/Document.xml"].iter(f"{OFD}Page")]
    for kind in ("FontFile", "MediaFile"):
        for tree in files.values():
            assert all(f"Doc_0/Res/{found.text}" in names for found in tree.iter(f"{OFD}{kind}"))
    assert {goto.get("PageID") for goto in files["Doc_0/Document.xml"].iter(f"{OFD}Dest")} <= set(pages)
    for name, tree in files.items():
        if not name.endswith("Content.xml"):
            continue
        assert {text.get("Font") for text in tree.iter(f"{OFD}TextObject")} <= fonts
        assert {image.get("ResourceID") for image in tree.iter(f"{OFD}ImageObject")} <= images
        for thing in tree.iter(f"{OFD}TextObject", f"{OFD}PathObject", f"{OFD}ImageObject"):
            left, top, width, height = (float(value) for value in (thing.get("Boundary") or "").split())
            assert width > 0
            assert height > 0
            assert left >= -3
            assert left + width <= 213
            assert top >= -3
            assert top + height <= 300


def test_the_archival_rendition(laid: tuple[OfficialDocument, PageModel]) -> None:
    """GB/T 42133: DocType OFD-A, seals as pictures in the page, nothing that acts, nothing outside, fonts whole or as subsets inside."""
    document, model = laid
    data = write_ofd(model, document, ISSUED, WHEN, archival=True)
    files = trees(data)
    assert files["OFD.xml"].get("DocType") == "OFD-A"
    assert len(files["OFD.xml"].findall(f"{OFD}DocBody")) == 1
    drawn = sum(1 for tree in files.values() for _ in tree.iter(f"{OFD}ImageObject"))
    assert drawn == sum(len(page.pictures) for page in model.pages)
    banned = ("Permissions", "VPreferences", "Extensions", "URI", "GotoA", "Sound", "Movie", "Attachments", "Signatures")
    assert not [element for tree in files.values() for name in banned for element in tree.iter(f"{OFD}{name}")]
    assert {media.get("Format") for media in files["Doc_0/DocumentRes.xml"].iter(f"{OFD}MultiMedia")} <= {"PNG", "JPEG"}
    assert all(font.findtext(f"{OFD}FontFile") for font in files["Doc_0/PublicRes.xml"].iter(f"{OFD}Font"))


def test_tags_name_every_element_of_the_document(laid: tuple[OfficialDocument, PageModel], ofd: bytes) -> None:
    """CustomTags of GB/T 33190: what the tags lead to is the text of each element; every placed run is tagged once."""
    document, model = laid
    found = tagged_texts(ofd)
    assert bare(found["biaoti"]) == bare(document.title)
    if not any(isinstance(block, Table) for block in document.blocks):  # heads of tables are shown on every page
        assert bare(found["zhengwen"]) == bare("".join(text_of(block) for block in document.blocks))
    assert bare(found["chengwenriqi"]) == "2022年3月23日"
    assert [bare(found[f"fawenjiguanshuming_{number}"]) for number in range(1, len(document.signers) + 1)] == list(document.signers)
    assert bare(found["recipients"]) == bare(document.recipients)
    shown: dict[str, str] = {}
    for page in model.pages:
        for run in page.runs:
            if run.place is not None:
                shown[tag_name(run.place)] = shown.get(tag_name(run.place), "") + run.text
    assert {name: bare(text) for name, text in found.items()} == {name: bare(text) for name, text in shown.items()}


def test_tags_resolve_and_names_are_not_made_up(ofd: bytes) -> None:
    files = trees(ofd)
    document = files["Doc_0/Document.xml"]
    pages = {page.get("ID"): f"Doc_0/{page.get('BaseLoc')}" for page in document.iter(f"{OFD}Page")}
    kind = files["Doc_0/Tags/CustomTags.xml"].find(f"{OFD}CustomTag")
    assert kind is not None
    assert kind.get("TypeID") == names().type
    tags = files["Doc_0/Tags/CustomTag.xml"]
    assert etree.QName(tags).namespace == names().namespace
    for reference in tags.iter(f"{OFD}ObjectRef"):
        inside = files[pages[reference.get("PageRef")]]
        assert [thing for thing in inside.iter(f"{OFD}TextObject") if thing.get("ID") == reference.text]
    ours = {name for kind in (OfficialDocument, Issuance) for name in kind.__struct_fields__}
    known = re.compile("|".join(name.replace("{n}", r"\d+") for name in names().names.values()))
    for tag in tags:
        name = etree.QName(tag).localname
        assert known.fullmatch(name) or name in ours or re.fullmatch(r"attachment_\d+(_title|_label)?", name)
    assert not names().verified
    assert "33476" in names().source
