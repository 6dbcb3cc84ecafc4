"""Detached SM2 signatures over canonical bytes: what stands under an opinion, a sign-off, a package manifest.

The signed bytes are exactly those given, so that ``openssl pkeyutl`` can check them. What they mean, and whether this signer was
allowed to, is the caller's.
"""

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from xzt.core.errors import Trouble
from xzt.signing.certs import Certificate, Usage, check_chain, read_certificate
from xzt.signing.keys import Signer, verify

ALGORITHM = "SM2-SM3"
"""The one algorithm: GB/T 32918.2 over GB/T 32905 with the default distinguishing id."""


class Signature(Struct, frozen=True):
    """A signature beside its data; ``certificate`` and ``value`` are DER in base64."""

    algorithm: str
    certificate: str
    value: str


def sign(data: bytes, key: Signer, cert: bytes) -> Signature:
    """Sign ``data`` for the holder of ``cert``; a key that is not the certificate's is ``Trouble("key_not_of_certificate")``."""
    value = key.sign(data)
    if not verify(read_certificate(cert).public, data, value):
        raise Trouble("key_not_of_certificate")
    return Signature(algorithm=ALGORITHM, certificate=base64.b64encode(cert).decode("ascii"), value=base64.b64encode(value).decode("ascii"))


def signer_of(signature: Signature) -> Certificate:
    """Give the certificate that the signature names, unchecked; ``Trouble("certificate_malformed")`` when it is none."""
    der = _bytes_of(signature.certificate)
    if der is None:
        raise Trouble("certificate_malformed")
    return read_certificate(der)


def check(data: bytes, signature: Signature, roots: Sequence[bytes], at: datetime, usage: Usage | None = None) -> list[str]:
    """Name what is wrong with ``signature`` over ``data`` at the time ``at``; [] is good."""
    if signature.algorithm != ALGORITHM:
        return ["algorithm_unknown"]
    try:
        cert = signer_of(signature)
    except Trouble as trouble:
        return [trouble.code]
    found = check_chain(cert.der, roots, at, usage)
    value = _bytes_of(signature.value)
    if value is None or not verify(cert.public, data, value):
        return ["signature_wrong", *found]
    return found


def _bytes_of(text: str) -> bytes | None:
    """Decode strict base64 (one text for one value); None if it is not."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if base64.b64encode(data).decode("ascii") == text else None
