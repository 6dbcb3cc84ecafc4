"""Long work: layout of long documents, packaging, import. One job at a time, with progress that can be cancelled (AE-12)."""

import itertools
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

from xzt.core.notices import JobProgress, Notice

T = TypeVar("T")
_PAUSE = 0.1
"""Least seconds between two progress notices of one job."""


class Cancelled(Exception):  # noqa: N818  not an error: the person asked for it
    """The person cancelled the job. Silent."""


class Progress:
    """What the work reports to, and asks whether to stop."""

    def __init__(self, job: int, name: str, notify: Callable[[Notice], None]) -> None:
        self._job, self._name, self._notify = job, name, notify
        self._stop = threading.Event()
        self._last = 0.0
        self._complete = False

    @property
    def cancelled(self) -> bool:
        """Say whether the person cancelled."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._stop.set()

    def step(self, done: int, total: int) -> None:
        """Report progress; raises ``Cancelled`` when the person cancelled."""
        if self.cancelled:
            raise Cancelled
        now = time.monotonic()
        if now - self._last >= _PAUSE or (done == total and not self._complete):
            self._last, self._complete = now, done == total
            self._notify(JobProgress(self._job, self._name, done, total))


class Job(Generic[T]):
    """A running job: its result as a future, and the way to cancel it."""

    def __init__(self, job: int, future: Future[T], progress: Progress) -> None:
        self.id, self.future, self._progress = job, future, progress

    def cancel(self) -> None:
        """Cancel: at once when it has not begun, at its next step otherwise."""
        self.future.cancel()
        self._progress.cancel()


class Jobs:
    """Runs jobs on two threads, so that a live page is laid out while a package is made."""

    def __init__(self, notify: Callable[[Notice], None]) -> None:
        self._notify = notify
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="job")
        self._ids = itertools.count(1)
        self._live: dict[int, Job[object]] = {}

    def run(self, name: str, work: Callable[[Progress], T]) -> Job[T]:
        """Start ``work``; call from any thread."""
        number = next(self._ids)
        progress = Progress(number, name, self._notify)
        job = Job(number, self._pool.submit(work, progress), progress)
        self._live[number] = job  # type: ignore[assignment]  # only cancelled from here, never read
        job.future.add_done_callback(lambda _: self._live.pop(number, None))
        return job

    def close(self) -> None:
        """Cancel what runs and wait for it."""
        for job in list(self._live.values()):
            job.cancel()
        self._pool.shutdown(wait=True, cancel_futures=True)
