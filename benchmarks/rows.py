"""What a measurement gives, and how two things are measured side by side."""

import statistics
import time
from collections.abc import Callable

from msgspec import Struct


class Row(Struct, frozen=True):
    """One line: what was done on how much, our median and that of what it is held against, in ``unit``; a ratio under 1 is faster."""

    work: str
    size: str
    ours: float
    against: float
    ratio: float
    unit: str


def row(work: str, size: str, ours: list[float], against: list[float], unit: str = "ms") -> Row:
    """Make a line from seconds."""
    mine, other = (statistics.median(times) * 1000 for times in (ours, against))
    return Row(work, size, round(mine, 3), round(other, 3), round(mine / other, 2), unit)


def missing(what: str, needs: str) -> Row:
    """Make the line of something that is not here to be measured."""
    return Row(f"{what}: not measured, needs {needs}", "", 0.0, 0.0, 0.0, "ms")


def alternate(rounds: int, *works: Callable[[], float | None]) -> list[list[float]]:
    """Do the works in turn, ``rounds`` times each after one that does not count; gives the seconds of each.

    A work that measures itself returns its seconds; of any other the call is timed.
    """
    times: list[list[float]] = [[] for _ in works]
    for n in range(rounds + 1):
        for work, found in zip(works, times, strict=True):
            began = time.perf_counter()
            seconds = work()
            passed = time.perf_counter() - began if seconds is None else seconds
            if n:
                found.append(passed)
    return times
