"""Checks against the table of kinds: placeholders left (M01), elements required (M02) or out of place (M03); M04 is for DOC-21."""

from collections.abc import Iterator

from xzt.docs.checks.findings import Finding, Spot, finding
from xzt.docs.checks.given import Given
from xzt.docs.kinds.elements import missing_elements, unusual_elements
from xzt.docs.kinds.placeholders import Blank, blanks
from xzt.docs.kinds.table import facts_of
from xzt.docs.model import NOT_PUBLIC, OfficialDocument

_SAID_ELSEWHERE = frozenset({"approver"})
"""F12 asks for it."""


def check_placeholders(document: OfficialDocument) -> Iterator[Finding]:
    """Find what a template left open (M01): the first place of every element and text, and how many there are."""
    parts: dict[str, list[Blank]] = {}
    for blank in blanks(document):
        parts.setdefault(blank.part, []).append(blank)
    for part, found in parts.items():
        first = found[0]
        yield finding("M01", Spot(part, first.block, first.start, first.end), first.text, about=f"{len(found)}处")


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
