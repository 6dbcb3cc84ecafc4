"""The chain of a record's log: each entry's SM3 covers the one before, so that a change, a gap or a swap shows (RS-27, X4)."""

import msgspec
from msgspec import Struct

from xzt.core.digest import sm3
from xzt.core.encoding import encode
from xzt.office.act import Act
from xzt.office.envelope import Signed


class _Link(Struct, frozen=True):
    record: str
    n: int
    act: Act
    events: msgspec.Raw
    signed: Signed
    previous: str


def chain(record: str, n: int, act: Act, events: bytes, signed: Signed, previous: str) -> str:
    """Give the digest of entry ``n`` (from 1) of a record's log; ``previous`` is the digest before it, empty for the first."""
    return sm3(encode(_Link(record, n, act, msgspec.Raw(events), signed, previous)))
