"""The register of incoming documents: its fields (RCV-02), its series and numbers (N6), documents on paper, and repeated ones (RCV-03)."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from tests.office.world import BEGINNING, OTHER, SEALED, Case, arrived, document
from xzt.core.encoding import decode, encode
from xzt.office import registry
from xzt.office.act import AttachedFile, Number
from xzt.office.exchange import consequences
from xzt.office.receipt import commands as r
from xzt.office.receipt import events as re
from xzt.office.receipt.registration import Registration, normal_number
from xzt.office.receipt.state import Receipt, Source, Step, marks_of
from xzt.office.receipt.verdict import Finding, Verdict

SCAN = AttachedFile("扫描件.pdf", "c" * 64, 10)
PAPER = Source("", "", "示政发﹝2026﹞07号", "关于样例的通知", "加急", "", "2026-02-27", attached=(SCAN,), sender="示例市人民政府")
ENTRY = Registration("示例市人民政府", "示政发﹝2026﹞07号", "关于样例的通知", "加急", "2026-02-27", 6, 2, "样例", "内部")


def entered(source: Source = PAPER) -> Case:
    return Case("receipt", OTHER).do("receiver", r.Enter(source, document()))


def broken() -> Case:
    verdict = Verdict("broken", BEGINNING, "样例机关", None, (Finding("pdf_signature", "样例机关", "digests"),))
    return Case("receipt", OTHER).do("receiver", r.Enter(structs.replace(PAPER, verdict=verdict), document()))


def test_rcv_06_a_broken_seal_is_registered_only_with_a_reason_that_stays() -> None:
    """RCV-06: nobody registers by routine what was changed after sealing; the reason stands in the state, the course and on the sheet."""
    case = broken()
    assert case.refuse("receiver", r.Register()) == "seal_broken"
    assert case.refuse("receiver", r.Register(despite=" ")) == "seal_broken"
    assert case.refuse("receiver", r.Register(despite="秘密★")) == "state_secret"
    command = r.Register(despite="来文单位来电确认，纸质原件随后送到")
    case.do("receiver", command).do("receiver", command, Number("收", 2026, 1))
    assert case.receipt.despite == command.despite
    assert [(entry.action, entry.words) for entry in case.receipt.course[-2:]] == [
        ("despite", command.despite),
        ("register", "收〔2026〕1号"),
    ]
    assert encode(case.state) == case.replayed()
    whole = Case("receipt", OTHER).do("receiver", r.Enter(PAPER, document())).do("receiver", command, Number("收", 2026, 1))
    assert whole.receipt.despite == "", "nothing to say where nothing is broken"


def test_rcv_06_what_the_registering_machine_found_of_the_exchange_goes_with_it() -> None:
    """RCV-06: a broken one needs its reason, one that was not here yet does not claim to be good; another kind of verdict is refused."""
    bad, good, open_ = (Verdict(state, BEGINNING) for state in ("broken", "valid", "pending"))
    case = arrived().do("receiver", r.SignFor())
    assert case.refuse("receiver", r.Register(verdict=bad)) == "seal_broken"
    assert case.refuse("receiver", r.Register(verdict=structs.replace(bad, state="fine"))) == "verdict_unknown"
    command = r.Register(verdict=bad, despite="来文单位来电确认，随后重发")
    case.do("receiver", command).do("receiver", command, Number("收", 2026, 1))
    assert (case.receipt.verdict, case.receipt.is_broken, case.receipt.despite) == (bad, True, command.despite)
    assert encode(case.state) == case.replayed()
    for verdict in (good, open_):
        fine = r.Register(verdict=verdict, despite="不用")
        other = arrived().do("receiver", r.SignFor()).do("receiver", fine, Number("收", 2026, 1)).receipt
        assert (other.verdict, other.is_broken, other.despite) == (verdict, False, "")
    paper = entered().do("receiver", r.Register(verdict=bad, entry=ENTRY), Number("收", 2026, 1)).receipt
    assert paper.verdict is None, "what was entered has the verdict that it was entered with"


def test_rcv_06_what_was_kept_before_machines_checked_decodes_as_it_was() -> None:
    """RCV-06: commands, events and states of earlier versions know no verdict of the registering machine."""
    state = arrived().do("receiver", r.SignFor()).do("receiver", r.Register(), Number("收", 2026, 1)).receipt
    told = msgspec.json.decode(encode(state))
    assert told.pop("verdict", None) is None
    assert decode(encode(told), Receipt) == state
    assert decode(encode({"type": "Register"}), r.Register).verdict is None
    assert decode(encode({"type": "Registered", "number": told["number"]}), re.Registered).verdict is None


def test_rcv_02_a_document_on_paper_is_entered_and_registered_by_hand() -> None:
    """RCV-02: all its fields are kept, the sender's number verbatim beside the normalised form (N6); replay gives the same state."""
    case = entered()
    assert (case.receipt.step, case.receipt.exchanged) == (Step.REGISTER, False)
    case.do("receiver", r.Register("办", ENTRY), Number("办", 2026, 1))
    kept = case.receipt.registration
    assert kept == structs.replace(ENTRY, normal="示政发〔2026〕7号")
    line = registry.kind_of("receipt").line(case.state)
    assert (line.number, line.origin, line.urgency) == ("示政发﹝2026﹞07号", "示例市人民政府", "加急")
    assert [entry.action for entry in case.receipt.course] == ["enter", "register"]
    assert encode(case.state) == case.replayed()
    assert consequences("r1", case.receipt, re.Entered(PAPER, document()), case.log[0][1]) == []


def test_rcv_02_what_came_by_the_exchange_registers_itself_as_it_says() -> None:
    """RCV-02: without an entry the register says what the document says, with the sender's name out of the directory."""
    case = arrived("特急").do("receiver", r.SignFor()).do("receiver", r.Register(), Number("收", 2026, 3))
    kept = case.receipt.registration
    assert kept is not None
    assert (kept.sender, kept.number, kept.normal, kept.urgency) == ("样例机关", "湘政办函〔2026〕8号", "湘政办函〔2026〕8号", "特急")


def test_nobody_enters_what_only_the_exchange_may_bring() -> None:
    """A document entered by hand names no record and no unit, so nobody makes up an arrival; only the document office enters."""
    assert Case("receipt", OTHER).refuse("receiver", r.Enter(structs.replace(PAPER, unit="u1"), document())) == "server_only"
    assert Case("receipt", OTHER).refuse("receiver", r.Enter(structs.replace(PAPER, record="x"), document())) == "server_only"
    assert Case("receipt", OTHER).refuse("reader", r.Enter(PAPER, document())) == "not_holder"
    assert Case("receipt", OTHER).refuse("receiver", r.Enter(structs.replace(PAPER, title=" "), document())) == "title_missing"
    assert entered().refuse("receiver", r.Enter(PAPER, document())) == "exists"


def test_g3_marks_are_refused_in_every_field() -> None:
    """G3: neither the file's text, nor a field, nor a reason carries the mark of a secret."""
    assert Case("receipt", OTHER).refuse("receiver", r.Enter(PAPER, document(text="机密★"))) == "state_secret"
    assert Case("receipt", OTHER).refuse("receiver", r.Enter(structs.replace(PAPER, sender="秘密★"), document())) == "state_secret"
    assert entered().refuse("receiver", r.Register("收", structs.replace(ENTRY, subject="绝密★"))) == "state_secret"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"sender": " "}, "sender"),
        ({"title": ""}, "title"),
        ({"urgency": "很急"}, "urgency"),
        ({"label": "机密"}, "label"),
        ({"date": "2026年3月"}, "date"),
        ({"pages": -1}, "pages"),
        ({"copies": 0}, "copies"),
        ({"subject": "长" * 301}, "subject"),
    ],
)
def test_rcv_02_a_wrong_field_is_named(changed: dict[str, object], field: str) -> None:
    """RCV-02, G3: every field is checked and the refusal names it; no level of a state secret can be chosen."""
    case = entered()
    refusal = case.offer("receiver", r.Register("收", structs.replace(ENTRY, **changed)))
    assert refusal is not None
    assert (refusal.code, refusal.params) == ("registration_field", {"field": field})


def test_rcv_03_a_repeated_one_is_registered_only_with_a_reason() -> None:
    """RCV-03: who was shown another one says why; both the other one and the reason stay with the receipt."""
    case = entered()
    assert case.refuse("receiver", r.Register("收", ENTRY, ("r9",))) == "duplicate_unexplained"
    case.do("receiver", r.Register("收", ENTRY, ("r9",), "补收正本"), Number("收", 2026, 4))
    assert case.receipt.like == ("r9",)
    assert case.receipt.course[-1].words == "收〔2026〕4号\n补收正本"


def test_what_was_entered_twice_is_dropped_with_its_reason() -> None:
    """RCV-03: what came over the exchange cannot be dropped: it is refused to its sender instead (G1)."""
    assert entered().refuse("reader", r.Discard("重复")) == "not_holder"
    case = entered()
    assert case.refuse("receiver", r.Discard(" ")) == "words_missing"
    case.do("receiver", r.Discard("重复录入"))
    assert case.receipt.step is Step.DISCARDED
    assert arrived().do("receiver", r.SignFor()).refuse("receiver", r.Discard("重复")) == "came_by_exchange"


@pytest.mark.parametrize(
    "typed",
    [
        "湘政办函[2026]8号",
        "湘政办函（2026）8号",
        "湘政办函〔２０２６〕８号",
        "湘政办函【2026】第08号",
        " 湘政办函 ﹝2026﹞ 8 号",
        "湘政办函〔2026〕008号",
    ],
)
def test_n6_variants_of_one_number_are_alike(typed: str) -> None:
    """N6: brackets, widths, spaces, leading zeros and 第 make no other number."""
    assert normal_number(typed) == "湘政办函〔2026〕8号"


@given(st.text(max_size=40))
def test_n6_making_alike_is_final(typed: str) -> None:
    """N6: the normalised form of a normalised number is itself, whatever was typed."""
    once = normal_number(typed)
    assert normal_number(once) == once


@given(st.integers(1, 99999), st.integers(1, 99999))
def test_n6_different_sequences_stay_apart(one: int, other: int) -> None:
    """N6: no two numbers of a series become one by being made alike."""
    assert (normal_number(f"湘政办函[2026]{one}号") == normal_number(f"湘政办函〔2026〕{other:05}号")) == (one == other)


def test_rcv_03_what_the_same_document_is_known_by() -> None:
    """RCV-03: sender with number however typed, or any file; a number without a sender, or the other way round, is too little."""
    assert marks_of(PAPER, ENTRY) == ("示例市人民政府|示政发〔2026〕7号", "c" * 64)
    assert marks_of(structs.replace(PAPER, file=SEALED), Registration("样例", "")) == (SEALED, "c" * 64)
