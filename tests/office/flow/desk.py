"""A desk at which sample people drive one case: each accepted command is evolved and kept, so that the whole can be replayed."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from xzt.core.errors import Refusal
from xzt.office.act import Act, Context
from xzt.office.flow import commands as c
from xzt.office.flow import events as e
from xzt.office.flow.decision import decide
from xzt.office.flow.definition import END, Branch, Condition, Definition, Mode, OnRefusal, Source, Split, Step, Who
from xzt.office.flow.evolution import evolve
from xzt.office.flow.guards import actions
from xzt.office.flow.state import Case, Status, Task, TaskState
from xzt.office.given import Given
from xzt.office.people import Directory, Person, Role, Unit

UNIT = "u1"
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""Nine o'clock in Beijing."""
SIGNERS = ("ann", "bob", "cai")


def person(name: str, *roles: Role, department: str = "", active: bool = True) -> Person:
    return Person(name, f"样例{name}", UNIT, department, roles=roles, active=active)


PEOPLE = (
    person("clerk", Role.DRAFTER, department="one"),
    person("boss", Role.HEAD, department="one"),
    person("ann", department="two"),
    person("bob", department="two"),
    person("cai", department="two"),
    person("dai", department="two"),
    person("two_head", Role.HEAD, department="two"),
    person("reviewer", Role.REVIEWER),
    person("leader", Role.LEADER),
    person("leader2", Role.LEADER),
    person("office", Role.REGISTRAR),
)


def directory(*changed: Person) -> Directory:
    names = {one.id for one in changed}
    return Directory((Unit(UNIT, "样例机关"),), (*(one for one in PEOPLE if one.id not in names), *changed), version=1, sample=True)


def named(*people: str) -> Who:
    return Who(Source.PEOPLE, people=people)


def step(name: str, who: Who, to: str | tuple[Branch, ...], act: str = "", **more: object) -> Step:
    branches = to if isinstance(to, tuple) else (Branch(to),)
    return Step(name, f"样例{name}", act or name, who, branches, **more)  # type: ignore[arg-type]  # the fields of a step, as the caller names them


DRAFT = step("draft", Who(Source.STARTER), "sign")


def signing(mode: Mode, on_refusal: OnRefusal = OnRefusal.ADVICE, people: Iterable[str] = SIGNERS, **more: object) -> Definition:
    """One draft, one step at which several sign, one leader."""
    middle = step("sign", named(*people), "lead", "countersign", mode=mode, on_refusal=on_refusal, **more)
    return Definition("signing", 1, "样例", "document", (DRAFT, middle, step("lead", named("leader"), END, "sign_off")))


def forked(**more: object) -> Definition:
    """A draft that two branches look at side by side before the leader signs."""
    both = (Branch("left"), Branch("right"))
    return Definition(
        "forked",
        1,
        "样例",
        "document",
        (
            step("draft", Who(Source.STARTER), both, split=Split.ALL),
            step("left", named("ann"), "left2"),
            step("left2", named("bob"), "lead"),
            step("right", named("cai"), "lead"),
            step("lead", named("leader"), END, "sign_off", join=True),
        ),
        **more,  # type: ignore[arg-type]  # the fields of a definition, as the caller names them
    )


def amounts(*, default: bool) -> Definition:
    """A request that goes by its amount."""
    branches = (
        Branch("leader", (Condition("amount", "ge", (10000,)),)),
        Branch("boss", (Condition("amount", "lt", (1000,)),)),
        *((Branch("office", default=True),) if default else ()),
    )
    ends = [step("leader", named("leader"), END), step("boss", named("boss"), END)]
    if default:
        ends.append(step("office", Who(Source.ROLE, Role.REGISTRAR), END))
    return Definition("amounts", 1, "样例", "money", (step("draft", Who(Source.STARTER), branches), *ends))


class Desk:
    """One case and everything that was done to it."""

    def __init__(
        self, definition: Definition, *, given: Given | None = None, people: Directory | None = None, **facts: int | str | bool
    ) -> None:
        self.given = given or Given()
        self.directory = people or directory()
        self.now = MONDAY
        self.case: Case | None = None
        self.log: list[tuple[e.Event, Act]] = []
        self.n = 0
        assert self.do("clerk", c.Begin(definition, dict(facts), "t1")) is None

    @property
    def it(self) -> Case:
        assert self.case is not None
        return self.case

    def context(self, who: str) -> Context:
        roles = (Role.SYSTEM,) if who == "system" else next((one.roles for one in self.directory.people if one.id == who), ())
        return Context(Act(f"c{self.n}", who, UNIT, "d1", self.now), roles, self.directory, None, self.given)

    def do(self, who: str, command: c.Command) -> Refusal | None:
        """Give a command; what a guard offers is never refused for not being open, and the other way round (AE-05)."""
        self.n += 1
        self.now += timedelta(minutes=1)
        by = self.context(who)
        decision = decide(self.case, command, by, self.given)
        if isinstance(decision, Refusal):
            return decision
        for event in decision:
            self.case = evolve(self.case, event, by.act)
            self.log.append((event, by.act))
        self.check()
        return None

    def check(self) -> None:
        """There is always somebody whose turn it is, or an end (RuoYi #668, #727); replaying gives the same case."""
        case = self.it
        if case.status is Status.RUNNING:
            assert case.open_tasks
            for standing in case.standings:
                assert any(task.standing == standing.id and task.state is TaskState.OPEN for task in case.tasks), standing
        else:
            assert not case.standings
            assert not any(task.state in {TaskState.OPEN, TaskState.WAITING} for task in case.tasks)
        again: Case | None = None
        for event, act in self.log:
            again = evolve(again, event, act)
        assert again == case

    def task(self, who: str, at: str = "") -> Task:
        """The newest task of somebody or of a post of theirs, whatever has become of it."""
        posts = {f"r:{role}" for one in PEOPLE if one.id == who for role in one.roles}
        return [task for task in self.it.tasks if task.holder in {f"p:{who}", f"r:{who}", *posts} and at in {"", task.step}][-1]

    def finish(
        self, who: str, words: str = "同意。", *, agree: bool = True, text: str = "", post: str = "", **more: object
    ) -> Refusal | None:
        task = self.task(post or who)
        return self.do(who, c.Finish(task.id, words, text or self.it.text, agree, **more))  # type: ignore[arg-type]  # fields of the command

    def back(self, who: str, to: str, *, straight: bool = False) -> Refusal | None:
        return self.do(who, c.Return(self.task(who).id, to, "请补充。", self.it.text, straight))

    def withdraw(self, who: str, **more: object) -> Refusal | None:
        visit = [one for one in self.it.visits if one.sender == who][-1]
        return self.do(who, c.Withdraw(visit.id, **more))  # type: ignore[arg-type]  # fields of the command

    def open_holders(self) -> list[str]:
        return sorted(task.holder for task in self.it.open_tasks)

    def offers(self, who: str) -> dict[str, Refusal | None]:
        return {action.name: action.refusal for action in actions(self.it, self.context(who))}


def code(refusal: Refusal | None) -> str:
    return refusal.code if refusal else ""
