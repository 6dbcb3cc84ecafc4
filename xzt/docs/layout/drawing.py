"""Filled sheets as the page model: page numbers, faces, missing characters, bookmarks; a sheet whose rows are the same keeps its page."""

from msgspec import Struct

from xzt.docs.layout.fonts import FontBook, open_font
from xzt.docs.layout.lines import Piece, Setter, break_lines
from xzt.docs.layout.measures import ASCENT, CELL_4, NUMBER, NUMBER_DROP, SIZE_3
from xzt.docs.layout.pages import Mark, Page, PageModel
from xzt.docs.layout.rows import Row, Sheet, runs_of
from xzt.docs.layout.sheets import page_of
from xzt.docs.model import Heading, OfficialDocument
from xzt.office.profile import Profile

Sheaf = list[Sheet]
"""Sheets that are numbered together, from 1."""


class Drawn(Struct, frozen=True):
    """A sheet and its page, with what the model needs to know of it."""

    sheet: Sheet
    page: Page
    number: int
    faces: frozenset[str]
    missing: tuple[str, ...]
    starts: dict[tuple[str, int], float]
    """Height of the first line of every block or element whose characters are at least as large as the text's."""


def draw(setter: Setter, fonts: FontBook, sheaves: list[Sheaf], before: list[Drawn]) -> list[Drawn]:
    """Draw every sheet, or take its page over from ``before``."""
    numbered = [(sheet, number) for sheaf in sheaves for number, sheet in enumerate(sheaf, 1)]
    known: list[Drawn | None] = [*before, *[None] * len(numbered)]
    return [
        was if was is not None and was.number == number and _same(was.sheet, sheet) else _drawn(setter, fonts, sheet, number)
        for (sheet, number), was in zip(numbered, known, strict=False)
    ]


def _same(was: Sheet, now: Sheet) -> bool:
    if was.frame is not now.frame or was.numbered != now.numbered or len(was.placed) != len(now.placed):
        return False
    return all(row is other and y == there for (y, row), (there, other) in zip(was.placed, now.placed, strict=True))


def _drawn(setter: Setter, fonts: FontBook, sheet: Sheet, number: int) -> Drawn:
    furniture = _number(setter, fonts, number) if sheet.numbered else None
    page = page_of(sheet, number if sheet.numbered else 0, furniture, _aside(setter, number))
    starts: dict[tuple[str, int], float] = {}
    missing: list[str] = []
    for run in page.runs:
        if run.place is not None and run.size >= SIZE_3:
            place = (run.place.part, run.place.block)
            if place not in starts:
                starts[place] = page.height - run.xs[0] if run.turned else run.baseline - ASCENT * run.size
        if 0 in run.glyphs:
            missing += [char for glyph, char in zip(run.glyphs, run.text, strict=True) if glyph == 0]
    return Drawn(sheet, page, number, frozenset(run.face for run in page.runs), tuple(missing), starts)


def _aside(setter: Setter, number: int) -> float:
    """Return how far to the right everything stands on this page: even pages of a mirrored profile have the binding side at the right."""
    profile = setter.profile
    return profile.right_margin - profile.left_margin if profile.mirrored and number % 2 == 0 else 0.0


def _number(setter: Setter, fonts: FontBook, number: int) -> Row:
    """Return the page number: dashes 7 mm below the type area, odd pages right, even pages left, one character in (7.5)."""
    text = f"— {number} —" if setter.profile.number_dashes else str(number)
    grid = setter.grid
    line = break_lines(setter.atoms([Piece(text, NUMBER)]), grid.width)[0]
    inset = CELL_4 if setter.profile.number_inset == "number" else grid.cell
    outside = grid.right - inset - line.width if number % 2 else grid.left + inset
    x = grid.middle - line.width / 2 if setter.profile.centred_numbers else outside
    found = fonts.find(NUMBER.role, "—")
    rise = ASCENT / 2
    if found is not None:
        face = fonts.faces[found[0]]
        rise = open_font(face.path, face.index).ink(found[1])[1]
    return Row(grid.upright, 0.0, tuple(runs_of(line, x, grid.bottom + NUMBER_DROP + rise * NUMBER.size)))


def model_of(drawn: list[Drawn], document: OfficialDocument, fonts: FontBook, profile: Profile) -> PageModel:
    """Put the pages together with the faces they use, the characters that no face has, and the bookmarks."""
    faces = sorted(frozenset().union(*(one.faces for one in drawn)))
    missing = dict.fromkeys(char for one in drawn for char in one.missing)
    pages = tuple(one.page for one in drawn)
    return PageModel(pages, {key: fonts.faces[key] for key in faces}, "".join(missing), _marks(document, drawn), profile)


def _marks(document: OfficialDocument, drawn: list[Drawn]) -> tuple[Mark, ...]:
    """Return titles and headings with the page and height where each begins."""
    words = {("title", -1): (0, document.title)}
    parts = [("body", document.blocks)]
    for number, attachment in enumerate(document.attachments):
        words[f"attachment:{number}:title", -1] = (0, attachment.title)
        parts.append((f"attachment:{number}", attachment.blocks))
    for part, blocks in parts:
        words.update({(part, at): (block.level, block.text) for at, block in enumerate(blocks) if isinstance(block, Heading)})
    marks: list[Mark] = []
    for at, one in enumerate(drawn):
        for place, y in one.starts.items():
            found = words.pop(place, None)
            if found is not None:
                marks.append(Mark(found[0], found[1].replace("\n", ""), at, y))
    return tuple(marks)
