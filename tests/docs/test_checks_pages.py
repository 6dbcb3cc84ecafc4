"""Findings on laid-out pages: text on the first page, the imprint's page, characters that no font has (F13, F15, L05, AE-22)."""

from tests.docs.conftest import ISSUED
from tests.docs.test_pages import plain
from xzt.docs.checks import check, check_pages
from xzt.docs.checks.given import Given
from xzt.docs.checks.wording import wrong_words
from xzt.docs.importing import Imported
from xzt.docs.layout import FontBook, lay_out
from xzt.docs.layout.pages import GlyphRun, Page, PageModel, Place
from xzt.docs.model import Paragraph


def test_the_notice_has_nothing_wrong_on_its_pages(seed: Imported, seed_pages: PageModel) -> None:
    assert check_pages(seed.document, seed_pages) == []


def page(number: int, part: str) -> Page:
    return Page(210.0, 297.0, (GlyphRun("song", 5.0, 50.0, (1,), (28.0,), "字", place=Place(part)),), (), (), number)


def test_recipients_that_leave_no_room_for_text() -> None:
    """A page model of any origin; our own layout moves such recipients to the imprint (7.3.2)."""
    full = PageModel((page(1, "recipients"), page(2, "body")), {})
    assert [finding.rule for finding in check_pages(plain(), full)] == ["F13"]
    assert check_pages(plain(), PageModel((page(1, "body"),), {})) == []


def test_an_imprint_on_an_odd_page() -> None:
    """Likewise: our own layout puts the imprint on an even page."""
    document = plain()
    odd = PageModel((page(1, "body"), page(2, "body"), page(3, "printer")), {})
    even = PageModel((page(1, "body"), page(2, "printer")), {})
    (found,) = check_pages(document, odd)
    assert (found.rule, found.place.block) == ("F15", 2)
    assert check_pages(document, even) == []


def test_characters_without_a_glyph_are_found_where_they_stand(fonts: FontBook) -> None:
    document = plain(blocks=(Paragraph("村民\U000323af某某。"),))
    model = lay_out(document, ISSUED, fonts)
    assert model.missing == "\U000323af"
    for found in (check_pages(document, model)[-1], check(document, Given(missing=model.missing))[-1]):
        assert (found.rule, found.place.part, found.place.start) == ("L05", "body", 2)
        assert "U+323AF" in found.explanation


def test_the_table_of_wrong_words_is_sound() -> None:
    """No right word holds a wrong one, no exception misses its word: mending settles and exceptions can work."""
    words = wrong_words()
    assert 150 <= len(words) <= 500
    for wrong, row in words.items():
        assert wrong != row.right
        assert not any(other in row.right for other in words)
        assert all(set(wrong) & set(unless) for unless in row.unless)
