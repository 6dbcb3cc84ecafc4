"""Tables as rows: ruled cells, wrapped text, heads repeated on every page, cells taller than a page cut between lines (section 8)."""

import itertools

from xzt.docs.layout.lines import Line, Piece, Setter, break_lines
from xzt.docs.layout.measures import TABLE_HEAD, TABLE_LINE, TABLE_PAD, TABLE_TEXT, THIN, Frame, Style
from xzt.docs.layout.pages import GlyphRun, Place, Rule
from xzt.docs.layout.rows import Row, baseline, kept, runs_of
from xzt.docs.model import Table

_AFTER_TABLE = 4.84


def _shares(block: Table, width: float) -> list[float]:
    columns = max((len(row) for row in block.rows), default=1) or 1
    given = list(block.widths[:columns]) + [1.0] * max(0, columns - len(block.widths))
    total = sum(given)
    return [width * share / total for share in given]


def table_rows(setter: Setter, block: Table, place: Place, frame: Frame) -> list[Row]:
    """Return the rows of a table; those below the head carry it, to repeat on every page."""
    widths = _shares(block, frame.width)
    starts = list(itertools.accumulate((sum(len(cell) + 1 for cell in row) or 1 for row in block.rows), initial=0))
    heads: list[Row] = []
    rows: list[Row] = []
    for at, cells in enumerate(block.rows):
        head = at < block.head_rows
        style = TABLE_HEAD if head else TABLE_TEXT
        lines = _cells(setter, cells, widths, style, Place(place.part, place.block, starts[at]))
        deep = max((len(cell) for cell in lines), default=1) or 1
        room = _room(heads, frame)
        for cut in range(0, deep, room):
            parts = [cell[cut : cut + room] for cell in lines]
            row = _table_row(parts, widths, style, frame, heads=() if head else tuple(heads))
            rows.append(kept(row) if head else row)
            if head:
                heads.append(row)
    return [*rows, Row(frame, _AFTER_TABLE, height=0.0)] if rows else []


def _room(heads: list[Row], frame: Frame) -> int:
    """Return how many lines of a cell one page holds under the heads that are repeated on it."""
    free = frame.height - sum(row.pitch for row in heads) - TABLE_PAD
    return max(1, int(free / TABLE_LINE))


def _cells(setter: Setter, cells: tuple[str, ...], widths: list[float], style: Style, place: Place) -> list[list[Line]]:
    lines: list[list[Line]] = []
    start = place.start
    for cell, width in zip(cells, widths, strict=False):
        atoms = setter.atoms([Piece(cell, style, Place(place.part, place.block, start))])
        lines.append(break_lines(atoms, max(width - 2 * TABLE_PAD, style.cell), ragged=True))
        start += len(cell) + 1
    return lines


def _table_row(cells: list[list[Line]], widths: list[float], style: Style, frame: Frame, *, heads: tuple[Row, ...]) -> Row:
    edges = list(itertools.accumulate(widths, initial=frame.left))
    deep = max((len(lines) for lines in cells), default=1) or 1
    height = deep * TABLE_LINE + TABLE_PAD
    runs: list[GlyphRun] = []
    for lines, left, width in zip(cells, edges, widths, strict=False):
        top = (height - len(lines) * TABLE_LINE) / 2
        for number, line in enumerate(lines):
            x = left + (width - line.width) / 2 if style is TABLE_HEAD else left + TABLE_PAD
            runs += runs_of(line, x, top + number * TABLE_LINE + baseline(style, TABLE_LINE))
    rules = [Rule(x, 0.0, x, height, THIN) for x in edges]
    rules.append(Rule(frame.left, height, edges[-1], height, THIN))
    if not heads:
        rules.append(Rule(frame.left, 0.0, edges[-1], 0.0, THIN))
    return Row(frame, height, tuple(runs), tuple(rules), height=height, heads=heads)
