"""Unlocking and the first sign-in: who, where, password. Loads nothing that a page needs (AE-19); works offline once a store is here."""

import contextlib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from xzt.client.clock import Clock, utc_now
from xzt.client.jobs import Jobs, Progress
from xzt.client.profiles import RESTORED, Profile, profiles
from xzt.client.session import Client
from xzt.core.errors import Trouble
from xzt.core.notices import Notice, StoreUpdating
from xzt.ui import theme
from xzt.ui.bridge import Bridge
from xzt.ui.pages.recovery import RecoveryForm
from xzt.ui.text import tr, trouble_words
from xzt.ui.widgets.controls import Label, button, choose, chosen, column, combo, field, line_edit, panel, row

T = TypeVar("T")
BANNER = tr("本系统为非涉密系统，严禁存储、处理、传输国家秘密")


class Account(Struct, frozen=True):
    """A sample person that the demonstration offers: login name, how it is shown, and the password that the sample data give it."""

    person: str
    words: str
    password: str


class UnlockWindow(QWidget):
    """The first window. ``unlocked`` carries the client, started by whoever listens; ``password`` goes with it once for the server."""

    unlocked = Signal(object, str)

    def __init__(self, root: Path, server: str = "", accounts: Sequence[Account] = (), clock: Clock = utc_now) -> None:
        super().__init__()
        self.setObjectName("unlock")
        self.setWindowTitle(tr("湘政通"))
        self._root, self._server, self._accounts, self._clock = root, server, accounts, clock
        self._bridge = Bridge(self)
        self._bridge.notice.connect(self._on_notice)
        self._jobs = Jobs(self._bridge.tell)
        self.stack = QStackedWidget()
        self.stack.setObjectName("unlock.stack")
        self.words = Label(tone="amber", wrap=True)
        self.words.setObjectName("unlock.words")
        self.words.hide()
        if any(root.glob(f"*{RESTORED}")):
            _finish(root, clock)
        self._profiles = profiles(root)
        self.stack.addWidget(self._unlock_form())
        self.stack.addWidget(self._sign_in_form())
        self.recovery = RecoveryForm(clock)
        self.recovery.asked.connect(self._start)
        self.recovery.left.connect(self._on_back)
        self.recovery.restored.connect(self._on_restored)
        self.stack.addWidget(self.recovery)
        self.stack.setCurrentIndex(0 if self._profiles else 1)
        self._build()
        self.resize(theme.gap(190), theme.gap(170))
        self._focus()

    def closeEvent(self, event: object) -> None:  # noqa: ARG002  Qt's signature
        """Stop the job thread."""
        self._jobs.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does what the form's button does."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            (self.on_unlock, self.on_sign_in, self.recovery.on_restore)[self.stack.currentIndex()]()
        else:
            super().keyPressEvent(event)

    def on_unlock(self) -> None:
        """Open the chosen store."""
        folder, password = chosen(self.profile), self.password.text()
        if not password:
            self._say(tr("请输入密码。"))
            return
        updating = partial(self._bridge.tell, StoreUpdating())
        self._start(tr("正在解锁…"), partial(_unlock, Path(folder), password, self._clock, updating), self._on_unlocked)

    def show_recovery(self, folder: str = "") -> None:
        """Show the backups of the chosen store, or of the one in ``folder``."""
        if folder:
            choose(self.profile, folder)
        found = next(one for one in self._profiles if one.folder == chosen(self.profile))
        self.recovery.show_store(Path(found.folder), _profile_words(found))
        self.stack.setCurrentIndex(2)
        self._say("")

    def on_sign_in(self) -> None:
        """Sign in for the first time on this machine."""
        server, person, password = self.server.text().strip(), self.person.text().strip(), self.secret.text()
        if not (server and person and password):
            self._say(tr("服务器、用户名、密码都要填写。"))
        elif not self.agreed.isChecked():
            self._say(tr("请先确认不在本系统处理国家秘密。"))
        else:
            self._start(tr("正在登录…"), partial(_sign_in, self._root, (server, person, password), self._clock), self._on_signed_in)

    def _build(self) -> None:
        mark = Label(tr("湘政通"), size=2.6, bold=True)
        mark.setAccessibleName(tr("湘政通"))
        head = column(mark, Label(tr("公文起草、办理、交换、归档"), tone="muted", size=1.05), spacing=1)
        card = panel(self.stack, self.words, spacing=3, margins=(7, 6, 7, 6), name="unlock.card")
        card.setFixedWidth(theme.gap(84))
        banner = Label(BANNER, size=1.0, wrap=True)
        banner.setObjectName("banner")
        banner.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.gap(6), theme.gap(6), theme.gap(6), theme.gap(5))
        layout.addStretch(2)
        middle = column(head, 4, card)
        layout.addWidget(middle, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        layout.addWidget(banner)

    def _unlock_form(self) -> QWidget:
        entries = [(found.folder, _profile_words(found)) for found in self._profiles]
        self.profile = combo("unlock.profile", tr("人员"), entries)
        self.password = line_edit("unlock.password", tr("密码"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.unlock_button = button("unlock.open", tr("解锁"), self.on_unlock, look="primary")
        other = button("unlock.other", tr("其他人员首次登录"), self._on_other, look="link")
        sample = any(found.sample for found in self._profiles)
        parts: list[QWidget | None] = [Label(tr("解锁本机文件库"), size=1.25, bold=True)]
        if sample:
            parts.append(Label(tr("这里是示例数据，人员和单位用于演示。"), tone="muted", wrap=True))
        parts += [field(tr("人员"), self.profile), field(tr("密码"), self.password), self.unlock_button]
        recovery = button("unlock.recovery", tr("备份和恢复"), self.show_recovery, look="link")
        parts.append(row(Label(tr("不联网也可以解锁"), tone="muted", size=0.92), None, recovery, other))
        return column(*parts, None, spacing=3)

    def _sign_in_form(self) -> QWidget:
        self.server = line_edit("signin.server", tr("服务器"), tr("https://服务器地址"))
        self.server.setText(self._server)
        self.person = line_edit("signin.person", tr("用户名"))
        self.secret = line_edit("signin.password", tr("密码"))
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.agreed = QCheckBox(tr("我已知悉：不在本系统处理国家秘密"))
        self.agreed.setObjectName("signin.agreed")
        self.sign_in_button = button("signin.open", tr("登录"), self.on_sign_in, look="primary")
        parts: list[QWidget | None] = [Label(tr("首次登录"), size=1.25, bold=True)]
        if self._accounts:
            self.account = combo(
                "signin.account", tr("示例人员"), [("", tr("选择示例人员")), *((one.person, one.words) for one in self._accounts)]
            )
            self.account.activated.connect(self._on_account)
            parts += [Label(tr("这里是示例数据，人员和单位用于演示。"), tone="muted", wrap=True), field(tr("示例人员"), self.account)]
        parts += [field(tr("服务器"), self.server), field(tr("用户名"), self.person), field(tr("密码"), self.secret), self.agreed]
        parts.append(self.sign_in_button)
        if self._profiles:
            parts.append(row(None, button("signin.back", tr("返回解锁"), self._on_back, look="link")))
        return column(*parts, None, spacing=2.4)

    def _on_account(self, _at: int) -> None:
        picked = next((one for one in self._accounts if one.person == chosen(self.account)), Account("", "", ""))
        self.person.setText(picked.person)
        self.secret.setText(picked.password)
        self.agreed.setFocus()

    def _on_other(self) -> None:
        self.stack.setCurrentIndex(1)
        self._say("")
        self._focus()

    def _on_back(self) -> None:
        self.stack.setCurrentIndex(0)
        self._say("")
        self._focus()

    def _focus(self) -> None:
        if self.stack.currentIndex() == 0:
            self.password.setFocus()
        else:
            (self.person if self.server.text() else self.server).setFocus()

    def _start(self, words: str, work: Callable[[Progress], T], then: Callable[[T], None]) -> None:
        self.stack.setEnabled(False)
        self._say(words, tone="muted")

        def done(result: T) -> None:
            self.stack.setEnabled(True)
            self._say("")
            then(result)

        self._bridge.watch(self._jobs.run("unlock", work).future, done, self._on_failed)

    def _on_notice(self, notice: Notice) -> None:
        if isinstance(notice, StoreUpdating):
            self._say(tr("程序更新后第一次打开：正在备份并整理本机文件库。文件多时要几十秒，请不要关闭程序。"), tone="muted")

    def _on_restored(self, password: str) -> None:
        self.stack.setCurrentIndex(0)
        self.password.setText(password)
        self.on_unlock()

    def _on_unlocked(self, client: Client) -> None:
        self._done(client, self.password.text())

    def _on_signed_in(self, client: Client) -> None:
        self._done(client, self.secret.text())

    def _done(self, client: Client, password: str) -> None:
        self.password.clear()
        self.secret.clear()
        self.unlocked.emit(client, password)

    def _on_failed(self, error: BaseException) -> None:
        self.stack.setEnabled(True)
        if not isinstance(error, Trouble):
            raise error
        self._say(trouble_words(error).whole())
        box = (self.password, self.secret, self.recovery.password)[self.stack.currentIndex()]
        box.selectAll()
        box.setFocus()

    def _say(self, words: str, tone: str = "amber") -> None:
        self.words.setText(words)
        self.words.set_tone(tone)
        self.words.setVisible(bool(words))
        self.words.setAccessibleName(words)


def _profile_words(profile: Profile) -> str:
    """Say whose store it is: the login name and the server. Names and unit are inside the store."""
    return f"{profile.person} · {profile.server.partition('://')[2] or tr('离线交换')}"


def _unlock(folder: Path, password: str, clock: Clock, updating: Callable[[], None], _progress: Progress) -> Client:
    from xzt.client.access import unlock  # the store's driver loads when a store is opened

    return unlock(folder, password, clock, updating)


def _finish(root: Path, clock: Clock) -> None:
    from xzt.client.replacing import finish  # only after a restore was cut

    with contextlib.suppress(Trouble):  # said when that store is unlocked
        finish(root, clock())


def _sign_in(root: Path, who: tuple[str, str, str], clock: Clock, _progress: Progress) -> Client:
    from xzt.client.access import sign_in  # the network loads when it is used

    server, person, password = who
    return sign_in(root, server, person, password, clock)
