"""Which version of the protocol two ends speak: each states what it knows, and they take the newest that both do. No I/O.

A version is ``major.minor``. An end knows everything from its least to its newest, so that a release works with the one before it and the
one after it; ends that have nothing in common say so and touch nothing.
"""

import functools

from xzt.core.errors import Trouble

PROTOCOLS = ("1.0", "1.1")
"""What this program speaks, oldest first. 1.1: first sync from a snapshot, the epoch in a push, files in pieces, heads countersigned."""
NEWEST = PROTOCOLS[-1]
PIECES = "1.1"
"""The version that brought files in pieces; before it they went whole, up to ``messages.MAX_BLOB``."""
SNAPSHOT = "1.1"
"""The version that brought the snapshot and the epoch of a push."""
HEADS = "1.1"
"""The version that brought the countersigning of the store's head."""


@functools.lru_cache(64)
def number(version: str) -> tuple[int, int]:
    """Read a version; what is none counts as older than all."""
    major, _, minor = version.partition(".")
    is_one = all(part.isascii() and part.isdecimal() and len(part) <= 4 for part in (major, minor))
    return (int(major), int(minor)) if is_one else (0, 0)


def speaks(version: str, known: tuple[str, ...]) -> bool:
    """Say whether ``version`` lies between the least and the newest of ``known``."""
    return number(known[0]) <= number(version) <= number(known[-1])


def meet(ours: tuple[str, ...], theirs: tuple[str, ...]) -> str:
    """Give the newest version that both ends know.

    ``Trouble("client_outdated")`` or ``Trouble("server_outdated")`` names the end that has to be brought up to date.
    """
    common = [version for version in ours if version in theirs]
    if common:
        return max(common, key=number)
    server, client = ", ".join(theirs), ", ".join(ours)
    if number(max(theirs, key=number, default="0.0")) > number(ours[-1]):
        raise Trouble("client_outdated", server=server, client=client)
    raise Trouble("server_outdated", server=server, client=client)


def has(agreed: str, since: str) -> bool:
    """Say whether the version agreed on has what came with version ``since``."""
    return number(agreed) >= number(since)
