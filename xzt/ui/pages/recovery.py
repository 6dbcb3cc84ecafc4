"""Getting a store back, before it is open: its backups, what restoring would carry over, the way by the server, and a full examination."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QListWidget, QVBoxLayout, QWidget

from xzt.client.clock import Clock
from xzt.client.jobs import Progress
from xzt.ui import theme
from xzt.ui.backupwords import backup_words, plan_words
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label, button, field, line_edit, row

if TYPE_CHECKING:
    from xzt.client.backingup import Backup
    from xzt.client.mending import Finding
    from xzt.client.restoring import Plan


class RecoveryForm(QWidget):
    """Asks twice: the first press looks and says what would come of it, the second does it. ``restored`` carries the password.

    ``asked`` hands work to whoever runs jobs: words to show meanwhile, the work, and what takes its result. It is a signal and no
    function of the window's, for a window and a form that hold each other crash Qt's bindings when both are collected.
    """

    asked = Signal(str, object, object)
    restored = Signal(str)
    left = Signal()

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._folder = Path()
        self._backups: list[Backup] = []
        self._planned: Backup | bool | None = False
        self._who = Label(tone="muted", wrap=True)
        self.listed = QListWidget()
        self.listed.setObjectName("recovery.backups")
        self.listed.setAccessibleName(tr("备份"))
        self.listed.setMinimumHeight(theme.gap(13))
        self.listed.setMaximumHeight(theme.gap(26))
        self.listed.currentRowChanged.connect(self._forget)
        self.password = line_edit("recovery.password", tr("密码"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.textEdited.connect(self._forget)
        self.plan = Label(wrap=True)
        self.plan.setObjectName("recovery.plan")
        self.plan.hide()
        self.restore = button("recovery.restore", tr("从备份恢复"), self.on_restore, look="primary")
        self.fetch = button("recovery.fetch", tr("从服务器重新取"), self.on_fetch, look="plain")
        self.check = button("recovery.check", tr("全面检查"), self.on_check, look="plain")
        self._mending = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.gap(2.4))
        layout.addWidget(Label(tr("备份和恢复"), size=1.25, bold=True))
        layout.addWidget(self._who)
        layout.addWidget(self.listed)
        layout.addWidget(field(tr("密码"), self.password))
        layout.addWidget(self.plan)
        layout.addWidget(row(self.restore, self.fetch, None))
        layout.addWidget(row(self.check, None, button("recovery.back", tr("返回解锁"), self._on_back, look="link")))
        layout.addStretch(1)

    def _on_back(self) -> None:
        self.left.emit()

    def show_store(self, folder: Path, who: str) -> None:
        """List the backups of a store."""
        self._folder = folder
        self._who.setText(who)
        self.asked.emit(tr("正在找备份…"), partial(_list, folder), self._on_listed)

    def _on_listed(self, found: object) -> None:
        self._backups = cast("list[Backup]", found)
        self.listed.clear()
        self.listed.addItems([backup_words(backup) for backup in self._backups])
        self.listed.setCurrentRow(0 if self._backups else -1)
        self.listed.setVisible(bool(self._backups))
        if not self._backups:
            self._who.setText(self._who.text() + "\n" + tr("没有找到备份；备份在移动盘上时，请先接上再打开这一页。"))
        self.restore.setEnabled(bool(self._backups))
        self._forget()
        self.password.setFocus(Qt.FocusReason.OtherFocusReason)

    def on_restore(self) -> None:
        """Look what the chosen backup would bring; pressed again, restore it."""
        if self._backups:
            self._ask(self._backups[self.listed.currentRow()])

    def on_fetch(self) -> None:
        """Look what can be carried over; pressed again, fetch everything from the server."""
        self._ask(None)

    def on_check(self) -> None:
        """Look at every page, row and file; pressed again where something can be mended without a backup, mend it."""
        work, words = (_mend, tr("正在修复…")) if self._mending else (_look, tr("正在全面检查，文件多时要几分钟…"))
        self.asked.emit(words, partial(work, self._folder, self.password.text()), self._on_checked)

    def _on_checked(self, answer: object) -> None:
        from xzt.client.mending import mendable
        from xzt.ui.storewords import WHOLE, finding_words

        found = cast("list[Finding]", answer)
        self._forget()
        self.plan.setText("\n".join(map(finding_words, found)) or WHOLE)
        self.plan.show()
        self._mending = any(map(mendable, found))
        if self._mending:
            self.check.setText(tr("确认修复"))

    def _ask(self, backup: "Backup | None") -> None:
        password = self.password.text()
        if self._planned is False or self._planned is not backup:
            self.asked.emit(tr("正在查看…"), partial(_plan, self._folder, backup, password), lambda plan: self._on_planned(backup, plan))
        elif backup is None:
            self.asked.emit(tr("正在从服务器取…"), partial(_fetch, self._folder, password, self._clock), self._on_done)
        else:
            self.asked.emit(tr("正在恢复…"), partial(_restore, self._folder, backup, password, self._clock), self._on_done)

    def _on_planned(self, backup: "Backup | None", plan: object) -> None:
        self._forget()
        self._planned = backup
        self.plan.setText(plan_words(cast("Plan", plan), backup.facts.waiting if backup else None))
        self.plan.show()
        self.restore.setText(tr("确认恢复") if backup else tr("从备份恢复"))
        self.fetch.setText(tr("从服务器重新取") if backup else tr("确认重新取"))

    def _on_done(self, _nothing: object) -> None:
        password = self.password.text()
        self.password.clear()
        self._forget()
        self.restored.emit(password)

    def _forget(self, *_: object) -> None:
        self._planned, self._mending = False, False
        self.plan.hide()
        self.check.setText(tr("全面检查"))
        self.restore.setText(tr("从备份恢复"))
        self.fetch.setText(tr("从服务器重新取"))


def _list(folder: Path, _progress: Progress) -> "list[Backup]":
    from xzt.client.backingup import every_backup  # the store's driver loads when it is asked for

    return every_backup(folder)


def _plan(folder: Path, backup: "Backup | None", password: str, _progress: Progress) -> "Plan":
    from xzt.client.restoring import plan

    return plan(folder, backup, password)


def _restore(folder: Path, backup: "Backup", password: str, clock: Clock, _progress: Progress) -> None:
    from xzt.client.restoring import restore

    restore(folder, backup, password, clock())


def _fetch(folder: Path, password: str, clock: Clock, _progress: Progress) -> None:
    from xzt.client.restoring import fetch_again

    fetch_again(folder, password, clock())


def _look(folder: Path, password: str, _progress: Progress) -> "list[Finding]":
    from xzt.client.mending import look

    return look(folder, password)


def _mend(folder: Path, password: str, _progress: Progress) -> "list[Finding]":
    from xzt.client.mending import mend

    return mend(folder, password)
