"""Choosing people and units: a filter box above a list with check marks, the order of the directory kept. Keyboard: type, arrows, space."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from xzt.ui import theme
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label, line_edit


class Picker(QWidget):
    """Lets a person mark any number of named entries (id, words)."""

    changed = Signal()

    def __init__(self, name: str, title: str, entries: Sequence[tuple[str, str]], lines: int = 4) -> None:
        super().__init__()
        self.setObjectName(name)
        self._summary = Label(tr("未选"), tone="muted", size=0.92)
        self.filter = line_edit(f"{name}.filter", tr("筛选{title}").format(title=title), tr("输入姓名或单位筛选"))
        self.list = QListWidget()
        self.list.setObjectName(f"{name}.list")
        self.list.setAccessibleName(title)
        self.list.setUniformItemSizes(True)
        self.list.setMinimumHeight(round(theme.em() * 1.75 * min(lines, max(len(entries), 2))))
        self.list.setMaximumHeight(round(theme.em() * 1.95 * max(len(entries), 2)))
        for key, words in entries:
            item = QListWidgetItem(words, self.list)
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setSizeHint(QSize(0, round(theme.em() * 1.5)))  # the boxes would touch each other
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
        if len(entries) <= 6:
            self.filter.hide()  # shown with the form that it is in: shown now it would be a window of its own for a moment
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.gap(1))
        for part in (self.filter, self.list, self._summary):
            layout.addWidget(part)
        self.filter.textChanged.connect(self._on_filter)
        self.list.itemChanged.connect(self._on_changed)

    def picked(self) -> tuple[str, ...]:
        """Return the ids that are marked, in the order of the list."""
        return tuple(str(item.data(Qt.ItemDataRole.UserRole)) for item in self._items() if item.checkState() is Qt.CheckState.Checked)

    def pick(self, keys: Sequence[str]) -> None:
        """Mark exactly these ids."""
        for item in self._items():
            marked = item.data(Qt.ItemDataRole.UserRole) in keys
            item.setCheckState(Qt.CheckState.Checked if marked else Qt.CheckState.Unchecked)

    def offer(self, keys: Sequence[str]) -> None:
        """Show only these ids; the others are no longer marked."""
        for item in self._items():
            there = item.data(Qt.ItemDataRole.UserRole) in keys
            item.setData(Qt.ItemDataRole.UserRole + 1, not there)
            item.setHidden(not there)
            if not there:
                item.setCheckState(Qt.CheckState.Unchecked)

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(at) for at in range(self.list.count())]

    def _on_filter(self, words: str) -> None:
        for item in self._items():
            item.setHidden(bool(item.data(Qt.ItemDataRole.UserRole + 1)) or words.strip() not in item.text())

    def _on_changed(self, _item: QListWidgetItem) -> None:
        names = [item.text() for item in self._items() if item.checkState() is Qt.CheckState.Checked]
        self._summary.setText(tr("已选 {count}：{names}").format(count=len(names), names="、".join(names)) if names else tr("未选"))
        self.changed.emit()
