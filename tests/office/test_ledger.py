"""The distribution ledger by the rules alone, sender and receiver with the server between them (DOC-13, G4, FLW-16)."""

import msgspec
import pytest

from tests.office.world import OTHER, THIRD, Case, distributed, sealed
from xzt.core.encoding import encode
from xzt.core.errors import Refusal
from xzt.core.ids import derived_id
from xzt.office import registry
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Delivery, Step
from xzt.office.exchange import consequences
from xzt.office.receipt import commands as r
from xzt.office.receipt.state import Step as ReceiptStep
from xzt.office.registry import Command, Event


class Exchange:
    """A sealed dispatch, its receipts, and the server between them."""

    def __init__(self, case: Case) -> None:
        self.sender = case
        self.cases = {"doc": case}

    def give(self, record: str, who: str, command: Command) -> Refusal | None:
        case = self.cases[record]
        case.acts, case.now = max(one.acts for one in self.cases.values()), max(one.now for one in self.cases.values())
        state, at = case.state, len(case.log)
        refusal = case.offer(who, command)
        if refusal:
            return refusal
        events, act = case.log[at]
        for event in decoded(case.kind, events):
            state = registry.evolve(case.kind, state, [event], act)
            assert state is not None
            for asked in consequences(record, state, event, act):
                self.cases.setdefault(asked.record, Case(asked.kind, asked.unit))
                assert self.give(asked.record, "system", asked.command) is None, asked
        return None

    def do(self, record: str, who: str, command: Command) -> "Exchange":
        refusal = self.give(record, who, command)
        assert refusal is None, (command, refusal)
        return self

    @property
    def ledger(self) -> dict[str, Delivery]:
        return {entry.unit: entry for entry in self.sender.dispatch.ledger}

    def states(self) -> list[tuple[str, str]]:
        return [(entry.unit, entry.state) for entry in self.sender.dispatch.ledger]


def decoded(kind: str, events: bytes) -> list[Event]:
    found: list[Event] = msgspec.json.decode(events, type=list[registry.kind_of(kind).event])  # type: ignore[misc]
    return found


RECEIPT = derived_id(f"doc/{OTHER}")


def sent(units: tuple[str, ...] = (OTHER,)) -> Exchange:
    return Exchange(sealed()).do("doc", "registrar", d.Distribute(units))


def test_g4_what_is_not_signed_for_goes_back_at_once() -> None:
    """G4: withdrawal before receipt takes effect by itself, on both sides."""
    town = sent()
    assert town.states() == [(OTHER, "delivered")]
    town.do("doc", "registrar", d.RecallDelivery(OTHER, "发错单位"))
    assert town.states() == [(OTHER, "withdrawn")]
    receipt = town.cases[RECEIPT]
    assert receipt.receipt.step is ReceiptStep.WITHDRAWN
    assert receipt.refuse("receiver", r.SignFor()) == "step_passed"
    assert town.sender.refuse("registrar", d.RecallDelivery(OTHER, "再撤")) == "not_recallable"
    town.do("doc", "registrar", d.Close())


@pytest.mark.parametrize("agrees", [True, False])
def test_g4_after_receipt_the_receiver_decides(agrees: bool) -> None:  # noqa: FBT001  both ways
    """G4: withdrawing after 签收 needs the receiver's consent; a no leaves the line as it was, with the reason."""
    town = sent().do(RECEIPT, "receiver", r.SignFor())
    receipt = town.cases[RECEIPT]
    assert receipt.refuse("receiver", r.GiveBack()) == "not_asked_back"
    town.do("doc", "registrar", d.RecallDelivery(OTHER, "附件有误"))
    assert (town.ledger[OTHER].state, town.ledger[OTHER].withdrawal) == ("signed_for", "asked")
    views = registry.kind_of("receipt")
    assert views.place(receipt.state, receipt.context("receiver")).box == "todo"
    assert receipt.refuse("handler", r.GiveBack()) == "not_holder"
    assert receipt.refuse("receiver", r.Keep("")) == "words_missing"
    town.do(RECEIPT, "receiver", r.GiveBack() if agrees else r.Keep("已经办理"))
    entry = town.ledger[OTHER]
    if agrees:
        assert (entry.state, receipt.receipt.step) == ("withdrawn", ReceiptStep.WITHDRAWN)
    else:
        assert (entry.state, entry.withdrawal, entry.words) == ("signed_for", "declined", "已经办理")
        assert receipt.receipt.step is ReceiptStep.REGISTER
        town.do("doc", "registrar", d.RecallDelivery(OTHER, "请再考虑"))
    assert receipt.replayed() == encode(receipt.state)
    assert town.sender.replayed() == encode(town.sender.state)


def test_g4_a_supplement_appends_and_changes_no_line() -> None:
    """G4: 补发 to another unit, and again to one that sent it back; each delivery is a line and a receipt of its own."""
    town = sent().do(RECEIPT, "receiver", r.Refuse("缺附件"))
    before = town.sender.dispatch.ledger
    assert town.sender.refuse("registrar", d.Supplement((THIRD, THIRD))) == "unit_twice"
    town.do("doc", "registrar", d.Supplement((OTHER,), (THIRD,), {THIRD: 3}, "补送"))
    assert town.sender.dispatch.ledger[:1] == before
    assert town.states() == [(OTHER, "refused"), (OTHER, "delivered"), (THIRD, "delivered")]
    assert [(entry.n, entry.copy, entry.count) for entry in town.sender.dispatch.ledger] == [(1, False, 1), (2, False, 1), (1, True, 3)]
    assert town.sender.dispatch.course[-1].people == ("u:u2", "u:u3")
    town.do(derived_id(f"doc/{OTHER}/2"), "receiver", r.SignFor())
    assert town.states()[:2] == [(OTHER, "refused"), (OTHER, "signed_for")]
    assert town.sender.refuse("registrar", d.Supplement((OTHER,))) == "has_it_already"
    assert town.sender.refuse("registrar", d.Supplement()) == "units_missing"
    assert town.sender.refuse("registrar", d.Close()) == "deliveries_open"
    assert town.sender.replayed() == encode(town.sender.state)


def test_g4_a_document_that_is_closed_still_has_its_ledger() -> None:
    town = sent().do(RECEIPT, "receiver", r.SignFor()).do("doc", "registrar", d.Close())
    assert town.sender.dispatch.step is Step.CLOSED
    town.do("doc", "registrar", d.Supplement((THIRD,)))
    assert town.states() == [(OTHER, "signed_for"), (THIRD, "delivered")]


@pytest.mark.parametrize("count", [0, -1, 10_000])
def test_g4_copies_are_a_number(count: int) -> None:
    assert sealed().refuse("registrar", d.Distribute((OTHER,), counts={OTHER: count})) == "copies_wrong"


def test_g4_only_the_document_office_keeps_the_ledger() -> None:
    case = distributed()
    assert case.refuse("clerk", d.Supplement((OTHER,))) == "not_holder"
    assert case.refuse("sealer", d.RecallDelivery(OTHER, "发错")) == "not_holder"
    assert sealed().refuse("registrar", d.Supplement((OTHER,))) == "step_not_reached"
    assert case.refuse("registrar", d.RecallDelivery(OTHER, "")) == "words_missing"


def test_flw16_a_copy_is_one_line_a_person() -> None:
    """FLW-16: whoever has a part lets others know; who knows already is not told twice."""
    case = distributed()
    assert case.refuse("bob", d.CopyTo(("ann",))) == "not_involved"
    assert case.refuse("clerk", d.CopyTo(("stranger",))) == "person_unknown"
    case.do("clerk", d.CopyTo(("ann", "ann")))
    assert case.refuse("leader", d.CopyTo(("ann",))) == "copied_already"
    case.do("leader", d.CopyTo(("ann", "bob")))
    assert case.dispatch.case is not None
    assert [copy.person for copy in case.dispatch.case.copies] == ["ann", "bob"]
    views = registry.kind_of("dispatch")
    assert views.place(case.state, case.context("ann")).box == "toread"
    assert case.dispatch.course[-1].people == ("p:bob",)
