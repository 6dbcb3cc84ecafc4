"""The unit's page profile from the client's side: who may change it, what was refused, files that units hand to each other."""

from pathlib import Path

from xzt.client.session import Client
from xzt.core.errors import Refusal
from xzt.docs.checks.profiles import write_profile
from xzt.office.act import Act, Context
from xzt.office.profile import Profile
from xzt.office.registry import decode_command
from xzt.office.style.commands import Adopt
from xzt.office.style.decision import guard
from xzt.store.keyslots import replace_file


def refusal(client: Client) -> Refusal | None:
    """Say why this person may not change the profile, by the very guard that will decide; None where he may."""
    who = client.identity
    act = Act("", who.person, who.unit, who.device, client.now())
    return guard(client.house_style(), Context(act, who.roles, client.directory))


def refused(client: Client) -> tuple[str, Adopt] | None:
    """Give the newest change of this person that the server refused, with its id: what he chose is not lost."""
    for item in client.attention():
        command = decode_command(item.kind, item.mine_json.encode())
        if isinstance(command, Adopt):
            return item.command, command
    return None


def export_profile(path: Path, profile: Profile, name: str, note: str) -> None:
    """Write a profile to a file, whole or not at all."""
    replace_file(path, write_profile(profile, name, note))
