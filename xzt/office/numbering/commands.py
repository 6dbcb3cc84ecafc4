"""What a person can ask for with a document number by hand."""

from msgspec import Struct


class MarkNumber(Struct, frozen=True, tag=True):
    """Set a number aside (``reserved``), void it, or let it go (``released``), with the reason. The server confirms it (N2, N3)."""

    series: str
    year: int
    sequence: int
    state: str
    reason: str


class ExplainNumber(Struct, frozen=True, tag=True):
    """Say why a number did not go out (断号说明, N3). It draws no number, so it holds at once, with a line or without."""

    series: str
    year: int
    sequence: int
    reason: str


Command = MarkNumber | ExplainNumber

COURTESIES = ()

SIGNED = (MarkNumber, ExplainNumber)
