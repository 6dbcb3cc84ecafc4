"""G6: a received document goes as far as its issuing organ lets it (传达范围); a change needs that organ's consent."""

import pytest
from msgspec import structs
from pytestqt.qtbot import QtBot

from tests.office.world import DIRECTORY, OTHER, UNIT, Case, arrived, distributed, registered
from xzt.core.encoding import encode
from xzt.office import registry
from xzt.office.act import Number
from xzt.office.dispatch import commands as d
from xzt.office.dispatch import events as de
from xzt.office.exchange import Consequence, consequences
from xzt.office.receipt import commands as r
from xzt.office.receipt import events as re
from xzt.office.receipt.registration import Registration, scope_said
from xzt.ui.pages.widening import AnswerScopeForm, AskScopeForm, asked_scope_words
from xzt.ui.text import Names

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


def asking() -> tuple[Case, Case, Consequence]:
    """A sent document and its receipt at another unit, which asks to pass it on; gives what the issuing unit is to be told."""
    case = limited("unit")
    case.do("receiver", r.AskScope("", "拟转发各县市区"))
    (ask,) = consequences("rcpt", case.receipt, re.ScopeAsked("", "拟转发各县市区"), case.log[-1][1])
    return distributed(), case, ask


def test_g6_the_issuing_organ_is_asked_and_its_leader_lets_it_go() -> None:
    """G6: asked over the exchange by the document office, answered by who signed it off; both sides keep both, and 转发 opens by that."""
    sent, case, ask = asking()
    assert (ask.kind, ask.record, ask.unit) == ("dispatch", "rec", UNIT)
    assert case.refuse("receiver", r.AskScope("", "再问")) == "scope_asked"
    assert case.refuse("drafting", r.PassOn("d1")) == "scope_forbids"
    assert sent.refuse("leader", ask.command) == "server_only"
    sent.do("system", ask.command)
    assert sent.refuse("system", ask.command) == "exists", "brought twice, it counts once"
    place, audience = registry.kind_of("dispatch").place, registry.kind_of("dispatch").audience
    assert [place(sent.state, sent.context(who)).box for who in ("leader", "leader2")] == ["todo", "none"]
    assert "r:leader" in audience(sent.state)
    (asked,) = sent.dispatch.scope_requests
    assert sent.refuse("registrar", d.AllowScope(asked.id)) == "not_scope_holder"
    assert sent.refuse("leader", d.DenyScope(asked.id, " ")) == "words_missing"
    assert sent.refuse("leader", d.AllowScope("other")) == "scope_not_asked"
    sent.do("leader", d.AllowScope(asked.id, "限转发到县级"))
    assert sent.refuse("leader", d.AllowScope(asked.id)) == "scope_not_asked"
    (answer,) = consequences("rec", sent.dispatch, de.ScopeAnswered(asked.id, allowed=True, words="限转发到县级"), sent.log[-1][1])
    assert (answer.kind, answer.record, answer.unit) == ("receipt", "rcpt", OTHER)
    assert case.refuse("receiver", answer.command) == "server_only"
    case.do("system", answer.command).do("drafting", r.PassOn("d1"))
    (question,) = case.receipt.scope_questions
    assert (question.state, question.person, question.words, case.receipt.scope) == ("allowed", "leader", "限转发到县级", "")
    assert case.refuse("system", answer.command) == "exists"
    assert case.refuse("receiver", r.AskScope("", "再问")) == "scope_free"
    assert {d.AllowScope, d.DenyScope} <= set(d.SIGNED)
    assert (encode(case.state), encode(sent.state)) == (case.replayed(), sent.replayed())


def test_g6_a_refusal_leaves_the_range_and_may_be_asked_against_later() -> None:
    """G6: no consent, no wider range; another question can be asked afterwards, and the refusal stays beside it."""
    sent, case, ask = asking()
    sent.do("system", ask.command)
    asked = sent.dispatch.scope_requests[0].id
    sent.do("leader", d.DenyScope(asked, "内容涉及未公开事项"))
    (answer,) = consequences("rec", sent.dispatch, de.ScopeAnswered(asked, allowed=False, words="内容涉及未公开事项"), sent.log[-1][1])
    case.do("system", answer.command)
    assert case.refuse("drafting", r.PassOn("d1")) == "scope_forbids"
    case.do("receiver", r.AskScope("", "已请示，再次请求"))
    assert [one.state for one in case.receipt.scope_questions] == ["denied", ""]


def test_g6_where_the_signer_has_left_every_leader_has_it_to_do() -> None:
    """G6, W10: the question never lies with nobody."""
    sent, _, ask = asking()
    sent.do("system", ask.command)
    people = tuple(structs.replace(one, active=one.id != "leader") for one in DIRECTORY.people)
    sent.directory = structs.replace(DIRECTORY, people=people)
    assert registry.kind_of("dispatch").place(sent.state, sent.context("leader2")).box == "todo"
    sent.do("leader2", d.AllowScope(sent.dispatch.scope_requests[0].id))


def test_g6_only_what_came_by_the_exchange_with_a_limit_is_asked_about() -> None:
    assert registered().refuse("receiver", r.AskScope("", "x")) == "scope_free"
    assert limited("unit").refuse("reader", r.AskScope("", "x")) == "not_holder"
    assert limited("unit").refuse("receiver", r.AskScope("leaders", "x")) == "scope_same"
    assert limited("leaders").refuse("receiver", r.AskScope("unit", " ")) == "words_missing"
    limited("leaders").do("receiver", r.AskScope("unit", "需承办科室知悉"))


def test_g6_the_forms_build_what_is_accepted(qtbot: QtBot) -> None:
    """G6 on the screen: how far can be chosen, who waits for what is said, the answer goes to the request that was chosen."""
    sent, case, ask = asking()
    sent.do("system", ask.command)
    form = AnswerScopeForm("deny_scope", DIRECTORY, lambda: None, lambda: None)
    question = AskScopeForm(lambda: None, lambda: None)
    for made in (form, question):
        qtbot.addWidget(made)
    form.begin(sent.dispatch)
    assert form.request.itemText(0) == "样例机关二"
    assert form.why.text() == "请求扩大到“不再限定，可以转发”：拟转发各县市区"
    form.reason.setPlainText("内容涉及未公开事项")
    command = form.command("DenyScope", sent.dispatch)
    assert isinstance(command, d.DenyScope)
    assert form.command("AllowScope", sent.dispatch) is None
    assert asked_scope_words(sent.dispatch, Names(DIRECTORY)) == "样例机关二请求扩大传达范围"
    sent.do("leader", command)
    question.begin(limited("leaders").receipt)
    assert [question.scope.itemText(at) for at in range(question.scope.count())] == ["限本机关", "不再限定，可以转发"]
    assert asked_scope_words(case.receipt, Names(DIRECTORY)) == "已征求发文机关同意，等待答复"
