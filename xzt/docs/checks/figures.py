"""Checks of figures in running text: years, ranges, decimals, dates (D01 to D05, P05, F05b; GB/T 15835-2011, GB/T 15834-2011 4.13)."""

import re
from collections.abc import Iterator

from xzt.docs.checks.findings import Finding, finding
from xzt.docs.checks.sources import Source, excerpt, spot

_HAN = "〇○零一二三四五六七八九"
_VALUES = {char: number for number, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0}
_SHORT_YEAR = re.compile(r"(?<![\d.'’〔（(])\d{2}(?=年(?:底|末|初|度|上半年|下半年|第[一二三四]季度|\d{1,2}月))")
_YEARS = re.compile(r"(?<!\d)(\d{4})(年?)(?:[-－~～–]|--)(\d{4})年")
_COUNTED = "[%‰]|个|人|名|天|日|项|家|万|亿|元|倍|米|公里|吨|小时|分钟"
_RANGE = re.compile(rf"(?<![\d.A-Za-z/\-－])(\d+(?:\.\d+)?)([%‰]?)[-－](\d+(?:\.\d+)?)(?={_COUNTED})")
_ONE_UNIT = re.compile(r"(?<![\d.A-Za-z%‰])(\d+(?:\.\d+)?)([～~—－-])(\d+(?:\.\d+)?)([%‰]|万|亿)")
_BARE_POINT = re.compile(r"(?<![\d.A-Za-z．])\.(?=\d+(?:[%‰]|个|倍|元|万|亿|米|公里|吨|平方))")
_DAY_NUMBER = re.compile(r"(?<!年)(?<!\d)(\d{1,2}月\d{1,2})号(?![楼线院门馆台机井桥路文])")
_MONTH_OR_DAY = "[一二三四五六七八九十]"
_MIXED = re.compile(
    rf"\d{{4}}年{_MONTH_OR_DAY}{{1,2}}月|[{_HAN}]{{4}}年\d{{1,2}}月"
    rf"|(?<!\d)\d{{1,2}}月{_MONTH_OR_DAY}{{1,3}}日|{_MONTH_OR_DAY}{{1,2}}月\d{{1,2}}日"
)
_HAN_DATE = re.compile(rf"([{_HAN}]{{4}})年([一二三四五六七八九十]{{1,2}})月([一二三四五六七八九十]{{1,3}})日")
_RELATIVE = re.compile(
    r"(?<![一-鿿\d])(?:近日|日前|不久前|上个?月|下个?月|昨[天日]|明天|次日|前天|去年|明年)(?!度)|(?<=[于在])(?:近日|昨[天日]|上个?月|去年)"
)


def han_year(text: str) -> int:
    """Return a year written digit by digit."""
    return int("".join(str(_VALUES[char]) for char in text))


def han_ten(text: str) -> int:
    """Return a Chinese numeral below a hundred."""
    tens, ten, ones = text.rpartition("十")
    return (_VALUES.get(tens, 1) * 10 if ten else 0) + _VALUES.get(ones[-1:], 0)


def check_years(source: Source) -> Iterator[Finding]:
    """Find years of two digits (D01), ranges of years and values with a hyphen (P05) and with one unit for both ends (D02)."""
    text = source.text
    for match in _SHORT_YEAR.finditer(text):
        yield finding("D01", spot(source, *match.span()), excerpt(text, *match.span()))
    for match in _YEARS.finditer(text):
        yield finding("P05", spot(source, *match.span()), match[0], f"{match[1]}{match[2]}—{match[3]}年")
    for match in _RANGE.finditer(text):
        yield finding("P05", spot(source, *match.span()), excerpt(text, *match.span()), f"{match[1]}{match[2]}～{match[3]}")
    for match in _ONE_UNIT.finditer(text):
        right = f"{match[1]}{match[4]}～{match[3]}{match[4]}"
        yield finding("D02", spot(source, *match.span()), excerpt(text, *match.span()), right)


def check_decimals(source: Source) -> Iterator[Finding]:
    """Find decimals that begin with the point (D03b)."""
    for match in _BARE_POINT.finditer(source.text):
        yield finding("D03b", spot(source, *match.span()), excerpt(source.text, *match.span()), "0.")


def check_days(source: Source) -> Iterator[Finding]:
    """Find 号 for 日 (D03c), mixed dates (D04), dates in Chinese numerals (F05b), relative ones (D05)."""
    text = source.text
    for match in _DAY_NUMBER.finditer(text):
        yield finding("D03c", spot(source, *match.span()), match[0], f"{match[1]}日")
    for match in _MIXED.finditer(text):
        yield finding("D04", spot(source, *match.span()), excerpt(text, *match.span()))
    for match in _HAN_DATE.finditer(text):
        month, day = han_ten(match[2]), han_ten(match[3])
        if 1 <= month <= 12 and 1 <= day <= 31:
            yield finding("F05b", spot(source, *match.span()), match[0], f"{han_year(match[1])}年{month}月{day}日")
    for match in _RELATIVE.finditer(text):
        yield finding("D05", spot(source, *match.span()), excerpt(text, *match.span()))
