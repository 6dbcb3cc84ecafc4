"""Checks the seal or signature of a file that came from outside or over the exchange (RCV-06): OFD, an archive package, a signed PDF.

Trust is in the roots that this store was given by its server. Call it in a job.
"""

from base64 import b64decode
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import structs

from xzt.archive import bags, layout
from xzt.archive.bag_checks import signing_time
from xzt.archive.checks import verify, verify_sealed
from xzt.archive.report import Item, Reason, Report
from xzt.archive.trees import read_tree
from xzt.core.digest import sm3
from xzt.core.errors import Trouble
from xzt.office.receipt.state import Source
from xzt.office.receipt.verdict import PDF, SENDER, Finding, Verdict
from xzt.signing.certs import read_certificate
from xzt.signing.pdf import check_pdf, is_signed
from xzt.signing.seals import SealedValue, read_sealed_value
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
            report = verify(path, roots)  # looks at the size first
            return _of_ofd(path.read_bytes(), report, now)
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


def verdict_of_sealed(client: "Client", source: Source, data: bytes) -> Verdict:
    """Check the sealed file of a document of the exchange: the one that is named, sealed, and by the organ that it comes from."""
    roots, now = tuple(b64decode(root) for root in client.roots()), client.now()
    if sm3(data) != source.file:
        return other_file(now)
    found = _of_ofd(data, verify_sealed(data, roots), now)
    if found.state == "unsealed":  # what the exchange brings is sealed: its seal was taken off
        return structs.replace(found, state="broken", findings=(Finding(Item.OFD_SEAL, "", f"{Reason.OFD} signed"),))
    sender = client.directory.unit(source.unit)
    names = {source.unit, sender.organisation, sender.name} - {""} if sender else {source.unit}
    if found.state in {"valid", "untrusted"} and not any(names & _names_of(value) for value in _values_in(data)):
        return structs.replace(found, state="broken", findings=(*found.findings, Finding(SENDER, "", Reason.OTHER_UNIT)))
    return found


def other_file(now: datetime) -> Verdict:
    """Say that another file came than the one that the receipt names."""
    return Verdict("broken", now, findings=(Finding(Item.DIGEST_SM3, "", Reason.CHANGED),))


def _values_in(data: bytes) -> list[SealedValue]:
    """Read every seal of an OFD; none where one cannot be read."""
    try:
        return [read_sealed_value(value) for name, value in sorted(read_zip(data).items()) if name.endswith("SignedValue.dat")]
    except Trouble:
        return []


def _names_of(value: SealedValue) -> set[str]:
    """List what the organ of a seal is known by."""
    subject = read_certificate(value.certificate).subject
    return {value.seal.name, subject.unit, subject.id}


def _of_ofd(data: bytes, report: Report, now: datetime) -> Verdict:
    values = _values_in(data)
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
