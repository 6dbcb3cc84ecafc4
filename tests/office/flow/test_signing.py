"""Several people at one step: W1, W4, W5, and the faults of others that concern countersigning."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.office.flow.desk import SIGNERS, Desk, code, signing
from xzt.office.flow import commands as c
from xzt.office.flow.definition import Mode, OnRefusal
from xzt.office.flow.state import Part, Status, TaskState


def test_w1_all_wait_for_everybody_and_opinions_are_advice() -> None:
    """W1 (c): a "no" within the unit is recorded and does not stop the flow."""
    desk = Desk(signing(Mode.ALL))
    desk.finish("clerk")
    assert desk.open_holders() == ["p:ann", "p:bob", "p:cai"]
    assert code(desk.finish("ann", "不同意。", agree=False)) == ""
    assert code(desk.finish("ann")) == "answered_already"
    desk.finish("bob")
    assert desk.open_holders() == ["p:cai"]
    desk.finish("cai")
    assert desk.open_holders() == ["p:leader"]


def test_w1_a_no_returns_at_once_and_cancels_the_siblings() -> None:
    """W1 (a), Steedos wf #1466: those who have not answered are closed with the same stroke, and told why."""
    desk = Desk(signing(Mode.ALL, OnRefusal.RETURN))
    desk.finish("clerk")
    desk.finish("ann")
    desk.finish("bob", "不同意。", agree=False)
    assert desk.open_holders() == ["p:clerk"]
    assert desk.task("cai").state is TaskState.CLOSED
    assert desk.task("cai").why == "returned"
    assert [opinion.words for opinion in desk.it.opinions if opinion.step == "sign"] == ["同意。", "不同意。"]


def test_w1_the_lead_decides_after_a_no_when_all_have_answered() -> None:
    """W1 (b): wait for all, then who leads the matter decides."""
    desk = Desk(signing(Mode.ALL, OnRefusal.LEAD))
    desk.finish("clerk")
    desk.finish("ann", "不同意。", agree=False)
    desk.finish("bob")
    assert desk.open_holders() == ["p:cai"]
    desk.finish("cai")
    assert desk.task("clerk").part is Part.LEAD
    desk.finish("clerk", "采纳乙意见，报签。")
    assert desk.open_holders() == ["p:leader"]


def test_w1_in_order_one_after_the_other() -> None:
    """W1, FLW-01 顺签: the next one's turn comes only after the one before."""
    desk = Desk(signing(Mode.ORDER))
    desk.finish("clerk")
    for name in SIGNERS:
        assert desk.open_holders() == [f"p:{name}"]
        later = [one for one in SIGNERS if SIGNERS.index(one) > SIGNERS.index(name)]
        assert all(code(desk.finish(one)) == "not_your_turn" for one in later)
        desk.finish(name)
    assert desk.open_holders() == ["p:leader"]


def test_w1_any_is_decided_by_the_first() -> None:
    """W1, FLW-01 或签: the others learn why nothing is asked of them any more."""
    desk = Desk(signing(Mode.ANY))
    desk.finish("clerk")
    desk.finish("bob")
    assert desk.open_holders() == ["p:leader"]
    assert {desk.task(name).why for name in ("ann", "cai")} == {"decided"}


@given(st.integers(1, 9), st.integers(1, 9), st.lists(st.booleans(), min_size=1, max_size=7))
def test_w1_a_share_is_exact_and_stops_as_soon_as_it_is_settled(part: int, whole: int, votes: list[bool]) -> None:
    """W1 票签: exact fractions; the vote ends when no answer could change it, and not before."""
    part, whole = min(part, whole), max(part, whole)
    people = ["ann", "bob", "cai", "dai", "reviewer", "leader2", "boss"][: len(votes)]
    desk = Desk(signing(Mode.SHARE, OnRefusal.RETURN, people, share=(part, whole)))
    desk.finish("clerk")
    yes = no = 0
    need = Fraction(part, whole) * len(votes)
    for name, vote in zip(people, votes, strict=True):
        settled = yes >= need or len(votes) - no < need
        assert (code(desk.do(name, c.Open(desk.task(name).id))) == "task_closed") == settled
        if settled:
            break
        desk.finish(name, agree=vote)
        yes, no = yes + vote, no + (not vote)
    if yes >= need:
        assert desk.open_holders() == ["p:leader"]
    else:
        assert desk.open_holders() == ["p:clerk"]


def test_w1_one_person_with_two_posts_signs_once() -> None:
    """W1: the same person named twice gets one task and one opinion."""
    desk = Desk(signing(Mode.ALL, people=("ann", "bob", "ann")))
    desk.finish("clerk")
    assert desk.open_holders() == ["p:ann", "p:bob"]


def test_w1_returning_into_countersigning_starts_the_next_round() -> None:
    """W2, Jeecg #7460: a fresh set in round 2; one line a person and round, the opinions of round 1 stay."""
    desk = Desk(signing(Mode.ALL))
    desk.finish("clerk")
    for name in SIGNERS:
        desk.finish(name)
    assert code(desk.back("leader", "sign")) == ""
    assert desk.open_holders() == ["p:ann", "p:bob", "p:cai"]
    for name in SIGNERS:
        desk.finish(name)
    rows = [(opinion.act.person, opinion.round) for opinion in desk.it.opinions if opinion.step == "sign"]
    assert sorted(rows) == [(name, n) for name in SIGNERS for n in (1, 2)]


def test_a_countersigner_whose_opinion_is_advice_does_not_return() -> None:
    """W1 (c): what is advice cannot send the matter back; where a "no" counts, he may."""
    desk = Desk(signing(Mode.ALL))
    desk.finish("clerk")
    assert code(desk.back("ann", "draft")) == "countersigner_advises"
    assert code(desk.offers("ann")["Return"]) == "countersigner_advises"
    strict = Desk(signing(Mode.ALL, OnRefusal.RETURN))
    strict.finish("clerk")
    assert code(strict.back("ann", "draft")) == ""
    assert strict.open_holders() == ["p:clerk"]


def test_w4_added_before_comes_back_added_after_goes_on() -> None:
    """W4: before returns to who asked, after follows him; both are asked by name."""
    desk = Desk(signing(Mode.ONE, people=("ann",)))
    desk.finish("clerk")
    assert code(desk.do("ann", c.Add(desk.task("ann").id, ("bob",), Part.BEFORE))) == ""
    assert desk.open_holders() == ["p:bob"]
    assert code(desk.finish("ann")) == "not_your_turn"
    desk.finish("bob")
    assert desk.open_holders() == ["p:ann"]
    desk.do("ann", c.Add(desk.task("ann").id, ("cai",), Part.AFTER))
    desk.finish("ann")
    assert desk.open_holders() == ["p:cai"]
    desk.finish("cai")
    assert desk.open_holders() == ["p:leader"]


def test_w4_the_added_add_only_when_allowed_and_not_a_third_time() -> None:
    """W4: depth two at most."""
    desk = Desk(signing(Mode.ONE, people=("ann",)))
    desk.finish("clerk")
    desk.do("ann", c.Add(desk.task("ann").id, ("bob",), Part.BEFORE))
    assert code(desk.do("bob", c.Add(desk.task("bob").id, ("cai",), Part.BEFORE))) == "may_not_add"
    desk.finish("bob")
    desk.do("ann", c.Add(desk.task("ann").id, ("cai",), Part.BEFORE, may_add=True))
    assert code(desk.do("cai", c.Add(desk.task("cai").id, ("dai",), Part.BEFORE, may_add=True))) == ""
    assert code(desk.do("dai", c.Add(desk.task("dai").id, ("boss",), Part.BEFORE))) == "added_too_deep"


def test_w4_a_signer_is_removed_before_acting_and_never_the_last() -> None:
    """W4 减签: with a reason, by who asked; not after the person acted."""
    desk = Desk(signing(Mode.ALL, people=("ann", "bob")))
    desk.finish("clerk")
    assert code(desk.do("clerk", c.Remove(desk.task("ann").id, ""))) == "words_missing"
    assert code(desk.do("leader", c.Remove(desk.task("ann").id, "出差"))) == "not_sender"
    assert code(desk.do("clerk", c.Remove(desk.task("ann").id, "出差"))) == ""
    assert code(desk.do("clerk", c.Remove(desk.task("bob").id, "出差"))) == "last_signer"
    desk.finish("bob")
    assert code(desk.do("clerk", c.Remove(desk.task("bob").id, "出差"))) == "acted_already"
    assert desk.open_holders() == ["p:leader"]


def test_w4_removing_the_one_who_was_waited_for_finishes_the_step() -> None:
    """W4: the signer set shrinks, and the rest is enough."""
    desk = Desk(signing(Mode.ALL, people=("ann", "bob")))
    desk.finish("clerk")
    desk.finish("ann")
    desk.do("clerk", c.Remove(desk.task("bob").id, "调离"))
    assert desk.open_holders() == ["p:leader"]
    assert desk.it.course[-1].words == "调离"


def test_w5_forward_is_out_delegate_comes_back() -> None:
    """W5, FLW-03: two things, both names recorded."""
    desk = Desk(signing(Mode.ALL, people=("ann", "bob")))
    desk.finish("clerk")
    assert code(desk.do("ann", c.Forward(desk.task("ann").id, "cai", "请你办。"))) == ""
    assert desk.open_holders() == ["p:bob", "p:cai"]
    assert code(desk.do("bob", c.Delegate(desk.task("bob").id, "dai"))) == ""
    assert desk.open_holders() == ["p:cai", "p:dai"]
    desk.finish("dai", "已核。")
    assert desk.open_holders() == ["p:bob", "p:cai"]
    assert [(note.action, note.act.person, note.people) for note in desk.it.course[-2:]] == [
        ("forward", "ann", ("p:cai",)),
        ("delegate", "bob", ("p:dai",)),
    ]
    desk.finish("bob")
    desk.finish("cai")
    assert desk.open_holders() == ["p:leader"]


@pytest.mark.parametrize("command", [c.Forward, c.Delegate])
def test_w5_never_to_the_drafter_of_the_matter(command: type[c.Forward | c.Delegate]) -> None:
    """W5: an approver does not hand the matter to who wrote it, nor to somebody who signs already."""
    desk = Desk(signing(Mode.ALL))
    desk.finish("clerk")
    assert code(desk.do("ann", command(desk.task("ann").id, "clerk"))) == "own_matter"
    assert code(desk.do("ann", command(desk.task("ann").id, "bob"))) == "person_twice"
    assert code(desk.do("ann", command(desk.task("ann").id, "nobody"))) == "person_unknown"


def test_a_case_ends_and_takes_no_more() -> None:
    """The last signature ends the case; every later command is told so."""
    desk = Desk(signing(Mode.ANY))
    desk.finish("clerk")
    desk.finish("ann")
    desk.finish("leader")
    assert desk.it.status is Status.ENDED
    assert desk.it.signed_text == "t1"
    assert code(desk.finish("leader")) == "case_over"
    assert all(code(refusal) == "case_over" for name, refusal in desk.offers("leader").items() if name != "Read")
