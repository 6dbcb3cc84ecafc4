"""Checks of the elements: title, recipients, note, the rules between organs that need no directory (G2) and marks of state secrets (G3)."""

import re
from collections.abc import Iterator

from xzt.docs.checks.appendices import MARKS
from xzt.docs.checks.findings import Finding, Spot, finding
from xzt.docs.checks.secrets import secret_mark
from xzt.docs.checks.sources import sources, spot
from xzt.docs.model import Form, Kind, OfficialDocument

_MIXED = ("请示报告", "的申请", "函告", "的请求", "报请")
_URGENT = re.compile(r"(?:特急|加急|紧急)(?=的?(?:通知|请示|报告|通报|函))")
_ASKS = re.compile(r"妥否|当否|请(?:予)?(?:批示|批准|审批|批复|审批同意)|请求(?:批准|批复)|恳请(?:批准|批复|解决|支持)")
_QUOTED = re.compile(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》|“[^“”]*”|（[^（）]*）")
_INNER_MARK = re.compile(r"[，。；：！？,;:!?](?=.)")
_REPEATED = re.compile(r"关于.*关于|(通知|意见|决定|通报|请示|报告|函)的\1$")
_NOT_FIRST = tuple("的、，。》”）")
_UPWARD = frozenset({Kind.REQUEST, Kind.REPORT, Kind.MOTION})
_ORGAN_END = "会府厅局委办室部署院"


def check_title(document: OfficialDocument) -> Iterator[Finding]:
    """Check that the title ends with its kind and with no mark (T01, T02, T05, F09)."""
    title = document.title
    whole = Spot("title", -1, 0, len(title))
    bare = re.sub(r"[（(][^（()）]*[）)]$", "", title).rstrip()
    tail = bare.rstrip(MARKS)
    if tail != bare:
        yield finding("T02", Spot("title", -1, len(tail), len(bare)), bare[-8:], "" if bare == title else None)
    if document.form is not Form.ORDER and not "".join(tail.split()).endswith(
        (document.kind.value, "令") if document.kind is Kind.ORDER else document.kind.value
    ):
        yield finding("T01", whole, title[-12:])
    for words in _MIXED:
        if tail.endswith(words):
            yield finding("T05", Spot("title", -1, len(tail) - len(words), len(tail)), words)
    yield from _title_words(title)
    if urgent := _URGENT.search(title):
        yield finding("F09", Spot("title", -1, *urgent.span()), urgent[0])


def _title_words(title: str) -> Iterator[Finding]:
    """Find marks inside (T02b), repeated words (T03) and lines that part badly (T04)."""
    outside = _QUOTED.sub(lambda match: "　" * len(match[0]), title)
    if inner := _INNER_MARK.search(outside):
        yield finding("T02b", Spot("title", -1, *inner.span()), title[max(0, inner.start() - 6) : inner.end() + 6])
    if repeated := _REPEATED.search(outside.replace("\n", "")):
        yield finding("T03", Spot("title", -1, 0, len(title)), repeated[0][-20:])
    start = 0
    for number, line in enumerate(title.split("\n")):
        if (len(line.strip()) == 1 and len(title) > 1) or (number and line[:1] in _NOT_FIRST):
            yield finding("T04", Spot("title", -1, start, start + len(line)), line[:20])
        start += len(line) + 1


def check_note(document: OfficialDocument) -> Iterator[Finding]:
    """Check that the note carries no brackets of its own (F14) and that a request names whom to ask (F14b)."""
    note = document.note
    if note[:1] in "（(" and note[-1:] in "）)" and len(note) > 1:
        yield finding("F14", Spot("note", -1, 0, len(note)), note[:20], note[1:-1])
    if document.kind is Kind.REQUEST and not re.search(r"联系|电话", note):
        yield finding("F14b", Spot("note"), note[:20])


def check_names(document: OfficialDocument) -> Iterator[Finding]:
    """Check main recipients and copies: names only, the page adds the closing mark (F10, F11)."""
    for rule, part, text in (("F10", "recipients", document.recipients), ("F11", "copies_to", document.copies_to)):
        tail = text.rstrip("：:。.；;，,、 ")
        if tail != text:
            yield finding(rule, Spot(part, -1, len(tail), len(text)), text[-8:], "")


def check_relations(document: OfficialDocument) -> Iterator[Finding]:
    """Check the rules between organs: one recipient of a request, no copies downwards, no request in a report (G2), approver (F12)."""
    if document.kind is Kind.REQUEST:
        several = re.search(rf"(?<=[{_ORGAN_END}])[、，,；;]", document.recipients)
        if several:
            yield finding("G2a", Spot("recipients", -1, *several.span()), document.recipients[:30])
    if document.kind in _UPWARD and document.copies_to:
        yield finding("G2b", Spot("copies_to", -1, 0, len(document.copies_to)), document.copies_to[:30])
    if document.kind in _UPWARD and not document.approver:
        yield finding("F12", Spot("approver"), "")
    if document.kind is Kind.REPORT:
        for source in sources(document):
            if source.part == "body" and (match := _ASKS.search(source.text)):
                yield finding("G2c", spot(source, *match.span()), match[0])


def check_secrets(document: OfficialDocument) -> Iterator[Finding]:
    """Find marks of state secrets at the head of the text or of an attachment (G3)."""
    heads = [document.urgency, document.mark, document.note, *document.title.split("\n"), document.recipients]
    found = secret_mark([*heads, *(source.text for source in sources(document) if source.part == "body")])
    if found:
        at = next((source for source in sources(document) if source.text.strip() == found), None)
        place = Spot(at.part, at.block, at.start, at.start + len(at.text)) if at else Spot("title")
        yield finding("G3", place, found)
    for number, attachment in enumerate(document.attachments):
        part = f"attachment:{number}"
        texts = [source.text for source in sources(document) if source.part == part]
        found = secret_mark([attachment.label, *attachment.title.split("\n"), *texts])
        if found:
            yield finding("G3", Spot(f"{part}:title"), found)
