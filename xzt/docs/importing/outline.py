"""Lines of text as blocks: numbered headings with their run-in text, lists, paragraphs. Words are kept exactly as they stand."""

import re

from xzt.docs.model import Block, Heading, ItemList, Paragraph, Table

Entry = str | Table

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


def blocks_of(entries: list[Entry]) -> tuple[Block, ...]:
    """Return the blocks of a text. A text that is one plain run of 1. 2. 3. … is a list; else numbers are headings."""
    lines = [entry for entry in entries if isinstance(entry, str)]
    if len(lines) > 1 and len(lines) == len(entries) and all(_counts(line, number) for number, line in enumerate(lines, 1)):
        return (ItemList(tuple(lines)),)
    return tuple(entry if isinstance(entry, Table) else _block(entry) for entry in entries)


def _counts(line: str, number: int) -> bool:
    return heading_level(line) == 3 and line.startswith(str(number)) and not line[len(str(number))].isdigit()


def _block(line: str) -> Block:
    level = heading_level(line)
    if not level:
        return Paragraph(line)
    stop = line.find("。")
    text, body = (line[: stop + 1], line[stop + 1 :]) if 0 <= stop < len(line) - 1 else (line, "")
    if len(text) > _LONGEST_HEADING:
        return Paragraph(line)
    return Heading(level, text, body)
