"""A small office of sample people, and one record that the rules are tried on: every accepted command is evolved and kept for replay."""

from datetime import UTC, datetime, timedelta

import msgspec
from msgspec import structs

from xzt.core.encoding import encode
from xzt.core.errors import Refusal
from xzt.office import registry
from xzt.office.act import Act, Action, Context, Grant, ItemNumber, Number, SealedFile, Stamp
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Dispatch, Route
from xzt.office.given import Given
from xzt.office.people import Directory, Person, Role, Unit
from xzt.office.receipt import commands as r
from xzt.office.receipt.state import Receipt, Source
from xzt.office.registry import Command, Event, State

BEGINNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
UNIT, OTHER, THIRD = "u1", "u2", "u3"
SERIES = "湘政办函"
FILE, SEALED = "a" * 64, "b" * 64


def _person(name: str, *roles: Role, unit: str = UNIT) -> Person:
    return Person(name, f"样例{name}", unit, roles=roles)


PEOPLE = (
    _person("clerk", Role.DRAFTER),
    _person("clerk2", Role.DRAFTER, Role.REVIEWER),
    _person("reviewer", Role.REVIEWER),
    _person("leader", Role.LEADER),
    _person("leader2", Role.LEADER, Role.REVIEWER),
    _person("registrar", Role.REGISTRAR),
    _person("keeper", Role.REGISTRAR, Role.NUMBER_KEEPER),
    _person("sealer", Role.SEAL_KEEPER),
    _person("archivist", Role.ARCHIVIST),
    _person("ann"),
    _person("bob"),
    _person("stranger", Role.DRAFTER, Role.REVIEWER, Role.LEADER, unit=OTHER),
    _person("receiver", Role.REGISTRAR, unit=OTHER),
    _person("handler", unit=OTHER),
    _person("drafting", Role.DRAFTER, unit=OTHER),
    _person("reader", unit=OTHER),
    _person("boss", unit=OTHER),
    _person("chief", Role.LEADER, unit=OTHER),
    _person("sealer2", Role.SEAL_KEEPER, unit=OTHER),
)
SYSTEM = Person("system", "system", UNIT, roles=(Role.SYSTEM,))
DIRECTORY = Directory(
    (Unit(UNIT, "样例机关", (SERIES,)), Unit(OTHER, "样例机关二"), Unit(THIRD, "样例机关三")),
    PEOPLE,
    version=1,
    sample=True,
)
ROUTE = Route("reviewer", "leader", ("ann", "bob"))
STRAIGHT = Route("reviewer", "leader")


def raw(value: object) -> msgspec.Raw:
    return msgspec.Raw(encode(value))


def document(title: str = "关于样例的通知", text: str = "正文。", **more: object) -> msgspec.Raw:
    return raw({"kind": "通知", "title": title, "series": SERIES, "blocks": [{"type": "paragraph", "text": text}], **more})


class Case:
    """One record under the rules, with a clock that moves a minute a command."""

    def __init__(self, kind: str = "dispatch", unit: str = UNIT) -> None:
        self.kind, self.unit = kind, unit
        self.state: State | None = None
        self.log: list[tuple[bytes, Act]] = []
        self.now = BEGINNING
        self.acts = 0
        self.given = Given()
        self.directory = DIRECTORY

    def context(self, who: str, grant: Grant | None = None) -> Context:
        person = SYSTEM if who == "system" else DIRECTORY.person(who)
        assert person is not None
        unit = self.unit if who == "system" else person.unit
        return Context(Act(f"c{self.acts}", who, unit, f"device-{who}", self.now), person.roles, self.directory, grant, self.given)

    def decide(self, who: str, command: Command, grant: Grant | None = None) -> list[Event] | Refusal:
        return registry.decide(self.kind, self.state, command, self.context(who, grant))

    def offer(self, who: str, command: Command, grant: Grant | None = None) -> Refusal | None:
        """Give a command; what is accepted counts."""
        self.acts += 1
        self.now += timedelta(minutes=1)
        by = self.context(who, grant)
        decision = registry.decide(self.kind, self.state, command, by)
        if isinstance(decision, Refusal):
            return decision
        self.state = registry.evolve(self.kind, self.state, decision, by.act)
        self.log.append((encode(decision), by.act))
        return None

    def do(self, who: str, command: Command, grant: Grant | None = None) -> "Case":
        """Give a command that must be accepted."""
        refusal = self.offer(who, command, grant)
        assert refusal is None, (who, command, refusal)
        return self

    def refuse(self, who: str, command: Command, grant: Grant | None = None) -> str:
        """Give a command that must be refused; gives the code."""
        before = self.state
        refusal = self.offer(who, command, grant)
        assert refusal is not None, (who, command)
        assert self.state is before
        return refusal.code

    def actions(self, who: str) -> dict[str, Refusal | None]:
        found: tuple[Action, ...] = registry.kind_of(self.kind).actions(self.state, self.context(who))
        return {action.name: action.refusal for action in found}

    def replayed(self) -> bytes:
        """Replay the stored events from nothing and encode what comes out."""
        rules, state = registry.kind_of(self.kind), None
        for events, act in self.log:
            state = registry.evolve(self.kind, state, msgspec.json.decode(events, type=list[rules.event]), act)  # type: ignore[name-defined]
        return encode(state)

    @property
    def dispatch(self) -> Dispatch:
        assert isinstance(self.state, Dispatch)
        return self.state

    @property
    def receipt(self) -> Receipt:
        assert isinstance(self.state, Receipt)
        return self.state

    @property
    def text(self) -> str:
        return self.dispatch.text

    @property
    def holders(self) -> list[str]:
        return [task.holder for task in self.dispatch.tasks]


def drafted() -> Case:
    return Case().do("clerk", d.StartDraft(document()))


def submitted(route: Route = ROUTE) -> Case:
    return drafted().do("clerk", d.Submit(route))


def countersigning() -> Case:
    case = submitted()
    return case.do("reviewer", d.Review("已核", case.text))


def to_sign(route: Route = STRAIGHT) -> Case:
    case = submitted(route)
    case.do("reviewer", d.Review("已核", case.text))
    for person in route.countersigners:
        case.do(person, d.Countersign("同意", case.text))
    return case


def signed_off(at: datetime | None = None) -> Case:
    case = to_sign()
    case.now = at or case.now
    return case.do("leader", d.SignOff("同意印发", case.text))


def number(sequence: int = 8, series: str = SERIES, year: int = 2026) -> Number:
    return Number(series, year, sequence)


def numbered() -> Case:
    return signed_off().do("registrar", d.AssignNumber(), number())


def stamps() -> tuple[Stamp, ...]:
    return (Stamp(1, 100.0, 200.0, 42.0, 42.0),)


def sealed() -> Case:
    return numbered().do("sealer", d.Seal(FILE, stamps()), SealedFile(FILE, SEALED, "样例印章"))


def distributed() -> Case:
    return sealed().do("registrar", d.Distribute((OTHER,), (THIRD,)))


def closed() -> Case:
    case = distributed()
    for unit in (OTHER, THIRD):
        case.do("system", d.NoteDelivery(unit, "delivered")).do("system", d.NoteDelivery(unit, "signed_for"))
    return case.do("registrar", d.Close())


def archived() -> Case:
    return closed().do("archivist", d.Archive("D30"), ItemNumber("X001-WS·2026-D30-BGS-0001"))


SOURCE = Source("rec", UNIT, "湘政办函〔2026〕8号", "关于样例的通知", "", SEALED, "2026-03-02")


def arrived(urgency: str = "") -> Case:
    return Case("receipt", OTHER).do("system", r.Deliver(structs.replace(SOURCE, urgency=urgency), document()))


def registered() -> Case:
    case = arrived().do("receiver", r.SignFor())
    return case.do("receiver", r.Register(), Number("收", 2026, 3))


def proposed(handler: str = "handler", readers: tuple[str, ...] = ("reader",)) -> Case:
    return registered().do("receiver", r.Propose("请阅办", handler, readers))
