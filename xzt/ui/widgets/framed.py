"""A scroll area that paints its content itself, with the frame of the focus around it.

A frame out of the stylesheet would have the whole area painted again at every step of scrolling.
"""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from xzt.ui import theme

_WIDE = 2
"""Pixels of the frame, as of every other control."""


class Framed(QAbstractScrollArea):
    """Keeps room for the frame around its viewport, and paints it while it has the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setViewportMargins(_WIDE, _WIDE, _WIDE, _WIDE)

    def event(self, event: QEvent) -> bool:
        """Paint the frame around the viewport; what is inside comes to ``paintEvent``."""
        done = super().event(event)
        if event.type() is QEvent.Type.Paint and self.hasFocus():
            painter = QPainter(self)
            painter.setPen(QPen(theme.colour("accent"), 2 * _WIDE))  # half of it falls outside
            painter.drawRect(self.rect())
            painter.end()
        return done
