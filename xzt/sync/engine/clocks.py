"""What time it is, on a machine whose clock may lie (T6, P15): measured against the server, carried on by a clock that nobody sets.

A wrong clock stops nothing. Order comes from the server's numbers and the time of every act from the server; what this gives is what lists
show and what a waiting command claims. All waiting in the engine goes by the loop's monotonic time.
"""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from xzt.store import meta
from xzt.store.database import Connection

MOST_SKEW = timedelta(minutes=5)
"""Beyond this a person is told, once for each time that it comes about."""
KEPT = 50
_KEY = "clock"


class Skew(Struct, frozen=True):
    """What was measured: the server's time then, and by how many seconds it was ahead of the device."""

    at: datetime
    seconds: float


class Reading(Struct, frozen=True):
    """What the store remembers: the last measurement, and the newest of those in which the device was wrong."""

    last: Skew
    wrong: tuple[Skew, ...] = ()


def steady() -> float:
    """Seconds on a clock that nobody sets and that goes on while the machine sleeps, where the system has one."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


class Timekeeper:
    """Gives the time. Call from any thread."""

    def __init__(self, clock: Callable[[], datetime], since: Callable[[], float] = steady) -> None:
        self._clock, self._since = clock, since
        self._lock = threading.Lock()
        self._measured: tuple[datetime, float] | None = None
        self._offset, self._least = timedelta(), datetime.min.replace(tzinfo=UTC)
        self._told = False

    def remember(self, reading: Reading | None) -> None:
        """Begin with what was measured last; until there is a line it is the best there is, and time never falls behind it."""
        if reading:
            with self._lock:
                self._offset, self._least = timedelta(seconds=reading.last.seconds), reading.last.at

    def now(self) -> datetime:
        """Say what time it is: the server's as last heard and what has passed since, or the device's own with the last offset."""
        with self._lock:
            if self._measured:
                server, at = self._measured
                return server + timedelta(seconds=self._since() - at)
            return max(self._clock().astimezone(UTC) + self._offset, self._least)

    def measure(self, server: datetime, sent: tuple[datetime, float]) -> Skew:
        """Take in the server's time, asked for at ``sent`` (device's and steady clock); half the round trip is taken off."""
        received = self._since()
        half = timedelta(seconds=max(0.0, received - sent[1]) / 2)
        with self._lock:
            self._measured = (server.astimezone(UTC) + half, received)
            device = sent[0].astimezone(UTC) + half
            self._offset, self._least = server.astimezone(UTC) - device, server.astimezone(UTC)
            return Skew(server.astimezone(UTC), round(self._offset.total_seconds(), 3))

    def asking(self) -> tuple[datetime, float]:
        """Read both clocks before the server is asked."""
        return self._clock(), self._since()

    def is_news(self, skew: Skew) -> bool:
        """Say whether a person has to be told of it, and take it that they are."""
        wrong = abs(skew.seconds) > MOST_SKEW.total_seconds()
        news, self._told = wrong and not self._told, wrong
        return news


def keep(db: Connection, skew: Skew, *, news: bool) -> None:
    """Keep what was measured, and for good what a person was told of."""
    before = read(db)
    wrong = before.wrong if before else ()
    meta.put(db, _KEY, Reading(skew, (*wrong, skew)[-KEPT:] if news else wrong))


def read(db: Connection) -> Reading | None:
    """Read what is remembered."""
    return meta.get(db, _KEY, Reading)
