"""Lines: characters become atoms with widths, atoms become lines that are exactly as wide as they should be.

GB/T 9704-2012 5.2.3 (28 cells a line) and GB/T 15834-2011 5.1 (no closing mark at the head of a line, no opening mark at its end). A Han
character and a full-width mark take one cell each with the glyph in its middle; digits take half a cell; letters keep their own widths.
A line that comes out too long or short gives and takes at its punctuation first and between characters otherwise. No pages here.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import accumulate, pairwise

from msgspec import Struct

from xzt.docs.layout.fonts import FontBook
from xzt.docs.layout.measures import Style, grid_of
from xzt.docs.layout.pages import Place
from xzt.docs.layout.roles import FANGSONG, LATIN
from xzt.office.profile import STANDARD, Profile

NO_START = frozenset("，。、；：？！）〕】》〉」』”’…～·％‰℃°,.;:?!)]}%" + "\u2013")
NO_END = frozenset("（〔【《〈「『“‘([{￥¥№")
_GIVES_RIGHT = frozenset("，。、；：？！）〕】》〉」』”’")
_GIVES_LEFT = frozenset("（〔【《〈「『“‘")
_TOKENS = re.compile(r"[0-9A-Za-z]+(?:[.,:/\\_@&'+-]+[0-9A-Za-z]+)*|—{2}|…{2}|\s|.", re.DOTALL)
_ADDRESS = re.compile(r"[0-9A-Za-z]{1,12}(?:[^0-9A-Za-z]+(?![^0-9A-Za-z]))?")
_SEPARATORS = frozenset(".,:/\\_@&'+-")
_LONGEST_WORD = 24
_GENTLE = 0.6
_WIDE_GAP = 0.1
_EPSILON = 1e-6


class Piece(Struct, frozen=True):
    """A stretch of text in one style; ``start`` is its offset in the source that ``part`` and ``block`` name."""

    text: str
    style: Style
    place: Place | None = None


class Glyph(Struct, frozen=True, gc=False):
    """One character to draw: ``shift`` is its left edge inside the atom."""

    char: str
    face: str
    number: int
    shift: float


class Atom(Struct, frozen=True, gc=False):
    """What a line break never splits: one character, a word, a number, or a two-cell dash. ``give_…`` is what it can lose in width.

    The same word in the same style is the same atom wherever it stands.
    """

    glyphs: tuple[Glyph, ...]
    width: float
    style: Style
    give_left: float = 0.0
    give_right: float = 0.0
    no_start: bool = False
    no_end: bool = False
    space: bool = False
    forced: bool = False


class Source(Struct, frozen=True, gc=False):
    """Where a stretch of atoms comes from: the index of its first atom, and that atom's place."""

    first: int
    place: Place | None


class Atoms(Struct, frozen=True):
    """Atoms in order, and the sources of their stretches; within a stretch style and place go on without a break."""

    atoms: list[Atom]
    sources: list[Source]


class Line(Struct, frozen=True, gc=False):
    """A broken line: atoms with the left edge of each, from the line's own start; ``width`` is where the last one ends."""

    atoms: tuple[Atom, ...]
    xs: tuple[float, ...]
    width: float
    sources: tuple[Source, ...]


class Setter:
    """Turns text into atoms with the faces of one book, by the choices of one profile. What no face has is glyph 0."""

    def __init__(self, fonts: FontBook, profile: Profile = STANDARD) -> None:
        self._fonts = fonts
        self.profile = profile
        self.grid = grid_of(profile)
        self._known: dict[Style, dict[str, tuple[Atom, ...]]] = {}

    def atoms(self, pieces: list[Piece]) -> Atoms:
        """Set pieces one after the other; a line feed in a text forces a break."""
        atoms: list[Atom] = []
        sources: list[Source] = []
        before: Piece | None = None
        for piece in pieces:
            if not piece.text:
                continue
            if before is None or not _continues(before, piece):
                sources.append(Source(len(atoms), piece.place))
            known = self._known.setdefault(piece.style, {})
            for token in _TOKENS.findall(piece.text):
                found = known.get(token)
                if found is None:
                    found = known[token] = tuple(self._atom(part, piece.style) for part in _parts(token))
                atoms += found
            before = piece
        return Atoms(atoms, sources)

    def width(self, text: str, style: Style) -> float:
        """Return the natural width of a text in mm."""
        return sum(atom.width for atom in self.atoms([Piece(text, style)]).atoms)

    def _atom(self, word: str, style: Style) -> Atom:
        if word == "\n":
            return Atom((), 0.0, style, forced=True)
        glyphs: list[Glyph] = []
        x = 0.0
        for char in word:
            face, number, shift, width = self._measure(char, style)
            glyphs.append(Glyph(char, face, number, x + shift))
            x += width
        if len(word) > 1:
            return Atom(tuple(glyphs), x, style)
        half = style.cell / 2 if x > style.cell * 0.9 else 0.0
        return Atom(
            tuple(glyphs),
            x,
            style,
            give_left=half if word in _GIVES_LEFT else 0.0,
            give_right=half if word in _GIVES_RIGHT else 0.0,
            no_start=word in NO_START,
            no_end=word in NO_END,
            space=word.isspace(),
        )

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


def _continues(before: Piece, piece: Piece) -> bool:
    """Say whether a piece goes on where the one before it ends, in the same style."""
    here, there = before.place, piece.place
    if here is None or there is None or before.style is not piece.style:
        return here is there and before.style is piece.style
    return (here.part, here.block, here.start + len(before.text)) == (there.part, there.block, there.start)


def _parts(token: str) -> list[str]:
    """Split an address after its separators and any very long word, so that a line can end there."""
    if len(token) > 1 and ("/" in token or "@" in token):
        return _ADDRESS.findall(token)
    return [token[at : at + _LONGEST_WORD] for at in range(0, len(token), _LONGEST_WORD)]


def is_full(char: str) -> bool:
    """Say whether a character takes a full cell: Han, full-width forms, and the marks that Chinese text shares with others."""
    return unicodedata.east_asian_width(char) in "WF" or char in "“”‘’—…·×÷±°℃‰★☆○●◎◇◆□■△▲※→←↑↓" or "①" <= char <= "⒛" or "Ⅰ" <= char <= "ⅿ"


def break_lines(given: Atoms, width: float, first: float | None = None, *, ragged: bool = False) -> list[Line]:
    """Break atoms into lines of ``width`` (the first of ``first``); no atom is lost or moved.

    Full lines are flush on both sides, or as long as they come where they are ``ragged``: few characters would stand too far apart.
    """
    room = width if first is None else first
    strip = _Strip(_narrowed(given, min(width, room)))
    lines: list[Line] = []
    start = 0
    while start < len(strip.atoms):
        end, last = _end(strip, start, room)
        lines.append(_placed(strip, start, end, room, flush=not (last or ragged)))
        start, room = end, width
    return lines


def _narrowed(given: Atoms, width: float) -> Atoms:
    """Split words that no line could hold into their characters."""
    if all(atom.width <= width for atom in given.atoms):
        return given
    atoms: list[Atom] = []
    places = {source.first: source.place for source in given.sources}
    sources: list[Source] = []
    for at, atom in enumerate(given.atoms):
        if at in places:
            sources.append(Source(len(atoms), places[at]))
        atoms += _characters(atom) if atom.width > width else [atom]
    return Atoms(atoms, sources)


def _characters(atom: Atom) -> Iterator[Atom]:
    """Yield the characters of an atom as atoms of their own."""
    if len(atom.glyphs) < 2:
        yield atom
        return
    edges = [0.0, *(glyph.shift for glyph in atom.glyphs[1:]), atom.width]
    for glyph, (left, right) in zip(atom.glyphs, pairwise(edges), strict=True):
        yield Atom((Glyph(glyph.char, glyph.face, glyph.number, 0.0),), right - left, atom.style)


class _Strip:
    """All atoms of a paragraph side by side: where each would begin on one endless line, and how much those before it can give."""

    def __init__(self, given: Atoms) -> None:
        self.atoms = given.atoms
        self.edges = list(accumulate((atom.width for atom in given.atoms), initial=0.0))
        self.gives = list(accumulate((atom.give_left + atom.give_right for atom in given.atoms), initial=0.0))
        self.ends = [at for at, atom in enumerate(given.atoms) if atom.forced]
        self._passed = list(accumulate((1 if atom.forced else len(atom.glyphs) for atom in given.atoms), initial=0))
        self._sources = given.sources

    def natural(self, start: int, end: int) -> float:
        """Return the natural width of some atoms."""
        return self.edges[end] - self.edges[start]

    def give(self, start: int, end: int) -> float:
        """Return how much some atoms can lose in width together."""
        return self.gives[end] - self.gives[start]

    def may_break(self, at: int) -> bool:
        """Say whether a line may end before the atom ``at``."""
        if at >= len(self.atoms):
            return True
        before, after = self.atoms[at - 1], self.atoms[at]
        return not (before.no_end or after.no_start or after.space or after.forced)

    def sources(self, start: int, end: int) -> tuple[Source, ...]:
        """Return the sources of a line's atoms, counted from the line's own first one."""
        at = bisect_right(self._sources, start, key=lambda source: source.first) - 1
        found = [self._first(self._sources[at], start)]
        for source in self._sources[at + 1 :]:
            if source.first >= end:
                break
            found.append(Source(source.first - start, source.place))
        return tuple(found)

    def _first(self, source: Source, start: int) -> Source:
        place = source.place
        if place is None or source.first == start:
            return Source(0, place)
        return Source(0, Place(place.part, place.block, place.start + self._passed[start] - self._passed[source.first]))


def _end(strip: _Strip, start: int, room: float) -> tuple[int, bool]:
    """Return where the line that begins at ``start`` ends, and whether it is the last of its paragraph (not stretched)."""
    atoms = strip.atoms
    # all before this atom fit without a question, so that only those at the line's end are looked at one by one
    fits = max(start, bisect_right(strip.edges, strip.edges[start] + room - _EPSILON, start) - 1)
    stop = bisect_left(strip.ends, start)
    if stop < len(strip.ends) and strip.ends[stop] < fits:
        return strip.ends[stop] + 1, True
    total, give, squeezed = strip.natural(start, fits), strip.give(start, fits), 0
    for at in range(fits, len(atoms)):
        atom = atoms[at]
        if atom.forced:
            return at + 1, True
        total += 0.0 if atom.space and total >= room - _EPSILON else atom.width
        give += atom.give_left + atom.give_right
        if total <= room + _EPSILON:
            fits = at + 1
        elif total - give > room + _EPSILON:
            break
        elif not squeezed and strip.may_break(at + 1):
            squeezed = at + 1
    if fits == len(atoms):
        return fits, True
    loose = next((end for end in range(fits, start, -1) if strip.may_break(end)), 0)
    if not squeezed:
        return (loose or max(fits, start + 1)), False
    if not loose or _squeezes(strip, (start, loose, squeezed), room, tight=loose == fits):
        return squeezed, squeezed == len(atoms)
    return loose, False


def _squeezes(strip: _Strip, ends: tuple[int, int, int], room: float, *, tight: bool) -> bool:
    """Say whether all atoms from the first to the third end should share the line, squeezed, rather than those to the second, stretched."""
    start, loose, squeezed = ends
    need = strip.natural(start, squeezed) - room
    slack = room - strip.natural(start, loose)
    if need > slack + (-_EPSILON if tight else _EPSILON):
        return False
    gap = max(1, loose - start - 1) * strip.atoms[start].style.cell * _WIDE_GAP
    return need <= strip.give(start, squeezed) * _GENTLE or slack > gap


def _steps(atoms: tuple[Atom, ...], short: float) -> list[float]:
    """Return how far each atom moves so that they fill what they are short of, evenly; an address stays together and never spreads.

    Where a line is nearly all one address, it stays short: a hole in the text would be worse.
    """
    places = len(atoms) - 1
    apart = [True] * places
    if any(len(atom.glyphs) > 1 for atom in atoms):
        apart = [not _in_address(before, after) for before, after in pairwise(atoms)]
    gap = short / (sum(apart) or 1)
    if sum(apart) < places and gap > atoms[0].style.cell / 2:
        return [0.0] * len(atoms)
    return list(accumulate((gap if free else 0.0 for free in apart), initial=0.0))


def _in_address(before: Atom, after: Atom) -> bool:
    """Say whether two atoms are parts of one address, which is broken after its separators only."""
    last, first = before.glyphs[-1:], after.glyphs[:1]
    return len(before.glyphs) > 1 and bool(first) and last[0].char in _SEPARATORS and first[0].char.isascii() and first[0].char.isalnum()


def _placed(strip: _Strip, start: int, end: int, room: float, *, flush: bool) -> Line:
    """Place a line's atoms; a flush line ends exactly at ``room``, a last line may only shrink."""
    atoms = tuple(strip.atoms[start:end])
    shown = end - start
    while shown and (atoms[shown - 1].space or atoms[shown - 1].forced):
        shown -= 1
    total, give = strip.natural(start, start + shown), strip.give(start, start + shown)
    over = total - room
    ratio = min(1.0, over / give) if over > _EPSILON and give else 0.0
    short = max(0.0, -over) if flush and shown > 1 else 0.0
    steps = _steps(atoms[:shown], short) if short else None
    spread = steps[-1] if steps else 0.0
    left = strip.edges[start]
    xs = [edge - left for edge in strip.edges[start : start + shown]]
    if steps:
        xs = [x + step for x, step in zip(xs, steps, strict=True)]
    if ratio:
        given = strip.gives[start]
        xs = [x - (lost - given + atom.give_left) * ratio for x, lost, atom in zip(xs, strip.gives[start:], atoms, strict=False)]
    width = total - give * ratio + spread
    return Line(atoms, (*xs, *[width] * (end - start - shown)), width, strip.sources(start, end))
