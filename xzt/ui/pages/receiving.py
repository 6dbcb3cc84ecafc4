"""收文: the list of what came in, with the ways that a document comes in beside the exchange, and what did not come in for a reason."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from xzt.client.folders import RECEIPTS
from xzt.core.notices import FileTaken, Notice
from xzt.office.dispatch import commands as d
from xzt.office.flow import commands as flow
from xzt.office.people import Role
from xzt.office.receipt import commands as r
from xzt.office.receipt.state import Receipt
from xzt.office.registry import Command, Matter
from xzt.ui.hub import Hub
from xzt.ui.pages.batch import BatchBar, CirculateForm
from xzt.ui.pages.importfolders import AsidePanel
from xzt.ui.pages.lists import ListPage
from xzt.ui.pages.verdict import BrokenPanel, VerdictPanel
from xzt.ui.text import tr
from xzt.ui.widgets.controls import button, column

if TYPE_CHECKING:
    from xzt.store.records import Row


class ReadingPage(ListPage):
    """The list of what is to be read; several may be marked as read at once."""

    def __init__(self, hub: Hub) -> None:
        super().__init__(hub, "toread")
        self.batch = BatchBar(hub, self, [("read", tr("所选已阅"), _as_read)])
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.addWidget(self.batch)

    def enter(self) -> None:
        """Read the list again."""
        self.batch.keep(super().enter)


def _as_read(row: "Row") -> Command:
    return r.MarkRead() if row.kind == "receipt" else d.Steer(flow.Read())


class ReceivingPage(ListPage):
    """The list of receipts; the document office registers what came on paper from here."""

    def __init__(self, hub: Hub) -> None:
        super().__init__(hub, "receipts")
        self.aside = AsidePanel(hub, "receipts.aside", RECEIPTS)
        self.broken, self.verdict = BrokenPanel(hub), VerdictPanel("receipts", brief=True)
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(1, column(self.broken, self.aside, margins=(6, 0, 6, 3)))
        beside = self.side.layout()
        if isinstance(beside, QVBoxLayout):
            beside.insertWidget(1, self.verdict)
        self.batch: BatchBar | None = None
        if Role.REGISTRAR in hub.client.identity.roles:
            self._add_batch()
            go = partial(hub.page_asked.emit, "enter")
            self.head.insertWidget(self.head.count() - 1, button("receipts.enter", tr("登记纸质来文"), go, icon="add"))

    def _add_batch(self) -> None:
        """Let several be signed for or circulated at once (RCV-09)."""
        self.batch = BatchBar(self.hub, self, [("sign", tr("签收所选"), lambda _row: r.SignFor())])
        self.circulating = CirculateForm(self.hub, self.batch.run)
        ask = button("batch.circulate", tr("传阅所选…"), self._on_circulate)
        self.batch.add(ask)
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.addWidget(self.batch)
            layout.addWidget(column(self.circulating, margins=(6, 0, 6, 3)))

    def _on_circulate(self) -> None:
        if self.batch:
            self.batch.results.hide()
            self.circulating.show()

    def enter(self) -> None:
        """Read the list and what was set aside."""
        if self.batch:
            self.batch.keep(super().enter)
        else:
            super().enter()
        self.aside.refresh()
        self.broken.refresh()
        self._show_verdict(self.selected())

    def _show_chosen(self, chosen: "Row", state: Matter) -> None:
        """Show beside the page what this machine has found of its seal (RCV-06)."""
        super()._show_chosen(chosen, state)
        self._show_verdict(chosen)
        self.hub.client.arrivals.ask(chosen.id)

    def _show_verdict(self, chosen: "Row | None") -> None:
        state = self.hub.client.record("receipt", chosen.id) if chosen else None
        self.verdict.show_verdict(self.hub.client.arrivals.verdict(state) if isinstance(state, Receipt) else None)

    def on_notice(self, notice: Notice) -> None:
        """Show a file that was set aside while the list is in sight."""
        super().on_notice(notice)
        if isinstance(notice, FileTaken):
            self.aside.refresh()

    def trigger(self, action: str) -> bool:
        """Go to the page for documents on paper."""
        if action == "receipt.enter" and Role.REGISTRAR in self.hub.client.identity.roles:
            self.hub.page_asked.emit("enter")
            return True
        return super().trigger(action)
