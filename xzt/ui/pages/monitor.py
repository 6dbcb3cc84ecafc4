"""流程监控: what holds cases up, for the document office: stuck, nobody there, overdue, untouched, each with reason and time (FLW-17, W10).

Cases come here by the server's clock before sign-off too. What is done about one is done beside the list (``monitoracts``) or on its
own page, with name and reason in the course.
"""

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QStackedWidget, QTableWidget, QTableWidgetItem, QVBoxLayout

from xzt.client.monitoring import HeldCase, held_cases
from xzt.core.notices import Changed, DirectoryChanged, Notice
from xzt.ui import theme
from xzt.ui.hub import Hub
from xzt.ui.models.delegates import row_height
from xzt.ui.monitorwords import WHY, held_since, reasons
from xzt.ui.pages.base import Page
from xzt.ui.pages.monitoracts import MonitorActs
from xzt.ui.text import step_name, tr
from xzt.ui.widgets.amount import Calm
from xzt.ui.widgets.controls import Label, button, chosen, column, combo, icon_button, row, scrolled
from xzt.ui.widgets.states import Blank

_COLUMNS = ((tr("标题"), 0), (tr("步骤"), 14), (tr("在谁手上"), 18), (tr("原因"), 28), (tr("从什么时候起"), 27), (tr("已过"), 22))
_SETTLED = 300
"""Milliseconds after the last change before everything is looked at again."""


class MonitorPage(Page):
    """The list of what is held up."""

    def __init__(self, hub: Hub) -> None:
        super().__init__(hub, "page.monitor", tr("流程监控"))
        self.cases: list[HeldCase] = []
        self._shown: list[HeldCase] = []
        self._calm = Calm(self)
        self._looking = False
        self.total = Label(tone="muted")
        self.total.setObjectName("monitor.total")
        self.why = combo("monitor.why", tr("原因"), [("", tr("全部原因")), *((code, words) for code, (words, _) in WHY.items())])
        self.why.installEventFilter(self._calm)
        self.why.setMinimumContentsLength(8)
        self.why.currentIndexChanged.connect(self._show)
        self.table = self._make_table()
        self.setFocusProxy(self.table)
        self.blank = Blank("monitor.empty", "done", tr("没有停住的公文"), tr("停住、没有人或岗位没有人、超时、久未办理的会出现在这里。"))
        self.body = QStackedWidget()
        self.body.addWidget(self.table)
        self.body.addWidget(self.blank)
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLED)
        self._settling.timeout.connect(self.look)
        back = icon_button("monitor.back", tr("返回"), "back", partial(self.hub.page_asked.emit, "back"))
        head = row(back, Label(self.title, size=1.25, bold=True), self.total, None, self.why, spacing=3, margins=(3, 3, 6, 2))
        hint = tr("选中一件，在右边指定办理人、指定去向、强制撤回、改用新流程、终止或暂停计时，都要写明理由，记在过程里。")
        self.open = button("monitor.open", tr("打开"), self.open_selected)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(head)
        self.acts = MonitorActs(hub, self.look)
        self.side = scrolled(column(self.acts, None, margins=(0, 0, 4, 0)), "monitor.side", tr("处理"))
        self.side.setFixedWidth(theme.gap(82))
        self.side.hide()
        middle = row(self.body, self.side, spacing=0)
        layout = middle.layout()
        if isinstance(layout, QHBoxLayout):
            layout.setStretch(0, 1)
        outer.addWidget(middle, 1)
        outer.addWidget(row(Label(hint, tone="muted", wrap=True), None, self.open, margins=(6, 2, 6, 3)))
        self.body.setContentsMargins(theme.gap(6), 0, theme.gap(6), 0)

    def _make_table(self) -> QTableWidget:
        table = QTableWidget(0, len(_COLUMNS))
        table.setObjectName("monitor.table")
        table.setAccessibleName(self.title)
        table.setHorizontalHeaderLabels([title for title, _ in _COLUMNS])
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(row_height())
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for at, (_, width) in enumerate(_COLUMNS[1:], start=1):
            table.setColumnWidth(at, theme.gap(width))
        table.doubleClicked.connect(self.open_selected)
        table.itemSelectionChanged.connect(self._on_chosen)
        return table

    def enter(self) -> None:
        """Come into sight: look at every open case."""
        self.look()

    def leave(self) -> None:
        """Look no more until the page is shown again."""
        self._settling.stop()

    def on_notice(self, notice: Notice) -> None:
        """Look again when something changed."""
        if isinstance(notice, Changed | DirectoryChanged):
            self._settling.start()

    def look(self) -> None:
        """Gather what is held up, in a job; one look at a time."""
        if self._looking:
            self._settling.start()
            return
        self._looking = True
        client = self.hub.client
        self.hub.bridge.watch(client.jobs.run("monitor", partial(held_cases, client)).future, self._on_found, self._on_failed)

    def _on_found(self, cases: list[HeldCase]) -> None:
        self._looking = False
        self.cases = cases
        self._show()

    def _on_failed(self, error: BaseException) -> None:
        self._looking = False
        self.hub.fail(error)

    def _show(self, _at: int = 0) -> None:
        picked, why, names, now = self._picked(), chosen(self.why), self.hub.names(), self.hub.client.now()
        self._shown = [case for case in self.cases if not why or any(held.why == why for held in case.held)]
        self.table.setRowCount(len(self._shown))
        for at, case in enumerate(self._shown):
            steps = "、".join(dict.fromkeys(step_name(case.kind, held.step) for held in case.held))
            who = "、".join(dict.fromkeys(names.holder(held.holder) for held in case.held))
            since, ago = held_since(case, now, self.hub.client.given())
            for cell, words in enumerate((case.title or tr("（还没有标题）"), steps, who, reasons(case, names), since, ago)):
                item = QTableWidgetItem(words)
                item.setToolTip(words)
                self.table.setItem(at, cell, item)
        self.total.setText(tr("{count} 件").format(count=len(self._shown)))
        self.body.setCurrentIndex(0 if self._shown else 1)
        at = next((at for at, case in enumerate(self._shown) if case.record == picked), 0)
        if self._shown:
            self.table.selectRow(at)
        self._on_chosen()

    def _picked(self) -> str:
        at = self.table.currentRow()
        return self._shown[at].record if 0 <= at < len(self._shown) else ""

    def _on_chosen(self) -> None:
        self.open.setEnabled(bool(self._picked()))
        at = self.table.currentRow()
        case = self._shown[at] if 0 <= at < len(self._shown) else None
        self.acts.show_case(case.kind if case else "", case.record if case else "", case.title if case else "")
        self.side.setVisible(not self.acts.isHidden())

    def open_selected(self) -> None:
        """Open the chosen case."""
        at = self.table.currentRow()
        if 0 <= at < len(self._shown):
            self.hub.open_asked.emit(self._shown[at].kind, self._shown[at].record)

    def trigger(self, action: str) -> bool:
        """Open the chosen case by its key."""
        if action == "list.open":
            self.open_selected()
        return action == "list.open"
