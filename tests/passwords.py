"""What a password costs in the tests: next to nothing, for nearly every test pays it, some several times.

The full price and the floor under it have tests of their own: tests/store/test_keys.py, tests/server/test_sessions.py. A store that another
process is to open is taken there ``at_floor``, for the program itself opens nothing below.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from xzt.server import sessions
from xzt.store import keyslots

_FLOOR, _FULL = keyslots.FLOOR_KIB, keyslots.MEMORY_KIB
_PASSES = keyslots.PASSES
_SERVER = sessions.MEMORY_KIB, sessions.ITERATIONS


@contextlib.contextmanager
def full_price() -> Iterator[None]:
    """Take what the program takes."""
    with _price((_FLOOR, _FULL, _PASSES), _SERVER):
        yield


@contextlib.contextmanager
def cheap() -> Iterator[None]:
    """Take next to nothing for the key of a store, and at the server, where each hash tells how it was made."""
    with _price((64, 64, 1), (8, 1)):
        yield


def at_floor(folder: Path, password: str) -> None:
    """Wrap the key of a store anew, at the least that the program opens."""
    with _price((64, _FLOOR, 1), _SERVER):
        keyslots.change_password(folder, password, password)


def at_full_price(folder: Path, password: str) -> None:
    """Wrap the key of a store anew, as the program does."""
    with _price((64, _FULL, _PASSES), _SERVER):
        keyslots.change_password(folder, password, password)


@contextlib.contextmanager
def _price(store: tuple[int, int, int], server: tuple[int, int]) -> Iterator[None]:
    sessions._nobody.cache_clear()
    with (
        mock.patch.multiple(keyslots, FLOOR_KIB=store[0], MEMORY_KIB=store[1], PASSES=store[2]),
        mock.patch.multiple(sessions, MEMORY_KIB=server[0], ITERATIONS=server[1]),
    ):
        yield
    sessions._nobody.cache_clear()
