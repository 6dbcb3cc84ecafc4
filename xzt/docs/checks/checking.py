"""All checks over one document, and mending what can be mended without touching a word's meaning."""

from collections.abc import Callable, Iterable, Iterator

from xzt.docs.checks import appendices, elements, figures, issuing, kinds, numbering, organs, pages, punctuation, quotations, wording
from xzt.docs.checks.customs import customary
from xzt.docs.checks.findings import SINCE, Finding
from xzt.docs.checks.given import NOTHING, Given
from xzt.docs.checks.sources import Source, edited, sources
from xzt.docs.kinds.table import facts_of
from xzt.docs.model import Block, Heading, OfficialDocument, text_of

_OF_TEXT: tuple[Callable[[Source], Iterator[Finding]], ...] = (
    punctuation.check_marks,
    punctuation.check_repeats,
    punctuation.check_digits,
    numbering.check_document_numbers,
    punctuation.check_partings,
    numbering.check_dates,
    figures.check_years,
    figures.check_decimals,
    figures.check_days,
    quotations.check_quotations,
    wording.check_words,
    wording.check_personal,
    organs.check_former_names,
)
_OF_DOCUMENT: tuple[Callable[[OfficialDocument], Iterator[Finding]], ...] = (
    elements.check_secrets,
    kinds.check_placeholders,
    elements.check_title,
    elements.check_names,
    elements.check_note,
    elements.check_relations,
    appendices.check_names,
    appendices.check_labels,
    quotations.check_answer,
    quotations.check_left_over,
    wording.check_closing,
    wording.check_address,
)
_OF_GIVEN: tuple[Callable[[OfficialDocument, Given], Iterator[Finding]], ...] = (
    kinds.check_required,
    issuing.check_number,
    issuing.check_dates,
    appendices.check_note,
    organs.check_directory,
    organs.check_relations,
    organs.check_levels,
    organs.check_seal,
)

_MOST_ROUNDS = 12


Within = Callable[[Source], Iterable[Finding]]


def check(document: OfficialDocument, given: Given = NOTHING) -> list[Finding]:
    """Check a document by every rule of its kind; what concerns the whole document comes first, then the text in reading order."""
    return found_by(document, given, within_text, within_pairs, within_start)


def found_by(document: OfficialDocument, given: Given, of_text: Within, of_pairs: Within, of_start: Within) -> list[Finding]:
    """Check a document with these ways of checking one text: by itself, for its pairs, and as the beginning of a heading."""
    found = [finding for rule in _OF_DOCUMENT for finding in rule(document)]
    found += [finding for with_given in _OF_GIVEN for finding in with_given(document, given)]
    found += pages.check_glyphs(document, given.missing)
    texts = list(sources(document))
    order = {(source.part, source.block): number for number, source in reversed(list(enumerate(texts)))}
    within = [finding for source in texts for finding in of_text(source)]
    parts = dict(_parts(document))
    for source in texts:
        block = parts[source.part][source.block] if source.block >= 0 else None
        if not isinstance(block, Heading):
            within += of_pairs(source)
        elif source.start == 0:  # quotes may open in a heading and close in its run-in text
            within += of_start(source)
            within += of_pairs(Source(source.part, source.block, 0, text_of(block)))
    for part, blocks in parts.items():
        within += numbering.check_order(part, blocks)
    within = _without_narrower(within)
    within.sort(key=lambda finding: (order.get((finding.place.part, finding.place.block), 0), finding.place.start, finding.rule))
    silent = {*facts_of(document).silent, *customary(given.profile), *of_another_time(given)}
    return [finding for finding in found + within if finding.rule not in silent]


def of_another_time(given: Given) -> frozenset[str]:
    """Return the rules that did not hold yet when a document was signed; one that is being written is held to all."""
    return frozenset(rule for rule, since in SINCE.items() if given.date and given.date < since)


def within_text(source: Source) -> list[Finding]:
    """Check one text by itself."""
    return [finding for rule in _OF_TEXT for finding in rule(source)]


def within_pairs(source: Source) -> list[Finding]:
    """Check the pairs of marks of a whole block."""
    return list(punctuation.check_pairs(source))


def within_start(source: Source) -> list[Finding]:
    """Check the number with which a heading begins."""
    return list(numbering.check_heading_marks(source))


def _without_narrower(found: list[Finding]) -> list[Finding]:
    """Leave out a half-width mark (P01) where a wider finding already covers it with a fix."""
    wide = [finding.place for finding in found if finding.fix is not None and finding.place.end - finding.place.start > 1]
    covered = {(place.part, place.block, at) for place in wide for at in range(place.start, place.end)}
    return [item for item in found if item.rule != "P01" or (item.place.part, item.place.block, item.place.start) not in covered]


def _parts(document: OfficialDocument) -> list[tuple[str, tuple[Block, ...]]]:
    return [("body", document.blocks), *((f"attachment:{number}", item.blocks) for number, item in enumerate(document.attachments))]


def mend(document: OfficialDocument, findings: list[Finding]) -> OfficialDocument:
    """Apply the fixes of findings of this very document; of two that overlap the wider one counts. What has no fix stays as it is.

    Where all that can be mended is to be mended, fixes that uncover others are followed to the end.
    """
    mended = _apply(document, findings)
    given = set(findings)
    if not all(finding in given for finding in check(document) if finding.fix is not None):
        return mended
    for _ in range(_MOST_ROUNDS):
        settled = _apply(mended, check(mended))
        if settled == mended:
            break
        mended = settled
    return mended


def _apply(document: OfficialDocument, findings: list[Finding]) -> OfficialDocument:
    fixes: dict[tuple[str, int], list[Finding]] = {}
    for finding in findings:
        if finding.fix is not None:
            fixes.setdefault((finding.place.part, finding.place.block), []).append(finding)
    for group in fixes.values():
        group.sort(key=lambda finding: (finding.place.start, -finding.place.end))

    def apply(source: Source) -> str:
        out: list[str] = []
        done, end = source.start, source.start + len(source.text)
        for finding in fixes.get((source.part, source.block), ()):
            place = finding.place
            if done <= place.start and place.end <= end:
                out += [source.text[done - source.start : place.start - source.start], finding.fix or ""]
                done = place.end
        return "".join([*out, source.text[done - source.start :]])

    return edited(document, apply)
