"""Checks of a package as a bag: every byte listed, both digests right, nothing missing or added, the lists signed (RS-28, RFC 8493).

What the files say is looked at elsewhere; here they are bytes with names.
"""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from xzt.archive import bags, layout
from xzt.archive.report import Check, Fault, Item, Reason, judged
from xzt.archive.trees import Tree
from xzt.core.encoding import decode
from xzt.core.errors import Trouble
from xzt.office.people import Directory, Role
from xzt.signing.certs import check_chain, read_certificate
from xzt.signing.keys import verify

_ITEMS = {"sha256": Item.DIGEST_SHA256, "sm3": Item.DIGEST_SM3}


class Trusted(Struct, frozen=True):
    """The roots to judge by, and whether somebody else than the package named them."""

    roots: tuple[bytes, ...]
    given: bool
    faults: tuple[Fault, ...] = ()


def trusted_by(files: dict[str, bytes], given: Sequence[bytes] | None) -> Trusted:
    """Take the caller's roots; with none, those inside the package."""
    found: list[bytes] = []
    faults: list[Fault] = []
    for name in sorted(files):
        if name.startswith(layout.ROOTS):
            try:
                root = layout.read_pem(files[name])
                certificate = read_certificate(root)
            except Trouble as trouble:
                faults.append((name, trouble.code))
                continue
            if certificate.usage != "ca" or not verify(certificate.public, certificate.signed_part, certificate.signature):
                faults.append((name, "issuer_not_ca"))
            else:
                found.append(root)
    return (
        Trusted(tuple(found), given=False, faults=tuple(faults))
        if given is None
        else Trusted(tuple(given), given=True, faults=tuple(faults))
    )


def check_bag(tree: Tree, trusted: Trusted) -> list[Check]:
    """Check names, lists, digests, signature and signer."""
    files = tree.files
    lists, malformed = _read_lists(files)
    checks = judged(Item.PATHS, tree.faults)
    checks += judged(Item.BAG, [*malformed, *_form_faults(files)])
    checks += judged(Item.FILES_LISTED, _listing_faults(tree, lists))
    checks += judged(Item.COUNT, _count_faults(files))
    for algorithm, item in _ITEMS.items():
        checks += judged(item, _digest_faults(files, lists, algorithm))
    checks += judged(Item.PACKAGE_SIGNATURE, _signature_faults(files))
    checks += judged(Item.PACKAGE_SIGNER, _signer_faults(files, trusted.roots), detail=_signer_name(files))
    empty = [] if trusted.roots else [("", Reason.NONE.value)]
    origin = Reason.GIVEN if trusted.given else Reason.FROM_PACKAGE
    return checks + judged(Item.ROOTS, [*trusted.faults, *empty], detail=f"{origin} {_root_names(trusted.roots)}")


def signing_time(files: dict[str, bytes]) -> datetime | None:
    """Read when the package was signed, as its signed tag file says; None where it does not."""
    try:
        at = datetime.fromisoformat(bags.read_info(files.get(bags.INFO, b"")).get("Signing-Time", ""))
    except (Trouble, ValueError):
        return None
    return at if at.tzinfo and 1990 <= at.year <= 2200 else None


def _read_lists(files: dict[str, bytes]) -> tuple[dict[str, dict[str, str]], list[Fault]]:
    """Read manifests and tag manifests, names with digests by file; what cannot be read is empty."""
    lists: dict[str, dict[str, str]] = {}
    faults: list[Fault] = []
    for kind in ("manifest", "tagmanifest"):
        for algorithm in bags.ALGORITHMS:
            name = f"{kind}-{algorithm}.txt"
            try:
                lists[name] = bags.read_manifest(files[name]) if name in files else {}
            except Trouble as trouble:
                lists[name] = {}
                faults.append((name, f"{Reason.NOT_CANONICAL} {trouble.params['line']}"))
    return lists, faults


def _form_faults(files: dict[str, bytes]) -> list[Fault]:
    """Check the declaration, and that tag manifests stand as we would write them for what is there."""
    faults: list[Fault] = []
    if files.get(bags.BAGIT, bags.DECLARATION) != bags.DECLARATION:
        faults.append((bags.BAGIT, Reason.CHANGED))
    for algorithm in bags.ALGORITHMS:
        name = f"tagmanifest-{algorithm}.txt"
        if name in files and files[name] != bags.write_manifest(files, bags.tag_files(files), algorithm):
            faults.append((name, Reason.NOT_EQUAL))
    try:
        bags.read_info(files.get(bags.INFO, b""))
    except Trouble:
        faults.append((bags.INFO, Reason.NOT_CANONICAL))
    return faults


def _listing_faults(tree: Tree, lists: dict[str, dict[str, str]]) -> list[Fault]:
    """Compare what is there with what every list says is there, folders included."""
    own = {f"{kind}-{algorithm}.txt" for kind in ("manifest", "tagmanifest") for algorithm in bags.ALGORITHMS}
    own |= {bags.BAGIT, bags.INFO, layout.ABOUT, bags.SIGNATURE, bags.CERTIFICATE}
    faults: list[Fault] = [(name, Reason.MISSING) for name in sorted(own - tree.files.keys())]
    for algorithm in bags.ALGORITHMS:
        listed, tags = lists[f"manifest-{algorithm}.txt"], lists[f"tagmanifest-{algorithm}.txt"]
        payload, beside = set(bags.payload_files(tree.files)), set(bags.tag_files(tree.files))
        faults += [(name, Reason.MISSING) for name in sorted((listed.keys() - payload) | (tags.keys() - beside))]
        faults += [(name, Reason.ADDED) for name in sorted((payload - listed.keys()) | (beside - tags.keys() - own))]
        own_unlisted = sorted((own & beside) - tags.keys())
        faults += [(name, Reason.ADDED) for name in own_unlisted]
    needed = {name.rpartition("/")[0] for name in tree.files}
    needed |= {above for name in needed for above in _above(name)}
    return faults + [(name, Reason.ADDED) for name in sorted(tree.folders - needed)]


def _above(folder: str) -> list[str]:
    parts = folder.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]


def _count_faults(files: dict[str, bytes]) -> list[Fault]:
    try:
        stated = bags.read_info(files.get(bags.INFO, b"")).get("Payload-Oxum", "")
    except Trouble:
        return [(bags.INFO, Reason.UNREADABLE)]
    return [] if stated == bags.oxum(files) else [(bags.INFO, f"{Reason.NOT_EQUAL} {stated} {bags.oxum(files)}")]


def _digest_faults(files: dict[str, bytes], lists: dict[str, dict[str, str]], algorithm: str) -> list[Fault]:
    digest = bags.ALGORITHMS[algorithm]
    listed = {**lists[f"manifest-{algorithm}.txt"], **lists[f"tagmanifest-{algorithm}.txt"]}
    return [(name, Reason.CHANGED) for name, stated in listed.items() if name in files and digest(files[name]) != stated]


def _signature_faults(files: dict[str, bytes]) -> list[Fault]:
    if missing := [name for name in (bags.SIGNED, bags.SIGNATURE, bags.CERTIFICATE) if name not in files]:
        return [(name, Reason.SIGNATURE_MISSING) for name in missing]
    try:
        public = read_certificate(layout.read_pem(files[bags.CERTIFICATE])).public
    except Trouble as trouble:
        return [(bags.CERTIFICATE, trouble.code)]
    good = verify(public, files[bags.SIGNED], files[bags.SIGNATURE])
    return [] if good else [(bags.SIGNATURE, Reason.SIGNATURE_WRONG)]


def _signer_faults(files: dict[str, bytes], roots: tuple[bytes, ...]) -> list[Fault]:
    """Check the archivist's certificate at the time of signing, and that its holder was the unit's archivist or the unit itself."""
    subject = bags.CERTIFICATE
    at = signing_time(files)
    if at is None:
        return [(bags.INFO, f"{Reason.MISSING} Signing-Time")]
    try:
        certificate = read_certificate(layout.read_pem(files.get(subject, b"")))
        facts = decode(files.get(layout.INFORMATION, b""), layout.Information).facts
        directory = decode(files.get(layout.DIRECTORY, b""), Directory)
    except Trouble as trouble:
        return [(subject, trouble.code)]
    faults: list[Fault] = [(subject, code) for code in check_chain(certificate.der, roots, at)]
    if certificate.subject.unit != facts.unit_name:
        faults.append((subject, f"{Reason.OTHER_UNIT} {certificate.subject.unit}"))
    person = directory.person(certificate.subject.id)
    archivist = certificate.usage == "person" and person is not None and Role.ARCHIVIST in person.roles
    if certificate.usage != "archive" and not archivist:
        faults.append((subject, f"{Reason.OTHER_PERSON} {certificate.subject.name}"))
    return faults


def _signer_name(files: dict[str, bytes]) -> str:
    try:
        return read_certificate(layout.read_pem(files.get(bags.CERTIFICATE, b""))).subject.name
    except Trouble:
        return ""


def _root_names(roots: tuple[bytes, ...]) -> str:
    names = []
    for root in roots:
        try:
            names.append(read_certificate(root).subject.name)
        except Trouble as trouble:
            names.append(trouble.code)
    return "、".join(names)
