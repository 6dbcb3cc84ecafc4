"""The sync line: always visible, always true. Icon and words, never colour alone."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar

from xzt.core.calendar import BEIJING
from xzt.core.notices import Connection, FirstSync, SyncStatus, Transfers
from xzt.ui import icons, theme
from xzt.ui.filewords import line_words
from xzt.ui.text import tr, trouble_code_words
from xzt.ui.widgets.controls import Label, button


def status_words(status: SyncStatus) -> str:
    """Say how things stand with the server in one line."""
    waiting = tr("{count} 项待送").format(count=status.waiting)
    if status.first and status.connection in {Connection.ONLINE, Connection.BUSY}:
        return first_words(status.first) + (f" · {waiting}" if status.waiting else "")
    match status.connection:
        case Connection.OFFLINE:
            words = tr("离线 · {waiting}（可继续办理）").format(waiting=waiting) if status.waiting else tr("离线 · 没有待送（可继续办理）")
        case Connection.SIGNED_OUT:
            words = tr("登录已过期 · {waiting}，请重新输入密码").format(waiting=waiting)
        case Connection.STOPPED:
            words = tr("收发已停止 · {waiting}").format(waiting=waiting)
        case Connection.BUSY:
            words = tr("正在收发 · {waiting}").format(waiting=waiting) if status.waiting else tr("正在收发")
        case Connection.ONLINE if status.waiting:
            words = tr("在线 · {waiting}").format(waiting=waiting)
        case Connection.ONLINE if status.unindexed:
            words = tr("在线 · 正在建立全文索引，还有 {count} 件").format(count=status.unindexed)
        case Connection.ONLINE:
            words = tr("在线 · 全部已送达 {at}").format(at=_clock(status.complete_at)).rstrip()
    return words


def first_words(first: FirstSync) -> str:
    """Say how far the first sync is; the number of all is the server's count when it began."""
    so_far = tr("{done} / {total} 件").format(done=first.done, total=first.total)
    return tr("首次收取已暂停 · {so_far}").format(so_far=so_far) if first.paused else tr("首次收取 · {so_far}").format(so_far=so_far)


def clock_words(seconds: float) -> str:
    """Say that the machine's clock is wrong, by how much, and what that means; the server's is ahead by ``seconds``."""
    size = abs(seconds)
    span = (
        tr("{count} 天").format(count=round(size / 86400))
        if size >= 2 * 86400
        else tr("{count} 小时").format(count=round(size / 3600))
        if size >= 2 * 3600
        else tr("{count} 分钟").format(count=round(size / 60))
    )
    how = tr("慢了 {span}") if seconds > 0 else tr("快了 {span}")
    return tr("本机的时钟{how}。办理时间以服务器为准，不受影响；请校准本机时钟。").format(how=how.format(span=span))


def _clock(at: datetime | None) -> str:
    return at.astimezone(BEIJING).strftime("%H:%M") if at else ""


class SyncLine(QFrame):
    """The line at the foot of the main window."""

    def __init__(
        self, on_attention: Callable[[], None], on_sync: Callable[[], None], on_hold: Callable[[bool], None] = lambda _: None
    ) -> None:
        super().__init__()
        self.setObjectName("syncline")
        self.setProperty("look", "foot")
        self.setAccessibleName(tr("收发状态"))
        self._icon = Label()
        self.words = Label()
        self.words.setObjectName("syncline.words")
        self.trouble = Label(tone="muted")
        self.trouble.setObjectName("syncline.trouble")
        self.attention = button("syncline.attention", "", on_attention, icon="attention", look="link")
        self.sync = button("syncline.sync", tr("立即收发"), on_sync, look="link")
        self.progress = QProgressBar()
        self.progress.setObjectName("syncline.progress")
        self.progress.setAccessibleName(tr("首次收取进度"))
        self.progress.setTextVisible(False)
        self.progress.setFixedSize(theme.gap(30), theme.gap(2))
        self._first: FirstSync | None = None
        self.hold = button("syncline.hold", "", lambda: on_hold(not (self._first and self._first.paused)), look="link")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.gap(4), theme.gap(0.5), theme.gap(4), theme.gap(0.5))
        layout.setSpacing(theme.gap(2))
        for part in (self._icon, self.words, self.progress, self.hold, self.attention):
            layout.addWidget(part)
        self.transfers = Label(tone="muted")
        self.transfers.setObjectName("syncline.transfers")
        layout.addWidget(self.transfers)
        layout.addWidget(self.trouble, 1)
        layout.addWidget(self.sync)
        for part in (self.attention, self.progress, self.hold):
            part.hide()

    def show_transfers(self, transfers: Transfers) -> None:
        """Show which large file moves."""
        self.transfers.setText(line_words(transfers))

    def show_status(self, status: SyncStatus) -> None:
        """Show a status."""
        online = status.connection in {Connection.ONLINE, Connection.BUSY}
        name = {Connection.BUSY: "busy", Connection.ONLINE: "online"}.get(status.connection, "offline")
        self._icon.setPixmap(icons.picture(name, "accent" if online else "amber", theme.gap(4), self.devicePixelRatioF()))
        self.words.setText(status_words(status))
        self.setAccessibleDescription(status_words(status))
        self.attention.setVisible(status.attention > 0)
        self.attention.setText(tr("需处理 {count}").format(count=status.attention))
        self.attention.setAccessibleName(self.attention.text())
        self.trouble.setText(trouble_code_words(status.trouble).what if status.trouble else "")
        self._show_first(status.first)

    def _show_first(self, first: FirstSync | None) -> None:
        self._first = first
        self.progress.setVisible(first is not None)
        self.hold.setVisible(first is not None)
        if first:
            self.progress.setRange(0, max(1, first.total))
            self.progress.setValue(min(first.done, max(1, first.total)))
            self.hold.setText(tr("继续收取") if first.paused else tr("暂停"))
            self.hold.setAccessibleName(tr("继续首次收取") if first.paused else tr("暂停首次收取"))
