"""The book of document numbers that the server keeps, and what may follow on what in it: 预留, 作废, 释放 (N3, N7). Pure."""

from msgspec import Struct

from xzt.core.errors import Refusal

WANTED = {"reserved": frozenset({"", "released"}), "void": frozenset({"reserved", "released"}), "released": frozenset({"reserved"})}
"""Which state each act may follow; empty is a number that nobody has had, beyond the last one given."""
YEARS, HIGHEST = range(2000, 3000), (1 << 31) - 1


class SeriesLine(Struct, frozen=True):
    """One yearly series of document numbers: the last given in order, and how many went out."""

    name: str
    year: int
    last: int
    used: int = 0


class NumberLine(Struct, frozen=True):
    """One number that is set aside, void, given back or held, and why (N3)."""

    series: str
    year: int
    sequence: int
    state: str
    reason: str = ""


class NumberBook(Struct, frozen=True):
    """The document numbers of a unit; those that went out are counted only."""

    series: tuple[SeriesLine, ...] = ()
    lines: tuple[NumberLine, ...] = ()


def refuse_mark(now: tuple[str | None, int], sequence: int, wanted: str) -> Refusal | None:
    """Refuse an act on ``sequence``; ``now`` is its state (None where it has none) and the last number given in order."""
    state, last = now
    fresh = state is None and sequence > last
    if (state or ("" if fresh else "used")) in WANTED.get(wanted, ()):
        return None
    return Refusal("number_not_kept" if fresh and wanted in WANTED else "number_taken", {"sequence": str(sequence)})


def refuse_known(now: tuple[str | None, int], sequence: int, wanted: str) -> Refusal | None:
    """Refuse what a book of yesterday leaves no doubt about: it went out, is void, or nobody has set it aside."""
    return refuse_mark(now, sequence, wanted) if now[0] in {None, "void"} else None
