"""Checks of attachments: names (A01, A02), note (A03), numbers (A04), whether they are there (A05) and belong there (A06)."""

import re
from collections.abc import Iterator

from xzt.docs.checks.findings import Finding, Spot, finding
from xzt.docs.checks.given import Given
from xzt.docs.checks.sources import sources, spot
from xzt.docs.model import Attachment, OfficialDocument

MARKS = "。；，、：！？.;,:!?"
_SEES = re.compile(r"(?:详见|见)(?:本通知)?附件")
_ISSUES = re.compile(r"(?:印发|转发|批转|发布|公布)《([^》]+)》")
_LABEL = re.compile(r"^附件\s*(\d*)")


def check_names(document: OfficialDocument) -> Iterator[Finding]:
    """Check the names of attachments (A01, A02) and that an attachment spoken of is there (A05)."""
    for number, attachment in enumerate(document.attachments):
        part, title = f"attachment:{number}:title", attachment.title
        tail = title.rstrip(MARKS)
        if tail != title:
            yield finding("A01", Spot(part, -1, len(tail), len(title)), title[-8:], "")
        if attachment.label and tail.startswith("《") and tail.find("》") == len(tail) - 1:
            yield finding("A02", Spot(part, -1, 0, len(title)), title)
    if not any(attachment.label for attachment in document.attachments):
        for source in sources(document):
            if source.part == "body" and (match := _SEES.search(source.text)):
                yield finding("A05", spot(source, *match.span()), match[0])


def check_note(document: OfficialDocument, given: Given) -> Iterator[Finding]:
    """Hold the attachments' note as it was printed against the attachments (A03): as many, in order, the same names.

    A text whose attachments are in files of their own has none here: that is advice (A05).
    """
    if not given.named:
        return
    bound = [(number, item) for number, item in enumerate(_of_the_text(document))]
    if not bound:
        yield finding("A05", Spot("body"), given.named[0])
        return
    if len(given.named) != len(bound):
        counts = f"附件说明列了{len(given.named)}个，附件有{len(bound)}个"
        yield finding("A03", Spot("body"), given.named[0], about=counts)
        return
    for name, (number, item) in zip(given.named, bound, strict=True):
        if _bare(name) != _bare(item.title):
            yield finding("A03", Spot(f"attachment:{number}:title", -1, 0, len(item.title)), f"{name}、{item.title}"[:60])


def _of_the_text(document: OfficialDocument) -> list[Attachment]:
    """Return the attachments of the main text: those before the text that it issues."""
    first = next((number for number, item in enumerate(document.attachments) if not item.label), len(document.attachments))
    return list(document.attachments[:first])


def _bare(name: str) -> str:
    return "".join(name.split()).strip("《》").rstrip(MARKS)


def check_labels(document: OfficialDocument) -> Iterator[Finding]:
    """Check the labels (A04) and that the issued text is no attachment (A06)."""
    start = len(_of_the_text(document))
    groups = [document.attachments[:start], tuple(item for item in document.attachments[start:] if item.label)]
    at = {id(item): number for number, item in enumerate(document.attachments)}
    for group in groups:
        for order, item in enumerate(group, 1):
            match = _LABEL.match(item.label)
            right = str(order) if len(group) > 1 else ""
            if match and match[1] != right:
                yield finding("A04", Spot(f"attachment:{at[id(item)]}:label"), item.label, about=f"应为“附件{right}”")
    issued = {_bare(match[1]) for match in _ISSUES.finditer(document.title.replace("\n", ""))}
    for number, item in enumerate(document.attachments):
        if item.label and _bare(item.title) in issued:
            yield finding("A06", Spot(f"attachment:{number}:title", -1, 0, len(item.title)), item.title[:40])
