"""What is known of a document beside its text, for the checks: the organs of the directory, number and dates, the unit's profile."""

import functools

from xzt.docs.checks.given import Given, Organ, Organs, organs_of
from xzt.docs.model import Issuance
from xzt.office.people import Directory, Unit
from xzt.office.profile import STANDARD, Profile


def organ_of(unit: Unit) -> Organ:
    """Return a unit as the organ that the rules between organs speak of."""
    return Organ(unit.name, unit.short, unit.series, unit.level, unit.superior)


@functools.lru_cache(maxsize=2)
def organs(directory: Directory) -> Organs | None:
    """Return the organs of the directory; it lists those that use this system, so that a name that it lacks is not wrong for that."""
    return organs_of(map(organ_of, directory.units), whole=False) if directory.units else None


def given(issuance: Issuance, directory: Directory, profile: Profile = STANDARD, missing: str = "") -> Given:
    """Gather what is known; the system prints number and dates itself, so only their order is to be checked."""
    return Given(
        number=issuance.number,
        date=issuance.signed_on,
        printed_on=issuance.printed_on,
        organs=organs(directory),
        missing=missing,
        profile=profile,
    )
