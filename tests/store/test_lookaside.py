"""The room for small values: it is there, and what is promised of memory stands."""

import sys

import pytest

from xzt.store import database, lookaside
from xzt.store.database import Connection


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the library of other systems does not let itself be asked")
def test_there_is_room_for_small_values() -> None:
    """Without it every statement costs twice as much: if the driver's file has another name or hides the call, this says so."""
    assert database.ROOMY


def test_a_library_that_is_awake_is_left_as_it_is(db: Connection) -> None:
    """Nothing is changed under open connections, and the settings that RS-02 fixes are those asserted at opening."""
    assert not lookaside.set_aside()
    assert db.execute("PRAGMA cipher_memory_security").fetchone() == ("1",)
