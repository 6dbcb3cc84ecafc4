"""Drafting: elements left, text in the middle with what the checks found below, the live page right.

Nothing written is lost: ``keeping`` puts it into the draft at every pause (DOC-20); saving and 送审 are commands like all others. The page
lets its parts know of each other: ``draftframe`` places them, ``proofing`` and ``layouting`` follow the text.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from xzt.client.commands import Accepted
from xzt.client.documents import document_of as read_document
from xzt.client.documents import issuance_of
from xzt.client.house import house_of
from xzt.core.encoding import encode
from xzt.core.notices import Changed, DraftChanged, Notice, SyncStatus
from xzt.docs.checks.findings import Finding
from xzt.docs.drafting.draft import Splice
from xzt.docs.drafting.lines import Manuscript, document_of, lines_of, manuscript_of
from xzt.docs.kinds.placeholders import Walk
from xzt.docs.layout.pages import PageModel, Place
from xzt.docs.model import Block, Issuance, OfficialDocument
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.guards import writes
from xzt.office.dispatch.state import Dispatch
from xzt.ui.editing import select_word
from xzt.ui.flowwords import FORGOTTEN
from xzt.ui.hub import Hub
from xzt.ui.pagepane import PagePane
from xzt.ui.pages.attaching import AttachForm
from xzt.ui.pages.base import Page
from xzt.ui.pages.draftframe import DraftFrame
from xzt.ui.pages.elements import ElementsForm
from xzt.ui.pages.importer import ENDINGS, FILES, Importer
from xzt.ui.pages.importing import ImportForm
from xzt.ui.pages.keeping import DraftKeeper
from xzt.ui.pages.layouting import Layouter
from xzt.ui.pages.parts import PartsEditor
from xzt.ui.pages.proofing import Proofing
from xzt.ui.pages.relating import DraftRelating
from xzt.ui.pages.returning import Returning
from xzt.ui.pages.sharing import ShareForm, others_words
from xzt.ui.pages.submitting import SubmitForm
from xzt.ui.pages.tracking import Tracking
from xzt.ui.pages.writing import Bench, Writing
from xzt.ui.pageview import PageView
from xzt.ui.pausing import after_pause
from xzt.ui.text import tr
from xzt.ui.widgets.course import moment

SOON = 60
"""Milliseconds after which the page follows the caret: finding its place reads the whole text, which no key waits for."""


class DraftingPage(Page):
    """One draft under the pen."""

    def __init__(self, hub: Hub) -> None:
        super().__init__(hub, "page.drafting", tr("拟稿"))
        self.setAcceptDrops(True)
        self._base: OfficialDocument | None = None
        self._issuance = Issuance()
        self._shown: OfficialDocument | None = None
        self._saved: OfficialDocument | None = None
        self.model: PageModel | None = None
        self.layouter = Layouter(hub, self)
        self._blanks = Walk()
        identity = hub.client.identity
        self.elements = ElementsForm(house_of(hub.client.directory, identity.unit))
        self.parts = PartsEditor()
        self.editor = self.parts.editor
        self.setFocusProxy(self.editor)
        self._following = after_pause(self, SOON, self._on_moved)
        self.returning = Returning(hub, self.parts, self)
        self.keeper = DraftKeeper(hub, self.manuscript, self._composing, self)
        self.page = PageView("draft.page")
        self.pane = PagePane(self.page)
        self.frame = DraftFrame(self._run, self.elements, self.parts, self.pane)
        self.proofing = Proofing(hub, self.parts, self.elements, self.keeper, self)
        self.checks = self.proofing.list
        self.frame.below.addTab(self.checks, tr("检查"))
        self.tracking = Tracking(hub, self.keeper, self.parts, self.manuscript, self.put)
        self.tracking.use(self.frame.strip)
        self.frame.below.addTab(self.tracking.panel, tr("修订"))
        self.submit = SubmitForm(hub.client.directory, identity, self._on_send, self._on_cancel, self._usual_flow)
        self.frame.add_side("submit", tr("送审"), self.submit)
        self.importing = ImportForm(self._on_imported, self._on_cancel)
        self.frame.add_side("import", tr("确认导入"), self.importing)
        self.importer = Importer(hub, self.importing, self)
        self.sharing_form = ShareForm(hub.client.directory, identity, self._on_share, self._on_cancel)
        self.frame.add_side("share", tr("共同起草"), self.sharing_form)
        self.attaching = AttachForm(hub, lambda: self.record, self._on_cancel)
        self.frame.add_side("attach", tr("随文文件"), self.attaching)
        self.relating = DraftRelating(hub, lambda: self.record, self._on_cancel)
        self.frame.add_side("relate", tr("关联公文"), self.relating)
        bench = Bench(hub, self.frame, self.parts, self.elements, self.manuscript, self.tracking.put)
        self.writing = Writing(bench, self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.frame)
        self._connect()

    def _connect(self) -> None:
        self.layouter.laid.connect(self._on_laid)
        self.keeper.opened.connect(self._on_opened)
        self.keeper.opened.connect(self.returning.opened)
        self.keeper.taken.connect(self._on_taken)
        self.keeper.paused.connect(self.settle)
        self.keeper.closed.connect(self._on_back)
        self.keeper.said.connect(self.frame.saved.setText)
        self.editor.composed.connect(self.keeper.refresh)
        self.editor.stepped.connect(self.keeper.flush)
        self.elements.changed.connect(self._on_edited)
        self.parts.changed.connect(self._on_edited)
        self.parts.moved.connect(self._following.start)
        self.checks.jumped.connect(self._on_jumped)
        self.proofing.mended.connect(self.show_document)
        self.proofing.wrote.connect(self.settle)
        self.importer.offered.connect(partial(self.frame.show_side, "import"))
        self.importer.attached.connect(self._on_attached)
        self.page.picked.connect(self._on_picked)
        self.page.doubled.connect(self._on_doubled)

    # what the window, journeys and tests use

    @property
    def record(self) -> str:
        """The record whose draft this is, empty for none."""
        return self.keeper.record

    def show_record(self, kind: str, record: str) -> None:
        """Open a draft: the record's text is shown at once, to be read; the draft itself, to be written, as soon as it is read."""
        state = self.hub.client.record(kind, record)
        if not isinstance(state, Dispatch):
            self.hub.page_asked.emit("back")
            return
        self.leave()
        self.importer.leave()
        self.keeper.close()
        self._issuance = issuance_of(state)
        self._saved = read_document(state)
        self.frame.show_side("elements")
        self._show_people(state)
        self._show(manuscript_of(self._saved))
        self.writing.leave()
        self._let_write(on=False)
        self.returning.begin(record)
        self.keeper.open(record)

    def show_document(self, document: OfficialDocument) -> None:
        """Show a document in form, editor and page, in the place of what is there."""
        manuscript = manuscript_of(document, self.parts.keys())
        if self._base is None:
            self._show(manuscript)
        else:
            self.tracking.put_final(manuscript)

    def put(self, manuscript: Manuscript, splices: Sequence[Splice] = ()) -> None:
        """Show a changed text where the caret stays, as one step of undo; ``splices`` say how the part in sight changes."""
        if not self._open_yet():
            return
        self.keeper.flush()
        self._base = manuscript.elements
        self.elements.show_document(manuscript.elements)
        self.parts.take(splices, manuscript.parts)
        self.keeper.touch(pause=False)
        self.settle()

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
        """Read a file in a job and offer it as the draft, an OFD or PDF file as an attachment."""
        if self._open_yet():
            self.importer.read(path)

    def save(self) -> None:
        """Save the draft to the record."""
        document = self.document()
        if document is not None and self._open_yet():
            self.keeper.pause.stop()
            self.keeper.flush()
            self.hub.submit("dispatch", self.record, d.SaveDraft(msgspec.Raw(encode(document))), partial(self._on_saved, document))

    def trigger(self, action: str) -> bool:
        """Run an action of drafting or of the page; until the draft is open there is only looking at the page and going back."""
        if action != "draft.back" and self.keeper.session is None:
            return self.pane.trigger(action) or not self._open_yet()
        if self.writing.trigger(action) or self.tracking.trigger(action):
            return True
        run = {
            "draft.import": self._on_import,
            "draft.mend": self.checks.show_mends,
            "draft.mend_one": self.checks.mend_one,
            "draft.next_finding": self.checks.next,
            "draft.undo": self.keeper.undo,
            "draft.redo": self.keeper.redo,
            "draft.back": self._on_back,
            "draft.blank": self._on_blank,
            "page.print": self._on_print,
            "dispatch.share": self._on_sharing,
            "dispatch.attach": self._on_attaching,
            "dispatch.detach": self._on_attaching,
            "dispatch.relate": self._on_relating,
            "dispatch.save": self.save,
            "dispatch.submit": self._on_submit,
        }.get(action)
        if run is not None:
            run()
        return run is not None or self.pane.trigger(action)

    def leave(self) -> None:
        """Keep the text at once."""
        self.keeper.leave()
        self.returning.leave()

    def on_notice(self, notice: Notice) -> None:
        """Take in what others wrote; notice when the draft left this person's hands, by another device for example."""
        self.attaching.on_notice(notice)
        if isinstance(notice, DraftChanged) and notice.record == self.record:
            self.keeper.refresh()
        state = self.hub.client.record("dispatch", self.record) if isinstance(notice, SyncStatus) and self.record else None
        if isinstance(state, Dispatch):  # a round of the engine passes every minute: who writes now may have stopped
            self._show_people(state)
        if isinstance(notice, Changed) and any(kind == "style" for kind, _ in notice.records) and self._shown is not None:
            self.layouter.ask(self._shown, self._issuance)
        if isinstance(notice, Changed) and ("dispatch", self.record) in notice.records:
            state = self.hub.client.record("dispatch", self.record)
            if not isinstance(state, Dispatch) or not writes(state, self.hub.client.identity.person):
                self.keeper.session = None
                self.hub.page_asked.emit("back")
            else:
                self._show_people(state)
                self.attaching.begin()
                if self.relating.isVisible():
                    self.relating.begin()

    def settle(self) -> None:
        """After a pause: keep the text, lay the page out, check."""
        self.keeper.flush()
        self.tracking.settled()
        document = self.document()
        if document is None or document == self._shown:
            return
        self._shown = document
        self.frame.caption.setText(document.title.replace("\n", "") or tr("（还没有标题）"))
        self.proofing.ask(document, self._issuance)
        self.layouter.ask(document, self._issuance)  # last: pages of a short text may be there at once, and the checks follow them
        self.writing.settled()

    def _run(self, action: str) -> None:
        self.trigger(action)

    # the draft

    def _composing(self) -> bool:
        return self.editor.composing

    def _open_yet(self) -> bool:
        """Say whether the draft may be written, to the person too where it may not."""
        if self.keeper.session is None:
            self.hub.say(tr("正在打开，请稍候。"), passing=True)
        return self.keeper.session is not None

    def _let_write(self, *, on: bool) -> None:
        self.parts.let_write(on=on)
        for made in (self.elements, self.frame.below):
            made.setEnabled(on)

    def _on_opened(self) -> None:
        self._let_write(on=True)
        self.frame.saved.setText(tr("已保存") if self._shown == self._saved else tr("已存在本机"))

    def _show_writers(self) -> None:
        state = self.hub.client.record("dispatch", self.record)
        if isinstance(state, Dispatch):
            self._show_people(state)

    def _on_back(self) -> None:
        self.hub.page_asked.emit("back")

    def _on_taken(self, splices: Sequence[Splice], manuscript: Manuscript) -> None:
        """Show the draft as it is, changed at these places."""
        self._base = manuscript.elements
        self.elements.show_document(manuscript.elements)
        self.parts.take(splices, manuscript.parts)
        self._show_writers()
        self.settle()

    def _show_people(self, state: Dispatch) -> None:
        me = self.hub.client.identity.person
        wrote = self.keeper.session.others() if self.keeper.session is not None else ()
        self.frame.people.setText(others_words(state, me, wrote, self.hub.client.now(), self.hub.names()))
        forgotten = self.hub.client.is_forgotten("dispatch", self.record)
        self.frame.standing.setText(FORGOTTEN[1] if forgotten else "")
        self.frame.standing.setVisible(forgotten)
        for made in self.frame.own:
            made.setVisible(state.drafter == me)

    def _on_sharing(self) -> None:
        state = self.hub.client.record("dispatch", self.record)
        if isinstance(state, Dispatch) and self.hub.client.identity.person == state.drafter:
            self.sharing_form.begin(state)
            self.frame.show_side("share")

    def _on_attaching(self) -> None:
        self.attaching.begin()
        self.frame.show_side("attach")

    def _usual_flow(self) -> str:
        state = self.hub.client.outgoing()
        return state.flow if state else ""

    def _on_relating(self) -> None:
        self.relating.begin()
        self.frame.show_side("relate")

    def _on_share(self) -> None:
        self.hub.submit("dispatch", self.record, self.sharing_form.command(), self._on_shared)

    def _on_shared(self, _accepted: Accepted) -> None:
        self._on_cancel()

    # inside

    def _on_laid(self, model: object) -> None:
        if isinstance(model, PageModel):
            self.model = model
            self.proofing.follow(model)
            note = tr("待编号：签发后由服务器给出文号　·　共 {count} 页").format(count=len(model.pages))
            self.page.show_pages(model, note)
            self.writing.count.show_pages(len(model.pages))

    def _on_edited(self) -> None:
        self.returning.written()
        self.keeper.touch()

    def _on_moved(self) -> None:
        place = self.parts.place()
        if place is not None and (self.editor.hasFocus() or self.parts.tabs.hasFocus()):
            self.page.show_place(place)

    def _on_picked(self, place: object) -> None:
        if isinstance(place, Place):
            self._go_to(place.part, place.block, place.start, place.start)

    def _on_doubled(self, place: object) -> None:
        """Select the word that was clicked twice in the page, where it is written."""
        self._on_picked(place)
        select_word(self.focusWidget())

    def _on_jumped(self, found: object) -> None:
        if isinstance(found, Finding):
            spot = found.place
            self._go_to(spot.part, spot.block, spot.start, spot.end)
            self.page.show_place(Place(spot.part, spot.block, spot.start))

    def _go_to(self, part: str, block: int, start: int, end: int) -> None:
        """Go to a stretch of the document, in the form or in the text."""
        if not self.elements.show_spot(part, block, start, end):
            self.parts.show_spot(part, block, start, end)

    def _on_blank(self) -> None:
        """Go to the next place that a template left open."""
        document = self.document()
        blank = self._blanks.next(document) if document is not None else None
        if blank is None:
            self.hub.say(tr("没有留待填写的地方了"))
        else:
            self._go_to(blank.part, blank.block, blank.start, blank.end)

    def _on_print(self) -> None:
        state = self.hub.client.record("dispatch", self.record)
        if isinstance(state, Dispatch) and self.model is not None:
            from xzt.ui.printdialog import PrintDialog, Subject  # printing loads when it is asked for (AE-19)

            PrintDialog(self.hub, Subject("dispatch", self.record, state, self.model, self.page.current()), self).open()

    def _on_saved(self, document: OfficialDocument, _accepted: Accepted) -> None:
        self._saved = document
        self.frame.saved.setText(tr("已保存 {at}").format(at=moment(self.hub.client.now())[11:]))

    def _on_import(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, tr("导入文件"), "", FILES)
        if path:
            self.import_file(Path(path))

    def _on_attached(self, title: str, blocks: tuple[Block, ...]) -> None:
        self.parts.add(title, lines_of(blocks))

    def _on_imported(self) -> None:
        found, now = self.importing.document(), self.document()
        if found is not None and now is not None:
            found = msgspec.structs.replace(
                found,
                series=found.series or now.series,
                mark=found.mark or now.mark,
                signers=found.signers or now.signers,
                printer=found.printer or now.printer,
            )
        if found is not None:
            if tracked := self.importing.tracked():
                from xzt.client.tracked import taken_over  # loads when a file with changes comes

                self.tracking.put_whole(taken_over(tracked, found, self.parts.keys()))
            else:
                self.show_document(found)
            self.hub.say(tr("已导入，原文一字未改；文号由服务器给出，日期以签发日为准。"))
        self._on_cancel()

    def _on_submit(self) -> None:
        if self.submit.isVisible():
            self._on_send()
            return
        self.leave()
        blocking, remark = self.proofing.before_sending()
        if blocking is not None:
            self.hub.say(tr("还不能送审：{why}。内容都在。请改正后再送。").format(why=blocking.explanation), stays=True)
            self._on_jumped(blocking)
            return
        state = self.hub.client.record("dispatch", self.record)
        if count := self.tracking.waiting():
            words = tr("还有 {count} 处修订没有定。送审的是清稿：修订都按接受算；带修订的稿子随本件留存，可在办理页的“修订稿”里看。")
            remark = "\n".join(part for part in (remark, words.format(count=count)) if part)
        case = state.case if isinstance(state, Dispatch) else None
        self.submit.begin(state.route if isinstance(state, Dispatch) else None, remark, case.definition.id if case else "")
        self.frame.show_side("submit")

    def _on_send(self) -> None:
        document = self.document()
        if document is None:
            return
        self.keeper.flush()
        if document != self._saved:
            command = d.SaveDraft(msgspec.Raw(encode(document)))
            self.hub.submit("dispatch", self.record, command, self._send)
        else:
            self._send(None)

    def _send(self, _accepted: Accepted | None) -> None:
        self.hub.submit("dispatch", self.record, self.submit.command(self.hub.client.unit_profile(), self.tracking.kept()), self._on_sent)

    def _on_sent(self, _accepted: Accepted) -> None:
        record, self._base = self.record, None
        self.keeper.close()
        self.frame.show_side("elements")
        self.hub.open_asked.emit("dispatch", record)

    def _on_cancel(self) -> None:
        self.frame.show_side("elements")
        self.editor.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc first puts away what was called up over the text."""
        if event.key() != Qt.Key.Key_Escape or not self.writing.leave():
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file of the kinds that can be imported."""
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].toLocalFile().lower().endswith(ENDINGS):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Import the dropped file."""
        event.acceptProposedAction()
        self.import_file(Path(event.mimeData().urls()[0].toLocalFile()))
