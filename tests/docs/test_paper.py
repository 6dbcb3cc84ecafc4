"""What goes to paper: chosen pages, sheets, binding margins and marks (PRN-01, PRN-03)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.docs.conftest import ISSUED
from tests.docs.test_pages import plain
from xzt.docs.layout import FontBook, lay_out
from xzt.docs.layout.measures import BOTTOM, LEFT, RIGHT, TOP
from xzt.docs.layout.pages import Page, PageModel
from xzt.docs.layout.paper import chosen, joined, marked, mirrored, read_pages
from xzt.docs.model import Attachment, Paragraph

BLANKS = PageModel(tuple(Page(210, 297, (), (), (), number) for number in range(1, 8)), {})


@pytest.fixture(scope="module")
def model(fonts: FontBook) -> PageModel:
    return lay_out(plain(attachments=(Attachment("方案", (Paragraph("内容。"),), "附件"),)), ISSUED, fonts)


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("1-3，5", (1, 2, 3, 5)),
        (" 7 ", (7,)),
        ("2至4、1", (2, 3, 4, 1)),
        ("3,3,2—3", (3, 2)),
        ("0", None),
        ("8", None),
        ("3-2", None),
        ("", None),
        ("第一页", None),
        ("1-", None),
        ("99999999", None),
    ],
)
def test_pages_are_read_as_people_write_them(text: str, pages: tuple[int, ...] | None) -> None:
    assert read_pages(text, 7) == pages


@given(st.text(max_size=20), st.integers(1, 50))
def test_whatever_is_written_names_pages_that_are_there_or_nothing(text: str, count: int) -> None:
    found = read_pages(text, count)
    assert found is None or (found and set(found) <= set(range(1, count + 1)) and len(set(found)) == len(found))


def test_odd_and_even_sheets_together_are_the_whole() -> None:
    """By the number in the whole, for printers that cannot turn the sheet."""
    every = tuple(range(1, 8))
    odd, even = chosen(BLANKS, every, "odd"), chosen(BLANKS, every, "even")
    assert [page.number for page in odd.pages] == [1, 3, 5, 7]
    assert [page.number for page in even.pages] == [2, 4, 6]
    assert [page.number for page in chosen(BLANKS, (5, 2)).pages] == [5, 2]


def test_on_both_sides_each_part_begins_on_a_sheet_of_its_own(model: PageModel) -> None:
    odd = PageModel(BLANKS.pages[:3], {})
    both = joined((odd, model), duplex=True)
    assert len(both.pages) == 4 + len(model.pages)
    assert both.pages[4] is model.pages[0]
    assert len(joined((odd, model), duplex=False).pages) == 3 + len(model.pages)
    assert joined((model,), duplex=True).faces == model.faces


def test_mirrored_margins_move_even_pages_by_what_the_margins_differ(model: PageModel) -> None:
    """gongwen.md 1.4: left 28, right 26: even pages stand 2 mm further left, odd ones where they were."""
    turned = mirrored(model)
    assert turned.pages[0] is model.pages[0]
    for before, after in zip(model.pages[1].runs, turned.pages[1].runs, strict=True):
        assert [round(one - two, 3) for one, two in zip(before.xs, after.xs, strict=True)] == [2.0] * len(before.xs)
        assert before.baseline == after.baseline


def test_marks_stand_outside_the_type_area_and_change_nothing_in_it(model: PageModel, fonts: FontBook) -> None:
    """PRN-03: nothing of the document moves; the mark is at the paper's head, the watermark below everything."""
    shown = marked(model, fonts, edge="草稿　重印　第2次", water="送审稿")
    for before, after in zip(model.pages, shown.pages, strict=True):
        assert after.runs[: len(before.runs)] == before.runs
        assert (after.rules, after.pictures) == (before.rules, before.pictures)
        added = after.runs[len(before.runs) :]
        assert "".join(run.text for run in added) == "草稿　重印　第2次"
        assert all(run.baseline + run.size < TOP and run.xs[0] >= LEFT and run.xs[-1] + run.size <= RIGHT + 0.01 for run in added)
        assert "".join(run.text for run in after.below) == "送审稿"
        assert all(TOP < run.baseline < BOTTOM for run in after.below)
        assert {run.face for run in (*after.runs, *after.below)} <= set(shown.faces)
    assert marked(model, fonts) is model
    blank = marked(PageModel((BLANKS.pages[0],), {}), fonts, edge="草稿")
    assert blank.pages[0].runs == ()
