"""登记纸质来文: a document that did not come over the exchange, written down by hand, with its scan or file if there is one (RCV-02)."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QVBoxLayout

from xzt.client import receiving
from xzt.client.clock import new_id
from xzt.client.commands import Accepted
from xzt.client.jobs import Progress
from xzt.docs.model import OfficialDocument
from xzt.office.act import AttachedFile
from xzt.office.receipt import commands as r
from xzt.office.receipt.registration import Registration
from xzt.office.receipt.state import Source
from xzt.office.receipt.verdict import Verdict
from xzt.ui import theme
from xzt.ui.hub import Hub
from xzt.ui.pages.base import Page
from xzt.ui.pages.registering import PAUSE, DuplicateNotice, RegisterFields
from xzt.ui.pages.verdict import VerdictPanel
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label, button, chosen, column, icon_button, panel, row, scrolled

FILES = tr("来文的扫描件或文件 (*.pdf *.ofd *.zip *.docx *.txt *.png *.jpg *.jpeg *.tif *.tiff *.bmp)")


class EnteringPage(Page):
    """The register's fields for a document on paper; ``登记`` enters and registers it by one stroke."""

    def __init__(self, hub: Hub) -> None:
        super().__init__(hub, "page.enter", tr("登记纸质来文"))
        self._files: tuple[AttachedFile, ...] = ()
        self._document: OfficialDocument | None = None
        self._verdict: Verdict | None = None
        self.verdict = VerdictPanel("enter")
        self.fields = RegisterFields("enter", hub)
        self.warning = DuplicateNotice("enter", hub)
        self.file = Label(tr("没有附扫描件"), tone="muted", wrap=True)
        self.file.setObjectName("enter.file")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self._look)
        self.fields.changed.connect(self._timer.start)
        self.setFocusProxy(self.fields.organ)
        self._build()

    def begin(self) -> None:
        """Begin with empty fields."""
        self._files, self._document, self._verdict = (), None, None
        self.verdict.reason.clear()
        self.verdict.show_verdict(None)
        self.fields.show_entry(Registration())
        self.warning.forget()
        self.file.setText(tr("没有附扫描件"))

    def take_file(self, path: Path) -> None:
        """Read a file for what it says of itself, and keep it with the registration."""
        client = self.hub.client

        def work(progress: Progress) -> tuple[receiving.Read, AttachedFile, Verdict | None]:
            from xzt.client.verifying import verdict_of  # signing and archives load when a file comes

            found = receiving.read(path)
            kept = client.files.take_in(path, progress.step)
            return found, AttachedFile(path.name, kept.digest, kept.size), verdict_of(client, path)

        self.hub.run(client.jobs.run("receive", work), self._on_read)

    def trigger(self, action: str) -> bool:
        """Register, or take a file."""
        run = {"record.primary": self._on_register, "draft.import": self._on_file}.get(action)
        if run is not None:
            run()
        return run is not None

    def _on_read(self, taken: tuple[receiving.Read, AttachedFile, Verdict | None]) -> None:
        found, file, verdict = taken
        self._files, self._document, self._verdict = (file,), found.document, verdict
        self.verdict.show_verdict(verdict)
        self.file.setText(file.name)
        typed = self.fields.entry()
        if not (typed.sender or typed.number or typed.title):
            self.fields.show_entry(found.entry)
        self._look()

    def _look(self) -> None:
        self._timer.stop()
        self.warning.ask("", Source("", "", "", "", "", "", "", attached=self._files), self.fields.entry())

    def _on_file(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, tr("选择扫描件或文件"), "", FILES)
        if path:
            self.take_file(Path(path))

    def _on_register(self) -> None:
        entry, reason = self.fields.entry(), self.warning.reason.text().strip()
        like = tuple(one.record for one in self.warning.found)
        document = self._document or receiving.blank(entry.title)
        command = r.Register(chosen(self.fields.category), entry, like, reason if like else "", self.verdict.despite())
        record = new_id(self.hub.client.now())
        enter = receiving.entering(entry, document, self._files, self._verdict)
        self.hub.submit("receipt", record, enter, partial(self._on_entered, record, command))

    def _on_entered(self, record: str, command: r.Register, _accepted: Accepted) -> None:
        """Go to the record, where a refusal leaves the fields to be mended; the entry itself is kept."""
        self.begin()
        self.hub.open_asked.emit("receipt", record)
        self.hub.submit("receipt", record, command)

    def _build(self) -> None:
        back = icon_button("enter.back", tr("返回"), "back", partial(self.hub.page_asked.emit, "back"))
        hint = tr("没有通过交换送来的公文（纸质、传真、邮件）在这里登记。附上扫描件或文件，能读出的项自动填好，请核对。")
        choose = button("enter.choose", tr("附扫描件或文件…"), self._on_file, icon="attach")
        whole = column(
            row(back, Label(self.title, size=1.45, bold=True), None),
            Label(hint, tone="muted", wrap=True),
            panel(row(Label(tr("扫描件或文件"), bold=True), self.file, None, choose)),
            self.verdict,
            self.warning,
            panel(self.fields),
            None,
            spacing=3,
            margins=(6, 4, 6, 4),
        )
        whole.setMaximumWidth(theme.gap(190))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(scrolled(whole, "enter.scroll", self.title), 1)
        give = button("enter.register", tr("登记"), self._on_register, icon="number", look="primary")
        layout.addWidget(row(None, give, margins=(6, 2, 6, 3)))
