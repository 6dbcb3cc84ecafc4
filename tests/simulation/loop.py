"""An event loop whose time jumps to the next thing that is due, and chance that comes from a seed: the same seed, the same run.

Work that would go to a thread is done at once, and its result comes a moment later, so that others may act in between as chance has it.
"""

import asyncio
import contextlib
import heapq
import random
import secrets
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

SLOW_THREAD = 0.05
"""How often a thread's result lets others go first for a while."""
SOON_THREAD = 0.2
"""How often it lets them go first at all."""

STILL = 5000
"""Turns of the loop at one moment after which a microsecond passes all the same."""
AT_ONCE = 1e-9
"""What is due within this time is due now."""


class Standstill(Exception):  # noqa: N818  a finding
    """Nobody will ever do anything again."""


class VirtualLoop(asyncio.SelectorEventLoop):
    """The loop of one run. It waits for nothing and asks nobody outside: it moves the time instead."""

    def __init__(self, chance: random.Random) -> None:
        self._now = 0.0
        self._still = 0
        self._chance = chance
        super().__init__()

    def time(self) -> float:
        """Seconds since the run began."""
        return self._now

    def _run_once(self) -> None:
        """Take one turn: what is due by now, in its order. The library's own turn looks for sockets and slow callbacks besides."""
        ready, scheduled = self._ready, self._scheduled  # type: ignore[attr-defined]
        while scheduled and scheduled[0]._cancelled:
            heapq.heappop(scheduled)._scheduled = False
        self._still += 1
        if not ready and not self._stopping:  # type: ignore[attr-defined]
            if not scheduled:
                raise Standstill
            if scheduled[0]._when > self._now:
                self._now, self._still = scheduled[0]._when, 0
        if self._still > STILL:  # who waits for less than the loop can tell is woken too early, for ever: outside, time would pass
            self._now, self._still = self._now + 1e-6, 0
        until = self._now + AT_ONCE
        while scheduled and scheduled[0]._when < until:
            due = heapq.heappop(scheduled)
            due._scheduled = False
            ready.append(due)
        for _ in range(len(ready)):
            handle = ready.popleft()
            if not handle._cancelled:
                handle._run()

    def run_in_executor(self, _: Any, func: Callable[..., Any], *args: Any) -> asyncio.Future[Any]:  # type: ignore[override]
        done: asyncio.Future[Any] = self.create_future()
        try:
            give, what = done.set_result, func(*args)
        except BaseException as error:  # noqa: BLE001  it is handed on
            give, what = done.set_exception, error
        draw = self._chance.random()
        if draw < SLOW_THREAD:
            self.call_later(self._chance.uniform(0, 0.05), _give, done, give, what)
        elif draw < SOON_THREAD:
            self.call_soon(_give, done, give, what)
        else:  # done before anybody waits: no turn of the loop is spent
            give(what)
        return done

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        """It goes when its time comes."""

    def _write_to_self(self) -> None:
        """Nothing ever waits outside."""


def _give(done: asyncio.Future[Any], give: Callable[[Any], None], what: object) -> None:
    if not done.done():
        give(what)


@contextlib.contextmanager
def seeded(seed: int) -> Iterator[random.Random]:
    """Draw everything that the program takes from chance from the seed; gives a source of the simulator's own."""
    hidden = random.Random(f"secrets {seed}")
    random.seed(seed)
    drawn = {
        "token_bytes": lambda count=32: hidden.randbytes(count),
        "token_hex": lambda count=32: hidden.randbytes(count).hex(),
        "token_urlsafe": lambda count=32: hidden.randbytes(count).hex(),
        "randbelow": hidden.randrange,
    }
    with contextlib.ExitStack() as stack:
        for name, draw in drawn.items():
            stack.enter_context(mock.patch.object(secrets, name, draw))
        yield random.Random(f"simulator {seed}")
