"""The one thread that writes to the store. Every change of the client goes through ``Writer.run``, one transaction each, in order."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol, TypeVar

from xzt.store.database import Connection, naming_trouble, transaction

T = TypeVar("T")


class Run(Protocol):
    """How the store is written: ``Writer.run``."""

    def __call__(self, work: Callable[[Connection], T], /) -> Future[T]:
        """Run ``work`` in one transaction."""


class Read(Protocol):
    """How the store is read: at once, in the thread that asks."""

    def __call__(self, work: Callable[[Connection], T], /) -> T:
        """Read with ``work``."""


class Writer:
    """Owns the writing connection and its thread. Call from any thread; the work must not touch Qt.

    ``committed`` looks at the store after every commit that changed it and before its future resolves. It must not raise.
    """

    def __init__(self, db: Connection, committed: Callable[[Connection], None]) -> None:
        self._db, self._committed = db, committed
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer")

    def run(self, work: Callable[[Connection], T]) -> Future[T]:
        """Run ``work`` in one transaction; the future resolves after the commit has reached the disk."""
        return self._pool.submit(self._commit, work)

    def look(self, work: Callable[[Connection], T]) -> Future[T]:
        """Run ``work``, which only reads, after all that was given before: no transaction, for nobody else writes."""
        return self._pool.submit(self._look, work)

    def close(self) -> None:
        """Finish what was given, then close the connection."""
        self._pool.shutdown(wait=True)
        self._db.close()

    def _commit(self, work: Callable[[Connection], T]) -> T:
        before = self._db.total_changes
        with transaction(self._db) as db:
            result = work(db)
        if self._db.total_changes != before:
            self._committed(self._db)
        return result

    def _look(self, work: Callable[[Connection], T]) -> T:
        with naming_trouble():
            return work(self._db)
