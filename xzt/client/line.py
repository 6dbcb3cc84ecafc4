"""The line of this device as its person settles it: how fast files go, whether they go at all, the first sync, and what the server wants to
take away (RS-24).
"""

from concurrent.futures import Future

from xzt.client.writer import Read, Run
from xzt.core.notices import Transfers
from xzt.office import registry
from xzt.store import meta, records
from xzt.store.database import Connection
from xzt.sync.engine import removal
from xzt.sync.engine.engine import LIMIT_KEY, PAUSED_KEY, Engine


class Line:
    """What a person may see and settle of it. ``run`` writes the store, ``read`` reads it."""

    def __init__(self, engine: Engine, run: Run, read: Read) -> None:
        self._engine, self._run, self._read = engine, run, read

    def transfers(self) -> Transfers:
        """Give the large files that are on their way."""
        return self._engine.lane.state

    def limit(self) -> int:
        """Give how many bytes a second files may take on this device, 0 for all there is."""
        return self._read(lambda db: meta.get(db, LIMIT_KEY, int)) or 0

    def set_limit(self, rate: int) -> Future[None]:
        """Let files take no more than ``rate`` bytes a second on this device, 0 for all there is, at once and after every start."""
        return self._settle(LIMIT_KEY, rate)

    def are_files_paused(self) -> bool:
        """Say whether large files are stopped on this device."""
        return self._read(lambda db: meta.get(db, PAUSED_KEY, bool)) or False

    def pause_files(self, *, paused: bool) -> Future[None]:
        """Stop large files on this device, or let them go on; commands and states are not held up."""
        return self._settle(PAUSED_KEY, paused)

    def try_files_again(self) -> None:
        """Try large files at once that did not come or go."""
        self._engine.wake_files()

    def hold_first_sync(self, *, paused: bool) -> None:
        """Hold the first sync, or let it go on; what has come stays, and everything else goes on meanwhile."""
        self._engine.hold_first(paused=paused)

    def removal(self) -> list[str]:
        """List the titles of what the server wants to take from this device and what waits for the person's answer (RS-24)."""
        return self._read(_removed_titles)

    def allow_removal(self) -> Future[None]:
        """Say that what the server wants to take away may go; counts for this once."""
        future = self._run(removal.allow)
        future.add_done_callback(lambda _: self._engine.wake())
        return future

    def _settle(self, key: str, value: float) -> Future[None]:
        future = self._run(lambda db: meta.put(db, key, value))

        def settle(kept: Future[None]) -> None:
            if not kept.exception():
                self._engine.settle_line()

        future.add_done_callback(settle)
        return future


def _removed_titles(db: Connection) -> list[str]:
    asked = removal.read(db)
    states = [(kind, records.read_view(db, kind, record)) for kind, record in (asked.records if asked else ())]
    return [registry.kind_of(kind).line(state).title for kind, state in states if state]
