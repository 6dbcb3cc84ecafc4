"""Garbage is collected in the main thread and nowhere else.

A model or window in a cycle that a worker's allocation happens to collect is destroyed in that worker, which Qt does not survive.
"""

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY = 250
"""Milliseconds between two looks; what is freed without a cycle waits for none of them."""


def collect_due() -> None:
    """Collect the generation that the interpreter would have by now. Call it in the main thread, with automatic collection off."""
    for generation, (count, most) in reversed(list(enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)))):
        if count > most:
            gc.collect(generation)
            return


def take_over(parent: QObject) -> None:
    """Collect by the main thread's own timer from here on, as long as ``parent`` lives.

    What is loaded by now is taken out of the rounds for good: one over all of it holds the window up for 50 ms. Call it once, before there
    are windows.
    """
    gc.collect()
    gc.freeze()
    gc.disable()
    timer = QTimer(parent)
    timer.timeout.connect(collect_due)
    timer.start(_EVERY)
