"""The print window (PRN-01, PRN-03): the paper itself at the left, what and how to print at the right. Scale is life size, always.

What the pages are is decided in ``client.printing``, how they come to paper in ``spooling``. Where there is no printer, or by choice, the
same pages become a PDF file.
"""

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct
from PySide6.QtCore import QRegularExpression, Qt, QTimer
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QCheckBox, QDialog, QFileDialog, QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from xzt.client import documents, printing
from xzt.client.jobs import Job, Progress
from xzt.client.printing import DRAFT, NUMBERED, PARTS, REVIEWED, Order, Part, Printed, Proof, Setup
from xzt.core.calendar import beijing_day
from xzt.core.errors import Trouble
from xzt.core.notices import JobProgress, Notice
from xzt.docs.layout.pages import PageModel
from xzt.office.registry import Matter
from xzt.ui import flowwords, spooling, theme
from xzt.ui.hub import Hub
from xzt.ui.pagepane import PagePane
from xzt.ui.pageview import PageView
from xzt.ui.spooling import Printer
from xzt.ui.text import tr, trouble_words
from xzt.ui.widgets.busy import Busy
from xzt.ui.widgets.controls import Label, button, choose, chosen, column, combo, field, line_edit, row, scrolled
from xzt.ui.widgets.course import moment

PART_WORDS: dict[Part, str] = {"body": tr("正文和附件"), "sheet": tr("处理单"), "course": tr("意见与过程")}
STANDING = {DRAFT: tr("草稿"), REVIEWED: tr("送审稿")}
_PAUSE = 150
_COPIES = 999


class Subject(Struct, frozen=True):
    """What is to be printed: a record, its document's pages as they are shown, and the page in sight (from 1)."""

    kind: str
    record: str
    state: Matter
    body: PageModel
    current: int = 1


class PrintDialog(QDialog):
    """One print. It closes when the pages were handed over; what was noted can be read the next time."""

    def __init__(self, hub: Hub, subject: Subject, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("print")
        self.setWindowTitle(tr("打印"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._hub, self._subject = hub, subject
        self._before = printing.prints(hub.client, subject.kind, subject.record)
        self._standing = STANDING.get(printing.standing(subject.state), "")
        self._asked = self._answered = 0
        self._job: Job[object] | None = None
        self.printers: tuple[Printer, ...] = ()
        self.proof: Proof | None = None
        self.busy = Busy(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self._ask_proof)
        self._build()
        hub.bridge.notice.connect(self._on_notice)
        self.resize(theme.gap(250), theme.gap(170))
        hub.run(hub.client.jobs.run("printers", _look), self._on_printers)
        self._ask_proof()
        self._say()
        self.view.setFocus()

    # what is asked for

    def order(self) -> Order:
        """Read what is wanted on paper."""
        which = chosen(self.which)
        mark = chosen(self.mark) if self._standing else ""
        edge = [self._standing] if mark == "edge" else []
        if self.reprint.isChecked():
            edge.append(tr("重印　第{n}次　{day}").format(n=len(self._printed_before()) + 1, day=beijing_day(self._hub.client.now())))
        return Order(
            parts=tuple(part for part in PARTS if self.parts[part].isChecked()),
            edge="　".join(edge),
            water=self._standing if mark == "water" else "",
            duplex=self.duplex.isChecked(),
            mirrored=self.mirrored.isChecked(),
            pages=str(self._subject.current) if which == "current" else self.range.text() if which == "range" else "",
            which="odd" if which == "odd" else "even" if which == "even" else "all",
        )

    def setup(self) -> Setup:
        """Read how it is to be printed."""
        title = flowwords.title_of(self._subject.state)[:60]
        return Setup(chosen(self.printer), title, self._times(), self.duplex.isChecked())

    def _first_number(self) -> str:
        """Read the 份号 of the first copy, empty where copies are not numbered."""
        return self.copy_number.text() if self.copy_number.hasAcceptableInput() else ""

    def _times(self) -> int:
        """Say how often the pages are printed: once where every copy has pages of its own."""
        return 1 if self._first_number() else self.copies.value()

    def _printed_before(self) -> tuple[Printed, ...]:
        return tuple(done for done in self._before if "body" in done.parts)

    # preview

    @property
    def settled(self) -> bool:
        """Whether the preview shows what is asked for now; only that is printed."""
        return not self._timer.isActive() and self._answered == self._asked

    def _on_changed(self, _value: object = None) -> None:
        self._timer.start()
        self._say()

    def _ask_proof(self) -> None:
        self._asked += 1
        order, subject, directory = self.order(), self._subject, self._hub.client.directory
        if not order.parts:
            self._on_proof((self._asked, Proof(PageModel((), {}), 0)))
            return
        asked, first, copies, client = self._asked, self._first_number(), self.copies.value(), self._hub.client

        def work(_progress: Progress) -> tuple[int, Proof]:
            body = printing.numbered(client, subject.state, first, copies) if first else subject.body
            return asked, printing.proof(subject.state, body, directory, order)

        self._hub.run(self._hub.client.jobs.run("proof", work), self._on_proof)

    def _on_proof(self, answer: tuple[int, Proof]) -> None:
        asked, proof = answer
        if asked == self._asked:
            self.proof, self._answered = proof, asked
            self.view.show_pages(proof.model)
            self._say()

    # words and what is open

    def _on_printers(self, found: tuple[Printer, ...]) -> None:
        self.printers = found
        self.printer.clear()
        for one in found:
            self.printer.addItem(one.words, one.name)
        choose(self.printer, next((one.name for one in found if one.usual), ""))
        self.printer.setEnabled(bool(found))
        if not found:
            self.printer.addItem(tr("没有打印机"), "")
        self.looking = False
        self._say()

    def _say(self) -> None:
        """Say what stands in the way, and open what can be done."""
        printer = next((one for one in self.printers if one.name == chosen(self.printer)), None)
        count = len(self.proof.model.pages) if self.proof else 0
        self.about.setText("\n".join(self._remarks(printer)))
        self.about.setVisible(bool(self.about.text()))
        self.amount.setText(_amount(count, self._times(), duplex=self.duplex.isChecked()))
        self.range.setEnabled(chosen(self.which) == "range")
        self.copies.setMaximum(NUMBERED if self._first_number() else _COPIES)
        readable = not self.copy_number.text() or bool(self._first_number())
        ready = count > 0 and self._job is None and self.settled and readable
        self.go.setEnabled(ready and printer is not None)
        self.save.setEnabled(ready)
        self.side.setEnabled(self._job is None)

    def _remarks(self, printer: Printer | None) -> list[str]:
        found = []
        if printer is None and not self.looking:
            found.append(tr("本机没有可用的打印机。可以“存为PDF”，拿到有打印机的电脑上，按100%的比例打印。"))
        if printer is not None and not printer.a4:
            found.append(tr("这台打印机没有A4纸。公文按A4原大打印，不会缩放；请装A4纸，或另选打印机。"))
        if printer is not None and not printer.duplex and self.duplex.isChecked():
            found.append(tr("这台打印机不能自动双面：先打奇数页，把纸翻面放回，再打偶数页。"))
        if self.proof is not None and not self.proof.fits:
            found.append(tr("页码看不懂，或没有这一页：共{total}页，写法如 1-3，5。").format(total=self.proof.total))
        if self.copy_number.text() and not self._first_number():
            found.append(tr("份号是六位数字，如 000001。"))
        if not any(box.isChecked() for box in self.parts.values()):
            found.append(tr("请选择要打印的内容。"))
        return found

    # printing and saving

    def _on_print(self) -> None:
        proof = self.proof
        if proof is None or self._job is not None or not self.settled:
            return
        setup, when = self.setup(), self._hub.client.now()

        def work(progress: Progress) -> object:
            spooling.print_pages(proof.model, setup, when, progress)
            return setup

        self._run("print", tr("正在打印…"), work)

    def _on_save(self) -> None:
        stem = (flowwords.number_of(self._subject.state) or flowwords.title_of(self._subject.state)[:40]).replace("/", "／")
        path, _ = QFileDialog.getSaveFileName(self, tr("存为PDF"), f"{stem}.pdf", tr("PDF文件 (*.pdf)"))
        if path:
            self.save_to(Path(path))

    def save_to(self, path: Path) -> None:
        """Write the pages as PDF by our own writer, in a job."""
        proof, when, title = self.proof, self._hub.client.now(), flowwords.title_of(self._subject.state)
        if proof is None:
            return

        def work(_progress: Progress) -> object:
            return printing.save_pdf(proof.model, title, when, path)

        self._run("pdf", tr("正在写PDF…"), work)

    def _run(self, name: str, words: str, work: Callable[[Progress], object]) -> None:
        self.about.set_tone("amber")
        self._job = self._hub.client.jobs.run(name, work)
        self.busy.begin(self._job.id, words, self._on_cancel)
        self._hub.bridge.watch(self._job.future, self._on_done, self._on_failed)
        self._say()

    def _on_done(self, made: object) -> None:
        self._end()
        client, proof = self._hub.client, self.proof
        name = made.name if isinstance(made, Path) else chosen(self.printer)
        if proof is not None:
            copies = 1 if isinstance(made, Path) else self.copies.value()
            done = Printed(client.now(), client.identity.person, copies, len(proof.model.pages), name, self.order().parts)
            self._hub.bridge.watch(printing.note(client, self._subject.kind, self._subject.record, done), _noted, self._hub.fail)
        self._hub.say(tr("已存为 {name}").format(name=name) if isinstance(made, Path) else tr("已送打印机 {name}").format(name=name))
        self.accept()

    def _on_failed(self, error: BaseException) -> None:
        self._end()
        if not isinstance(error, Trouble):
            raise error
        self.about.set_tone("red")
        self.about.setText(trouble_words(error).whole())
        self.about.show()

    def _end(self) -> None:
        self._job = None
        self.busy.end()
        self._say()

    def _on_cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None
            self._say()

    def _on_notice(self, notice: Notice) -> None:
        if isinstance(notice, JobProgress):
            self.busy.show_progress(notice)

    def reject(self) -> None:
        """Close without printing; what runs is cancelled."""
        self._timer.stop()
        self._on_cancel()
        super().reject()

    # building

    def _build(self) -> None:
        self.view = PageView("print.page")
        self.view.setAccessibleName(tr("打印预览"))
        self.view.fit_page()
        self.looking = True
        self.side = scrolled(self._form(), "print.side", tr("打印设置"))
        self.side.setFixedWidth(theme.gap(78))
        self.go = button("print.go", tr("打印"), self._on_print, icon="print", look="primary")
        self.save = button("print.save", tr("存为PDF…"), self._on_save, icon="export")
        cancel = button("print.cancel", tr("取消"), self.reject, look="plain")
        bar = row(self.amount, None, cancel, self.save, self.go, margins=(4, 2, 4, 2))
        bar.setProperty("look", "actionbar")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(PagePane(self.view), 1)
        middle.addWidget(self.side)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(middle, 1)
        outer.addWidget(bar)

    def _form(self) -> QWidget:
        self.printer = combo("print.printer", tr("打印机"), [("", tr("正在查找打印机…"))])
        self.about = Label(tone="amber", wrap=True)
        self.about.setObjectName("print.about")
        self.amount = Label(tone="muted")
        self.amount.setObjectName("print.amount")
        self.parts = {part: self._check(f"print.part.{part}", PART_WORDS[part], on=part == "body") for part in PARTS}
        current = tr("当前页（第{page}页）").format(page=self._subject.current)
        entries = [("all", tr("全部")), ("current", current), ("range", tr("指定页")), ("odd", tr("奇数页")), ("even", tr("偶数页"))]
        self.which = combo("print.which", tr("页"), entries)
        self.range = line_edit("print.range", tr("指定页"), "1-3，5")
        self.range.textChanged.connect(self._on_changed)
        self.copies = QSpinBox()
        self.copies.setObjectName("print.copies")
        self.copies.setAccessibleName(tr("份数"))
        self.copies.setRange(1, _COPIES)
        self.copies.setMinimumHeight(theme.gap(7.6))
        self.copies.valueChanged.connect(self._on_changed)
        self.copy_number = line_edit("print.copy_number", tr("份号"), tr("不编；要编的写第一份的号，如 000001"))
        self.copy_number.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]{6}"), self.copy_number))
        self.copy_number.textChanged.connect(self._on_changed)
        numbers = field(tr("份号（每份一个，依次编）"), self.copy_number)
        numbers.setVisible(self._subject.kind == "dispatch" and not self._standing)
        self.duplex = self._check("print.duplex", tr("双面打印，沿长边翻转"), on=True)
        self.mirrored = self._check("print.mirrored", tr("镜像页边：偶数页订口在右"))
        profile = documents.profile_of(self._subject.state, self._hub.client.unit_profile())
        self.mirrored.setVisible(not profile.mirrored)
        self.mark = combo("print.mark", tr("标记"), [("edge", tr("版心外右上角")), ("water", tr("浅色水印")), ("", tr("不标"))])
        self.reprint = self._check("print.reprint", tr("标明“重印”和次数"), on=bool(self._printed_before()) and not self._standing)
        self.reprint.setVisible(bool(self._printed_before()))
        for box in (self.printer, self.which, self.mark):
            box.currentIndexChanged.connect(self._on_changed)
        mark = field(tr("标为“{words}”").format(words=self._standing), self.mark)
        mark.setVisible(bool(self._standing))
        what = column(Label(tr("内容"), tone="muted", size=0.92), *self.parts.values(), spacing=1)
        size = Label(tr("A4 · 原大（100%），不缩放"), tone="muted", size=0.92)
        binding = column(self.duplex, self.mirrored, size, spacing=1)
        return column(
            field(tr("打印机"), self.printer),
            self.about,
            what,
            field(tr("页"), column(self.which, self.range, spacing=1)),
            field(tr("份数"), self.copies),
            numbers,
            binding,
            mark,
            self.reprint,
            Label(self._history(), tone="muted", size=0.92, wrap=True),
            None,
            spacing=3,
            margins=(4, 3, 4, 3),
        )

    def _check(self, name: str, words: str, *, on: bool = False) -> QCheckBox:
        made = QCheckBox(words)
        made.setObjectName(name)
        made.setChecked(on)
        made.toggled.connect(self._on_changed)
        return made

    def _history(self) -> str:
        """Say who printed it from here before: the newest three."""
        names = self._hub.names(self._subject.kind)
        lines = [
            tr("{at}　{who}　{copies}份　{printer}").format(
                at=moment(done.at), who=names.person(done.person), copies=done.copies, printer=done.printer
            )
            for done in reversed(self._before[-3:])
        ]
        return "\n".join([tr("本机已打印{n}次：").format(n=len(self._before)), *lines]) if lines else ""


def _noted(_nothing: None) -> None:
    """Say nothing of a note that was kept; one that was not is told as all troubles are."""


def _look(_progress: Progress) -> tuple[Printer, ...]:
    return spooling.printers()


def _amount(pages: int, copies: int, *, duplex: bool) -> str:
    sheets = ((pages + 1) // 2 if duplex else pages) * copies
    return tr("共{pages}页，用纸{sheets}张").format(pages=pages, sheets=sheets) if pages else tr("没有要打印的页")
