"""The final file of a joint document held against the signed text: the same, the same in other fonts, and all else (P1, G5)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from msgspec import structs

from xzt.client.documents import pages
from xzt.client.finalcheck import FinalCheck, Likeness, held_against, place_holders
from xzt.core.digest import sm3
from xzt.core.encoding import encode
from xzt.docs.model import Issuance, Kind, OfficialDocument, Paragraph
from xzt.docs.render.ofd import seal_places, write_ofd
from xzt.office.act import Number, Stamp
from xzt.office.dispatch.state import Dispatch, Elements, SealAsked
from xzt.office.people import Directory, Unit
from xzt.office.profile import STANDARD
from xzt.signing.zips import read_zip, write_zip

ORGANS = ("样例市人民政府", "样例省财政厅")
UNITS = tuple(Unit(f"u{at}", name) for at, name in enumerate(ORGANS))
SIGNED = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
TEXT = OfficialDocument(
    kind=Kind.NOTICE,
    title="关于样例资金管理的通知",
    mark="样例市人民政府文件",
    mark_organs=ORGANS,
    signers=ORGANS,
    series="样政发",
    recipients="各区人民政府",
    blocks=tuple(Paragraph(f"第{at}条样例资金专款专用，不得挪用，不得超过一百万元。") for at in range(1, 30)),
    printer="样例市人民政府办公室",
)
NUMBER = Number("样政发", 2026, 8)


def final(document: OfficialDocument = TEXT, number: str = NUMBER.printed(), printed: str = "2026-03-04") -> tuple[bytes, list[Stamp]]:
    """Make the final as the leading unit's machine does."""
    issuance = Issuance(number=number, signed_on="2026-03-02", printed_on=printed, sealed=True)
    model = pages(document, issuance, STANDARD, place_holders(UNITS))
    return write_ofd(model, document, issuance, datetime(2026, 3, 4, 2, 0, tzinfo=UTC)), [Stamp(*one) for one in seal_places(model)]


def judged(data: bytes, stamp: Stamp, text: OfficialDocument = TEXT) -> FinalCheck:
    """Hold it against what this unit's head signed."""
    asked = SealAsked(sm3(data), stamp, 1, NUMBER, SIGNED, at=SIGNED + timedelta(days=2))
    state = Dispatch("u1", "clerk", msgspec.Raw(encode(text)), Elements("通知", text.title, text.series), profile=STANDARD)
    state = structs.replace(state, seal_asked=asked, number=NUMBER, signed_off=SIGNED, lead=None)
    return held_against(data, asked, signed(state), Directory(UNITS))


def signed(state: Dispatch) -> Dispatch:
    """Put it past its draft, as a co-signing unit's record is."""
    from tests.office.world import submitted

    return structs.replace(state, case=submitted().dispatch.case, course=submitted().dispatch.course)


def test_p1_the_signed_text_laid_out_again_is_the_same_file() -> None:
    """P1, W13: but for the moment of writing byte by byte; the day of issue is the leading unit's."""
    data, stamps = final()
    assert judged(data, stamps[1]) == FinalCheck(Likeness.SAME, 3)


@pytest.mark.parametrize(
    "change",
    [
        lambda: final(structs.replace(TEXT, blocks=(*TEXT.blocks[:20], Paragraph("第二十一条不得超过二百万元。"), *TEXT.blocks[21:]))),
        lambda: final(structs.replace(TEXT, title="关于样例资金使用的通知")),
        lambda: final(number="样政发〔2026〕9号"),
        lambda: final(printed="2026-03-20"),
        lambda: final(structs.replace(TEXT, blocks=TEXT.blocks[:-1])),
    ],
)
def test_g5_one_word_otherwise_is_found(change: Callable[[], tuple[bytes, list[Stamp]]]) -> None:
    """G5, P1: a sum, a title, a number, a day that cannot be, a paragraph left out; the page is named and it is not sealed."""
    found = judged(change()[0], final()[1][1])
    assert found.likeness is Likeness.DIFFERS
    assert found.page >= 1
    refusal = found.refusal()
    assert refusal is not None
    assert refusal.code == "final_differs"


def altered(change: Callable[[str, bytes], bytes]) -> bytes:
    return write_zip({name: change(name, part) for name, part in read_zip(final()[0]).items()})


def test_p1_letters_elsewhere_are_said_and_lines_added_are_refused() -> None:
    """P1: other fonts move letters, words stay: to be looked at. A line drawn over them, or another place for the seal, is refused."""
    stamp = final()[1][1]
    moved = altered(lambda name, part: part.replace(b'Boundary="', b'Boundary="0', 1) if name.endswith("Page_1/Content.xml") else part)
    assert judged(moved, stamp).likeness is Likeness.WORDS
    assert judged(moved, stamp).refusal() is None
    line = b'<ofd:PathObject ID="9999" Boundary="0 0 9 9"></ofd:PathObject></ofd:Layer>'
    drawn = altered(lambda name, part: part.replace(b"</ofd:Layer>", line, 1) if name.endswith("Page_0/Content.xml") else part)
    assert judged(drawn, stamp).likeness is Likeness.DRAWN
    elsewhere = structs.replace(stamp, y=stamp.y - 60)
    assert judged(final()[0], elsewhere).likeness is Likeness.MISPLACED
    assert judged(b"PK nothing", stamp).likeness is Likeness.UNREADABLE
