"""A layout that sets widgets in rows and wraps like text. For chips and small buttons."""

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from xzt.ui import theme


class FlowLayout(QLayout):
    """Rows of widgets, each in its own size, wrapped at the width."""

    def __init__(self, parent: QWidget | None = None, space: float = 1.2) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._space = theme.gap(space)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802  Qt's name
        """Take an item."""
        self._items.append(item)

    def count(self) -> int:
        """Count the items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802  Qt's name
        """Return the item at ``index``."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]  # noqa: N802  Qt's name, and Qt allows null
        """Take out the item at ``index``."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802  Qt's name
        """Want no more than needed."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802  Qt's name
        """Say that the height depends on the width."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802  Qt's name
        """Return the height that the rows need at ``width``."""
        around = self.contentsMargins()
        inside = QRect(0, 0, width, 0).marginsRemoved(QMargins(around.left(), 0, around.right(), 0))
        return self._arrange(inside, move=False) + around.top() + around.bottom()

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802  Qt's name
        """Set the rows into ``rect``."""
        super().setGeometry(rect)
        self._arrange(rect.marginsRemoved(self.contentsMargins()), move=True)

    def sizeHint(self) -> QSize:
        """Return the size of the widest item."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:  # noqa: N802  Qt's name
        """Return the size of the widest item."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size.grownBy(self.contentsMargins())

    def _rows(self, width: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        """Share the items out to rows of at most ``width``."""
        rows: list[list[tuple[QLayoutItem, QSize]]] = []
        left = 0
        for item in self._items:
            size = item.sizeHint()
            if not rows or size.width() > left:
                rows.append([])
                left = width
            rows[-1].append((item, size))
            left -= size.width() + self._space
        return rows

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        y = rect.y()
        for row in self._rows(rect.width()):
            x, tall = rect.x(), max(size.height() for _, size in row)
            for item, size in row:
                if move:
                    item.setGeometry(QRect(QPoint(x, y + (tall - size.height()) // 2), size))
                x += size.width() + self._space
            y += tall + self._space
        return max(y - self._space, rect.y()) - rect.y()


def flowing(*widgets: QWidget, space: float = 1.2) -> QWidget:
    """Put widgets side by side that go on in a further row where there is no room."""
    made = QWidget()
    layout = FlowLayout(made, space)
    for widget in widgets:
        layout.addWidget(widget)
    return made
