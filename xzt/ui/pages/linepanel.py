"""How attachments use the line of this device: a limit in both directions, and a pause. Commands and states are never held up by them."""

from concurrent.futures import Future

from PySide6.QtWidgets import QFrame, QVBoxLayout

from xzt.core.notices import Notice, Transfers
from xzt.ui import theme
from xzt.ui.filewords import line_words
from xzt.ui.hub import Hub
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label, check_box, choose, chosen, combo, field, row

_KB = 1024
LIMITS = (
    (0, tr("不限")),
    (64 * _KB, tr("每秒 64 KB")),
    (256 * _KB, tr("每秒 256 KB")),
    (1024 * _KB, tr("每秒 1 MB")),
    (4096 * _KB, tr("每秒 4 MB")),
    (16384 * _KB, tr("每秒 16 MB")),
)


class LinePanel(QFrame):
    """Limit and pause of this device."""

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self.setObjectName("settings.line")
        self.setProperty("look", "panel")
        self._hub = hub
        self.limit = combo("settings.line.limit", tr("附件传送的速度"), [(str(rate), words) for rate, words in LIMITS])
        self.paused = check_box("settings.line.paused", tr("暂停传送附件"))
        self.now = Label(tone="muted", wrap=True)
        self.now.setObjectName("settings.line.now")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.gap(4), theme.gap(3), theme.gap(4), theme.gap(4))
        layout.setSpacing(theme.gap(2))
        hint = tr("只管 1 MB 以上的文件。公文、意见和办理随时收发，不受影响；断线后从断处接着传。")
        layout.addWidget(Label(tr("附件传送"), bold=True))
        layout.addWidget(Label(hint, tone="muted", wrap=True))
        layout.addWidget(row(field(tr("附件传送的速度"), self.limit), None, spacing=4))
        layout.addWidget(self.paused)
        layout.addWidget(self.now)
        self.show_line()
        self.limit.activated.connect(self._on_limit)
        self.paused.clicked.connect(self._on_pause)

    def show_line(self) -> None:
        """Show the settings as they stand. A limit that was set elsewhere stands in the list too."""
        rate = self._hub.client.line.limit()
        if self.limit.findData(str(rate)) < 0:
            self.limit.addItem(tr("每秒 {count} KB").format(count=rate // _KB), str(rate))
        choose(self.limit, str(rate))
        self.paused.setChecked(self._hub.client.line.are_files_paused())
        self._show(self._hub.client.line.transfers())

    def on_notice(self, notice: Notice) -> None:
        """Follow what moves."""
        if isinstance(notice, Transfers):
            self._show(notice)

    def _show(self, transfers: Transfers) -> None:
        self.now.setText(line_words(transfers) or tr("现在没有附件在传。"))

    def _on_limit(self) -> None:
        self._keep(self._hub.client.line.set_limit(int(chosen(self.limit))))

    def _on_pause(self) -> None:
        self._keep(self._hub.client.line.pause_files(paused=self.paused.isChecked()))

    def _keep(self, kept: Future[None]) -> None:
        """What the person chose stands there already; only what could not be kept is shown as it was."""
        self._hub.bridge.watch(kept, lambda _: None, self._on_lost)

    def _on_lost(self, error: BaseException) -> None:
        self._hub.fail(error)
        self.show_line()
