"""The line breaker: nothing lost, nothing out of order, kinsoku, full lines flush (GB/T 9704 5.2.3, GB/T 15834 5.1, AE-21)."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xzt.docs.layout import FontBook
from xzt.docs.layout.lines import NO_END, NO_START, Line, Piece, Setter, break_lines
from xzt.docs.layout.measures import CELL, WIDTH, grid_of
from xzt.office.profile import STANDARD

BODY = grid_of(STANDARD).body
FONTS = FontBook(system=False)
TEXTS = st.text(alphabet="国政府办公厅人民，。、；“”《》（）〔〕…—ab1290 %.:/@_-(),𠮷䶮", min_size=1, max_size=200)


def lines_of(text: str, first: float | None = None) -> list[Line]:
    return break_lines(Setter(FONTS).atoms([Piece(text, BODY)]), WIDTH, first)


def words(line: Line) -> str:
    return "".join(glyph.char for atom in line.atoms for glyph in atom.glyphs)


@given(TEXTS)
def test_no_character_is_lost_or_moved(text: str) -> None:
    assert "".join(words(line) for line in lines_of(text, WIDTH - 2 * CELL)) == text


@given(TEXTS)
def test_no_line_is_wider_than_28_cells(text: str) -> None:
    for number, line in enumerate(lines_of(text, WIDTH - 2 * CELL)):
        room = WIDTH - 2 * CELL if number == 0 else WIDTH
        assert line.width <= room + 1e-6
        assert all(right >= left - 1e-6 for left, right in zip(line.xs, line.xs[1:], strict=False))


@given(st.text(alphabet="国政府办公厅人民，。；“”《》（）", min_size=1, max_size=200))
def test_full_lines_are_flush(text: str) -> None:
    for line in lines_of(text)[:-1]:
        assert line.width == pytest.approx(WIDTH, abs=1e-6)


@given(TEXTS)
def test_ragged_lines_end_where_flush_ones_do_and_nothing_in_them_is_spread(text: str) -> None:
    """Cells of tables: the same breaks, characters no farther apart than their widths."""
    atoms = Setter(FONTS).atoms([Piece(text, BODY)])
    ragged = break_lines(atoms, 6 * CELL, ragged=True)
    assert [words(line) for line in ragged] == [words(line) for line in break_lines(atoms, 6 * CELL)]
    for line in ragged:
        for left, right, atom in zip(line.xs, line.xs[1:], line.atoms, strict=False):
            assert right - left <= atom.width + 1e-6


@given(st.text(alphabet="国政府办公厅，。“”《》（）ab1", min_size=1, max_size=200))
def test_marks_stand_where_they_may(text: str) -> None:
    """A closing mark begins a line, an opening mark ends one only where the text leaves no other place in the whole line."""
    lines = [words(line) for line in lines_of(text)]
    for before, after in pairwise(lines):
        if before[-1] in NO_END or after[0] in NO_START:
            legal = [at for at in range(1, len(before)) if before[at - 1] not in NO_END and before[at] not in NO_START]
            assert all(before[at - 1].isascii() and before[at].isascii() for at in legal)


def test_28_characters_fill_a_line() -> None:
    lines = lines_of("国" * 57)
    assert [len(words(line)) for line in lines] == [28, 28, 1]
    assert lines[0].xs == pytest.approx([CELL * number for number in range(28)], abs=1e-6)


def test_a_closing_mark_is_squeezed_in_before_it_begins_a_line() -> None:
    text = "，国" * 4 + "国" * 20 + "。国国"
    first, second = lines_of(text)
    assert words(first) == text[:29]
    assert words(second) == "国国"
    assert first.width == pytest.approx(WIDTH)


def test_a_long_word_is_broken_only_where_nothing_else_helps() -> None:
    lines = lines_of("国" * 27 + "IPv6国" * 3)
    assert words(lines[0]) == "国" * 27
    assert len(lines_of("x" * 400)) > 3


def test_rare_names_count_as_one_character_each() -> None:
    """AE-23: 𠮷 is one character here though two in UTF-16; what no face has is set as a box."""
    setter = Setter(FONTS)
    atoms = setter.atoms([Piece("𠮷䶮国", BODY)]).atoms
    assert [atom.width for atom in atoms] == pytest.approx([CELL] * 3)
    assert [glyph.number == 0 for atom in atoms for glyph in atom.glyphs] == [True, True, False]


ADDRESS = "https://www.example.gov.cn/zwgk/2022/03/23/notice-0123456789.html"


def edges(line: Line) -> list[tuple[str, float]]:
    return [(glyph.char, x + glyph.shift) for atom, x in zip(line.atoms, line.xs, strict=True) for glyph in atom.glyphs]


@given(st.integers(0, 40), st.integers(0, 60))
def test_an_address_is_never_spread(before: int, after: int) -> None:
    """It breaks after its separators; blanks inside it would make another address of it. The lines around it are flush all the same."""
    lines = lines_of("国" * before + ADDRESS + "国" * after)
    (whole,) = break_lines(Setter(FONTS).atoms([Piece(ADDRESS, BODY)]), 1000)
    natural = {left + right: y - x for (left, x), (right, y) in pairwise(edges(whole))}
    for line in lines:
        assert line.width <= WIDTH + 1e-6
        for (left, x), (right, y) in pairwise(edges(line)):
            if left.isascii() and right.isascii():
                assert y - x == pytest.approx(natural[left + right], abs=1e-6)
    for line in lines[:-1]:
        if "国" not in words(line)[1:]:
            continue
        assert line.width > WIDTH - 13 * CELL


def test_a_line_with_a_short_address_is_flush() -> None:
    lines = lines_of("国" * 20 + "a@b.cn" + "国" * 40)
    assert lines[0].width == pytest.approx(WIDTH, abs=1e-6)
