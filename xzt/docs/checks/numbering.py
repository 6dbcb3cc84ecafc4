"""Checks of numbered headings (N01 to N04) and of document numbers and dates in the text (F01 to F03, F05)."""

import re
from collections.abc import Iterator

from xzt.docs.checks.findings import Finding, Spot, finding
from xzt.docs.checks.sources import Source
from xzt.docs.model import Block, Heading, Paragraph

_DIGITS = {char: number for number, char in enumerate("〇一二三四五六七八九")}
_NUMERALS = "一二三四五六七八九十百"
_HEADS = (
    (re.compile(rf"^([{_NUMERALS}]+)([.．,，:：]|[、]{{2,}})"), "{}、"),
    (re.compile(rf"^[（(]([{_NUMERALS}]+)[)）]([、.．，,:：])"), "（{}）"),
    (re.compile(r"^(\d{1,3})([、,，](?!\d)|\.、)"), "{}."),
    (re.compile(r"^[（(](\d{1,3})[)）]([、.．，,:：])"), "（{}）"),
)
_WIDE_POINT = re.compile(r"^(\d{1,3})．(?!\d)")
_NUMBER_OF = (
    re.compile(rf"^([{_NUMERALS}]+)[、.．,，]"),
    re.compile(rf"^[（(]([{_NUMERALS}]+)[)）]"),
    re.compile(r"^(\d{1,3})[.．、]"),
    re.compile(r"^[（(](\d{1,3})[)）]"),
)
_DOCUMENT_NUMBER = re.compile(r"(?<=[一-鿿])([\[［【（(﹝〔])(\d{2}|\d{4})([\]］】）)﹞〕])(第?)(0*)([1-9]\d{0,4})号")
_LONGEST_TITLE = 16
_DATE = re.compile(r"(\d{4})年(0?[1-9]|1[0-2])月(0?[1-9]|[12]\d|3[01])([日号])")
_DOTTED_DATE = re.compile(r"(?<![\d.])(\d{4})\.(\d{1,2})\.(\d{1,2})(?![\d.])")


def check_heading_marks(source: Source) -> Iterator[Finding]:
    """Find wrong marks after the numbers of headings (N01); the full-width point is one that offices use, and advice (N01b)."""
    if wide := _WIDE_POINT.match(source.text):
        spot = Spot(source.part, source.block, source.start, source.start + wide.end())
        yield finding("N01b", spot, source.text[: wide.end() + 8], f"{wide[1]}.")
    for pattern, right in _HEADS:
        match = pattern.match(source.text)
        if match:
            spot = Spot(source.part, source.block, source.start, source.start + match.end())
            yield finding("N01", spot, source.text[: match.end() + 8], right.format(match[1]))
            return


def han_number(text: str) -> int:
    """Return the value of a Chinese numeral up to 199."""
    hundreds, _, rest = text.rpartition("百")
    base = (_DIGITS.get(hundreds, 1) * 100) if "百" in text else 0
    tens, ten, ones = rest.rpartition("十")
    if ten:
        return base + _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)
    return base + _DIGITS.get(rest[-1:], 0)


def _number_of(level: int, text: str) -> int:
    if not 1 <= level <= len(_NUMBER_OF):
        return 0
    match = _NUMBER_OF[level - 1].match(text)
    if match is None:
        return 0
    return int(match[1]) if match[1].isdigit() else han_number(match[1])


def check_order(part: str, blocks: tuple[Block, ...]) -> Iterator[Finding]:
    """Find skipped levels (N02), gaps and repeats in the numbers (N03), marks after a heading that stands alone (N04).

    Numbers may begin again under every heading or run on through the whole text, as long texts of governments do; a numbered sentence
    that is no heading counts along, and after text without a number a series may begin again.
    """
    headings = [(at, block) for at, block in enumerate(blocks) if isinstance(block, Heading)]
    levels = {block.level for _, block in headings}
    under: dict[int, int] = {}
    running: dict[int, int] = {}
    before, parted = 0, False
    for at, block in enumerate(blocks):
        level, number = _numbered(block)
        if isinstance(block, Heading):
            spot = Spot(part, at, 0, len(block.text))
            if before and set(range(before + 1, level)) & levels:
                yield finding("N02", spot, block.text[:20])
            under = {other: value for other, value in under.items() if other <= level}
            again = number == 1 and parted
            if number and not again and number - 1 not in {under.get(level, 0), running.get(level, 0)}:
                yield finding("N03", spot, block.text[:20])
            before = level
        if number:
            under[level] = running[level] = number
        parted = not number
    yield from _ends(part, headings)


def _numbered(block: Block) -> tuple[int, int]:
    """Return level and number of a heading or of a paragraph that begins with a number, 0 for what has none."""
    if isinstance(block, Heading):
        return block.level, _number_of(block.level, block.text)
    text = block.text if isinstance(block, Paragraph) else ""
    level = next((level for level, pattern in enumerate(_NUMBER_OF, 1) if pattern.match(text)), 0)
    return level, _number_of(level, text)


def _ends(part: str, headings: list[tuple[int, Heading]]) -> Iterator[Finding]:
    """Find marks after short headings that stand alone (N04); sentences, alone or in a series (……的；), are no titles."""
    for at, block in headings:
        last = block.text[-1:]
        if not block.body and last in "：；，:;," and len(block.text) <= _LONGEST_TITLE and "，" not in block.text[:-1]:
            in_series = last in "；;" and sum(other.level == block.level and other.text[-1:] in "；;" for _, other in headings) > 1
            if not in_series:
                yield finding("N04", Spot(part, at, len(block.text) - 1, len(block.text)), block.text[-8:], "")


def check_document_numbers(source: Source) -> Iterator[Finding]:
    """Find wrong brackets (F01), short years (F02), 第 and leading zeros (F03) in document numbers."""
    for match in _DOCUMENT_NUMBER.finditer(source.text):
        first, year, last, ordinal, zeros, number = match.groups()
        spot = Spot(source.part, source.block, source.start + match.start(), source.start + match.end())
        right = f"〔{year}〕{number}号"
        if len(year) == 2:
            if first == "〔":
                yield finding("F02", spot, match[0])
        elif (first, last) != ("〔", "〕"):
            yield finding("F01", spot, match[0], right)
        elif ordinal or zeros:
            yield finding("F03", spot, match[0], right)


def check_dates(source: Source) -> Iterator[Finding]:
    """Find dates with leading zeros, with 号 for 日, or written with dots (F05)."""
    for match in _DATE.finditer(source.text):
        right = f"{match[1]}年{int(match[2])}月{int(match[3])}日"
        if right != match[0]:
            yield finding("F05", Spot(source.part, source.block, source.start + match.start(), source.start + match.end()), match[0], right)
    for match in _DOTTED_DATE.finditer(source.text):
        month, day = int(match[2]), int(match[3])
        if 1 <= month <= 12 and 1 <= day <= 31:
            spot = Spot(source.part, source.block, source.start + match.start(), source.start + match.end())
            yield finding("F05", spot, match[0], f"{match[1]}年{month}月{day}日")
