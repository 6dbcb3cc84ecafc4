"""Checks the seal or signature of a file that came from outside (RCV-06): OFD with its seals, an archive package. Call it in a job.

A PDF's signature is not checked here, and that is what is said; trust is in the roots that this store was given by its server.
"""

import re
from base64 import b64decode
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from xzt.archive import bags, layout
from xzt.archive.bag_checks import signing_time
from xzt.archive.checks import verify
from xzt.archive.report import Item, Report
from xzt.archive.trees import read_tree
from xzt.core.errors import Trouble
from xzt.office.receipt.verdict import Finding, Verdict
from xzt.signing.certs import read_certificate
from xzt.signing.seals import read_sealed_value
from xzt.signing.zips import read_zip

if TYPE_CHECKING:
    from xzt.client.session import Client

_MOST = 20
"""Findings that are kept; the first say enough."""
_PDF_SIGNED = re.compile(rb"/ByteRange\s*\[")
_STRANGER = "issuer_unknown"


def verdict_of(client: "Client", path: Path) -> Verdict | None:
    """Check a file by its ending; None for kinds that carry no seal."""
    roots = tuple(b64decode(root) for root in client.roots())
    now = client.now()
    match path.suffix.lower():
        case ".ofd":
            return _of_ofd(path, verify(path, roots), now)
        case ".zip":
            return _of_package(path, verify(path, roots), now)
        case ".pdf":
            return Verdict("unchecked" if _PDF_SIGNED.search(path.read_bytes()) else "unsealed", now)
    return None


def _of_ofd(path: Path, report: Report, now: datetime) -> Verdict:
    try:
        files = read_zip(path.read_bytes())
        values = [read_sealed_value(data) for name, data in sorted(files.items()) if name.endswith("SignedValue.dat")]
    except Trouble:
        values = []
    by, at = "、".join(dict.fromkeys(value.seal.name for value in values)), max((value.at for value in values), default=None)
    if any(check.detail.startswith("ofd signed ") or check.detail == "ofd signed" for check in report.faults):
        return Verdict("unsealed", now)
    return _judged(report, now, by, at)


def _of_package(path: Path, report: Report, now: datetime) -> Verdict:
    files = read_tree(path).files
    try:
        by = read_certificate(layout.read_pem(files.get(bags.CERTIFICATE, b""))).subject.name
    except Trouble:
        by = ""
    return _judged(report, now, by, signing_time(files))


def _judged(report: Report, now: datetime, by: str, at: datetime | None) -> Verdict:
    findings = tuple(Finding(check.code, check.subject, check.detail) for check in report.faults[:_MOST])
    strangers = bool(findings) and all(_STRANGER in check.detail or check.code == Item.ROOTS for check in report.faults)
    state = "valid" if report.ok else ("untrusted" if strangers else "broken")
    return Verdict(state, now, by, at, findings)
