"""Digests: SM3 (GB/T 32905) for everything that is signed or chained, SHA-256 beside it for other people's tools."""

import hashlib


def sm3(data: bytes) -> str:
    """SM3 of ``data`` as 64 lower-case hex digits."""
    return hashlib.new("sm3", data).hexdigest()


def sha256(data: bytes) -> str:
    """SHA-256 of ``data`` as 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()
