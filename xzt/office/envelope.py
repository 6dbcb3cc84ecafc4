"""A command on its way: the canonical bytes that are stored in the outbox, signed, sent, and kept by the server for ever."""

from datetime import datetime

import msgspec
from msgspec import Struct


class Envelope(Struct, frozen=True):
    """One command of one person on one device.

    ``base`` is the server's version of the record that the person last saw (0 for none); ``at`` is the device's claim of the time;
    ``n`` counts the device's commands without gaps, so that a missing one shows (X3).
    """

    id: str
    kind: str
    record: str
    unit: str
    person: str
    device: str
    n: int
    base: int
    at: datetime
    command: msgspec.Raw


class Signed(Struct, frozen=True):
    """The canonical bytes of an envelope, with the signature over exactly them (base64 DER, empty where none is asked for)."""

    envelope: msgspec.Raw
    signature: str = ""
    certificate: str = ""
    """Base64 DER of the signer's certificate."""
