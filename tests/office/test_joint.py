"""联合行文 across units, by the rules alone: what the server would carry between the records is carried here (DOC-10, FLW-11)."""

import msgspec
import pytest
from msgspec import structs

from tests.office.world import FILE, OTHER, SEALED, SERIES, THIRD, UNIT, Case, document, drafted, number, stamps
from xzt.core.encoding import encode
from xzt.core.errors import Refusal
from xzt.office import registry
from xzt.office.act import SealedFile, Stamp
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.flows import check_flow, flows
from xzt.office.dispatch.state import Route, Step
from xzt.office.exchange import consequences
from xzt.office.flow import commands as flow
from xzt.office.flow.definition import Mode
from xzt.office.registry import Event


def decoded(events: bytes) -> list[Event]:
    found: list[Event] = msgspec.json.decode(events, type=list[registry.kind_of("dispatch").event])  # type: ignore[misc]
    return found


JOINT = Route("reviewer", "leader", partners=(OTHER, THIRD))


CLOSED = SealedFile(FILE, "d" * 64, "样例印章")
"""What the server makes of the seals of all."""


class Town:
    """The leading unit's record and those of the co-signing units, with the server between them."""

    def __init__(self) -> None:
        self.cases: dict[tuple[str, str], Case] = {}
        self.lead = drafted()
        self.cases[UNIT, "lead"] = self.lead
        self.delivered: list[tuple[str, Refusal | None]] = []

    def do(self, key: tuple[str, str], who: str, command: d.Command) -> "Town":
        """Give a command that must be accepted, and carry what it asks of others."""
        assert self.give(key, who, command) is None, (key, who, command)
        return self

    def give(self, key: tuple[str, str], who: str, command: d.Command, grant: SealedFile | None = None) -> Refusal | None:
        case = self.cases.setdefault(key, Case("dispatch", key[0]))
        case.acts, case.now = max(one.acts for one in self.cases.values()), max(one.now for one in self.cases.values())
        before, at = case.state, len(case.log)
        refusal = case.offer(who, command, grant)
        if refusal:
            return refusal
        events, act = case.log[at]
        state = before
        for event in decoded(events):
            state = registry.evolve("dispatch", state, [event], act)
            assert state is not None
            for asked in consequences(key[1], state, event, act):
                given = CLOSED if isinstance(asked.command, d.NoteSeal) else None
                found = self.give((asked.unit, asked.record), "system", asked.command, given)  # type: ignore[arg-type]
                self.delivered.append((type(asked.command).__name__, found))
        return None

    def of(self, unit: str, n: int = -1) -> tuple[str, str]:
        """The newest record of a co-signing unit."""
        return [key for key in self.cases if key[0] == unit][n]

    def state_of(self, unit: str, n: int = -1) -> Case:
        return self.cases[self.of(unit, n)]

    def lead_do(self, who: str, command: d.Command) -> "Town":
        return self.do((UNIT, "lead"), who, command)

    def sign(self, unit: str, who: str, office: str) -> "Town":
        """One unit's whole way: the office names its head, the head signs."""
        key, case = self.of(unit), self.state_of(unit)
        self.do(key, office, d.Allot(who))
        return self.do(key, who, d.SignOff("同意", case.text))


def asked(route: Route = JOINT) -> Town:
    town = Town()
    town.lead_do("clerk", d.Submit(route, flow="joint"))
    return town.lead_do("reviewer", d.Review("已核", town.lead.text))


ONE = Route("reviewer", "leader", partners=(OTHER,))


def test_flw11_each_cosigning_unit_gets_a_case_of_its_own() -> None:
    """FLW-11, DOC-10: each unit has its record with its own sign-off; one text under one digest everywhere (W13)."""
    town = asked()
    assert town.lead.dispatch.step is Step.JOINT
    assert town.lead.holders == ["u:u2", "u:u3"]
    assert {town.state_of(unit).text for unit in (OTHER, THIRD)} == {town.lead.text}
    assert town.state_of(OTHER).dispatch.step is Step.ALLOT
    assert [row.state for row in town.lead.dispatch.joint] == ["asked", "asked"]
    audience = registry.kind_of("dispatch").audience
    assert audience(town.state_of(OTHER).state) == {"r:registrar", "p:system"}


def test_w1_every_cosigning_head_signs_and_the_leading_head_signs_last() -> None:
    """W1, N1, N5: all co-signing heads sign the very text; then the leading head, whose date is that of the last signature."""
    town = asked(ONE)
    assert town.lead.refuse("leader", d.SignOff("同意", town.lead.text)) == "step_not_reached"
    town.sign(OTHER, "chief", "receiver")
    assert town.state_of(OTHER).dispatch.step is Step.CONSENTED
    row = town.lead.dispatch.joint[0]
    assert (row.state, row.signer, row.text, row.words) == ("consented", "chief", town.lead.text, "同意")
    assert town.lead.dispatch.course[-1].people == ("u:u2", "p:chief")
    town.lead_do("leader", d.SignOff("同意印发", town.lead.text))
    town.lead_do("reviewer", d.Proofread(town.lead.text, "a" * 64))
    signed_off = town.lead.dispatch.signed_off
    assert signed_off is not None
    assert row.at is not None
    assert signed_off > row.at
    town.lead.do("registrar", d.AssignNumber(), number())
    assert town.lead.dispatch.number is not None
    assert town.lead.dispatch.number.series == SERIES


def test_w1_a_head_cannot_sign_off_what_a_partner_has_not_signed() -> None:
    """W1: wherever the case was put by hand, the leading head is refused until all have signed this text."""
    town = asked(ONE)
    town.sign(OTHER, "chief", "receiver")
    unsigned = structs.replace(town.lead.dispatch, joint=(structs.replace(town.lead.dispatch.joint[0], text="0" * 64),))
    found = registry.decide("dispatch", unsigned, d.SignOff("同意", town.lead.text), town.lead.context("leader"))
    assert found == Refusal("joint_unsigned", {"unit": OTHER})


def test_w2_one_return_ends_the_round_everywhere_and_a_new_text_begins_the_next() -> None:
    """W2, DOC-10: a return comes back to the drafter with its reason; the other unit's case is taken back; round two asks all again."""
    town = asked()
    first, other = town.of(OTHER), town.of(THIRD)
    town.do(first, "receiver", d.SendBack("第三条请改", town.lead.text))
    assert town.cases[first].dispatch.step is Step.SENT_BACK
    assert town.cases[other].dispatch.step is Step.RECALLED
    assert town.lead.dispatch.step is Step.DRAFT
    assert [row.state for row in town.lead.dispatch.joint] == ["returned", "recalled"]
    last = town.lead.dispatch.course[-1]
    assert (last.action, last.words, last.people) == ("joint_return", "第三条请改", ("u:u2", "p:receiver"))
    old = town.lead.text
    town.lead_do("clerk", d.SaveDraft(document(text="第三条已改。")))
    town.lead_do("clerk", d.Submit(JOINT, flow="joint")).lead_do("reviewer", d.Review("已核", town.lead.text))
    assert town.of(OTHER) != first
    lead = town.state_of(OTHER).dispatch.lead
    assert lead is not None
    assert lead.round == 2
    assert town.state_of(OTHER).text == town.lead.text != old
    assert [row.round for row in town.lead.dispatch.joint] == [1, 1, 2, 2]


def test_w3_a_head_who_signs_offline_after_it_was_taken_back_leaves_a_late_opinion_on_both_sides() -> None:
    """W3: the recall came first, the signature later: kept as late in both records, counted in neither."""
    town = asked(ONE)
    key, case = town.of(OTHER), town.state_of(OTHER)
    town.lead_do("reviewer", d.Withdraw("再核一遍"))
    assert case.dispatch.step is Step.RECALLED
    town = asked(ONE)
    key, case = town.of(OTHER), town.state_of(OTHER)
    town.do(key, "receiver", d.Allot("chief"))
    task = case.dispatch.tasks[0].id
    town.lead_do("keeper", d.Steer(flow.Withdraw(town.lead.dispatch.case.visits[-1].id, "再核一遍", forced=True)))  # type: ignore[union-attr]
    assert case.dispatch.step is Step.RECALLED
    town.do(key, "chief", d.SignOff("同意", case.text, task))
    assert case.dispatch.course[-1].late
    assert town.lead.dispatch.course[-1].late
    assert town.lead.dispatch.joint[0].late
    assert town.lead.dispatch.step is Step.REVIEW


def test_w3_what_a_partner_has_opened_is_not_taken_back_by_the_sender() -> None:
    town = asked(ONE)
    town.do(town.of(OTHER), "receiver", d.Open())
    assert town.lead.dispatch.joint[0].state == "opened"
    assert town.lead.refuse("reviewer", d.Withdraw()) == "opened_by_next"


@pytest.mark.parametrize(
    ("route", "name", "code"),
    [
        (JOINT, "ordinary", "flow_not_joint"),
        (Route("reviewer", "leader"), "joint", "partners_missing"),
        (Route("reviewer", "leader", partners=(UNIT,)), "joint", "unit_unknown"),
        (Route("reviewer", "leader", partners=("nowhere",)), "joint", "unit_unknown"),
        (Route("reviewer", "leader", partners=(OTHER, OTHER)), "joint", "unit_twice"),
    ],
)
def test_a_joint_document_names_its_partners(route: Route, name: str, code: str) -> None:
    assert drafted().refuse("clerk", d.Submit(route, flow=name)) == code


def test_flw11_only_the_server_speaks_for_another_unit() -> None:
    town = asked(ONE)
    row = town.lead.dispatch.joint[0]
    assert town.lead.refuse("keeper", d.NoteJoint(row.task, "consented", "chief", "同意", town.lead.text)) == "server_only"
    assert town.lead.refuse("leader", d.Countersign("同意", town.lead.text, task=row.task)) in {"step_passed", "not_holder"}
    assert town.lead.refuse("keeper", d.Steer(flow.Assign(row.task, "ann", "改派"))) == "may_not_hand_on"
    case = town.state_of(OTHER)
    assert case.refuse("receiver", d.Steer(flow.Terminate("不签"))) == "lead_decides"
    assert case.refuse("chief", d.SendBack("不妥", case.text)) == "not_holder"
    assert case.refuse("receiver", d.SendBack("", case.text)) == "words_missing"
    assert case.refuse("receiver", d.Allot("handler")) == "out_of_range"
    assert town.lead.refuse("clerk", d.Allot("chief")) == "not_led"
    other = structs.replace(case.dispatch.lead, round=9)  # type: ignore[type-var]
    wrong = d.AskJoint(other, document(text="别的"), case.text)  # type: ignore[arg-type]
    assert Case("dispatch", OTHER).refuse("system", wrong) == "text_changed"


def test_a_joint_record_replays_and_reads_back() -> None:
    town = asked(ONE)
    town.sign(OTHER, "chief", "receiver")
    for case in town.cases.values():
        assert case.replayed() == encode(case.state)
        assert encode(registry.decode_state("dispatch", encode(case.state))) == encode(case.state)


def test_w1_no_flow_lets_a_single_unit_speak_for_all() -> None:
    """W1: the step of the co-signing units is all of them, with a return at once; a definition that says less is refused."""
    joint = flows()["joint"]
    loose = structs.replace(
        joint, steps=tuple(structs.replace(step, mode=Mode.ANY) if step.id == "joint" else step for step in joint.steps)
    )
    assert check_flow(joint) is None
    refusal = check_flow(loose)
    assert refusal is not None
    assert refusal.params["what"] == "step"


HERS = Stamp(1, 40.0, 200.0, 42.0, 42.0)


def to_seal() -> Town:
    """A joint document of two units that is numbered."""
    town = asked(ONE)
    town.sign(OTHER, "chief", "receiver").lead_do("leader", d.SignOff("同意印发", town.lead.text))
    town.lead_do("reviewer", d.Proofread(town.lead.text, "a" * 64))
    town.lead.do("registrar", d.AssignNumber(), number())
    return town


def sealing() -> Town:
    return to_seal().lead_do("sealer", d.Seal(FILE, (*stamps(), HERS), (UNIT, OTHER)))


def test_p1_every_organ_of_a_joint_document_puts_its_own_seal_on_the_one_file() -> None:
    """P1, DOC-12: the co-signing unit's own keeper seals the very file; then the leading organ's seal closes it and it goes on."""
    town = sealing()
    case = town.state_of(OTHER)
    assert (town.lead.dispatch.pending, town.lead.dispatch.step) == ("seals", Step.SEAL)
    kind = registry.kind_of("dispatch")
    assert kind.place(case.state, case.context("sealer2")).box == "todo"
    assert "r:seal_keeper" in kind.audience(case.state)
    assert case.dispatch.number == town.lead.dispatch.number
    hers = SealedFile(FILE, SEALED, "样例机关二印章")
    assert case.refuse("receiver", d.Seal(FILE, (HERS,)), hers) == "not_holder"
    assert case.refuse("sealer2", d.Seal("c" * 64, (HERS,)), hers) == "seal_outdated"
    assert case.refuse("sealer2", d.Seal(FILE, stamps()), hers) == "seal_outdated"
    assert town.give(town.of(OTHER), "sealer2", d.Seal(FILE, (HERS,)), hers) is None
    assert kind.place(case.state, case.context("sealer2")).box == "done"
    assert [(row.unit, row.state) for row in town.lead.dispatch.sealings] == [(UNIT, "asked"), (OTHER, "sealed")]
    assert (town.lead.dispatch.seal, town.lead.dispatch.step) == (CLOSED, Step.DISTRIBUTE)
    assert all(one.replayed() == encode(one.state) for one in town.cases.values())


def test_p1_offline_the_seal_waits_and_nothing_is_sealed() -> None:
    """P1: without the server the co-signing keeper's seal is asked for and waits; nobody else's is taken for it."""
    case = sealing().state_of(OTHER)
    case.do("sealer2", d.Seal(FILE, (HERS,)))
    assert (case.dispatch.pending, case.dispatch.seal) == ("seal", None)
    assert case.refuse("sealer2", d.Seal(FILE, (HERS,))) == "asked_already"


@pytest.mark.parametrize("units", [(), (UNIT,), (UNIT, THIRD), (UNIT, UNIT), (UNIT, OTHER, THIRD)])
def test_p1_exactly_the_organs_that_signed_are_asked(units: tuple[str, ...]) -> None:
    """P1: no organ that has not signed, none left out, none twice (GB/T 9704-2012 7.3.5.1)."""
    marks = tuple(Stamp(1, 40.0, 200.0, 42.0, 42.0) for _ in units) or stamps()
    assert to_seal().lead.refuse("sealer", d.Seal(FILE, marks, units)) == "seals_differ"


def test_p1_an_organ_declines_with_its_reason_and_may_be_asked_again() -> None:
    """P1: the reason comes to the leading unit, whose keeper sends another file; the seal on the first counts no more."""
    town = sealing()
    case = town.state_of(OTHER)
    assert case.refuse("sealer2", d.SendBack("", case.text)) == "words_missing"
    town.do(town.of(OTHER), "sealer2", d.SendBack("落款少一字", case.text))
    assert (town.lead.dispatch.pending, town.lead.dispatch.course[-1].words) == ("", "落款少一字")
    assert [row.state for row in town.lead.dispatch.sealings] == ["recalled", "declined"]
    town.lead_do("sealer", d.Seal("c" * 64, (*stamps(), HERS), (UNIT, OTHER)))
    assert case.dispatch.seal_asked is not None
    assert (case.dispatch.seal_asked.file, case.dispatch.seal_asked.answer) == ("c" * 64, "")
    old = d.NoteSeal(OTHER, FILE, SealedFile(FILE, SEALED, "样例机关二印章"))
    assert town.lead.refuse("system", old, CLOSED) == "seal_outdated"
    assert town.lead.refuse("sealer", old) == "server_only"


def test_w2_a_return_takes_the_request_for_seals_back() -> None:
    """W2: what goes back to the reviewer needs no seal; the co-signing unit is told, its keeper has nothing to do any more."""
    town = sealing()
    town.lead_do("sealer", d.Return(Step.SIGN_OFF, "再看", town.lead.text))
    case = town.state_of(OTHER)
    assert case.dispatch.seal_asked is not None
    assert case.dispatch.seal_asked.answer == "recalled"
    assert case.refuse("sealer2", d.Seal(FILE, (HERS,))) == "case_over"
    assert case.dispatch.step is Step.CONSENTED
    assert (town.lead.dispatch.pending, town.lead.dispatch.number) == ("", None)
