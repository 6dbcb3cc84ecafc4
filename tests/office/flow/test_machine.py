"""Random people do random things to a case, also what they may not: it never gets stuck, loses an opinion, or replays to something else."""

from datetime import timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.office.flow.desk import PEOPLE, Desk, forked, signing
from tests.office.flow.test_course import LINE, window
from xzt.core.errors import Refusal
from xzt.office.flow import commands as c
from xzt.office.flow.completion import signers
from xzt.office.flow.decision import decide
from xzt.office.flow.definition import Definition, Lapse, Limit, Mode, OnRefusal, ParallelReturn
from xzt.office.flow.guards import own_task
from xzt.office.flow.state import Part, Status, TaskState
from xzt.office.given import Given

DEFINITIONS: tuple[Definition, ...] = (
    LINE,
    forked(),
    forked(parallel_return=ParallelReturn.REFUSE),
    signing(Mode.SHARE, OnRefusal.RETURN, share=(2, 3), limit=Limit(8, Lapse.ESCALATE)),
    *(signing(mode, on_refusal) for mode in (Mode.ALL, Mode.ANY, Mode.ORDER, Mode.ONE) for on_refusal in OnRefusal),
)
NAMES = [one.id for one in PEOPLE]
people = st.sampled_from(NAMES)
seldom = st.sampled_from([False, False, False, False, True])
parts = st.sampled_from([Part.BEFORE, Part.AFTER])


def roles(name: str) -> tuple[str, ...]:
    return next(one.roles for one in PEOPLE if one.id == name)


class CaseMachine(RuleBasedStateMachine):
    """One case. ``desk.do`` checks after every accepted command that somebody's turn it is, and that the events replay to the same case."""

    @initialize(definition=st.sampled_from(DEFINITIONS), deputies=st.booleans(), ahead=st.integers(1, 6))
    def begin(self, definition: Definition, deputies: bool, ahead: int) -> None:  # noqa: FBT001  drawn by name
        """Begin a case and let it go some answers ahead, so that what comes later is tried as often as what comes first."""
        self.desk = Desk(definition, given=Given((window("ann", "dai", 400), window("leader", "leader2", 400)) if deputies else ()))
        self.texts = 1
        for _ in range(ahead):
            task = self.desk.it.open_tasks[0] if self.desk.it.open_tasks else None
            if task:
                able = [name for name in NAMES if f"p:{name}" == task.holder or any(f"r:{role}" == task.holder for role in roles(name))]
                self.try_(able[0], c.Finish(task.id, "样例意见。", self.desk.it.text))
        self.opinions = self.desk.it.opinions

    def try_(self, who: str, command: c.Command) -> None:
        before = self.desk.it
        if self.desk.do(who, command) is not None:
            assert self.desk.it is before

    def holder(self, data: Any) -> tuple[str, str]:
        """Draw an open task and who may answer it."""
        task = data.draw(st.sampled_from(self.desk.it.open_tasks))
        able = [name for name in NAMES if any(f"r:{role}" == task.holder for role in roles(name))]
        return data.draw(st.sampled_from(able)) if able else task.holder.removeprefix("p:"), task.id

    running = precondition(lambda self: self.desk.it.status is Status.RUNNING)

    @running
    @rule(data=st.data(), refuse=seldom, new_text=seldom)
    def answer(self, data: Any, refuse: bool, new_text: bool) -> None:  # noqa: FBT001  drawn by name
        who, task = self.holder(data)
        self.texts += new_text
        text = f"t{self.texts}" if new_text else self.desk.it.text
        copies = data.draw(st.lists(people, max_size=2, unique=True))
        self.try_(who, c.Finish(task, "样例意见。", text, not refuse, copies=tuple(copies)))

    @running
    @rule(data=st.data(), straight=st.booleans())
    def send_back(self, data: Any, straight: bool) -> None:  # noqa: FBT001  drawn by name
        who, task = self.holder(data)
        to = data.draw(st.sampled_from([one.id for one in self.desk.it.definition.steps]))
        self.try_(who, c.Return(task, to, "请补充。", self.desk.it.text, straight))

    @running
    @rule(data=st.data(), part=parts, may_add=st.booleans())
    def add(self, data: Any, part: Part, may_add: bool) -> None:  # noqa: FBT001  drawn by name
        who, task = self.holder(data)
        self.try_(who, c.Add(task, tuple(data.draw(st.lists(people, min_size=1, max_size=2, unique=True))), part, may_add=may_add))

    @running
    @rule(data=st.data(), to=people, command=st.sampled_from([c.Forward, c.Delegate, c.Cover]))
    def hand(self, data: Any, to: str, command: type[c.Forward | c.Delegate | c.Cover]) -> None:
        who, task = self.holder(data)
        self.try_(who, command(task, to))

    @running
    @rule(data=st.data(), who=people, forced=st.booleans())
    def take_back(self, data: Any, who: str, forced: bool) -> None:  # noqa: FBT001  drawn by name
        visits = self.desk.it.visits
        origin = data.draw(st.sampled_from(visits)).id if visits else ""
        self.try_("office" if forced else who, c.Withdraw(origin, "发错。", forced))

    @running
    @rule(data=st.data(), who=people)
    def act_at_any_task(self, data: Any, who: str) -> None:
        """Anybody tries anything at any task, open or not, his own or not: kept late, refused, or done, never lost."""
        task = data.draw(st.sampled_from(self.desk.it.tasks)).id
        command = data.draw(
            st.sampled_from(
                [
                    c.Open(task),
                    c.Finish(task, "样例意见。", self.desk.it.text),
                    c.Remove(task, "调离。"),
                    c.Lapse(task),
                    c.Assign(task, data.draw(people), "改派。"),
                    c.Uncover("ann"),
                    c.Read(),
                    c.Remind(),
                    *(c.Revive(opinion.id) for opinion in self.desk.it.opinions[-2:]),
                    *(c.Correct(opinion.id, "更正。") for opinion in self.desk.it.opinions[-1:]),
                ]
            )
        )
        self.try_(data.draw(st.sampled_from([who, "office", "system"])), command)

    @rule(hours=st.integers(1, 30))
    def wait(self, hours: int) -> None:
        self.desk.now += timedelta(hours=hours)

    @precondition(lambda self: len(self.desk.log) > 60)
    @rule(end=st.sampled_from([("clerk", c.Cancel("不办了。")), ("office", c.Terminate("误办。"))]))
    def stop(self, end: tuple[str, c.Command]) -> None:
        self.try_(*end)

    @invariant()
    def opinions_stay_as_they_were_written(self) -> None:
        """What somebody wrote is never lost and never changed (W13)."""
        now = self.desk.it.opinions
        assert now[: len(self.opinions)] == self.opinions
        self.opinions = now

    @invariant()
    def nobody_signs_twice_at_one_step(self) -> None:
        """One task a person and round (W1), counting only what is asked of him in his own name."""
        for standing in self.desk.it.standings:
            own = [task.holder for task in signers(self.desk.it, standing) if not task.principal and task.state is not TaskState.CLOSED]
            assert len(own) == len(set(own))

    @invariant()
    def what_is_offered_is_accepted(self) -> None:
        """AE-05, for what needs no choice beside words."""
        case = self.desk.it
        for name in NAMES:
            offers, by = self.desk.offers(name), self.desk.context(name)
            task = own_task(case, by)
            commands: list[c.Command] = [c.Cancel("不办了。"), c.Terminate("误办。"), c.Read(), c.PauseClock("等函复。"), c.ResumeClock()]
            for command in [*commands, *([c.Open(task.id)] if task else [])]:
                refused = isinstance(decide(case, command, by, self.desk.given), Refusal)
                assert (offers[type(command).__name__] is not None) == refused, command


TestCase = CaseMachine.TestCase
TestCase.settings = settings(max_examples=settings().max_examples // 4, stateful_step_count=40, deadline=None)
