"""Digests: SM3 (GB/T 32905) for everything that is signed or chained, SHA-256 beside it for other people's tools."""

import hashlib

_EMPTY_SM3 = hashlib.new("sm3")
"""Copied for each digest: looking the algorithm up by its name takes longer than digesting a thousand bytes."""


def sm3(data: bytes) -> str:
    """SM3 of ``data`` as 64 lower-case hex digits."""
    found = _EMPTY_SM3.copy()
    found.update(data)
    return found.hexdigest()


def sha256(data: bytes) -> str:
    """SHA-256 of ``data`` as 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()
