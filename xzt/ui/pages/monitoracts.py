"""What the document office can do about the case chosen in 流程监控, beside the list: each act goes into the course (FLW-17, W10).

The forms are those of the record's own page; which of them are offered, the rules say.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QFrame, QVBoxLayout

from xzt.client.commands import Accepted
from xzt.office.dispatch.state import Dispatch
from xzt.ui import theme
from xzt.ui.hub import Hub
from xzt.ui.pages.intervening import INTERVENTIONS, InterveneForm
from xzt.ui.pages.panels import fill_combo
from xzt.ui.pages.steering import TITLES, SteerForm
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label, chosen, combo, settle
from xzt.ui.widgets.oneof import OneOf

_ACTS = {
    "Assign": "assign",
    "Decide": "decide",
    "Remind": "remind",
    "Recall": "take_back",
    "Migrate": "migrate",
    "PauseClock": "pause",
    "ResumeClock": "resume",
    "Terminate": "terminate",
}
"""The acts in the order in which they are offered, with the form of each."""


class MonitorActs(QFrame):
    """Offers what is open for one case and asks for what the act needs; ``done`` when it was accepted."""

    def __init__(self, hub: Hub, done: Callable[[], None]) -> None:
        super().__init__()
        self.setObjectName("monitor.acts")
        self.setProperty("look", "panel")
        self.setAccessibleName(tr("处理"))
        self._hub, self._done, self._record = hub, done, ""
        self.title = Label(bold=True, wrap=True)
        self.act = combo("monitor.act", tr("怎样处理"), [])
        self.forms = OneOf("monitor.forms")
        client = hub.client
        around = (client.directory, client.identity)
        self._forms: dict[str, SteerForm | InterveneForm] = {}
        for command, name in _ACTS.items():
            run = partial(self._give, command)
            form = SteerForm(name, around, run, self._on_cancel) if name in TITLES else InterveneForm(name, client, run, self._on_cancel)
            self._forms[command] = form
            self.forms.add(form)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.gap(4), theme.gap(3), theme.gap(4), theme.gap(4))
        layout.setSpacing(theme.gap(2))
        for part in (self.title, self.act, self.forms):
            layout.addWidget(part)
        layout.addStretch(1)
        self.act.currentIndexChanged.connect(self._on_act)

    def show_case(self, kind: str, record: str, title: str) -> None:
        """Offer what is open for a case; what is being written stays while it is the same one. A receipt is handled on its own page."""
        fresh, self._record = record != self._record, record
        opened = {action.name for action in self._hub.client.actions(kind, record) if action.refusal is None} if record else set()
        offered = [(act, self._title(name)) for act, name in _ACTS.items() if act in opened and kind == "dispatch"]
        self.setVisible(bool(offered))
        self.title.setText(title)
        self.act.blockSignals(True)  # noqa: FBT003  Qt takes it by place
        fill_combo(self.act, [("", tr("怎样处理…")), *offered], "" if fresh else chosen(self.act))
        self.act.blockSignals(False)  # noqa: FBT003  Qt takes it by place
        self._on_act()

    def _title(self, name: str) -> str:
        return (TITLES.get(name) or INTERVENTIONS[name])[0]

    def _state(self) -> Dispatch | None:
        state = self._hub.client.record("dispatch", self._record)
        return state if isinstance(state, Dispatch) else None

    def _on_act(self, _at: int = 0) -> None:
        form, state = self._forms.get(chosen(self.act)), self._state()
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
        command = self._forms[name].command(name, state) if state else None
        if command is not None:
            self._hub.submit("dispatch", self._record, command, partial(self._on_given, name))

    def _on_given(self, name: str, _accepted: Accepted) -> None:
        self._forms[name].reason.clear()
        self.act.setCurrentIndex(0)
        self._done()
