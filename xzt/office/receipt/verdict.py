"""What the check of an incoming file's seal or signature found (RCV-06), as the machine that entered it saw it. No check is made here."""

from datetime import datetime

from msgspec import Struct

STATES = ("valid", "untrusted", "broken", "unsealed", "unchecked")
"""Whole and vouched for; whole, but nobody here vouches for who sealed it; not whole; no seal at all; a kind that is not checked."""
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
