"""Pages to PDF and OFD, and the layout after one keystroke, beside what others take for the same text (``others`` says how they differ)."""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from benchmarks import others
from benchmarks.rows import Row, alternate, missing, row
from xzt.docs.importing import read_file
from xzt.docs.layout import FontBook, lay_out, lay_out_again
from xzt.docs.model import Issuance, OfficialDocument, Paragraph, text_of
from xzt.docs.render.ofd import write_ofd
from xzt.docs.render.pdf import write_pdf

NOTICE = Path(__file__).parents[1] / "resources" / "sample" / "湘政办函〔2022〕23号.txt"
WHEN = datetime(2022, 3, 23, tzinfo=UTC)
ISSUED = Issuance(number="湘政办函〔2022〕23号", signed_on="2022-03-23", printed_on="2022-03-24", sealed=True)
PAGES = 300
ROUNDS = 5
KEYSTROKES = 60


def measure(rounds: int) -> list[Row]:
    """Measure the notice repeated to 300 pages."""
    fonts = FontBook(system=False)
    document = repeated(fonts)
    texts = [text_of(block) for block in document.blocks]
    model = lay_out(document, ISSUED, fonts)
    size = f"{len(model.pages)} 页"
    typst_compile = others.typst(texts)

    def ours() -> None:
        write_pdf(lay_out(document, ISSUED, fonts), document.title, WHEN)

    def reportlab() -> None:
        others.platypus(texts)

    def package() -> None:
        write_ofd(model, document, ISSUED, WHEN)

    def layout() -> None:
        lay_out(document, ISSUED, fonts)

    typed = _typist(document, fonts)
    mine, platypus, typst, ofd, full = alternate(rounds or ROUNDS, ours, reportlab, typst_compile, package, layout)
    (keys,) = alternate(KEYSTROKES, typed)
    with tempfile.TemporaryDirectory() as folder:
        office = others.libreoffice(document, Path(folder))
        easyofd = others.easyofd(write_pdf(model, document.title, WHEN), Path(folder))
    return [
        row("content to PDF, against reportlab platypus", size, mine, platypus),
        row("content to PDF, against typst", size, mine, typst),
        row("content to PDF, against LibreOffice", size, mine, office) if office else missing("LibreOffice", "libreoffice-writer"),
        row("pages to OFD, against content to our PDF", size, ofd, mine),
        row("pages to OFD, against easyofd from a PDF", size, ofd, easyofd) if easyofd else missing("easyofd", "make test-slow"),
        row("layout after one keystroke, against all of it", size, keys, full),
        row("memory, content to PDF, against platypus", size, [_peak("ours")], [_peak("platypus")], "MiB"),
    ]


def _peak(side: str) -> float:
    """Return the most memory, in thousandths of a MiB, that a fresh process has had when one side is done."""
    done = subprocess.run([sys.executable, "-m", "benchmarks.docs", side], check=True, capture_output=True, text=True)
    return int(done.stdout) / 1024 / 1000


def _once(side: str) -> int:
    """Do one side once and return the most memory this process had, in KiB (as Linux tells it)."""
    fonts = FontBook(system=False)
    document = repeated(fonts)
    if side == "ours":
        write_pdf(lay_out(document, ISSUED, fonts), document.title, WHEN)
    else:
        others.platypus([text_of(block) for block in document.blocks])
    return int(Path("/proc/self/status").read_text("ascii").partition("VmHWM:")[2].split()[0])


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


if __name__ == "__main__":
    print(_once(sys.argv[1]))
