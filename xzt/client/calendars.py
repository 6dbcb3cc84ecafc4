"""Published calendars as files (T2): signed where the server's data are, read, checked and installed where people work, offline.

A file holds the notices and a signature by the server's own key over their canonical bytes, so that a store takes it by the root
certificates that it has. What is installed travels to everybody of the unit like every other record.
"""

from datetime import datetime
from pathlib import Path

from msgspec import Struct

from xzt.client.session import Client
from xzt.core.digest import sm3
from xzt.core.encoding import decode, encode
from xzt.core.errors import Refusal, Trouble
from xzt.core.worktime import Notices, refuse_notices
from xzt.office.act import Act, Context
from xzt.office.calendar.commands import InstallNotices
from xzt.office.calendar.decision import guard, refuse_file
from xzt.signing.envelopes import Signature, check, sign, signer_of
from xzt.signing.keys import KeyHolder

FORMAT = "xzt-calendar-1"
_LARGEST = 1 << 20


class CalendarFile(Struct, frozen=True):
    """What stands in a file."""

    format: str
    notices: Notices
    signature: Signature


def write_calendar(notices: Notices, key: KeyHolder) -> bytes:
    """Sign notices; ``Trouble("calendar_malformed")`` when they cannot be right."""
    refusal = refuse_notices(notices)
    if refusal:
        raise Trouble("calendar_malformed", detail=refusal.params["what"])
    return encode(CalendarFile(FORMAT, notices, sign(encode(notices), key, key.certificate)))


def read_notices(data: bytes) -> Notices:
    """Read notices that are not signed yet, as they are written down by hand."""
    try:
        return decode(data, Notices)
    except Trouble as trouble:
        raise Trouble("calendar_malformed", detail="json") from trouble


def read_calendar(data: bytes, roots: tuple[bytes, ...], at: datetime) -> InstallNotices:
    """Read a file and check who signed it; broken is ``calendar_malformed``, not ours ``calendar_signature``."""
    try:
        found = decode(data[: _LARGEST + 1], CalendarFile)
    except Trouble as trouble:
        raise Trouble("calendar_malformed", detail="json") from trouble
    if found.format != FORMAT:
        raise Trouble("calendar_malformed", detail="format")
    if refusal := refuse_notices(found.notices):
        raise Trouble("calendar_malformed", detail=refusal.params["what"])
    if wrong := check(encode(found.notices), found.signature, roots, at, "exchange"):
        raise Trouble("calendar_signature", detail=wrong[0])
    return InstallNotices(found.notices, signer_of(found.signature).subject.name, sm3(data))


def open_calendar(client: Client, path: Path) -> InstallNotices | Refusal:
    """Read a file for installing; a refusal says that it is not newer than what is there, or who may install one."""
    from base64 import b64decode

    try:
        data = path.read_bytes()
    except OSError as error:
        raise Trouble("file_unreadable", path=str(path), detail=str(error)) from error
    command = read_calendar(data, tuple(b64decode(root) for root in client.roots()), client.now())
    return refusal(client) or refuse_file(client.calendar(), command) or command


def refusal(client: Client) -> Refusal | None:
    """Say why this person may not change the calendar, by the very guard that will decide; None where he may."""
    who = client.identity
    act = Act("", who.person, who.unit, who.device, client.now())
    return guard(client.calendar(), Context(act, who.roles, client.directory))
