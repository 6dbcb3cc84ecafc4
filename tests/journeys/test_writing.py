"""A notice written by keyboard alone, the process killed with SIGKILL: the next start stands at the same caret with every word (DOC-20)."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from PySide6.QtWidgets import QApplication

from tests.journeys.sample import CLOCK
from tests.ui.stage import until
from xzt.app.sample_server import SampleServer, sample_password, seed
from xzt.client.access import unlock
from xzt.docs.model import Heading, Image, Paragraph, Table
from xzt.ui import theme
from xzt.ui.editing import Caret, caret_of
from xzt.ui.pages.drafting import DraftingPage
from xzt.ui.window import MainWindow

ROOT = Path(__file__).parents[2]
CLERK = "jia-1"

pytestmark = [pytest.mark.journey, pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SampleServer]:
    data = tmp_path / "server"
    data.mkdir()
    seed(data, timedelta(0))
    found = SampleServer(data)
    found.start()
    yield found
    found.stop()


class Said(msgspec.Struct):
    """What the killed process said stood there."""

    title: str
    recipients: str
    lines: list[str]
    levels: list[int]
    caret: tuple[int, int]
    count: str
    record: str


def killed_writer(stores: Path, server: SampleServer) -> Said:
    """Let a process write and kill it."""
    command = [sys.executable, "-m", "tests.journeys.writer_at_work", str(stores), server.url, CLERK]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL, "it ended before it was killed: see its output above"
    return msgspec.json.decode(line, type=Said)


def test_a_notice_by_keyboard_survives_a_kill(qapp: QApplication, tmp_path: Path, server: SampleServer) -> None:
    """Title, recipients, headings, table, picture, phrase, replace all, count; kill -9; back at the caret (AE-23, DOC-16, DOC-20)."""
    said = killed_writer(tmp_path / "stores", server)
    assert said.title == "关于做好示范工作的通知"
    assert said.recipients == "各示范单位"
    assert said.levels[:4] == [0, 1, 0, 1]
    assert "全文（不含要素）" in said.count
    assert said.caret == (2, 7)
    folder = next(path.parent for path in (tmp_path / "stores").rglob("profile*"))
    client = unlock(folder, sample_password(CLERK), CLOCK)
    theme.apply_theme(qapp, "light")
    window = MainWindow(client)
    try:
        window.show()
        page = window.current()
        assert isinstance(page, DraftingPage)
        until(lambda: page.keeper.session is not None)
        assert page.record == said.record
        assert caret_of(page.editor) == Caret(*said.caret)
        assert [line.text for line in page.editor.lines()] == said.lines
        document = page.document()
        assert document is not None
        assert document.title == said.title
        assert document.blocks[:5] == (
            Paragraph("为做好示范工作，现就有关事项通知如下。"),
            Heading(1, "一、总体要求"),
            Paragraph("坚持𠮷最后写的祥如意。"),
            Heading(1, "二、任务分工"),
            Table((("单位", "时限"), ("示范机关", "六月底"))),
        )
        picture, closing = document.blocks[5:]
        assert isinstance(picture, Image)
        assert picture.caption == "图1　示范图"
        assert closing == Paragraph("特此通知。")
    finally:
        window.close()
        window.deleteLater()
        client.close()
