"""What is done by hand with document numbers, by the rules alone: who may, what waits for the server, what holds at once (N2, N3, N7)."""

from datetime import timedelta

import pytest

from tests.office.world import BEGINNING, SERIES, Case
from xzt.core.encoding import encode
from xzt.office import registry
from xzt.office.act import Number
from xzt.office.numberbook import NumberBook, NumberLine, SeriesLine, refuse_known
from xzt.office.numbering.book import Kept, Shown, laid
from xzt.office.numbering.commands import Command, ExplainNumber, MarkNumber
from xzt.office.numbering.state import Numbering, numbering_id

YEAR = 2026
BOOK = NumberBook(
    (SeriesLine(SERIES, YEAR, 22, 20),),
    (NumberLine(SERIES, YEAR, 7, "void", "打印错误"), NumberLine(SERIES, YEAR, 21, "released", "样例的函")),
)


def reserve(sequence: int = 30, state: str = "reserved") -> MarkNumber:
    return MarkNumber(SERIES, YEAR, sequence, state, "留给样例会议")


def numbering(case: Case) -> Numbering:
    assert isinstance(case.state, Numbering)
    return case.state


def seen(case: Case, kept: Kept | None = None) -> list[tuple[int, str, bool]]:
    return [(one.sequence, one.state, one.waiting) for one in laid(kept, (numbering(case),))]


def test_n2_a_mark_waits_for_the_server_and_an_explanation_does_not() -> None:
    """N2, N3: without a grant a mark is only asked for; to explain a gap draws no number and holds at once."""
    case = Case("numbering").do("keeper", reserve()).do("keeper", ExplainNumber(SERIES, YEAR, 30, "会议改期"))
    assert seen(case) == [(30, "reserved", True)]
    (line,) = laid(None, (numbering(case),))
    assert line.reason == "留给样例会议；会议改期"
    assert line.act is not None
    assert line.act.person == "keeper"
    case = Case("numbering").do("keeper", reserve(), Number(SERIES, YEAR, 30))
    assert seen(case) == [(30, "reserved", False)]
    assert case.refuse("keeper", reserve(31), Number(SERIES, YEAR, 30)) == "grant_mismatch"
    assert case.replayed() == encode(case.state)
    assert registry.decode_state("numbering", encode(case.state)) == case.state
    assert registry.kind_of("numbering").audience(case.state) == {"r:registrar", "r:number_keeper"}


def test_n3_what_is_certain_is_refused_without_a_line() -> None:
    """N3: what is void stays void, and what this machine asks for comes before what is asked of it next."""
    case = Case("numbering").do("keeper", reserve()).do("keeper", reserve(state="void"))
    assert case.refuse("keeper", reserve()) == "number_taken"
    case = Case("numbering").do("keeper", reserve()).do("keeper", reserve(state="released")).do("keeper", reserve())
    assert case.refuse("keeper", reserve()) == "number_taken"
    case = Case("numbering").do("keeper", reserve(state="void"), Number(SERIES, YEAR, 30))
    assert case.refuse("keeper", reserve(state="released")) == "number_taken"


@pytest.mark.parametrize(
    ("who", "command", "code"),
    [
        ("registrar", reserve(), "not_number_keeper"),
        ("leader", ExplainNumber(SERIES, YEAR, 3, "样例"), "not_number_keeper"),
        ("keeper", MarkNumber(SERIES, YEAR, 30, "reserved", " "), "words_missing"),
        ("keeper", ExplainNumber(SERIES, YEAR, 3, ""), "words_missing"),
        ("keeper", MarkNumber("长政发", YEAR, 30, "reserved", "样例"), "series_unknown"),
        ("keeper", reserve(0), "number_malformed"),
        ("keeper", reserve(1 << 31), "number_malformed"),
        ("keeper", reserve(state="used"), "number_malformed"),
        ("keeper", MarkNumber(SERIES, 26, 30, "reserved", "样例"), "number_malformed"),
    ],
)
def test_n7_by_hand_needs_the_right_and_the_reason(who: str, command: Command, code: str) -> None:
    assert Case("numbering").refuse(who, command) == code


def test_n4_a_record_is_one_year() -> None:
    """N4: the series begin anew each year, and so does what is done by hand with them."""
    case = Case("numbering").do("keeper", reserve())
    assert case.refuse("keeper", MarkNumber(SERIES, YEAR + 1, 1, "reserved", "样例")) == "number_malformed"
    assert numbering_id("u1", YEAR) != numbering_id("u1", YEAR + 1)


def test_n3_the_book_as_it_was_fetched_stands_under_what_was_done_since() -> None:
    """N3: newer marks are laid over it, older ones tell who did what stands in it, and what it does not know is not made up."""
    case = Case("numbering").do("keeper", MarkNumber(SERIES, YEAR, 7, "void", "打印错误"), Number(SERIES, YEAR, 7))
    kept = Kept(BOOK, BEGINNING + timedelta(minutes=2))
    assert next(one for one in laid(kept, (numbering(case),)) if one.sequence == 7).act is not None
    case.do("keeper", ExplainNumber(SERIES, YEAR, 21, "退回后未再印发"))
    case.now += timedelta(hours=1)
    case.do("keeper", reserve(), Number(SERIES, YEAR, 30)).do("keeper", reserve(31), Number(SERIES, YEAR, 31))
    case.do("keeper", reserve(31, "released"), Number(SERIES, YEAR, 31)).do("keeper", reserve(21, "void"))
    assert seen(case, kept) == [(7, "void", False), (21, "void", True), (30, "reserved", False)]
    assert laid(kept, ()) == (Shown(SERIES, YEAR, 7, "void", "打印错误"), Shown(SERIES, YEAR, 21, "released", "样例的函"))
    late = Kept(BOOK, case.now + timedelta(hours=1))
    assert [one.sequence for one in laid(late, (numbering(case),)) if not one.waiting] == [7], "a book fetched later knows better"


@pytest.mark.parametrize(
    ("state", "sequence", "wanted", "code"),
    [
        (None, 3, "reserved", "number_taken"),
        ("void", 7, "released", "number_taken"),
        (None, 23, "void", "number_not_kept"),
        (None, 23, "released", "number_not_kept"),
        (None, 23, "reserved", ""),
        ("held", 20, "void", ""),
        ("released", 21, "reserved", ""),
    ],
)
def test_n3_what_went_out_stays_so_also_by_an_old_book(state: str | None, sequence: int, wanted: str, code: str) -> None:
    """N3: what an old book leaves no doubt about is said without a line; what may have changed since is left to the server."""
    refusal = refuse_known((state, 22), sequence, wanted)
    assert (refusal.code if refusal else "") == code
