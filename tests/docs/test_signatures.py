"""The signature block in three variants and the joint mark (GB/T 9704-2012 7.2.4, 7.2.6, 7.3.5)."""

from itertools import combinations, pairwise
from math import hypot

import pytest

from tests.docs.conftest import ISSUED, seal_picture
from tests.docs.test_pages import part, plain, words
from xzt.docs.layout import FontBook, SealPicture, lay_out
from xzt.docs.layout.measures import CELL, CHAR, LEFT, LINE, PITCH, RIGHT
from xzt.docs.layout.pages import GlyphRun, Page, PageModel
from xzt.docs.model import Closing, Form, Kind, Paragraph
from xzt.docs.render.ofd import seal_place, seal_places

ORGANS = ("某省发展和改革委员会", "某省财政厅", "某省数据局", "某省人力资源和社会保障厅", "某省审计厅")


def span(run: GlyphRun) -> tuple[float, float]:
    return run.xs[0], run.xs[-1] + CELL


def top(run: GlyphRun) -> float:
    """Where the 5.54 mm of a character begin."""
    return run.baseline - 0.38 * run.size - CHAR / 2


def closing_page(model: PageModel) -> Page:
    return next(page for page in model.pages if part(page, "signed_on"))


def signature() -> SealPicture:
    return SealPicture(seal_picture().png, 40.0, "测试用签名章", 20.0)


@pytest.mark.parametrize(("name", "date_ends", "name_ends"), [("某省发展和改革委员会", None, 2.0), ("某局", 2.0, None)])
def test_without_a_seal(fonts: FontBook, name: str, date_ends: float | None, name_ends: float | None) -> None:
    """7.3.5.2: a blank line, the signer two characters in; the date two characters right of it; the longer of the two decides."""
    page = closing_page(lay_out(plain(closing=Closing.UNSEALED, signers=(name,)), ISSUED, fonts, seal_picture()))
    signer, date, text = part(page, "signers")[0], part(page, "signed_on")[0], part(page, "body")[-1]
    assert top(signer) - top(text) == pytest.approx(2 * PITCH, abs=0.01)
    assert date.baseline - signer.baseline == pytest.approx(PITCH, abs=1e-3)
    assert span(date)[0] - span(signer)[0] == pytest.approx(2 * CELL, abs=0.6)
    if name_ends is not None:
        assert RIGHT - span(signer)[1] == pytest.approx(name_ends * CELL, abs=0.05)
    if date_ends is not None:
        assert RIGHT - span(date)[1] == pytest.approx(date_ends * CELL, abs=0.05)
    assert not page.pictures


def test_joint_without_a_seal(fonts: FontBook) -> None:
    """7.3.5.2: the leading organ first, the others below it, the date last."""
    page = closing_page(lay_out(plain(closing=Closing.UNSEALED, signers=ORGANS[:3]), ISSUED, fonts))
    signers, date = part(page, "signers"), part(page, "signed_on")[0]
    assert tuple(run.text for run in signers) == ORGANS[:3]
    steps = [second.baseline - first.baseline for first, second in pairwise([*signers, date])]
    assert steps == pytest.approx([PITCH] * 3, abs=1e-3)
    assert max(span(run)[1] for run in signers) == pytest.approx(RIGHT - 2 * CELL, abs=0.05)


@pytest.mark.parametrize("posts", [("省长",), ("某某市市长", "某某自治州州长")])
def test_signature_seals(fonts: FontBook, posts: tuple[str, ...]) -> None:
    """7.3.5.3: two lines below the text, four characters in, the post two characters left of it and in its middle; date a line below."""
    document = plain(kind=Kind.ORDER, form=Form.ORDER, closing=Closing.SIGNED, posts=posts, blocks=(Paragraph("现予公布。"),))
    model = lay_out(document, ISSUED, fonts, (signature(),) * len(posts))
    page = closing_page(model)
    named, date, text = part(page, "posts"), part(page, "signed_on")[0], part(page, "body")[-1]
    assert tuple(run.text for run in named) == posts
    assert page.pictures[0].y - (top(text) + CHAR) == pytest.approx(2 * LINE, abs=0.2)
    for run, seal in zip(named, page.pictures, strict=True):
        assert seal.x + seal.width == pytest.approx(RIGHT - 4 * CELL)
        assert seal.x - span(run)[1] == pytest.approx(2 * CELL, abs=0.05)
        assert top(run) + CHAR / 2 == pytest.approx(seal.y + seal.height / 2, abs=0.01)
    assert top(date) - (page.pictures[-1].y + page.pictures[-1].height) == pytest.approx(LINE, abs=0.01)
    assert RIGHT - span(date)[1] == pytest.approx(4 * CELL, abs=0.05)
    assert seal_places(model) == [(model.pages.index(page), seal.x, seal.y, 40.0, 20.0) for seal in page.pictures]
    assert not part(page, "signers")


@pytest.mark.parametrize("count", [2, 3, 4, 5])
@pytest.mark.parametrize("diameter", [42.0, 45.0, 50.0])
def test_joint_seals_do_not_touch(fonts: FontBook, count: int, diameter: float) -> None:
    """7.3.5.1: one seal an organ in order, none touches another or leaves the type area, the last presses its name and the date."""
    seals = tuple(SealPicture(seal_picture().png, diameter, name) for name in ORGANS[:count])
    model = lay_out(plain(signers=ORGANS[:count]), ISSUED, fonts, seals)
    page = closing_page(model)
    pictures, signers, date = page.pictures, part(page, "signers"), part(page, "signed_on")[0]
    assert [picture.what for picture in pictures] == list(ORGANS[:count])
    middles = [(picture.x + diameter / 2, picture.y + diameter / 2) for picture in pictures]
    for (x1, y1), (x2, y2) in combinations(middles, 2):
        assert hypot(x1 - x2, y1 - y2) > diameter + 0.5
    for (x, y), run in zip(middles, signers, strict=True):
        assert LEFT <= x - diameter / 2 < x + diameter / 2 <= RIGHT
        assert x == pytest.approx(sum(span(run)) / 2, abs=0.1)
        assert y <= top(run) + CHAR / 2
    text = part(page, "body")[-1]
    assert 0 < pictures[0].y - (top(text) + CHAR) <= 10.39
    assert pictures[-1].y < signers[-1].baseline < date.baseline < pictures[-1].y + diameter
    assert seal_place(model) == seal_places(model)[0]
    bare = lay_out(plain(signers=ORGANS[:count]), ISSUED, fonts)
    assert [page.runs for page in bare.pages] == [page.runs for page in model.pages]


@pytest.mark.parametrize("count", [2, 3, 5])
def test_the_joint_mark(fonts: FontBook, count: int) -> None:
    """7.2.4: organs in order, leading first, spread to one width; 文件 at the right, in the middle of their height."""
    page = lay_out(plain(mark="某省发展和改革委员会文件", mark_organs=ORGANS[:count]), ISSUED, fonts).pages[0]
    organs, word = part(page, "mark_organs"), part(page, "mark")[0]
    assert tuple(run.text for run in organs) == ORGANS[:count]
    assert len({round(run.xs[0], 2) for run in organs}) == 1
    assert len({round(run.xs[-1], 2) for run in organs}) == 1
    assert word.text == "文件"
    assert word.xs[0] > organs[0].xs[-1] + organs[0].size
    assert word.baseline == pytest.approx((organs[0].baseline + organs[-1].baseline) / 2, abs=1e-3)
    assert organs[0].xs[0] + word.xs[-1] + word.size == pytest.approx(212.0, abs=0.1)
    assert organs[0].xs[0] >= LEFT - 0.01
    assert 72 + organs[0].size * 0.6 < organs[0].baseline < 72 + organs[0].size
    assert part(page, "body")


def test_the_letter_shows_the_leading_organs_mark_only(fonts: FontBook) -> None:
    page = lay_out(plain(form=Form.LETTER, mark="某省发展和改革委员会", mark_organs=ORGANS[:2]), ISSUED, fonts).pages[0]
    assert words(part(page, "mark")) == "某省发展和改革委员会"
    assert not part(page, "mark_organs")


def test_several_who_sign_off(fonts: FontBook) -> None:
    """7.2.6: two a row in order, names under names, 楷体; the number on the last row, one character in; the line 4 mm below it."""
    model = lay_out(plain(kind=Kind.REQUEST, approver="张某某、李某、王某某"), ISSUED, fonts)
    page = model.pages[0]
    first, second, third = part(page, "approver")
    assert (first.text, second.text, third.text) == ("张某某", "李某", "王某某")
    assert {model.faces[run.face].role for run in (first, second, third)} == {"楷体"}
    assert first.baseline == second.baseline < third.baseline
    assert first.xs[0] == pytest.approx(third.xs[0])
    number = part(page, "number")[0]
    assert number.baseline == third.baseline
    assert number.xs[0] == pytest.approx(LEFT + CELL, abs=0.05)
    red = next(rule for rule in page.rules if rule.color)
    assert red.y1 - red.width / 2 - (top(third) + CHAR) == pytest.approx(4.0, abs=0.06)
