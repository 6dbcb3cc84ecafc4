"""The table of records: rows come sorted and searched, 200 at a time; every role is answered from a prebuilt tuple (AE-16, AE-17)."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

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
    if local.date() == today:
        return local.strftime("%H:%M")
    if local.date() == today - timedelta(days=1):
        return tr("昨天 {clock}").format(clock=local.strftime("%H:%M"))
    if local.year == today.year:
        return tr("{month}月{day}日").format(month=local.month, day=local.day)
    return local.strftime("%Y-%m-%d")


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


class RecordTableModel(QAbstractTableModel):
    """Rows of one list. ``read`` gives (limit, offset) rows, ``count`` how many there are."""

    def __init__(self, names: Callable[[], Names], now: Callable[[], datetime]) -> None:
        super().__init__()
        self._names, self._now = names, now
        self._read: Callable[[int, int], list[Row]] = _nothing
        self._rows: list[Row] = []
        self._cells: list[tuple[str, ...]] = []
        self._total = 0
        self._bold = theme.scaled_font(1.0, bold=True)
        self._seen: frozenset[str] = frozenset()

    def show(self, read: "Callable[[int, int], list[Row]]", total: int, seen: frozenset[str] = frozenset()) -> None:
        """Show another query; ``seen`` are ids that this person has opened. What was loaded stays loaded, so that the place is kept."""
        loaded = max(WINDOW, min(len(self._rows), total))
        self.beginResetModel()
        self._read, self._total, self._seen = read, total, seen
        self._bold = theme.scaled_font(1.0, bold=True)
        self._rows, self._cells = [], []
        self._take(read(loaded, 0))
        self.endResetModel()

    def row_at(self, index: Index) -> "Row | None":
        """Return the row behind an index."""
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None

    def position(self, kind: str, record: str) -> int:
        """Return where a record stands among the loaded rows, -1 when it is not there."""
        return next((at for at, row in enumerate(self._rows) if (row.kind, row.id) == (kind, record)), -1)

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """Count the loaded rows."""
        return 0 if parent.isValid() else len(self._rows)

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
        return not parent.isValid() and len(self._rows) < self._total

    def fetchMore(self, parent: Index) -> None:
        """Load the next window."""
        if parent.isValid():
            return
        more = self._read(WINDOW, len(self._rows))
        if not more:
            self._total = len(self._rows)
            return
        self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(more) - 1)
        self._take(more)
        self.endInsertRows()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Answer a role from what was prepared; a fault stops here and shows as a dash (AE-17)."""
        try:
            return self._answer(index.row(), index.column(), role)
        except IndexError:
            _log.exception("row asked for that is not loaded")
            return "—"

    def _answer(self, at: int, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cells[at][column]
        if role == Qt.ItemDataRole.FontRole:
            return self._font(at, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._cells[at][column] if column in {0, 2, 3} else None
        if role == KEY_ROLE:
            return self._rows[at]
        if role == URGENCY_ROLE:
            return self._rows[at].urgency if column == 0 else None
        return self._cells[at][len(COLUMNS)] if role == Qt.ItemDataRole.AccessibleTextRole and column == 0 else None

    def _font(self, at: int, column: int) -> QFont | None:
        row = self._rows[at]
        return self._bold if column == 0 and row.box in {"todo", "toread"} and row.id not in self._seen and row.step != "draft" else None

    def _take(self, rows: "list[Row]") -> None:
        names, now = self._names(), self._now()
        for row in rows:
            cells = (
                row.title or tr("（还没有标题）"),
                step_words(row, names),
                row.number or "—",
                origin_words(row, names),
                when_words(row.since, now),
                state_words(row),
            )
            self._cells.append((*cells, "，".join((row.urgency, *cells) if row.urgency else cells)))
        self._rows.extend(rows)


def _nothing(_limit: int, _offset: int) -> "list[Row]":
    return []
