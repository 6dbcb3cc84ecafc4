"""X.509 v3 certificates with SM2 keys (GB/T 20518, signature algorithm 1.2.156.10197.1.501): make, read, check.

One step from root to holder. The use of a certificate stands in its extended key usage, as OIDs of our own under 2.25 (ITU-T X.667: made
from UUIDs, so that nobody has to hand them out). Revocation does not live here: the caller who has a list asks it by serial number.
"""

import functools
import secrets
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Literal, TypeAlias

from asn1crypto import x509
from msgspec import Struct

from xzt.core.digest import sm3
from xzt.core.errors import Trouble
from xzt.core.ids import derived_id
from xzt.signing.der import check_der, octets_of
from xzt.signing.keys import PrivateKey, PublicKey, verify

SM2_WITH_SM3 = "1.2.156.10197.1.501"

Usage: TypeAlias = Literal["person", "organ_seal", "seal_maker", "archive", "exchange"]

USAGE_OIDS: dict[Usage, str] = {
    usage: f"2.25.{uuid.UUID(derived_id('certificate use ' + usage)).int}"
    for usage in ("person", "organ_seal", "seal_maker", "archive", "exchange")
}
_USAGES: dict[str, Usage] = {oid: usage for usage, oid in USAGE_OIDS.items()}

_UNDERSTOOD = {"key_usage", "basic_constraints", "extended_key_usage", "key_identifier", "authority_key_identifier"}

BROKEN = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)
"""What asn1crypto lets out when the bytes are not what they claim to be."""


class Subject(Struct, frozen=True):
    """Who a certificate is for: a person or organ by name, its unit, its id in the directory, and a note (such as 示例)."""

    name: str
    unit: str
    id: str
    note: str = ""


class Certificate(Struct, frozen=True):
    """A certificate as read. ``usage`` is "ca" for an issuer and "" for a use that this house does not know; times are UTC."""

    der: bytes
    subject: Subject
    issuer: str
    serial: int
    not_before: datetime
    not_after: datetime
    public: PublicKey
    usage: str
    fingerprint: str
    subject_name: bytes
    issuer_name: bytes
    signed_part: bytes
    signature: bytes


def make_root(key: PrivateKey, name: str, now: datetime, years: int, note: str = "") -> bytes:
    """Make a self-signed root certificate (DER) that is good for ``years``."""
    subject = _name_of(Subject(name=name, unit=name, id="", note=note))
    extensions = [
        _extension("basic_constraints", {"ca": True, "path_len_constraint": 0}, critical=True),
        _extension("key_usage", {"key_cert_sign", "crl_sign"}, critical=True),
        _extension("key_identifier", _identifier_of(key.public)),
    ]
    return _sign(key, subject, subject, key.public, (now, _years_later(now, years)), extensions)


def issue(ca_key: PrivateKey, ca_cert: bytes, public: PublicKey, subject: Subject, usage: Usage, now: datetime, until: datetime) -> bytes:
    """Issue a certificate (DER) for ``public`` to ``subject``, good from ``now`` to ``until``."""
    issuer = read_certificate(ca_cert)
    extensions = [
        _extension("basic_constraints", {"ca": False}, critical=True),
        _extension("key_usage", {"digital_signature", "non_repudiation"}, critical=True),
        _extension("extended_key_usage", [USAGE_OIDS[usage]]),
        _extension("key_identifier", _identifier_of(public)),
        _extension("authority_key_identifier", {"key_identifier": _identifier_of(issuer.public)}),
    ]
    return _sign(ca_key, x509.Name.load(issuer.subject_name), _name_of(subject), public, (now, until), extensions)


@functools.lru_cache(maxsize=256)
def read_certificate(der: bytes) -> Certificate:
    """Read a certificate; anything but an SM2 certificate in DER is ``Trouble("certificate_malformed")``."""
    try:
        return _read(der)
    except (*BROKEN, Trouble) as error:
        raise Trouble("certificate_malformed", detail=str(error)) from error


def check_chain(cert: bytes, roots: Sequence[bytes], at: datetime, usage: Usage | None = None) -> list[str]:
    """Name what is wrong with ``cert`` at the time ``at`` under the trusted ``roots``, and for ``usage`` if given; [] is good."""
    try:
        held = read_certificate(cert)
    except Trouble as trouble:
        return [trouble.code]
    try:
        named = [root for root in map(read_certificate, roots) if root.subject_name == held.issuer_name]
    except Trouble:
        return ["root_malformed"]
    found = _dates_wrong(held, at, "certificate")
    if usage is not None and held.usage != usage:
        found.append("certificate_usage_wrong")
    if not named:
        return ["issuer_unknown", *found]
    issuers = [root for root in named if _vouches(root.public, held.signed_part, held.signature)]
    if not issuers:
        return ["certificate_tampered", *found]
    if issuers[0].usage != "ca":
        found.append("issuer_not_ca")
    return found + _dates_wrong(issuers[0], at, "issuer")


@functools.lru_cache(maxsize=512)
def _vouches(issuer: PublicKey, signed_part: bytes, signature: bytes) -> bool:
    """Say whether an issuer has signed this: a fact of these bytes, whatever the time, which every signature of a person asks again."""
    return verify(issuer, signed_part, signature)


def _dates_wrong(cert: Certificate, at: datetime, whose: str) -> list[str]:
    if at < cert.not_before:
        return [f"{whose}_not_yet_valid"]
    return [f"{whose}_expired"] if at > cert.not_after else []


def _sign(
    key: PrivateKey,
    issuer: x509.Name,
    subject: x509.Name,
    public: PublicKey,
    validity: tuple[datetime, datetime],
    extensions: list[dict[str, object]],
) -> bytes:
    algorithm = {"algorithm": SM2_WITH_SM3}
    content = x509.TbsCertificate(
        {
            "version": "v3",
            "serial_number": secrets.randbits(126) | 1 << 126,  # RFC 5280 4.1.2.2: positive, at most 20 octets; 126 random bits
            "signature": algorithm,
            "issuer": issuer,
            "validity": {"not_before": _time(validity[0]), "not_after": _time(validity[1])},
            "subject": subject,
            "subject_public_key_info": x509.PublicKeyInfo.load(public.spki),
            "extensions": extensions,
        }
    )
    signature = key.sign(content.dump())
    der: bytes = x509.Certificate({"tbs_certificate": content, "signature_algorithm": algorithm, "signature_value": signature}).dump()
    return der


def _name_of(subject: Subject) -> x509.Name:
    """Build the subject in the order of GB/T 20518: country, organization, unit within it, person."""
    parts = {"country_name": "CN", "organization_name": subject.unit, "common_name": subject.name}
    if subject.note:
        parts["organizational_unit_name"] = subject.note
    if subject.id:
        parts["user_id"] = subject.id
    return x509.Name.build(parts)


def _extension(kind: str, value: object, *, critical: bool = False) -> dict[str, object]:
    return {"extn_id": kind, "critical": critical, "extn_value": value}


def _identifier_of(public: PublicKey) -> bytes:
    return bytes.fromhex(sm3(public.spki[-65:]))[:20]


def _time(moment: datetime) -> x509.Time:
    """Write a time by RFC 5280 4.1.2.5: two-digit years until 2049, whole seconds, UTC."""
    moment = moment.astimezone(UTC).replace(microsecond=0)
    return x509.Time({"utc_time" if moment.year < 2050 else "general_time": moment})


def _years_later(now: datetime, years: int) -> datetime:
    month_end = (now.month, now.day) == (2, 29)
    return now.replace(year=now.year + years, day=28 if month_end else now.day)


def _read(der: bytes) -> Certificate:
    check_der(der)
    whole = x509.Certificate.load(der, strict=True)
    content = whole["tbs_certificate"]
    algorithms = {whole["signature_algorithm"].dump(), content["signature"].dump()}
    if len(algorithms) != 1 or whole["signature_algorithm"]["algorithm"].dotted != SM2_WITH_SM3:
        raise ValueError("signature algorithm")
    if content["version"].native != "v3":
        raise ValueError("version")
    named = content["subject"].native
    return Certificate(
        der=der,
        subject=Subject(
            name=_text(named, "common_name"),
            unit=_text(named, "organization_name"),
            id=_text(named, "user_id"),
            note=_text(named, "organizational_unit_name"),
        ),
        issuer=_text(content["issuer"].native, "common_name"),
        serial=content["serial_number"].native,
        not_before=content["validity"]["not_before"].native,
        not_after=content["validity"]["not_after"].native,
        public=PublicKey(content["subject_public_key_info"].dump()),
        usage=_usage_of(content["extensions"]),
        fingerprint=sm3(der),
        subject_name=content["subject"].dump(),
        issuer_name=content["issuer"].dump(),
        signed_part=content.dump(),
        signature=octets_of(whole["signature_value"].contents),
    )


def _text(name: dict[str, object], part: str) -> str:
    value = name.get(part, "")
    return value if isinstance(value, str) else "、".join(map(str, value)) if isinstance(value, list) else str(value)


def _usage_of(extensions: Any) -> str:  # noqa: ANN401  asn1crypto has no types
    """Read what the certificate is for; a critical extension that is not understood makes it unreadable (RFC 5280 4.2)."""
    values: dict[str, Any] = {}
    for extension in extensions:
        kind = extension["extn_id"].native
        if kind in values or (extension["critical"].native and kind not in _UNDERSTOOD):
            raise ValueError(kind)
        values[kind] = extension["extn_value"].parsed.native if kind in _UNDERSTOOD else b""
    allowed = values.get("key_usage", set())
    if (values.get("basic_constraints") or {}).get("ca"):
        return "ca" if "key_cert_sign" in allowed else ""
    uses = [_USAGES[oid] for oid in values.get("extended_key_usage") or [] if oid in _USAGES]
    return uses[0] if len(uses) == 1 and "digital_signature" in allowed else ""
