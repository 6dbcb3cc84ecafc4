"""RS-24: a server that was restored and does not have a document again yet: the page says so, what is kept and what brings it back."""

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.client.test_session import start
from tests.ui.stage import Stage, under_the_pen, until
from xzt.core.notices import Changed, Connection
from xzt.office.dispatch.commands import Submit
from xzt.office.dispatch.state import Route
from xzt.store import records
from xzt.ui.flowwords import FORGOTTEN
from xzt.ui.pages.record import RecordPage
from xzt.ui.window import MainWindow


def forget(window: MainWindow, record: str) -> None:
    """Have everything held come from before the server was restored, as the engine notes it."""
    client = window.client
    until(lambda: client.status().connection is Connection.ONLINE and not client.status().waiting)
    until(lambda: client.read(lambda db: records.base_version(db, "dispatch", record)))
    client.write(records.outdate)
    client.tell(Changed((("dispatch", record),)))


def test_a_draft_says_that_the_server_does_not_have_it(stage: Stage, qtbot: QtBot) -> None:
    window = stage.window("jia-1")
    record = start(window.client).record
    window.open_record("dispatch", record)
    page = under_the_pen(window)
    assert page.frame.standing.isHidden()
    forget(window, record)
    until(page.frame.standing.isVisible)
    assert page.frame.standing.text() == FORGOTTEN[1]


def test_a_record_says_that_the_server_does_not_have_it(stage: Stage, qtbot: QtBot) -> None:
    window = stage.window("jia-1")
    record = start(window.client).record
    window.client.submit("dispatch", record, Submit(Route("yi-1", "ding-1"))).result(60)
    window.open_record("dispatch", record)
    page = window.current()
    assert isinstance(page, RecordPage)
    forget(window, record)
    until(lambda: FORGOTTEN[0] in [label.text() for label in page.tags.findChildren(QLabel)])
    assert FORGOTTEN[1] in [label.text() for label in page.tags.findChildren(QLabel)]
