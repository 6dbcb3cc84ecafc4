"""Our OFD in an independent reader, easyofd (must-show 2): its text, pages, fonts, and where it draws each glyph. Slow: make test-slow.

The reader has an environment of its own, ``.venv-ofd-reader``. It draws every text in one face, and no seals; places are what counts.
"""

import json
import subprocess
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest

from tests.docs.conftest import ISSUED, ROOT, WHEN, bare
from tests.docs.test_pdf import content, without_numbers
from tests.docs.test_same_page import FARTHEST, pdf_glyphs
from xzt.docs.importing import Imported
from xzt.docs.layout import FontBook, lay_out
from xzt.docs.layout.fonts import SHIPPED
from xzt.docs.layout.pages import PageModel
from xzt.docs.model import OfficialDocument
from xzt.docs.render.ofd import write_ofd

READER = ROOT / ".venv-ofd-reader" / "bin" / "python"
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not READER.exists(), reason="needs the reader that make test-slow puts here")]


def read(document: OfficialDocument, model: PageModel, folder: Path) -> tuple[dict[str, Any], pdfium.PdfDocument]:
    (folder / "pages.ofd").write_bytes(write_ofd(model, document, ISSUED, WHEN))
    script = Path(__file__).with_name("easyofd_reading.py")
    command = [READER, script, folder / "pages.ofd", folder / "pages.pdf", SHIPPED / "FandolSong-Report.ttf"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=280, cwd=folder)
    found: dict[str, Any] = json.loads(done.stdout)
    return found, pdfium.PdfDocument(folder / "pages.pdf")


def test_the_notice_in_an_independent_reader(seed: Imported, fonts: FontBook, tmp_path: Path) -> None:
    model = lay_out(seed.document, ISSUED, fonts)
    found, drawn = read(seed.document, model, tmp_path)
    assert without_numbers("\n".join(text for page in found["texts"] for text in page)) == content(seed.document)
    assert found["fonts"] == sorted(face.family.replace(" ", "-") for face in model.faces.values())  # it writes names with hyphens
    assert len(drawn) == len(model.pages)
    farthest = 0.0
    for at, page in enumerate(model.pages):
        scale = page.width / (drawn[at].get_width() * 25.4 / 72)  # it draws at a scale of its own
        glyphs = pdf_glyphs(drawn[at], drawn[at].get_height() * 25.4 / 72)
        there = [(char, x * scale, y * scale) for char, x, y in glyphs]
        ours = [(char, x, run.baseline) for run in page.runs for char, x in zip(run.text, run.xs, strict=True) if not char.isspace()]
        assert bare("".join(char for char, *_ in there)) == "".join(char for char, *_ in ours)
        for (_, x, y), (_, left, base) in zip(there, ours, strict=True):
            farthest = max(farthest, abs(x - left), abs(y - base))
    print(f"easyofd: {len(drawn)} pages, farthest glyph {farthest:.4f} mm from its place")
    assert farthest < FARTHEST
