"""Searching a long list while somebody types: one search at a time, in a job, and only the newest words count."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from xzt.client.jobs import Cancelled
from xzt.ui.hub import Hub

_PAUSE = 120
"""Milliseconds of rest after a letter before it is searched."""


class Finder(QObject):
    """Asks ``find`` for words outside the window's thread; ``found`` has the words and what came, the newest words only."""

    found = Signal(str, object)

    def __init__(self, hub: Hub, find: Callable[[str], object], parent: QObject) -> None:
        super().__init__(parent)
        self._hub, self._find = hub, find
        self._wanted = self._running = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self._go)

    def ask(self, words: str) -> None:
        """Search for these words soon."""
        self._wanted = words
        self._timer.start()

    def forget(self) -> None:
        """Search no more: what is on its way comes too late."""
        self._wanted = ""
        self._timer.stop()

    def _go(self) -> None:
        if self._running or not self._wanted:
            return
        self._running = self._wanted
        find, words = self._find, self._wanted
        job = self._hub.client.jobs.run("find", lambda _progress: find(words))
        self._hub.bridge.watch(job.future, partial(self._take, words), self._on_failed)

    def _take(self, words: str, found: object) -> None:
        self._running = ""
        if words == self._wanted:
            self.found.emit(words, found)
        elif self._wanted:
            self._timer.start()

    def _on_failed(self, error: BaseException) -> None:
        self._running = ""
        if not isinstance(error, Cancelled):
            self._hub.fail(error)
