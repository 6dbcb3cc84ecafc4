"""The line over the page that says what the fonts did to it, with the details below on demand (PRN-02, AE-22).

Characters that no font shows stand in red and cannot be put away; a click goes to the text. Substitutes are said once and can be.
"""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from xzt.docs.layout.pages import PageModel
from xzt.ui import theme
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label, button, clear, icon_button, row

_put_away: set[object] = set()
"""Reports that this person has put away since the program began."""


class FontNotice(QFrame):
    """Shows the font report of a page model; ``jumped`` carries the place of a character that has no glyph."""

    jumped = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("look", "notice")
        self.setAccessibleName(tr("字体说明"))
        self._report: object = None
        self.words = Label(size=0.92, wrap=True)
        self.more = button(f"{name}.more", tr("详情"), self._on_more, look="link")
        self.away = icon_button(f"{name}.away", tr("不再提示"), "close", self._on_away)
        self.list = QWidget()
        self.list.setObjectName(f"{name}.list")
        lines = QVBoxLayout(self.list)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.gap(0.6))
        head = row(self.words, self.more, self.away, spacing=1)
        head.layout().setStretch(0, 1)  # type: ignore[union-attr]  # a row is a box layout
        outer = QVBoxLayout(self)
        outer.setContentsMargins(theme.gap(2), theme.gap(0.6), theme.gap(2), theme.gap(0.6))
        outer.setSpacing(theme.gap(1))
        outer.addWidget(head)
        outer.addWidget(self.list)
        self.list.hide()
        self.hide()

    def show_model(self, model: PageModel | None) -> None:
        """Report on other pages."""
        from xzt.docs.layout.fontreport import report_fonts  # loads with the first page
        from xzt.ui.fontwords import summary

        report = report_fonts(model) if model is not None else None
        if report == self._report:
            return
        self._report = report
        words = summary(report) if report is not None else ""
        self.words.setText(words)
        self.words.set_tone("red" if report is not None and report.lost else "muted")
        self.away.setVisible(report is not None and not report.lost)
        self.list.hide()
        self.more.setText(tr("详情"))
        self.setVisible(bool(words) and report not in _put_away)

    def _on_more(self) -> None:
        opening = self.list.isHidden()
        if opening:
            self._fill()
        self.list.setVisible(opening)
        self.more.setText(tr("收起") if opening else tr("详情"))

    def _fill(self) -> None:
        from xzt.docs.layout.fontreport import FontReport  # as above
        from xzt.ui.fontwords import details, lost_words

        layout = self.list.layout()
        if layout is None or not isinstance(self._report, FontReport):
            return
        clear(layout)
        for at, one in enumerate(self._report.lost):
            jump = button(f"{self.objectName()}.lost.{at}", lost_words(one), partial(self.jumped.emit, one.place), look="link")
            jump.setEnabled(one.place is not None)
            layout.addWidget(jump)
        for line in details(self._report)[len(self._report.lost) :]:
            words = Label(line, tone="muted", size=0.92, wrap=True)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            layout.addWidget(words)

    def _on_away(self) -> None:
        _put_away.add(self._report)
        self.hide()
