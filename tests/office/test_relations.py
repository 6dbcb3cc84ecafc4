"""Related documents on both sides, and correction or reprint as a document of its own (DOC-18, G5)."""

import pytest
from msgspec import structs

from tests.office.test_ledger import Exchange
from tests.office.world import Case, archived, arrived, distributed, document, drafted
from xzt.core.encoding import encode
from xzt.office import registry
from xzt.office.dispatch import commands as d
from xzt.office.dispatch import events as e
from xzt.office.dispatch.state import Relation, Step
from xzt.office.exchange import consequences
from xzt.office.receipt import commands as r
from xzt.office.receipt.state import Mention

OLD = Relation("repeals", "dispatch", "doc", "关于样例的通知", "湘政办函〔2026〕8号")


def two(old: Case, kind: str = "repeals") -> tuple[Exchange, Case]:
    """An old document, and a new draft that says what it has to do with it."""
    town = Exchange(old)
    new = town.cases["new"] = drafted()
    town.give("new", "clerk", d.Relate(Relation(kind, "dispatch", "doc", "关于样例的通知")))
    return town, new


def test_doc18_both_documents_know_of_it() -> None:
    """DOC-18: the newer says what it does, the older that it is done to it; taken off, it is gone on both sides."""
    town, new = two(distributed())
    assert [(one.kind, one.back) for one in new.dispatch.relations] == [("repeals", False)]
    assert [(one.kind, one.record, one.back) for one in town.sender.dispatch.relations] == [("repeals", "new", True)]
    assert new.refuse("clerk", d.Relate(OLD)) == "related_already"
    assert new.replayed() == encode(new.state)
    town.do("new", "clerk", d.Unrelate("repeals", "doc"))
    assert (new.dispatch.relations, town.sender.dispatch.relations) == ((), ())


def test_g5_what_went_out_is_corrected_by_a_document_of_its_own() -> None:
    """G5: the old one keeps its file and its number; the new one has its own flow and is linked to it."""
    old = distributed()
    before = (old.dispatch.seal, old.dispatch.number, old.text)
    town, new = two(old, "corrects")
    assert (old.dispatch.seal, old.dispatch.number, old.text) == before
    assert new.dispatch.number is None
    assert [(one.kind, one.back) for one in town.sender.dispatch.relations] == [("corrects", True)]
    assert old.refuse("clerk", d.SaveDraft(document(text="改。"))) == "step_passed"
    assert old.refuse("registrar", d.Return(Step.DRAFT, "改", old.text)) == "not_returnable"


def test_g5_what_has_not_gone_out_is_changed_and_not_corrected() -> None:
    old = drafted()
    relation = Relation("corrects", "dispatch", "new", "更正", back=True)
    assert old.refuse("system", d.NoteRelation(relation)) == "not_out_yet"


def test_g5_a_correction_that_went_out_stays_linked() -> None:
    case = distributed().do("registrar", d.Relate(Relation("reprints", "dispatch", "old", "原件")))
    assert case.refuse("registrar", d.Unrelate("reprints", "old")) == "relation_fixed"


@pytest.mark.parametrize(
    ("relation", "code"),
    [
        (Relation("eats", "dispatch", "doc", "题"), "relation_malformed"),
        (Relation("basis", "style", "doc", "题"), "relation_malformed"),
        (Relation("basis", "dispatch", "", "题"), "relation_malformed"),
        (Relation("basis", "dispatch", "doc", "题", back=True), "relation_malformed"),
        (Relation("corrects", "receipt", "doc", "题"), "relation_malformed"),
        (Relation("basis", "receipt", "doc", ""), "words_missing"),
        (Relation("basis", "receipt", "doc", "题" * 301), "relation_malformed"),
    ],
)
def test_doc18_a_link_names_its_document(relation: Relation, code: str) -> None:
    assert drafted().refuse("clerk", d.Relate(relation)) == code


def test_doc18_who_may_link() -> None:
    """DOC-18: those who write it, and the document office until it is archived; the other side is the server's word."""
    case = drafted()
    assert case.refuse("ann", d.Relate(OLD)) == "not_holder"
    assert case.refuse("clerk", d.Unrelate("repeals", "doc")) == "not_related"
    assert case.refuse("clerk", d.NoteRelation(OLD)) == "server_only"
    assert archived().refuse("registrar", d.Relate(OLD)) == "case_over"
    distributed().do("registrar", d.Relate(OLD))
    for n in range(30):
        case.do("clerk", d.Relate(Relation("related", "receipt", f"r{n}", "来文")))
    assert case.refuse("clerk", d.Relate(OLD)) == "relations_too_many"
    assert "p:clerk" in registry.kind_of("dispatch").audience(case.state)


def test_doc18_a_receipt_knows_which_dispatch_names_it() -> None:
    """DOC-18: what a draft says of a receipt of the unit is noted there before it is submitted, once, and goes again with the link."""
    draft, receipt = drafted(), arrived()
    basis = Relation("basis", "receipt", "r1", "来文")
    draft.do("clerk", d.Relate(basis))
    for event, dropped in ((e.Related(basis), False), (e.Unrelated(basis), True)):
        (asked,) = consequences("d1", draft.dispatch, event, draft.log[-1][1])
        assert (asked.kind, asked.record) == ("receipt", "r1")
        assert asked.command == r.NoteMention(Mention("basis", "d1", "关于样例的通知"), dropped)
        assert receipt.refuse("receiver", asked.command) == "server_only"
        receipt.do("system", asked.command)
        assert receipt.refuse("system", asked.command) == ("not_related" if dropped else "related_already")
        assert len(receipt.receipt.mentions) == (0 if dropped else 1)
    assert receipt.replayed() == encode(receipt.state)


def test_rcv11_a_reply_says_what_it_answers_to_those_who_do_not_get_it() -> None:
    """RCV-11: number and title of the receipt stand in the reply; one that was begun before this has none and is read all the same."""
    case = Case().do("clerk", d.StartDraft(document(), "r1", "样函〔2026〕1号 关于样例的请示"))
    assert (case.dispatch.answers, case.dispatch.about) == ("r1", "样函〔2026〕1号 关于样例的请示")
    old = registry.decode_state("dispatch", encode(structs.replace(case.dispatch, about="")))
    assert old == structs.replace(case.dispatch, about="")
