"""Blocks of the body as rows: headings by level, paragraphs, lists and tables (GB/T 9704-2012 7.3.3 and section 8).

Every row carries the place in the content that it shows. Where rows fall on pages is decided in ``rows``.
"""

import itertools

from xzt.docs.layout.lines import Line, Piece, Setter, break_lines
from xzt.docs.layout.measures import BODY, HEADINGS, IMPRINT_THIN, LEFT, TABLE_HEAD, TABLE_TEXT, WIDTH, Style
from xzt.docs.layout.pages import GlyphRun, Place, Rule
from xzt.docs.layout.rows import Row, baseline, paragraph, runs_of
from xzt.docs.model import Block, Heading, ItemList, Paragraph, Table

_PAD = 1.5
_LINE_IN_TABLE = 6.4
_DEEPEST = 30
_AFTER_TABLE = 4.84


def block_rows(setter: Setter, blocks: tuple[Block, ...], part: str) -> list[Row]:
    """Return the rows of a sequence of blocks."""
    rows: list[Row] = []
    for number, block in enumerate(blocks):
        match block:
            case Heading():
                rows += _heading(setter, block, part, number)
            case Paragraph():
                rows += paragraph(setter, [Piece(block.text, BODY, Place(part, number))])
            case ItemList():
                rows += _items(setter, block, part, number)
            case Table():
                rows += _table(setter, block, part, number)
    return rows


def _heading(setter: Setter, block: Heading, part: str, number: int) -> list[Row]:
    style = HEADINGS.get(block.level, BODY)
    pieces = [Piece(block.text, style, Place(part, number))]
    if block.body:
        pieces.append(Piece(block.body, BODY, Place(part, number, len(block.text))))
        return paragraph(setter, pieces)
    return [kept(row) for row in paragraph(setter, pieces)]


def kept(row: Row) -> Row:
    """Return a row that stays with the next one."""
    return Row(row.runs, row.rules, row.pictures, row.height, row.pitch, keep=True)


def _items(setter: Setter, block: ItemList, part: str, number: int) -> list[Row]:
    rows: list[Row] = []
    start = 0
    for item in block.items:
        rows += paragraph(setter, [Piece(item, BODY, Place(part, number, start))])
        start += len(item) + 1
    return rows


def _shares(block: Table) -> list[float]:
    columns = max((len(row) for row in block.rows), default=1) or 1
    given = list(block.widths[:columns]) + [1.0] * max(0, columns - len(block.widths))
    total = sum(given)
    return [WIDTH * share / total for share in given]


def _table(setter: Setter, block: Table, part: str, number: int) -> list[Row]:
    """Return the rows of a table; those below the head carry it, to repeat on every page."""
    widths = _shares(block)
    starts = list(itertools.accumulate((sum(len(cell) + 1 for cell in row) or 1 for row in block.rows), initial=0))
    heads: list[Row] = []
    rows: list[Row] = []
    for at, cells in enumerate(block.rows):
        head = at < block.head_rows
        style = TABLE_HEAD if head else TABLE_TEXT
        lines = _cells(setter, cells, widths, style, Place(part, number, starts[at]))
        deep = max((len(cell) for cell in lines), default=1) or 1
        for cut in range(0, deep, _DEEPEST):
            parts = [cell[cut : cut + _DEEPEST] for cell in lines]
            row = _table_row(parts, widths, style, first=not rows, heads=() if head else tuple(heads))
            rows.append(kept(row) if head else row)
            if head:
                heads.append(row)
    return [*rows, Row(height=0.0, pitch=_AFTER_TABLE)] if rows else []


def _cells(setter: Setter, cells: tuple[str, ...], widths: list[float], style: Style, place: Place) -> list[list[Line]]:
    lines: list[list[Line]] = []
    start = place.start
    for cell, width in zip(cells, widths, strict=False):
        atoms = setter.atoms([Piece(cell, style, Place(place.part, place.block, start))])
        lines.append(break_lines(atoms, max(width - 2 * _PAD, style.cell)))
        start += len(cell) + 1
    return lines


def _table_row(cells: list[list[Line]], widths: list[float], style: Style, *, first: bool, heads: tuple[Row, ...]) -> Row:
    edges = list(itertools.accumulate(widths, initial=LEFT))
    deep = max((len(lines) for lines in cells), default=1) or 1
    height = deep * _LINE_IN_TABLE + _PAD
    runs: list[GlyphRun] = []
    for lines, left, width in zip(cells, edges, widths, strict=False):
        top = (height - len(lines) * _LINE_IN_TABLE) / 2
        for number, line in enumerate(lines):
            x = left + (width - line.width) / 2 if style is TABLE_HEAD else left + _PAD
            runs += runs_of(line, x, top + number * _LINE_IN_TABLE + baseline(style, _LINE_IN_TABLE))
    rules = [Rule(x, 0.0, x, height, IMPRINT_THIN) for x in edges]
    rules.append(Rule(LEFT, height, edges[-1], height, IMPRINT_THIN))
    if first or not heads:
        rules.append(Rule(LEFT, 0.0, edges[-1], 0.0, IMPRINT_THIN))
    return Row(tuple(runs), tuple(rules), height=height, pitch=height, heads=heads)
