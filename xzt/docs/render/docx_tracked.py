"""A document with tracked changes as DOCX: insertions and deletions are Word's own, by author and time (ECMA-376 part 1, 17.13.5).

Changes of levels are written as they are now: a level is no style here that Word could take back.
"""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING

from msgspec import Struct

from xzt.docs.model import Issuance, OfficialDocument
from xzt.docs.render.docx import compose, saved
from xzt.docs.render.marking import holdable
from xzt.office.profile import STANDARD, Profile

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph
    from lxml.etree import _Element


class Credit(Struct, frozen=True):
    """Who made a change, in words, and when, where that is known."""

    name: str
    at: datetime | None = None


class Stretch(Struct, frozen=True):
    """A stretch of a line, from ``start`` to ``end`` in code points, that was inserted, deleted or both."""

    start: int
    end: int
    inserted: Credit | None = None
    deleted: Credit | None = None


class TrackedLine(Struct, frozen=True):
    """One paragraph, item, caption or row of the text with everything that was deleted; its end counts as one character."""

    length: int
    is_row: bool
    stretches: tuple[Stretch, ...]


def write_tracked_docx(document: OfficialDocument, lines: Sequence[TrackedLine], issuance: Issuance, profile: Profile = STANDARD) -> bytes:
    """Write a document that holds everything that was inserted or deleted, with ``lines`` for its blocks and those of its attachments."""
    word = compose(document, issuance, profile)
    marker = _Marker()
    for line, paragraphs in zip(lines, word.lines, strict=True):
        if line.stretches and paragraphs:
            marker.mark(line, paragraphs)
    return saved(word)


class _Marker:
    """Marks paragraphs; every mark of a file has a number of its own."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def mark(self, line: TrackedLine, paragraphs: "list[Paragraph]") -> None:
        """Mark the text of a line, which stands in one paragraph or in the cells of a row, and its end."""
        from docx.oxml.ns import qn

        offset = 0
        for paragraph in paragraphs:
            offset += self._mark_runs(line, paragraph, offset) + 1
        ending = next((one for one in line.stretches if one.end > line.length), None)
        if ending is None:
            return
        last = paragraphs[-1]._p  # noqa: SLF001  python-docx knows no tracked changes
        row = last.getparent().getparent() if line.is_row else None
        if row is not None:
            self._put(row.get_or_add_trPr(), ending)
        else:
            properties = last.get_or_add_pPr()
            held = properties.find(qn("w:rPr"))
            self._put(held if held is not None else _added(properties, "w:rPr"), ending)

    def _mark_runs(self, line: TrackedLine, paragraph: "Paragraph", offset: int) -> int:
        """Part the runs of a paragraph, whose text begins at ``offset`` of the line, where its marks do; gives the text's length."""
        begin = offset
        for run in paragraph.runs:
            text = run.text
            if not text:
                continue
            for piece, mark in _pieces(text, offset, line.stretches):
                element = deepcopy(run._r)  # noqa: SLF001  as above
                _write(element, piece, deleted=mark is not None and mark.deleted is not None)
                run._r.addprevious(self._wrapped(element, mark))  # noqa: SLF001  as above
            run._r.getparent().remove(run._r)  # noqa: SLF001  as above
            offset += len(text)
        return offset - begin

    def _wrapped(self, run: "_Element", mark: Stretch | None) -> "_Element":
        """Put a run into its deletion, and that into its insertion."""
        if mark is None:
            return run
        for credit, tag in ((mark.deleted, "w:del"), (mark.inserted, "w:ins")):
            if credit is not None:
                outer = self._made(tag, credit)
                outer.append(run)
                run = outer
        return run

    def _put(self, parent: "_Element", mark: Stretch) -> None:
        """Say of a paragraph's end or a row that it was inserted or deleted."""
        for credit, tag in ((mark.inserted, "w:ins"), (mark.deleted, "w:del")):
            if credit is not None:
                parent.append(self._made(tag, credit))

    def _made(self, tag: str, credit: Credit) -> "_Element":
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        made = OxmlElement(tag)
        made.set(qn("w:id"), str(next(self._numbers)))
        made.set(qn("w:author"), holdable(credit.name)[:255])
        if credit.at is not None:
            made.set(qn("w:date"), credit.at.strftime("%Y-%m-%dT%H:%M:%SZ"))
        return made  # type: ignore[no-any-return]  # an element of lxml, untyped in python-docx


def _pieces(text: str, offset: int, marks: tuple[Stretch, ...]) -> Iterator[tuple[str, Stretch | None]]:
    """Part a text that begins at ``offset`` at the borders of marks."""
    at, end = offset, offset + len(text)
    for mark in marks:
        start, stop = max(mark.start, at), min(mark.end, end)
        if start >= stop:
            continue
        if start > at:
            yield text[at - offset : start - offset], None
        yield text[start - offset : stop - offset], mark
        at = stop
    if at < end:
        yield text[at - offset :], None


def _write(run: "_Element", text: str, *, deleted: bool) -> None:
    """Give a run its text; deleted text has an element of its own."""
    from docx.oxml.ns import qn

    run.text = text
    for element in list(run.iter(qn("w:t"))) if deleted else ():
        element.tag = qn("w:delText")


def _added(parent: "_Element", tag: str) -> "_Element":
    from docx.oxml import OxmlElement

    made = OxmlElement(tag)
    before = parent.find("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}sectPr")
    if before is not None:
        before.addprevious(made)
    else:
        parent.append(made)
    return made  # type: ignore[no-any-return]  # an element of lxml, untyped in python-docx
