"""What the server trusts and vouches for: roots, people's certificates, the signatures of commands.

A trial has the sample authority in its data folder. Its keys sign in this process.
"""

import base64
import binascii
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from xzt.core.errors import Trouble
from xzt.office.envelope import Signed
from xzt.office.people import Person, Unit
from xzt.signing.authority import SampleAuthority
from xzt.signing.certs import Subject, check_chain, read_certificate
from xzt.signing.keys import PublicKey, SoftwareKey, verify

FONTS = Path(__file__).resolve().parents[2] / "resources" / "fonts"


class Trust(Struct, frozen=True):
    """The authority of this server, and the key with which the server itself signs what it vouches for."""

    authority: SampleAuthority
    server: SoftwareKey

    @property
    def roots(self) -> tuple[bytes, ...]:
        """The root certificates (DER) that clients and server trust."""
        return (self.authority.root,)


def open_trust(folder: Path, now: datetime) -> Trust:
    """Load the sample authority, made at the first start."""
    authority = SampleAuthority.load(folder) if (folder / "root.crt").exists() else SampleAuthority.create(folder, now)
    return Trust(authority, authority.exchange(now))


def certify(trust: Trust, public_key: bytes, person: Person, unit: Unit, now: datetime) -> bytes:
    """Issue a person's certificate (DER); a key that is none is ``Trouble("crypto")``."""
    return trust.authority.issue_person(PublicKey(public_key), Subject(person.name, unit.name, person.id), now)


def is_signed_by(trust: Trust, signed: Signed, enrolled: set[bytes], now: datetime) -> bool:
    """Say whether the signature is over exactly the envelope's bytes, by a certificate that the signer enrolled and that is good now."""
    certificate, signature = unpack(signed.certificate), unpack(signed.signature)
    if certificate not in enrolled or not signature:
        return False
    if check_chain(certificate, trust.roots, now, "person"):
        return False
    return verify(read_certificate(certificate).public, bytes(signed.envelope), signature)


def countersign(trust: Trust, data: bytes) -> tuple[str, str]:
    """Sign ``data`` with the server's own key; gives signature and certificate (base64)."""
    return pack(trust.server.sign(data)), pack(trust.server.certificate)


def unpack(text: str) -> bytes:
    """Read base64 strictly; anything else is empty."""
    try:
        return base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        return b""


def pack(data: bytes) -> str:
    """Write base64."""
    return base64.b64encode(data).decode("ascii")


def read_public_key(text: str) -> bytes:
    """Read a base64 public key; malformed is ``Trouble("key_malformed")``."""
    data = unpack(text)
    try:
        return PublicKey(data).spki
    except Trouble as error:
        raise Trouble("key_malformed") from error
