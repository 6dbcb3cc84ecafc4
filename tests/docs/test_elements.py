"""Minutes, recipients in the imprint, imprint on an even page, attachments apart, and the choices of a unit (7.3, 7.4, 7.5, 10.3)."""

import pytest

from tests.docs.conftest import ISSUED, seal_picture
from tests.docs.test_pages import part, plain, words
from xzt.docs.layout import FontBook, Profile, lay_out
from xzt.docs.layout.measures import CELL, LEFT, PITCH, RIGHT
from xzt.docs.layout.pages import RED
from xzt.docs.model import Attachment, Form, Heading, Kind, Paragraph

NAMES = "张某某　李某　王某某　赵某某　钱某某　孙某某　周某某　吴某某　郑某某　冯某某"


def test_lists_of_minutes(fonts: FontBook) -> None:
    """10.3: a blank line below the text, two characters in, 黑体 heads, turned lines under the first name; no signature block."""
    document = plain(
        kind=Kind.MINUTES, form=Form.MINUTES, attended=NAMES, excused="陈某", observed="褚某某", blocks=(Paragraph("国" * 60),)
    )
    model = lay_out(document, ISSUED, fonts, seal_picture())
    page = model.pages[0]
    attended, excused, observed = part(page, "attended"), part(page, "excused"), part(page, "observed")
    heads = [run for run in page.runs if run.text in {"出席：", "请假：", "列席："}]
    assert [run.text for run in heads] == ["出席：", "请假：", "列席："]
    assert {model.faces[run.face].role for run in heads} == {"黑体"}
    assert {round(run.xs[0], 1) for run in heads} == {round(LEFT + 2 * CELL, 1)}
    assert len(attended) == 2
    assert attended[1].xs[0] == pytest.approx(attended[0].xs[0], abs=0.01)
    assert attended[0].xs[0] == pytest.approx(LEFT + 5 * CELL, abs=0.1)
    assert attended[0].baseline - part(page, "body")[-1].baseline == pytest.approx(2 * PITCH, abs=1e-3)
    assert excused[0].baseline - attended[1].baseline == pytest.approx(PITCH, abs=1e-3)
    assert observed[0].baseline - excused[0].baseline == pytest.approx(PITCH, abs=1e-3)
    assert not any(part(page, "signers") for page in model.pages)
    assert not any(page.pictures for page in model.pages)


@pytest.mark.parametrize("count", [3, 12, 20, 40, 60])
def test_too_many_recipients_stand_in_the_imprint(fonts: FontBook, count: int) -> None:
    """7.3.2, 7.4.2: text on the first page in any case; 主送 above 抄送 without a line between them."""
    recipients = "，".join(["各县（市、区）人民政府"] * count)
    model = lay_out(plain(recipients=recipients), ISSUED, fonts)
    assert part(model.pages[0], "body")
    moved = not part(model.pages[0], "recipients")
    assert moved == (count > 20)
    last = model.pages[-1]
    if moved:
        sent, copied = part(last, "recipients"), part(last, "copies_to")
        assert words(sent) == recipients
        assert sent[0].xs[0] == pytest.approx(sent[-1].xs[0], abs=0.01)
        assert not [rule for rule in last.rules if sent[-1].baseline < rule.y1 < copied[0].baseline]
        assert sent[0].size == pytest.approx(14 * 25.4 / 72)
        assert all(run.baseline > 37 for run in sent)


@pytest.mark.parametrize("length", [60, 250, 300, 500, 700, 900, 1100])
def test_imprint_on_an_even_page(fonts: FontBook, length: int) -> None:
    """GB/T 33476.2 7.3; 7.5: a blank page before the imprint is not numbered, nor is the imprint's page then."""
    model = lay_out(plain(blocks=(Paragraph("国" * length),)), ISSUED, fonts, None, Profile(even_imprint=True))
    assert len(model.pages) % 2 == 0
    last, before = model.pages[-1], model.pages[-2]
    assert part(last, "printer")
    assert not any(part(page, "printer") for page in model.pages[:-1])
    if before.runs:
        assert (before.number, last.number) == (len(model.pages) - 1, len(model.pages))
    else:
        assert (before.number, last.number) == (0, 0)


def test_attachments_that_cannot_be_bound_in(fonts: FontBook) -> None:
    """7.3.7: the number before the label on the first line, after the imprint, pages of its own."""
    both = (Attachment("总表", (Paragraph("文" * 900),), "附件1", apart=True), Attachment("名单", (Paragraph("文"),), "附件2"))
    model = lay_out(plain(attachments=both), ISSUED, fonts)
    imprint = next(at for at, page in enumerate(model.pages) if part(page, "printer"))
    assert part(model.pages[imprint], "attachment:1")
    apart = model.pages[imprint + 1 :]
    assert [page.number for page in apart] == [1, 2]
    number, label = part(apart[0], "number")[0], part(apart[0], "attachment:0:label")[0]
    assert number.text + label.text == "湘政办函〔2022〕23号附件1"
    assert number.baseline == label.baseline
    assert number.xs[0] == pytest.approx(LEFT, abs=0.05)


def test_what_a_unit_chooses(fonts: FontBook) -> None:
    """What the standard leaves open is data of the unit: bold third level, Latin digits, numbers, mark size, thickness of the line."""
    document = plain(blocks=(Heading(3, "1.测试", "2022年"), Paragraph("国" * 900)))
    other = Profile(
        bold_third=True, latin_face=True, first_number=False, centred_numbers=True, number_dashes=False, mark_size=10, red_line=1
    )
    usual, model = lay_out(document, ISSUED, fonts), lay_out(document, ISSUED, fonts, None, other)
    heading = [run for run in part(model.pages[0], "body") if run.bold]
    assert words(heading) == "1.测试"
    assert not any(run.bold for page in usual.pages for run in page.runs)
    assert model.faces[heading[0].face].role == "西文"
    assert [page.number for page in model.pages] == [0, 2, 3]
    second = model.pages[1].runs[-1]
    assert second.text == "2"
    assert second.xs[0] + second.size / 4 == pytest.approx((LEFT + RIGHT) / 2, abs=0.1)
    assert part(model.pages[0], "mark")[0].size == 10
    assert next(rule.width for rule in model.pages[0].rules if rule.color == RED) == 1
    assert next(rule.width for rule in usual.pages[0].rules if rule.color == RED) == 0.5
