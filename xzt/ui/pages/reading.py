"""How page and forms stand to each other: the page first, and for a leader the opinion box below it where there is room (RCV-10).

On a landscape screen only a strip of the page would be left above the box: there it stands beside the page.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSplitter, QWidget

from xzt.ui import theme

_BESIDE, _BELOW = (180, 88), (120, 56)


class Reading(QSplitter):
    """The page's tabs and what to do about it; turns with what is asked and with its own shape. A person's sizes stay while it does not."""

    def __init__(self, page: QWidget, doing: QWidget, inside: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._inside = inside.layout()
        if isinstance(self._inside, QBoxLayout):
            self._inside.setStretch(1, 1)  # one above the other, what room is left goes below the course, not between form and course
        self._asked = False
        self.setChildrenCollapsible(False)
        self.addWidget(page)
        self.addWidget(doing)
        self.setStretchFactor(0, 1)
        self.setSizes([theme.gap(part) for part in _BESIDE])

    def place(self, *, below: bool) -> None:
        """Ask for what is to do below the page, with the course beside it, or for the page's side."""
        self._asked = below
        self._turn()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn where the window becomes tall or wide."""
        super().resizeEvent(event)
        self._turn()

    def _turn(self) -> None:
        below = self._asked and self.height() > self.width()
        wanted = Qt.Orientation.Vertical if below else Qt.Orientation.Horizontal
        if self.orientation() is wanted or not isinstance(self._inside, QBoxLayout):
            return
        self.setOrientation(wanted)
        self._inside.setDirection(QBoxLayout.Direction.LeftToRight if below else QBoxLayout.Direction.TopToBottom)
        self._inside.setStretch(0, 1 if below else 0)
        self.setSizes([theme.gap(part) for part in (_BELOW if below else _BESIDE)])
