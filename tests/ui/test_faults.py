"""Faults that were seen in other people's windows, one test each; ``docs/rules.md`` lists them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from PySide6.QtWidgets import QApplication

from tests.passwords import at_floor
from tests.sync.town import document
from tests.ui.attacher_at_work import attached
from tests.ui.stage import Stage, type_text, under_the_pen, until
from xzt.app.sample_server import sample_password
from xzt.client.access import sign_in, unlock
from xzt.client.commands import Accepted
from xzt.core.notices import Connection
from xzt.ui.pages.drafting import DraftingPage
from xzt.ui.window import MainWindow

ROOT = Path(__file__).parents[2]
FROZEN = 5.0
"""Seconds within which a key must have had its effect, on a loaded machine too; a frozen window waits for a socket's 10 and more."""


def drafting(window: MainWindow) -> DraftingPage:
    outcome = window.client.start_draft(document()).result(60)
    assert isinstance(outcome, Accepted)
    window.open_record("dispatch", outcome.record)
    return under_the_pen(window)


def offline(stage: Stage, window: MainWindow) -> None:
    stage.server.stop()
    window.client.sync_now()
    until(lambda: window.client.status().connection is Connection.OFFLINE)


def test_fault_editing_freezes_when_the_network_drops(stage: Stage) -> None:
    """DOC-22: the server goes in the middle of a word; every key has its effect at once and what is typed is kept."""
    window = stage.window("jia-1")
    page = drafting(window)
    type_text(page.editor, "断")
    stage.server.stop()
    slowest = 0.0
    for character in "网之后照样一个字一个字地写下去":
        begun = time.perf_counter()
        type_text(page.editor, character)
        QApplication.processEvents()
        slowest = max(slowest, time.perf_counter() - begun)
    assert slowest < FROZEN
    written = page.editor.lines()[0].text
    assert "断网之后照样一个字一个字地写下去" in written
    until(lambda: written in str(window.client.draft(page.record).result(60).manuscript()))  # kept in the store, too
    stage.server.start()


def test_fault_an_offline_edit_is_blank_after_reconnect(stage: Stage) -> None:
    """OFF-02: what was written without a line stands in the window and in the draft of a second machine when the line is back."""
    window = stage.window("jia-1")
    page = drafting(window)
    until(lambda: not window.client.waiting("dispatch", page.record))
    offline(stage, window)
    type_text(page.editor, "离线写的这一句")
    before = [line.text for line in page.editor.lines()]
    stage.server.start()
    window.client.sync_now()
    until(lambda: window.client.status().connection is Connection.ONLINE)
    second = sign_in(stage.folder / "second", stage.server.url, "jia-1", sample_password("jia-1"), stage.clock)
    stage.clients.append(second)
    second.start()
    until(lambda: second.record("dispatch", page.record) is not None)
    other = MainWindow(second)
    stage.windows.append(other)
    other.show()
    other.open_record("dispatch", page.record)
    copy = under_the_pen(other)
    until(lambda: [line.text for line in copy.editor.lines()] == before)
    assert [line.text for line in page.editor.lines()] == before
    assert any("离线写的这一句" in text for text in before)


def test_fault_attachments_vanish_after_saving_switching_and_a_kill(stage: Stage, tmp_path: Path) -> None:
    """W13, DOC-20: kill -9 after "save for later" and switching forms; the file and every byte of it are there at the next start."""
    path = tmp_path / "附表.xlsx"
    path.write_bytes(b"sample" * 100)
    window = stage.window("jia-1")
    client = window.client
    window.close()
    stage.clients.remove(client)
    client.close()
    at_floor(client.folder, sample_password("jia-1"))
    script = [sys.executable, "-m", "tests.ui.attacher_at_work", str(client.folder), sample_password("jia-1"), str(path)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(script, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout
        record = child.stdout.readline().strip()
        child.send_signal(signal.SIGKILL)
    assert record
    again = unlock(client.folder, sample_password("jia-1"))
    stage.clients.append(again)
    assert attached(again, record) == (path.name,)
    state = again.record("dispatch", record)
    assert again.blob(state.attached[0].digest) == path.read_bytes()  # type: ignore[union-attr]
