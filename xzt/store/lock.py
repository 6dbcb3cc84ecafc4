"""One program at a time on a store: an OS lock on a file beside it, which the system gives back however the program ends."""

import os
import sys
from pathlib import Path

from xzt.core.errors import Trouble

LOCK_FILE = "in-use"

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def take(folder: Path) -> int:
    """Take the lock of the store in ``folder``; ``Trouble("store_in_use")`` at once when another window holds it."""
    try:
        descriptor = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    except FileNotFoundError as error:
        raise Trouble("store_missing", detail=str(error)) from error
    except OSError as error:
        raise Trouble("disk", detail=str(error)) from error
    try:
        _lock(descriptor)
    except OSError as error:
        os.close(descriptor)
        raise Trouble("store_in_use", retry=True) from error
    return descriptor


def give_back(descriptor: int) -> None:
    """Let the next one in."""
    os.close(descriptor)
