"""Tracked changes (DOC-06): how an edit is tracked, and what is done with changes afterwards. Pure functions over lines.

    tracked(old, new, ...)    the lines after an edit, which says what the text is now
    changes(lines)            what waits to be accepted or rejected, in order
    settled(lines, ...)       the lines after accepting or rejecting some of it
    original_lines(lines)     the text as it was before the changes (the final text is that of ``lines.final_lines``)

What a person deletes stays and is marked; what he himself has inserted goes. The end of a line is a character like others: a paragraph that
is parted has an inserted end, two that are joined a deleted one. A look that is changed keeps what it was.
"""

from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from xzt.docs.drafting.cells import Cell, cells_of, lines_of_cells
from xzt.docs.drafting.draft import Splice
from xzt.docs.drafting.lines import FRESH, Edit, Line, Look, Manuscript, Was, final_lines

E = TypeVar("E", Edit, Edit | None)

_FINE = 3000
"""Characters up to which two texts are compared one by one."""


class ChangeKind(StrEnum):
    """What happened."""

    INSERTED = "inserted"
    DELETED = "deleted"
    LOOK = "look"


class Change(Struct, frozen=True):
    """A change that waits: a stretch of a part, in code points of its text with line ends, and the newest edit that made it."""

    kind: ChangeKind
    start: int
    end: int
    text: str
    edit: Edit
    was: Look | None = None
    now: Look | None = None


class Restored(Struct, frozen=True):
    """Text that an edit took away and tracking puts back: before which character of the new text."""

    at: int
    text: str


class Pen(Struct, frozen=True):
    """How an edit is made: whether it is tracked, under which name, and which earlier edits are the same person's."""

    tracking: bool
    own: Callable[[Edit], bool] = lambda edit: edit == FRESH
    edit: Edit = FRESH


def typed(old: Sequence[Line], new: Sequence[Line], at: int, pen: Pen) -> tuple[tuple[Line, ...], tuple[Restored, ...]]:
    """Carry the changes of ``old`` over to the plain lines ``new`` that took their place by an edit at the ``at``-th character.

    Deleted text counts as being there: it was in sight. Gives the lines and what is to be put back into ``new`` to get their text.
    """
    before, after = cells_of(old), cells_of(new)
    most = min(len(before), len(after)) - 1
    head = 0
    while head < min(at, most) and before[head].char == after[head].char:
        head += 1
    tail = 1
    while tail <= most - head and before[-tail - 1].char == after[-tail - 1].char:
        tail += 1
    middle = _coarse(_text(before[head:-tail]), _text(after[head:-tail]))
    steps = [(0, head, 0, head), *((a + head, b + head, c + head, d + head) for a, b, c, d in middle)]
    steps.append((len(before) - tail, len(before), len(after) - tail, len(after)))
    made, restored = _walked([([], cell) for cell in before], after, steps, pen)
    return lines_of_cells(made), tuple(restored)


def rewritten(old: Sequence[Line], new: Sequence[Line], pen: Pen) -> tuple[Line, ...]:
    """Make the final text of ``old`` say the plain lines ``new`` by small changes; changes elsewhere stay."""
    before: list[tuple[list[Cell], Cell]] = []
    hidden: list[Cell] = []
    for cell in cells_of(old):
        if cell.deleted:
            hidden.append(cell)
        else:
            before.append((hidden, cell))
            hidden = []
    if hidden:  # the end of all was deleted: it ends the text all the same
        before.append((hidden[:-1], replace(hidden[-1], deleted=())))
    after = cells_of(new)
    steps = _ending_together([*_coarse(_text([cell for _, cell in before]), _text(after))])
    return lines_of_cells(_walked(before, after, steps, pen)[0])


def _walked(
    before: Sequence[tuple[list[Cell], Cell]], after: Sequence[Cell], steps: Sequence[tuple[int, int, int, int]], pen: Pen
) -> tuple[list[Cell], list[Restored]]:
    """Go through stretches that stay (both of one length) or take each other's place; hidden cells stay before theirs."""
    made: list[Cell] = []
    restored: list[Restored] = []
    for begin, end, first, last in steps:
        stays = end - begin == last - first and all(
            one.char == other.char for (_, one), other in zip(before[begin:end], after[first:last], strict=True)
        )
        if stays:
            for (hidden, cell), now in zip(before[begin:end], after[first:last], strict=True):
                made += [*hidden, _looked(cell, now.look, pen)]
            continue
        kept: list[Cell] = []
        for hidden, cell in before[begin:end]:
            kept += [*hidden, *_struck(cell, pen)]
        made += kept
        if kept:
            restored.append(Restored(first, _text(kept)))
        made += [replace(cell, inserted=pen.edit) if pen.tracking else cell for cell in after[first:last]]
    return made, restored


def _struck(cell: Cell, pen: Pen) -> list[Cell]:
    """Delete a character: it stays as deleted, unless it is one's own insertion or nothing is tracked."""
    if not pen.tracking or (cell.inserted and pen.own(cell.inserted)):
        return []
    return [cell if cell.deleted else replace(cell, deleted=(pen.edit,))]


def _looked(cell: Cell, look: Look, pen: Pen) -> Cell:
    """Give the end of a line another look and keep the one that it had."""
    if cell.look == look or cell.char != "\n":
        return cell
    was = cell.was
    if was is None and pen.tracking and not (cell.inserted and pen.own(cell.inserted)):
        was = Was(pen.edit, cell.look)
    return replace(cell, look=look, was=was if was is not None and was.look != look else None)


def _text(cells: Sequence[Cell]) -> str:
    return "".join(cell.char for cell in cells)


def _coarse(old: str, new: str) -> Iterator[tuple[int, int, int, int]]:
    """Compare two texts by lines, and those that differ by characters where they are alike."""
    lines, wanted = _split(old), _split(new)
    begin = first = 0
    for tag, a, b, c, d in SequenceMatcher(None, lines, wanted, autojunk=False).get_opcodes():
        left, right = "".join(lines[a:b]), "".join(wanted[c:d])
        if tag == "replace":
            for one in _fine(left, right):
                yield one[0] + begin, one[1] + begin, one[2] + first, one[3] + first
        else:
            yield begin, begin + len(left), first, first + len(right)
        begin, first = begin + len(left), first + len(right)


def _ending_together(steps: list[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """Let two texts end with the same line end: what goes or comes after the last common one goes or comes before it."""
    begin, end, first, last = steps.pop()
    if begin == end or first == last:
        common = steps.pop()
        steps.append((common[0], common[1] - 1, common[2], common[3] - 1))
        begin, first = begin - 1, first - 1
    return [*steps, (begin, end - 1, first, last - 1), (end - 1, end, last - 1, last)]


def _split(text: str) -> list[str]:
    """Part a text after every line end; only ``\\n`` is one here."""
    *lines, last = text.split("\n")
    return [*(f"{line}\n" for line in lines), *([last] if last else ())]


def _fine(old: str, new: str) -> list[tuple[int, int, int, int]]:
    """Compare two texts by characters; those with little in common take each other's place as a whole."""
    whole = [(0, len(old), 0, len(new))]
    if not old or not new or max(len(old), len(new)) > _FINE:
        return whole
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [opcode[1:] for opcode in matcher.get_opcodes()] if matcher.ratio() > 0.5 else whole


def changes(lines: Sequence[Line], who: Callable[[Edit], str] = lambda edit: edit.told or str(edit.writer)) -> list[Change]:
    """List what waits; neighbouring stretches of one person are one change."""
    found: list[Change] = []
    open_: dict[ChangeKind, Change] = {}
    offset = 0
    for line in lines:
        text = line.text + "\n"
        for mark in line.marks:
            for kind, edit in ((ChangeKind.INSERTED, mark.inserted), (ChangeKind.DELETED, max(mark.deleted, default=None))):
                if edit is None:
                    continue
                made = Change(kind, offset + mark.start, offset + mark.end, text[mark.start : mark.end], edit)
                before = open_.get(kind)
                if before and before.end == made.start and who(before.edit) == who(edit):
                    found.remove(before)
                    made = replace(made, start=before.start, text=before.text + made.text, edit=max(before.edit, edit))
                found.append(made)
                open_[kind] = made
        offset += len(text)
        if line.was is not None:
            found.append(Change(ChangeKind.LOOK, offset - 1, offset, line.text, line.was.edit, line.was.look, line.look))
    return sorted(found, key=lambda one: (one.start, one.end))


def settled(lines: Sequence[Line], chosen: Sequence[Change] | None, *, accept: bool) -> tuple[Line, ...]:
    """Accept or reject changes of these lines, all where ``chosen`` is None. The end of the last line stays."""
    if chosen is None:
        chosen = changes(lines)
    inside = {kind: {at for one in chosen if one.kind is kind for at in range(one.start, one.end)} for kind in ChangeKind}
    made: list[Line] = []
    rest: list[Cell] = []
    offset = 0
    for number, line in enumerate(lines):
        length = len(line.text) + 1
        if not line.tracked and not rest:
            made.append(line)
        else:
            for at, cell in enumerate(cells_of((line,)), offset):
                rest += _settled(cell, at, inside, accept=accept)
            if number == len(lines) - 1 and (not rest or rest[-1].char != "\n"):
                rest += _settled(Cell("\n", look=line.look, was=line.was), offset + length - 1, inside, accept=accept)
            if rest and rest[-1].char == "\n":
                made += lines_of_cells(rest)
                rest = []
        offset += length
    return tuple(made)


def _settled(cell: Cell, at: int, inside: dict[ChangeKind, set[int]], *, accept: bool) -> list[Cell]:
    gone = (ChangeKind.DELETED if accept else ChangeKind.INSERTED) if cell.deleted or cell.inserted else None
    if at in inside[ChangeKind.LOOK] and cell.was is not None:
        cell = replace(cell, look=cell.look if accept else cell.was.look, was=None)
    if gone and at in inside[gone] and (cell.deleted if accept else cell.inserted):
        return []
    if at in inside[ChangeKind.INSERTED] and accept:
        cell = replace(cell, inserted=None)
    if at in inside[ChangeKind.DELETED] and not accept:
        cell = replace(cell, deleted=())
    return [cell]


def named(lines: Sequence[Line], edit: Edit) -> tuple[Line, ...]:
    """Give fresh changes the edit that they were kept as."""
    return tuple(_named(line, edit) if line.tracked else line for line in lines)


def _named(line: Line, edit: Edit) -> Line:
    marks = tuple(
        replace(mark, inserted=_known(mark.inserted, edit), deleted=tuple(_known(one, edit) for one in mark.deleted)) for mark in line.marks
    )
    was = replace(line.was, edit=_known(line.was.edit, edit)) if line.was is not None else None
    return replace(line, marks=marks, was=was)


def _known(mark: E, edit: Edit) -> E | Edit:
    return replace(edit, told=mark.told) if mark is not None and mark.writer == FRESH.writer else mark


def splices(part: str, old: Sequence[Line], new: Sequence[Line]) -> tuple[Splice, ...]:
    """Tell how the text of a part changes from one to the other."""
    if len(old) != len(new):
        return _spliced(part, 0, _raw(old), _raw(new))
    found: list[Splice] = []
    at = 0
    for line, now in zip(old, new, strict=True):
        found += _spliced(part, at, line.text, now.text) if line.text != now.text else ()
        at += len(now.text) + 1
    return tuple(found)


def _spliced(part: str, at: int, before: str, after: str) -> tuple[Splice, ...]:
    found: list[Splice] = []
    for begin, end, first, last in _coarse(before, after):
        if before[begin:end] != after[first:last]:
            found.append(Splice(part, at + first, end - begin, after[first:last]))
    return tuple(found)


def _raw(lines: Sequence[Line]) -> str:
    return "".join(f"{line.text}\n" for line in lines)


def final_text(manuscript: Manuscript) -> Manuscript:
    """Return the final text of a manuscript, without its changes."""
    if not manuscript.tracked:
        return manuscript
    return replace(
        manuscript, parts=tuple(replace(part, lines=tuple(line for line, _ in final_lines(part.lines))) for part in manuscript.parts)
    )


def original_text(manuscript: Manuscript) -> Manuscript:
    """Return the text of a manuscript before its changes."""
    return replace(manuscript, parts=tuple(replace(part, lines=original_lines(part.lines)) for part in manuscript.parts))


def original_lines(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return the text before every change that waits."""
    return settled(lines, None, accept=False)


def raw_place(lines: Sequence[Line], number: int, offset: int) -> tuple[int, int]:
    """Find a character of the final text in the lines: its line and code point, counted from the head of line ``number``."""
    while number < len(lines):
        line = lines[number]
        for at, cell in enumerate(cells_of((line,))[:-1] if line.marks else ()):
            if not cell.deleted:
                if not offset:
                    return number, at
                offset -= 1
        if not line.marks:
            if offset <= len(line.text):
                return number, offset
            offset -= len(line.text)
        if (not offset and not line.joined()) or number + 1 == len(lines):
            return number, len(line.text)
        offset -= not line.joined()
        number += 1
    return max(len(lines) - 1, 0), 0


def final_offset(lines: Sequence[Line], begin: int, number: int, column: int) -> int:
    """Count the code points of the final text from the head of line ``begin`` to a place in line ``number``."""
    before = sum(len(line.shown()) + (not line.joined()) for line in lines[begin:number])
    line = lines[number]
    return before + sum(not cell.deleted for cell in cells_of((line,))[:column]) if line.marks else before + column


def line_at(lines: Sequence[Line], offset: int) -> tuple[int, int]:
    """Find the line and code point of an offset in the text with its line ends."""
    for number, line in enumerate(lines):
        if offset <= len(line.text):
            return number, offset
        offset -= len(line.text) + 1
    return max(len(lines) - 1, 0), len(lines[-1].text) if lines else 0
