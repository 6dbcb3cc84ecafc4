"""The question before a mass removal: which documents the server wants to take from this device, and whether they may go (RS-24)."""

from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QVBoxLayout, QWidget

from xzt.client.session import Client
from xzt.ui import theme
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label, button


class RemovalDialog(QDialog):
    """Shows all of them by title. Keeping is the ready answer; accepted means that they may go."""

    def __init__(self, titles: list[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("移走公文"))
        self.setMinimumSize(theme.gap(120), theme.gap(90))
        named = QListWidget()
        named.setObjectName("removal.titles")
        named.setAccessibleName(tr("要移走的公文"))
        named.addItems(titles)
        keep = button("removal.keep", tr("先保留"), self.reject, look="primary")
        keep.setDefault(True)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(button("removal.go", tr("移走"), self.accept, look="plain"))
        buttons.addWidget(keep)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.gap(6), theme.gap(5), theme.gap(6), theme.gap(5))
        layout.setSpacing(theme.gap(3))
        layout.addWidget(Label(tr("服务器要从本机移走 {count} 件公文。").format(count=len(titles)), size=1.15, bold=True))
        advice = tr("如果单位或岗位没有变动，可能是服务器出了差错：请先保留，问过系统管理员再移走。")
        layout.addWidget(Label(advice, tone="muted", wrap=True))
        layout.addWidget(named, 1)
        layout.addLayout(buttons)
        keep.setFocus()


def ask_removal(parent: QWidget, client: Client) -> None:
    """Ask, and let them go on a yes. No keeps everything as it is; it is asked again when the person asks to sync."""
    dialog = RemovalDialog(client.line.removal(), parent)
    if dialog.exec() == QDialog.DialogCode.Accepted:
        client.line.allow_removal()
    dialog.deleteLater()
