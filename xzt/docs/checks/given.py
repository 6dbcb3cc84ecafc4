"""What is known of a document beside its content: number and dates as printed, seal, attachments' note, organs, missing glyphs."""

from collections.abc import Iterable

from msgspec import Struct

from xzt.core.encoding import decode
from xzt.office.profile import STANDARD, Profile


class Organ(Struct, frozen=True):
    """An organ of the directory: full name, standardised short names, the letters of its numbers, level (1 is highest), superior."""

    name: str
    short: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    level: int = 0
    under: str = ""


class Organs(Struct, frozen=True):
    """The directory that names are held against. One that is not ``whole`` knows some organs only: a name that it lacks may be right."""

    by_name: dict[str, Organ]
    whole: bool = True

    def find(self, name: str) -> Organ | None:
        """Return the organ that goes by a name, full or short."""
        return self.by_name.get(name)


def organs_of(listed: Iterable[Organ], *, whole: bool = True) -> Organs:
    """Make a directory; a name that two organs use belongs to the first."""
    names: dict[str, Organ] = {}
    for organ in listed:
        for name in (organ.name, *organ.short):
            names.setdefault(name, organ)
    return Organs(names, whole)


def read_organs(data: bytes) -> Organs:
    """Read a directory from JSON, a list of organs; ``Trouble("malformed")`` says where it is wrong."""
    return organs_of(decode(data, tuple[Organ, ...]))


class Given(Struct, frozen=True, kw_only=True):
    """All of it may be unknown; then nothing is said about it."""

    number: str = ""
    date_text: str = ""
    """The date of signature as it is printed."""
    date: str = ""
    """The same as yyyy-mm-dd."""
    printed_on: str = ""
    seal: str = ""
    """The name on the seal."""
    named: tuple[str, ...] = ()
    """The names of the attachments' note."""
    organs: Organs | None = None
    missing: str = ""
    """``PageModel.missing``."""
    profile: Profile = STANDARD
    """The unit's: what is its custom is no finding."""


NOTHING = Given()
