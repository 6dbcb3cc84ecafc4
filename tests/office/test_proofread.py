"""复核校对 between sign-off and number, and the texts of all submissions kept to be compared (DOC-11, DOC-15)."""

import pytest
from msgspec import structs

from tests.office.world import STRAIGHT, Case, document, drafted, number, submitted
from xzt.core.encoding import encode
from xzt.core.errors import Refusal
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.flows import check_flow, flows
from xzt.office.dispatch.state import Step
from xzt.office.flow.definition import Branch

FINAL = "f" * 64


def to_proofread() -> Case:
    case = drafted().do("clerk", d.Submit(STRAIGHT, flow="proofed"))
    case.do("reviewer", d.Review("已核", case.text))
    return case.do("leader", d.SignOff("同意印发", case.text))


def test_doc11_the_same_words_go_on() -> None:
    """DOC-11: sign-off, proofreading by the post, then the number."""
    case = to_proofread()
    assert case.dispatch.step is Step.PROOFREAD
    assert case.holders == ["r:reviewer"]
    assert case.refuse("registrar", d.AssignNumber(), number()) == "step_not_reached"
    assert case.refuse("registrar", d.Proofread(case.text, FINAL)) == "not_holder"
    case.do("reviewer", d.Proofread(case.text, FINAL))
    assert case.dispatch.course[-1].action == "proofread"
    case.do("registrar", d.AssignNumber(), number())
    assert case.replayed() == encode(case.state)


def test_w2_other_words_go_back_to_who_signed_and_layout_is_explained() -> None:
    """W2, W14: a change of substance after sign-off is signed again, never by a straight way back; a change of layout needs its reason."""
    case = to_proofread()
    assert case.refuse("reviewer", d.Proofread(case.text, FINAL, substance=1, words="改了一个数")) == "proof_differs"
    assert case.refuse("reviewer", d.Proofread(case.text, FINAL, layout=2)) == "words_missing"
    assert case.refuse("reviewer", d.Proofread("0" * 64, FINAL)) == "text_changed"
    assert case.refuse("reviewer", d.Proofread(case.text, "")) == "file_missing"
    assert case.refuse("reviewer", d.Return(Step.DRAFT, "数字有误", case.text, straight=True)) == "straight_past_sign_off"
    assert case.refuse("reviewer", d.Return(Step.PROOFREAD, "数字有误", case.text)) == "not_passed"
    case.do("reviewer", d.Return(Step.SIGN_OFF, "数字有误，请定", case.text))
    assert case.holders == ["p:leader"]
    assert case.dispatch.signed_off is None
    case.do("leader", d.SignOff("照此印发", case.text)).do("reviewer", d.Proofread(case.text, FINAL, layout=2, words="两处转行"))
    assert case.dispatch.course[-1].words == "两处转行"


def test_doc11_no_flow_goes_round_its_proofreading() -> None:
    """DOC-11: where a flow has the step, the sign-off leads to nothing else."""
    proofed = flows()["proofed"]
    past = tuple(structs.replace(one, branches=(Branch("register"),)) if one.id == "sign_off" else one for one in proofed.steps)
    assert isinstance(check_flow(structs.replace(proofed, steps=past)), Refusal)


@pytest.mark.parametrize("again", [1, 3])
def test_doc15_the_text_of_every_submission_stays(again: int) -> None:
    """DOC-15, W13: a later text takes the place of an earlier one in the record, never in the list of submissions."""
    case = submitted(STRAIGHT)
    first = bytes(case.dispatch.document).decode()
    case.do("reviewer", d.Return(Step.DRAFT, "请改", case.text))
    for at in range(again):
        case.do("clerk", d.SaveDraft(document(text=f"第{at}次改。")))
    case.do("clerk", d.Submit(STRAIGHT))
    assert [one.document for one in case.dispatch.versions] == [first, ""]
    case.do("reviewer", d.Return(Step.DRAFT, "再改", case.text)).do("clerk", d.SaveDraft(document(text="第三稿。")))
    assert f"第{again - 1}次改。" in case.dispatch.versions[1].document
    assert case.replayed() == encode(case.state)
