"""A document that may not be passed on, and the consent to do so, through the windows of two organs (G6, RCV-06).

``XZT_PICTURES=DIR`` saves a picture of every step there.
"""

import msgspec
import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from tests.journeys.album import Album
from tests.journeys.sample import document
from tests.server.house import Actor, new_record
from tests.server.journey import distributed
from tests.ui.conftest import look, stage
from tests.ui.stage import Stage, child, receipt, until
from xzt.app.stage import choose, press, write
from xzt.core.encoding import encode
from xzt.core.notices import Connection
from xzt.office.dispatch.state import Dispatch
from xzt.office.receipt.state import Step
from xzt.ui.pages.record import RecordPage
from xzt.ui.window import MainWindow

pytestmark = [pytest.mark.journey, pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)]
__all__ = ["look", "stage"]
NOTE = "（此件不得转发，限本机关内部使用）"


@pytest.fixture
def album() -> Album:
    return Album()


def issued(stage: Stage) -> str:
    """One organ signs, seals and sends out a document that says how far it may go; gives its record."""
    people = {person: Actor(stage.server.url, person, f"sender-{person}") for person in ("jia-1", "yi-1", "ding-1", "wu-1", "ji-1")}
    record = new_record()
    distributed(people, record, ("cs",), encode(msgspec.structs.replace(document(""), note=NOTE)))
    for actor in people.values():
        actor.close()
    return record


def requests(window: MainWindow, record: str) -> tuple[str, ...]:
    """How the requests on a dispatch stand, as this machine has it."""
    state = window.client.record("dispatch", record)
    return tuple(one.state for one in state.scope_requests) if isinstance(state, Dispatch) else ()


def opened(window: MainWindow, kind: str, record: str) -> RecordPage:
    """Open a record and see its page, as a person does."""
    window.open_record(kind, record)
    page = window.current()
    assert isinstance(page, RecordPage)
    until(lambda: page.model is not None)
    return page


def words(page: QWidget) -> list[str]:
    return [label.text() for label in page.findChildren(QLabel) if label.isVisible()]


def may_pass_on(page: RecordPage) -> bool:
    return child(page, QPushButton, "receipt.pass_on").isEnabled()


def registered(clerk: MainWindow, album: Album) -> str:
    """The receiving organ signs for it; the range is read out of its note, the seal was checked here; a handler gets it."""
    record, _ = receipt(clerk)
    page = opened(clerk, "receipt", record)
    press(clerk, "receipt.sign_for")
    until(lambda: receipt(clerk)[1].step is Step.REGISTER and "签章有效" in words(page.forms["register"]))
    album.take(clerk, "登记-限本机关")
    press(clerk, "receipt.register")
    until(lambda: receipt(clerk)[1].step is Step.PROPOSE)
    assert receipt(clerk)[1].scope == "unit"
    until(lambda: "限本机关" in words(page))
    write(clerk, "propose.opinion.edit", "请承办人研究贯彻。")
    choose(clerk, "propose.handler", "xin-3")
    press(clerk, "receipt.propose")
    until(lambda: receipt(clerk)[1].step is Step.HANDLE)
    return record


def held_back(handler: MainWindow, record: str, album: Album) -> RecordPage:
    """The handler may not pass it on, and reads why and what to do."""
    until(lambda: handler.client.count("todo") == 1)
    page = opened(handler, "receipt", record)
    until(lambda: not may_pass_on(page))
    assert "传达范围是“限本机关”，不能转发" in child(page, QPushButton, "receipt.pass_on").toolTip()
    album.take(handler, "承办人-不能转发")
    return page


def asked(clerk: MainWindow, record: str, why: str, album: Album, name: str) -> None:
    """The document office asks the issuing organ."""
    page = opened(clerk, "receipt", record)
    before = len(receipt(clerk)[1].scope_questions)
    until(lambda: page._open.get("AskScope", "") is None)
    clerk.trigger("receipt.ask_scope")
    choose(clerk, "ask_scope.scope", "")
    write(clerk, "ask_scope.reason", why)
    album.take(clerk, name)
    press(clerk, "ask_scope.confirm")
    until(lambda: len(receipt(clerk)[1].scope_questions) > before)
    until(lambda: "已征求发文机关同意，等待答复" in words(page))


def answered(leader: MainWindow, record: str, action: str, said: str, album: Album) -> None:
    """The head who signed it off has it to do, reads who asks and why, and answers."""
    until(lambda: leader.client.count("todo") == 1)
    leader.show_page("todo")
    album.take(leader, f"发文机关-待办-{action}")
    page = opened(leader, "dispatch", record)
    until(lambda: "长沙市人民政府请求扩大传达范围" in words(page))
    press(leader, f"dispatch.{action}")
    until(lambda: "请求扩大到" in child(page, QLabel, f"{action}.why").text())
    write(leader, f"{action}.reason", said)
    album.take(leader, f"发文机关-答复-{action}")
    press(leader, f"{action}.confirm")
    until(lambda: leader.client.count("todo") == 0)


def test_the_consent_to_pass_a_document_on_is_asked_and_answered_between_two_organs(stage: Stage, album: Album) -> None:
    """G6, RCV-06: closed with its reason, denied with its reason, asked again without a line, allowed, and open at the handler's window."""
    sent = issued(stage)
    clerk, handler, leader = (stage.window(person) for person in ("xin-1", "xin-3", "ding-1"))
    record = registered(clerk, album)
    page = held_back(handler, record, album)
    asked(clerk, record, "拟转发各区县执行", album, "征求同意")
    answered(leader, sent, "deny_scope", "内容尚未公开，暂不转发", album)
    until(lambda: [one.state for one in receipt(clerk)[1].scope_questions] == ["denied"])
    shown = opened(clerk, "receipt", record)
    until(lambda: any("内容尚未公开，暂不转发" in one for one in words(shown)))
    album.take(clerk, "不同意")
    assert not may_pass_on(page)

    stage.server.stop()
    until(lambda: clerk.client.status().connection is Connection.OFFLINE)
    asked(clerk, record, "已按要求删去附件，拟只转发正文", album, "离线再征求")
    stage.server.start()
    for window in (clerk, leader, handler):
        window.client.sync_now()
    until(lambda: requests(leader, sent) == ("denied", ""))
    answered(leader, sent, "allow_scope", "同意转发正文", album)
    until(lambda: receipt(clerk)[1].scope == "")
    until(lambda: any("同意转发正文" in one for one in words(shown)))
    album.take(clerk, "已同意")
    until(lambda: may_pass_on(page))
    assert page is handler.current()
    album.take(handler, "承办人-可以转发")
    press(handler, "receipt.pass_on")
    until(lambda: handler.current().objectName() == "page.forward")
    album.take(handler, "转发")
    press(handler, "forward.start")
    until(lambda: handler.client.count("drafts") == 1 and receipt(handler)[1].passed)
    assert receipt(handler)[1].passed == (handler.client.rows("drafts")[0].id,)
    actions = [entry.action for entry in receipt(clerk)[1].course]
    assert [one for one in actions if "scope" in one] == ["ask_scope", "scope_denied", "ask_scope", "scope_allowed"]
