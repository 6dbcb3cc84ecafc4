"""What travels on removable media between an office without a line and the server (air gap): the same push and pull, as letters.

    office -> server   Joining   once, signed with the device's new key; not secret, for nobody knows the server's key yet
    server -> office   Admission a letter: who the server is, its key, the person's certificate, the directory
    office -> server   Errand    a letter: commands in order, files, text under drafting, and how far this device has read
    server -> office   Receipt   a letter: an answer to each command, states after that place, files, text, the directory when it is newer

Every one may be carried twice, late, or not at all: commands have ids, states have numbers, and what was not answered goes again.
"""

from datetime import datetime

from msgspec import Struct

from xzt.office.envelope import Signed
from xzt.office.people import Directory
from xzt.sync.protocol.messages import Answer, DraftPage, DraftPush, Hello, Page

ADMISSION, ERRAND, RECEIPT = "admission", "errand", "receipt"
"""The kinds of letter."""
MOST_FILES = 512 * 1024 * 1024
"""Bytes of all files of one letter; what finds no room goes with the next."""


class Asking(Struct, frozen=True):
    """Who asks to be admitted, on which device, with which key (base64 DER SubjectPublicKeyInfo)."""

    person: str
    device: str
    public_key: str
    at: datetime


class Joining(Struct, frozen=True):
    """The asking with the key's own signature (base64 DER), which shows that its private half is there."""

    asking: Asking
    signature: str


class Admission(Struct, frozen=True):
    """What a first sign-in brings. ``roots`` and certificates are base64 DER; ``exchange`` names the key that errands are written to."""

    hello: Hello
    person: str
    device: str
    certificate: str
    exchange: str
    roots: tuple[str, ...]
    directory: Directory


class DraftErrand(Struct, frozen=True):
    """One's own updates of a draft, none perhaps: what the others have written is asked for all the same."""

    record: str
    push: DraftPush


class DraftReceipt(Struct, frozen=True):
    """What has come to a draft, or why nothing was taken (a code)."""

    record: str
    pages: tuple[DraftPage, ...]
    trouble: str = ""


class Errand(Struct, frozen=True):
    """Commands up, and what shall come down: states after ``after``, ``wanted`` files, the directory if newer than ``directory``."""

    id: str
    server: str
    epoch: int
    person: str
    unit: str
    device: str
    after: int
    directory: int
    commands: tuple[Signed, ...]
    wanted: tuple[str, ...]
    drafts: tuple[DraftErrand, ...] = ()


class Receipt(Struct, frozen=True):
    """The answers to errand ``id``, the pages after ``after``, and which of its files the server has now."""

    id: str
    hello: Hello
    after: int
    answers: tuple[Answer, ...]
    pages: tuple[Page, ...]
    taken: tuple[str, ...]
    directory: Directory | None = None
    drafts: tuple[DraftReceipt, ...] = ()
