"""A profile as a file that units hand to each other, readable JSON; and those that come with the program."""

from pathlib import Path

import msgspec
from msgspec import Struct

from xzt.core.encoding import decode, decode_any
from xzt.core.errors import Trouble
from xzt.office.profile import Profile

FORMAT = "xzt-profile-1"
MOST_BYTES = 64 * 1024
_PRESETS = Path(__file__).resolve().parents[3] / "resources" / "profiles"


class ProfileFile(Struct, frozen=True, kw_only=True):
    """What a file holds: the choices, what they are called, and where they come from. Choices that are left out are the standard's."""

    format: str
    name: str = ""
    note: str = ""
    profile: Profile


def write_profile(profile: Profile, name: str = "", note: str = "") -> bytes:
    """Write a profile with every choice in it, in the order in which they are explained."""
    file = ProfileFile(format=FORMAT, name=name, note=note, profile=profile)
    return msgspec.json.format(msgspec.json.encode(file), indent=2) + b"\n"


def read_profile(data: bytes) -> ProfileFile:
    """Read a profile; one that is no profile, or holds a choice that we do not know, is ``Trouble("profile_file_malformed")``."""
    if len(data) > MOST_BYTES:
        raise Trouble("profile_file_malformed", detail=f"{len(data)} bytes")
    try:
        file, plain = decode(data, ProfileFile), decode_any(data)
    except Trouble as trouble:
        raise Trouble("profile_file_malformed", detail=trouble.params.get("detail", "")) from trouble
    unknown = sorted(set(plain["profile"]) - set(Profile.__struct_fields__))
    if file.format != FORMAT or unknown:
        raise Trouble("profile_file_malformed", detail="、".join(unknown) or file.format)
    return file


def load_profile(path: Path) -> ProfileFile:
    """Read a profile from a file."""
    try:
        with path.open("rb") as file:
            return read_profile(file.read(MOST_BYTES + 1))
    except OSError as error:
        raise Trouble("file_unreadable", path=str(path), detail=str(error)) from error


def presets() -> list[ProfileFile]:
    """Read the profiles that come with the program, the standard's own first."""
    return [load_profile(path) for path in sorted(_PRESETS.glob("*.json"))]
