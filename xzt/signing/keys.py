"""SM2 keys (GB/T 32918, curve 1.2.156.10197.1.301) and the one strict verifier of the house (RS-13).

Signatures are DER of r and s over SM3 with the distinguishing id of ``libcrypto.DISTINGUISHING_ID``. Only public keys written in the one
plain way (named curve, uncompressed point) are taken. Who a key belongs to is said by ``xzt.signing.certs``.
"""

import base64
import functools
from typing import Protocol

from msgspec import Struct

from xzt.core.errors import Trouble
from xzt.signing import libcrypto

ORDER = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
"""n of the SM2 curve (GB/T 32918.5-2017)."""

_SPKI_HEAD = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200" + "04")
_SPKI_SIZE = len(_SPKI_HEAD) + 64
_PEM_HEAD, _PEM_FOOT = "-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----"


class PublicKey(Struct, frozen=True):
    """The public half, as SubjectPublicKeyInfo DER; making one of anything but a point on the curve is ``Trouble("crypto")``."""

    spki: bytes

    def __post_init__(self) -> None:
        if len(self.spki) != _SPKI_SIZE or not self.spki.startswith(_SPKI_HEAD):
            raise Trouble("crypto", reason="public_key")
        _handle_of(self.spki)

    def to_pem(self) -> str:
        """Write the key as PEM, 64 columns."""
        text = base64.b64encode(self.spki).decode("ascii")
        lines = [text[start : start + 64] for start in range(0, len(text), 64)]
        return "\n".join([_PEM_HEAD, *lines, _PEM_FOOT, ""])

    def encrypt(self, data: bytes) -> bytes:
        """Encrypt a few bytes, such as another key, for the holder of the private half."""
        return libcrypto.encrypt(_handle_of(self.spki), data)

    @classmethod
    def from_pem(cls, text: str) -> "PublicKey":
        """Read the first public key of a PEM text."""
        _, head, rest = text.partition(_PEM_HEAD)
        body, foot, _ = rest.partition(_PEM_FOOT)
        if not head or not foot:
            raise Trouble("crypto", reason="public_key")
        try:
            return cls(base64.b64decode("".join(body.split()), validate=True))
        except ValueError as error:
            raise Trouble("crypto", reason="public_key") from error


class PrivateKey:
    """A key pair whose secret half lives in libcrypto, not in Python's memory. Any thread may sign with it."""

    __slots__ = ("_handle", "public")

    def __init__(self, handle: libcrypto.Handle) -> None:
        self._handle = handle
        self.public = PublicKey(libcrypto.write_public(handle))

    @classmethod
    def generate(cls) -> "PrivateKey":
        """Make a new key pair."""
        return cls(libcrypto.generate())

    @classmethod
    def from_pkcs8(cls, der: bytes | bytearray) -> "PrivateKey":
        """Read a key from PKCS#8 DER in clear; unsound or of another curve is ``Trouble("crypto")``."""
        return cls(libcrypto.read_private(der))

    def to_pkcs8(self) -> bytes:
        """Write the key as PKCS#8 DER in clear; the caller wraps it before it touches a disk (RS-01)."""
        return libcrypto.write_private(self._handle)

    def sign(self, data: bytes) -> bytes:
        """Sign ``data``; gives the DER signature."""
        return libcrypto.sign(self._handle, data)

    def decrypt(self, data: bytes) -> bytes:
        """Read what was encrypted for this key; anything else is ``Trouble("crypto")``."""
        return libcrypto.decrypt(self._handle, data)


class Signer(Protocol):
    """Whatever makes SM2 signatures: a private key here, or one that never leaves its device."""

    def sign(self, data: bytes) -> bytes:
        """Sign ``data`` by SM2 with SM3; the key taken out or the PIN refused is ``Trouble``."""


class KeyHolder(Signer, Protocol):
    """A signer with the certificate that names it: the software holder below, a UKey (PKCS#11, SKF) beside it."""

    @property
    def certificate(self) -> bytes:
        """The holder's certificate, DER."""


class Correspondent(KeyHolder, Protocol):
    """A key holder who can also read what was written to him."""

    @property
    def public(self) -> PublicKey:
        """The key for which letters to him are encrypted."""

    def decrypt(self, data: bytes) -> bytes:
        """Read what was encrypted for this key; anything else is ``Trouble("crypto")``."""


class SoftwareKey:
    """The software holder: a private key in this process with its certificate."""

    __slots__ = ("_key", "certificate")

    def __init__(self, key: PrivateKey, certificate: bytes) -> None:
        self._key = key
        self.certificate = certificate

    def sign(self, data: bytes) -> bytes:
        """Sign ``data``; gives the DER signature."""
        return self._key.sign(data)

    @property
    def public(self) -> PublicKey:
        """The public half."""
        return self._key.public

    def decrypt(self, data: bytes) -> bytes:
        """Read what was encrypted for this key."""
        return self._key.decrypt(data)


def verify(public: PublicKey, data: bytes, signature: bytes) -> bool:
    """Tell whether ``signature`` by ``public`` over ``data`` holds; malformed input is False (RS-13)."""
    numbers = _numbers_of(signature)
    if numbers is None:
        return False
    r, s = numbers
    if not (1 <= r < ORDER and 1 <= s < ORDER) or (r + s) % ORDER == 0:
        return False
    return libcrypto.verify(_handle_of(public.spki), data, signature)


@functools.lru_cache(maxsize=512)
def _handle_of(spki: bytes) -> libcrypto.Handle:
    return libcrypto.read_public(spki)


def _numbers_of(signature: bytes) -> tuple[int, int] | None:
    """Read SEQUENCE { r, s } in strict DER, two non-negative numbers and not a byte more; None if it is anything else."""
    if not 8 <= len(signature) <= 72 or signature[0] != 0x30 or signature[1] != len(signature) - 2:
        return None
    first = _number_at(signature, 2)
    if first is None:
        return None
    second = _number_at(signature, first[1])
    if second is None or second[1] != len(signature):
        return None
    return first[0], second[0]


def _number_at(data: bytes, at: int) -> tuple[int, int] | None:
    """Read a non-negative INTEGER of at most 33 octets in its shortest form; gives it and where it ends."""
    if len(data) < at + 3 or data[at] != 0x02:
        return None
    size = data[at + 1]
    content = data[at + 2 : at + 2 + size]
    if not 1 <= size <= 33 or len(content) != size or content[0] & 0x80:
        return None
    if size > 1 and content[0] == 0 and not content[1] & 0x80:
        return None
    return int.from_bytes(content, "big"), at + 2 + size
