"""Small parts: plain text only (RS-10), strip with undo (AE-13), sync line, picker, opinion box, bridge, funnel, progress (AE-12)."""

import sys
import threading
from concurrent.futures import Future
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QObject, QSize, Qt, QThread
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.stage import child, type_text, until
from xzt.client.jobs import Cancelled
from xzt.core.errors import Trouble
from xzt.core.notices import Connection, FirstSync, JobProgress, Notice, SyncStatus
from xzt.ui.bridge import Bridge
from xzt.ui.funnel import Funnel
from xzt.ui.widgets.busy import Busy
from xzt.ui.widgets.controls import Label
from xzt.ui.widgets.flow import FlowLayout
from xzt.ui.widgets.opinion import OpinionBox
from xzt.ui.widgets.people import Picker
from xzt.ui.widgets.strip import Message, Strip
from xzt.ui.widgets.syncline import SyncLine, clock_words, status_words


def test_labels_show_markup_as_it_is(look: QApplication, qtbot: QtBot) -> None:
    label = Label("<b>不加粗</b><img src='x'>")
    qtbot.addWidget(label)
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert label.sizeHint().width() > Label("不加粗").sizeHint().width() * 2


def test_strip_offers_undo_until_all_is_sent(look: QApplication, qtbot: QtBot) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    around.resize(900, 600)
    around.show()
    strip = Strip(around)
    undone: list[str] = []
    strip.undone.connect(undone.append)
    strip.show_message(Message("已签发", "c1"))
    assert strip.isVisible()
    child(strip, QPushButton, "strip.undo").click()
    assert undone == ["c1"]
    assert not strip.isVisible()
    strip.show_message(Message("已签发", "c2"))
    strip.sent()
    assert strip.isVisible()
    assert not strip.undo.isVisible()
    strip.show_message(Message("待编号", "c3", passing=True))
    strip.sent()
    assert not strip.isVisible()


def test_strip_leaves_by_itself_but_failures_stay(look: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    around.resize(900, 600)
    around.show()
    monkeypatch.setattr(Strip, "SECONDS", 0.05)
    strip = Strip(around)
    strip.show_message(Message("没有送出", stays=True))
    assert strip.dismiss.isVisible()
    strip.dismiss.click()
    monkeypatch.setattr(Strip, "SECONDS", 0)
    strip.show_message(Message("已保存"))
    until(lambda: not strip.isVisible())


def test_strip_shows_long_words_whole(look: QApplication, qtbot: QtBot) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    around.resize(900, 600)
    around.show()
    strip = Strip(around)
    strip.show_message(Message("离线时办理的内容都在本机，联网后自动送出。" * 6, stays=True))
    QApplication.processEvents()
    assert strip.words.height() >= strip.words.heightForWidth(strip.words.width())
    assert around.rect().contains(strip.geometry())


@pytest.mark.parametrize(
    ("connection", "waiting", "words"),
    [
        (Connection.ONLINE, 0, "在线 · 全部已送达 10:32"),
        (Connection.ONLINE, 2, "在线 · 2 项待送"),
        (Connection.OFFLINE, 3, "离线 · 3 项待送（可继续办理）"),
        (Connection.OFFLINE, 0, "离线 · 没有待送（可继续办理）"),
        (Connection.BUSY, 0, "正在收发"),
        (Connection.SIGNED_OUT, 1, "登录已过期 · 1 项待送，请重新输入密码"),
        (Connection.STOPPED, 1, "收发已停止 · 1 项待送"),
    ],
)
def test_sync_line_tells_the_truth(connection: Connection, waiting: int, words: str) -> None:
    at = datetime(2022, 3, 23, 2, 32, tzinfo=UTC)
    assert status_words(SyncStatus(connection, waiting, 0, at)) == words


def test_picker_filters_and_keeps_marks(look: QApplication, qtbot: QtBot) -> None:
    picker = Picker("p", "传阅人", [(f"p{at}", f"测试{at}") for at in range(9)])
    qtbot.addWidget(picker)
    picker.pick(("p3", "p1"))
    assert picker.picked() == ("p1", "p3")
    picker.filter.setText("测试8")
    assert picker.picked() == ("p1", "p3")
    assert sum(not picker.list.item(at).isHidden() for at in range(9)) == 1


def test_phrases_add_to_what_was_written(look: QApplication, qtbot: QtBot) -> None:
    box = OpinionBox()
    qtbot.addWidget(box)
    box.offer(("同意", "请抓紧办理"))
    child(box, QPushButton, "opinion.phrase0").click()
    type_text(box.edit, "。")
    child(box, QPushButton, "opinion.phrase1").click()
    assert box.words() == "同意。请抓紧办理"
    child(box, QPushButton, "opinion.phrase0").click()
    assert box.words() == "同意。请抓紧办理，同意"


def test_flow_wraps_at_the_width(look: QApplication, qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    flow = FlowLayout(holder)
    for _ in range(4):
        part = QWidget()
        part.setFixedSize(QSize(100, 20))
        flow.addWidget(part)
    assert flow.heightForWidth(1000) == 20
    assert flow.heightForWidth(210) > 40
    assert flow.heightForWidth(110) > flow.heightForWidth(210)


class _Listener(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.heard: list[tuple[object, bool]] = []

    def take(self, what: object) -> None:
        self.heard.append((what, QThread.currentThread() is self.thread()))


def test_bridge_delivers_in_the_main_thread(look: QApplication) -> None:
    """AE-18: whatever thread a notice or a result comes from."""
    bridge, listener = Bridge(), _Listener()
    bridge.notice.connect(listener.take)
    future: Future[str] = Future()
    bridge.watch(future, listener.take)
    notice: Notice = JobProgress(1, "x", 1, 2)

    def work() -> None:
        bridge.tell(notice)
        future.set_result("done")

    thread = threading.Thread(target=work)
    thread.start()
    until(lambda: len(listener.heard) == 2)
    thread.join()
    assert {str(what) for what, _ in listener.heard} == {str(notice), "done"}
    assert all(main for _, main in listener.heard)


def test_what_is_done_already_is_told_after_the_event_at_hand(look: QApplication) -> None:
    """AE-18: whoever asks finishes first, however quick the answer was; answers come in the order of the questions."""
    bridge, listener = Bridge(), _Listener()
    failed: list[BaseException] = []
    for result in ("first", "second"):
        future: Future[str] = Future()
        future.set_result(result)
        bridge.watch(future, listener.take, failed.append)
    trouble: Future[str] = Future()
    trouble.set_exception(Trouble("disk_full"))
    bridge.watch(trouble, listener.take, failed.append)
    assert (listener.heard, failed) == ([], [])
    until(lambda: len(failed) == 1)
    assert [what for what, _ in listener.heard] == ["first", "second"]


def test_cancelled_is_silent_and_trouble_reaches_its_handler(look: QApplication) -> None:
    bridge, listener = Bridge(), _Listener()
    failed: list[BaseException] = []
    for error in (Cancelled(), Trouble("disk_full")):
        future: Future[str] = Future()
        bridge.watch(future, listener.take, failed.append)
        future.set_exception(error)
    until(lambda: failed)
    assert [str(error) for error in failed] == ["disk_full"]
    assert listener.heard == []


def test_funnel_says_trouble_logs_a_bug_once_and_keeps_silent_on_cancel(caplog: pytest.LogCaptureFixture) -> None:
    """AE-11."""
    said: list[str] = []
    funnel = Funnel(said.append)

    def bug() -> None:
        raise ZeroDivisionError("secret words")

    for _ in range(3):
        try:
            bug()
        except ZeroDivisionError as error:
            funnel.take(type(error), error, error.__traceback__)
    funnel.take(Cancelled, Cancelled(), None)
    funnel.take(Trouble, Trouble("disk_full"), None)
    assert len(said) == 2
    assert "磁盘满了" in said[1]
    assert sum("bug" in record.message for record in caplog.records) == 1


def test_funnel_becomes_the_hook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    said: list[str] = []
    funnel = Funnel(said.append)
    funnel.install()
    assert sys.excepthook == funnel.take


def test_progress_appears_late_stays_a_while_and_cancels(look: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """AE-12: nothing for work that is over at once."""
    monkeypatch.setattr("xzt.ui.widgets.busy.HINT", 30)
    monkeypatch.setattr("xzt.ui.widgets.busy.DELAY", 60)
    monkeypatch.setattr("xzt.ui.widgets.busy.LEAST", 60)
    around = QWidget()
    qtbot.addWidget(around)
    QVBoxLayout(around)
    around.resize(800, 400)
    around.show()
    busy = Busy(around)
    cancelled: list[bool] = []
    busy.begin(1, "正在生成…", lambda: cancelled.append(True))
    busy.end()
    QApplication.processEvents()
    assert not busy.isVisible()
    busy.begin(2, "正在生成…", lambda: cancelled.append(True))
    until(lambda: around.cursor().shape() is Qt.CursorShape.BusyCursor)
    until(busy.isVisible)
    busy.show_progress(JobProgress(2, "x", 3, 4))
    busy.show_progress(JobProgress(9, "other", 1, 4))
    assert (busy.progress.value(), busy.progress.maximum()) == (3, 4)
    busy.stop.click()
    assert cancelled == [True]
    assert around.cursor().shape() is Qt.CursorShape.ArrowCursor
    until(lambda: not busy.isVisible())


def test_sync_line_shows_the_first_sync_and_holds_it(look: QApplication, qtbot: QtBot) -> None:
    """Sync 3.6: records so far and in all, a bar, and a way to hold it and let it go on; gone when it is complete."""
    asked: list[bool] = []
    line = SyncLine(lambda: None, lambda: None, asked.append)
    qtbot.addWidget(line)
    line.show()
    line.show_status(SyncStatus(Connection.BUSY, 1, 0, first=FirstSync(2000, 8000)))
    assert line.words.text() == "首次收取 · 2000 / 8000 件 · 1 项待送"
    assert (line.progress.value(), line.progress.maximum(), line.progress.isVisible()) == (2000, 8000, True)
    line.hold.click()
    line.show_status(SyncStatus(Connection.ONLINE, 0, 0, first=FirstSync(2000, 8000, paused=True)))
    assert line.words.text() == "首次收取已暂停 · 2000 / 8000 件"
    line.hold.click()
    assert asked == [True, False]
    line.show_status(SyncStatus(Connection.ONLINE, 0, 0, unindexed=600))
    assert line.words.text() == "在线 · 正在建立全文索引，还有 600 件"
    line.show_status(SyncStatus(Connection.OFFLINE, 0, 0, first=FirstSync(2000, 8000)))
    assert line.words.text() == "离线 · 没有待送（可继续办理）"
    line.show_status(SyncStatus(Connection.ONLINE, 0, 0))
    assert not line.progress.isVisible()
    assert not line.hold.isVisible()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(360, "慢了 6 分钟"), (-360, "快了 6 分钟"), (3 * 3600, "慢了 3 小时"), (-365 * 86400, "快了 365 天")],
)
def test_clock_words(seconds: float, words: str) -> None:
    """T6: by how much the machine is wrong, and that it harms nothing."""
    assert words in clock_words(seconds)
    assert "以服务器为准" in clock_words(seconds)
