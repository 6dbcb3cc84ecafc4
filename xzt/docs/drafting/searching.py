"""Find and replace in a text under drafting: main text, attachments, their titles and the elements. Positions are code points of a line.

A hit lies in one line: no line break (U+2028 or the end of the line) and no border of a cell belongs to what people look for. Text that a
tracked change has deleted is not found.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace as changed

from xzt.docs.drafting.draft import Splice
from xzt.docs.drafting.lines import BREAK, Line, Manuscript, Mark, Part

BEFORE, AFTER = ("title", "recipients"), ("note", "copies_to")
"""The elements that are searched, by whether they stand before or after the text on the page."""
TITLE = -1
"""The line number of an attachment's own title."""


class Hit(Struct, frozen=True):
    """One place: the key of a part with the number of a line, or the name of an element with line 0."""

    part: str
    line: int
    start: int
    end: int


class Search(Struct, frozen=True):
    """What is looked for: words, whether capitals matter, and where: ``elements`` with the parts, ``only`` one part."""

    words: str
    case: bool = False
    elements: bool = True
    only: str = ""


def find(manuscript: Manuscript, search: Search) -> list[Hit]:
    """Find every place in the order of the page."""
    if not search.words:
        return []
    pattern = re.compile(re.escape(search.words), 0 if search.case else re.IGNORECASE)
    return [
        Hit(part, number, *match.span())
        for part, number, line in _texts(manuscript)
        if search.elements or part not in BEFORE + AFTER
        if not search.only or part == search.only
        for match in pattern.finditer(line.text)
        if not any(mark.deleted and mark.start < match.end() and match.start() < mark.end for mark in line.marks)
    ]


def replace(manuscript: Manuscript, hits: Sequence[Hit], words: str) -> Manuscript:
    """Give the manuscript with other words at these places, which must be places of it."""
    words = cleaned(words)
    by_part = {part: list(those) for part, those in groupby(sorted(hits, key=_key), key=lambda hit: hit.part)}
    elements = {name: _put(getattr(manuscript.elements, name), by_part[name], words) for name in BEFORE + AFTER if name in by_part}
    parts = tuple(_replaced(part, by_part.get(part.key, []), words) for part in manuscript.parts)
    return Manuscript(changed(manuscript.elements, **elements) if elements else manuscript.elements, parts)


def splices(part: Part, hits: Sequence[Hit], words: str) -> list[Splice]:
    """Tell how the text of one part changes, place after place, so that a caret in it can stay."""
    words, starts, at = cleaned(words), [], 0
    for line in part.lines:
        starts.append(at)
        at += len(line.text) + 1
    made, drift = [], 0
    for hit in sorted((hit for hit in hits if hit.part == part.key and hit.line >= 0), key=_key):
        made.append(Splice(part.key, starts[hit.line] + hit.start + drift, hit.end - hit.start, words))
        drift += len(words) - (hit.end - hit.start)
    return made


def cleaned(words: str) -> str:
    """Give words that stay within a line and a cell."""
    return re.sub(f"[\t\r\n{BREAK}\u2029]+", " ", words)


def _texts(manuscript: Manuscript) -> Iterator[tuple[str, int, Line]]:
    elements = manuscript.elements
    yield from ((name, 0, Line(str(getattr(elements, name)))) for name in BEFORE)
    for part in manuscript.parts:
        if part.frame is not None:
            yield part.key, TITLE, Line(part.frame.title)
        yield from ((part.key, number, line) for number, line in enumerate(part.lines))
    yield from ((name, 0, Line(str(getattr(elements, name)))) for name in AFTER)


def _replaced(part: Part, hits: list[Hit], words: str) -> Part:
    if not hits:
        return part
    by_line = {number: list(those) for number, those in groupby(hits, key=lambda hit: hit.line)}
    frame = part.frame
    if frame is not None and TITLE in by_line:
        frame = changed(frame, title=_put(frame.title, by_line[TITLE], words))
    lines = tuple(_line(line, by_line[number], words) if number in by_line else line for number, line in enumerate(part.lines))
    return Part(part.key, lines, frame)


def _line(line: Line, hits: list[Hit], words: str) -> Line:
    """Replace in a line. Where a heading's own text ends is remembered in it, and moves with it."""
    look, head = line.look, line.look.head
    if head and all(hit.end <= len(head) or hit.start >= len(head) for hit in hits):
        look = changed(look, head=_put(head, [hit for hit in hits if hit.end <= len(head)], words))
    marks = [_moved(mark, hits, len(words)) for mark in line.marks]
    return changed(line, text=_put(line.text, hits, words), look=look, marks=tuple(mark for mark in marks if mark.start < mark.end))


def _moved(mark: Mark, hits: Sequence[Hit], length: int) -> Mark:
    """Let a tracked stretch go with its text; a border within replaced words goes to their end."""

    def place(at: int) -> int:
        drift = sum(length - (hit.end - hit.start) for hit in hits if hit.end <= at)
        inside = next((hit for hit in hits if hit.start < at < hit.end), None)
        return at + drift if inside is None else inside.start + drift + length

    return changed(mark, start=place(mark.start), end=place(mark.end))


def _put(text: str, hits: Sequence[Hit], words: str) -> str:
    for hit in reversed(hits):
        text = text[: hit.start] + words + text[hit.end :]
    return text


def _key(hit: Hit) -> tuple[str, int, int]:
    return hit.part, hit.line, hit.start
