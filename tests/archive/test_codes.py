"""Archival codes: parse, format, validate, the pattern as data (R2, DA/T 22-2015)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xzt.archive.codes import RETENTIONS, Code, Pattern, check_code, format_code, parse_code
from xzt.core.errors import Refusal

LETTERS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=4)
CODES = st.builds(Code, LETTERS, LETTERS, st.integers(1900, 2099), st.sampled_from(RETENTIONS), LETTERS, st.integers(1, 9999))
FORMS = st.sampled_from((Pattern(), Pattern(form="{fonds}·{category}·{year}·{organisation}·{retention}·{item}", item_digits=5)))


@given(CODES, FORMS)
def test_what_is_written_reads_back(code: Code, pattern: Pattern) -> None:
    assert parse_code(format_code(code, pattern), pattern) == code


def test_the_standards_example() -> None:
    code = parse_code("Z109-WS·2026-Y-BGS-0001", Pattern())
    assert code == Code("Z109", "WS", 2026, "Y", "BGS", 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Z109-WS·2026-Y-BGS-1",
        "Z109-WS·2026-Y-BGS-0000",
        "Z109-WS·2026-D20-BGS-0001",
        "Z109-WS.2026-Y-BGS-0001",
        "Z109-WS·26-Y-BGS-0001",
        "z109-WS·2026-Y-BGS-0001",
        "Z109-WS·2026-Y-BGS-0001\n",
        "Z109-WS·2026-Y-BGS-００01",
    ],
)
def test_what_the_fonds_does_not_write_is_refused(text: str) -> None:
    assert parse_code(text, Pattern()) == Refusal("code_malformed", {"code": text})
    assert check_code(text, Pattern(), {}) == ["form"]


def test_parts_that_differ_from_the_record_are_named() -> None:
    expected = {"fonds": "Z109", "year": "2027", "retention": "D10"}
    assert check_code("Z109-WS·2026-Y-BGS-0001", Pattern(), expected) == ["year", "retention"]


@pytest.mark.parametrize("form", ["", "{fonds}", "{fonds}-{category}·{year}-{retention}-{organisation}-{item}-{item}", "{fonds.__class__}"])
def test_a_pattern_that_does_not_name_every_part_once_is_none(form: str) -> None:
    with pytest.raises(ValueError, match="pattern"):
        Pattern(form=form)
