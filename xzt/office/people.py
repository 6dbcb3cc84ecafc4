"""Who: units (机关), people, the roles they hold. A snapshot of the directory that the server sends and the rules read."""

from enum import StrEnum

from msgspec import Struct

EVERYBODY = "u:all"
"""The audience token that everybody of a unit holds."""


class Role(StrEnum):
    """What a person may do in the unit, apart from being named as a handler of one matter."""

    DRAFTER = "drafter"
    REVIEWER = "reviewer"
    LEADER = "leader"
    REGISTRAR = "registrar"
    NUMBER_KEEPER = "number_keeper"
    SEAL_KEEPER = "seal_keeper"
    ARCHIVIST = "archivist"
    HEAD = "head"
    """Head of the person's own department: what comes to somebody who is not there any more goes to the head (W10)."""
    SYSTEM = "system"


class Unit(Struct, frozen=True):
    """An organ (机关): its full name, the number series it owns (机关代字) and its fonds (全宗号)."""

    id: str
    name: str
    series: tuple[str, ...] = ()
    letter_series: tuple[str, ...] = ()
    """Those of ``series`` that are set in the letter form (信函格式)."""
    fonds: str = ""
    organisation: str = ""
    """Organisation code used in archival codes (DA/T 22-2015)."""
    seal_diameter: int = 45
    """Diameter of the organ seal in mm, by the unit's rank (国发〔1999〕25号)."""
    short: tuple[str, ...] = ()
    """Its standardised short names (规范化简称)."""
    level: int = 0
    """Its level among organs, 1 is the highest; 0 where nobody has said."""
    superior: str = ""
    """The full name of the organ above it, which need not use this system."""
    categories: tuple[str, ...] = ()
    """The series of its register of incoming documents (N6); empty for the usual ones."""


class Person(Struct, frozen=True):
    """A person in one unit. ``certificate`` is base64 DER once the person has enrolled a key."""

    id: str
    name: str
    unit: str
    department: str = ""
    title: str = ""
    roles: tuple[Role, ...] = ()
    certificate: str = ""
    active: bool = True
    """False once the account is disabled or the person has left; the name stays in what was signed."""


class Directory(Struct, frozen=True):
    """Units and people as of ``version``; ``sample`` says that they are sample data."""

    units: tuple[Unit, ...] = ()
    people: tuple[Person, ...] = ()
    version: int = 0
    sample: bool = False

    def unit(self, unit: str) -> Unit | None:
        """Find a unit by id."""
        return next((found for found in self.units if found.id == unit), None)

    def person(self, person: str) -> Person | None:
        """Find a person by id."""
        return next((found for found in self.people if found.id == person), None)

    def holders(self, unit: str, role: Role) -> tuple[Person, ...]:
        """List who holds ``role`` in ``unit``."""
        return tuple(found for found in self.people if found.unit == unit and role in found.roles)

    def is_there(self, person: str, unit: str) -> bool:
        """Say whether somebody is of the unit and has not left."""
        found = self.person(person)
        return found is not None and found.active and found.unit == unit

    def head_of(self, person: str, unit: str) -> Person | None:
        """Find the head of somebody's department, who is somebody else and is there (W10)."""
        found = self.person(person)
        if found is None:
            return None
        same = (one for one in self.people if one.unit == unit and one.department == found.department)
        return next((one for one in same if one.active and Role.HEAD in one.roles and one.id != person), None)
