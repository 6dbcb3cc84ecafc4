"""Letters on removable media, in the settings: write what waits to a file, read the receipt. For a machine without a line."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from xzt.client import airgap
from xzt.client.airgap import Taken
from xzt.client.jobs import Progress
from xzt.core.errors import Trouble
from xzt.core.notices import Notice, SyncStatus
from xzt.ui.airgapwords import exchange_words, taken_words
from xzt.ui.hub import Hub
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label, button, panel, row

_FILES = "*.xzt"


class AirgapPanel(QWidget):
    """One panel of the settings."""

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self._hub = hub
        self._state = Label(wrap=True)
        self._state.setObjectName("settings.airgap.state")
        note = Label(
            tr(
                "没有网络时，把等待送出的办理写到移动介质，由专人带到服务器；带回的回执在这里读入。文件加了密、签了名，丢了也不会泄露，可以再写一份。"
            ),
            tone="muted",
            wrap=True,
        )
        out = button("settings.airgap.export", tr("导出到文件…"), self.on_export)
        back = button("settings.airgap.import", tr("读入回执…"), self.on_import, look="plain")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(panel(Label(tr("离线交换"), bold=True), self._state, note, row(out, back, None)))
        hub.bridge.notice.connect(self._on_notice)
        self.show_state()

    def show_state(self) -> None:
        """Say what was written and what waits."""
        self._state.setText(exchange_words(airgap.newest(self._hub.client), self._hub.client.status().waiting))

    def on_export(self) -> None:
        """Ask where to."""
        name = tr("离线交换-{person}-{day}.xzt").format(
            person=self._hub.client.identity.person, day=self._hub.client.now().strftime("%Y%m%d-%H%M")
        )
        chosen, _ = QFileDialog.getSaveFileName(self, tr("导出到文件"), name, _FILES)
        if chosen:
            self.export(Path(chosen))

    def export(self, path: Path) -> None:
        """Write an errand to this file."""

        def work(_progress: Progress) -> int | Trouble:
            try:
                return airgap.export(self._hub.client, path, self._hub.client.now())
            except Trouble as trouble:
                return trouble

        self._hub.run(self._hub.client.jobs.run("airgap", work), self._on_exported)

    def on_import(self) -> None:
        """Ask which file."""
        chosen, _ = QFileDialog.getOpenFileName(self, tr("读入回执"), "", _FILES)
        if chosen:
            self.bring_in(Path(chosen))

    def bring_in(self, path: Path) -> None:
        """Take this receipt in."""

        def work(_progress: Progress) -> Taken | Trouble:
            try:
                return airgap.bring_in(self._hub.client, path, self._hub.client.now())
            except Trouble as trouble:
                return trouble

        self._hub.run(self._hub.client.jobs.run("airgap", work), self._on_brought_in)

    def _on_exported(self, done: int | Trouble) -> None:
        if isinstance(done, Trouble):
            self._hub.fail(done)
        else:
            self._hub.say(tr("已导出 {count} 件办理。请把文件带到服务器，再把回执带回来读入。").format(count=done), stays=True)
        self.show_state()

    def _on_brought_in(self, done: Taken | Trouble) -> None:
        if isinstance(done, Trouble):
            self._hub.fail(done)
        else:
            self._hub.say(taken_words(done), stays=True)
        self.show_state()

    def _on_notice(self, notice: Notice) -> None:
        if isinstance(notice, SyncStatus):
            self.show_state()
