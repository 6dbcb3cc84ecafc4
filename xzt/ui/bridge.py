"""The bridge from worker threads to the window: made in the main thread, turns notices and results of futures into signals (AE-18)."""

import sys
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from functools import partial
from typing import TypeVar, cast

from msgspec import Struct
from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from xzt.client.jobs import Cancelled
from xzt.core.notices import Notice

T = TypeVar("T")


class _Settled(Struct, frozen=True):
    future: Future[object]
    then: Callable[[object], None]
    failed: Callable[[BaseException], None] | None


class Bridge(QObject):
    """One ``Signal(object)`` for notices, and ``watch`` for futures; both deliver in the thread where the bridge was made.

    After ``stop`` nothing is delivered any more, not even what was on its way: the client behind it may be closed.
    """

    notice = Signal(object)
    _told = Signal(object)
    _settled = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stopped = False
        self._told.connect(self._on_told)
        self._settled.connect(self._on_settled, Qt.ConnectionType.QueuedConnection)  # also from this thread: what is done already waits

    def stop(self) -> None:
        """Deliver nothing more."""
        self._stopped = True

    def tell(self, notice: Notice) -> None:
        """Pass a notice on; call from any thread."""
        if isValid(self):
            self._told.emit(notice)

    def _on_told(self, notice: Notice) -> None:
        if not self._stopped:
            self.notice.emit(notice)

    def watch(self, future: Future[T], then: Callable[[T], None], failed: Callable[[BaseException], None] | None = None) -> None:
        """Call ``then`` with the result, or ``failed`` with the exception, in the main thread. A cancelled future is silent.

        The answer comes after the event at hand, never within this call, even where the future is done already.
        """
        later = partial(self._pass_on, cast("Callable[[object], None]", then), failed)
        cast("Future[object]", future).add_done_callback(later)

    def _pass_on(self, then: Callable[[object], None], failed: Callable[[BaseException], None] | None, future: Future[object]) -> None:
        if isValid(self):
            self._settled.emit(_Settled(future, then, failed))

    def _on_settled(self, settled: _Settled) -> None:
        owner = getattr(settled.then, "__self__", None)
        if self._stopped or settled.future.cancelled() or (isinstance(owner, QObject) and not isValid(owner)):
            return
        error = settled.future.exception()
        if error is None:
            settled.then(settled.future.result())
        elif isinstance(error, CancelledError | Cancelled):
            return
        elif settled.failed is not None:
            settled.failed(error)
        else:
            sys.excepthook(type(error), error, error.__traceback__)
