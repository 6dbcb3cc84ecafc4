"""Seals in OFD documents (GB/T 33190-2016 clause 18, GM/T 0099): set one, and check every one that is there.

The chain: files -> SM3 in ``Signature.xml`` -> SM3 of that in ``SignedValue.dat`` -> SM2. How seals and their values are encoded is
``xzt.signing.seals``; how pages are written is not known here. Signatures of type "Sign" (no seal) are not read.
"""

import base64
import binascii
import posixpath
import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count

from msgspec import Struct

from xzt.core.digest import sm3
from xzt.core.errors import Trouble
from xzt.signing.certs import SM2_WITH_SM3, check_chain, read_certificate
from xzt.signing.keys import Signer, verify
from xzt.signing.seals import SealedValue, check_seal, is_holder, read_seal, read_sealed_value, sign_with_seal
from xzt.signing.zips import is_plain_path, read_zip, write_zip

NAMESPACE = "http://www.ofdspec.org/2016"
SM3_OID = "1.2.156.10197.1.401"
ENTRY = "OFD.xml"
_MOST_XML = 50 * 1024 * 1024

ET.register_namespace("ofd", NAMESPACE)


class Stamp(Struct, frozen=True):
    """Where a seal stands: page (from 0), then left, top, width and height in mm from the page's top left corner."""

    page_index: int
    x: float
    y: float
    w: float
    h: float


class OfdCheck(Struct, frozen=True):
    """One check: ``code`` names it, ``detail`` says what was found and in which file (package paths, codes)."""

    code: str
    ok: bool
    detail: str


class _Record(Struct, frozen=True):
    """One ``Signature.xml`` as read; all paths from the root of the package."""

    path: str
    method: str
    check_method: str
    references: dict[str, str]
    stamps: tuple[tuple[str, str], ...]
    seal: str
    value: str

    @property
    def own(self) -> set[str]:
        """The files that come with this signature."""
        return {self.path, self.value, self.seal} - {""}


class _Book(Struct, frozen=True):
    """The list of signatures of a package: where it stands, what is in it, the highest id."""

    path: str
    records: tuple[_Record, ...]
    highest: int


def seal_ofd(
    ofd: bytes, seal: bytes, key: Signer, cert: bytes, now: datetime, stamps: Sequence[Stamp], *, beside: int | None = None
) -> bytes:
    """Seal a document: every file is signed, and nobody can seal after unless it is sealed ``beside`` others, at this place among them.

    The organs of a joint document seal the same file beside each other, ``join_ofd`` lays the copies into one, and the last one closes it.
    """
    if not is_holder(read_seal(seal), cert):
        raise Trouble("seal_not_of_certificate")
    files = read_zip(ofd)
    book = _book_of(files)
    if any(book.path in record.references for record in book.records):
        raise Trouble("ofd_closed")
    book = _enter(files, book)
    signs = posixpath.dirname(book.path)
    taken = {record.path for record in book.records}
    place = beside if beside is not None else next(n for n in count() if f"{signs}/Sign_{n}/Signature.xml" not in taken)
    folder = f"{signs}/Sign_{place}"
    record, value = f"{folder}/Signature.xml", f"{folder}/SignedValue.dat"
    if any(name.startswith(f"{folder}/") for name in files):
        raise _malformed(book.path, folder)
    files[f"{folder}/Seal.esl"] = seal
    files[book.path] = _list_of(files, book, f"/{record}")
    listed = [name for name in files if beside is None or name != book.path]
    files[record] = _record_of(files, listed, folder, now, stamps)
    files[value] = sign_with_seal(seal, now, bytes.fromhex(sm3(files[record])), f"/{record}", key, cert)
    made = read_sealed_value(files[value])
    if not verify(read_certificate(cert).public, made.signed_part, made.signature):
        raise Trouble("key_not_of_certificate")
    return write_zip(files)


def join_ofd(copies: Sequence[bytes]) -> bytes:
    """Lay copies of one document, each sealed beside the others, into one with every seal; other files are ``Trouble("ofd_differs")``."""
    files = read_zip(copies[0])
    book = _book_of(files)
    for copy in copies[1:]:
        theirs = read_zip(copy)
        added = _book_of(theirs)
        own = set[str]().union(*(record.own for record in added.records))
        known = set[str]().union(*(record.own for record in book.records))
        plain = {name: data for name, data in files.items() if name not in known | {book.path}}
        if (
            book.path != added.path
            or own & set(files)
            or {name: theirs[name] for name in theirs if name not in own | {added.path}} != plain
        ):
            raise Trouble("ofd_differs")
        files |= {name: theirs[name] for name in own}
        for record in added.records:
            files[book.path] = _list_of(files, book, f"/{record.path}")
            book = _book_of(files)
    return write_zip(files)


def verify_ofd(ofd: bytes, roots: Sequence[bytes]) -> list[OfdCheck]:
    """Check every seal of a document, each check in the standard's order; a file at fault is named. Never raises."""
    try:
        files = read_zip(ofd)
        book = _book_of(files)
    except Trouble as trouble:
        return [OfdCheck("structure", ok=False, detail=_told(trouble))]
    checks = [OfdCheck("structure", ok=False, detail=detail) for detail in _unsound(files)]
    checks = checks or [OfdCheck("structure", ok=True, detail="")]
    if not book.records:
        return [*checks, OfdCheck("signed", ok=False, detail=book.path or ENTRY)]
    for record in book.records:  # what comes with another seal is held against that one
        others = set[str]().union(*(other.own for other in book.records if other is not record))
        checks += _check_record(files, record, others | {book.path, record.path, record.value}, roots)
    return checks


def _check_record(files: dict[str, bytes], record: _Record, excused: set[str], roots: Sequence[bytes]) -> list[OfdCheck]:
    checks = _check_digests(files, record, excused)
    try:
        value = read_sealed_value(_file(files, record.path, record.value))
    except Trouble as trouble:
        return [*checks, OfdCheck("signed_value", ok=False, detail=f"{record.value} {_told(trouble)}")]
    signed = value.data_hash.hex() == sm3(files[record.path])
    checks.append(OfdCheck("data_hash", signed, "" if signed else f"changed {record.path}"))
    named = value.property_info.removeprefix("/") == record.path
    checks.append(OfdCheck("property_info", named, "" if named else f"{record.value} names {value.property_info}"))
    for code, found in (
        ("certificate", check_chain(value.certificate, roots, value.at, "organ_seal")),
        ("signature", _signature_wrong(record, value)),
        ("seal", _seal_wrong(files, record, value, roots)),
        ("holder", [] if is_holder(value.seal, value.certificate) else ["certificate_not_in_seal"]),
    ):
        checks.append(OfdCheck(code, not found, " ".join([record.value, *found]) if found else ""))
    wrong = _stamps_wrong(files, record)
    checks.append(OfdCheck("drawn", not wrong, " ".join(wrong)))
    return checks


def _check_digests(files: dict[str, bytes], record: _Record, excused: set[str]) -> list[OfdCheck]:
    """Compare every listed file with its digest, and look for files that nobody listed; one check for each file at fault."""
    if record.check_method not in {SM3_OID, "SM3"}:
        return [OfdCheck("digests", ok=False, detail=f"{record.path} method {record.check_method}")]
    faults = []
    for name, digest in record.references.items():
        if name not in files:
            faults.append(f"missing {name}")
        elif sm3(files[name]) != digest:
            faults.append(f"changed {name}")
    checks = [OfdCheck("digests", ok=False, detail=fault) for fault in faults] or [
        OfdCheck("digests", ok=True, detail=str(len(record.references)))
    ]
    unlisted = [name for name in files if name not in record.references and name not in excused]
    return checks + ([OfdCheck("unlisted", ok=False, detail=name) for name in unlisted] or [OfdCheck("unlisted", ok=True, detail="")])


def _signature_wrong(record: _Record, value: SealedValue) -> list[str]:
    found = []
    if not value.algorithm == record.method == SM2_WITH_SM3:
        found.append("algorithm_unknown")
    if value.time_stamped:
        found.append("time_stamp_unknown")  # outside the signed part, and no time stamp authority is trusted here
    try:
        public = read_certificate(value.certificate).public
    except Trouble as trouble:
        return [*found, trouble.code]
    return found if verify(public, value.signed_part, value.signature) else [*found, "signature_wrong"]


def _seal_wrong(files: dict[str, bytes], record: _Record, value: SealedValue, roots: Sequence[bytes]) -> list[str]:
    """Check the seal, and that the one which lies in the package, if any, is the one that was signed."""
    found = check_seal(value.seal, roots, value.at)
    if record.seal and files.get(record.seal) != value.seal.der:
        found.append(f"seal_differs {record.seal}")
    return found


def _stamps_wrong(files: dict[str, bytes], record: _Record) -> list[str]:
    """What is drawn comes from signed bytes: every stamp on a page that is there, every page among the signed files."""
    try:
        pages = dict(_pages_of(files))
    except Trouble as trouble:
        return [_told(trouble)]
    found = [f"page {page}" for page, boundary in record.stamps if page not in pages or not _is_box(boundary)]
    return found + [f"unsigned {path}" for path in pages.values() if path not in record.references]


def _is_box(text: str) -> bool:
    try:
        numbers = [float(part) for part in text.split()]
    except ValueError:
        return False
    return len(numbers) == 4 and all(abs(number) < 10_000 for number in numbers) and min(numbers[2:]) > 0


def _unsound(files: dict[str, bytes]) -> list[str]:
    """Name the XML files that a reader would choke on or understand differently."""
    found = []
    for name in files:
        if name.lower().endswith(".xml"):
            try:
                _parse(files, name)
            except Trouble as trouble:
                found.append(_told(trouble))
    return found


def _book_of(files: dict[str, bytes]) -> _Book:
    """Read the list of signatures and each of them; an unsigned package has an empty book."""
    location = _text(_body_of(files), "Signatures")
    if not location:
        return _Book(path="", records=(), highest=0)
    path = _resolve(ENTRY, location)
    root = _parse(files, path, ENTRY)
    records, ids = [], [0]
    for entry in _children(root, "Signature"):
        if entry.get("Type", "Seal") != "Seal":
            raise _malformed(path, "Type")
        ids.append(_number_in(path, entry.get("ID", "")))
        records.append(_read_record(files, _resolve(path, entry.get("BaseLoc", "")), path))
    if not records or len({record.path for record in records}) != len(records):
        raise _malformed(path, "Signature")
    return _Book(path=path, records=tuple(records), highest=max(ids))


def _read_record(files: dict[str, bytes], path: str, named_by: str) -> _Record:
    root = _parse(files, path, named_by)
    info = _child(root, "SignedInfo", path)
    references = _child(info, "References", path)
    digests: dict[str, str] = {}
    for reference in _children(references, "Reference"):
        name = _resolve(path, reference.get("FileRef", ""))
        if name in digests:
            raise _malformed(path, name)
        digests[name] = _hex(path, _text(reference, "CheckValue"))
    seal = info.find(f"{{{NAMESPACE}}}Seal")
    return _Record(
        path=path,
        method=_text(info, "SignatureMethod"),
        check_method=references.get("CheckMethod", ""),
        references=digests,
        stamps=tuple((stamp.get("PageRef", ""), stamp.get("Boundary", "")) for stamp in _children(info, "StampAnnot")),
        seal="" if seal is None else _resolve(path, _text(seal, "BaseLoc")),
        value=_resolve(path, _text(root, "SignedValue")),
    )


def _enter(files: dict[str, bytes], book: _Book) -> _Book:
    """Name the list of signatures in the entry file, if it is not there yet."""
    if book.path:
        return book
    body_root = _parse(files, ENTRY)
    body = _child(body_root, "DocBody", ENTRY)
    path = f"{posixpath.dirname(_document_of(files))}/Signs/Signatures.xml".removeprefix("/")
    if path in files:
        raise _malformed(ENTRY, path)
    _add(body, "Signatures", f"/{path}")
    files[ENTRY] = _written(body_root)
    return _Book(path=path, records=(), highest=0)


def _list_of(files: dict[str, bytes], book: _Book, record: str) -> bytes:
    """Write the list of signatures with one more entry."""
    number = str(book.highest + 1)
    root = _parse(files, book.path) if book.records else ET.Element(f"{{{NAMESPACE}}}Signatures")
    highest = root.find(f"{{{NAMESPACE}}}MaxSignId")
    if highest is None:
        highest = ET.Element(f"{{{NAMESPACE}}}MaxSignId")
        root.insert(0, highest)
    highest.text = number
    _add(root, "Signature", ID=number, Type="Seal", BaseLoc=record)
    return _written(root)


def _record_of(files: dict[str, bytes], listed: list[str], folder: str, now: datetime, stamps: Sequence[Stamp]) -> bytes:
    """Write ``Signature.xml``: the digests of the listed files, the places of the seal."""
    root = ET.Element(f"{{{NAMESPACE}}}Signature")
    info = _add(root, "SignedInfo")
    _add(info, "Provider", ProviderName="xzt", Version="1.0", Company="xzt")
    _add(info, "SignatureMethod", SM2_WITH_SM3)
    _add(info, "SignatureDateTime", now.astimezone(UTC).strftime("%Y%m%d%H%M%SZ"))
    references = _add(info, "References", CheckMethod=SM3_OID)
    for name in sorted(listed):
        reference = _add(references, "Reference", FileRef=f"/{name}")
        _add(reference, "CheckValue", base64.b64encode(bytes.fromhex(sm3(files[name]))).decode("ascii"))
    pages = _pages_of(files)
    for number, stamp in enumerate(stamps, start=1):
        if not 0 <= stamp.page_index < len(pages):
            raise Trouble("page_missing", page=str(stamp.page_index + 1))
        boundary = " ".join(f"{value:.6g}" for value in (stamp.x, stamp.y, stamp.w, stamp.h))
        _add(info, "StampAnnot", ID=str(number), PageRef=pages[stamp.page_index][0], Boundary=boundary)
    _add(_add(info, "Seal"), "BaseLoc", f"/{folder}/Seal.esl")
    _add(root, "SignedValue", f"/{folder}/SignedValue.dat")
    return _written(root)


def _pages_of(files: dict[str, bytes]) -> list[tuple[str, str]]:
    """List the pages in their order: id and path."""
    path = _document_of(files)
    pages = _child(_parse(files, path, ENTRY), "Pages", path)
    return [(page.get("ID", ""), _resolve(path, page.get("BaseLoc", ""))) for page in _children(pages, "Page")]


def _document_of(files: dict[str, bytes]) -> str:
    return _resolve(ENTRY, _text(_body_of(files), "DocRoot"))


def _body_of(files: dict[str, bytes]) -> ET.Element:
    bodies = _children(_parse(files, ENTRY), "DocBody")
    if len(bodies) != 1:
        raise _malformed(ENTRY, "DocBody")
    return bodies[0]


def _parse(files: dict[str, bytes], name: str, named_by: str = ENTRY) -> ET.Element:
    """Parse an XML file; a DTD, another encoding than UTF-8 and broken XML are refused (RS-12)."""
    data = _file(files, named_by, name)
    try:
        text = data.decode("utf-8")
        if len(data) > _MOST_XML or "<!DOCTYPE" in text or "<!ENTITY" in text:
            raise _malformed(name, "DTD")
        return ET.fromstring(text.encode("utf-8"))  # noqa: S314  no DTD, hence no entities; expat itself bounds the rest
    except (ET.ParseError, UnicodeDecodeError, ValueError, LookupError) as error:
        raise _malformed(name, "XML") from error


def _file(files: dict[str, bytes], named_by: str, name: str) -> bytes:
    if name not in files:
        raise _malformed(named_by, f"missing {name}")
    return files[name]


def _resolve(base: str, location: str) -> str:
    """Turn a location, absolute in the package or relative to the file that names it, into a path."""
    joined = location[1:] if location.startswith("/") else posixpath.join(posixpath.dirname(base), location)
    path = posixpath.normpath(joined)
    if not location or not is_plain_path(path):
        raise _malformed(base, location)
    return path


def _children(element: ET.Element, name: str) -> list[ET.Element]:
    return element.findall(f"{{{NAMESPACE}}}{name}")


def _child(element: ET.Element, name: str, path: str) -> ET.Element:
    found = _children(element, name)
    if len(found) != 1:
        raise _malformed(path, name)
    return found[0]


def _text(element: ET.Element, name: str) -> str:
    return (element.findtext(f"{{{NAMESPACE}}}{name}") or "").strip()


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)
    element.text = text
    return element


def _written(root: ET.Element) -> bytes:
    data: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return data


def _hex(path: str, text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).hex()
    except (binascii.Error, ValueError) as error:
        raise _malformed(path, "CheckValue") from error


def _number_in(path: str, identifier: str) -> int:
    """Read the number of an id, plain or with letters before it ("s001")."""
    match = re.fullmatch(r"[A-Za-z]*([0-9]{1,9})", identifier)
    if match is None:
        raise _malformed(path, "ID")
    return int(match[1])


def _malformed(path: str, what: str) -> Trouble:
    return Trouble("ofd_malformed", file=path, what=what)


def _told(trouble: Trouble) -> str:
    return " ".join([trouble.code, *(value for value in trouble.params.values() if value)])
