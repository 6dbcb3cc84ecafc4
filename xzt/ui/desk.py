"""Where the pages of a page view lie on its desk: zoom, one or two a row, and which of them are in sight. Figures only, no widget.

Everything is found by bisection, so that a document of hundreds of pages scrolls like one of two.
"""

from bisect import bisect_left, bisect_right

from msgspec import Struct

MM_100 = 96 / 25.4
"""Logical pixels of a millimetre at 100 %."""
SMALLEST, LARGEST = 0.25, 4.0
STEPS = (0.25, 0.33, 0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0)
FIT_WIDTH, FIT_PAGE = 0.0, -1.0
"""Zooms that follow the size of the view."""

Size = tuple[float, float]


class Desk(Struct, frozen=True):
    """Pages in logical pixels from the desk's upper left corner; ``tops`` and ``lefts`` by page, ``bottoms`` of their rows."""

    scale: float
    tops: tuple[float, ...] = ()
    lefts: tuple[float, ...] = ()
    bottoms: tuple[float, ...] = ()
    width: int = 0
    height: int = 0

    def between(self, top: float, bottom: float) -> range:
        """Return the pages that show something between two heights."""
        return range(bisect_left(self.bottoms, top), bisect_right(self.tops, bottom))

    def at(self, y: float) -> int:
        """Return the first page of the row that a height belongs to, the row above where it lies between two."""
        row = max(bisect_right(self.tops, y) - 1, 0)
        return bisect_left(self.tops, self.tops[row]) if self.tops else 0


class Room(Struct, frozen=True):
    """What the pages have to lie in: the view's size, the margin around pages, the room above the first."""

    width: float
    height: float
    margin: float
    head: float


def lay_desk(sizes: tuple[Size, ...], zoom: float, columns: int, room: Room) -> Desk:
    """Lay pages of these sizes (mm) in rows of ``columns``; ``zoom`` is a factor, or one of those that fit."""
    columns = max(1, min(columns, len(sizes)))
    rows = [sizes[at : at + columns] for at in range(0, len(sizes), columns)]
    scale = _scale(rows, zoom, columns, room)
    widest = max((_width(row, scale, room) for row in rows), default=0.0)
    left = max((room.width - widest) / 2, room.margin)
    tops: list[float] = []
    lefts: list[float] = []
    bottoms: list[float] = []
    y = room.head
    for row in rows:
        x, bottom = left, y + max(height for _, height in row) * scale
        for width, _ in row:
            lefts.append(x)
            tops.append(y)
            bottoms.append(bottom)
            x += width * scale + room.margin
        y = bottom + room.margin
    return Desk(scale, tuple(tops), tuple(lefts), tuple(bottoms), round(widest + 2 * room.margin), round(y) if rows else 0)


def _width(row: tuple[Size, ...], scale: float, room: Room) -> float:
    return sum(width for width, _ in row) * scale + (len(row) - 1) * room.margin


def _scale(rows: list[tuple[Size, ...]], zoom: float, columns: int, room: Room) -> float:
    if zoom > 0:
        return max(SMALLEST, min(zoom, LARGEST)) * MM_100
    widest = max((sum(width for width, _ in row) for row in rows), default=210.0)
    fitting = max(room.width - (columns + 1) * room.margin, 80) / widest
    if zoom == FIT_PAGE:
        highest = max((height for row in rows for _, height in row), default=297.0)
        fitting = min(fitting, max(room.height - 2 * room.margin, 80) / highest)
    return max(SMALLEST * MM_100, min(fitting, LARGEST * MM_100))
