"""The stores on this machine.

What stands beside a store in clear is only what unlocking needs: the login name and the server. Names, units and titles are inside.
"""

from pathlib import Path

import platformdirs
from msgspec import Struct

from xzt.core.encoding import decode, encode
from xzt.core.errors import Trouble
from xzt.store.keyslots import replace_file

PROFILE_FILE = "profile.json"
UNFINISHED, RESTORED = ".new", ".restored"
"""End the name of a store's folder until everything in it is there, and until it has taken the place of the store before."""


class Profile(Struct, frozen=True):
    """One person's store on this machine."""

    folder: str
    person: str
    server: str
    device: str
    sample: bool = False


def default_root() -> Path:
    """Give the folder in which this account's stores stand."""
    return Path(platformdirs.user_data_dir("xzt", appauthor=False))


def profiles(root: Path) -> list[Profile]:
    """List the stores under ``root``; a folder whose profile cannot be read is left out here and reported by ``xzt doctor``."""
    found = []
    for path in sorted(root.glob(f"*/{PROFILE_FILE}")):
        if path.parent.suffix in {UNFINISHED, RESTORED}:
            continue
        try:
            found.append(read(path.parent))
        except Trouble:
            continue
    return found


def read(folder: Path) -> Profile:
    """Read the profile of one store; its folder is where it was found, wherever it was moved to."""
    try:
        data = (folder / PROFILE_FILE).read_bytes()
    except OSError as error:
        raise Trouble("store_missing", detail=str(error)) from error
    profile = decode(data, Profile)
    return Profile(str(folder), profile.person, profile.server, profile.device, profile.sample)


def write(folder: Path, profile: Profile) -> None:
    """Write the profile of one store."""
    replace_file(folder / PROFILE_FILE, encode(profile))
