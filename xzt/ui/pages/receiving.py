"""收文: the list of what came in, with the ways that a document comes in beside the exchange, and what did not come in for a reason."""

from functools import partial

from PySide6.QtWidgets import QVBoxLayout

from xzt.client.folders import RECEIPTS
from xzt.core.notices import FileTaken, Notice
from xzt.office.people import Role
from xzt.ui.hub import Hub
from xzt.ui.pages.importfolders import AsidePanel
from xzt.ui.pages.lists import ListPage
from xzt.ui.text import tr
from xzt.ui.widgets.controls import button, column


class ReceivingPage(ListPage):
    """The list of receipts; the document office registers what came on paper from here."""

    def __init__(self, hub: Hub) -> None:
        super().__init__(hub, "receipts")
        self.aside = AsidePanel(hub, "receipts.aside", RECEIPTS)
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(1, column(self.aside, margins=(6, 0, 6, 3)))
        if Role.REGISTRAR in hub.client.identity.roles:
            go = partial(hub.page_asked.emit, "enter")
            self.head.insertWidget(self.head.count() - 1, button("receipts.enter", tr("登记纸质来文"), go, icon="add"))

    def enter(self) -> None:
        """Read the list and what was set aside."""
        super().enter()
        self.aside.refresh()

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
