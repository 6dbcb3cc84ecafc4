"""Checks against the table of kinds: placeholders left (M01), elements that a kind requires (M02) or does not have (M03); M04 for DOC-21."""

from collections.abc import Iterator

from xzt.docs.checks.findings import Finding, Spot, finding
from xzt.docs.checks.given import Given
from xzt.docs.checks.sources import excerpt, sources
from xzt.docs.kinds.elements import missing_elements, unusual_elements
from xzt.docs.kinds.placeholders import blanks
from xzt.docs.kinds.table import facts_of
from xzt.docs.model import NOT_PUBLIC, OfficialDocument

_SAID_ELSEWHERE = frozenset({"approver"})
"""F12 asks for it."""


def check_placeholders(document: OfficialDocument) -> Iterator[Finding]:
    """Find what a template left open (M01)."""
    texts = {(source.part, source.block, source.start): source.text for source in sources(document)}
    for blank in blanks(document):
        text = texts.get((blank.part, blank.block, 0), "")
        words = excerpt(text, blank.start, blank.end) if blank.end <= len(text) else ""
        yield finding("M01", Spot(blank.part, blank.block, blank.start, blank.end), words)


def check_required(document: OfficialDocument, given: Given) -> Iterator[Finding]:
    """Hold the elements against what the kind requires (M02) and does not have as a rule (M03)."""
    name = facts_of(document).name
    for element in missing_elements(document):
        known = element in _SAID_ELSEWHERE or (element == "series" and given.number)
        if not known:
            yield finding("M02", Spot(element), "", about=name)
    for element in unusual_elements(document):
        yield finding("M03", Spot(element), "", about=name)
    if document.openness == NOT_PUBLIC and not document.openness_reason:
        yield finding("M04", Spot("openness_reason"), "")
