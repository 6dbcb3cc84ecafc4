"""The handling window of a dispatch or a receipt: page in the middle, what to do on the right, actions fixed at the bottom right.

What is open, and why not, comes from the rules by way of the client (AE-05); this page only shows it. Opening a task tells the rules so.
"""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QSplitter, QTabWidget, QVBoxLayout, QWidget

from xzt.client.commands import Accepted, Outcome
from xzt.client.jobs import Progress
from xzt.core.errors import Refusal
from xzt.core.notices import Changed, DirectoryChanged, JobProgress, NeedsAttention, Notice
from xzt.docs.layout.pages import PageModel
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Dispatch
from xzt.office.flow import commands as flow
from xzt.office.people import Role
from xzt.office.registry import Command, Matter
from xzt.ui import actions, flowwords, theme
from xzt.ui.flowshape import picture
from xzt.ui.flowwords import late_opinion
from xzt.ui.hub import Hub
from xzt.ui.pagepane import PagePane
from xzt.ui.pages import panels
from xzt.ui.pages.base import Page
from xzt.ui.pages.comparing import ComparePane, ProofForm
from xzt.ui.pages.distributing import Asking, DistributeForm, Groups, LedgerPane, asked_back_words, asking_forms
from xzt.ui.pages.files import FilesPane
from xzt.ui.pages.intervening import INTERVENTIONS, InterveneForm
from xzt.ui.pages.jointforms import AllotForm, JointLedger, SendBackForm
from xzt.ui.pages.layouting import Layouter, files_of
from xzt.ui.pages.proposing import ProposeForm
from xzt.ui.pages.reading import Reading
from xzt.ui.pages.receiptforms import ReassignForm, UrgeForm
from xzt.ui.pages.recordbar import RecordBar
from xzt.ui.pages.registering import RegisterForm
from xzt.ui.pages.related import RelatedPanel
from xzt.ui.pages.relating import OUT, RelateForm, issue_again
from xzt.ui.pages.replying import ReplyForm
from xzt.ui.pages.sheet import HandlingSheet
from xzt.ui.pages.steering import TITLES, SteerForm
from xzt.ui.pages.trackedpane import TrackedPane
from xzt.ui.pages.widening import WidenForm
from xzt.ui.pageview import PageView
from xzt.ui.sentences import PENDING
from xzt.ui.text import refusal_words, step_name, tr
from xzt.ui.widgets.busy import Busy
from xzt.ui.widgets.controls import Label, button, clear, column, icon_button, row, rule, scrolled, settle, tag
from xzt.ui.widgets.course import Course
from xzt.ui.widgets.flowpicture import FlowPicture
from xzt.ui.widgets.oneof import OneOf

_SHEET, _FLOW, _COURSE, _FILES, _TRACKED, _COMPARE, _LEDGER = 1, 2, 3, 4, 5, 6, 7
"""The tabs beside the page itself."""
_GATHER = 30
"""Milliseconds in which several notices of one act are gathered into one reading."""
_OPINION = {
    "Review": ("review", tr("核稿意见")),
    "Countersign": ("countersign", tr("会签意见")),
    "SignOff": ("sign_off", tr("签发意见")),
    "Instruct": ("instruct", tr("批示意见")),
    "Handle": ("handle", tr("办理结果")),
    "MarkRead": ("read", tr("阅后意见（可不写）")),
}
_FORMS = {
    "Distribute": "distribute",
    "Archive": "archive",
    "Propose": "propose",
    "AssignNumber": "number",
    "Register": "register",
    "Allot": "allot",
    "Proofread": "proof",
}

Reasons = panels.ReasonForm | SteerForm | InterveneForm | SendBackForm | ReplyForm | WidenForm | Asking | UrgeForm | ReassignForm


class RecordPage(Page):
    """One record, opened."""

    def __init__(self, hub: Hub) -> None:
        super().__init__(hub, "page.record", tr("公文办理"))
        self.kind, self.record = "dispatch", ""
        self.state: Matter | None = None
        self.model: PageModel | None = None
        self._open: dict[str, Refusal | None] = {}
        self._shown: object = None
        self._asking = ""
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(_GATHER)
        self._again.timeout.connect(self.enter)
        self.layouter = Layouter(hub, self)
        self.layouter.laid.connect(self._on_laid)
        self.busy = Busy(self)
        self._build_forms()
        self._build()

    def show_record(self, kind: str, record: str) -> None:
        """Show another record and, when its task is this person's, note that it was opened (W3)."""
        fresh = (kind, record) != (self.kind, self.record)
        self.kind, self.record = kind, record
        self._shown = None
        if fresh:
            self._asking = ""
            self.opinion.opinion.edit.clear()
            self.tabs.setCurrentIndex(0)
            self.model = None
            self.compare.forget()
            self.page.show_pages(None, tr("正在排版…"))
        self.enter()
        if self._open.get("Open", Refusal("absent")) is None:
            hub = self.hub
            hub.bridge.watch(hub.client.submit(kind, record, d.Open()), self._on_opened, hub.fail)

    def enter(self) -> None:
        """Read the record again."""
        self.state = self.hub.client.record(self.kind, self.record)
        if self.state is None:
            self.hub.say(tr("这件公文已不在您能看到的范围内。"), stays=True)
            self.hub.page_asked.emit("back")
            return
        self._open = {action.name: action.refusal for action in self.hub.client.actions(self.kind, self.record)}
        client = self.hub.client
        here = [client.has_blob(digest) for digest in files_of(self.state)]
        shown = (
            self.state,
            self._open,
            self._asking,
            here,
            client.waiting(self.kind, self.record),
            client.directory.version,
            self.related.seen(self.state),
        )
        if shown == self._shown:
            return
        self._shown = shown
        self.setUpdatesEnabled(False)
        self._show_all(self.state)
        self.setUpdatesEnabled(True)

    def _show_all(self, state: Matter) -> None:
        self._show_head(state)
        self._show_forms(state)
        self._show_bar(state)
        names = self.hub.names(self.kind)
        stops = flowwords.stops(state, names)
        self.course.show_stops(stops)
        self.related.show_record(state, mine=self._open.get("Unrelate", Refusal("absent")) is None)
        self.joint.show_record(state, names)
        settle(self.course)
        kept = isinstance(state, Dispatch) and any(version.tracked for version in state.versions)
        self.tabs.setTabVisible(_TRACKED, kept)
        self.tabs.setTabVisible(_LEDGER, isinstance(state, Dispatch) and bool(state.ledger))
        self.tabs.setTabVisible(_COMPARE, isinstance(state, Dispatch) and bool(state.versions))
        self.tabs.setTabVisible(_FLOW, isinstance(state, Dispatch))
        self._fill_tab(self.tabs.currentIndex())
        self.layouter.ask_record(state)

    def _fill_tab(self, at: int) -> None:
        """Fill the tab in sight; the others are filled when they are turned to."""
        if self.state is None:
            return
        names = self.hub.names(self.kind)
        if at == _SHEET:
            self.sheet.show_record(self.state, names)
        elif at == _FLOW and isinstance(self.state, Dispatch):
            self.flow.show_picture(picture(self.state, names, self.hub.client.now()))
        elif at == _COURSE:
            self.full_course.show_stops(flowwords.stops(self.state, names))
        elif at == _FILES:
            self.files.show_record(self.state, names)
        elif at == _TRACKED and isinstance(self.state, Dispatch):
            self.tracked.show_record(self.state, names)
        elif at == _COMPARE and isinstance(self.state, Dispatch):
            self.compare.show_record(self.state)
        elif at == _LEDGER and isinstance(self.state, Dispatch):
            self.ledger.show_record(self.state, names)

    def on_notice(self, notice: Notice) -> None:
        """Read again when this record changed."""
        self.files.on_notice(notice)
        if isinstance(notice, JobProgress):
            self.busy.show_progress(notice)
        elif isinstance(notice, DirectoryChanged | NeedsAttention) or (
            isinstance(notice, Changed) and (not notice.records or self._concerns(notice.records))
        ):
            self._again.start()

    def _concerns(self, records: tuple[tuple[str, str], ...]) -> bool:
        """Say whether one of these is the record in sight or belongs to it."""
        return (self.kind, self.record) in records or not self.related.keys.isdisjoint(records)

    def leave(self) -> None:
        """Read nothing more until the page is shown again."""
        self._again.stop()

    def trigger(self, action: str) -> bool:
        """Run an action of the record or of its page."""
        if self.state is None:
            return False
        verbs = {
            "record.primary": self._on_primary,
            "record.opinion": self.opinion.opinion.edit.setFocus,
            "record.export": self._on_export,
            "record.copy": self._on_copy,
            "record.tab": self._on_next_tab,
            "page.print": self._on_print,
        }
        if action in verbs:
            verbs[action]()
            return True
        if self.pane.trigger(action):
            return True
        spec = actions.BY_ID.get(action)
        if spec is None or not action.startswith(f"{self.kind}.") or not spec.command:
            return False
        self._run(spec)
        return True

    def export_to(self, folder: Path) -> None:
        """Write PDF, OFD and DOCX of the record into ``folder`` in a job."""
        if self.state is None or self.model is None:
            return
        client, state, model, stem = (
            self.hub.client,
            self.state,
            self.model,
            flowwords.number_of(self.state) or flowwords.title_of(self.state)[:40],
        )

        def work(_progress: Progress) -> list[Path]:
            from xzt.client import documents  # the writers load when they are used

            profile = documents.profile_of(state, client.unit_profile())
            return documents.export(state, (model, profile), documents.sealed_of(client, state), folder, stem)

        self.hub.run(self.hub.client.jobs.run("export", work), self._on_exported)

    # giving commands

    def _run(self, spec: actions.Spec) -> None:
        self.enter()
        refusal = self._open.get(spec.command, Refusal("absent"))
        if refusal is not None:
            self.hub.refuse(refusal, self.kind)
        elif spec.panel in self.reasons and self._asking != spec.panel:
            self._ask(spec.panel)
        elif spec.command in {"Revive", "Read"}:
            self._steer(spec.command)
        elif spec.command == "PassOn":
            self.hub.forward_asked.emit(self.kind, self.record)
        elif spec.command == "Seal":
            self._seal()
        elif spec.command == "RecordPackage":
            self.hub.page_asked.emit("archive")
        else:
            self._give("Disagree" if spec.id == "dispatch.disagree" else spec.command)

    def _give(self, name: str) -> None:
        state = self.state
        if state is None:
            return
        for form in self.forms.values():
            command: Command | None = form.command(name, state)
            if command is not None:
                self.hub.submit(self.kind, self.record, command, self._on_done)
                return

    def _steer(self, name: str) -> None:
        """Give what needs no form: the late opinion counts as the answer (W3), or what was copied to one is read."""
        state = self.state
        late = late_opinion(state, self.hub.client.identity.person) if isinstance(state, Dispatch) else ""
        command = d.Steer(flow.Revive(late) if name == "Revive" else flow.Read())
        self.hub.submit(self.kind, self.record, command, self._on_done)

    def _seal(self) -> None:
        from xzt.client import sealing  # signing loads when a seal is asked for

        job = sealing.seal(self.hub.client, self.record)
        self.busy.begin(job.id, tr("正在生成版式文件…"), job.cancel)
        self.hub.bridge.watch(job.future, self._on_sealed, self._on_seal_failed)

    def _on_sealed(self, outcome: Outcome) -> None:
        self.busy.end()
        self.hub.take_outcome(outcome, self.kind, "Seal", self._on_done)

    def _on_seal_failed(self, error: BaseException) -> None:
        self.busy.end()
        self.hub.fail(error)

    def _on_opened(self, _outcome: Outcome) -> None:
        self._again.start()

    def _on_done(self, _accepted: Accepted) -> None:
        self._asking = ""
        self.opinion.opinion.edit.clear()
        self._again.start()

    def _on_primary(self) -> None:
        self.enter()
        opened = next((spec for spec in self._offered() if spec.primary and self._open.get(spec.command) is None), None)
        if self._asking:
            self._run(actions.BY_ID[f"{self.kind}.{self._asking}"])
        elif opened is not None:
            self._run(opened)

    def _on_next_tab(self) -> None:
        shown = [at for at in range(self.tabs.count()) if self.tabs.isTabVisible(at)]
        self.tabs.setCurrentIndex(shown[(shown.index(self.tabs.currentIndex()) + 1) % len(shown)])

    def _on_dropped(self, kind: str, record: str) -> None:
        self.hub.submit(self.kind, self.record, d.Unrelate(kind, record), self._on_done)

    def _on_compare(self) -> None:
        self.tabs.setCurrentIndex(_COMPARE)

    def _on_copy(self) -> None:
        """Begin a new draft with the content of this document, without its number and dates (DOC-16)."""
        limit = self._open.get("PassOn")
        if limit is not None and limit.code == "scope_forbids":  # what is copied is passed on as well (G6)
            self.hub.refuse(limit, self.kind)
        elif self.state is not None and Role.DRAFTER in self.hub.client.identity.roles:
            from xzt.client.earlier import copied  # templates are not needed to read a record

            self.hub.bridge.watch(self.hub.client.start_draft(copied(self.hub.client, self.state)), self._on_copied, self.hub.fail)

    def _on_copied(self, outcome: Outcome) -> None:
        if isinstance(outcome, Refusal):
            self.hub.refuse(outcome)
        else:
            self.hub.open_asked.emit("dispatch", outcome.record)
            self.hub.say(tr("已用这件公文的内容另拟一件，文号和日期没有带过来。"))

    def _on_export(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("导出到"))
        if folder:
            self.export_to(Path(folder))

    def _on_print(self) -> None:
        self.enter()
        if self.state is not None and self.model is not None:
            from xzt.ui.printdialog import PrintDialog, Subject  # printing loads when it is asked for (AE-19)

            PrintDialog(self.hub, Subject(self.kind, self.record, self.state, self.model, self.page.current()), self).open()

    def _on_exported(self, paths: list[Path]) -> None:
        self.hub.say(tr("已导出 {count} 个文件到 {folder}").format(count=len(paths), folder=str(paths[0].parent)))

    def _ask(self, panel: str) -> None:
        self._asking = panel
        if self.state is not None:
            self._show_forms(self.state)
        self.reasons[panel].reason.setFocus()

    def _on_cancel(self) -> None:
        self._asking = ""
        self.enter()

    # showing

    def _offered(self) -> list[actions.Spec]:
        if self.state is None:
            return []
        opened = frozenset(name for name, refusal in self._open.items() if refusal is None)
        return actions.offered(self.kind, self.state.step, opened)

    def _show_head(self, state: Matter) -> None:
        names = self.hub.names(self.kind)
        self.caption.setText(flowwords.title_of(state))
        self.caption.setAccessibleName(flowwords.title_of(state))
        layout = self.tags.layout()
        if layout is None:
            return
        clear(layout)
        pending = tr(PENDING[state.pending]) if state.pending in PENDING else ""
        words = [(flowwords.urgency_of(state), "amber"), (step_name(self.kind, state.step), "accent")]
        number = flowwords.number_of(state)
        words.append((number or tr("待编号"), ""))
        if isinstance(state, Dispatch) and state.versions:
            words.append((tr("第{n}稿").format(n=state.versions[-1].n), ""))
        words.append((flowwords.scope_of(state), "amber"))
        words.append(flowwords.due_of(state, self.hub.client.now(), self.hub.client.given()))
        if self.hub.client.waiting(self.kind, self.record):
            words.append((tr("待送"), "amber"))
        words.append((asked_back_words(state), "amber"))
        for text, tone in words:
            if text:
                layout.addWidget(tag(text, tone))
        who = flowwords.holders(state, names)
        hint = pending or (tr("现在由{who}办理").format(who=who) if who else "")
        layout.addWidget(Label(hint, tone="muted"))
        if isinstance(layout, QHBoxLayout):
            layout.addStretch(1)
        settle(self.tags)

    def _show_forms(self, state: Matter) -> None:
        if self._asking:
            self.reasons[self._asking].begin(state)
            self.stack.show_only(self.reasons[self._asking])
            self.next.setText("")
            return
        opened = next((spec for spec in self._offered() if spec.primary and self._open.get(spec.command) is None), None)
        name = opened.command if opened else ""
        if name in _OPINION:
            phrases, title = _OPINION[name]
            self.opinion.ask(title, phrases)
            self.stack.show_only(self.opinion)
        elif name in _FORMS:
            self.forms[_FORMS[name]].begin(state)
            self.stack.show_only(self.forms[_FORMS[name]])
        else:
            self._show_idle(state, opened)
        self.splitter.place(below=name in {"Instruct", "SignOff"} and Role.LEADER in self.hub.client.identity.roles)
        self.next.setText(self._next_words(name, state))
        self.next.setVisible(bool(self.next.text()))
        settle(self.stack)

    def _next_words(self, name: str, state: Matter) -> str:
        """Ask the rules who would get it next (FLW-22)."""
        names = self.hub.names(self.kind)
        if not isinstance(state, Dispatch):
            return flowwords.next_of_receipt(name, names)
        made = {"Seal": d.Seal("", ()), "Archive": d.Archive("")}.get(name)
        command = made or next((built for form in self.forms.values() if (built := form.command(name, state)) is not None), None)
        return flowwords.next_words(self.hub.client.ahead(self.record, command), names) if isinstance(command, d.Command) else ""

    def _show_idle(self, state: Matter, opened: actions.Spec | None) -> None:
        who = flowwords.holders(state, self.hub.names(self.kind))
        if opened is not None:
            self.idle.say(opened.title, tr("点右下角“{title}”继续。").format(title=opened.title))
        elif state.pending:
            self.idle.say(tr("已申请"), tr(PENDING.get(state.pending, "")))
        elif who:
            self.idle.say(tr("等待{who}").format(who=who), tr("现在没有要您办的事。办完后会在这里看到结果。"))
        else:
            self.idle.say(step_name(self.kind, state.step), tr("现在没有要您办的事。"))
        self.stack.show_only(self.idle)

    def _show_bar(self, state: Matter) -> None:
        always: list[QWidget] = [button("record.export", tr("导出"), self._on_export, icon="export", look="plain")]
        if Role.DRAFTER in self.hub.client.identity.roles:
            always.append(button("record.copy", tr("以此另拟"), self._on_copy, icon="copy", look="plain"))
            if isinstance(state, Dispatch):  # a receipt is passed on as its rules say (G6)
                forward = partial(self.hub.forward_asked.emit, self.kind, self.record)
                always.append(button("record.forward", tr("转发"), forward, icon="send", look="plain"))
            if isinstance(state, Dispatch) and state.step in OUT:
                for kind, title in (("corrects", tr("更正")), ("reprints", tr("重印"))):
                    again = partial(issue_again, self.hub, self.record, state, kind)
                    always.append(button(f"record.{kind}", title, again, look="plain"))
        always.append(button("record.print", tr("打印"), self._on_print, icon="print", look="plain"))
        names = self.hub.names(self.kind)
        refusals = [(spec, self._open.get(spec.command)) for spec in self._offered()]
        offered = [(spec, refusal_words(refusal, names).what if refusal else "") for spec, refusal in refusals]
        self.bar.show_all(always, offered, step_name(self.kind, state.step))

    def _on_laid(self, model: object) -> None:
        if isinstance(model, PageModel) and self.state is not None:
            self.model = model
            self.compare.take(self.state, model)
            self.page.show_pages(model, flowwords.page_words(self.state))

    # building

    def _build_forms(self) -> None:
        client = self.hub.client
        self.compare = ComparePane(self.hub)
        self.proof = ProofForm(self.compare)
        self.proof.looked.connect(self._on_compare)
        self.idle, self.opinion = panels.IdleForm(), panels.OpinionForm(client.identity.person)
        give_back = partial(self._run, actions.BY_ID["dispatch.return"])
        refuse, discard = (partial(self._run, actions.BY_ID[f"receipt.{name}"]) for name in ("refuse", "discard"))
        self.reasons: dict[str, Reasons] = {
            "return": panels.ReasonForm("return", tr("退回"), ("return.confirm", tr("确定退回"), give_back), self._on_cancel),
            "refuse": panels.ReasonForm("refuse", tr("拒收"), ("refuse.confirm", tr("确定拒收"), refuse), self._on_cancel),
            "discard": panels.ReasonForm("discard", tr("作废"), ("discard.confirm", tr("确定作废"), discard), self._on_cancel),
            "send_back": SendBackForm(partial(self._run, actions.BY_ID["dispatch.send_back"]), self._on_cancel),
        }
        self.reasons["widen"] = WidenForm(partial(self._run, actions.BY_ID["receipt.widen"]), self._on_cancel)
        self.reasons["urge"] = UrgeForm(partial(self._run, actions.BY_ID["receipt.urge"]), self._on_cancel)
        run = partial(self._run, actions.BY_ID["receipt.reassign"])
        self.reasons["reassign"] = ReassignForm((client.directory, client.identity), run, self._on_cancel)
        self.reasons["reply"] = ReplyForm(self.hub, lambda: self.record, self._on_cancel)
        self.reasons["relate"] = RelateForm(
            self.hub, lambda: self.record, partial(self._run, actions.BY_ID["dispatch.relate"]), self._on_cancel
        )
        self.reasons |= asking_forms(self.hub, lambda name: partial(self._run, actions.BY_ID[name]), self._on_cancel)
        around = (client.directory, client.identity)
        for name in TITLES:
            run = partial(self._run, actions.BY_ID[f"dispatch.{name}"])
            self.reasons[name] = SteerForm(name, around, run, self._on_cancel)
        for name in INTERVENTIONS:
            self.reasons[name] = InterveneForm(name, client, partial(self._run, actions.BY_ID[f"dispatch.{name}"]), self._on_cancel)
        self.forms: dict[str, panels.Form] = {
            "opinion": self.opinion,
            **self.reasons,
            "distribute": DistributeForm((client.directory, client.identity), Groups(self.hub)),
            "archive": panels.ArchiveForm(),
            "propose": ProposeForm(client.directory, client.identity, client.now, client.given),
            "number": panels.NumberForm(client.identity),
            "register": RegisterForm(self.hub, lambda: self.record),
            "allot": AllotForm(client.directory, client.identity),
            "proof": self.proof,
            "idle": self.idle,
        }
        self.stack = OneOf("record.forms")
        for form in self.forms.values():
            self.stack.add(form)

    def _build(self) -> None:
        self.caption = Label(size=1.2, bold=True, wrap=True)
        self.tags = QWidget()
        tags = QHBoxLayout(self.tags)
        tags.setContentsMargins(0, 0, 0, 0)
        tags.setSpacing(theme.gap(2))
        back = icon_button("record.back", tr("返回"), "back", partial(self.hub.page_asked.emit, "back"))
        head = row(back, column(self.caption, self.tags, spacing=1), spacing=2, margins=(3, 3, 6, 2))
        layout = head.layout()
        if isinstance(layout, QHBoxLayout):
            layout.setStretch(1, 1)
        self.page = PageView("record.page")
        self.pane = PagePane(self.page)
        self.sheet, self.full_course, self.files = HandlingSheet(), Course("record.course.full"), FilesPane(self.hub)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("record.tabs")
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.tabBar().setAccessibleName(tr("公文的各部分"))
        self.tabs.addTab(self.pane, tr("正文"))
        self.tabs.addTab(scrolled(self.sheet, "sheet.scroll", tr("处理单")), tr("处理单"))
        self.flow = FlowPicture()
        self.tabs.addTab(scrolled(self.flow, "flow.scroll", tr("流程图")), tr("流程图"))
        wide = column(self.full_course, margins=(6, 5, 6, 5))
        self.tabs.addTab(scrolled(wide, "course.scroll", tr("意见与过程")), tr("意见与过程"))
        self.tabs.addTab(scrolled(self.files, "files.scroll", tr("附件和文件")), tr("附件和文件"))
        self.tracked = TrackedPane(self.hub)
        self.tabs.addTab(self.tracked, tr("修订稿"))
        self.tabs.setTabVisible(_TRACKED, False)  # noqa: FBT003  Qt takes it by place
        self.tabs.addTab(self.compare, tr("对照"))
        self.ledger = LedgerPane(self.hub)
        self.tabs.addTab(scrolled(self.ledger, "ledger.scroll", tr("分发台账")), tr("分发台账"))
        self.tabs.currentChanged.connect(self._fill_tab)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(head)
        outer.addWidget(self._split(), 1)
        self.bar = RecordBar(self._run)
        outer.addWidget(self.bar)

    def _split(self) -> QSplitter:
        self.next = Label(tone="accent", wrap=True)
        self.next.setObjectName("record.next")
        self.course, self.joint = Course("record.course"), JointLedger()
        doing = QFrame()
        doing.setProperty("look", "panel")
        inner = QVBoxLayout(doing)
        inner.setContentsMargins(theme.gap(4), theme.gap(3), theme.gap(4), theme.gap(3))
        inner.setSpacing(theme.gap(2))
        for part in (self.stack, self.next):
            inner.addWidget(part)
        title = Label(tr("办理过程"), bold=True)
        self.related = RelatedPanel(self.hub)
        self.related.dropped.connect(self._on_dropped)
        told = column(self.related, 1, self.joint, title, rule(), self.course, None, spacing=2)
        side = column(column(doing, None), told, spacing=2, margins=(3, 3, 6, 3))
        splitter = Reading(self.tabs, scrolled(side, "record.side", tr("办理")), side)
        self.splitter = splitter
        return splitter
