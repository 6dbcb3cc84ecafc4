"""工作日历和时限: which years are published, a signed file to install, days of the unit's own, and usual limits (T1, T2).

The document office changes it, offline too; everybody sees what is counted by. A year without a notice says so.
"""

from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QComboBox, QDateEdit, QFileDialog, QGridLayout, QSpinBox, QVBoxLayout, QWidget

from xzt.client import calendars
from xzt.client.commands import Accepted
from xzt.client.jobs import Progress
from xzt.core.calendar import BEIJING
from xzt.core.errors import Refusal
from xzt.core.notices import Changed, DirectoryChanged, Notice
from xzt.office.calendar.commands import Command, InstallNotices, SetLimits, SetLocalDays
from xzt.office.calendar.decision import KINDS as LIMITED
from xzt.office.calendar.decision import THEN, URGENCIES
from xzt.office.calendar.state import calendar_id, limits_of
from xzt.office.given import UsualLimit
from xzt.ui import theme
from xzt.ui.calendarwords import KINDS, installed_words, local_words, year_lines
from xzt.ui.calendarwords import THEN as THEN_WORDS
from xzt.ui.calendarwords import URGENCIES as URGENCY_WORDS
from xzt.ui.hub import Hub
from xzt.ui.pages.base import Page
from xzt.ui.text import refusal_words, tr
from xzt.ui.widgets.amount import Calm
from xzt.ui.widgets.controls import Label, button, choose, chosen, clear, column, combo, icon_button, panel, row, scrolled, settle, tag

_FILES = tr("工作日历 (*.json)")
_LONGEST = 365


class WorkdaysPage(Page):
    """The working calendar and the usual limits of the unit."""

    def __init__(self, hub: Hub) -> None:
        super().__init__(hub, "page.calendar", tr("工作日历和时限"))
        self._calm = Calm(self)
        self._n = -1
        self.years = Label(wrap=True)
        self.years.setObjectName("calendar.years")
        self.installed = Label(tone="muted", wrap=True)
        self.installed.setObjectName("calendar.installed")
        self.why = Label(tone="amber", wrap=True)
        self.why.setObjectName("calendar.why")
        self.install = button("calendar.install", tr("装入日历文件…"), self._on_install, icon="import")
        self.day = QDateEdit()
        self.day.setObjectName("calendar.day")
        self.day.setAccessibleName(tr("日期"))
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.setCalendarPopup(True)
        self.day.installEventFilter(self._calm)
        self.rest = button("calendar.rest", tr("这一天放假"), partial(self._on_day, "rest"))
        self.work = button("calendar.work", tr("这一天上班"), partial(self._on_day, "work"))
        self.days = QVBoxLayout()
        self.days.setContentsMargins(0, 0, 0, 0)
        self.days.setSpacing(theme.gap(1))
        self.keep = button("calendar.limits.keep", tr("采用时限"), self._on_limits, look="primary")
        self._spins: dict[tuple[str, str], QSpinBox] = {}
        self._thens: dict[str, QComboBox] = {}
        self._arrange()

    def _arrange(self) -> None:
        back = icon_button("calendar.back", tr("返回"), "back", partial(self.hub.page_asked.emit, "back"))
        head = row(back, Label(tr("工作日历和时限"), size=1.25, bold=True), None, margins=(3, 3, 6, 2))
        hint = tr(
            "国务院办公厅的年度安排以签名文件分发，不联网也能装；装入后全单位的时限自动重算。签名不对、改坏或比现有旧的文件不会装入。"
        )
        published = panel(
            Label(tr("放假调休安排"), bold=True),
            self.years,
            self.installed,
            Label(hint, tone="muted", wrap=True),
            row(None, self.install),
            name="calendar.published",
        )
        self._holder = QWidget()
        self._holder.setLayout(self.days)
        local = panel(
            Label(tr("本单位自定的日子"), bold=True),
            Label(tr("本地放假或者加班的日子，优先于全国安排。"), tone="muted", wrap=True),
            self._holder,
            row(self.day, self.rest, self.work, None),
            name="calendar.local",
        )
        note = tr("按紧急程度给出的工作日数，0 为不限；流程自己定了时限的步骤按流程。到期只催办或转交，从不自动同意。")
        limits = panel(
            Label(tr("办理时限"), bold=True),
            Label(note, tone="muted", wrap=True),
            self._table(),
            row(None, self.keep),
            name="calendar.limits",
        )
        inner = column(self.why, published, local, limits, None, spacing=4, margins=(6, 2, 6, 4))
        inner.setMaximumWidth(theme.gap(210))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(head)
        layout.addWidget(scrolled(inner, "calendar.scroll", tr("工作日历和时限")), 1)

    def _table(self) -> QWidget:
        holder, grid = QWidget(), QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.gap(3))
        grid.setVerticalSpacing(theme.gap(1.2))
        for across, kind in enumerate(LIMITED, start=1):
            grid.addWidget(Label(KINDS[kind], tone="muted"), 0, across)
            grid.setColumnStretch(across, 1)
            for down, urgency in enumerate(URGENCIES, start=1):
                grid.addWidget(self._spin(kind, urgency), down, across)
            if kind != "receipt":  # a receipt's limit is set when it is proposed
                then = combo(f"calendar.then.{kind}", tr("{kind}到期").format(kind=KINDS[kind]), [(one, THEN_WORDS[one]) for one in THEN])
                then.installEventFilter(self._calm)
                self._thens[kind] = then
                grid.addWidget(then, len(URGENCIES) + 1, across)
        for down, urgency in enumerate(URGENCIES, start=1):
            grid.addWidget(Label(URGENCY_WORDS[urgency]), down, 0)
        grid.addWidget(Label(tr("到期时")), len(URGENCIES) + 1, 0)
        holder.setLayout(grid)
        return holder

    def _spin(self, kind: str, urgency: str) -> QSpinBox:
        spin = QSpinBox()
        spin.setObjectName(f"calendar.days.{kind}.{URGENCIES.index(urgency)}")
        spin.setAccessibleName(tr("{kind}，{urgency}，工作日").format(kind=KINDS[kind], urgency=URGENCY_WORDS[urgency]))
        spin.setRange(0, _LONGEST)
        spin.setSpecialValueText(tr("不限"))
        spin.setSuffix(tr(" 个工作日"))
        spin.installEventFilter(self._calm)
        spin.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._spins[kind, urgency] = spin
        return spin

    def enter(self) -> None:
        """Read everything again; limits that are being changed stay unless somebody else has changed them."""
        client = self.hub.client
        state, refusal = client.calendar(), calendars.refusal(client)
        if not self.day.property("begun"):
            today = client.now().astimezone(BEIJING)
            self.day.setDate(QDate(today.year, today.month, today.day))
            self.day.setProperty("begun", "yes")
        self.years.setText("\n".join(year_lines(client.given().calendar, client.now())))
        self.installed.setText(installed_words(state, self.hub.names()))
        self.why.setText(refusal_words(refusal, self.hub.names()).what if refusal else "")
        self.why.setVisible(refusal is not None)
        for one in (self.install, self.day, self.rest, self.work, self.keep, *self._spins.values(), *self._thens.values()):
            one.setEnabled(refusal is None)
        self._show_days(mine=refusal is None)
        n = state.n if state else 0
        if n != self._n:
            self._n = n
            self._show_limits()

    def on_notice(self, notice: Notice) -> None:
        """Read again when it changed."""
        if isinstance(notice, DirectoryChanged) or (isinstance(notice, Changed) and any(kind == "calendar" for kind, _ in notice.records)):
            self.enter()

    def _show_days(self, *, mine: bool) -> None:
        clear(self.days)
        state = self.hub.client.calendar()
        found = sorted([(day, "rest") for day in state.rest] + [(day, "work") for day in state.work]) if state else []
        for at, (day, what) in enumerate(found):
            parts: list[QWidget | None] = [tag(tr("放假") if what == "rest" else tr("上班"), "" if what == "rest" else "accent")]
            parts += [Label(local_words(day)), None]
            if mine:
                parts.append(button(f"calendar.local.{at}.remove", tr("去掉"), partial(self._on_remove, day), look="plain"))
            self.days.addWidget(row(*parts, spacing=3, name=f"calendar.local.{at}"))
        if not found:
            self.days.addWidget(Label(tr("没有自定的日子。"), tone="muted"))
        settle(self._holder)

    def _show_limits(self) -> None:
        for spin in self._spins.values():
            spin.setValue(0)
        for limit in limits_of(self.hub.client.calendar()):
            if spin_ := self._spins.get((limit.kind, limit.urgency)):
                spin_.setValue(limit.days)
            if limit.kind in self._thens:
                choose(self._thens[limit.kind], limit.then)

    def _submit(self, command: Command) -> None:
        self.hub.submit("calendar", calendar_id(self.hub.client.identity.unit), command, self._on_done)

    def _on_done(self, _outcome: Accepted) -> None:
        self.enter()

    def _days(self) -> tuple[set[date], set[date], int]:
        state = self.hub.client.calendar()
        return (set(state.rest), set(state.work), state.n) if state else (set(), set(), 0)

    def _on_day(self, what: str) -> None:
        rest, work, n = self._days()
        shown = self.day.date()
        day = date(shown.year(), shown.month(), shown.day())
        (rest if what == "rest" else work).add(day)
        (work if what == "rest" else rest).discard(day)
        self._submit(SetLocalDays(tuple(sorted(rest)), tuple(sorted(work)), n))

    def _on_remove(self, day: date) -> None:
        rest, work, n = self._days()
        self._submit(SetLocalDays(tuple(sorted(rest - {day})), tuple(sorted(work - {day})), n))

    def _on_limits(self) -> None:
        thens = {kind: chosen(box) for kind, box in self._thens.items()}
        found = (
            UsualLimit(kind, urgency, spin.value(), thens.get(kind, THEN[0]))
            for (kind, urgency), spin in self._spins.items()
            if spin.value()
        )
        self._submit(SetLimits(tuple(found), self._n))

    def _on_install(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, tr("装入日历文件"), "", _FILES)
        if path:
            self.take(Path(path))

    def take(self, path: Path) -> None:
        """Read a file, check who signed it, and put it in force for the unit."""
        client = self.hub.client

        def work(_progress: Progress) -> InstallNotices | Refusal:
            return calendars.open_calendar(client, path)

        self.hub.run(client.jobs.run("calendar", work), self._on_read)

    def _on_read(self, found: InstallNotices | Refusal) -> None:
        if isinstance(found, Refusal):
            self.hub.refuse(found)
        else:
            self._submit(found)
