"""What a password costs in the tests: the least that the program takes, for nearly every test pays it.

The full price has tests of its own: tests/store/test_keys.py, tests/server/test_sessions.py.
"""

import contextlib
from collections.abc import Iterator
from unittest import mock

from xzt.server import sessions
from xzt.store import keyslots

_STORE = keyslots.MEMORY_KIB, keyslots.PASSES
_SERVER = sessions.MEMORY_KIB, sessions.ITERATIONS


@contextlib.contextmanager
def full_price() -> Iterator[None]:
    """Take what the program takes."""
    with _price(_STORE, _SERVER):
        yield


@contextlib.contextmanager
def cheap() -> Iterator[None]:
    """Take the least that opens a store, and next to nothing at the server, where each hash tells how it was made."""
    with _price((keyslots.FLOOR_KIB, 1), (8, 1)):
        yield


@contextlib.contextmanager
def _price(store: tuple[int, int], server: tuple[int, int]) -> Iterator[None]:
    sessions._nobody.cache_clear()
    with (
        mock.patch.multiple(keyslots, MEMORY_KIB=store[0], PASSES=store[1]),
        mock.patch.multiple(sessions, MEMORY_KIB=server[0], ITERATIONS=server[1]),
    ):
        yield
    sessions._nobody.cache_clear()
