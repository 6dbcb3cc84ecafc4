"""The forms of what can be done to a task besides answering it: 加签, 减签, 转办, 委派, 催办, 撤销, 终止, 指定办理人.

Each builds a command, none of them gives it. Whom it offers is read out of the same rules that will decide (W4, W5, W10, FLW-12).
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QRadioButton

from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Dispatch
from xzt.office.flow import commands as flow
from xzt.office.flow.definition import Source
from xzt.office.flow.guards import takes_part
from xzt.office.flow.holders import in_range
from xzt.office.flow.state import Case, Part, Task, TaskState
from xzt.office.people import Directory, Person
from xzt.office.registry import Command, Matter
from xzt.ui.pages.panels import Form, fill_combo, person_words
from xzt.ui.text import Names, step_name, tr
from xzt.ui.widgets.controls import Label, button, chosen, combo, field, row, text_edit
from xzt.ui.widgets.people import Picker

if TYPE_CHECKING:
    from xzt.client.session import Identity

TITLES = {
    "add": (tr("加签"), tr("请别人在您之前或之后签。在您之前的签完，公文回到您手上。")),
    "remove": (tr("减签"), tr("减去还没有办的人。已经办过的人和最后一位不能减去。")),
    "forward": (tr("转办"), tr("转给别人办，您不再办理这一步。")),
    "delegate": (tr("委派"), tr("请别人先提意见，办完回到您手上。")),
    "remind": (tr("催办"), tr("提醒现在的办理人，他们会看到您写的话。")),
    "assign": (tr("指定办理人"), tr("把停住的一步交给能办的人，原办理人不再办理。")),
    "cancel": (tr("撤销整件"), tr("整件公文不再办理。已有的意见保留，正文不能再改。")),
    "terminate": (tr("终止"), tr("停止办理这件公文，已给的文号收回。")),
}
"""Title of each form, and what will happen."""
_PEOPLE = frozenset({"forward", "delegate", "assign"})
_TASKS = frozenset({"remove", "assign"})
_REASON = frozenset({"remove", "assign", "cancel", "terminate"})
"""Where words are required."""


class SteerForm(Form):
    """Asks what one of these actions needs: people, a task, words."""

    def __init__(self, name: str, around: tuple[Directory, "Identity"], confirm: Callable[[], None], cancel: Callable[[], None]) -> None:
        title, hint = TITLES[name]
        super().__init__(name, title)
        self.name = name
        self._directory, self._identity = around
        self.box.addWidget(Label(hint, tone="muted", wrap=True))
        if name in _TASKS:
            self.tasks = combo(f"{name}.task", tr("办理的人"), [])
            self.tasks.currentIndexChanged.connect(self._on_task)
            self.box.addWidget(field(tr("现在由谁办理"), self.tasks))
        if name in _PEOPLE:
            self.people = combo(f"{name}.person", tr("交给谁"), [])
            self.box.addWidget(field(tr("交给谁"), self.people))
        if name == "add":
            self._add_choices()
        words = tr("理由（必填）") if name in _REASON else tr("要说的话（可不写）")
        self.reason = text_edit(f"{name}.reason", words, tr("对方会看到"), 4)
        self.box.addWidget(field(words, self.reason))
        sure = button(f"{name}.confirm", tr("确定{title}").format(title=title), confirm, look="primary")
        self.box.addWidget(row(None, button(f"{name}.cancel", tr("取消"), cancel), sure))
        self._state: Dispatch | None = None

    def _add_choices(self) -> None:
        mates = [one for one in self._directory.people if one.unit == self._identity.unit and one.active]
        self.picker = Picker("add.people", tr("加签的人"), [(one.id, person_words(one.name, one.title)) for one in mates])
        self.before = QRadioButton(tr("在我之前签，签完回到我"))
        self.before.setObjectName("add.before")
        self.before.setChecked(True)
        self.after = QRadioButton(tr("在我之后签"))
        self.after.setObjectName("add.after")
        self.box.addWidget(field(tr("加签的人"), self.picker))
        self.box.addWidget(self.before)
        self.box.addWidget(self.after)

    def begin(self, state: Matter) -> None:
        """Offer whom and what the rules allow now."""
        if not isinstance(state, Dispatch) or state.case is None:
            return
        self._state = state
        if self.name in _TASKS:
            names = Names(self._directory)
            found = [
                (task.id, tr("{who}（{step}）").format(who=names.holder(task.holder), step=step_name("dispatch", task.step)))
                for task in self._choosable(state.case)
            ]
            fill_combo(self.tasks, found, chosen(self.tasks))
        if self.name == "add":
            self.picker.offer([one.id for one in self._mates(state.case, self._own(state), ranged=False)])
        self._on_task()

    def command(self, name: str, state: Matter) -> Command | None:
        """Build what the action gives."""
        if name.lower() != self.name or not isinstance(state, Dispatch):
            return None
        own, words = self._own(state), self.reason.toPlainText().strip()
        task = own.id if own else ""
        return d.Steer(self._inner(task, words))

    def _inner(self, task: str, words: str) -> d.Steering:
        if self.name == "add":
            part = Part.BEFORE if self.before.isChecked() else Part.AFTER
            return flow.Add(task, self.picker.picked(), part, words)
        named = chosen(self.people) if self.name in _PEOPLE else ""
        at = chosen(self.tasks) if self.name in _TASKS else task
        made: dict[str, Callable[[], d.Steering]] = {
            "remove": lambda: flow.Remove(at, words),
            "forward": lambda: flow.Forward(at, named, words),
            "delegate": lambda: flow.Delegate(at, named, words),
            "assign": lambda: flow.Assign(at, named, words),
            "remind": lambda: flow.Remind(words),
            "cancel": lambda: flow.Cancel(words),
            "terminate": lambda: flow.Terminate(words),
        }
        return made[self.name]()

    def _on_task(self, _at: int = 0) -> None:
        """Offer the people who may have the task."""
        state = self._state
        if self.name not in _PEOPLE or state is None or state.case is None:
            return
        task = state.case.task(chosen(self.tasks)) if self.name == "assign" else self._own(state)
        mates = self._mates(state.case, task, ranged=self.name != "delegate")
        fill_combo(self.people, [(one.id, person_words(one.name, one.title)) for one in mates], chosen(self.people))

    def _own(self, state: Dispatch) -> Task | None:
        tokens = {f"p:{self._identity.person}", *(f"r:{role}" for role in self._identity.roles)}
        return next((task for task in state.tasks if task.holder in tokens), None)

    def _choosable(self, case: Case) -> list[Task]:
        """List the unanswered tasks; whether one may be taken out the rules say."""
        mine = f"p:{self._identity.person}"
        waiting = [task for task in case.tasks if task.state in {TaskState.OPEN, TaskState.WAITING}]
        return [task for task in waiting if self.name == "assign" or task.holder != mine]

    def _mates(self, case: Case, task: Task | None, *, ranged: bool) -> list[Person]:
        """List who may be brought in at a task: of this unit, there, not the drafter, not there already, within the step's range."""
        if task is None:
            return []
        who = case.definition.step(task.step).who
        ranged = ranged and who.source in {Source.CHOSEN, Source.ROLE}
        return [
            person
            for person in self._directory.people
            if person.unit == case.unit
            and person.active
            and person.id != case.starter
            and not takes_part(case, task.standing, person.id)
            and (not ranged or in_range(who, person))
        ]
