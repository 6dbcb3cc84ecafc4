"""What happened to the house style."""

from msgspec import Struct

from xzt.office.profile import Profile


class Adopted(Struct, frozen=True, tag=True):
    """A profile is in force from now on, for what is submitted from now on."""

    profile: Profile
    words: str


Event = Adopted
