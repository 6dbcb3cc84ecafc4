"""文号: the yearly series with the numbers that are set aside, void, given back or held, each with its reason; also as a file (N3, N7)."""

import csv
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QGridLayout, QVBoxLayout, QWidget

from xzt.client.jobs import Progress
from xzt.client.numbering import mark_number, number_book
from xzt.core.errors import Refusal
from xzt.office.numberbook import MarkNumber, NumberBook, NumberLine
from xzt.office.people import Role
from xzt.ui import theme
from xzt.ui.hub import Hub
from xzt.ui.outgoingwords import NUMBER_STATES
from xzt.ui.pages.base import Page
from xzt.ui.pages.panels import fill_combo
from xzt.ui.text import tr
from xzt.ui.widgets.controls import (
    Label,
    button,
    chosen,
    clear,
    column,
    combo,
    field,
    icon_button,
    line_edit,
    row,
    rule,
    scrolled,
    settle,
    tag,
)
from xzt.ui.widgets.states import Blank

_HEADS = (tr("文号"), tr("状态"), tr("原因"))
_TONES = {"released": "amber", "void": "amber", "reserved": "accent"}
_ACTS = (("reserved", tr("预留")), ("void", tr("作废")), ("released", tr("释放预留")))


class NumbersPage(Page):
    """The gap report, and what the keeper of numbers does by hand."""

    def __init__(self, hub: Hub) -> None:
        super().__init__(hub, "page.numbers", tr("文号管理"))
        self.book = NumberBook()
        self.series = combo("numbers.series", tr("文号序列"), [])
        self.series.setMinimumContentsLength(14)
        self.summary = Label(wrap=True)
        self.summary.setObjectName("numbers.summary")
        self._table = QWidget()
        self._grid = QGridLayout(self._table)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.gap(4))
        self._grid.setVerticalSpacing(theme.gap(1.6))
        self._grid.setColumnStretch(2, 1)
        back = icon_button("numbers.back", tr("返回"), "back", partial(hub.page_asked.emit, "back"))
        self.blank = Blank("numbers.empty", "number", tr("还没有用过文号"), tr("编过号的序列会出现在这里，断号一个个说明原因。"))
        self.export = button("numbers.export", tr("导出断号表"), self._on_export, icon="export", look="plain")
        head = row(back, Label(self.title, size=1.25, bold=True), self.series, None, self.export, spacing=3, margins=(3, 3, 6, 2))
        parts = [self.summary, self._table, *([self._by_hand()] if Role.NUMBER_KEEPER in hub.client.identity.roles else []), None]
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(head)
        self.area = scrolled(column(*parts, spacing=3, margins=(6, 2, 6, 5)), "numbers.scroll", self.title)
        outer.addWidget(self.area, 1)
        outer.addWidget(self.blank, 1)
        self.blank.hide()
        self.series.currentIndexChanged.connect(self._show)

    def _by_hand(self) -> QWidget:
        self.act = combo("numbers.act", tr("怎样处理"), _ACTS)
        self.sequence = line_edit("numbers.sequence", tr("序号"), tr("序号"))
        self.act.setMinimumContentsLength(6)
        self.reason = line_edit("numbers.reason", tr("理由"), tr("理由（必填）"))
        sure = button("numbers.confirm", tr("确定"), self._on_mark, look="primary")
        hint = tr("预留的序号不会自动给出，编号时可以指定；作废的不再使用。已经印发的文号不能改。")
        at = field(tr("序号"), self.sequence)
        at.setMaximumWidth(theme.gap(24))
        what = row(field(tr("怎样处理"), self.act), at, field(tr("理由（必填）"), self.reason), field("　", sure))
        return column(rule(), Label(tr("预留、作废、释放"), bold=True), Label(hint, tone="muted", wrap=True), what, spacing=2)

    def enter(self) -> None:
        """Ask the server for the book."""
        self._show_blank(blank=False)
        self.summary.setText(tr("正在向服务器查询…"))
        client = self.hub.client

        def work(_progress: Progress) -> NumberBook:
            return number_book(client)

        self.hub.bridge.watch(client.jobs.run("numbers", work).future, self._on_book, self._on_failed)

    def export_to(self, path: Path) -> None:
        """Write the report as CSV, with the mark by which spreadsheets know UTF-8."""
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(_HEADS)
            writer.writerows(cells(line) for line in self.lines())

    def lines(self) -> list[NumberLine]:
        """List the numbers of the chosen series."""
        return [line for line in self.book.lines if _key(line.series, line.year) == chosen(self.series)]

    def _on_book(self, book: NumberBook) -> None:
        self.book = book
        entries = [(_key(one.name, one.year), f"{one.name}〔{one.year}〕") for one in book.series]
        fill_combo(self.series, entries, chosen(self.series))
        self._show()

    def _on_failed(self, error: BaseException) -> None:
        self.summary.setText(tr("没有连上服务器。文号由服务器管理，联网后再看。"))
        self.hub.fail(error)

    def _show_blank(self, *, blank: bool) -> None:
        """Show that there is nothing yet, without the choices that would be empty."""
        self.blank.setVisible(blank)
        for part in (self.area, self.series, self.export):
            part.setVisible(not blank)

    def _show(self, _at: int = 0) -> None:
        clear(self._grid)
        found = next((one for one in self.book.series if _key(one.name, one.year) == chosen(self.series)), None)
        lines = self.lines()
        self._show_blank(blank=found is None)
        if found is None:
            return
        states = [(words, sum(line.state == state for line in lines)) for state, words in NUMBER_STATES.items()]
        rest = "、".join(f"{words} {count}" for words, count in states if count)
        said = tr("最后一个序号 {last}，已印发 {used} 个").format(last=found.last, used=found.used)
        self.summary.setText(said + (tr("；{rest}。").format(rest=rest) if rest else tr("，没有断号。")))
        for at, title in enumerate(_HEADS):
            self._grid.addWidget(Label(title, tone="muted"), 0, at)
        for at, line in enumerate(lines, start=1):
            number, state, reason = cells(line)
            self._grid.addWidget(Label(number), at, 0)
            self._grid.addWidget(tag(state, _TONES.get(line.state, "")), at, 1)
            self._grid.addWidget(Label(reason, wrap=True), at, 2)
        settle(self._table)

    def _on_mark(self) -> None:
        digits, (name, _, year) = self.sequence.text().strip(), chosen(self.series).rpartition("/")
        sequence = int(digits) if digits.isdecimal() and len(digits) < 9 else 0
        if not sequence:
            self.hub.refuse(Refusal("number_malformed"))
            return
        asked = MarkNumber(name, int(year or 0), sequence, chosen(self.act), self.reason.text().strip())
        client = self.hub.client

        def work(_progress: Progress) -> NumberBook | Refusal:
            return mark_number(client, asked)

        self.hub.bridge.watch(client.jobs.run("numbers", work).future, self._on_marked, self.hub.fail)

    def _on_marked(self, answer: NumberBook | Refusal) -> None:
        if isinstance(answer, Refusal):
            self.hub.refuse(answer)
            return
        self.sequence.clear()
        self.reason.clear()
        self._on_book(answer)
        self.hub.say(tr("文号已处理"))

    def _on_export(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, tr("导出断号表"), tr("断号表.csv"), tr("表格文件 (*.csv)"))
        if name:
            self.export_to(Path(name))
            self.hub.say(tr("已导出 {name}").format(name=name))


def _key(name: str, year: int) -> str:
    return f"{name}/{year}"


def cells(line: NumberLine) -> tuple[str, str, str]:
    """Say one line of the report."""
    return f"{line.series}〔{line.year}〕{line.sequence}号", NUMBER_STATES.get(line.state, line.state), line.reason
