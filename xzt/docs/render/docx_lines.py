"""How much every line of a paragraph is closed up or spread in Word, so that it breaks where ours does.

Programs for text squeeze punctuation each in its own way or not at all. Here every line of our own layout becomes a run with the spacing
that makes its characters, at the widths they have by nature, just as wide as the line: the next word does not fit then, all before it do.
"""

import math
from collections.abc import Iterator
from itertools import pairwise

from msgspec import Struct

from xzt.docs.layout.fonts import FontBook
from xzt.docs.layout.lines import Line, Piece, Setter, break_lines, is_full
from xzt.docs.layout.measures import POINT, SIZE_3, Style
from xzt.docs.layout.pages import Place
from xzt.office.profile import Profile

_LOOSEST_TWIPS = 60
_SLACK = 0.8
_APART = 1 / 4
"""What programs put between a Chinese character and a letter or digit, in ems."""
_TWIP = POINT / 20


class Stretch(Struct, frozen=True):
    """Part of a piece (by its index) on one line, and the spacing of its characters in twips."""

    piece: int
    text: str
    twips: int


class Breaker:
    """Breaks paragraphs as the layout does, with the shipped fonts, so that the same document gives the same file everywhere."""

    def __init__(self, profile: Profile) -> None:
        self.fonts = FontBook(system=False)
        self._setter = Setter(self.fonts, profile)
        self.grid = self._setter.grid
        self.usual = math.floor((self.grid.cell - SIZE_3) / _TWIP)
        """What every 三号 character gives up (twips), so that 28 of 16 points go into 156 mm.

        Grids of characters mean other things in other programs.
        """

    def stretches(self, texts: list[tuple[str, Style]], indent: float, width: float) -> list[Stretch]:
        """Return the texts, one after the other in one paragraph of so many mm, cut where lines end."""
        pieces = [Piece(text, style, Place("", number)) for number, (text, style) in enumerate(texts)]
        lines = break_lines(self._setter.atoms(pieces), width, width - indent)
        found: list[Stretch] = []
        for number, (line, parts) in enumerate(_apart(lines, texts)):
            last = number == len(lines) - 1 or any(atom.forced for atom in line.atoms)
            needed = self._needed(line, width - (0.0 if number else indent))
            spacing = min(needed, self.usual if last else _LOOSEST_TWIPS)
            found += [Stretch(piece, text, spacing) for piece, text in parts]
        return found

    def cell(self, text: str, style: Style, width: float, *, flush: bool = False) -> list[Stretch]:
        """Return the text of a cell, a stretch a line; lines are closed up where they have to be, and spread where they are ``flush``."""
        lines = break_lines(self._setter.atoms([Piece(text, style, Place("", 0))]), max(width, style.cell), ragged=not flush)
        found: list[Stretch] = []
        for number, (line, parts) in enumerate(_apart(lines, [(text, style)]), 1):
            loosest = _LOOSEST_TWIPS if flush and number < len(lines) else 0
            found += [Stretch(piece, part, min(self._needed(line, width), loosest)) for piece, part in parts]
        return found

    def _needed(self, line: Line, room: float) -> int:
        """Return the spacing that makes a line as wide as its room."""
        atoms = list(line.atoms)
        while atoms and (atoms[-1].space or atoms[-1].forced):
            atoms.pop()
        glyphs = [(glyph.char, atom.style) for atom in atoms for glyph in atom.glyphs]
        if not glyphs:
            return self.usual
        parted = sum(_parted(left[0], right[0]) for left, right in pairwise(glyphs))
        space = room - sum(self._natural(char, style) for char, style in glyphs) - parted * _APART * glyphs[0][1].size
        # some programs leave the spacing out at the end of a line and where Chinese and Latin characters meet
        meetings = sum(left[0].isascii() != right[0].isascii() or left[1] is not right[1] for left, right in pairwise(glyphs))
        places = max(1, len(glyphs) - 1 - meetings) if space < 0 else len(glyphs)
        return math.floor((space - _SLACK) / places / _TWIP) if space < _SLACK else math.floor(space / places / _TWIP)

    def _natural(self, char: str, style: Style) -> float:
        found = self.fonts.find(style.role, char)
        return style.size if is_full(char) or found is None else found[2] * style.size


def _parted(left: str, right: str) -> bool:
    latin, other = (left, right) if left.isascii() else (right, left)
    return latin.isascii() and latin.isalnum() and other.isalnum() and not other.isascii()


def _apart(lines: list[Line], texts: list[tuple[str, Style]]) -> Iterator[tuple[Line, list[tuple[int, str]]]]:
    """Yield every line with the parts of the texts that stand on it."""
    at = (0, 0)
    for number, line in enumerate(lines, 1):
        end = _start(lines[number]) if number < len(lines) else (len(texts), 0)
        yield line, list(_between(texts, at, end))
        at = end


def _start(line: Line) -> tuple[int, int]:
    place = line.sources[0].place
    return (place.block, place.start) if place else (0, 0)


def _between(texts: list[tuple[str, Style]], start: tuple[int, int], end: tuple[int, int]) -> Iterator[tuple[int, str]]:
    """Yield the parts of the texts from one place to another."""
    for piece in range(start[0], min(end[0] + 1, len(texts))):
        text = texts[piece][0]
        part = text[start[1] if piece == start[0] else 0 : end[1] if piece == end[0] else len(text)]
        if part:
            yield piece, part
