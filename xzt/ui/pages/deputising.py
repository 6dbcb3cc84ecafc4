"""代理: who stands in for whom in the unit, from which minute to which (W6, FLW-07).

One sets a window for oneself; everybody sees those of the unit, for whoever sends a matter on has to know who gets it. Works offline: the
window holds on this machine at once and is on the way to the others; handing over and giving back is the server's clock.
"""

from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import QDate, QDateTime, QTime, QTimer
from PySide6.QtWidgets import QDateTimeEdit, QVBoxLayout, QWidget

from xzt.client.commands import Accepted
from xzt.core.calendar import BEIJING
from xzt.core.notices import Changed, DirectoryChanged, Notice
from xzt.office.act import Act, Context
from xzt.office.deputies.commands import Deputise, EndDeputation
from xzt.office.deputies.decision import refuse_end
from xzt.office.deputies.state import Phase, Standin, deputies_id
from xzt.ui import theme
from xzt.ui.hub import Hub
from xzt.ui.pages.base import Page
from xzt.ui.pages.panels import colleagues
from xzt.ui.standingwords import DEPUTY_RULES, note_words, phase_words, stretch_words
from xzt.ui.text import tr
from xzt.ui.widgets.amount import Calm
from xzt.ui.widgets.controls import (
    Label,
    button,
    check_box,
    choose,
    chosen,
    clear,
    column,
    combo,
    field,
    icon_button,
    line_edit,
    panel,
    row,
    scrolled,
    settle,
    tag,
)

_SHOWN_OVER = 10
"""Windows that are over and still listed."""
_MINUTE = 60_000


def moment_edit(name: str, title: str, calm: Calm) -> QDateTimeEdit:
    """Make a field for a moment to the minute, by the office's clock."""
    edit = QDateTimeEdit()
    edit.setObjectName(name)
    edit.setAccessibleName(title)
    edit.setDisplayFormat("yyyy-MM-dd HH:mm")
    edit.setCalendarPopup(True)
    edit.installEventFilter(calm)
    return edit


def put_moment(edit: QDateTimeEdit, at: datetime) -> None:
    """Show a moment, Beijing time."""
    local = at.astimezone(BEIJING)
    edit.setDateTime(QDateTime(QDate(local.year, local.month, local.day), QTime(local.hour, local.minute)))


def moment_of(edit: QDateTimeEdit) -> datetime:
    """Read a moment; what stands in the field is Beijing time wherever the machine is."""
    day, time = edit.date(), edit.time()
    return datetime(day.year(), day.month(), day.day(), time.hour(), time.minute(), tzinfo=BEIJING)


class DeputiesPage(Page):
    """The delegation windows of the unit, and the form to set one."""

    def __init__(self, hub: Hub) -> None:
        super().__init__(hub, "page.deputies", tr("代理"))
        self._calm = Calm(self)
        self._people: list[tuple[str, str]] = []
        self._shown: list[tuple[Standin, Phase]] | None = None
        self.deputy = combo("deputies.deputy", tr("代理人"), [("", tr("选择代理人…"))])
        self.deputy.installEventFilter(self._calm)
        self.deputy.setMinimumContentsLength(12)
        self.since = moment_edit("deputies.since", tr("开始时间"), self._calm)
        self.until = moment_edit("deputies.until", tr("结束时间"), self._calm)
        self.hand_over = check_box("deputies.hand_over", tr("开始时我手上还没办的，也转给代理人"))
        self.words = line_edit("deputies.words", tr("说明"), tr("例如：出差、休假（可以不写）"))
        self.give = button("deputies.set", tr("设置代理"), self._on_set, icon="check", look="primary")
        self.give.setToolTip(tr("先选代理人"))
        self.deputy.currentIndexChanged.connect(self._on_chosen)
        self.list = QVBoxLayout()
        self.list.setContentsMargins(0, 0, 0, 0)
        self.list.setSpacing(theme.gap(2))
        self._clock = QTimer(self)
        self._clock.setInterval(_MINUTE)
        self._clock.timeout.connect(self.show_windows)
        self._arrange()

    def _arrange(self) -> None:
        back = icon_button("deputies.back", tr("返回"), "back", partial(self.hub.page_asked.emit, "back"))
        head = row(back, Label(tr("代理"), size=1.25, bold=True), None, margins=(3, 3, 6, 2))
        times = row(field(tr("开始"), self.since), field(tr("结束"), self.until), None, spacing=4)
        form = panel(
            Label(tr("请人代理"), bold=True),
            Label(DEPUTY_RULES, tone="muted", wrap=True),
            row(field(tr("代理人"), self.deputy), times, None, spacing=4),
            self.hand_over,
            field(tr("说明"), self.words),
            row(None, self.give),
            name="deputies.form",
        )
        self._holder = QWidget()
        self._holder.setLayout(self.list)
        inner = column(form, Label(tr("本单位的代理"), bold=True), self._holder, None, spacing=4, margins=(6, 2, 6, 4))
        inner.setMaximumWidth(theme.gap(210))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(head)
        layout.addWidget(scrolled(inner, "deputies.scroll", tr("代理")), 1)

    def enter(self) -> None:
        """Read the windows again; what stands in the form stays."""
        directory, me = self.hub.client.directory, self.hub.client.identity
        there = {one.id for one in directory.people if one.active and one.id != me.person}
        found = [one for one in colleagues(directory, me) if one[0] in there]
        if found != self._people:
            self._people, kept = found, chosen(self.deputy)
            self.deputy.clear()
            for key, words in [("", tr("选择代理人…")), *found]:
                self.deputy.addItem(words, key)
            choose(self.deputy, kept)
            self._begin_form()
        self._on_chosen()
        self.show_windows()
        self._clock.start()

    def leave(self) -> None:
        """Stop following the clock."""
        self._clock.stop()

    def on_notice(self, notice: Notice) -> None:
        """Read again when a window came or went."""
        if isinstance(notice, DirectoryChanged) or (isinstance(notice, Changed) and any(kind == "deputies" for kind, _ in notice.records)):
            self.enter()

    def show_windows(self) -> None:
        """List the windows: those that hold or will, own ones first, then some that are over."""
        now, me = self.hub.client.now(), self.hub.client.identity.person
        deputies = self.hub.client.deputies()
        found = list(reversed(deputies.standins if deputies else ()))
        held = [one for one in found if one.phase(now) is not Phase.OVER]
        held.sort(key=lambda one: (me not in {one.window.principal, one.window.deputy}, one.window.since))
        over = [one for one in found if one.phase(now) is Phase.OVER][:_SHOWN_OVER]
        shown = [(one, one.phase(now)) for one in (*held, *over)]
        if shown == self._shown:  # the keyboard stays where it is
            return
        self._shown = shown
        clear(self.list)
        for at, (one, _) in enumerate(shown):
            self.list.addWidget(self._line(at, one, now))
        if not found:
            empty = Label(tr("现在没有人请人代理。"), tone="muted")
            empty.setObjectName("deputies.none")
            self.list.addWidget(empty)
        settle(self._holder)

    def _line(self, at: int, standin: Standin, now: datetime) -> QWidget:
        names = self.hub.names()
        who = tr("{deputy} 代 {principal}").format(
            deputy=names.person(standin.window.deputy), principal=names.person(standin.window.principal)
        )
        words, tone = phase_words(standin, now)
        title = Label(who, bold=standin.phase(now) is Phase.RUNNING)
        title.setObjectName(f"deputies.{at}.who")
        parts: list[QWidget | None] = [title, tag(words, tone), Label(stretch_words(standin)), None]
        identity = self.hub.client.identity
        act = Act("", identity.person, identity.unit, identity.device, now)
        if refuse_end(standin, Context(act, identity.roles, self.hub.client.directory)) is None:
            own = standin.window.principal == identity.person
            parts.append(button(f"deputies.{at}.end", tr("提前结束"), partial(self._on_end, standin.id, own), look="plain"))
        return panel(row(*parts, spacing=3), Label(note_words(standin, names), tone="muted", wrap=True), name=f"deputies.{at}", spacing=1)

    def _begin_form(self) -> None:
        now = self.hub.client.now()
        put_moment(self.since, now)
        put_moment(self.until, now.astimezone(BEIJING).replace(hour=18, minute=0) + timedelta(days=1))

    def _on_chosen(self) -> None:
        self.give.setEnabled(bool(chosen(self.deputy)))

    def _on_set(self) -> None:
        record = deputies_id(self.hub.client.identity.unit)
        command = Deputise(
            chosen(self.deputy),
            moment_of(self.since),
            moment_of(self.until),
            (),
            self.hand_over.isChecked(),
            self.words.text().strip(),
        )
        self.hub.submit("deputies", record, command, self._on_done)

    def _on_done(self, _outcome: Accepted) -> None:
        self.words.clear()
        self.hand_over.setChecked(False)
        choose(self.deputy, "")
        self.enter()

    def _on_end(self, standin: str, own: bool) -> None:  # noqa: FBT001  bound by partial
        words = "" if own else tr("文书代为结束")
        self.hub.submit("deputies", deputies_id(self.hub.client.identity.unit), EndDeputation(standin, words), self._on_ended)

    def _on_ended(self, _outcome: Accepted) -> None:
        self.enter()
