"""Pages made before they are asked for: a person looks at the desk first, and the first click on a list then has the list to fill only.

One page after another: its module is imported in a job of its own, so that other jobs go between, and it is made in an event of its own, so
that a key waits for one page at most. Nothing is read for it; what a page shows it reads when it comes into sight.
"""

import importlib
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from xzt.client.jobs import Progress
from xzt.ui.hub import Hub

AFTER = 1500
"""Milliseconds after the window stands, which first shows what it was opened for."""
_BETWEEN = 20
"""Milliseconds between two pages, for what a person does meanwhile."""


class Warming(QObject):
    """Asks for pages by ``wanted``; ``pages`` are their names with the modules they live in, the likeliest first."""

    wanted = Signal(str)

    def __init__(self, hub: Hub, pages: Sequence[tuple[str, str]], parent: QObject) -> None:
        super().__init__(parent)
        self._hub, self._pages = hub, tuple(pages)
        self._left: list[tuple[str, str]] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._load)

    def begin(self) -> None:
        """Begin anew in a while; a page that is there already is asked for again, which costs nothing."""
        self._left = list(self._pages)
        self._timer.start(AFTER)

    def stop(self) -> None:
        """Ask for no more pages."""
        self._left = []
        self._timer.stop()

    def _load(self) -> None:
        self._hub.bridge.watch(self._hub.client.jobs.run("warm", _importing(self._left[0][1])).future, self._on_loaded, self._hub.fail)

    def _on_loaded(self, _answer: object) -> None:
        if self._left:
            self.wanted.emit(self._left.pop(0)[0])
        if self._left:
            self._timer.start(_BETWEEN)


def _importing(module: str) -> Callable[[Progress], object]:
    return lambda _progress: importlib.import_module(f"xzt.ui.pages.{module}")
