"""转发、批转、印发 (DOC-17): choose what is passed on, from what was received or written here or a file, or type its title.

How a document is quoted is decided in ``kinds.quoting``; here is only what a person chooses.
"""

from functools import partial
from pathlib import Path

import msgspec
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QListWidget, QListWidgetItem, QRadioButton, QSplitter, QVBoxLayout

from xzt.client.clock import new_id
from xzt.client.commands import Accepted, Outcome
from xzt.client.documents import document_of, issuance_of
from xzt.client.house import house_of
from xzt.client.jobs import Progress
from xzt.core.encoding import encode
from xzt.core.errors import Refusal
from xzt.docs.importing.reading import Imported, kind_of
from xzt.docs.kinds.quoting import Manner, Quoted, passing_on
from xzt.docs.layout.pages import PageModel
from xzt.docs.layout.signatures import printed_date
from xzt.docs.model import Issuance, OfficialDocument
from xzt.office.dispatch.commands import StartDraft
from xzt.office.receipt.commands import PassOn
from xzt.ui import theme
from xzt.ui.hub import Hub
from xzt.ui.pagepane import PagePane
from xzt.ui.pages.base import Page
from xzt.ui.pages.layouting import Layouter
from xzt.ui.pageview import PageView
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label, button, column, field, icon_button, line_edit, row, scrolled, text_edit

PAUSE = 300
"""Milliseconds without a key after which the notice is laid out again."""
MOST = 100
"""Documents that are offered; a search finds the others."""
BOXES = ("receipts", "dispatches")
FILES = tr("公文文件 (*.docx *.txt)")
_NO_TEXT = tr("只写标题时，原文的位置留待填写")
_MANNERS = (
    (Manner.FORWARD, tr("转发"), tr("上级或者不相隶属机关的公文")),
    (Manner.APPROVE, tr("批转"), tr("下级机关的公文，本机关同意")),
    (Manner.ISSUE, tr("印发"), tr("方案、办法等，随通知发出")),
)


class ForwardingPage(Page):
    """Makes the notice that passes a document on."""

    def __init__(self, hub: Hub) -> None:
        super().__init__(hub, "page.forward", tr("转发、批转、印发"))
        self._source: OfficialDocument | None = None
        self._dated = ""
        self._receipt = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self._on_settled)
        self.layouter = Layouter(hub, self)
        self.layouter.laid.connect(self._on_laid)
        self.preview = PageView("forward.preview")
        self.pane = PagePane(self.preview)
        self._make()
        self._build()
        self.setFocusProxy(self.search)

    def enter(self) -> None:
        """Read again what may be passed on."""
        words = self.search.text().strip()
        self.sources.clear()
        for box in BOXES:
            for found in self.hub.client.rows(box, words, MOST):
                item = QListWidgetItem("　".join(part for part in (found.title, found.number) if part))
                item.setData(Qt.ItemDataRole.UserRole, (found.kind, found.id))
                item.setToolTip(item.text())
                self.sources.addItem(item)
        if not self.sources.count():
            none = QListWidgetItem(tr("没有找到。可以从文件取原文，或者只写标题"))
            none.setFlags(Qt.ItemFlag.NoItemFlags)
            self.sources.addItem(none)
        self._on_settled()

    def take_record(self, kind: str, record: str) -> None:
        """Pass on a document of the store."""
        state = self.hub.client.record(kind, record)
        if kind == "receipt" and (refusal := self._limit(record)):
            self.hub.refuse(refusal, kind)
        elif state is not None:
            issuance = issuance_of(state)
            self._take(document_of(state), issuance)
            self._receipt = record if kind == "receipt" else ""

    def import_file(self, path: Path) -> None:
        """Pass on a document from a file."""

        def work(_progress: Progress) -> Imported:
            from xzt.docs.importing.files import read_file  # readers load when a file comes

            return read_file(path)

        self.hub.run(self.hub.client.jobs.run("import", work), self._on_imported)

    def notice(self) -> OfficialDocument | None:
        """Return the notice as it stands, None while nothing is to be passed on."""
        title = self.original.toPlainText().strip()
        if not title:
            return None
        quoted = Quoted(title=title, number=self.number.text().strip(), organ=self.organ.text().strip(), kind=kind_of(title))
        house = house_of(self.hub.client.directory, self.hub.client.identity.unit)
        return passing_on(house, self.manner(), quoted, self._source, self._dated)

    def manner(self) -> Manner:
        """Return how it is passed on."""
        return next((manner for manner, made in self.manners.items() if made.isChecked()), Manner.FORWARD)

    def trigger(self, action: str) -> bool:
        """Turn and zoom the preview, or take a file."""
        if action == "draft.import":
            self._on_file()
            return True
        return self.pane.trigger(action)

    def _limit(self, record: str) -> Refusal | None:
        """Say why a received document may not be passed on (G6)."""
        return next((one.refusal for one in self.hub.client.actions("receipt", record) if one.name == "PassOn"), None)

    def _take(self, document: OfficialDocument, issuance: Issuance) -> None:
        self._receipt = ""
        self._source, self._dated = document, printed_date(issuance.signed_on)
        self.original.setPlainText(document.title)
        self.number.setText(issuance.number)
        self.organ.setText(document.signers[0] if document.signers else "")
        self.text.setText(tr("原文和它的附件排在通知之后"))
        self._on_settled()

    def _on_imported(self, imported: Imported) -> None:
        self._take(imported.document, imported.found.issuance())

    def _on_typed(self) -> None:
        """Another title is another document, of which the text is not here."""
        if self._source is not None and self.original.toPlainText() != self._source.title:
            self._source, self._dated, self._receipt = None, "", ""
            self.text.setText(_NO_TEXT)
        self._timer.start()

    def _on_settled(self) -> None:
        self._timer.stop()
        notice = self.notice()
        self.begin_button.setEnabled(notice is not None)
        if notice is None:
            self.preview.show_pages(None, tr("选一件公文，或者写下它的标题"))
        else:
            self.layouter.ask(notice, Issuance())

    def _on_laid(self, model: object) -> None:
        if isinstance(model, PageModel) and self.notice() is not None:
            self.preview.show_pages(model, tr("将要拟的通知，共 {count} 页").format(count=len(model.pages)))

    def _on_chosen(self, item: QListWidgetItem) -> None:
        self.take_record(*item.data(Qt.ItemDataRole.UserRole))

    def _on_file(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, tr("选择文件"), "", FILES)
        if path:
            self.import_file(Path(path))

    def _on_begin(self) -> None:
        notice = self.notice()
        if notice is not None and self._receipt:
            record = new_id(self.hub.client.now())
            start = partial(self._start, record, notice)
            self.hub.submit("receipt", self._receipt, PassOn(record), start)
        elif notice is not None:
            self.hub.bridge.watch(self.hub.client.start_draft(notice), self._on_begun, self.hub.fail)

    def _start(self, record: str, notice: OfficialDocument, _accepted: Accepted) -> None:
        """Begin the notice once the receipt has noted that it is passed on."""
        begun = self.hub.client.submit("dispatch", record, StartDraft(msgspec.Raw(encode(notice))))
        self.hub.bridge.watch(begun, self._on_begun, self.hub.fail)

    def _on_begun(self, outcome: Outcome) -> None:
        if isinstance(outcome, Refusal):
            self.hub.refuse(outcome)
        else:
            self.hub.open_asked.emit("dispatch", outcome.record)

    def _make(self) -> None:
        group = QButtonGroup(self)
        self.manners: dict[Manner, QRadioButton] = {}
        for manner, words, hint in _MANNERS:
            made = QRadioButton(words)
            made.setObjectName(f"forward.{manner.name.lower()}")
            made.setAccessibleName(tr("{words}：{hint}").format(words=words, hint=hint))
            made.setToolTip(hint)
            made.clicked.connect(self._on_settled)
            group.addButton(made)
            self.manners[manner] = made
        self.manners[Manner.FORWARD].setChecked(True)
        self.search = line_edit("forward.search", tr("查找原文"), tr("查找收到的和本单位的公文"))
        self.search.textChanged.connect(self.enter)
        self.sources = QListWidget()
        self.sources.setObjectName("forward.sources")
        self.sources.setAccessibleName(tr("可以转发的公文"))
        self.sources.setWordWrap(True)
        self.sources.itemClicked.connect(self._on_chosen)
        self.sources.itemActivated.connect(self._on_chosen)
        self.original = text_edit("forward.title", tr("原文标题"), tr("照抄原文的标题"), 3)
        self.number = line_edit("forward.number", tr("原文的发文字号"))
        self.organ = line_edit("forward.organ", tr("原发文机关"), tr("标题里没有机关名称时加上"))
        self.original.textChanged.connect(self._on_typed)
        self.number.textChanged.connect(self._timer.start)
        self.organ.textChanged.connect(self._timer.start)
        self.text = Label(_NO_TEXT, tone="muted", wrap=True)

    def _build(self) -> None:
        self.begin_button = button("forward.start", tr("开始拟稿"), self._on_begin, look="primary")
        back = icon_button("forward.back", tr("返回"), "back", partial(self.hub.page_asked.emit, "back"))
        hints = [Label(tr("{words}：{hint}").format(words=words, hint=hint), tone="muted", size=0.92) for _, words, hint in _MANNERS]
        from_file = button("forward.file", tr("从文件…"), self._on_file, icon="import", look="plain")
        form = column(
            row(*self.manners.values(), None, spacing=4),
            column(*hints, spacing=0.5),
            1,
            row(Label(tr("原文"), bold=True), None, from_file),
            self.search,
            self.sources,
            field(tr("原文标题"), self.original),
            field(tr("原文的发文字号"), self.number),
            field(tr("原发文机关"), self.organ),
            self.text,
            spacing=2,
            margins=(2, 1, 4, 2),
        )
        self.sources.setMinimumHeight(theme.gap(24))
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(theme.gap(3))
        splitter.addWidget(scrolled(form, "forward.scroll", self.title))
        splitter.addWidget(self.pane)
        splitter.setStretchFactor(0, 2)
        splitter.setStretchFactor(1, 3)
        splitter.setSizes([theme.gap(110), theme.gap(140)])
        bar = row(None, self.begin_button, spacing=2, margins=(4, 2, 6, 3))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(row(back, Label(self.title, size=1.45, bold=True), None, margins=(4, 4, 6, 3)))
        layout.addWidget(column(splitter, margins=(6, 0, 6, 0)), 1)
        layout.addWidget(bar)
