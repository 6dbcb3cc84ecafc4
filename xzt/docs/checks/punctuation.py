"""Checks of marks and digits in running text: P01 to P04b, D03 (GB/T 15834-2011, GB/T 15835-2011).

Addresses, mail, decimals, times and ratios keep their half-width marks: a mark counts as standing in Chinese text only where a Han
character or a full-width mark is its neighbour.
"""

import re
from collections.abc import Iterator

from xzt.docs.checks.findings import Finding, finding
from xzt.docs.checks.sources import Source, excerpt, spot

_FULL = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", "(": "（", ")": "）"}
_KEPT = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s\u3000-\u9fff\uff00-\uffef]+|www\.[\w.-]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_CHINESE = re.compile(r"[\u2014\u2018-\u201d\u2026\u3001-\u3017\u3400-\u9fff\uf900-\ufaff\uff01-\uff5e\U00020000-\U000323af]")
_PAIRS = {"“": "”", "‘": "’", "《": "》", "（": "）", "〔": "〕", "【": "】", "「": "」"}
_FIRSTS = {last: first for first, last in _PAIRS.items()}
_AFTER_NUMBER = 4
"""A closing bracket before this offset ends a number: 1） 12）."""
_REPEATED = re.compile(r"。{2,}|\.{3,6}|，{2,}|、{2,}|；{2,}|：{2,}|(?<!…)…(?!…)")
_BEFORE_AND_SO_ON = re.compile(r"、(?=等(?:[，。；、）]|$|\d|[一-鿿]))")
_BETWEEN_QUOTES = re.compile(r"(?<=》)、(?=《)|(?<=”)、(?=“)")
_FULL_DIGITS = re.compile(r"[０-９]+(?:．[０-９]+)?")


def check_marks(source: Source) -> Iterator[Finding]:
    """Find half-width marks in Chinese text (P01)."""
    text = source.text
    kept = [match.span() for match in _KEPT.finditer(text)]
    brackets = _bracket_partners(text)
    for at, char in enumerate(text):
        if any(start <= at < end for start, end in kept):
            continue
        if char in "()":
            wrong = _bracket_is_chinese(text, at, brackets.get(at))
        elif char == ".":
            wrong = _ends_sentence(text, at)
        else:
            wrong = char in _FULL and _among_chinese(text, at)
        if wrong:
            yield finding("P01", spot(source, at, at + 1), excerpt(text, at, at + 1), "。" if char == "." else _FULL[char])


def _is_chinese(char: str) -> bool:
    return bool(_CHINESE.match(char)) if char else False


def _among_chinese(text: str, at: int) -> bool:
    """Say whether the mark at ``at`` has a Chinese neighbour; marks that stand side by side look past each other."""
    before, after = _neighbour(text, at, -1), _neighbour(text, at, 1)
    return _is_chinese(before) or _is_chinese(after)


def _neighbour(text: str, at: int, step: int) -> str:
    at += step
    while 0 <= at < len(text) and text[at] in _FULL:
        at += step
    return text[at] if 0 <= at < len(text) else ""


def _bracket_partners(text: str) -> dict[int, int]:
    partners: dict[int, int] = {}
    waiting: list[int] = []
    for at, char in enumerate(text):
        if char == "(":
            waiting.append(at)
        elif char == ")" and waiting:
            first = waiting.pop()
            partners[first], partners[at] = at, first
    return partners


def _bracket_is_chinese(text: str, at: int, partner: int | None) -> bool:
    """Say whether a bracket stands in Chinese text; both of a pair get the same answer."""
    if partner is None:
        return _among_chinese(text, at)
    first, last = sorted((at, partner))
    return (
        any(_is_chinese(char) for char in text[first:last])
        or _is_chinese(_neighbour(text, first, -1))
        or _is_chinese(_neighbour(text, last, 1))
    )


def _ends_sentence(text: str, at: int) -> bool:
    before = text[at - 1 : at]
    after = text[at + 1 : at + 2]
    return _is_chinese(before) and (not after or (_is_chinese(after) and after != "…"))


def check_repeats(source: Source) -> Iterator[Finding]:
    """Find wrong ellipses, repeated marks (P02) and a pause mark before 等 (P04)."""
    for match in _REPEATED.finditer(source.text):
        dots = match[0][0] in ".…" or (match[0][0] == "。" and len(match[0]) >= 3)
        if (
            match[0][0] == "."
            and not _among_chinese(source.text, match.start())
            and not _is_chinese(source.text[match.end() : match.end() + 1])
        ):
            continue
        fix = "……" if dots else match[0][0]
        yield finding("P02", spot(source, *match.span()), excerpt(source.text, *match.span()), fix)
    for match in _BEFORE_AND_SO_ON.finditer(source.text):
        yield finding("P04", spot(source, *match.span()), excerpt(source.text, *match.span()), "")


def check_partings(source: Source) -> Iterator[Finding]:
    """Find pause marks between quotes or titles that stand side by side (P04b)."""
    for match in _BETWEEN_QUOTES.finditer(source.text):
        yield finding("P04b", spot(source, *match.span()), excerpt(source.text, *match.span()), "")


def check_pairs(source: Source) -> Iterator[Finding]:
    """Find quotes and brackets without a partner (P03). A half-width bracket is partner to a full-width one: it is found as P01."""
    waiting: list[tuple[str, int]] = []
    alone: list[int] = []
    for at, char in enumerate(source.text):
        if char in _PAIRS or char == "(":
            waiting.append((char, at))
        elif char in _FIRSTS or char == ")":
            firsts = "（(" if char in "）)" else _FIRSTS[char]
            while firsts != "（(" and waiting and waiting[-1][0] == "(":
                waiting.pop()
            if waiting and waiting[-1][0] in firsts:
                waiting.pop()
            elif char != ")" and not (char == "）" and at < _AFTER_NUMBER):
                alone.append(at)
    for at in (*alone, *(at for char, at in waiting if char != "(")):
        yield finding("P03", spot(source, at, at + 1), excerpt(source.text, at, at + 1))


def check_digits(source: Source) -> Iterator[Finding]:
    """Find full-width digits (D03)."""
    for match in _FULL_DIGITS.finditer(source.text):
        half = "".join(chr(ord(char) - 0xFEE0) for char in match[0])
        yield finding("D03", spot(source, *match.span()), match[0], half)
