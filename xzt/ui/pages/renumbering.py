"""Numbers of headings that are out of order: shown first, put in order when the person says so."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QListWidget, QVBoxLayout, QWidget

from xzt.docs.drafting.numbering import Renumbering
from xzt.ui import theme
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label, button, row


class RenumberPanel(QWidget):
    """Lists what would change; ``apply`` does it, ``cancel`` leaves all as it is."""

    def __init__(self, apply: Callable[[], None], cancel: Callable[[], None]) -> None:
        super().__init__()
        self.setObjectName("renumber")
        self.summary = Label(tone="muted")
        self.list = QListWidget()
        self.list.setObjectName("renumber.list")
        self.list.setAccessibleName(tr("将要改的标题序号"))
        self.confirm = button("renumber.confirm", tr("改好序号"), apply, look="primary")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.gap(1), 0, 0)
        layout.setSpacing(theme.gap(1))
        layout.addWidget(row(self.summary, None, button("renumber.cancel", tr("不改"), cancel), self.confirm))
        layout.addWidget(self.list, 1)

    def show_wrong(self, wrong: Sequence[Renumbering]) -> None:
        """Show what would change, and ask."""
        self.list.clear()
        for one in wrong:
            self.list.addItem(tr("“{was}” 改为 “{now}”　{heading}").format(was=one.was, now=one.now, heading=one.heading[:30]))
        self.summary.setText(tr("{count} 个序号接不上，只改序号，不动文字").format(count=len(wrong)))
        self.confirm.setFocus()
