"""An event loop whose time jumps to the next thing that is due, and chance that comes from a seed: the same seed, the same run.

Work that would go to a thread is done at once, and its result comes a moment later, so that others may act in between as chance has it.
"""

import asyncio
import contextlib
import random
import secrets
import selectors
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

SLOW_THREAD = 0.05
"""How often a thread's result lets others go first for a while."""
SOON_THREAD = 0.2
"""How often it lets them go first at all."""

STILL = 5000
"""Turns of the loop at one moment after which a microsecond passes all the same."""


class Standstill(Exception):  # noqa: N818  a finding
    """Nobody will ever do anything again."""


class _Jumping(selectors.SelectSelector):
    """Waits for nothing: moves the time instead."""

    now = 0.0
    _still = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise Standstill
        self.now += max(0.0, timeout)
        self._still = 0 if timeout > 0 else self._still + 1
        if self._still > STILL:  # who waits for less than the loop can tell is woken too early, for ever: outside, time would pass
            self.now, self._still = self.now + 1e-6, 0
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """The loop of one run."""

    def __init__(self, chance: random.Random) -> None:
        self._jumping = _Jumping()
        self._chance = chance
        super().__init__(self._jumping)

    def time(self) -> float:
        """Seconds since the run began."""
        return self._jumping.now

    def run_in_executor(self, _: Any, func: Callable[..., Any], *args: Any) -> asyncio.Future[Any]:  # type: ignore[override]
        done: asyncio.Future[Any] = self.create_future()
        try:
            give = _giving(done.set_result, func(*args))
        except BaseException as error:  # noqa: BLE001  it is handed on
            give = _giving(done.set_exception, error)
        draw = self._chance.random()
        if draw < SLOW_THREAD:
            self.call_later(self._chance.uniform(0, 0.05), give, done)
        elif draw < SOON_THREAD:
            self.call_soon(give, done)
        else:  # done before anybody waits: no turn of the loop is spent
            give(done)
        return done

    def _write_to_self(self) -> None:
        """Nothing ever waits outside."""


def _giving(give: Callable[[Any], None], what: object) -> Callable[[asyncio.Future[Any]], None]:
    return lambda done: None if done.done() else give(what)


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
