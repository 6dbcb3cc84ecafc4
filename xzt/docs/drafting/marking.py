"""Tracked changes as marks on the text of a draft: one key for each edit's insertions and deletions, one for the look that a line had.

Each edit has keys of its own, so that who takes one edit's marks off a stretch takes nothing off what a later edit has written into it.

A mark on a stretch would also lie on what somebody else has written into it meanwhile. Such a character does not count as marked: it and
the edit that made the mark do not know each other. So nobody's text goes by a deletion that has not seen it.
"""

from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from xzt.core.encoding import decode, encode
from xzt.core.errors import Trouble
from xzt.docs.drafting.lines import FRESH, Edit, Line, Mark, Was

if TYPE_CHECKING:
    import loro

T = TypeVar("T")

_INSERTED, _DELETED, _WAS = "+", "-", "was"
_KINDS = (_INSERTED, _DELETED)


class _Stretch(Struct, Generic[T], frozen=True):
    """A stretch of a part's text and its marks by their keys."""

    start: int
    end: int
    marks: dict[str, T]


class Knowledge:
    """Which edits and characters of a draft know each other."""

    def __init__(self, doc: "loro.LoroDoc") -> None:
        from loro import Side

        self._doc, self._middle = doc, Side.Middle
        self._pasts: dict[tuple[int, int], dict[int, int]] = {}

    def _past(self, peer: int, counter: int) -> dict[int, int]:
        """Return how many operations of each writer had been seen with this one."""
        from loro import ID, Frontiers, VersionRange

        if (peer, counter) not in self._pasts:
            vector = self._doc.frontiers_to_vv(Frontiers.from_id(ID(peer, counter)))
            ends = VersionRange.from_vv(vector).inner() if vector is not None else {}
            self._pasts[peer, counter] = {writer: end for writer, (_, end) in ends.items()}
        return self._pasts[peer, counter]

    def related(self, text: "loro.LoroText", at: int, edit: Edit, now: Edit = FRESH) -> bool:
        """Say whether the character at a place and an edit know each other: one was there when the other was made.

        ``now`` is the edit that is being made and knows all others.
        """
        cursor = text.get_cursor(at, self._middle)
        if cursor is None or cursor.id is None or cursor.id.peer == edit.writer:
            return True
        peer, counter = cursor.id.peer, cursor.id.counter
        if peer == now.writer and counter >= now.start:
            return True
        if counter < self._past(edit.writer, edit.start).get(peer, 0):
            return True
        return self._past(peer, counter).get(edit.writer, 0) > edit.start


def read_marks(text: "loro.LoroText", lines: Sequence[Line], knowledge: Knowledge) -> tuple[Line, ...]:
    """Give lines the marks that lie on their text."""
    stretches = [one for kept in _stretches(text) for one in _valid(text, kept, knowledge)]
    if not stretches:
        return tuple(lines)
    found: list[Line] = []
    at = offset = 0
    for line in lines:
        end = offset + len(line.text) + 1
        marks: list[Mark] = []
        was = None
        while at < len(stretches) and stretches[at].start < end:
            one = stretches[at]
            made = _mark(max(one.start, offset) - offset, min(one.end, end) - offset, one.marks)
            if made.inserted or made.deleted:
                if marks and marks[-1] == replace(made, start=marks[-1].start, end=made.start):
                    made = replace(made, start=marks.pop().start)
                marks.append(made)
            held = one.marks.get(_WAS)
            was = held if one.end >= end and isinstance(held, Was) and held.look != line.look else None
            if one.end > end:
                break
            at += 1
        found.append(replace(line, marks=tuple(marks), was=was) if marks or was else line)
        offset = end
    return tuple(found)


def write_marks(text: "loro.LoroText", lines: Sequence[Line], edit: Edit, knowledge: Knowledge) -> None:
    """Make the marks on a text those of its lines; fresh ones are made by ``edit``.

    Where equal characters stood beside each other, the text may hold another one of them than was meant. A mark that does not know the one
    that is there is made by ``edit`` too, so that what is read is what was written.
    """
    held = _stretches(text)
    wanted = [one for wish in _wanted(lines) for one in _known(text, wish, edit, knowledge)]
    if not held and not wanted:
        return
    borders = sorted({*_borders(held), *_borders(wanted)})
    now, wish = _Over(held), _Over(wanted)
    for begin, end in pairwise(borders):
        have = now.at(begin)
        want = dict(_written(key, mark, edit) for key, mark in wish.at(begin).items())
        for key in have.keys() - want.keys():
            text.unmark(begin, end, key)
        for key in sorted(want):
            if have.get(key) != want[key]:
                text.mark(begin, end, key, want[key])


def _known(text: "loro.LoroText", wish: "_Stretch[Edit | Was]", edit: Edit, knowledge: Knowledge) -> list["_Stretch[Edit | Was]"]:
    """Part a stretch so that each of its marks knows all characters that it is to lie on."""

    def made(at: int) -> tuple[tuple[str, Edit | Was], ...]:
        found: dict[str, Edit | Was] = {}
        for key, mark in wish.marks.items():
            by = mark.edit if isinstance(mark, Was) else mark
            if by.writer == FRESH.writer or knowledge.related(text, at, by, edit):
                found[key] = mark
            elif isinstance(mark, Was):
                found[key] = replace(mark, edit=edit)
            else:
                found[_key(key[0], edit)] = replace(edit, told=mark.told)
        return tuple(found.items())

    found: list[_Stretch[Edit | Was]] = []
    begin = wish.start
    for marks, run in groupby(map(made, range(wish.start, wish.end))):
        end = begin + sum(1 for _ in run)
        found.append(_Stretch(begin, end, dict(marks)))
        begin = end
    return found


def _borders(stretches: Sequence[_Stretch[T]]) -> list[int]:
    return [border for one in stretches for border in (one.start, one.end)]


class _Over(Generic[T]):
    """Says what lies over a place, asked from left to right."""

    def __init__(self, stretches: Sequence[_Stretch[T]]) -> None:
        self._stretches, self._at = stretches, 0

    def at(self, place: int) -> dict[str, T]:
        while self._at < len(self._stretches) and self._stretches[self._at].end <= place:
            self._at += 1
        over = self._at < len(self._stretches) and self._stretches[self._at].start <= place
        return self._stretches[self._at].marks if over else {}


def _wanted(lines: Sequence[Line]) -> list[_Stretch[Edit | Was]]:
    """List the marks of lines by the keys' kinds, each with who made it."""
    found: list[_Stretch[Edit | Was]] = []
    offset = 0
    for line in lines:
        last = offset + len(line.text)
        was: dict[str, Edit | Was] = {_WAS: line.was} if line.was is not None else {}
        for mark in line.marks:
            start, end = offset + mark.start, offset + mark.end
            marks: dict[str, Edit | Was] = {_key(_DELETED, edit): edit for edit in mark.deleted}
            if mark.inserted is not None:
                marks[_key(_INSERTED, mark.inserted)] = mark.inserted
            found.append(_Stretch(start, min(end, last), marks))
            if end > last:
                found.append(_Stretch(last, end, marks | was))
        if was and not (line.marks and line.marks[-1].end > len(line.text)):
            found.append(_Stretch(last, last + 1, was))
        offset = last + 1
    return [one for one in found if one.start < one.end]


def _written(key: str, mark: Edit | Was, edit: Edit) -> tuple[str, str]:
    """Return key and value under which a mark is kept."""
    if isinstance(mark, Was):
        return key, encode(Was(_real(mark.edit, edit), mark.look)).decode()
    real = _real(mark, edit)
    return _key(key[0], real), real.told


def _key(kind: str, edit: Edit) -> str:
    return f"{kind}{edit.writer}.{edit.start}"


def _real(mark: Edit, edit: Edit) -> Edit:
    return mark if mark.writer != FRESH.writer else replace(edit, told=mark.told)


def _stretches(text: "loro.LoroText") -> list[_Stretch[str]]:
    """List the stretches of a text that carry marks."""
    from loro import TextDelta

    found: list[_Stretch[str]] = []
    at = 0
    for run in text.to_delta():
        if not isinstance(run, TextDelta.Insert):
            continue
        end = at + len(run.insert)
        held = run.attributes.items() if run.attributes else ()
        marks = {key: value for key, value in held if (key[0] in _KINDS or key == _WAS) and isinstance(value, str)}
        if marks:
            found.append(_Stretch(at, end, marks))
        at = end
    return found


def _valid(text: "loro.LoroText", kept: _Stretch[str], knowledge: Knowledge) -> list[_Stretch[Edit | Was]]:
    """Part a stretch into those that the same of its marks lie on by right."""
    edits: dict[str, tuple[Edit, Edit | Was]] = {}
    for key, value in kept.marks.items():
        was = _was(kept.marks) if key == _WAS else None
        made = was or (_edit(key, value) if key != _WAS else None)
        if made is not None:
            edits[key] = (made.edit if isinstance(made, Was) else made, made)
    places = range(kept.start, kept.end)
    found: list[_Stretch[Edit | Was]] = []
    right = [tuple(key for key, (edit, _) in edits.items() if knowledge.related(text, at, edit)) for at in places]
    begin = kept.start
    for keys, run in groupby(right):
        end = begin + sum(1 for _ in run)
        if keys:
            found.append(_Stretch(begin, end, {key: edits[key][1] for key in keys}))
        begin = end
    return found


def _mark(start: int, end: int, marks: dict[str, Edit | Was]) -> Mark:
    inserted = min((one for key, one in marks.items() if key[0] == _INSERTED and isinstance(one, Edit)), default=None)
    return Mark(start, end, inserted, tuple(sorted(one for key, one in marks.items() if key[0] == _DELETED and isinstance(one, Edit))))


def _edit(key: str, told: str) -> Edit | None:
    writer, _, start = key[1:].partition(".")
    try:
        return Edit(int(writer), int(start), told)
    except ValueError:  # a mark that only a newer program knows
        return None


def _was(marks: dict[str, str]) -> Was | None:
    try:
        return decode(marks[_WAS].encode(), Was) if _WAS in marks else None
    except Trouble:  # as above
        return None
