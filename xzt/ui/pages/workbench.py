"""The workbench: six counts, what is to be done and read today, what needs attention. Everything can be clicked; the same offline."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from xzt.core.calendar import BEIJING
from xzt.core.notices import Changed, DirectoryChanged, NeedsAttention, Notice, SyncStatus
from xzt.ui import icons, theme
from xzt.ui.hub import Hub
from xzt.ui.models.records import origin_words, step_words, when_words
from xzt.ui.pages.base import Page
from xzt.ui.text import box_name, command_name, refusal_words, tr
from xzt.ui.widgets.controls import Label, button, clear, column, panel, row, scrolled, settle, tag

if TYPE_CHECKING:
    from xzt.store.records import Row

CARDS = ("todo", "toread", "drafts", "mine", "done", "attention")
_SHOWN = 8


class CountCard(QPushButton):
    """A large number with its word; leads to the list."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(f"card.{name}")
        self.setProperty("look", "card")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.gap(20))
        self._name = name
        self._icon = Label()
        self._icon.setPixmap(icons.picture(name, "accent", theme.gap(5), self.devicePixelRatioF()))
        self.number = Label("0", size=2.1, bold=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.gap(3), theme.gap(3), theme.gap(3), theme.gap(3))
        layout.setSpacing(0)
        self._word = Label(box_name(name), tone="muted")
        layout.addWidget(row(self._word, None, self._icon, spacing=0))
        layout.addWidget(self.number)
        self.show_count(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the icons of all cards out where the longest word would be cut beside one."""
        super().resizeEvent(event)
        words = max(self._word.fontMetrics().horizontalAdvance(box_name(name)) for name in CARDS)
        self._icon.setVisible(self.contentsRect().width() >= words + theme.gap(5) + theme.gap(8))

    def show_count(self, count: int) -> None:
        """Show a count."""
        self.number.setText(str(count))
        self.number.set_tone("muted" if count == 0 else ("amber" if self._name == "attention" else ""))
        self.setAccessibleName(f"{box_name(self._name)} {count}")


class RecordLine(QPushButton):
    """One record as a line that opens it: tag, title, step, whom from, when."""

    def __init__(self, name: str, words: tuple[str, str, str, str], urgency: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("look", "row")
        title, step, origin, at = words
        self.setAccessibleName("，".join(part for part in (urgency, *words) if part))
        self.setFixedHeight(theme.gap(8.4))
        self._title = title
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.gap(2), 0, theme.gap(2), 0)
        layout.setSpacing(theme.gap(2))
        if urgency:
            layout.addWidget(tag(urgency, "amber"))
        self._label = Label(title)
        self._label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        layout.addWidget(self._label, 1)
        for part, width in ((step, 17), (origin, 26), (at, 18)):
            label = Label(part, tone="muted")
            label.setFixedWidth(theme.gap(width))
            label.setAlignment(Qt.AlignmentFlag.AlignVCenter | (Qt.AlignmentFlag.AlignRight if part is at else Qt.AlignmentFlag.AlignLeft))
            label.setText(label.fontMetrics().elidedText(part, Qt.TextElideMode.ElideRight, theme.gap(width)))
            layout.addWidget(label)

    def resizeEvent(self, event: object) -> None:
        """Elide the title to the room that it has."""
        super().resizeEvent(event)  # type: ignore[arg-type]  # Qt gives its own event
        self._label.setText(self._label.fontMetrics().elidedText(self._title, Qt.TextElideMode.ElideRight, self._label.width()))


class WorkbenchPage(Page):
    """What a person sees first."""

    def __init__(self, hub: Hub) -> None:
        super().__init__(hub, "page.desk", tr("工作台"))
        self.cards = {name: CountCard(name) for name in CARDS}
        for name, card in self.cards.items():
            card.clicked.connect(partial(self._go, name))
        self.setFocusProxy(self.cards["todo"])
        self._attention = column(spacing=0)
        self._todo, self._toread = column(spacing=0), column(spacing=0)
        self._attention_panel = self._panel("attention", self._attention)
        inner = column(
            self._heading(),
            row(*self.cards.values(), spacing=3),
            self._attention_panel,
            self._panel("todo", self._todo),
            self._panel("toread", self._toread),
            None,
            spacing=4,
            margins=(6, 5, 6, 5),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(inner, "desk.scroll", tr("工作台")))

    def enter(self) -> None:
        """Read counts and lists."""
        client = self.hub.client
        now = client.now().astimezone(BEIJING)
        week = tr("一二三四五六日")[now.weekday()]
        self._date.setText(tr("{month}月{day}日 星期{week}").format(month=now.month, day=now.day, week=week))
        troubles = client.attention()
        for name, card in self.cards.items():
            card.show_count(len(troubles) if name == "attention" else client.count(name))
        self._fill(self._todo, "todo", tr("没有待办的公文"))
        self._fill(self._toread, "toread", tr("没有待阅的公文"))
        self._attention_panel.setVisible(bool(troubles))
        layout = self._attention.layout()
        if layout is None:
            return
        clear(layout)
        for at, found in enumerate(troubles[:_SHOWN]):
            reason = refusal_words(found.refusal, self.hub.names(found.kind)).what
            words = (f"{found.title} · {reason}", command_name(found.name), "", when_words(found.at, client.now()))
            line = RecordLine(f"desk.attention{at}", words)
            line.clicked.connect(partial(self._go, "attention"))
            layout.addWidget(line)

        settle(self._attention)

    def on_notice(self, notice: Notice) -> None:
        """Read again when something changed."""
        if isinstance(notice, Changed | NeedsAttention | DirectoryChanged | SyncStatus):
            self.enter()

    def _heading(self) -> QWidget:
        self._date = Label(tone="muted")
        identity = self.hub.client.identity
        who = Label(tr("工作台"), size=1.45, bold=True)
        parts = [part for part in (identity.unit_name, identity.title, identity.name) if part]
        return row(column(who, row(Label(" · ".join(parts), tone="muted"), self._date, None, spacing=3), spacing=0.5), None)

    def _panel(self, name: str, inner: QWidget) -> QWidget:
        every = button(f"desk.{name}.all", tr("全部{name}").format(name=box_name(name)), partial(self._go, name), look="link")
        head = row(Label(box_name(name), size=1.1, bold=True), None, every, margins=(2, 0, 0, 0))
        return panel(head, inner, spacing=1, margins=(2, 2, 2, 2), name=f"desk.{name}")

    def _go(self, name: str) -> None:
        self.hub.page_asked.emit(name)

    def _fill(self, where: QWidget, box: str, empty: str) -> None:
        layout = where.layout()
        if layout is None:
            return
        rows = self.hub.client.rows(box, limit=_SHOWN)
        clear(layout)
        for at, found in enumerate(rows):
            line = RecordLine(f"desk.{box}{at}", self._words(found), found.urgency)
            line.clicked.connect(partial(self.hub.open_asked.emit, found.kind, found.id))
            layout.addWidget(line)
        if not rows:
            nothing = Label(empty, tone="muted")
            nothing.setContentsMargins(theme.gap(2), theme.gap(2), 0, theme.gap(3))
            layout.addWidget(nothing)
        settle(where)

    def _words(self, found: "Row") -> tuple[str, str, str, str]:
        names = self.hub.names(found.kind)
        return (
            found.title or tr("（还没有标题）"),
            step_words(found, names),
            origin_words(found, names),
            when_words(found.since, self.hub.client.now()),
        )
