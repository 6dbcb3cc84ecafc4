"""随文文件 in the window: added beside a draft, followed on their way, removed, saved out; the settings of this device's line."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QToolButton

from tests.sync.town import document
from tests.ui.stage import Stage, child, under_the_pen, until
from xzt.client.commands import Accepted
from xzt.core.notices import Transfer, Transfers
from xzt.office.dispatch.state import Dispatch
from xzt.ui.filewords import line_words, size_words, standing
from xzt.ui.widgets.controls import Label

MB = 1024 * 1024


def test_added_followed_saved_and_removed(stage: Stage, tmp_path: Path) -> None:
    """A file of two pieces goes with the draft: taken in, uploaded, byte by byte the same when saved out, and off again."""
    source = tmp_path / "情况汇总表.xlsx"
    source.write_bytes(bytes(range(256)) * 4096 * 2)
    window = stage.window("jia-1")
    outcome = window.client.start_draft(document()).result(60)
    assert isinstance(outcome, Accepted)
    window.open_record("dispatch", outcome.record)
    page = under_the_pen(window)
    page.trigger("dispatch.attach")
    form = page.attaching
    assert form.isVisible()
    assert "没有随文文件" in [label.text() for label in form.files.findChildren(Label)]
    form.add(source)

    def attached() -> tuple[str, ...]:
        state = window.client.record("dispatch", page.record)
        assert isinstance(state, Dispatch)
        return tuple(file.name for file in state.attached)

    until(lambda: attached() == (source.name,))
    until(lambda: (found := form.files.findChild(Label, "file.0.state")) is not None and found.text() == "已在本机")
    file = window.client.record("dispatch", page.record).attached[0]  # type: ignore[union-attr]
    form.files.save_to(file, tmp_path / "取出.xlsx")
    until((tmp_path / "取出.xlsx").exists)
    assert (tmp_path / "取出.xlsx").read_bytes() == source.read_bytes()
    child(form, QToolButton, "file.0.remove").click()
    until(lambda: attached() == () and "文件已移除" in window.strip.words.text())  # or it comes over the next words
    form.add(tmp_path / "没有这个文件")
    until(lambda: "读不出来" in window.strip.words.text())


def test_the_settings_of_the_line_are_kept(stage: Stage) -> None:
    """Limit and pause are this device's, take effect at once and stand there the next time."""
    window = stage.window("jia-1")
    window.show_page("settings")
    page = window.current()
    limit, pause = child(page, QComboBox, "settings.line.limit"), child(page, QCheckBox, "settings.line.paused")
    limit.setCurrentIndex(2)
    limit.activated.emit(2)
    pause.click()
    client = window.client
    until(lambda: client.line.limit() == 256 * 1024 and client.line.are_files_paused())
    until(lambda: client.engine.lane.limit.rate == 256 * 1024 and client.engine.lane.paused)
    pause.click()
    until(lambda: not client.engine.lane.paused)


@pytest.mark.parametrize(
    ("stands", "moving", "words"),
    [
        ((True, True), (), "已在本机"),
        ((True, False), (), "等待上传"),
        ((False, False), (), "联网后取回"),
        ((True, False), (Transfer("d", up=True, done=37, total=100),), "正在上传附件 37%"),
        ((False, False), (Transfer("d", up=False, done=1, total=3),), "正在取回附件 33%"),
        ((False, False), (Transfer("d", up=False, done=0, total=9, trouble="disk_full"),), "没有取到：磁盘满了，这一步没有保存。"),
    ],
)
def test_words_say_where_a_file_is(look: QApplication, stands: tuple[bool, bool], moving: tuple[Transfer, ...], words: str) -> None:
    assert standing("d", stands, Transfers(moving)).words == words


def test_rcv_06_a_file_that_came_as_another_says_so_until_the_right_one_is_here(look: QApplication) -> None:
    """RCV-06: what was thrown away is not said to be on its way."""
    assert standing("d", (False, False), Transfers(), wrong=True).words == "没有取到：取回的文件与摘要不符，已经丢弃。"
    assert standing("d", (True, True), Transfers(), wrong=True).words == "已在本机"


def test_words_of_the_sync_line(look: QApplication) -> None:
    going = Transfer("d", up=True, done=1, total=2)
    failed = Transfer("e", up=False, done=0, total=2, trouble="blob_damaged")
    assert line_words(Transfers()) == ""
    assert line_words(Transfers((going,))) == "正在上传附件 50%"
    assert line_words(Transfers((going,), paused=True)) == "附件传送已暂停"
    assert line_words(Transfers((failed,))).startswith("1 个附件没有传成：")
    assert [size_words(size) for size in (5, 5 * 1024, 300 * MB, 3 * 1024 * MB)] == ["5 字节", "5.0 KB", "300 MB", "3.0 GB"]
