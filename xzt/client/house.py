"""What the unit of whoever works here always writes on its documents."""

from xzt.docs.kinds.filling import House
from xzt.office.people import Directory


def house_of(directory: Directory, unit: str) -> House:
    """Return the house of a unit; one that the directory does not know has only its id for a name."""
    found = directory.unit(unit)
    return House(organ=found.name, series=found.series, letter_series=found.letter_series) if found else House(organ=unit)
