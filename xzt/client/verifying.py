"""Checks the seal or signature of a file that came from outside (RCV-06): OFD with its seals, an archive package, a signed PDF.

Trust is in the roots that this store was given by its server. Call it in a job.
"""

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
from xzt.office.receipt.verdict import PDF, Finding, Verdict
from xzt.signing.certs import read_certificate
from xzt.signing.pdf import check_pdf, is_signed
from xzt.signing.seals import read_sealed_value
from xzt.signing.zips import read_zip

if TYPE_CHECKING:
    from xzt.client.session import Client

_MOST = 20
"""Findings that are kept; the first say enough."""
_STRANGER = "issuer_unknown"
_NOT_BROKEN = frozenset({_STRANGER, "algorithm_unknown"})


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
            return _of_pdf(path, roots, now)
    return None


def _of_pdf(path: Path, roots: tuple[bytes, ...], now: datetime) -> Verdict:
    """Judge the signatures of a PDF: one that is no signature of its bytes breaks it, one in an unknown way says nothing."""
    data = path.read_bytes()
    if not is_signed(data):
        return Verdict("unsealed", now)
    found = check_pdf(data, roots)
    faults = [(one.by, fault) for one in found for fault in one.faults]
    codes = {fault for _, fault in faults}
    state = "broken" if codes - _NOT_BROKEN else "unchecked" if "algorithm_unknown" in codes else "untrusted" if codes else "valid"
    by = "、".join(dict.fromkeys(one.by for one in found if one.by))
    at = max((one.at for one in found if one.at), default=None)
    return Verdict(state, now, by, at, tuple(Finding(PDF, who, fault) for who, fault in faults[:_MOST]))


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
