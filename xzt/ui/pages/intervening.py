"""The forms by which the document office steps in, and those of a task's holder beside answering it (FLW-17, W6, W8, W9, W10, W13, T4).

指定去向, 强制撤回, 改用新流程, 暂停 and 恢复计时, 转给代理人, 更正意见. Each builds a command and gives none; what is offered is read
out of the rules.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from xzt.office.dispatch import commands as d
from xzt.office.dispatch.flows import flows
from xzt.office.dispatch.guards import recallable
from xzt.office.dispatch.state import Dispatch
from xzt.office.flow import commands as flow
from xzt.office.flow.state import Case
from xzt.office.given import Given
from xzt.office.registry import Command, Matter
from xzt.office.windows import deputy_of
from xzt.ui import theme
from xzt.ui.duewords import clock_words
from xzt.ui.pages.panels import Form, fill_combo
from xzt.ui.text import Names, step_name, tr
from xzt.ui.widgets.controls import Label, button, chosen, clear, combo, field, row, text_edit
from xzt.ui.widgets.course import moment

if TYPE_CHECKING:
    from xzt.client.session import Client

INTERVENTIONS = {
    "cover": (tr("转给代理人"), tr("您设了代理。把手上这一步交给代理人办，期满没有办完的退还给您。")),
    "correct": (tr("更正意见"), tr("提交过的意见不能改。这里另写一条，注明更正哪一条，两条都留着。")),
    "decide": (tr("指定去向"), tr("没有一个去向的条件成立，公文停住了。请指定它往哪里走。")),
    "take_back": (tr("强制撤回"), tr("不管下一位是否打开，把公文撤回到送出的人手上。已写的意见都留着。")),
    "migrate": (tr("改用新流程"), tr("按另一个版本的流程往下走。经过的和正在办的每一步，都要对到新流程的一步。")),
    "pause": (tr("暂停计时"), tr("等外单位意见或补正材料时，办理时限停下来不走；等到了再恢复。")),
    "resume": (tr("恢复计时"), tr("办理时限从停下的地方接着走。")),
}
"""Title of each form, and what will happen."""
COMMANDS = {"Recall": "take_back", "PauseClock": "pause", "ResumeClock": "resume"}
"""The forms whose command is called otherwise than they are."""
_LISTED = {"correct": tr("更正哪一条"), "decide": tr("往哪里走"), "take_back": tr("撤回到哪一步"), "migrate": tr("新流程")}
_REASON = frozenset({"correct", "decide", "take_back", "migrate", "pause"})


class InterveneForm(Form):
    """Asks what one of these acts needs: a choice from a list, a mapping of steps, words."""

    def __init__(self, name: str, client: "Client", confirm: Callable[[], None], cancel: Callable[[], None]) -> None:
        title, hint = INTERVENTIONS[name]
        super().__init__(name, title)
        self.name, self._client = name, client
        self.box.addWidget(Label(hint, tone="muted", wrap=True))
        self.facts = Label(wrap=True)
        self.facts.setObjectName(f"{name}.facts")
        self.box.addWidget(self.facts)
        self._mapped: dict[str, QComboBox] = {}
        self._case: Case | None = None
        if name in _LISTED:
            self.list = combo(f"{name}.list", _LISTED[name], [])
            self.box.addWidget(field(_LISTED[name], self.list))
        if name == "migrate":
            self._holder, self._grid = QWidget(), QGridLayout()
            self._grid.setContentsMargins(0, 0, 0, 0)
            self._grid.setVerticalSpacing(theme.gap(1))
            self._holder.setLayout(self._grid)
            self.box.addWidget(self._holder)
            self.list.currentIndexChanged.connect(self._show_mapping)
        words = tr("理由（必填）") if name in _REASON else tr("要说的话（可不写）")
        self.reason = text_edit(f"{name}.reason", words, tr("记在过程里，大家都看得到"), 4)
        self._words = field(words, self.reason)
        self._words.setVisible(name in _REASON)
        self.box.addWidget(self._words)
        sure = button(f"{name}.confirm", tr("确定{title}").format(title=title), confirm, look="primary")
        self.box.addWidget(row(None, button(f"{name}.cancel", tr("取消"), cancel), sure))

    def begin(self, state: Matter) -> None:
        """Offer what the rules allow now."""
        if not isinstance(state, Dispatch) or state.case is None:
            return
        self._case = state.case
        if self.name in _LISTED:
            fill_combo(self.list, self._choices(state, state.case), chosen(self.list))
        if self.name == "migrate":
            self._show_mapping()
        words = self._facts(state.case)
        self.facts.setText(words)
        self.facts.setVisible(bool(words))

    def command(self, name: str, state: Matter) -> Command | None:
        """Build what the action gives."""
        if COMMANDS.get(name, name.lower()) != self.name or not isinstance(state, Dispatch) or state.case is None:
            return None
        inner = self._inner(state.case, self.reason.toPlainText().strip())
        return d.Steer(inner) if inner else None

    def _inner(self, case: Case, words: str) -> d.Steering | None:
        named = chosen(self.list) if self.name in _LISTED else ""
        new, at = flows().get(named), named.partition("/")
        made: dict[str, Callable[[], d.Steering | None]] = {
            "cover": lambda: flow.Cover(self._coverable(case), self._deputy(case)),
            "correct": lambda: flow.Correct(named, words),
            "decide": lambda: flow.Decide(at[0], at[2], words),
            "take_back": lambda: flow.Withdraw(named, words, forced=True),
            "migrate": lambda: flow.Migrate(new, {step: chosen(box) for step, box in self._mapped.items()}, words) if new else None,
            "pause": lambda: flow.PauseClock(words),
            "resume": flow.ResumeClock,
        }
        return made[self.name]()

    def _choices(self, state: Dispatch, case: Case) -> list[tuple[str, str]]:
        names = Names(self._client.directory)
        if self.name == "correct":
            mine = [one for one in case.opinions if one.act.person == self._client.identity.person]
            return [(one.id, _line(step_name("dispatch", one.step), moment(one.act.at), one.words)) for one in reversed(mine)]
        if self.name == "decide":
            stuck = [task for task in case.open_tasks if task.why == "no_branch"]
            ways = [(task, branch.to) for task in stuck for branch in case.definition.step(task.step).branches]
            return [(f"{task.id}/{to}", _line(step_name("dispatch", task.step), "→", step_name("dispatch", to))) for task, to in ways]
        if self.name == "take_back":
            found = reversed(recallable(state))
            return [(one.id, _line(step_name("dispatch", one.step), names.person(one.sender))) for one in found]
        kept = (case.definition.id, case.definition.version)
        return [
            (one.id, tr("{name}（第{n}版）").format(name=one.name, n=one.version))
            for one in flows().values()
            if (one.id, one.version) != kept
        ]

    def _show_mapping(self, _at: int = 0) -> None:
        """Lay a choice of the new steps beside each step that the case stands at or has passed."""
        clear(self._grid)
        self._mapped = {}
        new = flows().get(chosen(self.list))
        if self._case is None or new is None:
            return
        offered = [(step.id, step.name) for step in new.steps]
        for at, step in enumerate(steps_of(self._case)):
            box = combo(f"migrate.map.{at}", tr("“{step}”对应").format(step=step_name("dispatch", step)), offered)
            box.setCurrentIndex(max(0, box.findData(step)))
            self._mapped[step] = box
            self._grid.addWidget(Label(tr("{step} →").format(step=step_name("dispatch", step))), at, 0)
            self._grid.addWidget(box, at, 1)

    def _facts(self, case: Case) -> str:
        if self.name in {"pause", "resume"}:
            return clock_words(case, self._client.now(), self._client.given())
        if self.name == "cover":
            return tr("代理人：{who}").format(who=Names(self._client.directory).person(self._deputy(case)))
        if self.name == "migrate":
            return tr("现在是“{name}”第{n}版。").format(name=case.definition.name, n=case.definition.version)
        return ""

    def _deputy(self, case: Case) -> str:
        given: Given = self._client.given()
        return deputy_of(given.windows, self._client.identity.person, case.definition.matter, self._client.now())

    def _coverable(self, case: Case) -> str:
        mine = f"p:{self._client.identity.person}"
        free = (task for task in case.open_tasks if task.holder == mine and not task.principal)
        return next((task.id for task in free if case.definition.step(task.step).delegable), "")


def steps_of(case: Case) -> tuple[str, ...]:
    """List the steps that a new definition has to have a place for, in the order in which they come (W9)."""
    there = {one.step for one in case.standings} | {one.step for one in case.visits} | {one.step for one in case.arrivals}
    return tuple(step.id for step in case.definition.steps if step.id in there)


def _line(*parts: str) -> str:
    return " ".join(part for part in parts if part)
