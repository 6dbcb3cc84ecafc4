"""The same text set by others: reportlab's paragraphs, typst, LibreOffice converting our DOCX, easyofd making an OFD of our PDF.

reportlab and typst set plain paragraphs: no grid, no red head, no imprint, no places that lead back into the text. LibreOffice is started
anew, as one does to convert a file, and reads the DOCX first. easyofd reads a PDF first; what it writes has no fonts inside and one
distance for all characters of a text. That is said so that nobody takes a ratio for more than it is.
"""

import io
import json
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from tests.docs.conftest import ISSUED, ROOT
from tests.docs.test_libreoffice import converted
from xzt.docs.layout.fonts import SHIPPED
from xzt.docs.model import OfficialDocument
from xzt.docs.render.docx import write_docx

LEADING = 29.62
SIZE = 16
READER = ROOT / ".venv-ofd-reader" / "bin" / "python"


def libreoffice(document: OfficialDocument, folder: Path) -> list[float]:
    """Return the seconds of one conversion of our DOCX to PDF; nothing where LibreOffice is not installed."""
    if shutil.which("soffice") is None:
        return []
    word = write_docx(document, ISSUED)
    converted(word, folder)  # the first one makes its profile
    began = time.perf_counter()
    converted(word, folder)
    return [time.perf_counter() - began]


def easyofd(pdf: bytes, folder: Path) -> list[float]:
    """Return the seconds of one conversion of a PDF to OFD, without the start; nothing where easyofd is not there."""
    if not READER.exists():
        return []
    (folder / "pages.pdf").write_bytes(pdf)
    script = ROOT / "tests" / "docs" / "easyofd_reading.py"
    command: list[str | Path] = [READER, script, "--write", folder / "pages.pdf", folder / "pages.ofd"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=folder)
    return [float(json.loads(done.stdout)["seconds"])]


def platypus(texts: list[str]) -> bytes:
    """Set the texts as reportlab paragraphs on the same type area."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import Flowable, SimpleDocTemplate
    from reportlab.platypus import Paragraph as Flowing

    if "song" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("song", str(SHIPPED / "FandolSong-Report.ttf")))  # it takes no outlines of the other kind
    style = ParagraphStyle("text", fontName="song", fontSize=SIZE, leading=LEADING, firstLineIndent=2 * SIZE, wordWrap="CJK")
    out = io.BytesIO()
    flow: list[Flowable] = [Flowing(text.replace("&", "&amp;").replace("<", "&lt;"), style) for text in texts]
    page = SimpleDocTemplate(out, pagesize=A4, topMargin=37 * mm, bottomMargin=35 * mm, leftMargin=28 * mm, rightMargin=26 * mm)
    page.build(flow)
    return out.getvalue()


def typst(texts: list[str]) -> Callable[[], None]:
    """Return a work that compiles the texts with typst in our shipped fonts, from nothing each time."""
    from typst import Compiler

    lines = ['#set page(paper: "a4", margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm))']
    lines.append(f'#set text(font: "FandolFang R", size: {SIZE}pt, lang: "zh")')
    between = f"{LEADING - SIZE}pt"
    lines.append(f"#set par(first-line-indent: (amount: 2em, all: true), justify: true, leading: {between}, spacing: {between})")
    lines += [f"#par[#{_quoted(text)}]" for text in texts]
    source = "\n".join(lines).encode()

    def compiled() -> None:
        compiler = Compiler(font_paths=[str(SHIPPED)], ignore_system_fonts=True)
        compiler.compile(source, format="pdf")

    return compiled


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
