"""Who waits for news of which unit, and how they hear of it. News is a hint, never data: losing one costs an interval."""

import asyncio
from collections import Counter

from xzt.core.buggify import rarely


class Hub:
    """The newest number of each unit that this process has heard of, and the tasks that wait for a newer one."""

    def __init__(self) -> None:
        self._heads: dict[str, int] = {}
        self._news: dict[str, asyncio.Event] = {}
        self._waiting: Counter[str] = Counter()
        self._ready: set[str] = set()
        self._directory = 0
        self._stopped = False
        self.deliveries = asyncio.Event()
        """Set when something lies ready for other units."""

    @property
    def waiting(self) -> list[str]:
        """List the units of which somebody here waits for news."""
        return list(self._waiting)

    @property
    def waiters(self) -> int:
        """Count those who wait."""
        return self._waiting.total()

    @property
    def stopped(self) -> bool:
        """Say whether the server is leaving."""
        return self._stopped

    def ready(self, unit: str) -> None:
        """Say that something of ``unit`` lies ready for other units."""
        self._ready.add(unit)
        self.deliveries.set()

    def take_ready(self) -> list[str]:
        """Give the units of which something lies ready, each once."""
        units, self._ready = sorted(self._ready), set()
        self.deliveries.clear()
        return units

    def announce(self, unit: str, head: int) -> None:
        """Say that ``unit`` stands at ``head``."""
        if head > self._heads.get(unit, 0):
            self._heads[unit] = head
            self._wake(unit)

    def announce_directory(self, version: int) -> None:
        """Say that the directory stands at ``version``: news for everybody."""
        if version > self._directory:
            self._directory = version
            for unit in list(self._news):
                self._wake(unit)

    def stop(self) -> None:
        """Send everybody home; nobody waits from here on."""
        self._stopped = True
        for unit in list(self._news):
            self._wake(unit)

    async def wait(self, unit: str, after: int, directory: int, seconds: float) -> None:
        """Return when ``unit`` is beyond ``after`` or the directory beyond ``directory``, or after ``seconds``."""
        if rarely("wait.early"):
            return
        self._waiting[unit] += 1
        try:
            async with asyncio.timeout(seconds):
                while not self._stopped and self._heads.get(unit, 0) <= after and self._directory <= directory:
                    await self._news.setdefault(unit, asyncio.Event()).wait()
        except TimeoutError:
            return
        finally:
            self._waiting -= Counter((unit,))

    def _wake(self, unit: str) -> None:
        event = self._news.pop(unit, None)
        if event:
            event.set()
