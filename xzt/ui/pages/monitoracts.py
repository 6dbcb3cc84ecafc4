"""What the document office can do about the case chosen in 流程监控, beside the list: each act goes into the course (FLW-17, W10).

The forms are those of the record's own page; which of them are offered, the rules say.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QFrame, QVBoxLayout

from xzt.client.commands import Accepted
from xzt.office.registry import Matter
from xzt.ui import theme
from xzt.ui.hub import Hub
from xzt.ui.pages.intervening import INTERVENTIONS, InterveneForm
from xzt.ui.pages.panels import fill_combo
from xzt.ui.pages.receiptforms import ClockForm, ReassignForm, UrgeForm
from xzt.ui.pages.steering import TITLES, SteerForm
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label, chosen, combo, settle
from xzt.ui.widgets.oneof import OneOf

_OF_DISPATCH = {
    "Assign": "assign",
    "Decide": "decide",
    "Remind": "remind",
    "Recall": "take_back",
    "Migrate": "migrate",
    "PauseClock": "pause",
    "ResumeClock": "resume",
    "Terminate": "terminate",
}
_OF_RECEIPT = {"Reassign": "reassign", "Remind": "urge", "PauseClock": "stop_clock", "ResumeClock": "start_clock"}
_ACTS = {"dispatch": _OF_DISPATCH, "receipt": _OF_RECEIPT}
"""The acts of each kind in the order in which they are offered, with the form of each."""
_Form = SteerForm | InterveneForm | UrgeForm | ReassignForm | ClockForm


class MonitorActs(QFrame):
    """Offers what is open for one case and asks for what the act needs; ``done`` when it was accepted."""

    def __init__(self, hub: Hub, done: Callable[[], None]) -> None:
        super().__init__()
        self.setObjectName("monitor.acts")
        self.setProperty("look", "panel")
        self.setAccessibleName(tr("处理"))
        self._hub, self._done, self._kind, self._record = hub, done, "dispatch", ""
        self.title = Label(bold=True, wrap=True)
        self.act = combo("monitor.act", tr("怎样处理"), [])
        self.forms = OneOf("monitor.forms")
        self._forms: dict[tuple[str, str], _Form] = {}
        for kind, acts in _ACTS.items():
            for command, name in acts.items():
                self._forms[kind, command] = self._form(name, partial(self._give, command))
                self.forms.add(self._forms[kind, command])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.gap(4), theme.gap(3), theme.gap(4), theme.gap(4))
        layout.setSpacing(theme.gap(2))
        for part in (self.title, self.act, self.forms):
            layout.addWidget(part)
        layout.addStretch(1)
        self.act.currentIndexChanged.connect(self._on_act)

    def _form(self, name: str, run: Callable[[], None]) -> _Form:
        client = self._hub.client
        around = (client.directory, client.identity)
        if name in TITLES:
            return SteerForm(name, around, run, self._on_cancel)
        if name in INTERVENTIONS:
            return InterveneForm(name, client, run, self._on_cancel)
        if name == "reassign":
            return ReassignForm(around, run, self._on_cancel)
        return UrgeForm(run, self._on_cancel) if name == "urge" else ClockForm(name, client, run, self._on_cancel)

    def show_case(self, kind: str, record: str, title: str) -> None:
        """Offer what is open for a matter; what is being written stays while it is the same one."""
        fresh, self._kind, self._record = record != self._record, kind or "dispatch", record
        opened = {action.name for action in self._hub.client.actions(kind, record) if action.refusal is None} if record else set()
        offered = [(act, self._forms[self._kind, act].accessibleName()) for act in _ACTS[self._kind] if act in opened]
        self.setVisible(bool(offered))
        self.title.setText(title)
        self.act.blockSignals(True)  # noqa: FBT003  Qt takes it by place
        fill_combo(self.act, [("", tr("怎样处理…")), *offered], "" if fresh else chosen(self.act))
        self.act.blockSignals(False)  # noqa: FBT003  Qt takes it by place
        self._on_act()

    def _state(self) -> Matter | None:
        return self._hub.client.record(self._kind, self._record)

    def _on_act(self, _at: int = 0) -> None:
        form, state = self._forms.get((self._kind, chosen(self.act))), self._state()
        if form is None or state is None:
            self.forms.hide()
            return
        form.begin(state)
        self.forms.show_only(form)
        self.forms.show()
        settle(self)

    def _on_cancel(self) -> None:
        self.act.setCurrentIndex(0)

    def _give(self, name: str) -> None:
        state = self._state()
        command = self._forms[self._kind, name].command(name, state) if state else None
        if command is not None:
            self._hub.submit(self._kind, self._record, command, partial(self._on_given, name))

    def _on_given(self, name: str, _accepted: Accepted) -> None:
        self._forms[self._kind, name].reason.clear()
        self.act.setCurrentIndex(0)
        self._done()
