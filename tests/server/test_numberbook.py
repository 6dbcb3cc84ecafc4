"""The book of numbers: gaps with their reasons, and what is done by hand as signed commands, over the real server (N3, N7)."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from tests.server.conftest import People
from tests.server.house import Actor, House, new_record, signed_off
from xzt.core.encoding import encode
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Step
from xzt.office.envelope import Signed
from xzt.office.numberbook import WANTED, NumberBook, refuse_mark
from xzt.office.numbering.commands import ExplainNumber, MarkNumber
from xzt.office.numbering.state import numbering_id
from xzt.server import numbers
from xzt.sync.protocol import messages as m

NAME, YEAR = "湘政办函", 2022
RECORD = numbering_id("hn-bgt", YEAR)


def mark(actor: Actor, sequence: int, state: str, reason: str = "样例理由", name: str = NAME) -> str:
    """Mark a number; gives the code of the refusal, empty where it counted."""
    answer = actor.do(RECORD, MarkNumber(name, YEAR, sequence, state, reason), "numbering")
    return answer.code if isinstance(answer, m.Refused) else ""


def lines(actor: Actor) -> list[tuple[int, str, str]]:
    return [(line.sequence, line.state, line.reason) for line in actor.send("GET", "/v1/numbers", NumberBook).lines]


def test_n3_every_gap_has_its_reason(people: People) -> None:
    """N3: set aside, void, given back: each stands in the book with its reason; a number let go ahead of the series is nobody's again."""
    keeper, record = people["wu-1"], new_record()
    assert mark(keeper, 24, "reserved", "留给样例会议") == ""
    assert mark(keeper, 30, "reserved") == ""
    signed_off(people, record)
    keeper.must(record, d.AssignNumber())
    text = keeper.state(record)["versions"][-1]["digest"]
    people["ji-1"].must(record, d.Return(Step.DRAFT, "样例理由", text))
    assert lines(keeper) == [(23, "released", "关于示例事项的函"), (24, "reserved", "留给样例会议"), (30, "reserved", "样例理由")]
    assert mark(keeper, 24, "void", "会议取消") == ""
    assert mark(keeper, 30, "released") == ""
    assert lines(keeper) == [(23, "released", "关于示例事项的函"), (24, "void", "会议取消")]
    keeper.must(RECORD, ExplainNumber(NAME, YEAR, 24, "见样例会议取消通知"), "numbering")
    other = new_record()
    signed_off(people, other)
    people["wu-2"].must(other, d.AssignNumber())
    assert people["wu-2"].state(other)["number"]["sequence"] == 23
    third = new_record()
    signed_off(people, third)
    keeper.must(third, d.AssignNumber())
    assert keeper.state(third)["number"]["sequence"] == 25
    state = people["wu-2"].state(RECORD)
    marked = [(one["sequence"], one["state"], one["act"]["person"]) for one in state["marks"]]
    assert marked == [(24, "void", "wu-1"), (30, "released", "wu-1")]
    assert [(one["sequence"], one["words"]) for one in state["explained"]] == [(24, "见样例会议取消通知")]
    log = keeper.send("GET", f"/v1/log/numbering/{RECORD}", m.Log)
    assert all(entry.signed.signature for entry in log.entries), "who did it is signed, in the chained course"


def test_n7_by_hand_needs_the_right_the_reason_and_the_signature(people: People) -> None:
    """N7: the keeper of numbers alone, of the own series alone; unsigned it counts for nothing; whoever keeps no numbers sees none."""
    keeper = people["wu-1"]
    assert mark(people["wu-2"], 40, "reserved") == "not_number_keeper"
    assert mark(keeper, 40, "reserved", " ") == "words_missing"
    assert mark(keeper, 22, "void") == "number_taken"
    assert mark(keeper, 40, "reserved", name="长政发") == "series_unknown"
    bare = keeper.envelope("numbering", RECORD, MarkNumber(NAME, YEAR, 40, "reserved", "样例理由"))
    (answer,) = keeper.push(Signed(msgspec.Raw(encode(bare))))
    assert isinstance(answer, m.Refused)
    assert answer.code == "signature_invalid"
    assert lines(keeper) == []
    assert mark(keeper, 40, "reserved") == ""
    assert people["jia-1"].send("GET", "/v1/numbers", NumberBook) == NumberBook()
    assert lines(people["wu-2"]) == [(40, "reserved", "样例理由")]


def test_n3_marks_of_the_time_before_there_were_records_keep_their_effect(people: People, house: House) -> None:
    """N3: what stands in the server's book without a record is passed over, let go and voided as ever."""
    keeper = people["wu-1"]

    async def before() -> None:
        async with house.instance.database.transaction() as tx:
            await numbers.enter(tx, numbers.Series("hn-bgt", "dispatch", NAME, YEAR), 23, "reserved", "以前留的")

    house.run(before())
    assert lines(keeper) == [(23, "reserved", "以前留的")]
    assert mark(keeper, 23, "reserved") == "number_taken"
    assert mark(keeper, 23, "void", "不用了") == ""
    assert lines(keeper) == [(23, "void", "不用了")]


@given(st.sampled_from([None, "held", "used", "void", "released", "reserved"]), st.integers(0, 60), st.sampled_from([*WANTED, "used"]))
def test_n3_what_went_out_or_is_held_is_never_marked(state: str | None, sequence: int, wanted: str) -> None:
    """N3: by hand nothing becomes used, and nothing that is held, void or out changes."""
    refusal = refuse_mark((state, 30), sequence, wanted)
    if wanted == "used" or state in {"held", "used", "void"} or (state is None and sequence <= 30):
        assert refusal is not None
