"""The book of numbers as a person reads it: the server's book as this machine last had it, under what was done by hand since. Pure."""

from datetime import datetime

from msgspec import Struct

from xzt.office.act import Act
from xzt.office.numberbook import NumberBook
from xzt.office.numbering.state import Numbering


class Kept(Struct, frozen=True):
    """The server's book, and when it was so by the server's clock."""

    book: NumberBook
    at: datetime


class Shown(Struct, frozen=True):
    """One number of the gap report: its state, the reason, who did it by hand and when, and whether the server has yet to confirm it."""

    series: str
    year: int
    sequence: int
    state: str
    reason: str = ""
    act: Act | None = None
    waiting: bool = False


_Key = tuple[str, int, int]


def laid(kept: Kept | None, states: tuple[Numbering, ...]) -> tuple[Shown, ...]:
    """Lay over the book what the records know beyond it: newer marks, those that wait, explanations, and who did it."""
    book = kept.book if kept else NumberBook()
    last = {(one.name, one.year): one.last for one in book.series}
    found = {(one.series, one.year, one.sequence): Shown(one.series, one.year, one.sequence, one.state, one.reason) for one in book.lines}
    for state in states:
        for mark, waits in [*((one, False) for one in state.marks), *((one, True) for one in state.waiting)]:
            key = (mark.series, state.year, mark.sequence)
            before = found.get(key)
            new = waits or kept is None or mark.act.at > kept.at
            if new and mark.state == "released" and mark.sequence > last.get(key[:2], 0) and not waits:
                found.pop(key, None)  # beyond the last one given it is nobody's again
            elif new or (before and (before.state, before.reason) == (mark.state, mark.reason)):
                found[key] = Shown(*key, mark.state, mark.reason, mark.act, waits)
        for told in state.explained:
            key = (told.series, state.year, told.sequence)
            if key in found:
                found[key] = _explained(found[key], told.words, told.act)
    return tuple(sorted(found.values(), key=lambda one: (-one.year, one.series, one.sequence)))


def _explained(line: Shown, words: str, act: Act) -> Shown:
    reason = "；".join(part for part in (line.reason, words) if part)
    return Shown(line.series, line.year, line.sequence, line.state, reason, line.act or act, line.waiting)
