"""Rows: what stands side by side at one height, and how rows fill sheets.

A row knows its drawing with y = 0 at the top of its characters, how high they are and how far down the next row begins. Rows that must
stay together (a heading and its text, the signature and the end of the text) carry ``keep``. A row of another frame begins a sheet of that
frame. What the rows say is decided elsewhere; sheets hold rows as they are, so that an unchanged sheet is known by its rows.
"""

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter

from msgspec import Struct, field
from msgspec.structs import replace

from xzt.docs.layout.lines import Line, Piece, Setter, break_lines
from xzt.docs.layout.measures import ASCENT, CHAR, Frame, Style
from xzt.docs.layout.pages import GlyphRun, Picture, Place, Rule

_EPSILON = 0.01


class Row(Struct, frozen=True, gc=False):
    """One row in a frame: ``pitch`` to the next row's top, drawing relative to its own, ``height`` of its characters."""

    frame: Frame
    pitch: float
    runs: tuple[GlyphRun, ...] = ()
    rules: tuple[Rule, ...] = ()
    pictures: tuple[Picture, ...] = ()
    height: float = CHAR
    keep: bool = False
    heads: tuple["Row", ...] = ()
    """Rows to repeat above this one where it begins a page (the head of a table)."""


class Sheet(Struct):
    """A page being filled; ``y`` is where the next row's characters begin, ``foot`` the bottom of the last one."""

    frame: Frame
    y: float
    foot: float
    placed: list[tuple[float, Row]] = field(default_factory=list)
    numbered: bool = True


def baseline(style: Style, height: float = CHAR) -> float:
    """Return how far below a row's top the baseline of a style is, its em centred on ``height``."""
    return height / 2 + (ASCENT - 0.5) * style.size


def runs_of(line: Line, x: float, base: float) -> list[GlyphRun]:
    """Turn a line into glyph runs: neighbours of one face, size, colour and source share a run."""
    runs: list[GlyphRun] = []
    ends = [*(source.first for source in line.sources[1:]), len(line.atoms)]
    for source, end in zip(line.sources, ends, strict=True):
        atoms, lefts = line.atoms[source.first : end], line.xs[source.first : end]
        cells = [
            (glyph.face, glyph.number, round(x + left + glyph.shift, 4), glyph.char)
            for atom, left in zip(atoms, lefts, strict=True)
            for glyph in atom.glyphs
        ]
        style, place = atoms[0].style, source.place
        for face, stretch in groupby(cells, itemgetter(0)):
            _, numbers, xs, chars = zip(*stretch, strict=True)
            runs.append(GlyphRun(face, style.size, base, numbers, xs, "".join(chars), style.color, place, style.bold))
            place = Place(place.part, place.block, place.start + len(chars)) if place is not None else None
    return runs


def line_row(line: Line, x: float, style: Style, frame: Frame) -> Row:
    """Return the row that shows one line from ``x`` on."""
    return Row(frame, frame.pitch, tuple(runs_of(line, x, baseline(style))))


def paragraph(setter: Setter, pieces: list[Piece], frame: Frame, *, indent: int = 2) -> list[Row]:
    """Set a paragraph: the first line indented by so many characters, the others flush left (7.3.3)."""
    atoms = setter.atoms(pieces)
    style, inside = pieces[0].style, indent * setter.grid.cell
    return [
        Row(frame, frame.pitch, tuple(runs_of(line, frame.left + (0.0 if number else inside), baseline(style))))
        for number, line in enumerate(break_lines(atoms, frame.width, frame.width - inside))
    ]


def blank(frame: Frame, count: int = 1, *, keep: bool = False) -> list[Row]:
    """Return empty rows."""
    return [Row(frame, frame.pitch, keep=keep)] * count


def sheet_of(frame: Frame) -> Sheet:
    """Return an empty sheet."""
    return Sheet(frame, frame.top, frame.top)


def kept(row: Row) -> Row:
    """Return a row that stays with the next one."""
    return replace(row, keep=True)


def put(sheet: Sheet, row: Row) -> None:
    """Place a row at the sheet's height and go on below it."""
    sheet.placed.append((sheet.y, row))
    sheet.foot = sheet.y + row.height
    sheet.y += row.pitch


def fill(sheets: list[Sheet], rows: Iterable[Row]) -> None:
    """Fill the last sheet and as many more as the rows need; rows that keep together go to the next sheet together."""
    group: list[Row] = []
    sheet = sheets[-1]
    low = sheet.frame.bottom + _EPSILON
    for row in rows:
        if not group and not row.keep and row.frame is sheet.frame and sheet.y + row.height <= low:
            put(sheet, row)  # what nearly every row is: a line that stands alone and fits
            continue
        group.append(row)
        if not row.keep:
            _fill_group(sheets, group)
            group = []
            sheet = sheets[-1]
            low = sheet.frame.bottom + _EPSILON
    _fill_group(sheets, group)


def _fill_group(sheets: list[Sheet], group: list[Row]) -> None:
    if not group:
        return
    sheet = sheets[-1]
    need = group[0].height if len(group) == 1 else sum(row.pitch for row in group[:-1]) + group[-1].height
    if sheet.y + need > sheet.frame.bottom + _EPSILON and sheet.y > sheet.frame.top:
        _turn(sheets, group[0])
    for row in group:
        sheet = sheets[-1]
        if row.frame is not sheet.frame or (sheet.y + row.height > sheet.frame.bottom + _EPSILON and sheet.y > sheet.frame.top):
            _turn(sheets, row)
        put(sheets[-1], row)


def _turn(sheets: list[Sheet], row: Row) -> None:
    """Begin a sheet in the frame of a row; one with nothing on it is taken over."""
    if not sheets[-1].placed:
        sheets.pop()
    sheets.append(sheet_of(row.frame))
    for head in row.heads:
        put(sheets[-1], head)
