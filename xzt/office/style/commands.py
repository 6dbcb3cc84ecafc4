"""What a person can ask for with the house style."""

from msgspec import Struct

from xzt.office.profile import Profile


class Adopt(Struct, frozen=True, tag=True):
    """Put a profile in force for the unit.

    ``over`` is the number of the edition that it was made from (0 for none): nobody writes over what he has not seen.
    """

    profile: Profile
    over: int
    words: str = ""


Command = Adopt

COURTESIES = ()

SIGNED = (Adopt,)
