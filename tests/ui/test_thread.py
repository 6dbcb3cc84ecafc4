"""AE-07: the window's thread never opens a socket, never commits to the store, never flushes a file."""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.stage import NOTICE, Stage, child, under_the_pen, until
from xzt.office.dispatch.state import Dispatch
from xzt.store import database
from xzt.ui.pages.record import RecordPage


class Watch:
    """Notes what the main thread does that it must not do; the hook stays for the life of the process and is deaf outside a test."""

    def __init__(self) -> None:
        self.on = False
        self.seen: list[str] = []
        sys.addaudithook(self._hear)

    def note(self, what: str) -> None:
        if self.on and threading.current_thread() is threading.main_thread():
            self.seen.append(what)

    def _hear(self, event: str, _arguments: tuple[object, ...]) -> None:
        if event in {"socket.connect", "socket.__new__", "socket.bind", "socket.getaddrinfo", "subprocess.Popen"}:
            self.note(event)


WATCH = Watch()


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    flush, begin = os.fsync, database.transaction

    def fsync(descriptor: int) -> None:
        WATCH.note("fsync")
        flush(descriptor)

    def transaction(db: database.Connection) -> AbstractContextManager[database.Connection]:
        WATCH.note("commit")
        return begin(db)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr("xzt.client.writer.transaction", transaction)
    WATCH.seen.clear()
    yield WATCH
    WATCH.on = False


def test_the_watch_can_see(watch: Watch, tmp_path: Path) -> None:
    """A test that cannot fail is a defect: the same acts on the main thread are noticed."""
    import socket

    watch.on = True
    socket.socket().close()
    with (tmp_path / "x").open("wb") as file:
        os.fsync(file.fileno())
    watch.on = False
    assert watch.seen == ["socket.__new__", "fsync"]


def test_drafting_sending_and_reviewing_leave_the_window_free(stage: Stage, qtbot: QtBot, watch: Watch) -> None:
    """Import, autosave, submission, review and export through the window: sockets, commits and flushes happen elsewhere."""
    clerk, reviewer = stage.window("jia-1"), stage.window("yi-1")
    watch.on = True
    child(clerk, QPushButton, "nav.new").click()
    child(clerk, QPushButton, "begin.empty").click()
    page = under_the_pen(clerk)
    page.import_file(NOTICE)
    until(page.importing.isVisible)
    child(clerk, QPushButton, "import.confirm").click()
    until(lambda: page.page.model is not None and len(page.page.model.pages) > 20)
    clerk.trigger("dispatch.save")
    child(clerk, QPushButton, "dispatch.submit").click()
    child(clerk, QPushButton, "submit.confirm").click()
    until(lambda: reviewer.client.count("todo") == 1)
    record = reviewer.client.rows("todo")[0].id
    reviewer.open_record("dispatch", record)
    opened = reviewer.current()
    assert isinstance(opened, RecordPage)
    until(lambda: opened.model is not None)
    reviewer.trigger("dispatch.review")
    state = reviewer.client.record("dispatch", record)
    assert isinstance(state, Dispatch)
    until(lambda: not reviewer.client.waiting("dispatch", record))
    folder = stage.folder / "export"
    folder.mkdir()
    opened.export_to(folder)
    until(lambda: len(list(folder.iterdir())) == 3)
    watch.on = False
    assert watch.seen == []
