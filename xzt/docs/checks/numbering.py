"""Checks of numbered headings (N01 to N04) and of document numbers and dates in the text (F01 to F03, F05)."""

import re
from collections.abc import Iterator

from xzt.docs.checks.findings import Finding, Spot, finding
from xzt.docs.checks.sources import Source
from xzt.docs.model import Block, Heading

_DIGITS = {char: number for number, char in enumerate("〇一二三四五六七八九")}
_NUMERALS = "一二三四五六七八九十百"
_HEADS = (
    (re.compile(rf"^([{_NUMERALS}]+)([.．,，:：]|[、]{{2,}})"), "{}、"),
    (re.compile(rf"^[（(]([{_NUMERALS}]+)[)）]([、.．，,:：])"), "（{}）"),
    (re.compile(r"^(\d{1,3})([、．,，](?!\d)|\.、)"), "{}."),
    (re.compile(r"^[（(](\d{1,3})[)）]([、.．，,:：])"), "（{}）"),
)
_NUMBER_OF = (
    re.compile(rf"^([{_NUMERALS}]+)[、.．,，]"),
    re.compile(rf"^[（(]([{_NUMERALS}]+)[)）]"),
    re.compile(r"^(\d{1,3})[.．、]"),
    re.compile(r"^[（(](\d{1,3})[)）]"),
)
_DOCUMENT_NUMBER = re.compile(r"(?<=[一-鿿])([\[［【（(﹝〔])(\d{2}|\d{4})([\]］】）)﹞〕])(第?)(0*)([1-9]\d{0,4})号")
_DATE = re.compile(r"(\d{4})年(0?[1-9]|1[0-2])月(0?[1-9]|[12]\d|3[01])([日号])")
_DOTTED_DATE = re.compile(r"(?<![\d.])(\d{4})\.(\d{1,2})\.(\d{1,2})(?![\d.])")


def check_heading_marks(source: Source) -> Iterator[Finding]:
    """Find wrong marks after the numbers of headings (N01)."""
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


def _number_of(block: Heading) -> int:
    if not 1 <= block.level <= 4:
        return 0
    match = _NUMBER_OF[block.level - 1].match(block.text)
    if match is None:
        return 0
    return int(match[1]) if match[1].isdigit() else han_number(match[1])


def check_order(part: str, blocks: tuple[Block, ...]) -> Iterator[Finding]:
    """Find skipped levels (N02), gaps and repeats in the numbers (N03), marks after a heading that stands alone (N04)."""
    levels = {block.level for block in blocks if isinstance(block, Heading)}
    expected: dict[int, int] = {}
    before = 0
    for at, block in enumerate(blocks):
        if not isinstance(block, Heading):
            continue
        spot = Spot(part, at, 0, len(block.text))
        missing = set(range(before + 1, block.level)) & levels
        if before and missing:
            yield finding("N02", spot, block.text[:20])
        number = _number_of(block)
        expected = {level: value for level, value in expected.items() if level <= block.level}
        if number and number != expected.get(block.level, 0) + 1:
            yield finding("N03", spot, block.text[:20])
        if number:
            expected[block.level] = number
        if not block.body and block.text[-1:] in "：；，:;,":
            yield finding("N04", Spot(part, at, len(block.text) - 1, len(block.text)), block.text[-8:], "")
        before = block.level


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
