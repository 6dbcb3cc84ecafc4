"""Lines: characters become atoms with widths, atoms become lines that are exactly as wide as they should be.

GB/T 9704-2012 5.2.3 (28 cells a line) and GB/T 15834-2011 5.1 (no closing mark at the head of a line, no opening mark at its end). A Han
character and a full-width mark take one cell each with the glyph in its middle; digits take half a cell; letters keep their own widths.
A line that comes out too long or short gives and takes at its punctuation first and between characters otherwise. No pages here.
"""

import re
import unicodedata
from collections.abc import Iterator

from msgspec import Struct

from xzt.docs.layout.fonts import FANGSONG, LATIN, FontBook
from xzt.docs.layout.measures import Style, grid_of
from xzt.docs.layout.pages import Place
from xzt.office.profile import STANDARD, Profile

NO_START = frozenset("，。、；：？！）〕】》〉」』”’…～·％‰℃°,.;:?!)]}%" + "\u2013")
NO_END = frozenset("（〔【《〈「『“‘([{￥¥№")
_GIVES_RIGHT = frozenset("，。、；：？！）〕】》〉」』”’")
_GIVES_LEFT = frozenset("（〔【《〈「『“‘")
_TOKENS = re.compile(r"[0-9A-Za-z]+(?:[.,:/\\_@&'+-]+[0-9A-Za-z]+)*|—{2}|…{2}|\s|.", re.DOTALL)
_ADDRESS = re.compile(r"[0-9A-Za-z]{1,12}(?:[^0-9A-Za-z]+(?![^0-9A-Za-z]))?")
_LONGEST_WORD = 24
_GENTLE = 0.6
_WIDE_GAP = 0.1
_EPSILON = 1e-6


class Piece(Struct, frozen=True):
    """A stretch of text in one style; ``start`` is its offset in the source that ``part`` and ``block`` name."""

    text: str
    style: Style
    place: Place | None = None


class Glyph(Struct, gc=False):
    """One character to draw: ``shift`` is its left edge inside the atom."""

    char: str
    face: str
    number: int
    shift: float


class Atom(Struct, gc=False):
    """What a line break never splits: one character, a word, a number, or a two-cell dash. ``give`` is what it can lose in width."""

    glyphs: list[Glyph]
    width: float
    style: Style
    place: Place | None
    give_left: float = 0.0
    give_right: float = 0.0
    no_start: bool = False
    no_end: bool = False
    space: bool = False
    forced: bool = False


class Line(Struct, frozen=True, gc=False):
    """A broken line: atoms with the left edge of each, from the line's own start; ``width`` is where the last one ends."""

    atoms: tuple[Atom, ...]
    xs: tuple[float, ...]
    width: float


class Setter:
    """Turns text into atoms with the faces of one book, by the choices of one profile. What no face has is glyph 0."""

    def __init__(self, fonts: FontBook, profile: Profile = STANDARD) -> None:
        self._fonts = fonts
        self.profile = profile
        self.grid = grid_of(profile)
        self._single: dict[tuple[str, Style], tuple[str, int, float, float]] = {}

    def atoms(self, pieces: list[Piece]) -> list[Atom]:
        """Set pieces one after the other; a line feed in a text forces a break."""
        return [atom for piece in pieces for atom in self._piece(piece)]

    def width(self, text: str, style: Style) -> float:
        """Return the natural width of a text in mm."""
        return sum(atom.width for atom in self.atoms([Piece(text, style)]))

    def _piece(self, piece: Piece) -> Iterator[Atom]:
        base = piece.place
        for match in _TOKENS.finditer(piece.text):
            token = match.group()
            at = 0
            for part in _parts(token):
                place = Place(base.part, base.block, base.start + match.start() + at) if base else None
                yield self._atom(part, piece.style, place)
                at += len(part)

    def _atom(self, word: str, style: Style, place: Place | None) -> Atom:
        if word == "\n":
            return Atom([], 0.0, style, place, forced=True)
        glyphs: list[Glyph] = []
        x = 0.0
        for char in word:
            face, number, shift, width = self._char(char, style)
            glyphs.append(Glyph(char, face, number, x + shift))
            x += width
        atom = Atom(glyphs, x, style, place)
        if len(word) == 1:
            atom.no_start, atom.no_end = word in NO_START, word in NO_END
            half = style.cell / 2 if x > style.cell * 0.9 else 0.0
            atom.give_right = half if word in _GIVES_RIGHT else 0.0
            atom.give_left = half if word in _GIVES_LEFT else 0.0
            atom.space = word.isspace()
        return atom

    def _char(self, char: str, style: Style) -> tuple[str, int, float, float]:
        """Return face, glyph, shift inside the cell and width of one character."""
        key = (char, style)
        known = self._single.get(key)
        if known is None:
            known = self._single[key] = self._measure(char, style)
        return known

    def _measure(self, char: str, style: Style) -> tuple[str, int, float, float]:
        role = LATIN if self.profile.latin_face and char.isascii() and char.isalnum() and style.role == FANGSONG else style.role
        found = self._fonts.find(role, " " if char.isspace() and char != "\u3000" else char)
        if found is None:
            return self._unknown(char, style)
        face, number, advance = found
        natural = advance * style.size
        if "0" <= char <= "9" and natural < style.cell * 0.6:
            return face, number, (style.cell / 2 - natural) / 2, style.cell / 2
        if not is_full(char):
            return face, number, 0.0, natural
        narrow = natural < style.cell * 0.9
        if narrow and char in _GIVES_LEFT:
            return face, number, style.cell - natural, style.cell
        shift = 0.0 if narrow and char in _GIVES_RIGHT else (style.cell - natural) / 2
        return face, number, shift, style.cell

    def _unknown(self, char: str, style: Style) -> tuple[str, int, float, float]:
        """Set what no face has: invisible characters take no room, others an empty box."""
        if unicodedata.category(char) in {"Cf", "Mn", "Cc"}:
            space = self._fonts.find(style.role, " ")
            if space is not None:
                return space[0], space[1], 0.0, 0.0
        return self._fonts.face(style.role).key, 0, 0.0, style.cell


def _parts(token: str) -> list[str]:
    """Split an address after its separators and any very long word, so that a line can end there."""
    if len(token) > 1 and ("/" in token or "@" in token):
        return _ADDRESS.findall(token)
    return [token[at : at + _LONGEST_WORD] for at in range(0, len(token), _LONGEST_WORD)]


def is_full(char: str) -> bool:
    """Say whether a character takes a full cell: Han, full-width forms, and the marks that Chinese text shares with others."""
    return unicodedata.east_asian_width(char) in "WF" or char in "“”‘’—…·×÷±°℃‰★☆○●◎◇◆□■△▲※→←↑↓" or "①" <= char <= "⒛" or "Ⅰ" <= char <= "ⅿ"


def break_lines(atoms: list[Atom], width: float, first: float | None = None) -> list[Line]:
    """Break atoms into lines of ``width`` (the first of ``first``), full lines flush on both sides; no atom is lost or moved."""
    lines: list[Line] = []
    start, room = 0, width if first is None else first
    atoms = list(_narrowed(atoms, min(width, room)))
    while start < len(atoms):
        end, last = _end(atoms, start, room)
        lines.append(_placed(atoms[start:end], room, flush=not last))
        start, room = end, width
    return lines


def _narrowed(atoms: list[Atom], width: float) -> Iterator[Atom]:
    """Split words that no line could hold into their characters."""
    for atom in atoms:
        if atom.width <= width or len(atom.glyphs) < 2:
            yield atom
            continue
        edges = [*(glyph.shift for glyph in atom.glyphs[1:]), atom.width]
        left = 0.0
        for number, (glyph, right) in enumerate(zip(atom.glyphs, edges, strict=True)):
            place = Place(atom.place.part, atom.place.block, atom.place.start + number) if atom.place else None
            yield Atom([Glyph(glyph.char, glyph.face, glyph.number, 0.0)], right - left, atom.style, place)
            left = right


def _end(atoms: list[Atom], start: int, room: float) -> tuple[int, bool]:
    """Return where the line that begins at ``start`` ends, and whether it is the last of its paragraph (not stretched)."""
    total, give, fits = 0.0, 0.0, start
    squeezed = 0
    for at in range(start, len(atoms)):
        atom = atoms[at]
        if atom.forced:
            return at + 1, True
        total += 0.0 if atom.space and total >= room - _EPSILON else atom.width
        give += atom.give_left + atom.give_right
        if total <= room + _EPSILON:
            fits = at + 1
        elif total - give > room + _EPSILON:
            break
        elif not squeezed and _may_break(atoms, at + 1):
            squeezed = at + 1
    if fits == len(atoms):
        return fits, True
    loose = next((end for end in range(fits, start, -1) if _may_break(atoms, end)), 0)
    if not squeezed:
        return (loose or max(fits, start + 1)), False
    if not loose or _squeezes(atoms[start:squeezed], loose - start, room, tight=loose == fits):
        return squeezed, squeezed == len(atoms)
    return loose, False


def _squeezes(atoms: list[Atom], loose: int, room: float, *, tight: bool) -> bool:
    """Say whether all these atoms should share the line, squeezed, rather than the first ``loose`` of them, stretched."""
    need = _natural(atoms, 0, len(atoms)) - room
    slack = room - _natural(atoms, 0, loose)
    if need > slack + (-_EPSILON if tight else _EPSILON):
        return False
    give = sum(atom.give_left + atom.give_right for atom in atoms)
    return need <= give * _GENTLE or slack > max(1, loose - 1) * atoms[0].style.cell * _WIDE_GAP


def _natural(atoms: list[Atom], start: int, end: int) -> float:
    return sum(atom.width for atom in atoms[start:end])


def _may_break(atoms: list[Atom], at: int) -> bool:
    """Say whether a line may end before the atom ``at``."""
    if at >= len(atoms):
        return True
    before, after = atoms[at - 1], atoms[at]
    return not (before.no_end or after.no_start or after.space or after.forced)


def _placed(atoms: list[Atom], room: float, *, flush: bool) -> Line:
    """Place a line's atoms; a flush line ends exactly at ``room``, a last line may only shrink."""
    shown = len(atoms)
    while shown and (atoms[shown - 1].space or atoms[shown - 1].forced):
        shown -= 1
    total = _natural(atoms, 0, shown)
    over = total - room
    give = sum(atom.give_left + atom.give_right for atom in atoms[:shown])
    ratio = min(1.0, over / give) if over > _EPSILON and give else 0.0
    short = max(0.0, -over) if flush and shown > 1 else 0.0
    gap = short / (shown - 1) if short else 0.0
    xs: list[float] = []
    x = 0.0
    for number, atom in enumerate(atoms):
        xs.append(x - atom.give_left * ratio)
        if number < shown:
            x += atom.width - (atom.give_left + atom.give_right) * ratio + (gap if number < shown - 1 else 0.0)
    return Line(tuple(atoms), tuple(xs), x)
