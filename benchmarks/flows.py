"""A case of twelve steps through ``decide`` and ``evolve``, beside plain dictionaries that take the same entries and know no rule."""

from datetime import UTC, datetime

from benchmarks.rows import Row, alternate, row
from xzt.core.errors import Refusal
from xzt.office.act import Act, Context
from xzt.office.flow import commands as c
from xzt.office.flow.decision import decide
from xzt.office.flow.definition import END, Branch, Definition, Source, Step, Who
from xzt.office.flow.evolution import evolve
from xzt.office.flow.state import Case, Status
from xzt.office.given import Given
from xzt.office.people import Directory, Person, Unit

STEPS = 12
ROUNDS = 200
UNIT = "u1"
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
WORDS = "同意，请按程序办理。"
TEXT = "a" * 64

NAMES = tuple(f"p{n}" for n in range(STEPS))
DIRECTORY = Directory((Unit(UNIT, "样例机关"),), tuple(Person(name, f"样例{name}", UNIT) for name in NAMES), 1, sample=True)


def _definition() -> Definition:
    """Twelve steps, one after the other, each with a handler of its own."""
    who = [Who(Source.STARTER), *(Who(Source.PEOPLE, people=(name,)) for name in NAMES[1:])]
    targets = [*(f"s{n}" for n in range(1, STEPS)), END]
    steps = tuple(Step(f"s{n}", f"第{n}步", f"s{n}", who[n], (Branch(targets[n]),)) for n in range(STEPS))
    return Definition("twelve", 1, "样例", "everyday", steps)


def measure(rounds: int) -> list[Row]:
    """Measure the whole case, begun and answered to its end."""
    definition = _definition()

    def ours() -> None:
        _case(definition)

    mine, theirs = alternate(rounds or ROUNDS, ours, _dictionary)
    return [row("a case through the rules, against plain dictionaries", f"{STEPS} 步", mine, theirs)]


def _case(definition: Definition) -> None:
    case: Case | None = None
    commands: list[tuple[str, c.Command]] = [(NAMES[0], c.Begin(definition, {}, TEXT))]
    count = 0
    while commands:
        who, command = commands.pop()
        by = Context(Act(f"c{count}", who, UNIT, "d1", NOW), (), DIRECTORY)
        decided = decide(case, command, by, Given())
        if isinstance(decided, Refusal):
            raise TypeError(decided.code)
        for event in decided:
            case = evolve(case, event, by.act)
        count += 1
        if case is not None and case.status is Status.RUNNING:
            task = case.open_tasks[0]
            commands.append((task.holder.removeprefix("p:"), c.Finish(task.id, WORDS, TEXT)))


def _dictionary() -> None:
    """Write the same entries without asking whether they may be written: a task closed, one opened, an opinion, a visit."""
    case: dict[str, object] = {"starter": NAMES[0], "status": "running", "facts": {}}
    tasks: list[dict[str, object]] = []
    opinions: list[dict[str, object]] = []
    visits: list[dict[str, object]] = []
    for n, name in enumerate((*NAMES, "")):
        act = {"command": f"c{n}", "person": name, "unit": UNIT, "device": "d1", "at": NOW}
        if n:
            tasks = [*tasks[:-1], {**tasks[-1], "state": "done", "opened": NOW}]
            opinions = [*opinions, {"id": f"c{n}.1", "task": f"c{n}.2", "step": f"s{n}", "act": act, "words": WORDS, "text": TEXT}]
            visits = [*visits, {"id": f"c{n}.3", "step": f"s{n}", "path": (), "sender": name, "round": 1}]
        if name:
            tasks = [*tasks, {"id": f"c{n}.2", "step": f"s{n}", "round": 1, "holder": f"p:{name}", "since": NOW, "state": "open"}]
        case = {**case, "tasks": tasks, "opinions": opinions, "visits": visits, "rounds": {f"s{n}": 1}}
