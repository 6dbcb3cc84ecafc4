"""What the check of an incoming file's seal or signature found (RCV-06), as the machine that entered or registered it saw it.

No check is made here.
"""

from datetime import datetime

from msgspec import Struct

PENDING = "pending"
STATES = ("valid", "untrusted", "broken", "unsealed", "unchecked", PENDING)
"""Whole and vouched for; whole, but nobody here vouches for who sealed it; not whole; no seal; a kind that is not checked; not here yet."""
SENDER = "sender"
"""The code of a finding that the organ which sealed it is not the one that it comes from."""
PDF = "pdf_signature"
"""The code of a finding on a PDF's signature; ``subject`` is then the signer, and the details are those of ``xzt.signing.pdf``."""


class Finding(Struct, frozen=True):
    """One thing that does not hold: which check, the file at fault, and the reason as ``xzt.archive.report`` codes it."""

    code: str
    subject: str
    detail: str


class Verdict(Struct, frozen=True):
    """``by`` names seal or signer, ``at`` when they say it was made, ``checked`` when it was looked at (DA/T 97: as of then)."""

    state: str
    checked: datetime
    by: str = ""
    at: datetime | None = None
    findings: tuple[Finding, ...] = ()


def is_broken(verdict: Verdict | None) -> bool:
    """Say whether a check was made and did not hold."""
    return verdict is not None and verdict.state == "broken"


def settled(verdict: Verdict | None) -> Verdict | None:
    """Give a verdict that says something; one that says only that the file was not there yet is none."""
    return None if verdict is None or verdict.state == PENDING else verdict
