"""A document as the lines that people edit: every part is a sequence of lines, each with its look (level, list, table).

A paragraph, a heading, an item, a row of a table and a picture's caption are one line each; a line break inside them is U+2028, the cells
of a row are parted by a tab. Empty lines are no blocks. The form is the same in the editor and in the draft, so that a position means the
same in both. What a list, table or picture is beside its text (its frame) goes with its first line.

Lines carry tracked changes (DOC-06): stretches that were inserted or deleted and are still there, and looks that were changed. The document
is their final text: insertions in, deletions out. What is done with changes stands in ``tracking``.
"""

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from xzt.docs.model import Attachment, Block, Heading, Image, ItemList, OfficialDocument, Paragraph, Table

BODY = "body"
"""The key of the main text."""
PLAIN, ITEM, ROW, PICTURE = 0, 5, 6, 7
"""Levels beside 1 to 4, which are those of headings."""
BREAK = "\u2028"


class Look(Struct, frozen=True, omit_defaults=True):
    """What a line is. The ``frame`` of a list, table or picture stands on its first line, without the text of the lines.

    ``head`` is the heading's own text where its run-in body does not begin after the first full stop.
    """

    level: int = PLAIN
    frame: Block | None = None
    head: str = ""


class Edit(Struct, frozen=True, order=True, omit_defaults=True):
    """Which edit made a change: its writer's number and how many operations he had before. Who and when is told by the record of updates
    (W14); ``told`` is what an imported file says instead, by its author and time. ``FRESH`` is the edit that is being made.
    """

    writer: int
    start: int
    told: str = ""


FRESH = Edit(0, 0)


class Mark(Struct, frozen=True, omit_defaults=True):
    """A tracked stretch of a line, from ``start`` to ``end`` in code points; the line's own end counts as one."""

    start: int
    end: int
    inserted: Edit | None = None
    deleted: tuple[Edit, ...] = ()


class Was(Struct, frozen=True):
    """The look that a line had before an edit changed it."""

    edit: Edit
    look: Look


class Line(Struct, frozen=True, omit_defaults=True):
    """One line, without its end. ``marks`` follow each other without overlapping."""

    text: str
    look: Look = Look()
    marks: tuple[Mark, ...] = ()
    was: Was | None = None

    @property
    def tracked(self) -> bool:
        """Whether something in it waits to be accepted or rejected."""
        return bool(self.marks) or self.was is not None

    def shown(self) -> str:
        """Return its text without what is deleted."""
        text, at = "", 0
        for mark in self.marks:
            if mark.deleted:
                text += self.text[at : mark.start]
                at = mark.end
        return text + self.text[at:]

    def joined(self) -> bool:
        """Say whether its end is deleted, so that the next line goes on with it."""
        return bool(self.marks) and self.marks[-1].end > len(self.text) and bool(self.marks[-1].deleted)


class Part(Struct, frozen=True):
    """The main text or an attachment. ``key`` stays with it for life; ``frame`` is the attachment without its blocks."""

    key: str
    lines: tuple[Line, ...]
    frame: Attachment | None = None


class Manuscript(Struct, frozen=True):
    """A whole document as it is edited: its elements (without any text of the parts) and its parts, the main text first."""

    elements: OfficialDocument
    parts: tuple[Part, ...]

    @property
    def tracked(self) -> bool:
        """Whether changes wait to be accepted or rejected."""
        return any(line.tracked for part in self.parts for line in part.lines)


def manuscript_of(document: OfficialDocument, keys: tuple[str, ...] = ()) -> Manuscript:
    """Take a document apart. ``keys`` names its attachments in order; those beyond it are named by their place."""
    named = (*keys, *(f"part-{n}" for n in range(len(keys), len(document.attachments))))
    body = Part(BODY, lines_of(document.blocks))
    rest = [
        Part(key, lines_of(one.blocks), msgspec.structs.replace(one, blocks=()))
        for key, one in zip(named, document.attachments, strict=False)
    ]
    return Manuscript(msgspec.structs.replace(document, blocks=(), attachments=()), (body, *rest))


def document_of(manuscript: Manuscript) -> OfficialDocument:
    """Put a document together: the final text."""
    body, *rest = manuscript.parts
    attachments = tuple(msgspec.structs.replace(part.frame or Attachment("", ()), blocks=blocks_of(part.lines)) for part in rest)
    return msgspec.structs.replace(manuscript.elements, blocks=blocks_of(body.lines), attachments=attachments)


def lines_of(blocks: tuple[Block, ...]) -> tuple[Line, ...]:
    """Take blocks apart; there is always a line to write in."""
    return tuple(line for block in blocks for line in _lines(block)) or (Line(""),)


def blocks_of(lines: tuple[Line, ...]) -> tuple[Block, ...]:
    """Put blocks together."""
    return tuple(block for block, _ in placed_blocks(lines))


def placed_blocks(lines: tuple[Line, ...]) -> list[tuple[Block, int]]:
    """Put the blocks of the final text together, each with the number of its first line."""
    numbered = final_lines(lines)
    found: list[tuple[Block, int]] = []
    at = 0
    while at < len(numbered):
        first, begin = numbered[at]
        look, texts = first.look, [first.text]
        at += 1
        if look.level in {ITEM, ROW}:
            while at < len(numbered) and numbered[at][0].look.level == look.level and numbered[at][0].look.frame is None:
                texts.append(numbered[at][0].text)
                at += 1
            kept = [text.replace(BREAK, "\n") for text in texts if (text if look.level == ROW else text.strip())]
            if kept:
                found.append((_grouped(look, kept), begin))
        elif look.level == PICTURE or first.text.strip():
            found.append((_single(look, first.text.replace(BREAK, "\n")), begin))
    return found


def final_lines(lines: Sequence[Line]) -> list[tuple[Line, int]]:
    """Return the lines of the final text, each with the number of the line in which it begins."""
    found: list[tuple[Line, int]] = []
    rest, begin = "", 0
    for number, line in enumerate(lines):
        text = rest + (line.shown() if line.marks else line.text)
        if line.joined() and number + 1 < len(lines):
            rest = text
            continue
        found.append((line if not line.tracked and begin == number else Line(text, line.look), begin))
        rest, begin = "", number + 1
    return found


def _lines(block: Block) -> list[Line]:
    match block:
        case Heading(level, text, body):
            usual = _parted(text + body) == (text, body)
            return [_line(text + body, Look(level, head="" if usual else text))]
        case Paragraph(text):
            return [_line(text, Look())]
        case ItemList(items):
            first = Look(ITEM, msgspec.structs.replace(block, items=()))
            return [_line(item, Look(ITEM) if n else first) for n, item in enumerate(items)]
        case Table(rows):
            first = Look(ROW, msgspec.structs.replace(block, rows=()))
            return [_line("\t".join(row), Look(ROW) if n else first) for n, row in enumerate(rows)]
        case Image(_, caption):
            return [_line(caption, Look(PICTURE, msgspec.structs.replace(block, caption="")))]


def _line(text: str, look: Look) -> Line:
    return Line(text.replace("\n", BREAK), look)


def _parted(text: str) -> tuple[str, str]:
    stop = text.find("。")
    return (text[: stop + 1], text[stop + 1 :]) if 0 <= stop < len(text) - 1 else (text, "")


def _single(look: Look, text: str) -> Block:
    if isinstance(look.frame, Image) and look.level == PICTURE:
        return msgspec.structs.replace(look.frame, caption=text)
    if not 1 <= look.level <= 4:
        return Paragraph(text)
    if look.head and text.startswith(look.head):
        return Heading(look.level, look.head, text[len(look.head) :])
    return Heading(look.level, *_parted(text))


def _grouped(look: Look, lines: list[str]) -> Block:
    if look.level == ITEM:
        return msgspec.structs.replace(look.frame if isinstance(look.frame, ItemList) else ItemList(()), items=tuple(lines))
    rows = tuple(tuple(line.split("\t")) for line in lines)
    made = msgspec.structs.replace(look.frame if isinstance(look.frame, Table) else Table(()), rows=rows)
    return made if len(made.widths) in {0, len(rows[0])} else msgspec.structs.replace(made, widths=())
