"""The real notice, the shipped fonts, a seal picture made on the spot, and poppler's tools."""

import io
import subprocess
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from xzt.docs.importing import Imported, read_file
from xzt.docs.layout import FontBook, SealPicture, lay_out
from xzt.docs.layout.pages import PageModel
from xzt.docs.model import Issuance

ROOT = Path(__file__).resolve().parents[2]
NAME = "湘政办函〔2022〕23号.txt"
WHEN = datetime(2022, 3, 23, 9, 30, tzinfo=timezone(timedelta(hours=8)))
ISSUED = Issuance(number="湘政办函〔2022〕23号", signed_on="2022-03-23", printed_on="2022-03-24", sealed=True)


def seed_path() -> Path:
    """Return the notice as published: the shared one where it is there, else the sample shipped with the product."""
    shared = ROOT.parent / "shared" / "data" / "gongwen" / NAME
    return shared if shared.exists() else ROOT / "resources" / "sample" / NAME


def seal_picture() -> SealPicture:
    image = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((6, 6, 293, 293), outline=(220, 0, 0, 220), width=9)
    out = io.BytesIO()
    image.save(out, "PNG")
    return SealPicture(out.getvalue(), 45.0, "测试用章")


@pytest.fixture(scope="session")
def seed() -> Imported:
    return read_file(seed_path())


@pytest.fixture(scope="session")
def fonts() -> FontBook:
    return FontBook(system=False)


@pytest.fixture(scope="session")
def seed_pages(seed: Imported, fonts: FontBook) -> PageModel:
    return lay_out(seed.document, ISSUED, fonts, seal_picture())


def poppler(tool: str, data: bytes, tmp_path: Path, *options: str) -> str:
    """Run one of poppler's tools on a PDF and return what it prints."""
    path = tmp_path / "pages.pdf"
    path.write_bytes(data)
    arguments = [tool, *options, str(path), *(["-"] if tool == "pdftotext" else [])]
    return subprocess.run(arguments, check=True, capture_output=True, text=True).stdout


def bare(text: str) -> str:
    return "".join(text.split())
