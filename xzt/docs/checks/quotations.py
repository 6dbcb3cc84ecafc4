"""Checks of quotations: title, then number in brackets (Q01), the letter that is answered (Q02), what no longer holds (Q03)."""

import re
from collections.abc import Iterator

from xzt.docs.checks.findings import Finding, Spot, finding
from xzt.docs.checks.sources import Source, excerpt, sources, spot
from xzt.docs.model import Kind, OfficialDocument, text_of

_NUMBER = r"[一-鿿]{2,12}?[〔\[（(【]\d{4}[〕\]）)】]\d{1,5}号"
_BEFORE_TITLE = re.compile(
    r"(?<=[据照按循行彻实守自从对])(?P<number>(?![据照循彻])[一-鿿]{1,8}[〔]\d{4}[〕][1-9]\d*号)(?P<title>《[^《》]+》)"
)
_LONE = re.compile(r"(?<=[据照按循行彻实守])(?P<number>(?![据照循彻])[一-鿿]{1,8}〔\d{4}〕[1-9]\d*号)(?=文|文件|通知|要求|规定|精神)")
_BARE_TITLE = re.compile(r"(?<=[据照按循])《[^《》]{0,40}关于[^《》]{1,60}(?:通知|意见|决定|批复|通报|函)》(?![（(〔\[【])")
_QUOTES = re.compile(rf"《[^《》]*(?:《[^《》]*》[^《》]*)*》\s*[（(]{_NUMBER}[）)]")
_ENDED = {
    "国家行政机关公文处理办法": "2012年7月1日起停止执行，现行《党政机关公文处理工作条例》",
    "中国共产党机关公文处理条例": "2012年7月1日起停止执行，现行《党政机关公文处理工作条例》",
    "国家行政机关公文格式": "已被《党政机关公文格式》代替",
    "GB/T 9704-1999": "已被 GB/T 9704-2012 代替",
    "GB/T 9704—1999": "已被 GB/T 9704-2012 代替",
    "GB/T 15834-1995": "已被 GB/T 15834-2011 代替",
    "GB/T 15834—1995": "已被 GB/T 15834-2011 代替",
    "GB/T 15835-1995": "已被 GB/T 15835-2011 代替",
    "GB/T 15835—1995": "已被 GB/T 15835-2011 代替",
}
_ENDED_ONES = re.compile("|".join(re.escape(name) for name in sorted(_ENDED, key=len, reverse=True)))
_TOLD = re.compile(r"废止|停止执行|失效|代替|同时作废")


def check_quotations(source: Source) -> Iterator[Finding]:
    """Find numbers before the title or without one (Q01) and documents that no longer hold (Q03)."""
    text = source.text
    for match in _BEFORE_TITLE.finditer(text):
        yield finding("Q01", spot(source, *match.span()), match[0], f"{match['title']}（{match['number']}）")
    for match in (*_LONE.finditer(text), *_BARE_TITLE.finditer(text)):
        yield finding("Q01", spot(source, *match.span()), match[0][:40])
    for match in _ENDED_ONES.finditer(text):
        if not _TOLD.search(_sentence(text, match.start())):
            yield finding("Q03", spot(source, *match.span()), excerpt(text, *match.span()), about=_ENDED[match[0]])


def _sentence(text: str, at: int) -> str:
    stop = text.find("。", at)
    return text[text.rfind("。", 0, at) + 1 : stop if stop >= 0 else len(text)]


def check_answer(document: OfficialDocument) -> Iterator[Finding]:
    """Check that a reply begins with title and number of what it answers (Q02)."""
    answers = document.kind is Kind.REPLY or (document.kind is Kind.LETTER and "复函" in document.title[-4:])
    if answers and document.blocks:
        first = text_of(document.blocks[0])
        if not _QUOTES.search(first):
            yield finding("Q02", Spot("body", 0, 0, min(len(first), 30)), first[:20])


def check_left_over(document: OfficialDocument) -> Iterator[Finding]:
    """Find 此页无正文 (F17)."""
    for source in sources(document):
        at = source.text.find("此页无正文")
        if at >= 0:
            yield finding("F17", spot(source, at, at + 5), excerpt(source.text, at, at + 5))
