"""The book of numbers: gaps with their reasons, and what is done by hand, over the real server (N3, N7)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.server.conftest import People
from tests.server.house import Actor, new_record, signed_off
from xzt.core.encoding import encode
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Step
from xzt.office.numberbook import WANTED, MarkNumber, NumberBook, refuse_mark
from xzt.office.people import Role
from xzt.sync.protocol import messages as m

NAME, YEAR = "湘政办函", 2022


def mark(actor: Actor, sequence: int, state: str, reason: str = "样例理由") -> m.NumberAnswer:
    return actor.send("POST", "/v1/numbers", m.NumberAnswer, encode(MarkNumber(NAME, YEAR, sequence, state, reason)))


def lines(book: NumberBook) -> list[tuple[int, str, str]]:
    return [(line.sequence, line.state, line.reason) for line in book.lines]


def test_n3_every_gap_has_its_reason(people: People) -> None:
    """N3: set aside, void, given back: each stands in the book with its reason; a number let go ahead of the series is nobody's again."""
    keeper, record = people["wu-1"], new_record()
    assert mark(keeper, 24, "reserved", "留给样例会议").refused == ""
    assert mark(keeper, 30, "reserved").refused == ""
    signed_off(people, record)
    keeper.must(record, d.AssignNumber())
    text = keeper.state(record)["versions"][-1]["digest"]
    people["ji-1"].must(record, d.Return(Step.DRAFT, "样例理由", text))
    book = keeper.send("GET", "/v1/numbers", NumberBook)
    assert lines(book) == [(23, "released", "关于示例事项的函"), (24, "reserved", "留给样例会议"), (30, "reserved", "样例理由")]
    assert mark(keeper, 24, "void", "会议取消").refused == ""
    answer = mark(keeper, 30, "released")
    assert lines(answer.book) == [(23, "released", "关于示例事项的函"), (24, "void", "会议取消")]
    other = new_record()
    signed_off(people, other)
    people["wu-2"].must(other, d.AssignNumber())
    assert people["wu-2"].state(other)["number"]["sequence"] == 23
    third = new_record()
    signed_off(people, third)
    keeper.must(third, d.AssignNumber())
    assert keeper.state(third)["number"]["sequence"] == 25


def test_n7_by_hand_needs_the_right_and_the_reason(people: People) -> None:
    """N7: the keeper of numbers alone, of the own series alone; whoever keeps no numbers sees none."""
    keeper = people["wu-1"]
    assert mark(people["wu-2"], 40, "reserved").refused == "not_number_keeper"
    assert mark(keeper, 40, "reserved", " ").refused == "words_missing"
    assert mark(keeper, 22, "void").refused == "number_taken"
    strange = MarkNumber("长政发", YEAR, 40, "reserved", "样例")
    assert keeper.send("POST", "/v1/numbers", m.NumberAnswer, encode(strange)).refused == "series_unknown"
    assert mark(keeper, 40, "reserved").refused == ""
    assert people["jia-1"].send("GET", "/v1/numbers", NumberBook) == NumberBook()
    assert lines(people["wu-2"].send("GET", "/v1/numbers", NumberBook)) == [(40, "reserved", "样例理由")]


@given(st.sampled_from([None, "held", "used", "void", "released", "reserved"]), st.integers(0, 60), st.sampled_from([*WANTED, "used"]))
def test_n3_what_went_out_or_is_held_is_never_marked(state: str | None, sequence: int, wanted: str) -> None:
    """N3: by hand nothing becomes used, and nothing that is held, void or out changes."""
    refusal = refuse_mark((Role.NUMBER_KEEPER,), (state, 30), sequence, (wanted, "样例"))
    if wanted == "used" or state in {"held", "used", "void"} or sequence < 1 or (state is None and sequence <= 30):
        assert refusal is not None


@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.LEADER])
def test_n7_other_roles_mark_nothing(role: Role) -> None:
    found = refuse_mark((role,), (None, 1), 5, ("reserved", "样例"))
    assert found is not None
    assert found.code == "not_number_keeper"
