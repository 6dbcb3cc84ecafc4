"""Pages to PDF and OFD, and the layout after one keystroke, beside reportlab's paragraphs and typst setting the same text.

The others set plain paragraphs: no grid, no red head, no imprint, no places that lead back into the text. That is said so that nobody takes
the ratio for more than it is.
"""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from benchmarks.rows import Row, alternate, row
from xzt.docs.importing import read_file
from xzt.docs.layout import FontBook, lay_out, lay_out_again
from xzt.docs.layout.fonts import SHIPPED
from xzt.docs.model import Issuance, OfficialDocument, Paragraph, text_of
from xzt.docs.render.ofd import write_ofd
from xzt.docs.render.pdf import write_pdf

NOTICE = Path(__file__).parents[1] / "resources" / "sample" / "湘政办函〔2022〕23号.txt"
WHEN = datetime(2022, 3, 23, tzinfo=UTC)
ISSUED = Issuance(number="湘政办函〔2022〕23号", signed_on="2022-03-23", printed_on="2022-03-24", sealed=True)
PAGES = 300
ROUNDS = 5
KEYSTROKES = 60
LEADING = 29.62
SIZE = 16


def measure(rounds: int) -> list[Row]:
    """Measure the notice repeated to 300 pages."""
    fonts = FontBook(system=False)
    document = repeated(fonts)
    texts = [text_of(block) for block in document.blocks]
    model = lay_out(document, ISSUED, fonts)
    size = f"{len(model.pages)} 页"
    typst_compile = _typst(texts)

    def ours() -> None:
        write_pdf(lay_out(document, ISSUED, fonts), document.title, WHEN)

    def reportlab() -> None:
        _platypus(texts)

    def package() -> None:
        write_ofd(model, document, ISSUED, WHEN)

    def layout() -> None:
        lay_out(document, ISSUED, fonts)

    typed = _typist(document, fonts)
    mine, platypus, typst, ofd, full = alternate(rounds or ROUNDS, ours, reportlab, typst_compile, package, layout)
    (keys,) = alternate(KEYSTROKES, typed)
    return [
        row("content to PDF, against reportlab platypus", size, mine, platypus),
        row("content to PDF, against typst", size, mine, typst),
        row("pages to OFD, against content to our PDF", size, ofd, mine),
        row("layout after one keystroke, against all of it", size, keys, full),
    ]


def repeated(fonts: FontBook) -> OfficialDocument:
    """Return the notice with its plan repeated in the body until it fills the pages."""
    seed = read_file(NOTICE).document
    plan = seed.attachments[0].blocks
    each = len(lay_out(replace(seed, blocks=plan, attachments=()), ISSUED, fonts).pages)
    return replace(seed, blocks=plan * (PAGES // (each - 1) + 2), attachments=())


def _typist(document: OfficialDocument, fonts: FontBook) -> Callable[[], None]:
    """Return a work that types one more character in the middle each time it is called."""
    state = [lay_out_again(None, document, ISSUED, fonts)]
    at = next(at for at in range(len(document.blocks) // 2, len(document.blocks)) if isinstance(document.blocks[at], Paragraph))
    text = [text_of(document.blocks[at])]

    def typed() -> None:
        text[0] = text[0][:10] + "字" + text[0][10:]
        blocks = (*document.blocks[:at], Paragraph(text[0]), *document.blocks[at + 1 :])
        state[0] = lay_out_again(state[0], replace(document, blocks=blocks), ISSUED, fonts)

    return typed


def _platypus(texts: list[str]) -> bytes:
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


def _typst(texts: list[str]) -> Callable[[], None]:
    """Return a work that compiles the texts with typst in our shipped fonts, from nothing each time."""
    import typst

    lines = ['#set page(paper: "a4", margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm))']
    lines.append(f'#set text(font: "FandolFang R", size: {SIZE}pt, lang: "zh")')
    between = f"{LEADING - SIZE}pt"
    lines.append(f"#set par(first-line-indent: (amount: 2em, all: true), justify: true, leading: {between}, spacing: {between})")
    lines += [f"#par[#{_quoted(text)}]" for text in texts]
    source = "\n".join(lines).encode()

    def compiled() -> None:
        compiler = typst.Compiler(font_paths=[str(SHIPPED)], ignore_system_fonts=True)
        compiler.compile(source, format="pdf")

    return compiled


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
