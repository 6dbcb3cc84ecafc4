"""Checking a text under the pen again and again: what a text said by itself is kept by its words, so only what changed is checked (DOC-05).

A keystroke changes one paragraph; the rules for one text, which take most of the time, are asked for that one only. What needs the whole
document (order of numbers, elements, relations) is asked every time. The findings are the same as those of ``check``, in the same order.
"""

from collections import OrderedDict
from collections.abc import Iterable

from xzt.docs.checks.checking import Within, found_by, within_pairs, within_start, within_text
from xzt.docs.checks.findings import Finding, Spot
from xzt.docs.checks.given import NOTHING, Given
from xzt.docs.checks.sources import Source
from xzt.docs.model import OfficialDocument

KEEP = 20_000
"""Texts that are remembered: a document of 300 pages has some 5,000 paragraphs, each of which is asked about in two or three ways."""


class Checker:
    """Checks one document after the other, or one that changes. Not for several threads at once."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[int, bool, str], tuple[Finding, ...]] = OrderedDict()
        self._ways = tuple(self._remembering(at, way) for at, way in enumerate((within_text, within_pairs, within_start)))

    def check(self, document: OfficialDocument, given: Given = NOTHING) -> list[Finding]:
        """Check a document by every rule, as ``checking.check`` does."""
        return found_by(document, given, *self._ways)

    def _remembering(self, at: int, way: Within) -> Within:
        """Return ``way`` with a memory. A note is checked by other rules than other texts; apart from that only the words count."""

        def remembered(source: Source) -> Iterable[Finding]:
            note = source.part == "note"
            key = (at, note, source.text)
            found = self._known.get(key)
            if found is None:
                found = self._known[key] = tuple(way(Source("note" if note else "", 0, 0, source.text)))
                if len(self._known) > KEEP:
                    self._known.popitem(last=False)
            elif found:
                self._known.move_to_end(key)
            return [_placed(finding, source) for finding in found] if found else ()

        return remembered


def _placed(finding: Finding, source: Source) -> Finding:
    """Return a finding of a text by itself at the text's place in a document."""
    place = finding.place
    at = Spot(source.part, source.block, source.start + place.start, source.start + place.end)
    return Finding(finding.rule, finding.level, at, finding.excerpt, finding.explanation, finding.clause, finding.fix, finding.blocks)
