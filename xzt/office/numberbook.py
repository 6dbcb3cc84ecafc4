"""What may be done by hand with a document number, each with its reason: 预留, 作废, 释放 (N3, N7). Pure."""

from msgspec import Struct

from xzt.core.errors import Refusal
from xzt.office.people import Role
from xzt.office.policy import refuse_words

WANTED = {"reserved": frozenset({"", "released"}), "void": frozenset({"reserved", "released"}), "released": frozenset({"reserved"})}
"""Which state each act may follow; empty is a number that nobody has had, beyond the last one given."""


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


class MarkNumber(Struct, frozen=True):
    """Set a number aside (``reserved``), void it, or let it go (``released``), with the reason."""

    series: str
    year: int
    sequence: int
    state: str
    reason: str


def refuse_mark(roles: tuple[Role, ...], now: tuple[str | None, int], sequence: int, wanted: tuple[str, str]) -> Refusal | None:
    """Refuse an act on ``sequence``; ``now`` is its state (None where it has none) and the last number given in order.

    ``wanted`` is the state asked for and the reason.
    """
    state, last = now
    name, reason = wanted
    if Role.NUMBER_KEEPER not in roles:
        return Refusal("not_number_keeper")
    if sequence < 1 or name not in WANTED:
        return Refusal("number_malformed")
    fresh = state is None and sequence > last
    if (state or ("" if fresh else "used")) not in WANTED[name]:
        return Refusal("number_taken", {"sequence": str(sequence)})
    return refuse_words(reason, required=True)
