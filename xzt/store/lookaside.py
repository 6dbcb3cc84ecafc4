"""Room for the engine's small values, asked for before the engine wakes.

With ``cipher_memory_security`` every piece of memory that the engine takes is locked on taking and wiped on giving back, two calls of the
system each, and the binding of one short text takes one. A connection has room set aside for such values (SQLite's lookaside), locked once
and wiped as a whole when the connection closes; but as it comes it is used up by the first few statements that are kept compiled, and from
then on every value goes the long way, which doubles what any statement costs. How much there is can only be said before the library
wakes, and the driver has no way to say it. Where the library does not let itself be asked (Windows), all is as before, only slower.
"""

import ctypes
import importlib.util
from pathlib import Path

SIZE, COUNT = 6144, 400
"""Bytes of a piece, which most states fit in and what a trigger takes for each row, and pieces of a connection: 2.4 MB each, so that three
connections stay within what a process may usually lock (8 MB). The engine cuts part of it into small pieces by itself."""
_LOOKASIDE, _DONE = 13, 0
"""SQLITE_CONFIG_LOOKASIDE, SQLITE_OK."""


def set_aside(size: int = SIZE, count: int = COUNT) -> bool:
    """Ask for this much room in every connection of the process; False where that cannot be said, or is too late."""
    found = importlib.util.find_spec("sqlcipher3")
    for folder in (found.submodule_search_locations if found else None) or ():
        for library in Path(folder).glob("_sqlite3*.so"):
            try:
                configure = ctypes.CDLL(str(library)).sqlite3_config
            except (OSError, AttributeError):
                continue
            return bool(configure(ctypes.c_int(_LOOKASIDE), ctypes.c_int(size), ctypes.c_int(count)) == _DONE)
    return False
