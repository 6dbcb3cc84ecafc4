"""What goes to paper: parts put one after the other, the pages that were chosen, margins for binding, marks outside the text.

Everything here makes a page model out of page models, so that print preview, printer and PDF show the same. Marks stand outside the type
area or below the text and change none of its places (GB/T 9704-2012 gives none; PRN-03).
"""

import re
from typing import Literal

from msgspec.structs import replace

from xzt.docs.layout.fonts import FontBook
from xzt.docs.layout.lines import Piece, Setter, break_lines
from xzt.docs.layout.measures import LEFT, PAPER_HEIGHT, PAPER_WIDTH, POINT, RIGHT, WIDTH, Style, grid_of
from xzt.docs.layout.pages import GlyphRun, Page, PageModel
from xzt.docs.layout.roles import HEI
from xzt.docs.layout.rows import runs_of
from xzt.docs.layout.sheets import moved
from xzt.office.profile import STANDARD

Which = Literal["all", "odd", "even"]
EDGE_BASELINE = 15.0
"""Baseline of the mark at the head of the paper: clear of the mark of the letter form (30 mm) and of what printers cannot reach."""
_EDGE_SIZE = 12 * POINT
_WATER_MOST = 50.0
_EDGE_GREY, _WATER_GREY = 0x555555, 0xE4E4E4
_RANGES = re.compile(r"\s*(\d{1,5})\s*(?:[-－—~～至到]\s*(\d{1,5})\s*)?")


def joined(parts: tuple[PageModel, ...], *, duplex: bool) -> PageModel:
    """Put parts one after the other; printed on both sides, each begins on a sheet of its own. They come from one ``FontBook``."""
    pages: list[Page] = []
    faces = {key: face for part in parts for key, face in part.faces.items()}
    for part in parts:
        if duplex and len(pages) % 2:
            pages.append(Page(PAPER_WIDTH, PAPER_HEIGHT, (), (), (), 0))
        pages += part.pages
    return PageModel(tuple(pages), faces, "".join(part.missing for part in parts))


def read_pages(text: str, count: int) -> tuple[int, ...] | None:
    """Read pages as people write them (``1-3，5``), from 1; None where it cannot be read or names a page that is not there."""
    found: list[int] = []
    for part in re.split("[,，、;；]", text.strip()):
        match = _RANGES.fullmatch(part)
        if match is None:
            return None
        first, last = int(match[1]), int(match[2] or match[1])
        if not 1 <= first <= last <= count:
            return None
        found += range(first, last + 1)
    return tuple(dict.fromkeys(found))


def chosen(model: PageModel, pages: tuple[int, ...], which: Which = "all") -> PageModel:
    """Keep these pages (from 1) in this order, then of them the odd or even ones by their number in the whole."""
    kept = [page for page in pages if which == "all" or page % 2 == (which == "odd")]
    return replace(model, pages=tuple(model.pages[page - 1] for page in kept), marks=())


def mirrored(model: PageModel) -> PageModel:
    """Exchange left and right margin on even pages, for binding sheets that are printed on both sides (off by custom)."""
    aside = (PAPER_WIDTH - RIGHT) - LEFT
    return replace(model, pages=tuple(moved(page, aside) if at % 2 else page for at, page in enumerate(model.pages)))


def marked(model: PageModel, fonts: FontBook, *, edge: str = "", water: str = "") -> PageModel:
    """Mark every page with something on it: ``edge`` at the paper's head, outside the type area; ``water`` large and light below."""
    setter = Setter(fonts)
    above = _edge(setter, edge) if edge else ()
    below = _water(setter, water) if water else ()
    if not above and not below:
        return model
    faces = model.faces | {run.face: fonts.faces[run.face] for run in (*above, *below)}
    pages = tuple(replace(page, runs=(*page.runs, *above), below=below) if page.runs else page for page in model.pages)
    return replace(model, faces=faces, pages=pages)


def _edge(setter: Setter, words: str) -> tuple[GlyphRun, ...]:
    style = Style(HEI, _EDGE_SIZE, _EDGE_SIZE, _EDGE_GREY)
    line = break_lines(setter.atoms([Piece(words, style)]), WIDTH)[0]
    return tuple(runs_of(line, RIGHT - line.width, EDGE_BASELINE))


def _water(setter: Setter, words: str) -> tuple[GlyphRun, ...]:
    frame = grid_of(STANDARD).upright
    size = min(_WATER_MOST, frame.width / len(words))
    line = break_lines(setter.atoms([Piece(words, Style(HEI, size, size, _WATER_GREY))]), frame.width)[0]
    return tuple(runs_of(line, (PAPER_WIDTH - line.width) / 2, PAPER_HEIGHT / 2 + size * 0.38))
