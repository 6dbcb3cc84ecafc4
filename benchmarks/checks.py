"""Checking after one keystroke in a notice of 300 pages, beside checking all of it, and that beside one layout of its pages."""

from collections.abc import Callable

from msgspec.structs import replace

from benchmarks.docs import ISSUED, KEYSTROKES, PAGES, ROUNDS, repeated
from benchmarks.rows import Row, alternate, row
from xzt.docs.checks import Checker, check, mend
from xzt.docs.layout import FontBook, lay_out
from xzt.docs.model import OfficialDocument, Paragraph

SIZE = f"{PAGES} 页"


def measure(rounds: int) -> list[Row]:
    """Measure the notice repeated to 300 pages, as published (half-width marks throughout) and mended."""
    fonts = FontBook(system=False)
    published = repeated(fonts)
    mended = mend(published, check(published))

    def layout() -> None:
        lay_out(mended, ISSUED, fonts)

    full, laid = alternate(rounds or ROUNDS, _whole(mended), layout)
    return [
        _keystroke("as published", published, rounds),
        _keystroke("mended", mended, rounds),
        row("check all, against one layout", SIZE, full, laid),
    ]


def _keystroke(name: str, document: OfficialDocument, rounds: int) -> Row:
    (keys,), (full,) = alternate(rounds or KEYSTROKES, _typist(document)), alternate(rounds or ROUNDS, _whole(document))
    return row(f"check after one keystroke, against all ({name})", SIZE, keys, full)


def _whole(document: OfficialDocument) -> Callable[[], None]:
    def whole() -> None:
        check(document)

    return whole


def _typist(document: OfficialDocument) -> Callable[[], None]:
    """Return a work that types one more character in the middle each time it is called, and checks."""
    checker, at, text = Checker(), len(document.blocks) // 2, ["再写一段，"]

    def typed() -> None:
        text[0] += "字"
        checker.check(replace(document, blocks=(*document.blocks[:at], Paragraph(text[0]), *document.blocks[at + 1 :])))

    return typed
