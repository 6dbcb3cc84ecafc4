"""Electronic seals and what is signed with them: GB/T 38540-2020, clause 6 (SESeal) and 7 (SES_Signature), DER.

Written is version 4, read are 4 and 5. The seal of a real organ comes from the province's seal system; seals made here are samples. How a
seal looks is drawn in ``xzt.signing.pictures``; where it stands in a document is ``xzt.signing.ofd``.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from asn1crypto.core import Any as AnyValue
from asn1crypto.core import GeneralizedTime, IA5String, Integer, ObjectIdentifier, OctetBitString, OctetString, SequenceOf, UTF8String
from asn1crypto.core import Sequence as AsnSequence
from msgspec import Struct

from xzt.core.digest import sm3
from xzt.core.errors import Trouble
from xzt.signing.certs import BROKEN, SM2_WITH_SM3, check_chain, read_certificate
from xzt.signing.der import check_der, octets_of
from xzt.signing.keys import KeyHolder, Signer, verify

ORGAN, PERSON = 1, 2
"""``kind`` of a seal (SES_ESPropertyInfo.type)."""

_VERSION, _VENDOR = 4, "XZT"
_CERTIFICATES, _DIGESTS = 1, 2


class _Header(AsnSequence):  # type: ignore[misc]  # asn1crypto has no types
    _fields = [("id", IA5String), ("version", Integer), ("vid", IA5String)]  # noqa: RUF012  how asn1crypto declares


class _Holders(SequenceOf):  # type: ignore[misc]  # asn1crypto has no types
    _child_spec = AnyValue


class _Digest(AsnSequence):  # type: ignore[misc]  # asn1crypto has no types
    _fields = [("type", IA5String), ("value", OctetString)]  # noqa: RUF012  how asn1crypto declares


class _Property(AsnSequence):  # type: ignore[misc]  # asn1crypto has no types
    _fields = [  # noqa: RUF012  how asn1crypto declares
        ("type", Integer),
        ("name", UTF8String),
        ("cert_list_type", Integer),
        ("cert_list", _Holders),
        ("create_date", GeneralizedTime),
        ("valid_start", GeneralizedTime),
        ("valid_end", GeneralizedTime),
    ]


class _Picture(AsnSequence):  # type: ignore[misc]  # asn1crypto has no types
    _fields = [("type", IA5String), ("data", OctetString), ("width", Integer), ("height", Integer)]  # noqa: RUF012  how asn1crypto declares


class _SealInfo(AsnSequence):  # type: ignore[misc]  # asn1crypto has no types
    _fields = [  # noqa: RUF012  how asn1crypto declares
        ("header", _Header),
        ("es_id", IA5String),
        ("property", _Property),
        ("picture", _Picture),
        ("ext_datas", AnyValue, {"explicit": 0, "optional": True}),
    ]


class _Seal(AsnSequence):  # type: ignore[misc]  # asn1crypto has no types
    _fields = [  # noqa: RUF012  how asn1crypto declares
        ("info", _SealInfo),
        ("cert", OctetString),
        ("algorithm", ObjectIdentifier),
        ("value", OctetBitString),
        ("time_stamp", OctetBitString, {"explicit": 0, "optional": True}),
    ]


class _ToSign(AsnSequence):  # type: ignore[misc]  # asn1crypto has no types
    _fields = [  # noqa: RUF012  how asn1crypto declares
        ("version", Integer),
        ("eseal", _Seal),
        ("time_info", GeneralizedTime),
        ("data_hash", OctetBitString),
        ("property_info", IA5String),
        ("ext_datas", AnyValue, {"explicit": 0, "optional": True}),
    ]


class _Signed(AsnSequence):  # type: ignore[misc]  # asn1crypto has no types
    _fields = [  # noqa: RUF012  how asn1crypto declares
        ("to_sign", _ToSign),
        ("cert", OctetString),
        ("algorithm", ObjectIdentifier),
        ("value", OctetBitString),
        ("time_stamp", OctetBitString, {"explicit": 0, "optional": True}),
    ]


class Picture(Struct, frozen=True):
    """What a seal looks like: ``kind`` such as "png" or "ofd", its bytes, and its size in mm."""

    kind: str
    data: bytes
    width: int
    height: int


class Seal(Struct, frozen=True):
    """A seal as read. Who may use it stands in ``certificates`` (DER) or ``digests`` (SM3 of the certificate, hex)."""

    der: bytes
    id: str
    version: int
    kind: int
    name: str
    certificates: tuple[bytes, ...]
    digests: tuple[str, ...]
    created: datetime
    valid_from: datetime
    valid_until: datetime
    picture: Picture
    maker: bytes
    algorithm: str
    signed_part: bytes
    signature: bytes
    time_stamped: bool


class SealedValue(Struct, frozen=True):
    """A signature made with a seal, as read (SES_Signature): over which digest, of which file, when, by whom."""

    seal: Seal
    at: datetime
    data_hash: bytes
    property_info: str
    certificate: bytes
    algorithm: str
    signed_part: bytes
    signature: bytes
    time_stamped: bool


def make_seal(
    seal_id: str, name: str, picture: Picture, holders: Sequence[bytes], maker: KeyHolder, now: datetime, until: datetime
) -> bytes:
    """Make an organ's seal (DER) for the certificates ``holders``, signed by ``maker``, good from ``now`` to ``until``."""
    info = _SealInfo(
        {
            "header": {"id": "ES", "version": _VERSION, "vid": _VENDOR},
            "es_id": seal_id,
            "property": {
                "type": ORGAN,
                "name": name,
                "cert_list_type": _CERTIFICATES,
                "cert_list": _Holders([AnyValue(OctetString(cert)) for cert in holders]),
                "create_date": _time(now),
                "valid_start": _time(now),
                "valid_end": _time(until),
            },
            "picture": {"type": picture.kind, "data": picture.data, "width": picture.width, "height": picture.height},
        }
    )
    value = maker.sign(info.dump())
    der: bytes = _Seal({"info": info, "cert": maker.certificate, "algorithm": SM2_WITH_SM3, "value": value}).dump()
    return der


def read_seal(der: bytes) -> Seal:
    """Read a seal (.esl); anything but a version 4 or 5 seal in DER is ``Trouble("seal_malformed")``."""
    try:
        check_der(der)
        return _seal_of(_Seal.load(der, strict=True))
    except (*BROKEN, Trouble) as error:
        raise Trouble("seal_malformed", detail=str(error)) from error


def check_seal(seal: Seal, roots: Sequence[bytes], at: datetime) -> list[str]:
    """Name what is wrong with the seal itself at the time ``at``: its maker, its maker's signature, its dates; [] is good."""
    try:
        maker = read_certificate(seal.maker)
    except Trouble as trouble:
        return [f"seal_maker_{trouble.code}"]
    found = []
    if seal.algorithm != SM2_WITH_SM3:
        found.append("seal_algorithm_unknown")
    if not verify(maker.public, seal.signed_part, seal.signature):
        found.append("seal_tampered")
    if seal.time_stamped:
        found.append("seal_time_stamp_unknown")  # outside the signed part, and no time stamp authority is trusted here
    if at < seal.valid_from:
        found.append("seal_not_yet_valid")
    if at > seal.valid_until:
        found.append("seal_expired")
    return found + [f"seal_maker_{code}" for code in check_chain(seal.maker, roots, at, "seal_maker")]


def is_holder(seal: Seal, cert: bytes) -> bool:
    """Tell whether the holder of ``cert`` may use the seal."""
    return cert in seal.certificates or sm3(cert) in seal.digests


def sign_with_seal(seal: bytes, now: datetime, data_hash: bytes, property_info: str, key: Signer, cert: bytes) -> bytes:
    """Sign a digest with a seal (SES_Signature, DER); ``property_info`` is the path of the file that was digested."""
    to_sign = _ToSign(
        {
            "version": _VERSION,
            "eseal": _Seal.load(read_seal(seal).der),
            "time_info": _time(now),
            "data_hash": data_hash,
            "property_info": property_info,
        }
    )
    value = key.sign(to_sign.dump())
    der: bytes = _Signed({"to_sign": to_sign, "cert": cert, "algorithm": SM2_WITH_SM3, "value": value}).dump()
    return der


def read_sealed_value(der: bytes) -> SealedValue:
    """Read what ``sign_with_seal`` makes; anything else is ``Trouble("signed_value_malformed")``."""
    try:
        check_der(der)
        whole = _Signed.load(der, strict=True)
        to_sign = whole["to_sign"]
        if to_sign["version"].native not in {4, 5}:
            raise ValueError("version")
        return SealedValue(
            seal=_seal_of(to_sign["eseal"]),
            at=_moment(to_sign["time_info"]),
            data_hash=octets_of(to_sign["data_hash"].contents),
            property_info=to_sign["property_info"].native,
            certificate=whole["cert"].native,
            algorithm=whole["algorithm"].dotted,
            signed_part=to_sign.dump(),
            signature=octets_of(whole["value"].contents),
            time_stamped=whole["time_stamp"].native is not None,
        )
    except (*BROKEN, Trouble) as error:
        raise Trouble("signed_value_malformed", detail=str(error)) from error


def _seal_of(whole: Any) -> Seal:  # noqa: ANN401  asn1crypto has no types
    info = whole["info"]
    header, property_, picture = info["header"], info["property"], info["picture"]
    if header["id"].native != "ES" or header["version"].native not in {4, 5}:
        raise ValueError("header")
    certificates, digests = _holders_of(property_)
    return Seal(
        der=whole.dump(),
        id=info["es_id"].native,
        version=header["version"].native,
        kind=property_["type"].native,
        name=property_["name"].native,
        certificates=certificates,
        digests=digests,
        created=_moment(property_["create_date"]),
        valid_from=_moment(property_["valid_start"]),
        valid_until=_moment(property_["valid_end"]),
        picture=Picture(picture["type"].native, picture["data"].native, picture["width"].native, picture["height"].native),
        maker=whole["cert"].native,
        algorithm=whole["algorithm"].dotted,
        signed_part=info.dump(),
        signature=octets_of(whole["value"].contents),
        time_stamped=whole["time_stamp"].native is not None,
    )


def _holders_of(property_: Any) -> tuple[tuple[bytes, ...], tuple[str, ...]]:  # noqa: ANN401  asn1crypto has no types
    kind = property_["cert_list_type"].native
    if kind == _CERTIFICATES:
        return tuple(holder.parse(OctetString).native for holder in property_["cert_list"]), ()
    if kind == _DIGESTS:
        return (), tuple(holder.parse(_Digest)["value"].native.hex() for holder in property_["cert_list"])
    raise ValueError("cert_list_type")


def _time(moment: datetime) -> datetime:
    """Cut to whole seconds of UTC, as DER writes a GeneralizedTime."""
    return moment.astimezone(UTC).replace(microsecond=0)


def _moment(value: GeneralizedTime) -> datetime:
    moment: datetime = value.native
    if moment.tzinfo is None:
        raise ValueError("time without a zone")
    return moment
