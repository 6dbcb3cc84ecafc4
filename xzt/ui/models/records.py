"""The table of records: rows come sorted and searched, 200 at a time; their words are made once, when looked at (AE-16, AE-17)."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from xzt.core.calendar import BEIJING
from xzt.ui import theme
from xzt.ui.text import Names, step_name, tr

if TYPE_CHECKING:
    from xzt.store.records import Row

WINDOW = 200
COLUMNS = (tr("标题"), tr("步骤"), tr("文号"), tr("来自"), tr("到达"), tr("状态"))
KEY_ROLE = int(Qt.ItemDataRole.UserRole)
URGENCY_ROLE = KEY_ROLE + 1
UNREAD_ROLE = KEY_ROLE + 2

Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()
_log = logging.getLogger(__name__)


def when_words(at: datetime, now: datetime) -> str:
    """Say a time as short as it stays clear: today by the clock, this year by the day."""
    local, today = at.astimezone(BEIJING), now.astimezone(BEIJING).date()
    clock = f"{local.hour:02}:{local.minute:02}"  # formatting by pattern costs ten times as much
    if local.date() == today:
        return clock
    if local.date() == today - timedelta(days=1):
        return tr("昨天 {clock}").format(clock=clock)
    if local.year == today.year:
        return tr("{month}月{day}日").format(month=local.month, day=local.day)
    return local.date().isoformat()


def state_words(row: "Row") -> str:
    """Say how a row stands with the server."""
    if row.attention:
        return tr("需处理")
    return tr("待送") if row.waiting else tr("已送达")


def step_words(row: "Row", names: Names) -> str:
    """Say at which step a row stands, and for whom a deputy has it (W6)."""
    step = step_name(row.kind, row.step)
    return tr("{step}（代{who}）").format(step=step, who=names.person(row.principal)) if row.principal else step


def origin_words(row: "Row", names: Names) -> str:
    """Say whom a row comes from: a person for dispatches, a unit for receipts."""
    return names.person(row.origin) if row.kind == "dispatch" else names.unit(row.origin)


class _Window(NamedTuple):
    """Rows that were read together, what their words depend on, and the words of those that were looked at."""

    rows: "list[Row]"
    names: Names
    now: datetime
    cells: dict[int, tuple[str, ...]]

    def words(self, at: int) -> tuple[str, ...]:
        """Give the cells of a row and what is read aloud for it."""
        if at not in self.cells:
            self.cells[at] = _cells(self.rows[at], self.names, self.now)
        return self.cells[at]


class RecordTableModel(QAbstractTableModel):
    """Rows of one list. ``read`` gives (limit, offset) rows, ``count`` how many there are.

    Rows are read a window at a time when they are first looked at, also after a change: a list that was scrolled to its end is as cheap to
    read again as its first rows.
    """

    def __init__(self, names: Callable[[], Names], now: Callable[[], datetime]) -> None:
        super().__init__()
        self._names, self._now = names, now
        self._read: Callable[[int, int], list[Row]] = _nothing
        self._windows: dict[int, _Window] = {}
        self._count = self._total = 0
        self._bold = theme.scaled_font(1.0, bold=True)
        self._seen: frozenset[str] = frozenset()

    def show(self, read: "Callable[[int, int], list[Row]]", total: int, seen: frozenset[str] = frozenset()) -> None:
        """Show another query; ``seen`` are ids that this person has opened. As many rows are there as before, so that the place is kept."""
        self.beginResetModel()
        self._read, self._total, self._seen = read, total, seen
        self._bold = theme.scaled_font(1.0, bold=True)
        self._windows = {}
        found = self._window(0).rows
        reached = -(-max(WINDOW, self._count) // WINDOW) * WINDOW  # whole windows, or to the end
        self._count = min(reached, total) if len(found) == WINDOW else len(found)
        self.endResetModel()

    def row_at(self, index: Index) -> "Row | None":
        """Return the row behind an index."""
        if not index.isValid() or index.row() >= self._count:
            return None
        rows, at = self._window(index.row() // WINDOW).rows, index.row() % WINDOW
        return rows[at] if at < len(rows) else None

    def position(self, kind: str, record: str, near: int = 0) -> int:
        """Return where a record stands near a place or among the first rows, -1 when it is not there."""
        around = near // WINDOW
        for number in sorted({0, max(around - 1, 0), around, around + 1}):
            if number * WINDOW < self._count:
                for at, row in enumerate(self._window(number).rows):
                    if (row.kind, row.id) == (kind, record):
                        return number * WINDOW + at
        return -1

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """Count the rows that the list reaches to."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        """Count the columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Name a column."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        return None

    def canFetchMore(self, parent: Index) -> bool:
        """Say whether the list goes on."""
        return not parent.isValid() and self._count < self._total

    def fetchMore(self, parent: Index) -> None:
        """Go on by the next window."""
        if parent.isValid():
            return
        more = self._window(self._count // WINDOW).rows
        if not more:
            self._total = self._count
            return
        self.beginInsertRows(QModelIndex(), self._count, self._count + len(more) - 1)
        self._count += len(more)
        self.endInsertRows()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Answer a role; a fault stops here and shows as a dash (AE-17)."""
        try:
            return self._answer(index.row(), index.column(), role)
        except IndexError:
            _log.exception("row asked for that is not loaded")
            return "—"

    def _answer(self, at: int, column: int, role: int) -> object:
        window, at = self._window(at // WINDOW), at % WINDOW
        if role == Qt.ItemDataRole.DisplayRole:
            return window.words(at)[column]
        if role == Qt.ItemDataRole.FontRole:
            return self._font(window.rows[at], column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return window.words(at)[column] if column in {0, 2, 3} else None
        if role == KEY_ROLE:
            return window.rows[at]
        if role == URGENCY_ROLE:
            return window.rows[at].urgency if column == 0 else None
        return window.words(at)[len(COLUMNS)] if role == Qt.ItemDataRole.AccessibleTextRole and column == 0 else None

    def _font(self, row: "Row", column: int) -> QFont | None:
        return self._bold if column == 0 and row.box in {"todo", "toread"} and row.id not in self._seen and row.step != "draft" else None

    def _window(self, number: int) -> _Window:
        """Give the rows of a window, read when they are first asked for."""
        if number not in self._windows:
            self._windows[number] = _Window(self._read(WINDOW, number * WINDOW), self._names(), self._now(), {})
        return self._windows[number]


def _cells(row: "Row", names: Names, now: datetime) -> tuple[str, ...]:
    cells = (
        row.title or tr("（还没有标题）"),
        step_words(row, names),
        row.number or "—",
        origin_words(row, names),
        when_words(row.since, now),
        state_words(row),
    )
    return (*cells, "，".join((row.urgency, *cells) if row.urgency else cells))


def _nothing(_limit: int, _offset: int) -> "list[Row]":
    return []
