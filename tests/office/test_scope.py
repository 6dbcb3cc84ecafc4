"""G6: a received document goes as far as its issuing organ lets it (传达范围); a change needs that organ's consent."""

import pytest

from tests.office.world import Case, arrived, registered
from xzt.core.encoding import encode
from xzt.office.act import Number
from xzt.office.receipt import commands as r
from xzt.office.receipt.registration import Registration, scope_said

ENTRY = Registration("样例机关", "湘政办函〔2026〕8号", "关于样例的通知")


def limited(scope: str) -> Case:
    case = arrived().do("receiver", r.SignFor())
    entry = Registration(ENTRY.sender, ENTRY.number, ENTRY.title, scope=scope)
    return case.do("receiver", r.Register("收", entry), Number("收", 2026, 3))


def test_g6_what_has_no_range_is_passed_on_and_the_receipt_knows_where_to() -> None:
    """G6: without a range it goes on; the receipt names every dispatch that passes it on. Who may not draft passes nothing on."""
    case = registered().do("drafting", r.PassOn("d1"))
    assert case.receipt.passed == ("d1",)
    assert case.receipt.course[-1].action == "pass_on"
    assert registered().refuse("reader", r.PassOn("d1")) == "not_drafter"
    assert arrived().refuse("drafting", r.PassOn("d1")) == "step_not_reached"
    assert encode(case.state) == case.replayed()


@pytest.mark.parametrize("scope", ["unit", "leaders"])
def test_g6_nothing_is_passed_on_beyond_the_range(scope: str) -> None:
    """G6: what is for this organ alone is not passed on to others; the refusal names the range, and the bar shows it before."""
    case = limited(scope)
    refusal = case.offer("drafting", r.PassOn("d1"))
    assert refusal is not None
    assert (refusal.code, refusal.params) == ("scope_forbids", {"scope": scope})
    assert case.actions("drafting")["PassOn"] == refusal


def test_g6_inside_the_organ_it_goes_to_those_whom_the_range_names() -> None:
    """G6: what is for those in charge is neither circulated to nor handled by anybody else, whoever proposes or instructs."""
    case = limited("leaders")
    assert case.refuse("receiver", r.Propose("请阅", readers=("reader",))) == "scope_excludes"
    assert case.refuse("receiver", r.Propose("请办", "handler")) == "scope_excludes"
    assert case.refuse("receiver", r.Propose("请办", "chief", helpers=("boss",))) == "scope_excludes"
    case.do("receiver", r.Propose("请批示", "chief", leader="chief"))
    assert case.refuse("chief", r.Instruct("请办", "handler")) == "scope_excludes"
    case.do("chief", r.Instruct("我来办"))
    limited("unit").do("receiver", r.Propose("请阅", readers=("reader",)))


def test_g6_a_change_needs_the_issuing_organs_consent() -> None:
    """G6: the document office alone changes the range, signed, and says who of the issuing organ agreed; then it goes as far as that."""
    case = limited("leaders")
    assert case.refuse("reader", r.Widen("", "来函同意")) == "not_holder"
    assert case.refuse("receiver", r.Widen("", " ")) == "words_missing"
    assert case.refuse("receiver", r.Widen("leaders", "来函同意")) == "scope_same"
    assert case.refuse("receiver", r.Widen("everywhere", "来函同意")) == "registration_field"
    assert r.Widen in r.SIGNED
    case.do("receiver", r.Widen("", "样例机关办公室3月3日来函〔2026〕9号同意"))
    assert (case.receipt.scope, case.receipt.course[-1].words) == ("", "样例机关办公室3月3日来函〔2026〕9号同意")
    case.do("receiver", r.Propose("请阅", readers=("reader",))).do("drafting", r.PassOn("d1"))
    assert encode(case.state) == case.replayed()


def test_g6_the_register_takes_no_range_that_there_is_none_of() -> None:
    """G6: the range is one of those that the rules know how to keep."""
    case = arrived().do("receiver", r.SignFor())
    assert case.refuse("receiver", r.Register("收", Registration("甲", "1", "题", scope="some"))) == "registration_field"
    assert arrived().refuse("receiver", r.Widen("unit", "x")) == "step_not_reached"


@pytest.mark.parametrize(
    ("note", "scope"),
    [
        ("此件公开发布", ""),
        ("此件发至县级", ""),
        ("此件仅限单位负责人阅知", "leaders"),
        ("只传达到厅级领导同志", "leaders"),
        ("此件不得翻印、转发", "unit"),
        ("限本机关内部使用", "unit"),
        ("", ""),
    ],
)
def test_g6_the_range_is_read_out_of_the_note(note: str, scope: str) -> None:
    """G6: the note under a document (附注) names its range; what it says is offered at registration."""
    assert scope_said(note) == scope
