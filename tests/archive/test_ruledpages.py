"""The handling sheet and the course on paper: the page model says what the packed PDF says (PRN-01)."""

from tests.archive.course import Made
from xzt.archive.ruledpages import ruled_pages
from xzt.archive.ruling import Cells
from xzt.archive.sheet import course_rows, sheet_rows
from xzt.docs.layout import FontBook
from xzt.docs.layout.pages import PageModel

FONTS = FontBook(system=False)


def text_of(model: PageModel) -> str:
    return "".join("".join(run.text for page in model.pages for run in page.runs).split())


def test_every_value_of_the_sheet_is_on_the_page(made: Made) -> None:
    heading, rows = sheet_rows(made.contents.state, made.course.directory)
    shown = text_of(ruled_pages(heading, rows, FONTS))
    assert "".join(heading.split()) in shown
    for row in rows:
        for words in (*(word for pair in row.pairs for word in pair), row.who):
            assert "".join(words.split()) in shown, words


def test_the_course_tells_every_act_with_its_words_once(made: Made) -> None:
    heading, rows = course_rows(made.contents.state, made.course.directory)
    assert (heading, len(rows)) == ("意见与过程", 1 + len(made.contents.state.course))
    shown = text_of(ruled_pages(heading, rows, FONTS))
    assert shown.count("内容与现行规定一致，建议印发。") == 1
    assert shown.count("同意印发。") == 1


def test_long_opinions_go_on_over_pages_and_lose_nothing() -> None:
    words = "".join(chr(0x4E00 + at) for at in range(3000))
    model = ruled_pages("处理单", [Cells((("核稿意见", words),), "示例乙　2026-11-23 10:59")], FontBook())
    assert len(model.pages) > 1
    shown = text_of(model)
    assert words in shown.replace("1/2", "").replace("2/2", "").replace("1/3", "").replace("2/3", "").replace("3/3", "").replace(
        "核稿意见", ""
    )
    for number, page in enumerate(model.pages, 1):
        assert all(10 < run.baseline < 297 - 8 for run in page.runs)
        assert f"{number} / {len(model.pages)}" in "".join(run.text for run in page.runs)
        assert all(min(rule.x1, rule.x2) - (12 if rule.width > 1 else 0) >= 19.4 and max(rule.x1, rule.x2) <= 190.6 for rule in page.rules)


def test_a_rare_character_of_a_name_is_drawn_or_reported() -> None:
    """Names are whole: a face that has the character draws it; where none has it, the model says so."""
    model = ruled_pages("处理单", [Cells((("签发人", "张\U0002ebf0"),))], FONTS)
    assert model.missing == "\U0002ebf0"
