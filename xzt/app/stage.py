"""The stage of the headless demonstration: seats with real windows, the hands that press their buttons, and the record of what was done."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from msgspec import Struct
from PySide6.QtCore import QEvent, QEventLoop
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from xzt.app.sample_server import sample_password
from xzt.client.clock import Clock
from xzt.client.session import Client
from xzt.core.encoding import encode
from xzt.core.errors import Trouble
from xzt.core.notices import Connection
from xzt.store.keyslots import replace_file
from xzt.ui.desktop import Desktop
from xzt.ui.pages.drafting import DraftingPage
from xzt.ui.window import MainWindow

W = TypeVar("W", bound=QWidget)
PATIENCE = 20.0
"""Seconds after which something that should have happened is taken not to happen."""


class Done(Struct, frozen=True):
    """One step of the journey as ``journey.json`` tells it."""

    step: int
    actor: str
    unit: str
    action: str
    line: str
    milliseconds: int


def until(happened: Callable[[], object], what: str) -> None:
    """Let the windows live until ``happened``; what does not happen is ``Trouble("journey_stuck")``."""
    end = time.monotonic() + PATIENCE
    while not happened():
        if time.monotonic() > end:
            raise Trouble("journey_stuck", what=what)
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)
        time.sleep(0.002)


def settle(seconds: float = 0.12) -> None:
    """Let the windows finish drawing."""
    end = time.monotonic() + seconds
    until(lambda: time.monotonic() > end, "settle")
    QApplication.sendPostedEvents()
    QApplication.processEvents()


def find(window: QWidget, kind: type[W], name: str) -> W:
    """Find the control of this name once it can be seen and used."""

    def seen() -> W | None:
        return next((control for control in window.findChildren(kind, name) if control.isVisible() and control.isEnabled()), None)

    until(seen, name)
    found = seen()
    if found is None:
        raise Trouble("journey_stuck", what=name)
    return found


def under_the_pen(window: MainWindow) -> DraftingPage:
    """Wait, as a person does, until the draft that is being opened can be written; return its page."""
    until(lambda: isinstance(window.current(), DraftingPage), "drafting")
    page = window.current()
    if not isinstance(page, DraftingPage):
        raise Trouble("journey_stuck", what="drafting")
    until(lambda: page.keeper.session is not None, "draft open")
    return page


def press(window: QWidget, name: str) -> None:
    """Press a button."""
    find(window, QAbstractButton, name).click()


def write(window: QWidget, name: str, words: str) -> None:
    """Write into a line or a text."""
    control = find(window, QWidget, name)
    if isinstance(control, QLineEdit):
        control.setText(words)
    elif isinstance(control, QPlainTextEdit | QTextEdit):
        control.setPlainText(words)
        control.moveCursor(QTextCursor.MoveOperation.End)
    else:
        raise Trouble("journey_stuck", what=name)


def choose(window: QWidget, name: str, data: str) -> None:
    """Choose an entry of a drop-down by its data."""
    box = find(window, QComboBox, name)
    at = box.findData(data)
    if at < 0:
        raise Trouble("journey_stuck", what=f"{name} {data}")
    box.setCurrentIndex(at)


class Stage:
    """Holds the seats, the pictures and the record. One step after another; every step is printed as it is done."""

    def __init__(self, out: Path, server: Callable[[], str], clock: Clock) -> None:
        self.out, self._server, self._clock = out, server, clock
        self.done: list[Done] = []
        self._seats: dict[str, Desktop] = {}
        self._pictures = 0
        (out / "screens").mkdir(parents=True, exist_ok=True)

    @contextmanager
    def step(self, client: Client, action: str) -> Iterator[None]:
        """Time one step of one person and record it."""
        begun = time.perf_counter()
        yield
        identity = client.identity
        line = "online" if client.status().connection in {Connection.ONLINE, Connection.BUSY} else "offline"
        done = Done(len(self.done) + 1, identity.name, identity.unit_name, action, line, round((time.perf_counter() - begun) * 1000))
        self.done.append(done)
        where = "在线" if line == "online" else "离线"
        print(f"{done.step:2d}  {done.unit} {done.actor}：{action}（{where}，{done.milliseconds} 毫秒）", flush=True)  # noqa: T201

    def picture(self, window: QWidget, name: str) -> None:
        """Keep a picture of a window."""
        settle()
        self._pictures += 1
        if not window.grab().save(str(self.out / "screens" / f"{self._pictures:02d}-{name}.png")):
            raise Trouble("disk", detail=name)

    def desktop(self, person: str) -> Desktop:
        """Give the desktop of one person, with stores of its own, as on a machine of its own."""
        if person not in self._seats:
            self._seats[person] = Desktop(self.out / "stores" / person, self._server(), (), self._clock)
        return self._seats[person]

    def sit(self, person: str) -> MainWindow:
        """Let a person sit down: sign in the first time, unlock after that."""
        desktop = self.desktop(person)
        if desktop.windows:
            return desktop.windows[0]
        unlock = desktop.show_unlock()
        if unlock.stack.currentIndex() == 1:
            write(unlock, "signin.person", person)
            write(unlock, "signin.password", sample_password(person))
            unlock.agreed.setChecked(True)
            press(unlock, "signin.open")
        else:
            write(unlock, "unlock.password", sample_password(person))
            press(unlock, "unlock.open")
        until(lambda: bool(desktop.windows), f"window of {person}")
        window = desktop.windows[0]
        window.resize(1440, 900)
        return window

    def leave(self, person: str) -> None:
        """Let a person close the program; what was done stays in the store."""
        self._seats[person].stop()

    def finish(self) -> None:
        """Close every seat and write ``journey.json``."""
        for desktop in self._seats.values():
            desktop.stop()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # before the interpreter goes, or its end finds half of them
        replace_file(self.out / "journey.json", encode({"steps": self.done}))
