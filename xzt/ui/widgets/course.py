"""The course of a record so far: a vertical line of steps with who, when and the words written. Read only, plain text."""

from datetime import datetime

from msgspec import Struct
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from xzt.core.calendar import BEIJING
from xzt.ui import theme
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label, clear, row, settle, tag

_ROOM = 14
"""Characters that stand in one line with the time; where there are more, who it was and the tags have lines of their own."""


class Stop(Struct, frozen=True):
    """One stop: what was or will be done, by whom, when, with which words. ``now`` marks where the matter stands."""

    what: str
    who: str
    at: str = ""
    words: str = ""
    tags: tuple[str, ...] = ()
    now: bool = False
    ahead: bool = False


class _Dot(QWidget):
    def __init__(self, stop: Stop, *, first: bool, last: bool) -> None:
        super().__init__()
        self._stop, self._first, self._last = stop, first, last
        self.setFixedWidth(theme.gap(4))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x, y, r = self.width() / 2, theme.em() * 0.62, theme.em() * (0.26 if self._stop.now else 0.2)
        painter.setPen(QPen(theme.colour("line"), 1.6, Qt.PenStyle.DotLine if self._stop.ahead else Qt.PenStyle.SolidLine))
        if not self._first:
            painter.drawLine(int(x), 0, int(x), int(y - r))
        if not self._last:
            painter.drawLine(int(x), int(y + r), int(x), self.height())
        painter.setPen(QPen(theme.colour("accent" if not self._stop.ahead else "line"), 1.6))
        painter.setBrush(theme.colour("accent") if not self._stop.ahead and not self._stop.now else theme.colour("surface"))
        painter.drawEllipse(QRectF(x - r, y - r, 2 * r, 2 * r))


class Course(QWidget):
    """Shows stops from the first to where the matter stands, and whom it goes to next."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(tr("办理过程"))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)

    def show_stops(self, stops: list[Stop]) -> None:
        """Show these stops."""
        clear(self._layout)
        for at, stop in enumerate(stops):
            self._layout.addWidget(self._line(stop, first=at == 0, last=at == len(stops) - 1))
        self._layout.addStretch(1)
        settle(self)
        self.setAccessibleDescription("\n".join(" ".join((stop.what, stop.who, stop.at, *stop.tags, stop.words)).strip() for stop in stops))

    def _line(self, stop: Stop, *, first: bool, last: bool) -> QWidget:
        tone = "muted" if stop.ahead else ""
        marks: list[QWidget | None] = [tag(tr("现在"), "accent")] if stop.now else []
        marks += [tag(words, "amber") for words in stop.tags]
        together = len(stop.what) + len(stop.who) + sum(len(words) + 2 for words in stop.tags) <= _ROOM
        named = len(stop.what) + len(stop.who) <= _ROOM
        what, who = Label(stop.what, bold=not stop.ahead, tone=tone), Label(stop.who, tone=tone, wrap=not named)
        beside: list[QWidget | None] = [*([who] if named else []), *(marks if together else [])]
        head = row(what, *beside, None, Label(stop.at, tone="muted", size=0.92), spacing=2)
        text = QWidget()
        layout = QVBoxLayout(text)
        layout.setContentsMargins(theme.gap(1), 0, 0, theme.gap(3.5))
        layout.setSpacing(theme.gap(0.6))
        layout.addWidget(head)
        if not named:
            layout.addWidget(who)
        if marks and not together:
            layout.addWidget(row(*marks, None, spacing=2))
        if stop.words:
            words = Label(stop.words, wrap=True)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            words.setAccessibleName(tr("{what}的意见").format(what=stop.what))
            layout.addWidget(words)
        line = row(_Dot(stop, first=first, last=last), text, spacing=1)
        inner = line.layout()
        if inner is not None:
            text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        return line


def moment(at: datetime | None) -> str:
    """Say a time to the minute."""
    return at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M") if at else ""
