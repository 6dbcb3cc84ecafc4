"""Is it DER (X.690 clause 10 and 11)? One value has one encoding, so a changed bit cannot hide in a second spelling of the same content.

Reading is asn1crypto's, which is lenient; certificates, seals and signature values pass here first.
"""

from xzt.core.errors import Trouble

_DEEPEST = 24
_BOOLEAN, _INTEGER, _BITS, _ENUMERATED = 0x01, 0x02, 0x03, 0x0A
_SEQUENCE, _SET = 0x30, 0x31


def check_der(data: bytes) -> None:
    """Pass if ``data`` is exactly one value in DER; anything else is ``Trouble("der_malformed")``."""
    if _end_of(data, 0, len(data), _DEEPEST) != len(data):
        raise _malformed(len(data))


def octets_of(contents: bytes) -> bytes:
    """Give the octets of a BIT STRING from its contents; bits left over at its end are ``Trouble("der_malformed")``."""
    if contents[:1] != b"\0":
        raise _malformed(0)
    return contents[1:]


def _end_of(data: bytes, at: int, limit: int, depth: int) -> int:
    """Check the value that begins at ``at``; gives where it ends."""
    start, end = _content_of(data, at, limit)
    tag = data[at]
    if depth == 0:
        raise _malformed(at)
    if tag & 0x20:
        if tag < 0x40 and tag not in {_SEQUENCE, _SET}:
            raise _malformed(at)  # a string in pieces is BER
        while start < end:
            start = _end_of(data, start, end, depth - 1)
    elif tag | 0x20 in {_SEQUENCE, _SET} or not _is_shortest(tag, data[start:end]):
        raise _malformed(at)
    return end


def _content_of(data: bytes, at: int, limit: int) -> tuple[int, int]:
    """Read tag and length in their shortest form; gives where the content begins and ends."""
    if at + 2 > limit or data[at] & 0x1F == 0x1F or data[at] == 0:
        raise _malformed(at)
    size, start = data[at + 1], at + 2
    if size & 0x80:
        octets = data[start : min(start + (size & 0x7F), limit)]
        size, wanted = int.from_bytes(octets, "big"), size & 0x7F
        start += wanted
        if not 1 <= wanted <= 4 or len(octets) != wanted or octets[0] == 0 or size < 0x80:
            raise _malformed(at)
    if start + size > limit:
        raise _malformed(at)
    return start, start + size


def _is_shortest(tag: int, content: bytes) -> bool:
    """Tell whether a primitive value is written in the one allowed way."""
    if tag == _BOOLEAN:
        return content in {b"\x00", b"\xff"}
    if tag in {_INTEGER, _ENUMERATED}:
        padded = len(content) > 1 and ((content[0] == 0 and content[1] < 0x80) or (content[0] == 0xFF and content[1] >= 0x80))
        return bool(content) and not padded
    if tag == _BITS:
        return bool(content) and (content == b"\0" or (content[0] < 8 and len(content) > 1 and content[-1] & (1 << content[0]) - 1 == 0))
    return True


def _malformed(at: int) -> Trouble:
    return Trouble("der_malformed", at=str(at))
