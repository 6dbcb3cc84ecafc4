"""文号: the yearly series with the numbers that are set aside, void, given back or held, each with its reason; also as a file (N3, N7)."""

import csv
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QGridLayout, QVBoxLayout, QWidget

from xzt.client.commands import Accepted
from xzt.client.jobs import Progress
from xzt.client.numbering import Numbers, fetch_book, numbers
from xzt.core.errors import Refusal, Trouble
from xzt.core.notices import Changed, Notice
from xzt.office.numberbook import refuse_known
from xzt.office.numbering.book import Shown
from xzt.office.numbering.commands import ExplainNumber, MarkNumber
from xzt.office.numbering.state import numbering_id
from xzt.office.people import Role
from xzt.ui import theme
from xzt.ui.hub import Hub
from xzt.ui.outgoingwords import NUMBER_STATES
from xzt.ui.pages.base import Page
from xzt.ui.pages.panels import fill_combo
from xzt.ui.text import Names, tr
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
from xzt.ui.widgets.course import moment
from xzt.ui.widgets.states import Blank

_HEADS = (tr("文号"), tr("状态"), tr("原因"), tr("经办"))
_TONES = {"released": "amber", "void": "amber", "reserved": "accent"}
_EXPLAIN = "explain"
_ACTS = (("reserved", tr("预留")), ("void", tr("作废")), ("released", tr("释放预留")), (_EXPLAIN, tr("说明断号")))


class NumbersPage(Page):
    """The gap report, and what the keeper of numbers does by hand."""

    def __init__(self, hub: Hub) -> None:
        super().__init__(hub, "page.numbers", tr("文号管理"))
        self.known = Numbers()
        self._looking = self._again = self._cut = False
        self.series = combo("numbers.series", tr("文号序列"), [])
        self.series.setMinimumContentsLength(14)
        self.summary = Label(wrap=True)
        self.summary.setObjectName("numbers.summary")
        self.offline = Label(tone="muted", wrap=True)
        self.offline.setObjectName("numbers.offline")
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
        mine = [self._by_hand()] if Role.NUMBER_KEEPER in hub.client.identity.roles else []
        parts = [self.offline, self.summary, self._table, *mine, None]
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
        hint = tr("预留的序号不会自动给出，编号时可以指定；作废的不再使用。已经印发的文号不能改。每一次都由您签名留痕。")
        at = field(tr("序号"), self.sequence)
        at.setMaximumWidth(theme.gap(24))
        what = row(field(tr("怎样处理"), self.act), at, field(tr("理由（必填）"), self.reason), field("　", sure))
        return column(rule(), Label(tr("预留、作废、释放、说明断号"), bold=True), Label(hint, tone="muted", wrap=True), what, spacing=2)

    def enter(self) -> None:
        """Show what is known here, and ask the server for the book."""
        self._look()
        self._take(numbers(self.hub.client))

    def on_notice(self, notice: Notice) -> None:
        """Look again when a mark was made, confirmed or refused."""
        if isinstance(notice, Changed) and any(kind == "numbering" for kind, _ in notice.records):
            self._take(numbers(self.hub.client))
            self._look()

    def _look(self) -> None:
        """Ask the server for the book; one question at a time, and once more where something changed meanwhile."""
        client = self.hub.client
        self._again = self._looking
        if self._looking or not client.profile.server:
            return
        self._looking = True

        def work(_progress: Progress) -> Numbers:
            return fetch_book(client)

        self.hub.bridge.watch(client.jobs.run("numbers", work).future, self._on_book, self._on_failed)

    def export_to(self, path: Path) -> None:
        """Write the report as CSV, with the mark by which spreadsheets know UTF-8."""
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(_HEADS)
            writer.writerows(cells(line, self.hub.names()) for line in self.lines())

    def lines(self) -> list[Shown]:
        """List the numbers of the chosen series."""
        return [line for line in self.known.lines if _key(line.series, line.year) == chosen(self.series)]

    def _on_book(self, known: Numbers) -> None:
        self._looking, self._cut = False, False
        self._take(known)
        if self._again:
            self._look()

    def _on_failed(self, error: BaseException) -> None:
        self._looking = False
        if not isinstance(error, Trouble):
            self.hub.fail(error)
        self._cut = True
        self._show()
        if self._again:
            self._look()

    def _take(self, known: Numbers) -> None:
        before, self.known = self.known, known
        entries = [(_key(one.name, one.year), f"{one.name}〔{one.year}〕") for one in known.series]
        fill_combo(self.series, entries, chosen(self.series) if before.at or not known.at else "")
        self._show()

    def _show_blank(self, *, blank: bool) -> None:
        """Show that there is nothing yet, without the choices that would be empty."""
        self.blank.setVisible(blank)
        for part in (self.area, self.series, self.export):
            part.setVisible(not blank)

    def _show(self, _at: int = 0) -> None:
        clear(self._grid)
        found = next((one for one in self.known.series if _key(one.name, one.year) == chosen(self.series)), None)
        lines, names = self.lines(), self.hub.names()
        self._show_blank(blank=found is None and not self._cut and not self._looking)
        self.offline.setVisible(self._cut)
        self.offline.setText(_cut_words(self.known))
        self.summary.setVisible(self.known.at is not None or not self._cut)
        if self.known.at is None or found is None:
            self.summary.setText(tr("正在向服务器查询…"))
        if found is None:
            return
        states = [(words, sum(line.state == state for line in lines)) for state, words in NUMBER_STATES.items()]
        rest = "、".join(f"{words} {count}" for words, count in states if count)
        said = tr("最后一个序号 {last}，已印发 {used} 个").format(last=found.last, used=found.used)
        if self.known.at is not None:
            self.summary.setText(said + (tr("；{rest}。").format(rest=rest) if rest else tr("，没有断号。")))
        self._table.setVisible(bool(lines))
        for at, title in enumerate(_HEADS):
            self._grid.addWidget(Label(title, tone="muted"), 0, at)
        for at, line in enumerate(lines, start=1):
            number, _, reason, who = cells(line, names)
            marks = [tag(NUMBER_STATES.get(line.state, line.state), _TONES.get(line.state, ""))]
            waits = [tag(tr("待服务器确认"), "amber")] if line.waiting else []
            for column_, part in enumerate((Label(number), row(*marks, *waits, None), Label(reason, wrap=True), Label(who, tone="muted"))):
                self._grid.addWidget(part, at, column_)
        settle(self._table)

    def _on_mark(self) -> None:
        digits, (name, _, year) = self.sequence.text().strip(), chosen(self.series).rpartition("/")
        at = (name, int(year or 0), int(digits) if digits.isdecimal() and len(digits) < 9 else 0)
        wanted, reason = chosen(self.act), self.reason.text().strip()
        if not at[2]:
            self.hub.refuse(Refusal("number_malformed"))
            return
        refusal = self._refused(at[2], wanted)
        if refusal:
            self.hub.refuse(refusal)
            return
        command = ExplainNumber(*at, reason) if wanted == _EXPLAIN else MarkNumber(*at, wanted, reason)
        self.hub.submit("numbering", numbering_id(self.hub.client.identity.unit, at[1]), command, self._on_marked)

    def _refused(self, sequence: int, wanted: str) -> Refusal | None:
        """Say at once what the book leaves no doubt about; the rest the server decides."""
        found = next((one for one in self.known.series if _key(one.name, one.year) == chosen(self.series)), None)
        if wanted == _EXPLAIN or self.known.at is None or found is None:
            return None
        state = next((line.state for line in self.lines() if line.sequence == sequence), None)
        return refuse_known((state, found.last), sequence, wanted)

    def _on_marked(self, _accepted: Accepted) -> None:
        self.sequence.clear()
        self.reason.clear()

    def _on_export(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, tr("导出断号表"), tr("断号表.csv"), tr("表格文件 (*.csv)"))
        if name:
            self.export_to(Path(name))
            self.hub.say(tr("已导出 {name}").format(name=name))


def _key(name: str, year: int) -> str:
    return f"{name}/{year}"


def _cut_words(known: Numbers) -> str:
    """Say what is shown without a line, what goes on and what does not (N2)."""
    shown = tr("没有连上服务器，下面是 {at} 的情况。").format(at=moment(known.at)) if known.at else tr("没有连上服务器，还没有取到文号簿。")
    return shown + tr(
        "说明断号马上生效；预留、作废、释放先记在本机，联网后由服务器确认，别人先用了的会退到“需处理”。编号只能由服务器给出，离线不能编。"
    )


def cells(line: Shown, names: Names) -> tuple[str, str, str, str]:
    """Say one line of the report."""
    state = NUMBER_STATES.get(line.state, line.state)
    said = tr("{state}（待服务器确认）").format(state=state) if line.waiting else state
    who = f"{names.person(line.act.person)} {moment(line.act.at)}" if line.act else ""
    return f"{line.series}〔{line.year}〕{line.sequence}号", said, line.reason, who
