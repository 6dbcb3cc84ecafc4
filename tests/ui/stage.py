"""A stage for the window: a real server process with the sample directory, real stores in a folder, several people. No mock anywhere."""

import atexit
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget

from tests import waiting
from tests.nursery import Server
from xzt.app.sample_server import DemonstrationClock, seed
from xzt.client.access import sign_in
from xzt.client.session import Client
from xzt.office.receipt.state import Receipt
from xzt.ui.pages.drafting import DraftingPage
from xzt.ui.window import MainWindow

ROOT = Path(__file__).parents[2]
NOTICE = ROOT / "resources" / "sample" / "湘政办函〔2022〕23号.txt"
W = TypeVar("W", bound=QWidget)


@cache
def seeded() -> tuple[Path, DemonstrationClock]:
    """Seed a server once for all stages of this process, with the clock that it goes by: hashing the passwords takes seconds."""
    data, clock = Path(tempfile.mkdtemp(prefix="xzt-stage-")), DemonstrationClock()
    atexit.register(shutil.rmtree, data, ignore_errors=True)
    seed(data, clock.offset)
    return data, clock


class Stage:
    """People, windows and a server that can go away."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        template, self.clock = seeded()
        data = folder / "server"
        shutil.copytree(template, data)
        self.server = Server(data)
        self.server.start()
        self.clients: list[Client] = []
        self.windows: list[MainWindow] = []

    def window(self, person: str) -> MainWindow:
        """Sign a person in and show the main window."""
        client = sign_in(self.folder / "stores", self.server.url, person, f"sample-{person}", self.clock)
        self.clients.append(client)
        client.start()
        window = MainWindow(client)
        self.windows.append(window)
        window.show()
        return window

    def close(self) -> None:
        """Close everything."""
        for window in self.windows:
            window.close()
            window.deleteLater()
        for client in self.clients:
            client.close()
        self.server.kill()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def until(fact: Callable[[], object]) -> None:
    """Let the window work until something is so."""
    waiting.until(fact, between=QApplication.processEvents)


def under_the_pen(window: MainWindow) -> DraftingPage:
    """Wait, as a person does, until the draft that is being opened can be written."""
    until(lambda: isinstance(window.current(), DraftingPage))
    page = window.current()
    assert isinstance(page, DraftingPage)
    until(lambda: page.keeper.session is not None)
    return page


def receipt(window: MainWindow) -> tuple[str, Receipt]:
    """The one receipt that there is, as this person sees it."""
    until(lambda: window.client.rows("receipts"))
    record = window.client.rows("receipts")[0].id
    state = window.client.record("receipt", record)
    assert isinstance(state, Receipt)
    return record, state


def type_text(widget: QWidget, words: str) -> None:
    """Type Chinese as an input method does."""
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(widget, event)


def child(parent: QWidget, kind: type[W], name: str) -> W:
    """Find a control by its object name."""
    found: W | None = parent.findChild(kind, name)
    assert found is not None, name
    return found
