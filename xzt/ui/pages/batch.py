"""Several records at once (RCV-09): every one is asked for by itself, and every one has its result with the reason where it was refused."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout

from xzt.client.commands import Outcome
from xzt.core.errors import Refusal
from xzt.office.receipt import commands as r
from xzt.office.registry import Command
from xzt.ui import icons, theme
from xzt.ui.hub import Hub
from xzt.ui.pages.lists import ListPage
from xzt.ui.pages.panels import colleagues
from xzt.ui.sentences import DONE
from xzt.ui.text import refusal_words, tr
from xzt.ui.widgets.controls import Label, button, column, line_edit, row
from xzt.ui.widgets.people import Picker

if TYPE_CHECKING:
    from xzt.store.records import Row

SHOWN = 4
"""Results that are in sight without scrolling."""


class BatchBar(QFrame):
    """Acts on every record that is selected in a list; ``acts`` are (name, title, what makes the command of one record)."""

    def __init__(self, hub: Hub, page: ListPage, acts: "list[tuple[str, str, Callable[[Row], Command]]]") -> None:
        super().__init__()
        self.setObjectName("batch")
        self._hub, self._page = hub, page
        self._open = self._refused = 0
        self.count = Label(tone="muted")
        self.count.setObjectName("batch.count")
        self.buttons = [button(f"batch.{name}", title, partial(self.run, make)) for name, title, make in acts]
        self.results = QListWidget()
        self.results.setObjectName("batch.results")
        self.results.setAccessibleName(tr("每一件的结果"))
        self.results.setMinimumHeight(round(theme.em() * 2.2))
        self.results.setMaximumHeight(round(theme.em() * 1.9 * SHOWN))
        self.results.itemActivated.connect(self._on_activated)
        self.results.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.gap(6), 0, theme.gap(6), theme.gap(3))
        layout.setSpacing(theme.gap(1.5))
        self._bar = QHBoxLayout()
        self._bar.setSpacing(theme.gap(2))
        self._bar.addWidget(self.count)
        self._bar.addStretch(1)
        for made in self.buttons:
            self._bar.addWidget(made)
        layout.addLayout(self._bar)
        layout.addWidget(self.results)
        page.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        page.table.selectionModel().selectionChanged.connect(self._show_count)
        self._show_count()

    def add(self, made: QPushButton) -> None:
        """Put another button beside the others."""
        self.buttons.append(made)
        self._bar.addWidget(made)
        self._show_count()

    def chosen(self) -> "list[Row]":
        """List the records that are selected, in the order of the list."""
        indexes = sorted(self._page.table.selectionModel().selectedRows(0), key=lambda index: index.row())
        return [found for index in indexes if (found := self._page.model.row_at(index)) is not None]

    def keep(self, read: Callable[[], None]) -> None:
        """Have the list read again with the same records selected."""
        keys = {(found.kind, found.id) for found in self.chosen()}
        read()
        if len(keys) < 2:
            return
        selection, model = self._page.table.selectionModel(), self._page.model
        places = [model.position(*key) for key in keys]
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        selection.clearSelection()
        for at in sorted(place for place in places if place >= 0):
            selection.select(model.index(at, 0), flags)

    def run(self, make: "Callable[[Row], Command]") -> None:
        """Give the command to every selected record; each is decided by itself."""
        self.run_on(self.chosen(), make)

    def run_on(self, chosen: "list[Row]", make: "Callable[[Row], Command]") -> None:
        """Give the command to these records."""
        self.results.clear()
        self.results.setVisible(bool(chosen))
        self._open, self._refused = len(chosen), 0
        for found in chosen:
            item = QListWidgetItem(tr("{title}　正在办…").format(title=found.title))
            item.setData(Qt.ItemDataRole.UserRole, (found.kind, found.id))
            self.results.addItem(item)
            command = make(found)
            answer = partial(self._on_answer, item, found, type(command).__name__)
            self._hub.bridge.watch(self._hub.client.submit(found.kind, found.id, command), answer, self._hub.fail)

    def _on_answer(self, item: QListWidgetItem, found: "Row", command: str, outcome: Outcome) -> None:
        refused = isinstance(outcome, Refusal)
        said = tr(DONE.get(command, "")) or tr("已办")
        words = refusal_words(outcome, self._hub.names(found.kind)).whole() if isinstance(outcome, Refusal) else said
        item.setText(tr("{title}　{words}").format(title=found.title, words=words))
        item.setIcon(icons.icon("attention" if refused else "check"))
        item.setToolTip(item.text())
        self._refused += refused
        self._open -= 1
        if not self._open:
            done = self.results.count() - self._refused
            self._hub.say(tr("办好 {done} 件，没有办 {refused} 件，逐件的结果列在下面").format(done=done, refused=self._refused))

    def _on_activated(self, item: QListWidgetItem) -> None:
        self._hub.open_asked.emit(*item.data(Qt.ItemDataRole.UserRole))

    def _show_count(self) -> None:
        count = len(self._page.table.selectionModel().selectedRows(0))
        self.count.setText(tr("已选 {count} 件；按住 Ctrl 或 Shift 可选多件").format(count=count))
        for made in self.buttons:
            made.setEnabled(count > 0)


class CirculateForm(QFrame):
    """Whom the selected documents go to for reading, and with which words."""

    def __init__(self, hub: Hub, run: "Callable[[Callable[[Row], Command]], None]") -> None:
        super().__init__()
        self.setObjectName("batch.circulate.form")
        self.setProperty("look", "panel")
        self.setAccessibleName(tr("批量传阅"))
        self._run = run
        self.readers = Picker("batch.readers", tr("传阅人"), colleagues(hub.client.directory, hub.client.identity), lines=3)
        self.words = line_edit("batch.words", tr("拟办意见"), tr("拟办意见"))
        self.words.setText(tr("请传阅。"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.gap(4), theme.gap(3), theme.gap(4), theme.gap(3))
        layout.setSpacing(theme.gap(1.5))
        give = button("batch.circulate.give", tr("传阅所选各件"), self._on_give, look="primary")
        close = button("batch.circulate.close", tr("取消"), self.hide)
        layout.addWidget(column(Label(tr("批量传阅"), bold=True), self.words, self.readers, row(None, close, give), spacing=1.5))
        self.hide()

    def _on_give(self) -> None:
        words, readers = self.words.text().strip(), self.readers.picked()
        self._run(lambda _row: r.Propose(words, readers=readers))
        self.hide()
