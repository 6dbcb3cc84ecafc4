"""Verify what lies in a file or folder with no server and no store: a package (folder or zip), a sealed OFD, one signed command.

The four properties of DA/T 70-2018: authenticity, completeness, usability, safety. What the codes in a report mean, and which property each
belongs to, stands in ``xzt.archive.report``; sentences are the caller's.

Trust comes from the caller (``roots``, DER). Without roots, those inside the package are taken, and the check ``roots`` says
``from_package``: then the package agrees with itself, and who vouches for it is for the reader to find out.
"""

from collections.abc import Sequence
from pathlib import Path

from xzt.archive import layout
from xzt.archive.bag_checks import Trusted, check_bag, trusted_by
from xzt.archive.bags import BAGIT, INFO, PAYLOAD, SIGNED, payload_files
from xzt.archive.file_checks import check_files
from xzt.archive.record_checks import check_record, load, ofd_faults
from xzt.archive.report import Check, Fault, Item, Reason, Report, judged
from xzt.archive.trees import Tree, read_tree
from xzt.core.encoding import decode
from xzt.core.errors import Trouble
from xzt.office.envelope import Envelope
from xzt.signing.certs import check_chain, read_certificate
from xzt.signing.keys import verify as verify_signature

_MOST_FILE = 64 * 1024 * 1024


def verify(path: Path, roots: Sequence[bytes] | None = None) -> Report:
    """Check what ``path`` is; only a path that cannot be read at all, or is nothing we know, is ``Trouble``."""
    if path.is_dir() or path.suffix.lower() == ".zip":
        tree = read_tree(path)
        if not tree.faults and not any(name.startswith(PAYLOAD) or name in {BAGIT, INFO, SIGNED} for name in tree.files):
            raise Trouble("path_no_package", path=str(path))
        return verify_tree(tree, roots)
    match path.suffix.lower():
        case ".ofd":
            return _verify_ofd(path, roots)
        case ".json" | ".sig" | ".pem":
            return _verify_signed(path.with_suffix(""), roots)
    raise Trouble("path_type" if path.exists() else "path_unknown", path=str(path))


def verify_tree(tree: Tree, roots: Sequence[bytes] | None = None) -> Report:
    """Check a package whose files have been read."""
    trusted = trusted_by(tree.files, roots)
    record, faults = load(tree.files, trusted.roots)
    missing = [fault for fault in faults if fault[1] == Reason.MISSING]
    checks = judged(Item.READABLE, [fault for fault in faults if fault[1] != Reason.MISSING])
    checks += check_bag(tree, trusted)
    checks += judged(Item.PARTS, missing)
    if record is not None:
        checks += check_record(record)
    payload = {name: tree.files[name] for name in payload_files(tree.files)}
    checks += check_files(payload)
    return _report("package", checks)


def _verify_ofd(path: Path, roots: Sequence[bytes] | None) -> Report:
    return _ofd_report(_read(path), path.name, _trusted_near(path, roots))


def verify_sealed(data: bytes, roots: Sequence[bytes]) -> Report:
    """Check a sealed OFD that is in memory; never raises."""
    return _ofd_report(data, "", trusted_by({}, roots))


def _ofd_report(data: bytes, name: str, trusted: Trusted) -> Report:
    return _report("ofd", _roots_check(trusted) + judged(Item.OFD_SEAL, ofd_faults(data, name, trusted.roots)))


def _verify_signed(base: Path, roots: Sequence[bytes] | None) -> Report:
    """Check one signed command: ``base`` with .json (the signed bytes), .sig and .pem beside it."""
    files = {ending: base.with_name(base.name + ending) for ending in (".json", ".sig", ".pem")}
    trusted = _trusted_near(files[".json"], roots)
    missing: list[Fault] = [(file.name, Reason.MISSING) for file in files.values() if not file.is_file()]
    if missing:
        return _report("signed_file", judged(Item.PARTS, missing))
    data, signature, pem = (_read(file) for file in files.values())
    faults: list[Fault] = []
    name = ""
    try:
        certificate = read_certificate(layout.read_pem(pem))
        name = certificate.subject.name
        if not verify_signature(certificate.public, data, signature):
            faults.append((files[".sig"].name, Reason.SIGNATURE_WRONG))
        envelope = decode(data, Envelope)
        faults += [(files[".pem"].name, code) for code in check_chain(certificate.der, trusted.roots, envelope.at, "person")]
        if certificate.subject.id != envelope.person:
            faults.append((files[".json"].name, f"{Reason.OTHER_PERSON} {name}"))
    except Trouble as trouble:
        at_fault = files[".pem"] if trouble.code == "certificate_malformed" else files[".json"]
        faults.append((at_fault.name, f"{Reason.UNREADABLE} {trouble.code}"))
    return _report("signed_file", _roots_check(trusted) + judged(Item.SIGNATURE, faults, detail=name))


def _trusted_near(path: Path, roots: Sequence[bytes] | None) -> Trusted:
    """Take the caller's roots, or those of the package that the file lies in."""
    for folder in (path.resolve().parent, path.resolve().parent.parent):
        found = sorted((folder / layout.ROOTS_FOLDER).glob("*.pem"))[:100] if roots is None else []
        if found:
            return trusted_by({f"{layout.ROOTS}{file.name}": _read(file) for file in found}, None)
    return trusted_by({}, roots)


def _roots_check(trusted: Trusted) -> list[Check]:
    origin = Reason.GIVEN if trusted.given else Reason.FROM_PACKAGE
    nobody = [] if trusted.roots else [("", Reason.NONE.value)]
    return judged(Item.ROOTS, [*trusted.faults, *nobody], detail=origin)


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MOST_FILE:
            raise Trouble("path_too_large", path=str(path))
        return path.read_bytes()
    except OSError as error:
        raise Trouble("path_unreadable", path=str(path)) from error


def _report(kind: str, checks: list[Check]) -> Report:
    order = {item.value: at for at, item in enumerate(Item)}
    return Report(kind, tuple(sorted(checks, key=lambda check: order[check.code])))
