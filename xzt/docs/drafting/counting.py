"""Counting as offices count: 字数 (each Chinese character and mark, each Latin word or number) and 字符数, with and without blanks."""

import re
from collections.abc import Iterable

from msgspec import Struct

from xzt.docs.drafting.lines import Part

_WIDE = (
    "\u2014\u2018\u2019\u201c\u201d\u2026\u00b7"  # dashes, quotes, points: marks of Chinese text, though Latin text knows them too
    "\u2460-\u24ff\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6"
    "\U00020000-\U0003ffff"
)
_CHINESE = re.compile(f"(?!\u3000)[{_WIDE}]")
_LATIN = re.compile(rf"[^\s{_WIDE}]+")
_BLANK = re.compile(r"\s")


class Count(Struct, frozen=True):
    """``words`` is 字数; ``characters`` counts every code point but blanks, ``spaced`` blanks too. The ends of lines never count."""

    words: int = 0
    characters: int = 0
    spaced: int = 0


def count(text: str) -> Count:
    """Count a text; its lines end with any line break."""
    breaks = sum(map(text.count, "\n\u2028\u2029"))
    blanks = len(_BLANK.findall(text))
    words = len(_CHINESE.findall(text)) + len(_LATIN.findall(text))
    return Count(words, len(text) - blanks, len(text) - breaks)


def count_part(part: Part) -> Count:
    """Count a part with its title."""
    return count("\n".join([part.frame.title if part.frame else "", *(line.text for line in part.lines)]))


def total(counts: Iterable[Count]) -> Count:
    """Add counts."""
    made = Count()
    for one in counts:
        made = Count(made.words + one.words, made.characters + one.characters, made.spaced + one.spaced)
    return made
