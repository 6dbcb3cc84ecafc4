"""Numbers of headings put in order (GB/T 9704-2012 7.3.3: 一、 （一） 1. （1）). Nothing but the number at the head of a line changes."""

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from xzt.docs.drafting.lines import Line, Part

_HAN = "一二三四五六七八九十百"
_NUMBER = (
    re.compile(rf"[{_HAN}]+(?=、)"),
    re.compile(rf"(?<=（)[{_HAN}]+(?=）)"),
    re.compile(r"\d{1,3}(?=[.．])"),
    re.compile(r"(?<=（)\d{1,3}(?=）)"),
)
_DIGITS = "〇一二三四五六七八九"


class Renumbering(Struct, frozen=True):
    """One number that is out of order: part, line, where it stands, what it says and what it should say."""

    part: str
    line: int
    start: int
    was: str
    now: str
    heading: str


def han(number: int) -> str:
    """Write a number from 1 to 199 in Chinese numerals."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = "一百" if hundreds else ""
    if tens:
        words += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        words += "零"
    return words + (_DIGITS[ones] if ones else "")


def out_of_order(parts: tuple[Part, ...]) -> list[Renumbering]:
    """List the numbers that do not follow each other, heading by heading; a deeper level begins again under every higher one."""
    return [one for part in parts for one in _of_part(part)]


def _of_part(part: Part) -> Iterator[Renumbering]:
    counts = [0, 0, 0, 0]
    for number, line in enumerate(part.lines):
        level = line.look.level
        match = _NUMBER[level - 1].match(line.text, 1 if level in {2, 4} else 0) if 1 <= level <= 4 else None
        if match is None or not line.shown().strip():
            continue
        counts[level - 1] += 1
        counts[level:] = [0] * (4 - level)
        right = str(counts[level - 1]) if level > 2 else han(counts[level - 1])
        if match.group() != right:
            yield Renumbering(part.key, number, match.start(), match.group(), right, line.text)


def renumbered(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Give the parts with the numbers of their headings in order."""
    wrong: dict[tuple[str, int], Renumbering] = {(one.part, one.line): one for one in out_of_order(parts)}
    return tuple(
        replace(part, lines=tuple(_mended(line, wrong.get((part.key, number))) for number, line in enumerate(part.lines))) for part in parts
    )


def _mended(line: Line, wrong: Renumbering | None) -> Line:
    if wrong is None:
        return line
    after = slice(wrong.start + len(wrong.was), None)
    text = line.text[: wrong.start] + wrong.now + line.text[after]
    head = line.look.head
    return Line(text, replace(line.look, head=head[: wrong.start] + wrong.now + head[after]) if head else line.look)
