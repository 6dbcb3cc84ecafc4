"""The handling window of a dispatch or a receipt: page in the middle, what to do on the right, actions fixed at the bottom right.

What is open, and why not, comes from the rules by way of the client (AE-05); this page only shows it. Opening a task tells the rules so.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from xzt.client.commands import Accepted, Outcome
from xzt.core.errors import Refusal
from xzt.core.notices import Changed, DirectoryChanged, JobProgress, NeedsAttention, Notice
from xzt.docs.layout.pages import PageModel
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Dispatch
from xzt.office.flow import commands as flow
from xzt.office.people import Role
from xzt.office.receipt.state import Receipt
from xzt.office.registry import Matter
from xzt.ui import actions, flowwords, theme
from xzt.ui.duewords import explain_receipt
from xzt.ui.flowwords import late_opinion
from xzt.ui.hub import Hub
from xzt.ui.pages import recordout
from xzt.ui.pages.base import Page
from xzt.ui.pages.distributing import asked_back_words
from xzt.ui.pages.finalline import FinalLine
from xzt.ui.pages.jointforms import JointLedger
from xzt.ui.pages.layouting import Layouter, files_of
from xzt.ui.pages.reading import Reading
from xzt.ui.pages.recordbar import RecordBar
from xzt.ui.pages.recordforms import RecordForms
from xzt.ui.pages.recordtabs import RecordTabs
from xzt.ui.pages.related import RelatedPanel
from xzt.ui.pages.verdict import verdict_tag
from xzt.ui.pages.widening import asked_scope_words
from xzt.ui.sentences import PENDING
from xzt.ui.text import refusal_words, step_name, tr
from xzt.ui.widgets.busy import Busy
from xzt.ui.widgets.controls import Label, clear, column, icon_button, row, rule, scrolled, settle, tag
from xzt.ui.widgets.course import Course

_GATHER = 30
"""Milliseconds in which several notices of one act are gathered into one reading."""


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
        self.tabs = RecordTabs(hub)
        self.page = self.tabs.page
        self.forms = RecordForms(hub, self.tabs.compare, lambda: self.record)
        self.forms.build(self._presses, self._on_cancel)
        self.forms.looked.connect(self.tabs.show_compare)
        self._build()

    def show_record(self, kind: str, record: str) -> None:
        """Show another record and, when its task is this person's, note that it was opened (W3)."""
        fresh = (kind, record) != (self.kind, self.record)
        self.kind, self.record = kind, record
        self._shown = None
        if fresh:
            self._asking = ""
            self.forms.opinion.clear()
            self.model = None
            self.tabs.begin()
        self.enter()
        if kind == "receipt":
            self.hub.client.arrivals.ask(record)
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
            client.is_forgotten(self.kind, self.record),
            client.directory.version,
            self.related.seen(self.state),
            client.arrivals.verdict(self.state) if isinstance(self.state, Receipt) else None,
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
        self.final.show_record(state)
        settle(self.course)
        self.tabs.show_record(self.kind, state)
        self.layouter.ask_record(state)

    def on_notice(self, notice: Notice) -> None:
        """Read again when this record changed."""
        self.tabs.on_notice(notice)
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
        verbs = self._verbs()
        if action in verbs:
            verbs[action]()
            return True
        if self.tabs.pane.trigger(action):
            return True
        spec = actions.BY_ID.get(action)
        if spec is None or not action.startswith(f"{self.kind}.") or not spec.command:
            return False
        self._run(spec)
        return True

    def _verbs(self) -> dict[str, Callable[[], None]]:
        """Return what this page does beside the record's own actions; kept, it would hold the page itself."""
        return {
            "record.primary": self._on_primary,
            "record.opinion": self.forms.opinion.opinion.edit.setFocus,
            "record.export": self._on_export,
            "record.copy": self._on_copy,
            "record.tab": self.tabs.turn,
            "page.print": self._on_print,
        }

    def export_to(self, folder: Path) -> None:
        """Write PDF, OFD and DOCX of the record into ``folder`` in a job."""
        if self.state is not None:
            recordout.export_to(self.hub, self._opened(self.state), folder)

    # giving commands

    def _run(self, spec: actions.Spec) -> None:
        self.enter()
        refusal = self._open.get(spec.command, Refusal("absent"))
        if refusal is not None:
            self.hub.refuse(refusal, self.kind)
        elif self.forms.asks(spec.panel) and self._asking != spec.panel:
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
        command = self.forms.command(name, state)
        if command is not None:
            self.hub.submit(self.kind, self.record, command, self._on_done)

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
        self.forms.opinion.clear()
        self._again.start()

    def _on_primary(self) -> None:
        self.enter()
        opened = next((spec for spec in self._offered() if spec.primary and self._open.get(spec.command) is None), None)
        if self._asking:
            self._run(actions.BY_ID[f"{self.kind}.{self._asking}"])
        elif opened is not None:
            self._run(opened)

    def _on_dropped(self, kind: str, record: str) -> None:
        self.hub.submit(self.kind, self.record, d.Unrelate(kind, record), self._on_done)

    def _on_export(self) -> None:
        if self.state is not None:
            recordout.export(self.hub, self._opened(self.state))

    def _on_copy(self) -> None:
        if self.state is not None:
            recordout.copy(self.hub, self._opened(self.state))

    def _on_print(self) -> None:
        self.enter()
        if self.state is not None:
            recordout.print_out(self.hub, self._opened(self.state), self.page.current(), self)

    def _opened(self, state: Matter) -> recordout.Opened:
        return recordout.Opened(self.kind, self.record, state, self.model, self._open.get("PassOn"))

    def _presses(self, action: str) -> Callable[[], None]:
        """Return what presses the button of an action."""
        return partial(self._run, actions.BY_ID[action])

    def _ask(self, panel: str) -> None:
        self._asking = panel
        if self.state is not None:
            self._show_forms(self.state)
        self.forms.write(panel)

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
        if isinstance(state, Receipt):
            words.append(verdict_tag(self.hub.client.arrivals.verdict(state)))
        due = flowwords.due_of(state, self.hub.client.now(), self.hub.client.given())
        words.append(due)
        if self.hub.client.waiting(self.kind, self.record):
            words.append((tr("待送"), "amber"))
        words += [(asked_back_words(state), "amber"), (asked_scope_words(state, names), "amber")]
        for text, tone in words:
            if text:
                made = tag(text, tone)
                made.setToolTip(self._explained(state) if text == due[0] else "")
                layout.addWidget(made)
        who = flowwords.holders(state, names)
        hint = pending or (tr("现在由{who}办理").format(who=who) if who else "")
        if self.hub.client.is_forgotten(self.kind, self.record):
            short, hint = flowwords.FORGOTTEN
            layout.addWidget(tag(short, "amber"))
        if isinstance(layout, QHBoxLayout):
            layout.addWidget(Label(hint, tone="muted", wrap=True), 1)
        settle(self.tags)

    def _explained(self, state: Matter) -> str:
        """Say how a limit was counted (T5)."""
        return explain_receipt(state, self.hub.client.now(), self.hub.client.given()) if isinstance(state, Receipt) else ""

    def _show_forms(self, state: Matter) -> None:
        if self._asking:
            self.forms.ask(self._asking, state)
            self.next.setText("")
            return
        opened = next((spec for spec in self._offered() if spec.primary and self._open.get(spec.command) is None), None)
        name = opened.command if opened else ""
        self.forms.show_for(opened, state)
        self.splitter.place(below=name in {"Instruct", "SignOff"} and Role.LEADER in self.hub.client.identity.roles)
        self.next.setText(self.forms.next_words(self.kind, self.record, name, state))
        self.next.setVisible(bool(self.next.text()))
        settle(self.forms)

    def _show_bar(self, state: Matter) -> None:
        names = self.hub.names(self.kind)
        refusals = [(spec, self._open.get(spec.command)) for spec in self._offered()]
        offered = [(spec, refusal_words(refusal, names).what if refusal else "") for spec, refusal in refusals]
        always = recordout.buttons(self.hub, self._opened(state), self._verbs())
        self.bar.show_all(always, offered, step_name(self.kind, state.step))

    def _on_laid(self, model: object) -> None:
        if isinstance(model, PageModel) and self.state is not None:
            self.model = model
            self.tabs.compare.take(self.state, model)
            self.page.show_pages(model, flowwords.page_words(self.state))

    # building

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
        self.course, self.joint, self.final = Course("record.course"), JointLedger(), FinalLine(self.hub)
        doing = QFrame()
        doing.setProperty("look", "panel")
        inner = QVBoxLayout(doing)
        inner.setContentsMargins(theme.gap(4), theme.gap(3), theme.gap(4), theme.gap(3))
        inner.setSpacing(theme.gap(2))
        for part in (self.forms, self.next):
            inner.addWidget(part)
        title = Label(tr("办理过程"), bold=True)
        self.related = RelatedPanel(self.hub)
        self.related.dropped.connect(self._on_dropped)
        told = column(self.related, 1, self.joint, self.final, title, rule(), self.course, None, spacing=2)
        side = column(column(doing, None), told, spacing=2, margins=(3, 3, 6, 3))
        splitter = Reading(self.tabs, scrolled(side, "record.side", tr("办理")), side)
        self.splitter = splitter
        return splitter
