"""Placeholders of a template: ``【what goes here】`` in a text, and ``……`` where it is all that a paragraph or a numbered line says."""

import re
from collections.abc import Iterator

from msgspec import Struct

from xzt.docs.model import Block, OfficialDocument, text_of

_NAMED = re.compile(r"【(?=[^【】\n]*[一-鿿])[^【】\n]{1,24}】")
_ALONE = re.compile(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d{1,2}[.．]|（\d{1,2}）)?(…{2,})。?$")
BEFORE = ("mark", "approver", "title", "recipients")
AFTER = ("attended", "excused", "observed", "note", "copies_to", "printer", "openness_reason")
LISTS = ("mark_organs", "signers", "posts")


class Blank(Struct, frozen=True):
    """One placeholder: part, block and offsets as in the page model's ``Place``."""

    part: str
    block: int
    start: int
    end: int
    text: str


def blanks(document: OfficialDocument) -> list[Blank]:
    """Find all placeholders, in the order of the page."""
    return [*_before(document), *_text(document), *_after(document)]


def _before(document: OfficialDocument) -> Iterator[Blank]:
    for name in BEFORE:
        yield from _named(name, -1, getattr(document, name))


def _text(document: OfficialDocument) -> Iterator[Blank]:
    yield from _in_blocks("body", document.blocks)
    for number, attachment in enumerate(document.attachments):
        yield from _named(f"attachment:{number}:title", -1, attachment.title)
        yield from _in_blocks(f"attachment:{number}", attachment.blocks)


def _after(document: OfficialDocument) -> Iterator[Blank]:
    for name in LISTS:
        for number, text in enumerate(getattr(document, name)):
            yield from _named(name, number, text)
    for name in AFTER:
        yield from _named(name, -1, getattr(document, name))


def _in_blocks(part: str, blocks: tuple[Block, ...]) -> Iterator[Blank]:
    for number, block in enumerate(blocks):
        text = text_of(block)
        alone = _ALONE.match(text)
        if alone:
            yield Blank(part, number, *alone.span(1), alone[1])
        yield from _named(part, number, text)


def _named(part: str, block: int, text: str) -> Iterator[Blank]:
    return (Blank(part, block, *match.span(), match[0]) for match in _NAMED.finditer(text))


class Walk:
    """Goes from placeholder to placeholder: the next one after that which was given last, which may be filled in by now."""

    def __init__(self) -> None:
        self._at = 0
        self._last: Blank | None = None

    def next(self, document: OfficialDocument) -> Blank | None:
        """Give the next placeholder, from the beginning again after the last; None where there is none."""
        found = blanks(document)
        if not found:
            return None
        if self._last in found:
            self._at = found.index(self._last) + 1
        self._at = self._at if self._at < len(found) else 0
        self._last = found[self._at]
        return self._last
