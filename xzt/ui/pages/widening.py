"""变更传达范围: how far a received document may go is the issuing organ's to say; a change names its consent (G6)."""

from collections.abc import Callable

from xzt.office.receipt.commands import Widen
from xzt.office.receipt.state import Receipt
from xzt.office.registry import Command, Matter
from xzt.ui.pages.panels import Form
from xzt.ui.receiptwords import SCOPES
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label, button, choose, chosen, combo, field, row, text_edit


class WidenForm(Form):
    """The new range and the consent."""

    def __init__(self, run: Callable[[], None], cancel: Callable[[], None]) -> None:
        super().__init__("widen", tr("变更传达范围"))
        self._state: Receipt | None = None
        self.scope = combo("widen.scope", tr("传达范围"), [(scope, tr(words)) for scope, words in SCOPES.items()])
        self.reason = text_edit("widen.consent", tr("发文机关同意的依据"), tr("谁同意的，什么时候，来函字号或电话记录"), 4)
        self.box.addWidget(field(tr("传达范围"), self.scope))
        self.box.addWidget(field(tr("发文机关同意的依据（必填）"), self.reason))
        self.box.addWidget(Label(tr("传达范围由发文机关定；变更和依据记在办理过程里，带您的电子签名。"), tone="muted", wrap=True))
        sure = button("widen.confirm", tr("变更"), run, look="primary")
        self.box.addWidget(row(None, button("widen.cancel", tr("取消"), cancel), sure))

    def begin(self, state: Matter) -> None:
        """Start from the range as it is."""
        if isinstance(state, Receipt) and self._state != state:
            self._state = state
            choose(self.scope, state.scope)

    def command(self, name: str, state: Matter) -> Command | None:  # noqa: ARG002  the form knows
        """Build the change."""
        return Widen(chosen(self.scope), self.reason.toPlainText().strip()) if name == "Widen" else None
