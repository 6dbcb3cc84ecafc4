"""Every transition of a receipt, and what it tells the sender (G1, G3, G4, N6)."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from tests.office.world import OTHER, SOURCE, UNIT, Case, arrived, distributed, document, proposed, registered
from xzt.core.encoding import encode
from xzt.core.ids import derived_id
from xzt.office import registry
from xzt.office.act import ItemNumber, Number
from xzt.office.dispatch import commands as d
from xzt.office.dispatch import events as de
from xzt.office.exchange import consequences
from xzt.office.receipt import commands as r
from xzt.office.receipt import events as re
from xzt.office.receipt.state import Limit, Step


def test_g1_whole_life() -> None:
    """G1: sign for, register, propose, read, handle, close; each leaves its line, and the events give the same state again."""
    case = proposed().do("reader", r.MarkRead("已阅")).do("handler", r.Handle("已办理")).do("receiver", r.Close())
    assert case.receipt.step is Step.CLOSED
    assert [entry.action for entry in case.receipt.course] == ["arrive", "sign_for", "register", "propose", "read", "handle", "close"]
    assert encode(case.state) == case.replayed()


def test_arrival_is_said_by_the_server_alone_and_once() -> None:
    case = Case("receipt", OTHER)
    assert case.refuse("receiver", r.Deliver(SOURCE, document())) == "server_only"
    assert case.refuse("receiver", r.SignFor()) == "absent"
    case.do("system", r.Deliver(SOURCE, document()))
    assert case.refuse("system", r.Deliver(SOURCE, document())) == "exists"
    assert (case.receipt.unit, case.receipt.step) == (OTHER, Step.ARRIVED)


def test_g3_arriving_marks_are_refused() -> None:
    assert Case("receipt", OTHER).refuse("system", r.Deliver(SOURCE, document(text="机密★"))) == "state_secret"
    assert Case("receipt", OTHER).refuse("system", r.Deliver(SOURCE, msgspec.Raw(b'{"a":"\xff"}'))) == "text_malformed"
    assert registered().refuse("receiver", r.Propose("秘密★", "handler")) == "state_secret"
    assert arrived().refuse("receiver", r.Refuse("绝密")) == "state_secret"


def test_g1_refusal_goes_back_with_its_reason() -> None:
    """G1: a failed first check returns to the sender with the reason, and ends the receipt."""
    assert arrived().refuse("receiver", r.Refuse("  ")) == "words_missing"
    case = arrived().do("receiver", r.Refuse("不属本单位职责"))
    assert case.receipt.step is Step.REFUSED
    for command in (r.SignFor(), r.Register(), r.Propose("x", "handler"), r.Handle("x"), r.Close()):
        assert case.refuse("receiver", command) == "step_passed"


def test_only_the_document_office_receives() -> None:
    """A role counts in the unit that the person belongs to: another unit's registrar is a stranger here."""
    assert arrived().refuse("registrar", r.SignFor()) == "not_holder"
    assert arrived().refuse("handler", r.SignFor()) == "not_holder"
    assert arrived().refuse("receiver", r.Register()) == "step_not_reached"
    assert registered().refuse("receiver", r.SignFor()) == "step_passed"


def test_n6_receipt_number_is_a_yearly_series_of_the_unit() -> None:
    """N6: never offline; a series a category and year (Beijing); the sender's number is kept as it came."""
    case = arrived().do("receiver", r.SignFor())
    assert case.decide("receiver", r.Register()) == [re.Requested("number")]
    case.do("receiver", r.Register())
    assert (case.receipt.number, case.receipt.pending) == (None, "number")
    assert case.refuse("receiver", r.Register()) == "asked_already"
    assert case.refuse("receiver", r.Register("密"), Number("密", 2026, 1)) == "category_unknown"
    assert case.refuse("receiver", r.Register(), ItemNumber("x")) == "grant_mismatch"
    assert case.refuse("receiver", r.Register(), Number("发", 2026, 1)) == "grant_mismatch"
    assert case.refuse("receiver", r.Register(), Number("收", 2025, 1)) == "grant_mismatch"
    case.do("receiver", r.Register(), Number("收", 2026, 3))
    assert case.receipt.number == Number("收", 2026, 3)
    assert registry.kind_of("receipt").line(case.state).number == SOURCE.number


def test_n6_year_turns_in_beijing() -> None:
    case = arrived().do("receiver", r.SignFor())
    case.now = datetime(2026, 12, 31, 16, 0, tzinfo=UTC) - timedelta(minutes=1)
    case.do("receiver", r.Register(), Number("收", 2027, 1))


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (r.Propose("", "handler"), "words_missing"),
        (r.Propose("请办"), "nobody_named"),
        (r.Propose("请办", "nobody"), "person_unknown"),
        (r.Propose("请办", "clerk"), "person_unknown"),
        (r.Propose("请办", "", ("reader", "reader")), "person_twice"),
    ],
)
def test_proposal_names_people_of_this_unit(command: r.Propose, code: str) -> None:
    assert registered().refuse("receiver", command) == code


def test_g1_circulation_shows_where_it_is() -> None:
    """G1: with whom it lies unread, since when; each reads once; it is closed only when all have read and the result is there."""
    case = proposed(readers=("reader", "receiver"))
    assert case.refuse("handler", r.MarkRead()) == "not_reader"
    assert case.refuse("receiver", r.Close()) == "not_handled"
    case.do("handler", r.Handle("已办"))
    assert case.refuse("handler", r.Handle("又办")) == "handled_already"
    assert case.refuse("receiver", r.Close()) == "unread"
    case.do("reader", r.MarkRead())
    assert [(one.person, one.read is None) for one in case.receipt.readings] == [("reader", False), ("receiver", True)]
    assert case.refuse("reader", r.MarkRead()) == "not_reader"
    case.do("receiver", r.MarkRead()).do("receiver", r.Close())


def test_only_the_named_handler_handles() -> None:
    assert proposed().refuse("reader", r.Handle("已办")) == "not_holder"
    assert proposed().refuse("handler", r.Handle("")) == "words_missing"
    assert registered().refuse("handler", r.Handle("已办")) == "step_not_reached"
    proposed(handler="").do("reader", r.MarkRead()).do("receiver", r.Close())


def test_lists() -> None:
    rules = registry.kind_of("receipt")

    def box(case: Case, who: str) -> str:
        return rules.place(case.state, case.context(who)).box

    assert [box(arrived(), who) for who in ("receiver", "handler", "reader")] == ["todo", "none", "none"]
    case = proposed()
    assert [box(case, who) for who in ("receiver", "handler", "reader")] == ["done", "todo", "toread"]
    case.do("reader", r.MarkRead())
    assert box(case, "reader") == "done"
    case.do("handler", r.Handle("已办"))
    assert [box(case, who) for who in ("receiver", "handler")] == ["todo", "done"]


def test_audience() -> None:
    audience = registry.kind_of("receipt").audience
    assert audience(arrived().state) == {"r:registrar"}
    assert audience(proposed().state) == {"r:registrar", "p:handler", "p:reader"}
    case = proposed().do("reader", r.MarkRead()).do("handler", r.Handle("已办")).do("receiver", r.Close())
    assert audience(case.state) == {"r:registrar", "p:handler", "p:reader", "r:archivist"}


def test_what_goes_between_units() -> None:
    """G4: one receipt a unit, its id derived, so that however often it is delivered it counts once; each answer goes back."""
    case = distributed()
    act = case.log[-1][1]
    sent = consequences("rec", case.dispatch, de.Distributed((OTHER,), ("u3",)), act)
    assert [(one.kind, one.record, one.unit) for one in sent] == [
        ("receipt", derived_id("rec/u2"), "u2"),
        ("receipt", derived_id("rec/u3"), "u3"),
    ]
    first, second = (one.command for one in sent)
    assert isinstance(first, r.Deliver)
    assert isinstance(second, r.Deliver)
    assert (first.source.copy, second.source.copy) == (False, True)
    assert (first.source.number, first.source.signed_on, first.source.unit) == ("湘政办函〔2026〕8号", "2026-03-02", UNIT)
    assert bytes(first.document) == bytes(case.dispatch.document)
    receipt = Case("receipt", OTHER).do("system", first)
    for event, expected in ((re.Arrived(first.source, first.document), "delivered"), (re.SignedFor(), "signed_for")):
        (answer,) = consequences("r1", receipt.receipt, event, act)
        assert (answer.kind, answer.record, answer.unit) == ("dispatch", "rec", UNIT)
        assert answer.command == d.NoteDelivery(OTHER, expected)
    (answer,) = consequences("r1", receipt.receipt, re.Refused("不收"), act)
    assert answer.command == d.NoteDelivery(OTHER, "refused", "不收")
    assert consequences("r1", receipt.receipt, re.Closed(), act) == []


def at_work(**more: object) -> Case:
    """A receipt that is proposed with everything that a proposal may name."""
    command = r.Propose("请会同办理", "handler", ("reader",), helpers=("receiver",), **more)  # type: ignore[arg-type]  # fields of the command
    return registered().do("receiver", command)


def test_rcv_04_helpers_need_one_who_is_responsible() -> None:
    """RCV-04, G1: several handle it only under a named 主办; each of them reports, and the matter ends when all have."""
    assert registered().refuse("receiver", r.Propose("请办", "", helpers=("handler",))) == "lead_missing"
    assert registered().refuse("receiver", r.Propose("请办", "handler", helpers=("handler",))) == "person_twice"
    case = at_work().do("reader", r.MarkRead()).do("handler", r.Handle("已办"))
    assert case.refuse("handler", r.Handle("再办")) == "handled_already"
    assert case.refuse("receiver", r.Close()) == "helpers_open"
    case.do("receiver", r.Handle("已协办"))
    assert [(entry.action, entry.act.person) for entry in case.receipt.course[-2:]] == [("handle", "handler"), ("help", "receiver")]
    case.do("receiver", r.Close())
    assert case.receipt.step is Step.CLOSED
    assert encode(case.state) == case.replayed()


def test_rcv_04_a_leader_instructs_before_anybody_handles_it() -> None:
    """RCV-04 拟办 → 批示 → 承办: nobody acts before; the leader may name another 主办."""
    assert registered().refuse("receiver", r.Propose("请示", "handler", leader="reader")) == "not_leader"
    case = registered().do("receiver", r.Propose("请批示", "handler", ("reader",), helpers=("boss",), leader="chief"))
    assert case.receipt.step is Step.INSTRUCT
    assert registry.kind_of("receipt").place(case.state, case.context("chief")).box == "todo"
    assert case.refuse("reader", r.MarkRead()) == "not_reader"
    assert case.refuse("handler", r.Handle("已办")) == "step_not_reached"
    assert case.refuse("handler", r.Instruct("同意")) == "not_holder"
    assert case.refuse("chief", r.Instruct(" ")) == "words_missing"
    assert case.refuse("chief", r.Instruct("请办", "clerk")) == "person_unknown"
    case.do("chief", r.Instruct("请业务科办理。", "boss"))
    assert (case.receipt.step, case.receipt.handler, case.receipt.helpers) == (Step.HANDLE, "boss", ())
    assert encode(case.state) == case.replayed()


def test_rcv_05_in_order_it_lies_with_one_reader_at_a_time() -> None:
    """RCV-05, G1: the circulation always shows where it is; the next one's time begins when it comes to him."""
    case = registered().do("receiver", r.Propose("请阅", "", ("reader", "handler", "boss"), in_order=True))
    assert [reading.person for reading in case.receipt.waiting_readers] == ["reader"]
    assert case.refuse("handler", r.MarkRead()) == "not_reader"
    case.now += timedelta(hours=3)
    case.do("reader", r.MarkRead("已阅"))
    [waiting] = case.receipt.waiting_readers
    assert (waiting.person, waiting.since) == ("handler", case.receipt.course[-1].act.at)
    assert registry.kind_of("receipt").place(case.state, case.context("boss")).box == "none"
    case.do("handler", r.MarkRead()).do("boss", r.MarkRead()).do("receiver", r.Close())


def test_g1_what_is_urgent_has_a_limit() -> None:
    """G1: urgent items need a limit, and one that is not over."""
    due = Limit(datetime(2030, 1, 7, 9, 30, tzinfo=UTC), 3)
    urgent = arrived(urgency="特急").do("receiver", r.SignFor()).do("receiver", r.Register())
    urgent.do("receiver", r.Register(), Number("收", 2026, 1))
    assert urgent.refuse("receiver", r.Propose("请办", "handler")) == "limit_missing"
    past = Limit(datetime(2020, 1, 7, 9, 30, tzinfo=UTC), 3)
    assert urgent.refuse("receiver", r.Propose("请办", "handler", limit=past)) == "limit_past"
    urgent.do("receiver", r.Propose("请办", "handler", limit=due))
    assert urgent.receipt.limit == due
