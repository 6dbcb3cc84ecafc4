"""What happened to a document number by hand."""

from msgspec import Struct


class Requested(Struct, frozen=True, tag=True):
    """It is asked for: whether the number is still to be had, the server alone knows (N2)."""

    series: str
    year: int
    sequence: int
    state: str
    reason: str


class Marked(Struct, frozen=True, tag=True):
    """The number is set aside, void, or let go."""

    series: str
    year: int
    sequence: int
    state: str
    reason: str


class Explained(Struct, frozen=True, tag=True):
    """Why the number did not go out."""

    series: str
    year: int
    sequence: int
    reason: str


Event = Requested | Marked | Explained
