"""How a case goes on by itself after an answer: out of a step, through forks and joins, into the next steps with their handlers.

Each event is applied as soon as it is decided, so that the next is decided over what stands then.
"""

from msgspec import structs

from xzt.office.act import Context
from xzt.office.flow import events as e
from xzt.office.flow.completion import Outcome, outcome
from xzt.office.flow.conditions import taken
from xzt.office.flow.definition import END, Branch, Mode, Split, Step
from xzt.office.flow.evolution import SIGN_OFF, UNANSWERED, evolve, within
from xzt.office.flow.guards import standing_of
from xzt.office.flow.holders import OFFICE, Holder, Setting, holders, refuse_people
from xzt.office.flow.state import Back, Case, Fork, Part, Standing, Task, TaskState, Visit
from xzt.office.windows import Window

NEVER_MERGED = frozenset({SIGN_OFF, "review", "proofread"})
"""Acts that are never done by the same stroke as another (W11)."""

_ASKED = frozenset({Part.BEFORE, Part.DELEGATED})
"""The parts that come back to the one who asked."""


class Unfolding:
    """A decision in the making: the events so far and the case as they leave it. Lives for one command."""

    def __init__(self, case: Case, by: Context, windows: tuple[Window, ...]) -> None:
        self.case = case
        self.by = by
        self.windows = windows
        self.events: list[e.Event] = []
        self._named = 0
        self._merged: set[str] = set()

    def tell(self, event: e.Event) -> None:
        """Add what happens and look at the case after it."""
        self.events.append(event)
        self.case = evolve(self.case, event, self.by.act)

    def name(self) -> str:
        """Give a new id that is the same wherever this command is decided."""
        self._named += 1
        return f"{self.by.act.command}.{self._named}"

    @property
    def setting(self) -> Setting:
        """What finding handlers depends on now."""
        case = self.case
        return Setting(case.definition, case.unit, case.starter, case.chosen, self.by, self.windows)

    def answer(self, task: Task, opined: e.Opined) -> None:
        """Write an answer down, turn to those who waited for it, and go on if the step is done."""
        standing = standing_of(self.case, task)
        self.tell(opined)
        self.turn_relatives(task)
        self.settle(standing)

    def turn_relatives(self, task: Task) -> None:
        """It is the turn of those asked to follow, or of the one who asked, once nobody he asked is left."""
        asked = (one for one in self.case.tasks if one.parent == task.id and one.part is Part.AFTER)
        after = tuple(one.id for one in asked if one.state is TaskState.WAITING)
        if after:
            self.tell(e.Turned(after, TaskState.OPEN))
        if task.part not in _ASKED:
            return
        left = any(one.parent == task.parent and one.part in _ASKED and one.state in UNANSWERED for one in self.case.tasks)
        parent = self.case.task(task.parent)
        if not left and parent and parent.state is TaskState.WAITING:
            self.tell(e.Turned((parent.id,), TaskState.OPEN))

    def settle(self, standing: Standing) -> None:
        """Go on if the answers at ``standing`` allow it."""
        match outcome(self.case, standing):
            case Outcome.PASS:
                self._pass(standing)
            case Outcome.REFUSE:
                self._refuse(standing)
            case Outcome.LEAD:
                self._ask_lead(standing)
            case Outcome.WAIT:
                self._next_in_order(standing)

    def _next_in_order(self, standing: Standing) -> None:
        """Where people sign in order, it is the turn of the next one as soon as nobody before him is asked any more."""
        tasks = [task for task in self.case.tasks if task.standing == standing.id and task.state in UNANSWERED]
        if tasks and not any(task.state is TaskState.OPEN for task in tasks):
            self.tell(e.Turned((tasks[0].id,), TaskState.OPEN))

    def _ask_lead(self, standing: Standing) -> None:
        self._close_rest(standing)
        task = self._task(standing, Holder(f"p:{self.case.starter}"), Part.LEAD)
        self.tell(e.Asked((task,), "ask_lead"))

    def _close_rest(self, standing: Standing) -> None:
        rest = tuple(task.id for task in self.case.tasks if task.standing == standing.id and task.state in UNANSWERED)
        if rest:
            self.tell(e.TasksClosed(rest, "decided"))

    def _refuse(self, standing: Standing) -> None:
        """Send it back by the step's own rule to where it came from (W1)."""
        visit = next(one for one in reversed(self.case.visits) if within(standing.path, one.path))
        words = next((one.words for one in reversed(self.case.opinions) if not one.agree), "")
        self.tell(e.Returned(standing.id, visit.id, words, self.case.text, refused=True))
        self.stand(self.case.definition.step(visit.step), visit.path)

    def _pass(self, standing: Standing) -> None:
        self._close_rest(standing)
        step = self.case.definition.step(standing.step)
        if standing.back and self._may_go_straight():
            visit = self.name()
            self.tell(e.Passed(standing.id, visit, 1))
            self.stand(self.case.definition.step(standing.back.step), standing.path, visit, standing.back.person)
            return
        branches = taken(step, self.case.facts)
        visit = self.name()
        self.tell(e.Passed(standing.id, visit, max(1, len(branches))))
        self.leave(step, branches, self.case.visits[-1])

    def _may_go_straight(self) -> bool:
        """Say whether a returned text may skip those between: not when it was changed after its sign-off (W2)."""
        return self.case.signed_text in {"", self.case.text}

    def leave(self, step: Step, branches: tuple[Branch, ...], visit: Visit) -> None:
        """Go on from a step that was passed; where no branch fits, stop for the document office (W8)."""
        if step.split is not Split.ALL and any(branch.when or branch.default for branch in step.branches):
            self.tell(e.Chose(step.id, self.case.facts, tuple(branch.to for branch in branches)))
        if not branches:
            self._stick(step, visit.path, visit.id, "no_branch")
            return
        if step.split is Split.FIRST:
            self.enter(branches[0].to, visit.path, visit.id)
            return
        fork = self.name()
        for number, branch in enumerate(branches):
            self.enter(branch.to, (*visit.path, Fork(fork, len(branches), number)), visit.id)

    def enter(self, name: str, path: tuple[Fork, ...], origin: str) -> None:
        """Come to a step from the one before: the end, a join that waits for other branches, or its tasks."""
        if name == END:
            self.tell(e.Ended())
            return
        step = self.case.definition.step(name)
        if step.join and path:
            inner = self._join(step, path, origin)
            if inner is None:
                return
            path = inner
        self.stand(step, path, origin)

    def stand(self, step: Step, path: tuple[Fork, ...], origin: str = "", person: str = "", back: Back | None = None) -> None:
        """Open the tasks of a step; ``person`` alone gets it when the case comes straight back to him and he is still there."""
        found = holders(step, self.setting)
        if person and refuse_people((person,), None, self.setting) is None:
            found = (Holder(f"p:{person}"),)
        if not found:
            self._stick(step, path, origin, "no_handler")
            return
        standing = self._standing(step, path, origin, back)
        tasks = tuple(self._task(standing, holder, Part.OWN) for holder in found)
        if step.mode is Mode.ORDER:
            tasks = (tasks[0], *(structs.replace(task, state=TaskState.WAITING) for task in tasks[1:]))
        self.tell(e.Entered(standing, tasks))
        for holder in found:
            if holder.escalated:
                self.tell(e.Escalated(step.id, holder.escalated, holder.token))
        if origin and not person:
            self._merge(step, standing, tasks)

    def _join(self, step: Step, path: tuple[Fork, ...], origin: str) -> tuple[Fork, ...] | None:
        """Wait for the other branches; give the path outside the fork once all have come."""
        fork = path[-1]
        self.tell(e.Arrived(step.id, path, origin))
        here = sum(1 for arrival in self.case.arrivals if arrival.path[-1].id == fork.id)
        if here < fork.width:
            return None
        self.tell(e.Joined(step.id, fork.id))
        return path[:-1]

    def _standing(self, step: Step, path: tuple[Fork, ...], origin: str, back: Back | None = None) -> Standing:
        round_ = self.case.rounds.get(step.id, 0) + 1
        return Standing(self.name(), step.id, path, round_, self.by.act.at, self.by.act.person, origin, back)

    def _task(self, standing: Standing, holder: Holder, part: Part) -> Task:
        return Task(
            self.name(),
            standing.id,
            standing.step,
            standing.round,
            holder.token,
            self.by.act.at,
            self.by.act.person,
            part,
            principal=holder.principal,
        )

    def _stick(self, step: Step, path: tuple[Fork, ...], origin: str, why: str) -> None:
        """Stop with a task for the document office, so that nothing ever stands without somebody whose turn it is."""
        standing = self._standing(step, path, origin)
        task = Task(
            self.name(), standing.id, step.id, standing.round, f"r:{OFFICE}", self.by.act.at, self.by.act.person, Part.STUCK, why=why
        )
        self.tell(e.Entered(standing, (task,)))

    def _merge(self, step: Step, standing: Standing, tasks: tuple[Task, ...]) -> None:
        """Do a step by the same stroke when its only handler has just finished the one before, where the definition allows it (W11)."""
        before = self.case.definition.step(next(one.step for one in self.case.visits if one.id == standing.origin))
        alone = len(tasks) == 1 and tasks[0].holder == f"p:{self.by.act.person}" and not tasks[0].principal
        if not (step.merge and alone) or {step.act, before.act} & NEVER_MERGED or step.id in self._merged:
            return
        self._merged.add(step.id)
        self.answer(tasks[0], e.Opined(self.name(), tasks[0].id, "", self.case.text, merged=True))
