"""Drafting: elements left, text in the middle with what the checks found below, the live page right.

Nothing written is lost: what is written goes into the draft at every pause, and every second where there is none, is kept on this device
and merged with what others write (DOC-20); saving and 送审 are commands like all others.
"""

from collections.abc import Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from xzt.client.commands import Accepted
from xzt.client.documents import document_of as read_document
from xzt.client.documents import issuance_of
from xzt.client.jobs import Job, Progress
from xzt.core.calendar import BEIJING
from xzt.core.encoding import encode
from xzt.core.errors import Refusal, Trouble
from xzt.core.notices import Changed, DraftChanged, Notice, SyncStatus
from xzt.docs.checks.findings import Finding, Level
from xzt.docs.drafting.draft import Splice
from xzt.docs.drafting.lines import Manuscript, document_of, manuscript_of
from xzt.docs.importing.reading import Imported
from xzt.docs.layout.pages import PageModel, Place
from xzt.docs.model import Issuance, OfficialDocument
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.guards import writes
from xzt.office.dispatch.state import Dispatch
from xzt.ui import theme
from xzt.ui.hub import Hub
from xzt.ui.pages.base import Page
from xzt.ui.pages.checklist import CheckList
from xzt.ui.pages.elements import ElementsForm
from xzt.ui.pages.layouting import Layouter
from xzt.ui.pages.parts import PartsEditor
from xzt.ui.pages.sharing import ShareForm, others_words
from xzt.ui.pages.submitting import SubmitForm
from xzt.ui.pageview import PageView
from xzt.ui.sentences import REMARKS
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label, button, column, icon_button, row, scrolled
from xzt.ui.widgets.course import moment

if TYPE_CHECKING:
    from xzt.client.drafting import DraftSession

PAUSE = 300
LONGEST = 1000
"""Milliseconds after which what is being typed is kept even where there is no pause."""
FILES = tr("公文文件 (*.docx *.txt)")
_LEVELS = {"draft.plain": 0, "draft.level1": 1, "draft.level2": 2, "draft.level3": 3, "draft.level4": 4}


class DraftingPage(Page):
    """One draft under the pen."""

    def __init__(self, hub: Hub) -> None:
        super().__init__(hub, "page.drafting", tr("拟稿"))
        self.setAcceptDrops(True)
        self.record = ""
        self._base: OfficialDocument | None = None
        self._session: DraftSession | None = None
        self._touched = False
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
        self._keeping = QTimer(self)
        self._keeping.setSingleShot(True)
        self._keeping.setInterval(LONGEST)
        self._keeping.timeout.connect(self._flush)
        identity = hub.client.identity
        self.elements = ElementsForm(hub.client.directory.unit(identity.unit))
        self.parts = PartsEditor()
        self.setFocusProxy(self.parts.editor)
        self.editor = self.parts.editor
        self.checks = CheckList()
        self.page = PageView("draft.page")
        self.submit = SubmitForm(hub.client.directory, identity, self._on_send, self._on_cancel)
        self.sharing_form = ShareForm(hub.client.directory, identity, self._on_share, self._on_cancel)
        self._build()
        self.editor.composed.connect(self._refresh)
        self.elements.changed.connect(self._on_edited)
        self.parts.changed.connect(self._on_edited)
        self.parts.moved.connect(self._on_moved)
        self.checks.jumped.connect(self._on_jumped)
        self.checks.mended.connect(self._on_mended)
        self.page.picked.connect(self._on_picked)

    # what the window, journeys and tests use

    def show_record(self, kind: str, record: str) -> None:
        """Open a draft: the record's text is shown at once, the draft itself as soon as it is read."""
        state = self.hub.client.record(kind, record)
        if not isinstance(state, Dispatch):
            self.hub.page_asked.emit("back")
            return
        self.leave()
        self.record = record
        self._issuance = issuance_of(state)
        self._saved = read_document(state)
        self._session, self._touched = None, False
        self._show_side(self.left)
        self._show_people(state)
        self._show(manuscript_of(self._saved))
        self._touched = False
        self._say_state(tr("已保存"))
        self.hub.bridge.watch(self.hub.client.draft(record), partial(self._on_opened, record), self._on_closed)

    def show_document(self, document: OfficialDocument) -> None:
        """Show a document in form, editor and page, in the place of what is there."""
        self._touched = True
        self._show(manuscript_of(document, self.parts.keys()))

    def _show(self, manuscript: Manuscript) -> None:
        self._base = manuscript.elements
        self._shown = None
        self.elements.show_document(manuscript.elements)
        self.parts.show_parts(manuscript.parts)
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
        manuscript = self.manuscript()
        return document_of(manuscript) if manuscript is not None else None

    def manuscript(self) -> Manuscript | None:
        """Read the form and the editor as lines."""
        return Manuscript(self.elements.apply(self._base), self.parts.parts()) if self._base is not None else None

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
            self._flush()
            self.hub.submit("dispatch", self.record, d.SaveDraft(msgspec.Raw(encode(document))), partial(self._on_saved, document))

    def trigger(self, action: str) -> bool:
        """Run an action of drafting or of the page."""
        if action in _LEVELS:
            self.editor.set_level(_LEVELS[action])
            return True
        run = {
            "draft.import": self._on_import,
            "draft.mend": self.checks.show_mends,
            "draft.undo": self._undo,
            "draft.redo": self._redo,
            "dispatch.share": self._on_sharing,
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
        self._keeping.stop()

    def on_notice(self, notice: Notice) -> None:
        """Take in what others wrote; notice when the draft left this person's hands, by another device for example."""
        if isinstance(notice, DraftChanged) and notice.record == self.record:
            self._refresh()
        state = self.hub.client.record("dispatch", self.record) if isinstance(notice, SyncStatus) and self.record else None
        if isinstance(state, Dispatch):  # a round of the engine passes every minute: who writes now may have stopped
            self._show_people(state)
        if isinstance(notice, Changed) and ("dispatch", self.record) in notice.records:
            state = self.hub.client.record("dispatch", self.record)
            if not isinstance(state, Dispatch) or not writes(state, self.hub.client.identity.person):
                self._session = None
                self.hub.page_asked.emit("back")
            else:
                self._show_people(state)

    def settle(self) -> None:
        """After a pause: keep the text, lay the page out, check."""
        self._flush()
        document = self.document()
        if document is None or document == self._shown:
            return
        self._shown = document
        self.caption.setText(document.title.replace("\n", "") or tr("（还没有标题）"))
        self.layouter.ask(document, self._issuance)
        self._check(document)

    # the draft

    def _on_opened(self, record: str, session: "DraftSession") -> None:
        if record != self.record:
            return
        self._session = session
        if not self._touched:
            self._take(())
        else:
            self._flush()
        state = self.hub.client.record("dispatch", record)
        if isinstance(state, Dispatch):
            self._show_people(state)

    def _on_closed(self, error: BaseException) -> None:
        self._session, self.record = None, ""
        self.hub.page_asked.emit("back")
        self.hub.fail(error)

    def _flush(self) -> bool:
        """Put what is written into the draft; says whether the draft is what is shown."""
        manuscript = self.manuscript()
        if self._session is None or manuscript is None or not self._touched:
            return self._session is not None
        outcome = self._session.edit(manuscript)
        if isinstance(outcome, Refusal):
            self.hub.refuse(outcome)
            self._say_state(tr("没有保存"))
            return False
        self._touched = False
        if isinstance(outcome, Future):
            self.hub.bridge.watch(outcome, self._on_kept, self.hub.fail)
        return True

    def _refresh(self) -> None:
        """Take in what others wrote, unless an input method is at work or what is written here cannot be kept yet."""
        if self._session is None or self.editor.composing or not self._flush():
            return
        try:
            self._take(self._session.refresh())
        except Trouble as trouble:
            self._on_closed(trouble)

    def _undo(self) -> None:
        """Take back one's own last edit."""
        if self._session is not None and self._flush():
            self._show_turned(self._session.undo())

    def _redo(self) -> None:
        """Do again what was taken back last."""
        if self._session is not None and self._flush():
            self._show_turned(self._session.redo())

    def _show_turned(self, splices: Sequence[Splice] | None) -> None:
        if splices is not None:
            self._take(splices)

    def _take(self, splices: Sequence[Splice]) -> None:
        """Show the draft as it is, changed at these places."""
        if self._session is None:
            return
        manuscript = self._session.manuscript()
        self._base = manuscript.elements
        self.elements.show_document(manuscript.elements)
        self.parts.take(splices, manuscript.parts)
        state = self.hub.client.record("dispatch", self.record)
        if isinstance(state, Dispatch):
            self._show_people(state)
        self.settle()

    def _show_people(self, state: Dispatch) -> None:
        me = self.hub.client.identity.person
        wrote = self._session.others() if self._session is not None else ()
        self.people.setText(others_words(state, me, wrote, self.hub.client.now(), self.hub.names()))
        for made in self.own:
            made.setVisible(state.drafter == me)

    def _on_sharing(self) -> None:
        state = self.hub.client.record("dispatch", self.record)
        if isinstance(state, Dispatch) and self.hub.client.identity.person == state.drafter:
            self.sharing_form.begin(state)
            self._show_side(self.sharing)

    def _on_share(self) -> None:
        self.hub.submit("dispatch", self.record, self.sharing_form.command(), self._on_shared)

    def _on_shared(self, _accepted: Accepted) -> None:
        self._on_cancel()

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
        self._touched = True
        self._say_state(tr("正在编辑…"))
        self._timer.start()
        if not self._keeping.isActive():
            self._keeping.start()

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
        note = tr("已导入，原文一字未改。")
        if imported.found.number:
            note += tr("原件的文号 {number} 没有沿用，文号由服务器给出。").format(number=imported.found.number)
        self.hub.say(note + "".join(tr(REMARKS[code]) for code in imported.remarks if code in REMARKS))

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
        self._show_side(self.sending)

    def _on_send(self) -> None:
        document = self.document()
        if document is None:
            return
        self._flush()
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
        self._base, self._session = None, None
        self._show_side(self.left)
        self.hub.open_asked.emit("dispatch", record)

    def _on_cancel(self) -> None:
        self._show_side(self.left)
        self.editor.setFocus()

    def _show_side(self, side: QWidget) -> None:
        """Show one of the forms beside the text: elements, 送审, 共同起草."""
        for one in (self.left, self.sending, self.sharing):
            one.setVisible(one is side)

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
        self.people = Label(tone="muted")
        self.people.setObjectName("draft.people")
        back = icon_button("draft.back", tr("返回"), "back", partial(self.hub.page_asked.emit, "back"))
        head = row(back, self.caption, self.people, self.saved, spacing=2, margins=(3, 3, 6, 2))
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
        self.sharing = scrolled(column(self.sharing_form, margins=(0, 1, 4, 3)), "share.scroll", tr("共同起草"))
        for part in (self.left, column(middle, margins=(2, 0, 0, 2)), self.page, self.sending, self.sharing):
            splitter.addWidget(part)
        splitter.setStretchFactor(1, 4)
        splitter.setStretchFactor(2, 4)
        splitter.setSizes([theme.gap(66), theme.gap(95), theme.gap(95), theme.gap(72), theme.gap(72)])
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
        self.own = (
            button("dispatch.share", tr("共同起草"), self._on_sharing),
            button("dispatch.submit", tr("送审"), self._on_submit, icon="send", look="primary"),
        )
        inside.addWidget(self.own[0])
        inside.addWidget(button("dispatch.save", tr("保存"), self.save, icon="save"))
        inside.addWidget(self.own[1])
        return bar
