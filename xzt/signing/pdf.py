"""Signatures in PDF files (ISO 32000-1 12.8): whether the signed bytes are unchanged, who signed, and whether the house knows the signer.

CMS (RFC 5652) with RSA and ECDSA over SHA-2, and SM2 over SM3 (GB/T 35275). What was added after the last signature is told as such and
never looked into. Not here: revocation, time stamps, long-term evidence.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from asn1crypto import cms, x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key
from msgspec import Struct

from xzt.core.digest import sm3
from xzt.core.errors import Trouble
from xzt.signing.certs import BROKEN, check_chain
from xzt.signing.keys import PublicKey, verify

_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s*\]")
_MARK = re.compile(rb"/ByteRange\s*\[")
_MOST = 1 << 20
"""Bytes of one signature; those of the trade have a few thousand."""
_HASHES: dict[str, hashes.HashAlgorithm] = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}
_SM3, _SM2 = "1.2.156.10197.1.401", ("1.2.156.10197.1.301", "1.2.156.10197.1.301.1", "1.2.156.10197.1.501")
_SIGNED_DATA = ("1.2.840.113549.1.7.2", "1.2.156.10197.6.1.4.2.2")
"""CMS, and that of GB/T 35275."""


class PdfSignature(Struct, frozen=True):
    """One signature: by whom, when the signer says it was made, and what does not hold, as codes."""

    by: str = ""
    at: datetime | None = None
    faults: tuple[str, ...] = ()


class _Place(Struct, frozen=True):
    """Where a signature stands: its bytes lie in the gap between the two signed stretches."""

    gap: int
    after: int
    end: int


def is_signed(data: bytes) -> bool:
    """Say whether a PDF claims to be signed."""
    return _MARK.search(data) is not None


def check_pdf(data: bytes, roots: Sequence[bytes]) -> tuple[PdfSignature, ...]:
    """Check every signature of a PDF; the last one has to cover the file to its end."""
    places = [_Place(int(one[2]), int(one[3]), int(one[3]) + int(one[4])) for one in _RANGE.finditer(data) if int(one[1]) == 0]
    if len(places) != len(_MARK.findall(data)):
        return (PdfSignature(faults=("signature_malformed",)),)
    last = max((place.end for place in places), default=0)
    found = [_check(data, place, roots) for place in places]
    if found and data[last:].strip(b"\r\n\0 \t"):
        found[-1] = PdfSignature(found[-1].by, found[-1].at, (*found[-1].faults, "appended"))
    return tuple(found)


def _check(data: bytes, place: _Place, roots: Sequence[bytes]) -> PdfSignature:
    text = data[place.gap : place.after]
    whole = 0 < place.gap < place.after <= place.end <= len(data) and len(text) <= 2 * _MOST
    if not whole or text[:1] != b"<" or text[-1:] != b">":
        return PdfSignature(faults=("signature_malformed",))
    try:
        info = cms.ContentInfo.load(bytes.fromhex(text[1:-1].decode("ascii")))
        if info["content_type"].dotted not in _SIGNED_DATA:
            return PdfSignature(faults=("algorithm_unknown",))
        content = info["content"]
        signed = content if isinstance(content, cms.SignedData) else content.parse(cms.SignedData)
        return _judge(signed, data[: place.gap] + data[place.after : place.end], roots)
    except (*BROKEN, UnsupportedAlgorithm):
        return PdfSignature(faults=("signature_malformed",))


def _judge(signed: Any, content: bytes, roots: Sequence[bytes]) -> PdfSignature:  # noqa: ANN401  asn1crypto has no types
    (signer,) = signed["signer_infos"]
    certificate = _certificate(signed, signer)
    if certificate is None:
        return PdfSignature(faults=("signature_malformed",))
    name = certificate.subject.native
    by = str(name.get("common_name") or name.get("organization_name") or "")
    attributes = {one["type"].native: one["values"] for one in signer["signed_attrs"]}
    at = attributes["signing_time"][0].native if "signing_time" in attributes else None
    digest = _digest_of(signer["digest_algorithm"]["algorithm"].dotted, signer["digest_algorithm"]["algorithm"].native)
    if digest is None:
        return PdfSignature(by, at, ("algorithm_unknown",))
    told = content
    if attributes:
        if len(attributes) != len(signer["signed_attrs"]) or attributes["message_digest"][0].native != digest(content):
            return PdfSignature(by, at, ("digests",))
        told = signer["signed_attrs"].untag().dump()
    elif signed["encap_content_info"]["content"].native:
        return PdfSignature(by, at, ("algorithm_unknown",))
    held = _holds(certificate, signer, told)
    if held is not True:
        return PdfSignature(by, at, ("algorithm_unknown" if held is None else "signature_wrong" if attributes else "digests",))
    return PdfSignature(by, at, _unknown(certificate.dump(), roots, at))


def _certificate(signed: Any, signer: Any) -> Any:  # noqa: ANN401  as above
    """Find the signer's certificate among those that came along."""
    held = [one.chosen for one in signed["certificates"] if isinstance(one.chosen, x509.Certificate)]
    sid = signer["sid"].chosen
    if isinstance(sid, cms.IssuerAndSerialNumber):
        wanted = (sid["issuer"].dump(), sid["serial_number"].native)
        return next((one for one in held if (one.issuer.dump(), one.serial_number) == wanted), None)
    return next((one for one in held if one.key_identifier == sid.native), None)


def _digest_of(dotted: str, name: str) -> Callable[[bytes], bytes] | None:
    """Give the digest by its name; what has been broken (MD5, SHA-1) proves nothing and is none."""
    if dotted == _SM3:
        return lambda data: bytes.fromhex(sm3(data))
    return (lambda data: hashlib.new(name, data).digest()) if name in _HASHES else None


def _holds(certificate: Any, signer: Any, told: bytes) -> bool | None:  # noqa: ANN401  as above
    """Say whether the signature over ``told`` is that of the certificate's key; None for an algorithm that is not known here."""
    signature, spki = signer["signature"].native, certificate.public_key.dump()
    algorithm = signer["signature_algorithm"]["algorithm"]
    if algorithm.dotted in _SM2:
        try:
            return verify(PublicKey(spki), told, signature)
        except Trouble:
            return False
    used = _HASHES.get(signer["digest_algorithm"]["algorithm"].native)
    key = load_der_public_key(spki)
    if used is None:
        return None
    try:
        if isinstance(key, rsa.RSAPublicKey) and algorithm.native == "rsassa_pss":
            key.verify(signature, told, padding.PSS(padding.MGF1(used), padding.PSS.AUTO), used)
        elif isinstance(key, rsa.RSAPublicKey) and "rsa" in algorithm.native:
            key.verify(signature, told, padding.PKCS1v15(), used)
        elif isinstance(key, ec.EllipticCurvePublicKey) and "ecdsa" in algorithm.native:
            key.verify(signature, told, ec.ECDSA(used))
        else:
            return None
    except InvalidSignature:
        return False
    return True


def _unknown(certificate: bytes, roots: Sequence[bytes], at: datetime | None) -> tuple[str, ...]:
    """Say that the house does not know who signed: no root of its own vouches for the certificate as of then."""
    if at is None:
        return ("issuer_unknown",)
    return ("issuer_unknown",) if check_chain(certificate, roots, at) else ()
