"""A document's way from the watched folder to its reply, through the real windows: the second journey of document handling.

``XZT_PICTURES=DIR`` saves a picture of every step there.
"""

from pathlib import Path

import pytest
from PySide6.QtCore import QDateTime
from PySide6.QtWidgets import QComboBox, QDateTimeEdit, QLabel, QLineEdit, QSpinBox

from tests.journeys.album import Album
from tests.ui.conftest import look, stage
from tests.ui.stage import Stage, child, receipt, until
from xzt.app.stage import choose, find, press, under_the_pen, write
from xzt.client.folders import RECEIPTS
from xzt.core.encoding import decode
from xzt.docs.model import OfficialDocument
from xzt.office.dispatch.state import Dispatch, Step
from xzt.office.receipt.state import Step as ReceiptStep
from xzt.ui.pages.record import RecordPage
from xzt.ui.pages.settings import SettingsPage
from xzt.ui.widgets.people import Picker
from xzt.ui.window import MainWindow

pytestmark = [pytest.mark.journey, pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)]
__all__ = ["look", "stage"]

LETTER = """长沙市人民政府文件
长政发〔2022〕7号
关于样例事项的请示
湖南省人民政府办公厅：
现将样例事项请示如下。妥否，请批示。
长沙市人民政府
2022年3月22日
"""


@pytest.fixture
def album() -> Album:
    return Album()


def dispatch(window: MainWindow, record: str) -> Dispatch:
    state = window.client.record("dispatch", record)
    assert isinstance(state, Dispatch)
    return state


def arrived(window: MainWindow, record: str, step: Step) -> None:
    """Wait for a dispatch at a step, and open it."""
    until(lambda: window.client.record("dispatch", record) is not None and dispatch(window, record).step is step)
    window.open_record("dispatch", record)
    page = window.current()
    assert isinstance(page, RecordPage)
    until(lambda: page.model is not None)


def taken_in(clerk: MainWindow, folder: Path, album: Album) -> str:
    """The document office has a folder watched; a letter dropped there waits for registration, and is registered."""
    clerk.show_page("settings")
    page = clerk.current()
    assert isinstance(page, SettingsPage)
    assert page.folders is not None
    page.folders.watch(str(folder), RECEIPTS)
    until(clerk.client.folders.all)
    (folder / "来文.txt").write_text(LETTER, encoding="utf-8")
    until(lambda: clerk.client.count("todo") == 1)
    clerk.show_page("todo")
    album.take(clerk, "待办")
    record, _ = receipt(clerk)
    clerk.open_record("receipt", record)
    assert find(clerk, QLineEdit, "register.number").text() == "长政发〔2022〕7号"
    choose(clerk, "register.category", "办")
    choose(clerk, "register.urgency", "加急")
    album.take(clerk, "登记")
    press(clerk, "receipt.register")
    until(lambda: receipt(clerk)[1].number is not None)
    return record


def put_before_the_leader(clerk: MainWindow, leader: MainWindow, record: str, album: Album) -> None:
    """拟办 with the limit that its urgency asks for, and 批示."""
    write(clerk, "propose.opinion.edit", "拟请拟稿人研究答复，请领导批示。")
    choose(clerk, "propose.leader", "ding-1")
    choose(clerk, "propose.handler", "jia-1")
    assert find(clerk, QSpinBox, "propose.days").value() == 3
    album.take(clerk, "拟办")
    press(clerk, "receipt.propose")
    until(lambda: leader.client.count("todo") == 1)
    leader.open_record("receipt", record)
    write(leader, "opinion.edit", "同意，请按期答复。")
    album.take(leader, "批示")
    press(leader, "receipt.instruct")
    until(lambda: receipt(clerk)[1].step is ReceiptStep.HANDLE)


def begun(handler: MainWindow, record: str, album: Album) -> str:
    """The handler answers it: the draft cites the letter, and goes for review."""
    until(lambda: handler.client.count("todo") == 1)
    handler.open_record("receipt", record)
    press(handler, "receipt.reply")
    assert find(handler, QComboBox, "reply.kind").currentText().startswith("批复")
    album.take(handler, "答复")
    press(handler, "reply.confirm")
    under_the_pen(handler)
    album.take(handler, "起草答复")
    reply = handler.client.rows("drafts")[0].id
    press(handler, "dispatch.submit")
    choose(handler, "submit.reviewer", "yi-1")
    choose(handler, "submit.signer", "ding-1")
    album.take(handler, "送审")
    press(handler, "submit.confirm")
    until(lambda: dispatch(handler, reply).step is Step.REVIEW)
    return reply


def delegated(away: MainWindow, album: Album) -> None:
    """The reviewer is away: what comes to her goes to a deputy."""
    away.show_page("settings")
    press(away, "settings.deputies")
    choose(away, "deputies.deputy", "bing-1")
    since = find(away, QDateTimeEdit, "deputies.since")
    since.setDateTime(QDateTime(since.dateTime()).addSecs(-60))
    write(away, "deputies.words", "出差")
    press(away, "deputies.set")
    until(lambda: away.current().findChild(QLabel, "deputies.0.who") is not None)
    album.take(away, "委托")


def sent(office: dict[str, MainWindow], reply: str, album: Album) -> None:
    """Reviewed by the deputy, signed off, proofread by the post, numbered, sealed, sent to the organ that asked."""
    for who, step, name, words in (
        ("bing-1", Step.REVIEW, "dispatch.review", "同意。"),
        ("ding-1", Step.SIGN_OFF, "dispatch.sign", "同意印发。"),
    ):
        arrived(office[who], reply, step)
        write(office[who], "opinion.edit", words)
        album.take(office[who], step)
        press(office[who], name)
    arrived(office["yi-1"], reply, Step.PROOFREAD)
    until(lambda: "一致" in find(office["yi-1"], QLabel, "proof.found").text())
    album.take(office["yi-1"], "复核校对")
    press(office["yi-1"], "dispatch.proofread")
    arrived(office["wu-1"], reply, Step.REGISTER)
    press(office["wu-1"], "dispatch.number")
    arrived(office["ji-1"], reply, Step.SEAL)
    press(office["ji-1"], "dispatch.seal")
    arrived(office["wu-1"], reply, Step.DISTRIBUTE)
    find(office["wu-1"], Picker, "distribute.units").pick(["cs"])
    album.take(office["wu-1"], "分发")
    press(office["wu-1"], "dispatch.distribute")


def test_from_the_watched_folder_to_a_linked_reply_within_its_limit(stage: Stage, tmp_path: Path, album: Album) -> None:
    """RCV-02, RCV-04, RCV-11, FLW-07, G1, T1, W6: folder, register, 拟办, 批示, reply with a deputy between, the clock closed in time."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    office = {person: stage.window(person) for person in ("wu-1", "ding-1", "jia-1", "yi-1", "bing-1", "ji-1")}
    clerk = office["wu-1"]
    record = taken_in(clerk, inbox, album)
    put_before_the_leader(clerk, office["ding-1"], record, album)
    delegated(office["yi-1"], album)
    reply = begun(office["jia-1"], record, album)
    sent(office, reply, album)
    until(lambda: receipt(clerk)[1].answered is not None)
    state = receipt(clerk)[1]
    assert state.limit is not None
    assert state.answered is not None
    assert state.answered <= state.limit.due
    number = dispatch(clerk, reply).number
    assert number is not None
    assert state.result.startswith(number.printed())
    clerk.open_record("receipt", record)
    until(lambda: "已在期限内复文" in {label.text() for label in clerk.current().findChildren(QLabel)})
    album.take(clerk, "已复文")
    press(clerk, "related.reply0.open")
    until(lambda: "关于样例事项的请示" in child(clerk, QLabel, "related.receipt").text())
    album.take(clerk, "答复和来文互相列出")
    clerk.open_record("receipt", record)
    press(clerk, "receipt.close")
    until(lambda: receipt(clerk)[1].step is ReceiptStep.CLOSED)
    reviewed = next(entry for entry in dispatch(clerk, reply).course if entry.action == "review")
    assert (reviewed.act.person, reviewed.principal) == ("bing-1", "yi-1")
    document = decode(dispatch(clerk, reply).document, OfficialDocument)
    assert document.recipients == "长沙市人民政府"
    assert (inbox / "已导入" / "来文.txt").exists()
    album.take(clerk, "办结")
