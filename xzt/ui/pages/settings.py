"""Settings: the look, the keys, what this machine has and lacks. Small on purpose."""

from functools import partial

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QButtonGroup, QComboBox, QGridLayout, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from xzt.client import airgap
from xzt.client.jobs import Progress
from xzt.core.notices import BackedUp, Changed, FileTaken, Notice
from xzt.office.dispatch.flows import JOINT, USUAL, flows
from xzt.office.outgoing.commands import ChooseFlow
from xzt.office.outgoing.state import outgoing_id
from xzt.office.people import Role
from xzt.ui import actions, theme
from xzt.ui.calendarwords import year_lines
from xzt.ui.hub import Hub
from xzt.ui.pages.airgap import AirgapPanel
from xzt.ui.pages.backup import BackupPanel
from xzt.ui.pages.base import Page
from xzt.ui.pages.importfolders import FolderPanel, purposes
from xzt.ui.pages.linepanel import LinePanel
from xzt.ui.standingwords import summary
from xzt.ui.stylewords import departure_words, edition_words
from xzt.ui.text import role_name, tr
from xzt.ui.widgets.controls import Label, button, choose, chosen, column, combo, panel, row, scrolled, tag

LOOKS = (("light", tr("浅色")), ("dark", tr("深色")), ("contrast", tr("高对比度")))
_ACROSS = 2
"""Keys side by side: three are wider than the smallest window at 200 %."""


def kept_look() -> str:
    """Return the look that this person chose on this machine."""
    return str(QSettings("xzt", "desktop").value("look", "light"))


def keep_look(name: str) -> None:
    """Remember the look."""
    QSettings("xzt", "desktop").setValue("look", name)


class SettingsPage(Page):
    """Look, keys, facts."""

    def __init__(self, hub: Hub) -> None:
        super().__init__(hub, "page.settings", tr("设置"))
        self._facts = QGridLayout()
        self._facts.setVerticalSpacing(theme.gap(1.2))
        self._facts.setHorizontalSpacing(theme.gap(4))
        self._facts.setColumnStretch(1, 1)
        self._backup = BackupPanel(hub, hub.client.backups) if hub.client.backups else None
        self._line = LinePanel(hub)
        self.airgap = AirgapPanel(hub) if airgap.is_open(hub.client) else None
        self.folders = FolderPanel(hub) if purposes(hub) else None
        inner = column(
            Label(tr("设置"), size=1.45, bold=True),
            self._looks(),
            self._person(),
            self._deputies(),
            self._calendar(),
            *([self._monitor(), self._numbers()] if Role.REGISTRAR in hub.client.identity.roles else []),
            self._outgoing(),
            self._style(),
            self._keys(),
            *([self.folders] if self.folders else []),
            *([self._backup] if self._backup else []),
            self._line,
            *([self.airgap] if self.airgap else []),
            self._machine(),
            None,
            spacing=4,
            margins=(6, 4, 6, 4),
        )
        inner.setMaximumWidth(theme.gap(210))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.area = scrolled(inner, "settings.scroll", tr("设置"))
        layout.addWidget(self.area)

    def show_keys(self) -> None:
        """Bring the table of keys into sight."""
        self.area.ensureWidgetVisible(self._key_panel, 0, theme.gap(4))
        self.area.setFocus()

    def _looks(self) -> QWidget:
        group = QButtonGroup(self)
        choices: list[QWidget | None] = []
        for name, words in LOOKS:
            choice = QRadioButton(words)
            choice.setObjectName(f"settings.look.{name}")
            choice.setChecked(name == theme.theme_name())
            choice.clicked.connect(partial(self._on_look, name))
            group.addButton(choice)
            choices.append(choice)
        scale = tr("现在的显示比例是 {percent}%。放大文字请在系统的显示设置中调整，100% 到 200% 都不会遮挡内容。")
        percent = round(self.devicePixelRatioF() * 100)
        note = Label(scale.format(percent=percent), tone="muted", wrap=True)
        return panel(Label(tr("外观"), bold=True), row(*choices, None, spacing=5), note)

    def _person(self) -> QWidget:
        identity = self.hub.client.identity
        roles = [tag(role_name(role)) for role in identity.roles]
        who = " · ".join(part for part in (identity.name, identity.title, identity.unit_name) if part)
        return panel(Label(tr("人员"), bold=True), row(Label(who), *roles, None, spacing=2))

    def _deputies(self) -> QWidget:
        self._standins = Label(tone="muted", wrap=True)
        self._standins.setObjectName("settings.deputies.now")
        return self._opener(tr("代理"), self._standins, "deputies", tr("查看和设置…"))

    def _calendar(self) -> QWidget:
        self._years = Label(tone="muted", wrap=True)
        self._years.setObjectName("settings.calendar.now")
        return self._opener(tr("工作日历和时限"), self._years, "calendar", tr("查看和修改…"))

    def _monitor(self) -> QWidget:
        words = Label(tr("停住、没有人办、超时、久未办理的公文（Ctrl+Shift+W）。"), tone="muted", wrap=True)
        return self._opener(tr("流程监控"), words, "monitor", tr("查看和处理…"))

    def _numbers(self) -> QWidget:
        words = Label(tr("各序列的断号、预留、作废和原因，可以导出。"), tone="muted", wrap=True)
        return self._opener(tr("文号管理"), words, "numbers", tr("查看和处理…"))

    def _outgoing(self) -> QWidget:
        """Choose the flow that is offered first (DOC-11): the document office does, everybody sees it."""
        mine = Role.REGISTRAR in self.hub.client.identity.roles
        entries = [(one.id, one.name) for one in flows().values() if one.id != JOINT]
        self.flow = combo("settings.flow", tr("送审先用的流程"), entries)
        self.flow.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)  # the names differ at their ends
        self.flow.setEnabled(mine)
        sure = button("settings.flow.choose", tr("采用"), self._on_flow)
        sure.setVisible(mine)
        hint = tr(
            "拟稿人送审时仍可以另选；在办的公文按原来的流程办。印发前应当复核：除“不另设复核校对”的以外，都在签发后、编号前由核稿岗位把定稿与签发稿对照。"
        )
        line = row(self.flow, sure, None)
        return panel(Label(tr("发文流程"), bold=True), Label(hint, tone="muted", wrap=True), line, name="settings.outgoing.panel")

    def _on_flow(self) -> None:
        self.hub.submit("outgoing", outgoing_id(self.hub.client.identity.unit), ChooseFlow(chosen(self.flow)))

    def _opener(self, title: str, words: Label, page: str, act: str) -> QWidget:
        """Make a panel that says what stands and opens the page of it."""
        line = row(words, button(f"settings.{page}", act, partial(self.hub.page_asked.emit, page)))
        layout = line.layout()
        if isinstance(layout, QHBoxLayout):
            layout.setStretch(0, 1)
        return panel(Label(title, bold=True), line, name=f"settings.{page}.panel")

    def _style(self) -> QWidget:
        self._edition = Label(tone="muted", wrap=True)
        self._edition.setObjectName("settings.style.edition")
        return self._opener(tr("单位版式"), self._edition, "style", tr("查看和修改…"))

    def enter(self) -> None:
        """Say who stands in for whom, which page profile is in force, and which backups there are."""
        if self._backup:
            self._backup.show_backups()
        if self.folders:
            self.folders.refresh()
        client = self.hub.client
        self._standins.setText(summary(client.deputies(), client.identity.person, client.now(), self.hub.names()))
        self._years.setText("；".join(year_lines(client.given().calendar, client.now())[-2:]))
        outgoing = client.outgoing()
        choose(self.flow, (outgoing.flow if outgoing else "") or USUAL)
        style = client.house_style()
        departures = departure_words(style.current.profile) if style else ""
        self._edition.setText(edition_words(style, self.hub.names()) + departures)

    def on_notice(self, notice: Notice) -> None:
        """Say it again when another one came."""
        self._line.on_notice(notice)
        if isinstance(notice, FileTaken) and self.folders:
            self.folders.aside.refresh()
        if isinstance(notice, BackedUp) and self._backup:
            self._backup.show_backups()
        if isinstance(notice, Changed) and any(kind in {"style", "deputies", "calendar", "outgoing"} for kind, _ in notice.records):
            self.enter()

    def _keys(self) -> QWidget:
        grid = QGridLayout()
        grid.setVerticalSpacing(theme.gap(1.2))
        grid.setHorizontalSpacing(theme.gap(4))
        at = 0
        for context, words in actions.CONTEXTS.items():
            found = [spec for spec in actions.ALL if spec.context == context and spec.key]
            grid.addWidget(Label(words, tone="muted"), at, 0, Qt.AlignmentFlag.AlignTop)
            for number, spec in enumerate(found):
                line = row(tag(actions.key_words(spec.key)), Label(spec.title), None)
                grid.addWidget(line, at + number // _ACROSS, 1 + number % _ACROSS)
            at += -(-len(found) // _ACROSS)
        for part in range(1, 1 + _ACROSS):
            grid.setColumnStretch(part, 1)
        holder = QWidget()
        holder.setLayout(grid)
        grid.setContentsMargins(0, 0, 0, 0)
        more = Label(tr("Esc 返回，内容不会丢；在列表中也可按 ? 打开本页。"), tone="muted")
        self._key_panel = panel(Label(tr("快捷键"), bold=True), holder, more, name="settings.keys")
        return self._key_panel

    def _machine(self) -> QWidget:
        holder = QWidget()
        holder.setLayout(self._facts)
        self._facts.setContentsMargins(0, 0, 0, 0)
        look = button("settings.examine", tr("开始体检"), self._on_examine)
        hint = Label(tr("检查字体、程序库、文件库、磁盘和服务器。"), tone="muted")
        return panel(Label(tr("本机体检"), bold=True), row(hint, None, look), holder, name="settings.machine")

    def _on_look(self, name: str) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply_theme(app, name)
            keep_look(name)
            self.hub.look_changed.emit()

    def _on_examine(self) -> None:
        server = self.hub.client.profile.server

        def work(_progress: Progress) -> list[tuple[bool, str, str]]:
            from xzt.client import doctor  # looks at libraries that are loaded when needed
            from xzt.ui.findings import words

            return [(found.ok, *words(found)) for found in doctor.examine(server)]

        self.hub.run(self.hub.client.jobs.run("doctor", work), self._on_examined)

    def _on_examined(self, lines: list[tuple[bool, str, str]]) -> None:
        while self._facts.count():
            item = self._facts.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        for at, (ok, subject, words) in enumerate(lines):
            self._facts.addWidget(tag(tr("正常") if ok else tr("注意"), "" if ok else "amber"), at, 0)
            self._facts.addWidget(Label(subject), at, 1)
            self._facts.addWidget(Label(words, tone="muted", wrap=True), at, 2)
