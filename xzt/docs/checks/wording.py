"""Checks of words: wrong ones by a table in resources (W01, W02), closing phrases (L02), forms of address (L03), personal data (L04)."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from msgspec import Struct

from xzt.docs.checks.findings import Finding, finding
from xzt.docs.checks.sources import Source, excerpt, sources, spot
from xzt.docs.model import Kind, OfficialDocument

TABLE = Path(__file__).resolve().parents[3] / "resources" / "checks" / "wrong_words.tsv"

_CLOSINGS: tuple[tuple[str, frozenset[Kind]], ...] = (
    (r"特此通知", frozenset({Kind.NOTICE})),
    (r"特此通报", frozenset({Kind.CIRCULAR})),
    (r"特此通告", frozenset({Kind.PUBLIC_NOTICE})),
    (r"特此公告", frozenset({Kind.ANNOUNCEMENT})),
    (r"特此报告|请审阅。?$", frozenset({Kind.REPORT})),
    (r"特此请示", frozenset({Kind.REQUEST})),
    (r"特此批复", frozenset({Kind.REPLY})),
    (r"^此复。?$", frozenset({Kind.REPLY, Kind.LETTER})),
    (r"特此函[复告达询商]|专此函达|[盼请]予?函?复为盼|请予?函复", frozenset({Kind.LETTER})),
    (r"[妥当]否，?请批示", frozenset({Kind.REQUEST, Kind.REPORT})),
)
_CLOSING = tuple((re.compile(pattern), kinds) for pattern, kinds in _CLOSINGS)
_ASKED = re.compile(r"请[^。]{0,20}(?:批示|指示|批准|批复|审批|审定|审示|审议|审查|核准|同意)|[妥当可]否")
_UPWARD = frozenset({Kind.REQUEST, Kind.REPORT})
_YOU = re.compile(r"你(?:省|市|州|县|区|局|厅|委|办|单位|部门|机关|院)")
_IDENTITY = re.compile(r"(?<![\dA-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])")
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_CONTACT = re.compile(r"联系|电话|咨询|热线")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


class WrongWord(Struct, frozen=True):
    """A row of the table: what is wrong, what is right, whether it is certain, and the longer words in which it is no mistake."""

    wrong: str
    right: str
    certain: bool
    unless: tuple[str, ...]


@cache
def wrong_words() -> dict[str, WrongWord]:
    """Read the table once: wrong, right, error or advice, exceptions parted by a bar; lines with # are remarks."""
    words: dict[str, WrongWord] = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            wrong, right, level, *rest = line.split("\t")
            words[wrong] = WrongWord(wrong, right, level == "error", tuple(rest[0].split("|")) if rest else ())
    return words


@cache
def _any_wrong() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in sorted(wrong_words(), key=len, reverse=True)))


def check_words(source: Source) -> Iterator[Finding]:
    """Find wrong words of the table (W01 certain, W02 not recommended)."""
    for match in _any_wrong().finditer(source.text):
        word = wrong_words()[match[0]]
        if any(_covers(source.text, other, *match.span()) for other in word.unless):
            continue
        place, around = spot(source, *match.span()), excerpt(source.text, *match.span())
        if word.certain:
            yield finding("W01", place, around, word.right)
        else:
            yield finding("W02", place, around, about=f"宜写“{word.right}”")


def _covers(text: str, longer: str, start: int, end: int) -> bool:
    """Say whether ``longer`` stands over the stretch."""
    at = text.find(longer, max(0, end - len(longer)), start + len(longer))
    return at >= 0 and at <= start and end <= at + len(longer)


def check_closing(document: OfficialDocument) -> Iterator[Finding]:
    """Check that the closing phrase fits the kind (L02)."""
    texts = [source for source in sources(document) if source.part == "body"]
    for source in texts[-2:]:
        for pattern, kinds in _CLOSING:
            match = pattern.search(source.text)
            if match and document.kind not in kinds:
                yield finding("L02", spot(source, *match.span()), match[0])
    if document.kind is Kind.REQUEST and texts and not any(_ASKED.search(source.text) for source in texts[-3:]):
        yield finding("L02", spot(texts[-1], 0, len(texts[-1].text)), texts[-1].text[-12:])


def check_address(document: OfficialDocument) -> Iterator[Finding]:
    """Find 你 in upward documents (L03)."""
    if document.kind in _UPWARD:
        for source in sources(document):
            if source.part == "body" and (match := _YOU.search(source.text)):
                yield finding("L03", spot(source, *match.span()), excerpt(source.text, *match.span()))


def check_personal(source: Source) -> Iterator[Finding]:
    """Find numbers of identity cards, by their check digit, and of mobile phones that are no contact (L04)."""
    for match in _IDENTITY.finditer(source.text):
        total = sum(int(digit) * weight for digit, weight in zip(match[0], _WEIGHTS, strict=False))
        if "10X98765432"[total % 11] == match[0][-1].upper():
            yield finding("L04", spot(source, *match.span()), match[0])
    if source.part != "note" and not _CONTACT.search(source.text):
        for match in _MOBILE.finditer(source.text):
            yield finding("L04", spot(source, *match.span()), match[0])
