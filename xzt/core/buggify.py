"""A seam through which a test makes rare branches common: a short read, an early commit, a delay at the worst moment.

Off unless somebody draws, which nothing in the program does: then a place costs one look at a variable. What is drawn comes from the one
who draws (``tests/simulation``, from its seed); every branch taken must be one that the world could bring about by itself.
"""

import contextlib
from collections.abc import Callable, Iterator

_draw: Callable[[str], bool] | None = None


def rarely(place: str) -> bool:
    """Say whether the rare thing happens here now; never, unless under test."""
    return _draw is not None and _draw(place)


@contextlib.contextmanager
def drawing(draw: Callable[[str], bool]) -> Iterator[None]:
    """Have ``draw`` decide for as long as the block runs; for tests only."""
    global _draw  # noqa: PLW0603  one seam for the whole process, so that a place needs nothing handed to it
    before, _draw = _draw, draw
    try:
        yield
    finally:
        _draw = before
