"""Faults that were seen in other people's flow engines, one test each; ``docs/rules.md`` lists them."""

import pytest

from tests.office.flow.desk import SIGNERS, Desk, code, forked, signing
from xzt.office.flow import commands as c
from xzt.office.flow.definition import Mode, OnRefusal, ParallelReturn
from xzt.office.flow.state import Status, TaskState


@pytest.mark.parametrize("mode", [Mode.ALL, Mode.ANY, Mode.ORDER])
def test_fault_case_disappears_after_a_countersigning_return(mode: Mode) -> None:
    """W1, W2: returned from and into countersigning, in every way of signing, somebody always holds the case until it ends."""
    desk = Desk(signing(mode, OnRefusal.RETURN))
    desk.finish("clerk")
    assert code(desk.back("ann", "draft")) == ""
    assert desk.open_holders() == ["p:clerk"]
    desk.finish("clerk")
    for name in SIGNERS:
        desk.finish(name)  # in "any" those after the first are told that it is settled
        assert desk.open_holders()
    assert desk.open_holders() == ["p:leader"]
    assert code(desk.back("leader", "sign")) == ""
    assert desk.open_holders()[0] == "p:ann"
    for name in SIGNERS:
        desk.finish(name)
        assert desk.open_holders()
    desk.finish("leader")
    assert (desk.it.status, desk.open_holders()) == (Status.ENDED, [])


def test_fault_return_refused_inside_parallel_branches() -> None:
    """W2: out of a branch it goes back to the fork and takes the other branch along; where the definition refuses, it says why."""
    desk = Desk(forked())
    desk.finish("clerk")
    assert code(desk.back("cai", "draft")) == ""
    assert desk.open_holders() == ["p:clerk"]
    desk.finish("clerk")
    assert desk.open_holders() == ["p:ann", "p:cai"]
    strict = Desk(forked(parallel_return=ParallelReturn.REFUSE))
    strict.finish("clerk")
    assert code(strict.back("cai", "draft")) == "returns_others"
    assert strict.open_holders() == ["p:ann", "p:cai"]


def test_fault_duplicate_rows_after_a_countersigning_return() -> None:
    """W2, W13: one opinion a person and round however often it goes round, whatever is sent twice."""
    desk = Desk(signing(Mode.ALL))
    desk.finish("clerk")
    for n in (1, 2, 3):
        for name in SIGNERS:
            desk.finish(name, f"第{n}轮。")
            assert code(desk.finish(name, "再来一次。")) != ""
        if n < 3:
            assert code(desk.back("leader", "sign")) == ""
    rows = [(opinion.act.person, opinion.round) for opinion in desk.it.opinions if opinion.step == "sign"]
    assert sorted(rows) == sorted({(name, n) for name in SIGNERS for n in (1, 2, 3)})
    assert all(opinion.words == f"第{opinion.round}轮。" for opinion in desk.it.opinions if opinion.step == "sign")


def test_fault_one_click_reject_wipes_the_to_reads() -> None:
    """W2: a refusal in countersigning and a return leave what lies with people for reading as it is."""
    desk = Desk(signing(Mode.ALL, OnRefusal.RETURN))
    desk.finish("clerk", copies=("dai", "boss"))
    before = desk.it.copies
    assert [copy.person for copy in before] == ["dai", "boss"]
    desk.finish("bob", "不同意。", agree=False)
    assert desk.open_holders() == ["p:clerk"]
    assert desk.it.copies == before
    assert code(desk.do("dai", c.Read())) == ""
    desk.finish("clerk")
    desk.back("ann", "draft")
    assert [copy.person for copy in desk.it.copies] == ["dai", "boss"]


def test_fault_siblings_stay_open_after_a_member_returns() -> None:
    """W2: who has not answered is closed by the same stroke that returns, is told why, and cannot answer the round that is over."""
    desk = Desk(signing(Mode.ALL, OnRefusal.RETURN))
    desk.finish("clerk")
    old = desk.task("cai").id
    at = desk.n
    assert code(desk.back("bob", "draft")) == ""
    assert desk.n == at + 1
    assert {name: (desk.task(name).state, desk.task(name).why) for name in ("ann", "cai")} == {
        "ann": (TaskState.CLOSED, "returned"),
        "cai": (TaskState.CLOSED, "returned"),
    }
    desk.do("cai", c.Finish(old, "同意。", "t1"))
    assert desk.open_holders() == ["p:clerk"]
    assert not [opinion for opinion in desk.it.opinions if opinion.act.person == "cai" and not opinion.late]
