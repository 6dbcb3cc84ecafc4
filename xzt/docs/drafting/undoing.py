"""What undoing gives back beside the text: the marks and looks that characters had before a step (DOC-06).

The library brings text back as new characters. Those know every edit, so a neighbour's mark that never counted for them would count now;
and marks of others beside them may go. So every step keeps how the characters that it touched stood before and after it
(``Touched``), and what the library made of undoing it is held against that (``taken_back``). What others did meanwhile stays.

Positions are code points of a part's text with its line ends. No text is changed here.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from xzt.docs.drafting.cells import Cell, cells_of, lines_of_cells
from xzt.docs.drafting.comparing import Piece, compared
from xzt.docs.drafting.lines import Line

if TYPE_CHECKING:
    import loro

T = TypeVar("T")

Lines = tuple[Line, ...]
Id = tuple[int, int]
"""A character: its writer and which of his operations put it in."""
Splicing = tuple[int, int, int]
"""Where a text changed, how much went and how much came there; they apply one after the other, from left to right."""


class Touched(Struct, frozen=True):
    """What a step did to a part: the characters that went, as they stood; those that came; those that stand otherwise than before."""

    gone: tuple[tuple[Id | None, Cell], ...] = ()
    came: tuple[tuple[Id | None, str], ...] = ()
    kept: dict[Id, tuple[Cell, Cell]] = {}


class Names:
    """Says which characters stand in a part; one that is brought back goes on under its first name."""

    def __init__(self, find: Callable[[int], Id | None], first: dict[Id, Id]) -> None:
        self._find, self._first = find, first

    def at(self, place: int) -> Id | None:
        """Name the character at a place."""
        found = self._find(place)
        return self._first.get(found, found) if found is not None else None

    def returned(self, place: int, name: Id | None) -> Id | None:
        """Let a character that came back be the one that went; gives its name."""
        found = self._find(place)
        if found is not None and name is not None:
            self._first[found] = name
        return name or found


class _Compared:
    """Two texts side by side, from the first line that is not the same to the last: their characters, and which of them are which."""

    def __init__(self, old: Lines, new: Lines, splicings: Sequence[Splicing]) -> None:
        head, tail = _ends(old, new)
        while splicings and head and splicings[0][0] < _length(old[:head]):
            head -= 1
        rest = _length(new) - max((at + came for at, _, came in splicings), default=0)
        while tail and _length(new[len(new) - tail :]) > rest:
            tail -= 1
        self._lines = new
        self.base, self._head, self._tail = _length(old[:head]), new[:head], new[len(new) - tail :]
        self.old, self.new = cells_of(old[head : len(old) - tail]), cells_of(new[head : len(new) - tail])
        self.gone: list[int] = []
        self.came: list[int] = []
        self.changed: list[tuple[int, int]] = []
        begin = first = 0
        for at, removed, inserted in splicings:
            run = at - self.base - first
            self._stays(begin, first, run)
            begin, first = begin + run, first + run
            self.gone += range(begin, begin + removed)
            self.came += range(first, first + inserted)
            begin, first = begin + removed, first + inserted
        self._stays(begin, first, len(self.new) - first)

    def _stays(self, begin: int, first: int, run: int) -> None:
        both = zip(self.old[begin : begin + run], self.new[first : first + run], strict=False)
        self.changed += [(begin + n, first + n) for n, (one, other) in enumerate(both) if one is not other and one != other]

    def mended(self, mends: dict[int, Cell]) -> Lines:
        """Return the new lines with some characters as they are to stand."""
        if all(self.new[at] == cell for at, cell in mends.items()):
            return self._lines
        return (*self._head, *lines_of_cells([mends.get(at, cell) for at, cell in enumerate(self.new)]), *self._tail)


class Awaiting(Struct, frozen=True):
    """A part before an edit: its lines, what is to change in its text (None: only the library knows), and the characters that may go."""

    lines: Lines
    pieces: list[Piece] | None
    names: dict[int, Id | None]


def awaiting(text: str, old: Lines, new: Lines, names: Names) -> Awaiting:
    """Look at a part that holds ``text`` before an edit makes it say other lines."""
    pieces = compared(text, text_of(new))
    if pieces is not None:
        places = [place for at, removed, _ in pieces for place in range(at, at + removed)]
    else:
        head, tail = _ends(old, new)
        places = list(range(_length(old[:head]), _length(old[: len(old) - tail])))
    return Awaiting(old, pieces, {place: names.at(place) for place in places})


def text_of(lines: Lines) -> str:
    """Return the text of lines, each with its end."""
    return "".join(f"{line.text}\n" for line in lines)


def touched(before: Awaiting, new: Lines, splicings: Sequence[Splicing], names: Names) -> Touched:
    """Note what an edit did that made ``new`` of a part; ``splicings`` tell what only the library knows of it."""
    both = _Compared(before.lines, new, splicings if before.pieces is None else _spliced(before.pieces))
    kept: dict[Id, tuple[Cell, Cell]] = {}
    for place, at in both.changed:
        if (name := names.at(both.base + at)) is not None:
            kept[name] = (both.old[place], both.new[at])
    gone = tuple((before.names.get(both.base + place), both.old[place]) for place in both.gone)
    return Touched(gone, tuple((names.at(both.base + at), both.new[at].char) for at in both.came), kept)


def taken_back(step: Touched, old: Lines, new: Lines, splicings: Sequence[Splicing], names: Names) -> tuple[Lines, Touched]:
    """Hold what undoing a step made of ``old`` against what it had touched; gives the lines as they are to be, and what that touches."""
    both = _Compared(old, new, splicings)
    mends: dict[int, Cell] = {}
    came: list[tuple[Id | None, str]] = []
    back = _matched([(cell.char, (name, cell)) for name, cell in step.gone], [both.new[at].char for at in both.came])
    for at, noted in zip(both.came, back, strict=True):
        if noted is not None:
            mends[at] = noted[1]
        came.append((names.returned(both.base + at, noted and noted[0]), both.new[at].char))
    kept: dict[Id, tuple[Cell, Cell]] = {}
    for place, at in both.changed:
        if (name := names.at(both.base + at)) is None:
            continue
        now = both.old[place]
        mends[at] = _reverted(now, *step.kept[name]) if name in step.kept else now
        if mends[at] != now:
            kept[name] = (now, mends[at])
    left = _matched([(char, name) for name, char in step.came], [both.old[place].char for place in both.gone])
    gone = tuple((name, both.old[place]) for place, name in zip(both.gone, left, strict=True))
    return both.mended(mends), Touched(gone, tuple(came), kept)


def _spliced(pieces: Sequence[Piece]) -> list[Splicing]:
    """Tell of changes one after the other."""
    found: list[Splicing] = []
    drift = 0
    for at, removed, words in pieces:
        found.append((at + drift, removed, len(words)))
        drift += len(words) - removed
    return found


def _ends(old: Lines, new: Lines) -> tuple[int, int]:
    """Count the lines that are the same at the head and at the tail of two texts."""
    most = min(len(old), len(new))
    head = next((at for at in range(most) if old[at] != new[at]), most)
    return head, next((at for at in range(most - head) if old[-at - 1] != new[-at - 1]), most - head)


def _length(lines: Lines) -> int:
    return sum(len(line.text) for line in lines) + len(lines)


def _matched(noted: Sequence[tuple[str, T]], chars: Sequence[str]) -> list[T | None]:
    """Find characters in a list of them, in its order; some of the list may be missing."""
    found: list[T | None] = []
    begin = 0
    for char in chars:
        at = begin
        while at < len(noted) and noted[at][0] != char:
            at += 1
        found.append(noted[at][1] if at < len(noted) else None)
        begin = at + 1 if at < len(noted) else begin
    return found


def _reverted(now: Cell, was: Cell, became: Cell) -> Cell:
    """Give a character back what a step took from it; what somebody else has made of it since stays."""
    lost, given = set(was.deleted) - set(became.deleted), set(became.deleted) - set(was.deleted)
    return replace(
        now,
        inserted=was.inserted if now.inserted == became.inserted else now.inserted,
        deleted=tuple(sorted((set(now.deleted) - given) | lost)),
        look=was.look if now.look == became.look else now.look,
        was=was.was if now.was == became.was else now.was,
    )


Step = dict[str, Touched]
"""What a step touched, by part."""


class Steps:
    """The steps that can be undone and done again, beside the library's own lists of them."""

    def __init__(self, manager: "loro.UndoManager") -> None:
        self.first: dict[Id, Id] = {}
        self._manager = manager
        self._done: list[Step | None] = []
        self._undone: list[Step | None] = []

    def waiting(self, *, undo: bool) -> int:
        """Count what can be undone, or done again."""
        return self._manager.undo_count() if undo else self._manager.redo_count()

    def did(self, step: Step) -> None:
        """Note an edit, which ends what can be done again."""
        self._note(self._done, step, undo=True)
        self._undone.clear()

    def take(self, *, undo: bool) -> Step | None:
        """Let the library take a step back, and tell what it had touched; None where that is not known."""
        taken = self._done if undo else self._undone
        _ = self._manager.undo() if undo else self._manager.redo()
        left = self.waiting(undo=undo)
        step = taken[left] if left < len(taken) else None
        del taken[left:]
        return step

    def took(self, step: Step | None, *, undo: bool) -> None:
        """Note what taking a step back has touched, so that it can be turned again."""
        self._note(self._undone if undo else self._done, step, undo=not undo)

    def _note(self, steps: list[Step | None], step: Step | None, *, undo: bool) -> None:
        steps.append(step)
        del steps[: max(len(steps) - self.waiting(undo=undo), 0)]
