"""Bodies as rows, block by block, so that an edit sets only the blocks that it changes.

Blocks that stand before and after what changed keep their rows; where their index moved, the rows are told so.
"""

from msgspec import Struct
from msgspec.structs import replace

from xzt.docs.layout.blocks import rows_of
from xzt.docs.layout.lines import Setter
from xzt.docs.layout.measures import Frame
from xzt.docs.layout.pages import GlyphRun, Place
from xzt.docs.layout.rows import Row
from xzt.docs.model import Block


class Body(Struct, frozen=True):
    """The blocks of one part of a document and the rows of each."""

    part: str
    frame: Frame
    blocks: tuple[Block, ...]
    rows: list[list[Row]]

    def flat(self) -> list[Row]:
        """Return all rows in order."""
        return [row for rows in self.rows for row in rows]


def set_body(setter: Setter, part: str, blocks: tuple[Block, ...], frame: Frame, before: Body | None) -> Body:
    """Set a body; ``before`` is the same part as it was set with the same setter, or None."""
    if before is None or before.part != part or before.frame is not frame:
        before = Body(part, frame, (), [])
    head, tail = _unchanged(before.blocks, blocks)
    rows = before.rows[:head]
    rows += [rows_of(setter, blocks[at], Place(part, at), frame) for at in range(head, len(blocks) - tail)]
    shift = len(blocks) - len(before.blocks)
    kept = before.rows[len(before.rows) - tail :]
    rows += kept if shift == 0 else [[_moved(row, shift) for row in block] for block in kept]
    return Body(part, frame, blocks, rows)


def _unchanged(before: tuple[Block, ...], now: tuple[Block, ...]) -> tuple[int, int]:
    """Return how many blocks at the beginning and at the end are the same."""
    most = min(len(before), len(now))
    head = 0
    while head < most and (before[head] is now[head] or before[head] == now[head]):
        head += 1
    tail = 0
    while tail < most - head and (before[-1 - tail] is now[-1 - tail] or before[-1 - tail] == now[-1 - tail]):
        tail += 1
    return head, tail


def _moved(row: Row, shift: int) -> Row:
    """Return a row whose block stands ``shift`` places further on."""
    runs = tuple(_moved_run(run, shift) for run in row.runs)
    return replace(row, runs=runs, heads=tuple(_moved(head, shift) for head in row.heads))


def _moved_run(run: GlyphRun, shift: int) -> GlyphRun:
    place = run.place
    return replace(run, place=Place(place.part, place.block + shift, place.start)) if place else run
