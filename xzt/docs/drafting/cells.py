"""Lines taken apart into their characters, each with the changes that wait on it, and put together again. Pure functions."""

from collections.abc import Sequence
from functools import cache
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace

from xzt.docs.drafting.lines import Edit, Line, Look, Mark, Was


class Cell(Struct, frozen=True, gc=False):
    """One character; the look belongs to the end of a line, which is ``\\n``."""

    char: str
    inserted: Edit | None = None
    deleted: tuple[Edit, ...] = ()
    look: Look = Look()
    was: Was | None = None


def cells_of(lines: Sequence[Line]) -> list[Cell]:
    """Take lines apart."""
    found: list[Cell] = []
    for line in lines:
        at = 0
        text = line.text + "\n"
        for mark in (*line.marks, Mark(len(text), len(text))):
            found += map(_plain, text[at : mark.start])
            found += [Cell(char, mark.inserted, mark.deleted) for char in text[mark.start : mark.end]]
            at = mark.end
        found[-1] = replace(found[-1], look=line.look, was=line.was)
    return found


@cache
def _plain(char: str) -> Cell:
    return Cell(char)


def lines_of_cells(cells: Sequence[Cell]) -> tuple[Line, ...]:
    """Put lines together; the last cell is the end of a line."""
    found: list[Line] = []
    begin = 0
    for at, cell in enumerate(cells):
        if cell.char == "\n":
            found.append(_line(cells[begin : at + 1]))
            begin = at + 1
    return tuple(found)


def _line(cells: Sequence[Cell]) -> Line:
    marks: list[Mark] = []
    at = 0
    for (inserted, deleted), stretch in groupby(cells, lambda cell: (cell.inserted, cell.deleted)):
        end = at + sum(1 for _ in stretch)
        if inserted or deleted:
            marks.append(Mark(at, end, inserted, deleted))
        at = end
    return Line("".join(cell.char for cell in cells[:-1]), cells[-1].look, tuple(marks), cells[-1].was)
