"""Lines of text as blocks: numbered headings with their run-in text, lists, paragraphs. Words are kept exactly as they stand."""

import re
from typing import Self

from msgspec import Struct
from msgspec.structs import replace

from xzt.docs.kinds.styles import WordStyle
from xzt.docs.model import Block, Heading, Image, ItemList, Paragraph, Table


class Look(Struct, frozen=True):
    """What formatting tells of a line: outline or face level, length of its run-in head, and how it stands on the page."""

    level: int = 0
    head: int = 0
    title: bool = False
    red: bool = False
    right: bool = False
    centred: bool = False
    indented: bool = False
    fresh: bool = False
    """On a new page."""
    ruled: bool = False
    style: WordStyle | None = None
    """What a file of ours says that it is."""
    across: bool = False
    """On a page that lies across."""


class Line(str):
    """A line of which the formatting is known."""

    __slots__ = ("look",)
    look: Look

    def __new__(cls, text: str, look: Look) -> Self:
        """Make a line."""
        line = super().__new__(cls, text)
        line.look = look
        return line


Entry = str | Table | Image
PLAIN = Look()


def look_of(entry: Entry) -> Look:
    """Return what is known of an entry's formatting."""
    return entry.look if isinstance(entry, Line) else PLAIN


_NUMERALS = "一二三四五六七八九十百"
LEVELS = (
    re.compile(rf"^[{_NUMERALS}]+[、.．,，]"),
    re.compile(rf"^[（(][{_NUMERALS}]+[)）][、.．]?"),
    re.compile(r"^\d{1,3}[.．、](?!\d)"),
    re.compile(r"^[（(]\d{1,3}[)）][、.．]?"),
)
_LONGEST_HEADING = 50
_SENTENCE_END = "。；：！？;:!?"


def heading_level(line: str) -> int:
    """Return the heading level that a line's number stands for, 0 where it has none."""
    return next((level for level, pattern in enumerate(LEVELS, 1) if pattern.match(line)), 0)


def is_short(line: str) -> bool:
    """Say whether a line can be part of a title: short, not numbered, no sentence."""
    return len(line) <= 45 and not heading_level(line) and line[-1] not in _SENTENCE_END + "，,、"


def is_long(line: str) -> bool:
    """Say whether a line is longer than headings are."""
    return len(line) > _LONGEST_HEADING


def blocks_of(entries: list[Entry]) -> tuple[Block, ...]:
    """Return the blocks of a text. A text that is one plain run of 1. 2. 3. … is a list; else numbers are headings."""
    lines = [entry for entry in entries if isinstance(entry, str)]
    if len(lines) > 1 and len(lines) == len(entries) and all(_counts(line, number) for number, line in enumerate(lines, 1)):
        return (ItemList(tuple(str(line) for line in lines)),)
    blocks: list[Block] = []
    for entry in entries:
        if isinstance(entry, str) and blocks and _is_caption(entry, blocks[-1]):
            blocks[-1] = replace(blocks[-1], caption=str(entry))
        else:
            blocks.append(_block(entry) if isinstance(entry, str) else entry)
    return tuple(blocks)


def _is_caption(line: str, before: Block) -> bool:
    """Say whether a line is the caption of the picture above it: short, in the middle, no title."""
    look = look_of(line)
    return isinstance(before, Image) and not before.caption and look.centred and not look.title and len(line) <= _LONGEST_HEADING


def _counts(line: str, number: int) -> bool:
    return heading_level(line) == 3 and line.startswith(str(number)) and not line[len(str(number))].isdigit()


def _block(line: str) -> Block:
    look, line = look_of(line), str(line)
    level = heading_level(line) or (look.level if 1 <= look.level <= len(LEVELS) and not look.title else 0)
    if not level:
        return Paragraph(line)
    stop = line.find("。")
    cut = look.head if 0 < look.head < len(line) and look.level else stop + 1 if 0 <= stop < len(line) - 1 else len(line)
    if cut > _LONGEST_HEADING or (not heading_level(line) and cut == len(line) and line[-1] in _SENTENCE_END):
        return Paragraph(line)
    return Heading(level, line[:cut], line[cut:])
