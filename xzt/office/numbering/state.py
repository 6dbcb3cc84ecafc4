"""The state of what was done by hand with the document numbers of one year, and the one id that the record has."""

from msgspec import Struct

from xzt.core.ids import derived_id
from xzt.office.act import Act


class Mark(Struct, frozen=True):
    """The newest that was done with a number, and by whom."""

    series: str
    sequence: int
    state: str
    reason: str
    act: Act


class Explanation(Struct, frozen=True):
    """The newest that was said of a number, and by whom."""

    series: str
    sequence: int
    words: str
    act: Act


class Numbering(Struct, frozen=True):
    """The whole state. ``waiting`` is what the server has yet to confirm, in order; on the server it is always empty.

    Which numbers went out, are held or were given back stands in the server's own book, and so do marks made before there were records.
    """

    unit: str
    year: int
    act: Act
    marks: tuple[Mark, ...] = ()
    explained: tuple[Explanation, ...] = ()
    waiting: tuple[Mark, ...] = ()


def numbering_id(unit: str, year: int) -> str:
    """Name the record of a unit's year: the same on every machine, so that two who begin it apart mean one."""
    return derived_id(f"numbering/{unit}/{year}")
