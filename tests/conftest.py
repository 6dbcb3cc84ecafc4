"""What holds for every test: no display, no folder of the person's own, no warning in the log, nothing left running (AE-28)."""

import atexit
import gc
import logging
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests import passwords

GRACE_SECONDS = 30.0

settings.register_profile("gate", deadline=None, derandomize=True)
settings.register_profile("explore", max_examples=1000, deadline=None, print_blob=True)
settings.load_profile("gate")
"""The gate asks every change the same questions, so that it tells of the change; ``make explore`` asks new ones every time."""

home = Path(tempfile.mkdtemp(prefix="xzt-tests-"))
atexit.register(shutil.rmtree, home, ignore_errors=True)
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
for variable in ("XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
    folder = home / variable.lower()
    folder.mkdir(mode=0o700)
    os.environ[variable] = str(folder)


class Warnings(logging.Handler):
    """Keeps what was logged at WARNING or above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


def pytest_collection_finish() -> None:
    """Take what is loaded out of the collector's rounds, and of the looks below at what a test leaves behind."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Make keys from passwords at next to no price: at full price it is most of a second of every test with a window."""
    with passwords.cheap():
        yield


@pytest.fixture(autouse=True)
def no_warning_in_the_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that logs a warning, unless it asks for ``caplog`` and so looks at the log itself."""
    handler = Warnings()
    logging.getLogger().addHandler(handler)
    yield
    logging.getLogger().removeHandler(handler)
    if handler.lines and "caplog" not in request.fixturenames:
        pytest.fail("logged in this test:\n" + "\n".join(handler.lines), pytrace=False)


def settles(left: Callable[[], object], seconds: float = GRACE_SECONDS) -> bool:
    """Wait until nothing is left; False when the time is up."""
    deadline = time.monotonic() + seconds
    while left():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    """Fail a test that leaves a Python thread running."""
    before = set(threading.enumerate())
    yield

    def left() -> list[str]:
        return [thread.name for thread in threading.enumerate() if thread not in before]

    if not settles(left):
        pytest.fail(f"threads left running: {left()}", pytrace=False)


def qt_at_work() -> dict[int, str]:
    """Return what of Qt is alive, by identity: top-level widgets, running timers, running threads."""
    if "PySide6.QtWidgets" not in sys.modules:
        return {}
    import shiboken6
    from PySide6.QtCore import QCoreApplication, QEvent, QThread, QTimer
    from PySide6.QtWidgets import QApplication

    if not isinstance(QCoreApplication.instance(), QApplication):
        return {}
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    alive: dict[int, str] = {id(widget): f"widget {widget!r}" for widget in QApplication.topLevelWidgets()}
    things = gc.get_objects()
    timers, threads = ({kind for kind in set(map(type, things)) if issubclass(kind, base)} for base in (QTimer, QThread))
    for thing in [thing for thing in things if type(thing) in timers or type(thing) in threads]:
        if not shiboken6.isValid(thing):
            continue
        if isinstance(thing, QTimer) and thing.isActive():
            alive[id(thing)] = f"timer {thing!r} of {thing.parent()!r}"
        elif isinstance(thing, QThread) and thing.isRunning() and thing is not QThread.currentThread():
            alive[id(thing)] = f"thread {thing!r}"
    return alive


@pytest.fixture(autouse=True)
def nothing_of_qt_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test with a window that leaves widgets, timers or threads behind; garbage is collected here, as ``ui.collecting`` does."""
    if not {"qtbot", "qapp"} & set(request.fixturenames):
        yield
        return
    before = qt_at_work()
    gc.disable()
    yield
    gc.collect(0)  # all that came since is there
    gc.enable()

    def left() -> list[str]:
        return [what for identity, what in qt_at_work().items() if identity not in before]

    if left():
        gc.collect()
        if not settles(left):
            pytest.fail("left behind by this test:\n" + "\n".join(left()), pytrace=False)
