"""收文: the list of what came in, with the ways that a document on paper comes in."""

from functools import partial

from xzt.office.people import Role
from xzt.ui.hub import Hub
from xzt.ui.pages.lists import ListPage
from xzt.ui.text import tr
from xzt.ui.widgets.controls import button


class ReceivingPage(ListPage):
    """The list of receipts; the document office registers what came on paper from here."""

    def __init__(self, hub: Hub) -> None:
        super().__init__(hub, "receipts")
        if Role.REGISTRAR in hub.client.identity.roles:
            go = partial(hub.page_asked.emit, "enter")
            self.head.insertWidget(self.head.count() - 1, button("receipts.enter", tr("登记纸质来文"), go, icon="add"))

    def trigger(self, action: str) -> bool:
        """Go to the page for documents on paper."""
        if action == "receipt.enter" and Role.REGISTRAR in self.hub.client.identity.roles:
            self.hub.page_asked.emit("enter")
            return True
        return super().trigger(action)
