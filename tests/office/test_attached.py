"""随文文件: who may add and remove them and when, that a submission freezes them, and that they go where the document goes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.office.world import FILE, OTHER, SEALED, STRAIGHT, Case, drafted, number, stamps
from xzt.core.digest import sm3
from xzt.office import exchange, registry
from xzt.office.act import AttachedFile, SealedFile
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Step
from xzt.office.policy import MAX_FILE, MAX_FILES, refuse_file
from xzt.office.receipt import commands as r

TABLE, PLAN = AttachedFile("表.xlsx", "1" * 64, 5), AttachedFile("方案.pdf", "2" * 64, 7)


def test_w13_a_submission_freezes_the_files_with_the_text() -> None:
    """W13: whoever reads a version reads its files too: others, fewer or none are another version; none is the text alone, as ever."""
    case = drafted().do("clerk", d.Submit(STRAIGHT))
    alone = case.dispatch.text
    assert alone == sm3(bytes(case.dispatch.document))
    texts = [alone]
    for command in (d.Attach(TABLE), d.Attach(PLAN), d.Detach(TABLE.digest), d.Detach(PLAN.digest)):
        case.do("clerk", d.Withdraw()).do("clerk", command).do("clerk", d.Submit(STRAIGHT))
        texts.append(case.dispatch.text)
    assert len(set(texts)) == 4
    assert texts[-1] == alone
    assert case.refuse("reviewer", d.Review("已核", texts[1])) == "text_changed"


def test_only_who_writes_and_only_while_it_is_written() -> None:
    case = drafted().do("clerk", d.Share(("ann",))).do("ann", d.Attach(TABLE))
    assert case.refuse("bob", d.Attach(PLAN)) == "not_holder"
    case.do("clerk", d.Submit(STRAIGHT))
    for command in (d.Attach(PLAN), d.Detach(TABLE.digest)):
        assert case.refuse("clerk", command) == "step_passed"
    case.do("reviewer", d.Return(Step.DRAFT, "请改。", case.dispatch.text)).do("clerk", d.Detach(TABLE.digest))
    assert case.refuse("clerk", d.Detach(TABLE.digest)) == "files_none"


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (AttachedFile("表.xlsx", "3" * 64, 1), "file_twice"),
        (AttachedFile("另一个.xlsx", TABLE.digest, 1), "file_twice"),
        (AttachedFile("../表", "3" * 64, 1), "file_name"),
        (AttachedFile(" . ", "3" * 64, 1), "file_name"),
        (AttachedFile("长" * 121, "3" * 64, 1), "file_name"),
        (AttachedFile("换\n行", "3" * 64, 1), "file_name"),
        (AttachedFile("机密★", "3" * 64, 1), "state_secret"),
        (AttachedFile("空", "3" * 64, 0), "file_missing"),
        (AttachedFile("名", "3" * 63 + "g", 1), "file_missing"),
        (AttachedFile("大", "3" * 64, MAX_FILE + 1), "file_too_large"),
    ],
)
def test_what_is_no_file_is_refused(file: AttachedFile, code: str) -> None:
    assert drafted().do("clerk", d.Attach(TABLE)).refuse("clerk", d.Attach(file)) == code


@given(st.integers(0, 60), st.text(max_size=4))
def test_a_name_is_only_a_name_and_there_is_an_end(count: int, name: str) -> None:
    """RS-14: no name leads to another folder, whatever it is; fifty files are enough."""
    there = tuple(AttachedFile(f"第{n}个", f"{n:064x}", 1) for n in range(count))
    refusal = refuse_file(there, AttachedFile(name, "f" * 64, 1))
    if refusal is None:
        assert count < MAX_FILES
        assert name.strip(" .")
        assert not set(name) & set("/\\:\0\n")


def test_they_go_where_the_document_goes() -> None:
    """G4: the receiving unit's record names them, so that its people get them; before, those who have the dispatch do."""
    case = drafted().do("clerk", d.Attach(TABLE)).do("clerk", d.Submit(STRAIGHT))
    case.do("reviewer", d.Review("已核", case.text)).do("leader", d.SignOff("同意", case.text)).do("registrar", d.AssignNumber(), number())
    case.do("sealer", d.Seal(FILE, stamps()), SealedFile(FILE, SEALED, "样例印章"))
    kind = registry.kind_of("dispatch")
    assert TABLE.digest in kind.files(case.dispatch)
    events = case.decide("registrar", d.Distribute((OTHER,)))
    assert isinstance(events, list)
    case.do("registrar", d.Distribute((OTHER,)))
    act = case.dispatch.course[-1].act
    (asked,) = [one for event in events for one in exchange.consequences("r1", case.dispatch, event, act)]
    assert isinstance(asked.command, r.Deliver)
    receipt = Case("receipt", OTHER).do("system", asked.command).state
    assert TABLE.digest in registry.kind_of("receipt").files(receipt)
    assert "表.xlsx" in registry.kind_of("receipt").words(receipt)
