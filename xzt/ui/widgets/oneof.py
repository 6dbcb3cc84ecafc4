"""Shows one of several widgets and is only as tall as that one: unlike a stack, which is as tall as its tallest."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget


class OneOf(QWidget):
    """Holds widgets of which one is in sight."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._all: list[QWidget] = []

    def add(self, widget: QWidget) -> None:
        """Take a widget, out of sight. One that comes late is reached by Tab where the others are, not at the end of the window."""
        before = list(_stops(self))
        self._all.append(widget)
        self._layout.addWidget(widget)
        widget.hide()
        for stop in list(_stops(widget)) if before else ():
            QWidget.setTabOrder(before[-1], stop)
            before.append(stop)

    def show_only(self, widget: QWidget) -> None:
        """Show this widget and no other."""
        for other in self._all:
            other.setVisible(other is widget)

    def shown(self) -> QWidget | None:
        """Return the widget in sight."""
        return next((widget for widget in self._all if not widget.isHidden()), None)


def _stops(inside: QWidget) -> Iterator[QWidget]:
    """List what Tab reaches inside a widget, in the order of Tab."""
    at = inside.nextInFocusChain()
    while at is not None and at is not inside:
        if at.focusPolicy() & Qt.FocusPolicy.TabFocus and inside.isAncestorOf(at):
            yield at
        at = at.nextInFocusChain()
