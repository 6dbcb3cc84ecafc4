"""Checks of laid-out pages: text on the first one (F13), the imprint's page (F15), characters without a glyph (L05, AE-22)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xzt.docs.checks.findings import Finding, Spot, finding
from xzt.docs.checks.sources import excerpt, sources, spot
from xzt.docs.model import Form, OfficialDocument

if TYPE_CHECKING:
    from xzt.docs.layout.pages import Page, PageModel


def check_pages(document: OfficialDocument, model: "PageModel") -> list[Finding]:
    """Check a document by its pages. The spot ``pages`` counts them from 0 in ``block``."""
    return [*check_sheets(document, model), *check_glyphs(document, model.missing)]


def check_sheets(document: OfficialDocument, model: "PageModel") -> list[Finding]:
    """Check what stands on which page (F13, F15)."""
    return [*_first_page(document, model), *_last_page(document, model)]


def _first_page(document: OfficialDocument, model: "PageModel") -> Iterator[Finding]:
    if document.blocks and model.pages and not _shows(model.pages[0], "body"):
        yield finding("F13", Spot("pages", 0), document.recipients[:20])


def _last_page(document: OfficialDocument, model: "PageModel") -> Iterator[Finding]:
    """An imprint on an odd page of a document with several pages; letters have no lined imprint, and single sheets no back."""
    if document.form is Form.LETTER or len(model.pages) < 2:
        return
    for number, page in enumerate(model.pages):
        if number % 2 == 0 and (_shows(page, "printer") or _shows(page, "printed_on")):
            yield finding("F15", Spot("pages", number), document.printer)
            return


def _shows(page: "Page", part: str) -> bool:
    return any(run.place is not None and run.place.part == part for run in page.runs)


def check_glyphs(document: OfficialDocument, missing: str) -> Iterator[Finding]:
    """Find where each character stands first that no font could show."""
    if not missing:
        return
    waiting = dict.fromkeys(missing)
    for source in sources(document):
        for at, char in enumerate(source.text):
            if char in waiting:
                del waiting[char]
                yield finding("L05", spot(source, at, at + 1), excerpt(source.text, at, at + 1), about=f"{char}（U+{ord(char):04X}）")
