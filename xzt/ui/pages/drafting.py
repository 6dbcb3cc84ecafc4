"""Drafting: elements left, text in the middle with what the checks found below, the live page right.

Nothing written is lost: every pause keeps the text on this device (DOC-20); saving and 送审 are commands like all others.
"""

from functools import partial
from pathlib import Path

import msgspec
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from xzt.client.commands import Accepted
from xzt.client.documents import document_of, issuance_of
from xzt.client.jobs import Job, Progress
from xzt.core.calendar import BEIJING
from xzt.core.encoding import encode
from xzt.core.notices import Changed, Notice
from xzt.docs.checks.findings import Finding, Level
from xzt.docs.importing.reading import Imported
from xzt.docs.layout.pages import PageModel, Place
from xzt.docs.model import Issuance, OfficialDocument
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Dispatch, Step
from xzt.ui import theme
from xzt.ui.hub import Hub
from xzt.ui.pages.base import Page
from xzt.ui.pages.checklist import CheckList
from xzt.ui.pages.elements import ElementsForm
from xzt.ui.pages.layouting import Layouter
from xzt.ui.pages.parts import PartsEditor
from xzt.ui.pages.submitting import SubmitForm
from xzt.ui.pageview import PageView
from xzt.ui.sentences import REMARKS
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label, button, column, icon_button, row, scrolled
from xzt.ui.widgets.course import moment

PAUSE = 300
FILES = tr("公文文件 (*.docx *.txt)")
_LEVELS = {"draft.plain": 0, "draft.level1": 1, "draft.level2": 2, "draft.level3": 3, "draft.level4": 4}


class DraftingPage(Page):
    """One draft under the pen."""

    def __init__(self, hub: Hub) -> None:
        super().__init__(hub, "page.drafting", tr("拟稿"))
        self.setAcceptDrops(True)
        self.record = ""
        self._base: OfficialDocument | None = None
        self._issuance = Issuance()
        self._shown: OfficialDocument | None = None
        self._saved: OfficialDocument | None = None
        self._checking: Job[list[Finding]] | None = None
        self._seen_errors = 0
        self.model: PageModel | None = None
        self.layouter = Layouter(hub, self)
        self.layouter.laid.connect(self._on_laid)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self.settle)
        identity = hub.client.identity
        self.elements = ElementsForm(hub.client.directory.unit(identity.unit))
        self.parts = PartsEditor()
        self.setFocusProxy(self.parts.editor)
        self.editor = self.parts.editor
        self.checks = CheckList()
        self.page = PageView("draft.page")
        self.submit = SubmitForm(hub.client.directory, identity, self._on_send, self._on_cancel)
        self._build()
        self.elements.changed.connect(self._on_edited)
        self.parts.changed.connect(self._on_edited)
        self.parts.moved.connect(self._on_moved)
        self.checks.jumped.connect(self._on_jumped)
        self.checks.mended.connect(self._on_mended)
        self.page.picked.connect(self._on_picked)

    # what the window, journeys and tests use

    def show_record(self, kind: str, record: str) -> None:
        """Open a draft; text kept on this device and not saved yet comes before what the record holds."""
        state = self.hub.client.record(kind, record)
        if not isinstance(state, Dispatch):
            self.hub.page_asked.emit("back")
            return
        self.leave()
        self.record = record
        self._issuance = issuance_of(state)
        self._saved = document_of(state)
        self._show_submit(shown=False)
        self.show_document(self.hub.client.kept_text(record) or self._saved)
        self._say_state(tr("已保存"))

    def show_document(self, document: OfficialDocument) -> None:
        """Show a document in form, editor and page."""
        self._base = document
        self._shown = None
        self.elements.show_document(document)
        self.parts.show_document(document)
        self.settle()

    @property
    def findings(self) -> list[Finding]:
        """What the checks found in the text as it stood at the last pause."""
        return self.checks.findings

    @property
    def mends(self) -> QWidget:
        """The list of mends, in sight while they wait for a yes."""
        return self.checks.preview

    def document(self) -> OfficialDocument | None:
        """Read the document as it stands in the form and the editor."""
        return self.parts.apply(self.elements.apply(self._base)) if self._base is not None else None

    def import_file(self, path: Path) -> None:
        """Read a .txt or .docx file in a job and show it as the draft."""
        unit = self.hub.client.directory.unit(self.hub.client.identity.unit)
        letters = frozenset(unit.letter_series) if unit else frozenset()

        def work(_progress: Progress) -> Imported:
            from xzt.docs.importing.files import read_file  # readers load when a file comes

            return read_file(path, letter_series=letters)

        self.hub.run(self.hub.client.jobs.run("import", work), self._on_imported)

    def save(self) -> None:
        """Save the draft to the record."""
        document = self.document()
        if document is not None and self.record:
            self._timer.stop()
            self.hub.submit("dispatch", self.record, d.SaveDraft(msgspec.Raw(encode(document))), partial(self._on_saved, document))

    def trigger(self, action: str) -> bool:
        """Run an action of drafting or of the page."""
        if action in _LEVELS:
            self.editor.set_level(_LEVELS[action])
            return True
        run = {
            "draft.import": self._on_import,
            "draft.mend": self.checks.show_mends,
            "dispatch.save": self.save,
            "dispatch.submit": self._on_submit,
            "page.width": self.page.fit_width,
            "page.larger": self.page.larger,
            "page.smaller": self.page.smaller,
        }.get(action)
        if run is not None:
            run()
        return run is not None

    def leave(self) -> None:
        """Keep the text at once."""
        if self._timer.isActive():
            self._timer.stop()
            self.settle()

    def on_notice(self, notice: Notice) -> None:
        """Notice when the draft left this person's hands, by another device for example."""
        if isinstance(notice, Changed) and ("dispatch", self.record) in notice.records:
            state = self.hub.client.record("dispatch", self.record)
            if not isinstance(state, Dispatch) or state.step is not Step.DRAFT:
                self.hub.page_asked.emit("back")

    def settle(self) -> None:
        """After a pause: keep the text, lay the page out, check."""
        document = self.document()
        if document is None or document == self._shown:
            return
        first = self._shown is None
        self._shown = document
        self.caption.setText(document.title.replace("\n", "") or tr("（还没有标题）"))
        self.layouter.ask(document, self._issuance)
        self._check(document)
        if not first and self.record:
            self.hub.bridge.watch(self.hub.client.keep_text(self.record, document), self._on_kept, self.hub.fail)

    # inside

    def _check(self, document: OfficialDocument) -> None:
        if self._checking is not None:
            self._checking.cancel()

        def work(_progress: Progress) -> list[Finding]:
            from xzt.docs.checks.checking import check  # rules load with the first draft

            return check(document)

        self._checking = self.hub.client.jobs.run("check", work)
        self.hub.bridge.watch(self._checking.future, self._on_checked, self.hub.fail)

    def _on_checked(self, found: list[Finding]) -> None:
        self.checks.show_findings(found, self._shown)
        self._seen_errors = sum(one.level is Level.ERROR for one in found)

    def _on_laid(self, model: object) -> None:
        if isinstance(model, PageModel):
            self.model = model
            note = tr("待编号：签发后由服务器给出文号　·　共 {count} 页").format(count=len(model.pages))
            self.page.show_pages(model, note)

    def _on_edited(self) -> None:
        self._say_state(tr("正在编辑…"))
        self._timer.start()

    def _on_moved(self) -> None:
        place = self.parts.place()
        if place is not None and (self.editor.hasFocus() or self.parts.tabs.hasFocus()):
            self.page.show_place(place)

    def _on_picked(self, place: object) -> None:
        if isinstance(place, Place):
            control = self.elements.control(place.part)
            if control is not None:
                control.setFocus()
            elif place.part == "body" or place.part.startswith("attachment:"):
                self.parts.show_spot(place.part, place.block, place.start, place.start)

    def _on_jumped(self, found: object) -> None:
        if isinstance(found, Finding):
            spot = found.place
            control = self.elements.control(spot.part)
            if control is not None:
                control.setFocus()
            else:
                self.parts.show_spot(spot.part, spot.block, spot.start, spot.end)
            self.page.show_place(Place(spot.part, spot.block, spot.start))

    def _on_mended(self) -> None:
        document = self.document()
        if document is not None:
            from xzt.docs.checks.checking import mend  # as above

            count = sum(found.fix is not None for found in self.checks.findings)
            self.show_document(mend(document, self.checks.findings))
            self._keep_now()
            self.hub.say(tr("已改 {count} 处").format(count=count))

    def _on_kept(self, _nothing: None) -> None:
        at = self.hub.client.now().astimezone(BEIJING).strftime("%H:%M:%S")
        self._say_state(tr("已存在本机 {at}").format(at=at))

    def _on_saved(self, document: OfficialDocument, _accepted: Accepted) -> None:
        self._saved = document
        self._say_state(tr("已保存 {at}").format(at=moment(self.hub.client.now())[11:]))

    def _on_import(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, tr("导入文件"), "", FILES)
        if path:
            self.import_file(Path(path))

    def _on_imported(self, imported: Imported) -> None:
        now = self.document()
        found = imported.document
        if now is not None:
            found = msgspec.structs.replace(
                found,
                series=found.series or now.series,
                mark=found.mark or now.mark,
                signers=found.signers or now.signers,
                printer=found.printer or now.printer,
            )
        self.show_document(found)
        self._keep_now()
        note = tr("已导入，原文一字未改。")
        if imported.found.number:
            note += tr("原件的文号 {number} 没有沿用，文号由服务器给出。").format(number=imported.found.number)
        self.hub.say(note + "".join(tr(REMARKS[code]) for code in imported.remarks if code in REMARKS))

    def _keep_now(self) -> None:
        document = self.document()
        if document is not None and self.record:
            self.hub.bridge.watch(self.hub.client.keep_text(self.record, document), self._on_kept, self.hub.fail)

    def _on_submit(self) -> None:
        if self.submit.isVisible():
            self._on_send()
            return
        self.leave()
        blocking = [found for found in self.checks.findings if found.blocks]
        if blocking:
            self.hub.say(tr("还不能送审：{why}。内容都在。请改正后再送。").format(why=blocking[0].explanation), stays=True)
            self._on_jumped(blocking[0])
            return
        state = self.hub.client.record("dispatch", self.record)
        remark = tr("检查还有 {count} 处错误，可以先改再送。").format(count=self._seen_errors) if self._seen_errors else ""
        self.submit.begin(state.route if isinstance(state, Dispatch) else None, remark)
        self._show_submit(shown=True)

    def _on_send(self) -> None:
        document = self.document()
        if document is None:
            return
        if document != self._saved:
            command = d.SaveDraft(msgspec.Raw(encode(document)))
            self.hub.submit("dispatch", self.record, command, self._send)
        else:
            self._send(None)

    def _send(self, _accepted: Accepted | None) -> None:
        self.hub.submit("dispatch", self.record, self.submit.command(), self._on_sent)

    def _on_sent(self, _accepted: Accepted) -> None:
        self._timer.stop()
        record, self.record = self.record, ""
        self._base = None
        self._show_submit(shown=False)
        self.hub.open_asked.emit("dispatch", record)

    def _on_cancel(self) -> None:
        self._show_submit(shown=False)
        self.editor.setFocus()

    def _show_submit(self, *, shown: bool) -> None:
        self.sending.setVisible(shown)
        self.left.setVisible(not shown)

    def _say_state(self, words: str) -> None:
        self.saved.setText(words)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file of the kinds that can be imported."""
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].toLocalFile().lower().endswith((".txt", ".docx")):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Import the dropped file."""
        event.acceptProposedAction()
        self.import_file(Path(event.mimeData().urls()[0].toLocalFile()))

    # building

    def _build(self) -> None:
        self.caption = Label(size=1.2, bold=True, wrap=True)
        self.saved = Label(tone="muted")
        self.saved.setObjectName("draft.saved")
        back = icon_button("draft.back", tr("返回"), "back", partial(self.hub.page_asked.emit, "back"))
        head = row(back, self.caption, self.saved, spacing=2, margins=(3, 3, 6, 2))
        layout = head.layout()
        if isinstance(layout, QHBoxLayout):
            layout.setStretch(1, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(head)
        outer.addWidget(self._split(), 1)
        outer.addWidget(self._bar())

    def _split(self) -> QSplitter:
        self.left = scrolled(self.elements, "elements.scroll", tr("公文要素"))
        middle = QSplitter(Qt.Orientation.Vertical)
        middle.setChildrenCollapsible(False)
        middle.addWidget(self.parts)
        middle.addWidget(self.checks)
        middle.setStretchFactor(0, 3)
        middle.setSizes([theme.gap(90), theme.gap(45)])
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setObjectName("draft.split")
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(theme.gap(2))
        self.sending = scrolled(column(self.submit, margins=(0, 1, 4, 3)), "submit.scroll", tr("送审"))
        for part in (self.left, column(middle, margins=(2, 0, 0, 2)), self.page, self.sending):
            splitter.addWidget(part)
        splitter.setStretchFactor(1, 4)
        splitter.setStretchFactor(2, 4)
        splitter.setSizes([theme.gap(66), theme.gap(95), theme.gap(95), theme.gap(72)])
        return splitter

    def _bar(self) -> QFrame:
        bar = QFrame()
        bar.setObjectName("draft.bar")
        bar.setProperty("look", "actionbar")
        inside = QHBoxLayout(bar)
        inside.setContentsMargins(theme.gap(4), theme.gap(2), theme.gap(6), theme.gap(2))
        inside.setSpacing(theme.gap(2))
        inside.addWidget(button("draft.import", tr("导入文件…"), self._on_import, icon="import", look="plain"))
        inside.addStretch(1)
        inside.addWidget(button("dispatch.save", tr("保存"), self.save, icon="save"))
        inside.addWidget(button("dispatch.submit", tr("送审"), self._on_submit, icon="send", look="primary"))
        return bar
