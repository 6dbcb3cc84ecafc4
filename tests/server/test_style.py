"""The unit's house style on the server, on both databases: who may, two at once, who has it, that its log is chained and signed."""

import msgspec

from tests.server.conftest import People
from tests.server.house import House, gather
from xzt.core.encoding import decode, encode
from xzt.office.envelope import Signed
from xzt.office.profile import Profile
from xzt.office.style.commands import Adopt
from xzt.office.style.state import HouseStyle, style_id
from xzt.sync.protocol import messages as m

RECORD = style_id("hn-bgt")
BOLD, WIDE = Profile(bold_third=True), Profile(top_margin=28.0, pitch=33.0)


def held(people: People, person: str) -> list[HouseStyle]:
    return [decode(bytes(change.state), HouseStyle) for change in people[person].pull().changes if change.id == RECORD]


def test_everybody_of_the_unit_has_it_and_nobody_else(people: People) -> None:
    """People without any role have it too; another unit does not."""
    people["wu-1"].must(RECORD, Adopt(BOLD, 0), "style")
    for person in ("jia-1", "bing-1", "yi-1", "ding-1", "wu-2"):
        (style,) = held(people, person)
        assert style.current.profile == BOLD
        assert style.current.act.person == "wu-1"
    assert held(people, "xin-1") == []


def test_only_the_document_office_changes_it(people: People) -> None:
    answer = people["jia-1"].do(RECORD, Adopt(BOLD, 0), "style")
    assert isinstance(answer, m.Refused)
    assert answer.code == "not_registrar"
    assert held(people, "wu-1") == []


def test_of_two_at_once_one_counts(people: People) -> None:
    """Nobody writes over what he has not seen; the other hears why."""
    first, second = people["wu-1"], people["wu-2"]
    one, two = first.signed("style", RECORD, Adopt(BOLD, 0)), second.signed("style", RECORD, Adopt(WIDE, 0))
    answers = [answer for (answer,) in gather(lambda: first.push(one), lambda: second.push(two))]
    assert sorted(type(answer).__name__ for answer in answers) == ["Applied", "Refused"]
    assert {answer.code for answer in answers if isinstance(answer, m.Refused)} == {"style_changed"}
    (style,) = held(people, "jia-1")
    assert style.current.n == 1


def test_a_change_is_signed_and_chained(house: House, people: People) -> None:
    """As every act: an unsigned one is refused, an accepted one stands in the log with the link to the one before."""
    registrar = people["wu-1"]
    bare = Signed(msgspec.Raw(encode(registrar.envelope("style", RECORD, Adopt(BOLD, 0)))))
    (refused,) = registrar.push(bare)
    assert isinstance(refused, m.Refused)
    assert refused.code == "signature_invalid"
    registrar.must(RECORD, Adopt(BOLD, 0), "style")
    registrar.must(RECORD, Adopt(WIDE, 1), "style")
    rows = house.rows(tuple[int, str, str], "SELECT n, previous, digest FROM log WHERE record = ? ORDER BY n", RECORD)
    assert [n for n, _, _ in rows] == [1, 2]
    assert rows[1][1] == rows[0][2]


def test_a_value_out_of_range_never_gets_in(people: People) -> None:
    answer = people["wu-1"].do(RECORD, Adopt(Profile(left_margin=2.0), 0), "style")
    assert isinstance(answer, m.Refused)
    assert answer.code == "malformed"
