"""What the picture of a flow shows: its steps in layers, where the matter stands, how long each took, what was said there (FLW-13).

Values only; ``xzt.ui.widgets.flowpicture`` paints them.
"""

from datetime import datetime, timedelta

from msgspec import Struct

from xzt.office.dispatch.flows import USUAL, flows
from xzt.office.dispatch.state import Dispatch
from xzt.office.flow.definition import END, Definition
from xzt.office.flow.state import Case, Opinion, Status, Task, TaskState
from xzt.ui.text import Names, tr

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Box(Struct, frozen=True):
    """One step: its layer from the top, its place beside others in that layer, and what is told of it."""

    id: str
    title: str
    layer: int
    place: int
    beside: int
    phase: str
    """done, now or ahead."""
    who: str = ""
    spent: str = ""
    said: tuple[str, ...] = ()

    def words(self) -> str:
        """Say all of it in words, for a tool tip and a screen reader."""
        phase = {"done": tr("已办"), "now": tr("现在在这一步"), "ahead": tr("还没有到")}[self.phase]
        head = tr("，").join(part for part in (self.title, phase, self.who, self.spent) if part)
        return "\n".join([head, *self.said])


class Picture(Struct, frozen=True):
    """The whole: boxes from the top, and which lead to which."""

    name: str
    boxes: tuple[Box, ...]
    ways: tuple[tuple[str, str], ...]


def picture(state: Dispatch, names: Names, now: datetime) -> Picture:
    """Draw the flow of a dispatch; before it is submitted, the usual one."""
    definition = state.case.definition if state.case else flows()[USUAL]
    layers = _layers(definition)
    boxes = []
    for step in definition.steps:
        layer = layers[step.id]
        same = [one.id for one in definition.steps if layers[one.id] == layer]
        phase, who, spent, said = _told(state.case, step.id, names, now) if state.case else ("ahead", "", "", ())
        if state.case is None and step is definition.start:
            phase, who = "now", names.person(state.drafter)
        boxes.append(Box(step.id, tr(step.name), layer, same.index(step.id), len(same), phase, who, spent, said))
    ways = tuple((step.id, branch.to) for step in definition.steps for branch in step.branches if branch.to != END)
    return Picture(tr(definition.name), tuple(sorted(boxes, key=lambda box: (box.layer, box.place))), ways)


def _layers(definition: Definition) -> dict[str, int]:
    """Put each step below every one that leads to it."""
    found = {definition.start.id: 0}
    for _ in definition.steps:
        for step in definition.steps:
            for branch in step.branches:
                if step.id in found and branch.to != END and found[step.id] < len(definition.steps):
                    found[branch.to] = max(found.get(branch.to, 0), found[step.id] + 1)
    return {step.id: found.get(step.id, 0) for step in definition.steps}


def _told(case: Case, step: str, names: Names, now: datetime) -> tuple[str, str, str, tuple[str, ...]]:
    """Say of a step: phase, who, how long, what was said."""
    tasks = [task for task in case.tasks if task.step == step]
    under_way = any(standing.step == step for standing in case.standings)
    passed = any(visit.step == step for visit in case.visits)
    phase = "now" if under_way and case.status is Status.RUNNING else "done" if passed else "ahead"
    last = max((task.round for task in tasks), default=0)
    here = [task for task in tasks if task.round == last and (task.state is not TaskState.CLOSED)]
    who = tr("、").join(dict.fromkeys(names.holder(task.holder) for task in here))
    opinions = [one for one in case.opinions if one.step == step and (one.words or not one.agree)]
    said = tuple(_words(_author(case, one, names), one.words, agree=one.agree) for one in opinions)
    spent = _spent(case, here, now if phase == "now" else None) if phase != "ahead" else ""
    return phase, who if phase != "ahead" else "", spent, said


def _author(case: Case, opinion: Opinion, names: Names) -> str:
    """Name who gave an opinion: a person, or the co-signing unit for which the server entered it."""
    task = case.task(opinion.task)
    return names.holder(task.holder) if task and task.holder.startswith("u:") else names.person(opinion.act.person)


def _words(who: str, words: str, *, agree: bool) -> str:
    mark = "" if agree else tr("不同意，")
    return tr("{who}：{words}").format(who=who, words=mark + words)


def _spent(case: Case, tasks: list[Task], now: datetime | None) -> str:
    names = {task.id for task in tasks}
    answered = [opinion.act.at for opinion in case.opinions if opinion.task in names]
    until = now or max(answered, default=None)
    return lasting(until - min(task.since for task in tasks)) if until and tasks else ""


def lasting(time: timedelta) -> str:
    """Say how long something took, as people do."""
    if time >= _DAY:
        return tr("用时{days}天{hours}小时").format(days=time // _DAY, hours=(time % _DAY) // _HOUR)
    if time >= _HOUR:
        return tr("用时{hours}小时{minutes}分").format(hours=time // _HOUR, minutes=(time % _HOUR) // _MINUTE)
    return tr("用时{minutes}分").format(minutes=max(1, time // _MINUTE))
