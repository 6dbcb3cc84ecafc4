"""Random people giving random commands in random order: what must hold of every record at every moment (AE-04, AE-05, W1 to W3, N2)."""

from collections.abc import Callable
from datetime import UTC, datetime

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.office.world import FILE, OTHER, PEOPLE, SEALED, SERIES, SOURCE, THIRD, UNIT, Case, document, number, stamps
from xzt.core.digest import sm3
from xzt.core.encoding import encode
from xzt.core.errors import Refusal
from xzt.office import registry
from xzt.office.act import AttachedFile, Entry, Grant, ItemNumber, Number, SealedFile
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.decision import number_year
from xzt.office.dispatch.state import Dispatch, Route, Step
from xzt.office.flow import commands as flow
from xzt.office.flow.state import Part
from xzt.office.receipt import commands as r
from xzt.office.receipt.registration import Registration
from xzt.office.receipt.state import Limit, Receipt, Source
from xzt.office.receipt.state import Step as ReceiptStep
from xzt.office.registry import Command, State

NAMES = [person.id for person in PEOPLE] + ["system"]
people = st.sampled_from([*NAMES, "nobody"])
words = st.sampled_from(["", " ", "同意", "机密★", "长" * 2001]) | st.text(max_size=20)
documents = st.builds(document, st.sampled_from(["", "关于样例的通知"]), st.text(max_size=20))
routes = st.builds(Route, people, people, st.lists(people, max_size=3).map(tuple))
units = st.lists(st.sampled_from([UNIT, OTHER, THIRD, "u9"]), max_size=3).map(tuple)
digests = st.sampled_from([FILE, SEALED, "", "短"])
attached = st.builds(AttachedFile, st.sampled_from(["表.xlsx", "图.pdf", "", "../x", "机密★"]), digests, st.sampled_from([0, 1, 1 << 40]))
grants = st.sampled_from(
    [
        None,
        None,
        number(),
        number(2, "湘政发"),
        number(3, year=2025),
        Number("收", 2026, 1),
        SealedFile(FILE, SEALED, "印"),
        ItemNumber("X"),
    ]
)

dispatch_commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(d.StartDraft, documents),
    st.builds(d.SaveDraft, documents),
    st.builds(d.Share, st.lists(people, max_size=2).map(tuple)),
    st.builds(d.Attach, attached),
    st.builds(d.Detach, digests),
    st.builds(d.Submit, routes, flow=st.sampled_from(["", "", "in_order", "parallel", "none"])),
    st.just(d.Open()),
    st.builds(d.Review, words, digests),
    st.builds(d.Countersign, words, digests, st.booleans()),
    st.builds(d.SignOff, words, digests),
    st.builds(d.Return, st.sampled_from(Step), words),
    st.builds(d.Withdraw, words),
    st.builds(d.AssignNumber, st.none() | st.integers(-1, 9), words),
    st.builds(d.Seal, digests, st.sampled_from([(), stamps()])),
    st.builds(d.Distribute, units, units),
    st.builds(d.NoteDelivery, st.sampled_from([OTHER, THIRD, "u9"]), st.sampled_from(["delivered", "signed_for", "refused"]), words),
    st.just(d.Close()),
    st.builds(d.Archive, st.sampled_from(["Y", "D30", "D10", ""])),
    st.builds(d.RecordPackage, digests),
)
PAPER = Source("", "", "示政发〔2026〕7号", "关于样例的通知", "", "", "2026-02-27", sender="示例市人民政府")
entries = st.builds(
    Registration,
    st.sampled_from(["示例市人民政府", ""]),
    words,
    st.sampled_from(["关于样例的通知", ""]),
    st.sampled_from(["", "加急", "很急"]),
    scope=st.sampled_from(["", "unit", "leaders"]),
)
receipt_commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(r.Deliver, st.just(SOURCE), documents),
    st.just(r.SignFor()),
    st.builds(r.Refuse, words),
    st.builds(r.Register, st.sampled_from(["收", "发"]), st.none() | entries, st.sampled_from([(), ("r9",)]), words),
    st.builds(r.Enter, st.sampled_from([SOURCE, PAPER]), documents),
    st.builds(r.Discard, words),
    st.builds(r.BeginReply, st.sampled_from(["d1", "d2"])),
    st.builds(r.NoteReply, st.sampled_from(["d1", "d2"]), st.sampled_from(["sent", "stopped"]), words, words),
    st.builds(r.PassOn, st.sampled_from(["d1", "d2"])),
    st.builds(r.Widen, st.sampled_from(["", "unit", "leaders", "x"]), words),
    st.builds(
        r.Propose,
        words,
        st.sampled_from(["", "handler", "clerk"]),
        st.lists(people, max_size=2).map(tuple),
        st.sampled_from([(), ("boss",), ("handler", "boss")]),
        st.sampled_from(["", "", "chief", "reader"]),
        st.booleans(),
    ),
    st.builds(r.Instruct, words, st.sampled_from(["", "boss", "clerk"])),
    st.builds(r.MarkRead, words),
    st.builds(r.Handle, words),
    st.just(r.Close()),
)


def proper_return(state: Dispatch) -> d.Return:
    """The drafting is passed by every dispatch that can be returned at all."""
    return d.Return(Step.DRAFT, "退回", state.text)


def proper_submit(state: Dispatch) -> Command:
    """A draft without a title is open to its drafter and not yet well formed: it gets one first. Who writes it does not review it."""
    if {"reviewer", "leader"} & set(state.co_drafters):
        return d.Share(())
    return d.Submit(Route("reviewer", "leader", ("ann", "bob"))) if state.elements.title.strip() else d.SaveDraft(document())


def another_file(state: Dispatch) -> AttachedFile:
    """A file that does not go with it yet."""
    name = next(name for n in range(99) if (name := f"{n}.pdf") not in {file.name for file in state.attached})
    return AttachedFile(name, sm3(name.encode()), 9)


PROPER: dict[str, Callable[[Dispatch], Command]] = {
    "SaveDraft": lambda _: d.SaveDraft(document()),
    "Share": lambda _: d.Share(("ann",)),
    "Attach": lambda state: d.Attach(another_file(state)),
    "Detach": lambda state: d.Detach(state.attached[0].digest),
    "Submit": proper_submit,
    "Open": lambda _: d.Open(),
    "Review": lambda state: d.Review("已核", state.text),
    "Countersign": lambda state: d.Countersign("不同意", state.text, agree=False),
    "SignOff": lambda state: d.SignOff("同意", state.text),
    "Return": proper_return,
    "Withdraw": lambda _: d.Withdraw(),
    "AssignNumber": lambda _: d.AssignNumber(),
    "Seal": lambda _: d.Seal(FILE, stamps()),
    "Distribute": lambda _: d.Distribute((OTHER,), (THIRD,)),
    "NoteDelivery": lambda _: d.NoteDelivery(OTHER, "signed_for"),
    "Close": lambda _: d.Close(),
    "Archive": lambda _: d.Archive("Y"),
    "RecordPackage": lambda _: d.RecordPackage("c" * 64),
    "Read": lambda _: d.Steer(flow.Read()),
}
"""What else is offered needs a choice (of people, of a task) that may be refused for itself: ``steer`` tries those."""


def proper_proposal(state: Receipt) -> Command:
    """Within the range of the document (G6), with the limit that an urgent one needs (G1)."""
    limit = Limit(datetime(2099, 1, 1, tzinfo=UTC), 3)
    return r.Propose("请办", "chief", limit=limit) if state.scope == "leaders" else r.Propose("请办", "handler", ("reader",), limit=limit)


PROPER_RECEIPT: dict[str, Callable[[Receipt], Command]] = {
    "SignFor": lambda _: r.SignFor(),
    "Refuse": lambda _: r.Refuse("不收"),
    "Register": lambda _: r.Register(),
    "Discard": lambda _: r.Discard("重复"),
    "Propose": proper_proposal,
    "Instruct": lambda state: r.Instruct("请办", "chief" if state.scope == "leaders" else "handler"),
    "MarkRead": lambda _: r.MarkRead(),
    "Handle": lambda _: r.Handle("已办"),
    "BeginReply": lambda state: r.BeginReply(f"reply{len(state.replies)}"),
    "PassOn": lambda _: r.PassOn("d1"),
    "Widen": lambda state: r.Widen("" if state.scope else "unit", "来函同意"),
    "Close": lambda _: r.Close(),
}


def proper(state: State, name: str) -> Command:
    """A well-formed command of this name."""
    if isinstance(state, Dispatch):
        return PROPER[name](state)
    assert isinstance(state, Receipt)
    return PROPER_RECEIPT[name](state)


def proper_grant(state: State, name: str) -> Grant | None:
    """What the server would give for it."""
    if isinstance(state, Dispatch):
        if name == "AssignNumber" and state.signed_off:
            return Number(SERIES, number_year(state), 8)
        given: dict[str, Grant] = {"Seal": SealedFile(FILE, SEALED, "印"), "Archive": ItemNumber("X")}
        return given.get(name)
    return Number("收", 2026, 1) if name == "Register" else None


class Flow(RuleBasedStateMachine):
    """What holds of every kind of record."""

    kind = "dispatch"
    commands = dispatch_commands

    def __init__(self) -> None:
        super().__init__()
        self.case = Case(self.kind, OTHER if self.kind == "receipt" else UNIT)
        self.course: tuple[Entry, ...] = ()

    def begin(self) -> None:
        if self.kind == "dispatch":
            self.case.do("clerk", d.StartDraft(document()))
        else:
            self.case.do("system", r.Deliver(SOURCE, document()))

    @rule(data=st.data())
    def anything(self, data: st.DataObject) -> None:
        """AE-04: any command of anybody with any grant on any state is answered, never raised."""
        self.case.offer(data.draw(st.sampled_from(NAMES)), data.draw(self.commands), data.draw(grants))

    @rule(data=st.data(), grant=st.booleans())
    def something_open(self, data: st.DataObject, *, grant: bool) -> None:
        """AE-05: what is offered as open is accepted when it is well formed. It also takes the machine deep into the flow."""
        state = self.case.state
        if state is None:
            self.begin()
            return
        known = PROPER if self.kind == "dispatch" else PROPER_RECEIPT
        open_now = [(who, name) for who in NAMES for name, refusal in self.case.actions(who).items() if refusal is None and name in known]
        if open_now:
            who, name = data.draw(st.sampled_from(open_now))
            self.case.do(who, proper(state, name), proper_grant(state, name) if grant else None)

    @rule(data=st.data(), who=st.sampled_from(NAMES))
    def something_closed(self, data: st.DataObject, who: str) -> None:
        """AE-05: what is offered as closed is refused with exactly the reason shown, whatever the command says."""
        if self.case.state is None:
            return
        command = data.draw(self.commands)
        named = command.command if isinstance(command, d.Steer) else command
        shown = self.case.actions(who).get(type(named).__name__)
        if isinstance(shown, Refusal):
            assert self.case.decide(who, command) == shown

    @invariant()
    def course_only_grows(self) -> None:
        """W2, W13: nothing that was said is ever lost or changed."""
        if self.case.state is not None and isinstance(self.case.state, Dispatch | Receipt):
            course = self.case.state.course
            assert course[: len(self.course)] == self.course
            self.course = course

    @invariant()
    def replay_gives_the_same_bytes(self) -> None:
        """The events alone make the state, and its encoding is canonical."""
        if self.case.state is not None:
            data = encode(self.case.state)
            assert self.case.replayed() == data
            assert encode(registry.decode_state(self.kind, data)) == data

    @invariant()
    def somebody_holds_it(self) -> None:
        """Faults of others (RuoYi 668, 727): there is always an open task or an end."""
        state = self.case.state
        if isinstance(state, Dispatch):
            assert bool(state.tasks) != (state.step in {Step.ARCHIVED, Step.CANCELLED, Step.TERMINATED})
            under_way = {standing.step for standing in state.case.standings} if state.case else {Step.DRAFT}
            assert {task.step for task in state.tasks} == under_way
            assert len({(task.holder, task.step) for task in state.tasks}) == len(state.tasks)
            assert (state.drafting is not None) == (state.step is Step.DRAFT)
        if isinstance(state, Receipt) and state.step not in {ReceiptStep.CLOSED, ReceiptStep.REFUSED, ReceiptStep.DISCARDED}:
            open_now = [refusal for who in NAMES for refusal in self.case.actions(who).values() if refusal is None]
            assert open_now or state.pending

    @invariant()
    def number_only_by_grant(self) -> None:
        """N2: a number stands only after the server gave it, and only behind the sign-off."""
        state = self.case.state
        if isinstance(state, Dispatch) and state.number:
            assert state.signed_off is not None
            assert state.number.year == number_year(state)
            assert any(entry.action == "number" for entry in state.course)

    @invariant()
    def lists_know_it(self) -> None:
        """Whoever has it to do may see it."""
        if self.case.state is None:
            return
        rules = registry.kind_of(self.kind)
        audience = rules.audience(self.case.state)
        for who in NAMES:
            by = self.case.context(who)
            tokens = {f"p:{who}", *(f"r:{role}" for role in by.roles)}
            if by.act.unit == self.case.unit and rules.place(self.case.state, by).box in {"todo", "toread"}:
                assert tokens & audience


class DispatchFlow(Flow):
    """What holds of dispatches besides: the engine's own commands are put to them in between, by whoever has a task or had one."""

    @precondition(lambda self: isinstance(self.case.state, Dispatch) and self.case.state.case is not None)
    @rule(data=st.data(), who=people)
    def steer(self, data: st.DataObject, who: str) -> None:
        """AE-04: whatever is said to the case is answered; what is accepted leaves somebody whose turn it is."""
        state = self.case.dispatch
        assert state.case is not None
        task = data.draw(st.sampled_from(state.case.tasks)).id
        one, two = data.draw(st.lists(people, min_size=2, max_size=2))
        opinions = [opinion.id for opinion in state.case.opinions] or [""]
        visits = [visit.id for visit in state.case.visits] or [""]
        part = data.draw(st.sampled_from([Part.BEFORE, Part.AFTER]))
        asked: list[Command] = [
            *(d.Steer(command) for command in (flow.Add(task, (one, two), part), flow.Add(task, (one,), part), flow.Remind())),
            *(d.Steer(command) for command in (flow.Forward(task, one), flow.Delegate(task, one), flow.Remove(task, "调离"))),
            *(d.Steer(command) for command in (flow.Assign(task, one, "改派"), flow.Revive(data.draw(st.sampled_from(opinions))))),
            d.Steer(flow.Withdraw(data.draw(st.sampled_from(visits)), "发错", forced=True)),
            d.Review("迟来", state.text, task),
            d.Countersign("迟来", state.text, data.draw(st.booleans()), task),
            d.Return(data.draw(st.sampled_from(Step)), "退回", state.text, straight=True),
        ]
        holder = next(one.holder for one in state.case.tasks if one.id == task).removeprefix("p:")
        able = [name for name in (holder, who, "keeper") if name in NAMES]
        self.case.offer(data.draw(st.sampled_from(able)), data.draw(st.sampled_from(asked)))

    @precondition(lambda self: len(self.case.log) > 15)
    @rule(end=st.sampled_from([("clerk", d.Steer(flow.Cancel("不发了"))), ("registrar", d.Steer(flow.Terminate("误发")))]))
    def stop(self, end: tuple[str, Command]) -> None:
        """FLW-05: the matter may end before its end; a number is given back then (N3)."""
        self.case.offer(*end)
        if self.case.dispatch.step in {Step.CANCELLED, Step.TERMINATED}:
            assert self.case.dispatch.number is None


class ReceiptFlow(Flow):
    """The same for receipts."""

    kind = "receipt"
    commands = receipt_commands


FORM = settings(max_examples=settings().max_examples // 3, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))
TestDispatchFlow = DispatchFlow.TestCase
TestDispatchFlow.settings = FORM
TestReceiptFlow = ReceiptFlow.TestCase
TestReceiptFlow.settings = FORM
