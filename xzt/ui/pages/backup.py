"""Backups in the settings: when the last one was made, where they go, one now, a full check, and the way to restore."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from xzt.client import backingup
from xzt.client.backingup import Backup, Keeper
from xzt.client.jobs import Progress
from xzt.core.errors import Trouble
from xzt.ui.backupwords import backup_words
from xzt.ui.hub import Hub
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label, button, panel, row


class BackupPanel(QWidget):
    """One panel of the settings, for a client that keeps backups."""

    def __init__(self, hub: Hub, keeper: Keeper) -> None:
        super().__init__()
        self._hub, self._keeper = hub, keeper
        self._last = Label(wrap=True)
        self._last.setObjectName("settings.backup.last")
        self._place = Label(tone="muted", wrap=True)
        self._place.setObjectName("settings.backup.place")
        note = Label(tr("每天自动备份一次，加密，用同一个密码打开；留最近几天和几周的。备份时照常办公。"), tone="muted", wrap=True)
        now = button("settings.backup.now", tr("立即备份"), self.on_now)
        check = button("settings.backup.check", tr("全面检查文件库"), self.on_check, look="plain")
        where = button("settings.backup.where", tr("换文件夹…"), self.on_where, look="plain")
        back = button("settings.backup.restore", tr("锁定并恢复…"), hub.restore_asked.emit, look="plain")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(panel(Label(tr("备份"), bold=True), self._last, self._place, note, row(now, check, where, back, None)))

    def show_backups(self) -> None:
        """Read again what backups there are, in a job: a folder on a network may take its time."""
        folder = self._hub.client.folder

        def work(_progress: Progress) -> tuple[list[Backup], Path]:
            return backingup.every_backup(folder), backingup.places(folder)[0]

        self._hub.run(self._hub.client.jobs.run("backups", work), self._on_listed)

    def on_now(self) -> None:
        """Make a backup."""
        self._last.setText(tr("正在备份…"))

        def work(_progress: Progress) -> Backup | Trouble:
            try:
                return self._keeper.make("asked")
            except Trouble as trouble:
                return trouble

        self._hub.run(self._hub.client.jobs.run("backup", work), self._on_made)

    def on_check(self) -> None:
        """Read every page of the store."""
        self._hub.say(tr("正在检查文件库…"))
        self._hub.run(self._hub.client.jobs.run("check", lambda _: self._keeper.examine()), self._on_checked)

    def on_where(self) -> None:
        """Ask for the folder."""
        chosen = QFileDialog.getExistingDirectory(self, tr("备份文件夹"))
        if chosen:
            self.choose(Path(chosen))

    def choose(self, chosen: Path) -> None:
        """Have backups made in this folder from now on."""
        folder = self._hub.client.folder
        self._hub.run(self._hub.client.jobs.run("place", lambda _: backingup.choose_place(folder, chosen)), lambda _: self.show_backups())

    def _on_made(self, made: Backup | Trouble) -> None:
        if isinstance(made, Trouble):
            self._hub.fail(made)
        else:
            self._hub.say(tr("备份做好了，已读回核对。"))
        self.show_backups()

    def _on_checked(self, found: str) -> None:
        if found:
            self._hub.fail(Trouble("damage_found"))
        else:
            self._hub.say(tr("文件库每一页都读过，没有发现损坏。"))

    def _on_listed(self, found: tuple[list[Backup], Path]) -> None:
        made, place = found
        words = tr("最近一次：{backup}；共 {count} 份").format(backup=backup_words(made[0]), count=len(made)) if made else tr("还没有备份")
        self._last.setText(words)
        self._place.setText(tr("位置：{place}").format(place=place))
