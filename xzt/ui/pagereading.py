"""The page in sight as a screen reader has it: its whole text, line by line, with the place of every character and the cursor (AE-25).

Qt asks a factory for the reading of a widget; ours answers for page views alone.
"""

from functools import cache
from typing import TYPE_CHECKING
from weakref import ref

from msgspec import Struct
from PySide6.QtCore import QObject, QPoint, QRect, QRectF
from PySide6.QtGui import QAccessible, QAccessibleInterface, QAccessibleTextInterface
from PySide6.QtWidgets import QAccessibleWidget

from xzt.docs.layout.pages import GlyphRun, Page, Place
from xzt.ui.painting import box_between

if TYPE_CHECKING:
    from xzt.ui.pageview import PageView


class Reading(Struct, frozen=True):
    """The text of a page in the order in which it is read; ``lines`` are the runs with the offset of each in the text."""

    text: str = ""
    lines: tuple[tuple[int, GlyphRun], ...] = ()
    page: Page | None = None

    def line(self, offset: int) -> tuple[int, GlyphRun] | None:
        """Return the run that a character belongs to with its offset, None for the end of a line."""
        return next(((start, run) for start, run in self.lines if start <= offset < start + len(run.text)), None)

    def box(self, offset: int) -> QRectF:
        """Return the box in mm of a character; a null box between lines."""
        found = self.line(offset)
        if found is None or self.page is None:
            return QRectF()
        (start, run), after = found, offset - found[0] + 1
        return box_between(run, self.page, run.xs[offset - start], run.xs[after] if after < len(run.xs) else run.xs[-1] + run.size)

    def find(self, place: Place) -> int:
        """Return the offset of a place of the content, 0 where the page does not show it."""
        found = 0
        for start, run in self.lines:
            there = run.place
            if there is not None and (there.part, there.block) == (place.part, place.block) and there.start <= place.start:
                found = start + min(place.start - there.start, len(run.text) - 1)
        return found

    def place(self, offset: int) -> Place | None:
        """Return the place in the content that a character shows."""
        found = self.line(offset)
        if found is None or found[1].place is None:
            return None
        there = found[1].place
        return Place(there.part, there.block, there.start + offset - found[0])

    def at(self, x: float, y: float) -> int:
        """Return the offset of the character at a point in mm, -1 where there is none."""
        return next((start + at for start, run in self.lines for at in range(len(run.text)) if self.box(start + at).contains(x, y)), -1)


def read_page(page: Page) -> Reading:
    """Read a page: one line of text for each line on the paper."""
    text: list[str] = []
    lines: list[tuple[int, GlyphRun]] = []
    length, line = 0, None
    for run in page.runs:
        if line is not None and line != (run.baseline, run.turned):
            text.append("\n")
            length += 1
        line = (run.baseline, run.turned)
        lines.append((length, run))
        text.append(run.text)
        length += len(run.text)
    return Reading("".join(text), tuple(lines), page)


class _Text(QAccessibleTextInterface):
    """Text and cursor of a page view; nothing is selected on a page. Qt counts in UTF-16 units, a reading in characters."""

    def __init__(self, view: "PageView") -> None:
        super().__init__()
        self._asked = ref(view)  # Qt keeps the interface for longer than the view, whose fonts are many megabytes

    def _view(self) -> "PageView":
        view = self._asked()
        if view is None:
            raise ReferenceError("the view is gone, and Qt asks nothing of the reading of what is gone")
        return view

    def _character(self, unit: int) -> int:
        units = self._view().reading().text.encode("utf-16-le")[: 2 * max(unit, 0)]
        return len(units.decode("utf-16-le", "ignore"))

    def _unit(self, character: int) -> int:
        return len(self._view().reading().text[:character].encode("utf-16-le")) // 2

    def characterCount(self) -> int:
        return len(self._view().reading().text.encode("utf-16-le")) // 2

    def text(self, start: int, end: int) -> str:
        return self._view().reading().text[self._character(start) : self._character(end)]

    def cursorPosition(self) -> int:
        return self._unit(self._view().reading_cursor())

    def setCursorPosition(self, unit: int) -> None:
        place = self._view().reading().place(self._character(unit))
        if place is not None:
            self._view().picked.emit(place)

    def characterRect(self, unit: int) -> QRect:
        return self._view().rect_of(self._view().reading().box(self._character(unit)))

    def offsetAtPoint(self, point: QPoint) -> int:
        at = self._view().millimetres(point)
        found = self._view().reading().at(at.x(), at.y())
        return self._unit(found) if found >= 0 else found

    def scrollToSubstring(self, start: int, _end: int) -> None:
        place = self._view().reading().place(self._character(start))
        if place is not None:
            self._view().show_place(place)

    def attributes(self, _unit: int) -> tuple[str, int, int]:
        return "", 0, self.characterCount()

    def selectionCount(self) -> int:
        return 0

    def selection(self, _index: int) -> tuple[int, int]:
        return 0, 0

    def addSelection(self, start: int, end: int) -> None:
        pass

    def removeSelection(self, index: int) -> None:
        pass

    def setSelection(self, index: int, start: int, end: int) -> None:
        pass


class _View(QAccessibleWidget):
    """A page view as a document that can be read."""

    def __init__(self, view: "PageView") -> None:
        super().__init__(view, QAccessible.Role.Document)
        self._text = _Text(view)

    def interface_cast(self, kind: QAccessible.InterfaceType) -> object:  # type: ignore[override]  # an interface, whatever the stub says
        if kind == QAccessible.InterfaceType.TextInterface:
            return self._text
        return super().interface_cast(kind)


@cache
def install(views: "type[PageView]") -> None:
    """Have Qt ask here for the reading of page views, once for the life of the process."""

    def read(_kind: str, widget: QObject) -> QAccessibleInterface | None:
        return _View(widget) if isinstance(widget, views) else None

    QAccessible.installFactory(read)
