"""Pull the plug on every screen: the sync line is true at every moment, nothing hangs, work goes on and arrives (issue 4, must-show 5)."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from tests.server.house import Actor
from tests.sync.town import document
from tests.ui.plug import Plug
from tests.ui.stage import Stage, child, under_the_pen, until
from xzt.client.access import sign_in
from xzt.client.commands import Accepted
from xzt.core.digest import sm3
from xzt.core.encoding import encode
from xzt.core.notices import Connection
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Route
from xzt.ui.window import _PAGES, MainWindow

LISTS = ("todo", "toread", "done", "mine", "drafts", "search")
SCREENS = sorted({*_PAGES, *LISTS})
PERSON = "jia-1"
ALL_SENT = "全部已送达"


class Room:
    """One window for all screens, its server process, and the plug between them."""

    def __init__(self, folder: Path) -> None:
        self.stage = Stage(folder)
        self.plug = Plug(self.stage.server.url)
        client = sign_in(folder / "stores", self.plug.url, PERSON, f"sample-{PERSON}", self.stage.clock)
        self.stage.clients.append(client)
        client.start()
        self.window = MainWindow(client)
        self.stage.windows.append(self.window)
        self.window.show()
        self.client = client
        self.draft = self.begin()
        self.handled = self.begin()
        self.give(self.handled, d.Submit(Route("yi-1", "ding-1")))
        self.online()

    def begin(self) -> str:
        """Begin a dispatch, as a person does; it is kept whatever the line is."""
        given = self.client.start_draft(document()).result(60)
        assert isinstance(given, Accepted)
        return given.record

    def give(self, record: str, command: d.Submit) -> None:
        assert isinstance(self.client.submit("dispatch", record, command).result(60), Accepted)

    @property
    def line(self) -> str:
        return child(self.window, QLabel, "syncline.words").text()

    def watch(self, ready: Callable[[], object]) -> None:
        """Let the window work until something holds, and hold its line to the truth at every moment."""

        def look() -> object:
            waiting = self.client._read(lambda db: list(db.execute("SELECT count(*) FROM outbox WHERE state IN ('waiting', 'sending')")))
            QApplication.processEvents()
            still = self.client._read(lambda db: list(db.execute("SELECT count(*) FROM outbox WHERE state IN ('waiting', 'sending')")))
            if waiting == still and waiting[0][0]:
                assert f"{waiting[0][0]} 项待送" in self.line
                assert ALL_SENT not in self.line
            return ready()

        until(look)

    def online(self) -> None:
        """Wait until all is sent and the line says so."""
        self.client.sync_now()
        self.watch(lambda: ALL_SENT in self.line and not self.client.status().waiting)

    def freeze(self, number: signal.Signals) -> None:
        """Stop the server's process where it stands, or let it go on."""
        child = self.stage.server.child
        assert child
        child.send_signal(number)

    def close(self) -> None:
        self.plug.close()
        self.stage.close()


@pytest.fixture
def room(look: QApplication, tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path)
    yield made
    made.close()


def show(room: Room, screen: str) -> None:
    if screen in {"drafting", "record"}:
        room.window.open_record("dispatch", room.draft if screen == "drafting" else room.handled)
    else:
        room.window.show_page(screen)
    if screen == "drafting":
        under_the_pen(room.window)


def test_the_plug_is_pulled_on_every_screen(room: Room) -> None:
    """Must-show 5: whatever is on the screen, and last while somebody else acts; one server and one window live through it all."""
    for screen in SCREENS:
        pull_on(room, screen)
    act_apart(room)


def pull_on(room: Room, screen: str) -> None:
    """Cut the socket, then stop the server's process with the line open: the screen stays what it is, and all is sent afterwards."""
    show(room, screen)
    page = room.window.current()
    room.plug.pull()
    room.watch(lambda: room.client.status().connection is Connection.OFFLINE and "离线" in room.line)
    first = room.begin()
    room.watch(lambda: "1 项待送" in room.line)
    assert room.window.current() is page
    assert page.isVisible()
    room.freeze(signal.SIGSTOP)
    try:
        room.plug.put_in()
        room.client.sync_now()
        second = room.begin()
        room.watch(lambda: "2 项待送" in room.line)
        page.enter()  # what a person does when nothing seems to move: it answers
        QApplication.processEvents()
        assert ALL_SENT not in room.line
    finally:
        room.freeze(signal.SIGCONT)
    room.online()
    assert room.window.current() is page
    assert {first, second} <= {row.id for row in room.client.rows("drafts")}


def act_apart(room: Room) -> None:
    """Somebody else acted while the plug was out; mine and theirs stand side by side, mine with its words."""
    record = room.begin()
    room.online()
    other = Actor(room.stage.server.url, PERSON, "device-2")
    room.plug.pull()
    room.watch(lambda: room.client.status().connection is Connection.OFFLINE)
    room.give(record, d.Submit(Route("yi-1", "ding-1")))
    assert isinstance(room.client.submit("dispatch", record, d.Withdraw("标题还要改")).result(60), Accepted)
    other.must(record, d.Submit(Route("yi-1", "ding-1")))
    reviewer = Actor(room.stage.server.url, "yi-1", "device-3")
    state = reviewer.state(record)
    reviewer.must(record, d.Review("同意，请会签", sm3(encode(state["document"]))))
    room.window.show_page("attention")
    room.plug.put_in()
    room.client.sync_now()
    room.watch(lambda: room.client.attention() and not room.client.status().waiting)
    until(lambda: room.window.findChild(QLabel, "attention.0.reason"))
    words = {label.text() for label in room.window.current().findChildren(QLabel)}
    assert "标题还要改" in words
    # what the other did comes with the pull that follows the refusal
    until(lambda: any("同意，请会签" in label.text() for label in room.window.current().findChildren(QLabel)))
    assert {"我的操作", "现在的公文"} <= words
    for actor in (other, reviewer):
        actor.close()
    for item in room.client.attention():
        room.client.dismiss(item.command).result(60)
