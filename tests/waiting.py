"""Waiting in a test: for the very fact that it asserts next, and never for a time.

The patience is for a machine that is busy with other things; a test that passes spends none of it.
"""

import time
from collections.abc import Callable

PATIENCE = 60.0
"""Seconds after which a test gives up."""


def until(fact: Callable[[], object], what: str = "", between: Callable[[], object] = lambda: None) -> None:
    """Wait until something is so; ``between`` is done before every look but the first, such as letting a window work."""
    deadline = time.monotonic() + PATIENCE
    while not fact():
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        between()
        time.sleep(0.005)
