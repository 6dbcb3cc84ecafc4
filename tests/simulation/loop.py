"""An event loop whose time jumps to the next thing that is due, and chance that comes from a seed: the same seed, the same run.

Work that would go to a thread is done at once, and its result comes a moment later, so that others may act in between as chance has it.
"""

import asyncio
import contextlib
import contextvars
import heapq
import itertools
import random
import secrets
from collections import deque
from collections.abc import Callable, Coroutine, Iterator
from typing import Any
from unittest import mock

SLOW_THREAD = 0.05
"""How often a thread's result lets others go first for a while."""
SOON_THREAD = 0.2
"""How often it lets them go first at all."""

STILL = 10_000
"""Calls at one moment after which a microsecond passes all the same."""
AT_ONCE = 1e-9
"""What is due within this time is due now."""


class Standstill(Exception):  # noqa: N818  a finding
    """Nobody will ever do anything again."""


class Due:
    """Something to call. The library's own handles look for a debugger, compare themselves in Python and know where they were made."""

    __slots__ = ("_when", "args", "call", "context", "off")

    def __init__(self, call: Callable[..., object], args: tuple[Any, ...], context: contextvars.Context | None, when: float = 0.0) -> None:
        self.call, self.args, self.off, self._when = call, args, False, when
        self.context = context or contextvars.copy_context()

    def cancel(self) -> None:
        """Do not call it."""
        self.off = True

    def cancelled(self) -> bool:
        """Say whether it is not to be called any more."""
        return self.off

    def when(self) -> float:
        """Say at what time it is due."""
        return self._when


class VirtualLoop(asyncio.SelectorEventLoop):
    """The loop of one run. It waits for nothing and asks nobody outside: it moves the time instead."""

    def __init__(self, chance: random.Random) -> None:
        self._now = 0.0
        self._still = 0
        self._chance = chance
        self._due: deque[Due] = deque()
        self._later: list[tuple[float, int, Due]] = []
        self._count = itertools.count().__next__
        super().__init__()

    def time(self) -> float:
        """Seconds since the run began."""
        return self._now

    def call_soon(self, callback: Callable[..., object], *args: Any, context: contextvars.Context | None = None) -> Any:  # type: ignore[override]
        due = Due(callback, args, context)
        self._due.append(due)
        return due

    call_soon_threadsafe = call_soon  # type: ignore[assignment]
    """There is one thread."""

    def call_later(self, delay: float, callback: Callable[..., object], *args: Any, context: contextvars.Context | None = None) -> Any:  # type: ignore[override]
        return self.call_at(self._now + delay, callback, *args, context=context)

    def call_at(self, when: float, callback: Callable[..., object], *args: Any, context: contextvars.Context | None = None) -> Any:  # type: ignore[override]
        due = Due(callback, args, context, when)
        heapq.heappush(self._later, (when, self._count(), due))
        return due

    def create_future(self) -> asyncio.Future[Any]:
        return asyncio.Future(loop=self)

    def create_task(self, coro: Coroutine[Any, Any, Any], *, name: object = None, context: Any = None) -> asyncio.Task[Any]:  # type: ignore[override]
        return asyncio.Task(coro, loop=self, name=name, context=context)  # type: ignore[arg-type]  # as the library's

    def _gather(self) -> None:
        """Have everything ready that is due by now; where nothing is, it becomes later."""
        ready, later = self._due, self._later
        while later and later[0][2].off:
            heapq.heappop(later)
        if not ready and not self._stopping:  # type: ignore[attr-defined]
            if not later:
                raise Standstill
            if later[0][0] > self._now:
                self._now, self._still = later[0][0], 0
        if self._still > STILL:  # who waits for less than the loop can tell is woken too early, for ever: outside, time would pass
            self._now, self._still = self._now + 1e-6, 0
        until = self._now + AT_ONCE
        while later and later[0][0] < until:
            ready.append(heapq.heappop(later)[2])

    def _run_once(self) -> None:
        """Do what is due by now, in its order, and what follows from it at once. The library's own turn looks for sockets besides."""
        self._gather()
        ready, still = self._due, self._still
        while ready and not self._stopping and still <= STILL:  # type: ignore[attr-defined]
            due, still = ready.popleft(), still + 1
            if due.off:
                continue
            try:
                due.context.run(due.call, *due.args)
            except (SystemExit, KeyboardInterrupt):
                raise
            except BaseException as error:  # noqa: BLE001  as the library does
                self.call_exception_handler({"message": f"Exception in callback {due.call!r}", "exception": error})
        self._still = still

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
