"""Archival codes (档号): parse, format, validate. DA/T 22-2015 section 5 and DA/T 13-2022.

The two standards differ in practice, so the pattern is data of the fonds (rule R2). Who gives a code, and that it is
unique, is not known here.
"""

import re
from functools import lru_cache

from msgspec import Struct

from xzt.core.errors import Refusal

RETENTIONS = ("Y", "D30", "D10")
"""Permanent, 30 years, 10 years (国家档案局令第8号)."""


class Code(Struct, frozen=True):
    """The parts of one archival code: fonds, category (WS: documents), year, retention, organisation or subject, item number."""

    fonds: str
    category: str
    year: int
    retention: str
    organisation: str
    item: int


_PARTS = ("fonds", "category", "year", "retention", "organisation", "item")
_SHAPES = {
    "fonds": "[A-Z0-9]{1,8}",
    "category": "[A-Z]{2,4}",
    "year": "(?:19|20)[0-9]{2}",
    "organisation": "[A-Z]{1,8}",
}
_FIELD = re.compile(r"\{(\w+)\}")


class Pattern(Struct, frozen=True):
    """How one fonds writes its codes: ``form`` names every part once. A form that does not is ``ValueError``."""

    form: str = "{fonds}-{category}·{year}-{retention}-{organisation}-{item}"
    retentions: tuple[str, ...] = RETENTIONS
    item_digits: int = 4

    def __post_init__(self) -> None:
        words, between = _FIELD.findall(self.form), _FIELD.sub("", self.form)
        if sorted(words) != sorted(_PARTS) or set(between) & set("{}") or not 1 <= self.item_digits <= 9 or not self.retentions:
            raise ValueError("pattern")


def parse_code(text: str, pattern: Pattern) -> Code | Refusal:
    """Take a code apart; one that the fonds does not write so is ``Refusal("code_malformed")``."""
    found = _expression(pattern).fullmatch(text)
    if found is None:
        return Refusal("code_malformed", {"code": text})
    parts = found.groupdict()
    return Code(parts["fonds"], parts["category"], int(parts["year"]), parts["retention"], parts["organisation"], int(parts["item"]))


def format_code(code: Code, pattern: Pattern) -> str:
    """Write a code the way the fonds writes it."""
    parts: dict[str, str | int] = {name: getattr(code, name) for name in _PARTS}
    return pattern.form.format(**{**parts, "year": f"{code.year:04d}", "item": f"{code.item:0{pattern.item_digits}d}"})


def check_code(text: str, pattern: Pattern, expected: dict[str, str]) -> list[str]:
    """Name the parts of a code that are not what the record says (``expected`` by part); ``form`` when it is no code at all."""
    code = parse_code(text, pattern)
    if isinstance(code, Refusal):
        return ["form"]
    return [part for part, value in expected.items() if str(getattr(code, part)) != value]


@lru_cache(maxsize=32)
def _expression(pattern: Pattern) -> re.Pattern[str]:
    shapes = {
        **_SHAPES,
        "retention": "|".join(map(re.escape, pattern.retentions)),
        "item": f"(?!0+$)[0-9]{{{pattern.item_digits}}}",
    }
    pieces = _FIELD.split(pattern.form)
    return re.compile("".join(f"(?P<{piece}>{shapes[piece]})" if at % 2 else re.escape(piece) for at, piece in enumerate(pieces)))
