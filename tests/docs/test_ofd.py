"""The OFD of the real notice: package, text, places, limits on reading (GB/T 33190-2016, RS-12)."""

import io
import zipfile
from itertools import accumulate

import pytest
import uharfbuzz as hb
from lxml import etree

from tests.docs.conftest import ISSUED, WHEN, bare, seal_picture
from tests.docs.test_pdf import content
from xzt.core.errors import Trouble
from xzt.docs.importing import Imported
from xzt.docs.layout.pages import PageModel
from xzt.docs.render.ofd import ofd_text, seal_place, write_ofd
from xzt.docs.render.ofd_reading import page_texts

OFD = "{http://www.ofdspec.org/2016}"


@pytest.fixture(scope="session")
def ofd(seed: Imported, seed_pages: PageModel) -> bytes:
    return write_ofd(seed_pages, seed.document, ISSUED, WHEN)


def xml(data: bytes, path: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return etree.fromstring(package.read(path))


def test_the_text_reads_back(seed: Imported, ofd: bytes) -> None:
    texts = ["".join(text for text in page if not text.startswith("— ")) for page in page_texts(ofd)]
    assert bare("".join(texts)) == content(seed.document)
    assert bare(ofd_text(ofd)).startswith("湖南省人民政府办公厅湘政办函〔2022〕23号")


def test_the_package(ofd: bytes, seed_pages: PageModel) -> None:
    entry = xml(ofd, "OFD.xml")
    assert (entry.get("DocType"), entry.get("Version")) == ("OFD", "1.0")
    assert entry.findtext(f"{OFD}DocBody/{OFD}DocInfo/{OFD}CreationDate") == "2022-03-23"
    document = xml(ofd, "Doc_0/Document.xml")
    assert document.findtext(f"{OFD}CommonData/{OFD}PageArea/{OFD}PhysicalBox") == "0 0 210 297"
    assert len(document.findall(f"{OFD}Pages/{OFD}Page")) == len(seed_pages.pages)
    most = int(document.findtext(f"{OFD}CommonData/{OFD}MaxUnitID") or 0)
    with zipfile.ZipFile(io.BytesIO(ofd)) as package:
        trees = [etree.fromstring(package.read(name)) for name in package.namelist() if name.endswith(".xml")]
        assert package.namelist()[0] == "OFD.xml"
        assert {entry.date_time for entry in package.infolist()} == {(2000, 1, 1, 0, 0, 0)}
    numbers = [int(element.get("ID") or 0) for tree in trees for element in tree.iter() if element.get("ID")]
    assert len(numbers) == len(set(numbers))
    assert max(numbers) <= most


def test_glyphs_stand_where_the_model_has_them(ofd: bytes, seed_pages: PageModel) -> None:
    """AE-21: the same places as on the screen and in the PDF."""
    page = xml(ofd, "Doc_0/Pages/Page_2/Content.xml")
    runs = seed_pages.pages[2].runs
    for text, run in zip(page.iter(f"{OFD}TextObject"), runs, strict=True):
        left, top, _, _ = (float(value) for value in (text.get("Boundary") or "").split())
        code = text.find(f"{OFD}TextCode")
        assert code is not None
        deltas: list[float] = []
        words = iter((code.get("DeltaX") or "").split())
        for word in words:
            deltas += [float(next(words))] * int(count) if word == "g" and (count := next(words)) else [float(word)]
        xs = list(accumulate([left, *deltas]))
        assert xs == pytest.approx(list(run.xs), abs=0.003)
        assert top + float(code.get("Y") or 0) == pytest.approx(run.baseline, abs=0.001)


def test_embedded_fonts_lead_from_character_to_glyph(ofd: bytes) -> None:
    resources = xml(ofd, "Doc_0/PublicRes.xml")
    fonts = {font.get("ID"): font.findtext(f"{OFD}FontFile") for font in resources.iter(f"{OFD}Font")}
    with zipfile.ZipFile(io.BytesIO(ofd)) as package:
        opened = {key: hb.Font(hb.Face(hb.Blob(package.read(f"Doc_0/Res/{name}")))) for key, name in fonts.items()}
    page = xml(ofd, "Doc_0/Pages/Page_1/Content.xml")
    for text in page.iter(f"{OFD}TextObject"):
        assert text.find(f"{OFD}CGTransform") is None
        for char in text.findtext(f"{OFD}TextCode") or "":
            assert opened[text.get("Font")].get_nominal_glyph(ord(char))


def test_the_seal_is_left_to_the_signature(ofd: bytes, seed_pages: PageModel) -> None:
    place = seal_place(seed_pages)
    assert place is not None
    page, x, y, width, height = place
    assert (page, width, height) == (0, 45.0, 45.0)
    assert 100 < x < 140
    assert 140 < y < 200
    assert seal_picture().png not in ofd
    assert not list(xml(ofd, "Doc_0/Pages/Page_0/Content.xml").iter(f"{OFD}ImageObject"))


def test_the_same_bytes_every_time(seed: Imported, seed_pages: PageModel, ofd: bytes) -> None:
    assert write_ofd(seed_pages, seed.document, ISSUED, WHEN) == ofd


def package_of(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for path, text in files.items():
            package.writestr(path.replace("__", "/").replace("_xml", ".xml"), text)
    return out.getvalue()


ENTRY = '<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"><ofd:DocBody><ofd:DocRoot>{}</ofd:DocRoot></ofd:DocBody></ofd:OFD>'
PAGES = '<ofd:Document xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Pages><ofd:Page ID="1" BaseLoc="{}"/></ofd:Pages></ofd:Document>'
PAGE = '<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"><ofd:TextObject><ofd:TextCode>文</ofd:TextCode></ofd:TextObject></ofd:Page>'


@pytest.mark.parametrize(("root", "page"), [("D/Document.xml", "P/C.xml"), ("/D/Document.xml", "/D/P/C.xml")])
def test_paths_may_be_absolute_or_relative(root: str, page: str) -> None:
    data = package_of(OFD_xml=ENTRY.format(root), D__Document_xml=PAGES.format(page), D__P__C_xml=PAGE)
    assert ofd_text(data) == "文"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"no zip at all", "ofd_unreadable"),
        (package_of(other_xml="<a/>"), "ofd_incomplete"),
        (package_of(OFD_xml="<a"), "ofd_unreadable"),
        (package_of(OFD_xml='<!DOCTYPE a [<!ENTITY b "c">]>' + ENTRY.format("D.xml")), "ofd_dtd"),
        (package_of(OFD_xml=ENTRY.format("../../etc/passwd")), "ofd_incomplete"),
        (package_of(OFD_xml=ENTRY.format("D_xml"), D_xml="x" * 40_000_000), "ofd_too_large"),
        (package_of(OFD_xml=ENTRY.format("D.xml")).replace(b"PK\x01\x02\x14\x03\x14\x00", b"PK\x01\x02\x14\x03\xff\x00"), "ofd_unreadable"),
    ],
)
def test_bad_packages_are_refused(data: bytes, code: str) -> None:
    """RS-12."""
    with pytest.raises(Trouble) as trouble:
        ofd_text(data)
    assert trouble.value.code == code
