"""Tables and pictures among the lines of a part: found by a line, changed as a whole, put back as lines.

A row is a line whose cells are parted by tabs; what the table is beside its text stands on its first line.
"""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from xzt.docs.drafting.lines import BREAK, ROW, Line, lines_of
from xzt.docs.model import Table

MOST_ROWS, MOST_COLUMNS = 500, 20


class Range(Struct, frozen=True):
    """The lines of one table, ``end`` after the last."""

    begin: int
    end: int


def table_at(lines: Sequence[Line], number: int) -> Range | None:
    """Find the table that a line belongs to."""
    if not 0 <= number < len(lines) or lines[number].look.level != ROW:
        return None
    begin = number
    while lines[begin].look.frame is None and begin > 0 and lines[begin - 1].look.level == ROW:
        begin -= 1
    end = number + 1
    while end < len(lines) and lines[end].look.level == ROW and lines[end].look.frame is None:
        end += 1
    return Range(begin, end)


def read_table(lines: Sequence[Line], found: Range) -> Table:
    """Read a table, every row with as many cells as the widest."""
    frame = lines[found.begin].look.frame
    rows = [tuple(line.text.replace(BREAK, "\n").split("\t")) for line in lines[found.begin : found.end]]
    width = max(len(row) for row in rows)
    made = replace(frame if isinstance(frame, Table) else Table(()), rows=tuple((*row, *[""] * (width - len(row))) for row in rows))
    return made if len(made.widths) in {0, width} else replace(made, widths=())


def table_lines(table: Table) -> tuple[Line, ...]:
    """Give the lines of a table."""
    rows = tuple(tuple(cell.replace("\t", " ") for cell in row) for row in table.rows)
    return lines_of((replace(table, rows=rows),))


def empty_table(rows: int, columns: int) -> Table:
    """Make a table with nothing in it; the first row is its head where there are several."""
    return Table(tuple(("",) * columns for _ in range(rows)), head_rows=min(1, rows - 1))


def with_row(table: Table, at: int) -> Table:
    """Put an empty row before row ``at``."""
    empty = ("",) * len(table.rows[0])
    return replace(table, rows=(*table.rows[:at], empty, *table.rows[at:]))


def without_row(table: Table, at: int) -> Table:
    """Take out a row; the last one stays."""
    if len(table.rows) == 1:
        return table
    rows = (*table.rows[:at], *table.rows[at + 1 :])
    return replace(table, rows=rows, head_rows=min(table.head_rows - (at < table.head_rows), len(rows) - 1))


def with_column(table: Table, at: int) -> Table:
    """Put an empty column before column ``at``; the widths are shared out again."""
    rows = tuple((*row[:at], "", *row[at:]) for row in table.rows)
    mean = sum(table.widths) / len(table.widths) if table.widths else 0.0
    return replace(table, rows=rows, widths=_shares((*table.widths[:at], mean, *table.widths[at:])) if table.widths else ())


def without_column(table: Table, at: int) -> Table:
    """Take out a column; the last one stays."""
    if len(table.rows[0]) == 1:
        return table
    rows = tuple((*row[:at], *row[at + 1 :]) for row in table.rows)
    return replace(table, rows=rows, widths=_shares((*table.widths[:at], *table.widths[at + 1 :])))


def with_cell(table: Table, row: int, column: int, text: str) -> Table:
    """Write a cell."""
    cells = table.rows[row]
    changed = (*cells[:column], text, *cells[column + 1 :])
    return replace(table, rows=(*table.rows[:row], changed, *table.rows[row + 1 :]))


def with_widths(table: Table, widths: Sequence[float]) -> Table:
    """Set the widths of the columns, as shares that sum to 1."""
    return replace(table, widths=_shares(widths))


def _shares(widths: Sequence[float]) -> tuple[float, ...]:
    whole = sum(widths)
    return tuple(round(width / whole, 4) for width in widths) if whole > 0 else ()
