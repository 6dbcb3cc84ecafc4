"""A document as the lines that people edit: every part is a sequence of lines, each with its look (level, list, table).

A paragraph, a heading, an item, a row of a table and a picture's caption are one line each; a line break inside them is U+2028, the cells
of a row are parted by a tab. Empty lines are no blocks. The form is the same in the editor and in the draft, so that a position means the
same in both. What a list, table or picture is beside its text (its frame) goes with its first line.
"""

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


class Line(Struct, frozen=True):
    """One line, without its end."""

    text: str
    look: Look = Look()


class Part(Struct, frozen=True):
    """The main text or an attachment. ``key`` stays with it for life; ``frame`` is the attachment without its blocks."""

    key: str
    lines: tuple[Line, ...]
    frame: Attachment | None = None


class Manuscript(Struct, frozen=True):
    """A whole document as it is edited: its elements (without any text of the parts) and its parts, the main text first."""

    elements: OfficialDocument
    parts: tuple[Part, ...]


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
    """Put a document together."""
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
    """Put blocks together, each with the number of its first line."""
    found: list[tuple[Block, int]] = []
    at = 0
    while at < len(lines):
        begin, look = at, lines[at].look
        at += 1
        if look.level in {ITEM, ROW}:
            while at < len(lines) and lines[at].look.level == look.level and lines[at].look.frame is None:
                at += 1
            texts = [line.text.replace(BREAK, "\n") for line in lines[begin:at]]
            kept = [text for text in texts if (text if look.level == ROW else text.strip())]
            if kept:
                found.append((_grouped(look, kept), begin))
        elif look.level == PICTURE or lines[begin].text.strip():
            found.append((_single(look, lines[begin].text.replace(BREAK, "\n")), begin))
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
