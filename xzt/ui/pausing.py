"""Work that waits for a pause: it runs once, some milliseconds after the last start."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


def after_pause(parent: QObject, milliseconds: int, run: Callable[[], object]) -> QTimer:
    """Make a timer that calls ``run`` once, so long after it was last started."""
    made = QTimer(parent)
    made.setSingleShot(True)
    made.setInterval(milliseconds)
    made.timeout.connect(run)
    return made
