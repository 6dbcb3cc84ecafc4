"""Identifiers. UUIDv7 for locality in the store (never for order: order comes from the server)."""

import uuid


def uuid7(milliseconds: int, randomness: bytes) -> str:
    """Make an RFC 9562 version 7 UUID from Unix ``milliseconds`` and 10 random bytes; both are given, core has no clock."""
    if len(randomness) != 10:
        raise ValueError("uuid7 takes 10 random bytes")
    value = (milliseconds & (1 << 48) - 1) << 80 | int.from_bytes(randomness, "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))


def derived_id(name: str) -> str:
    """Give the same id for the same name everywhere: how a delivery is applied once however often it arrives."""
    return str(uuid.uuid5(uuid.UUID("8a4c2f50-7d0e-5c1b-9f27-2e6b1d3a9c44"), name))
