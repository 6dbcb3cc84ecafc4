"""Who asks: a person through a session, or the house itself. The system's authority is never given to a session."""

from msgspec import Struct

from xzt.office.people import EVERYBODY, Person, Role

SYSTEM_PERSON = "system"
SYSTEM_DEVICE = "server"


class Caller(Struct, frozen=True):
    """Who asks, from which device, with which roles as of now."""

    person: str
    unit: str
    device: str
    roles: tuple[Role, ...]

    @property
    def tokens(self) -> tuple[str, ...]:
        """The audience tokens that this caller holds."""
        return (f"p:{self.person}", *(f"r:{role}" for role in self.roles), EVERYBODY)


def caller_of(person: Person, device: str) -> Caller:
    """Make the caller of a person's session."""
    return Caller(person.id, person.unit, device, tuple(role for role in person.roles if role is not Role.SYSTEM))


def system_of(unit: str) -> Caller:
    """Make the house itself as it acts in ``unit``."""
    return Caller(SYSTEM_PERSON, unit, SYSTEM_DEVICE, (Role.SYSTEM,))
