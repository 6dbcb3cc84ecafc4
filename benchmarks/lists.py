"""The longest gap of the event loop while a to-do list is opened, filtered, scrolled to its end, kept up to date and opened from.

Against 50 ms, which no stall may exceed (issue 5, must show 5). The window and the store are real, of a real first sign-in; there is no
display. A timer that wants to run at once notes when it runs: between two runs nothing else did. The processor time of the window's thread
in the longest gap is told beside it, for other work on the machine makes gaps too.
"""

import os
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from benchmarks.rows import Row
from xzt.app.sample_server import DEMONSTRATION_DAY, DemonstrationClock, SampleServer, sample_password, seed
from xzt.client.access import sign_in
from xzt.client.session import Client
from xzt.core.encoding import encode
from xzt.core.errors import Refusal
from xzt.core.notices import Changed
from xzt.docs.model import Kind, OfficialDocument, Paragraph
from xzt.office import registry
from xzt.office.act import Act, Context
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Route
from xzt.store import indexing, parts
from xzt.store.database import Connection

if TYPE_CHECKING:
    from xzt.ui.window import MainWindow

CASES = 10_000
ALLOWED = 50.0
"""Milliseconds that the event loop may stand still."""
ROUNDS = 3
_AT_ONCE = 500
_LOOKS = 3.0
"""Seconds that a person looks at the desk before the first click."""
PERSON, DRAFTER = "yi-1", "jia-1"


def measure(rounds: int, cases: int) -> list[Row]:
    """Measure each thing that a person does with the list, the longest gap of all rounds."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="xzt-lists-") as home:
        clock = DemonstrationClock()
        data = Path(home) / "server"
        data.mkdir()
        seed(data, clock.offset)
        server = SampleServer(data)
        server.start()
        try:
            client = sign_in(Path(home) / "stores", server.url, PERSON, sample_password(PERSON), clock)
        finally:
            server.stop()
        try:
            fill(client, cases or CASES)
            return _in_the_window(client, rounds or ROUNDS, cases or CASES)
        finally:
            client.close()


def fill(client: Client, cases: int) -> None:
    """Lay so many cases into the store that wait for this person's review, every tenth of them urgent."""
    directory, around = client.directory, client.around()
    drafter = directory.person(DRAFTER)
    if drafter is None:
        raise LookupError(DRAFTER)

    def state(n: int) -> bytes:
        title = f"关于第{n:05d}号样例事项的函"
        document = OfficialDocument(
            kind=Kind.LETTER,
            title=title,
            mark="样例机关",
            series="湘政办函",
            urgency="加急" if n % 10 == 0 else "",
            blocks=(Paragraph("样例正文。" * 20),),
        )
        found = None
        at = DEMONSTRATION_DAY - timedelta(minutes=n)
        commands: tuple[d.Command, ...] = (d.StartDraft(msgspec.Raw(encode(document))), d.Submit(Route(PERSON, "ding-1")))
        for name, command in enumerate(commands):
            act = Act(f"c{n}-{name}", DRAFTER, drafter.unit, "sample", at)
            decision = registry.decide("dispatch", found, command, Context(act, drafter.roles, directory))
            if isinstance(decision, Refusal):
                raise TypeError(decision.code)
            found = registry.evolve("dispatch", found, decision, act)
        return encode(found)

    for start in range(0, cases, _AT_ONCE):
        given = [parts.Given("dispatch", f"case-{n:05d}", 1, n + 1, state(n)) for n in range(start, min(start + _AT_ONCE, cases))]

        def lay(db: Connection, given: list[parts.Given] = given) -> None:
            parts.lay_in(db, given, around)

        client.write(lay)
    client.write(find_all)


def find_all(db: Connection) -> None:
    """Have every text found, as the sync does beside its other work."""
    while indexing.catch_up(db):
        pass


def _in_the_window(client: Client, rounds: int, cases: int) -> list[Row]:
    from xzt.ui.collecting import take_over
    from xzt.ui.desktop import make_application
    from xzt.ui.pages.lists import ListPage
    from xzt.ui.window import MainWindow

    application = make_application()
    take_over(application)
    window = MainWindow(client)
    window.show()
    gaps = Gaps()
    try:
        wall, own = gaps.during(lambda: None, _LOOKS)
        first = "look at the desk, pages are made meanwhile"
        found: dict[str, list[float]] = {first: [wall], f"{first}, processor time": [own]}
        for _ in range(rounds):
            _round(window, found, gaps)
        page = window.page("todo")
        assert isinstance(page, ListPage)
        if page.model.rowCount() != cases:
            raise ValueError(page.model.rowCount())
    finally:
        gaps.stop()
        window.close()
        application.processEvents()
    return [Row(work, str(cases), round(max(times), 3), ALLOWED, round(max(times) / ALLOWED, 2), "ms") for work, times in found.items()]


def _round(window: "MainWindow", found: dict[str, list[float]], gaps: "Gaps") -> None:
    from xzt.ui.pages.lists import ListPage

    def note(work: str, act: Callable[[], object], seconds: float = 0.4) -> None:
        wall, own = gaps.during(act, seconds)
        found.setdefault(work, []).append(wall)
        found.setdefault(f"{work}, processor time", []).append(own)

    window.show_page("desk")
    gaps.during(lambda: None, 0.3)
    note("open the list", lambda: window.show_page("todo"), 0.8)
    page = window.page("todo")
    assert isinstance(page, ListPage)
    for typed in ("样", "样例", "样例事", "第0123"):
        note("filter it, a letter more", partial(page.search.setText, typed))
    note("clear the filter", page.search.clear)
    while page.model.canFetchMore(page.model.index(-1, -1)):
        note("scroll on to its end", page.table.scrollToBottom, 0.06)
    note("something changes, all of it loaded", lambda: window.hub.bridge.tell(Changed((("dispatch", "case-00007"),))), 0.6)
    note("move down one row", lambda: page.table.setCurrentIndex(page.model.index(7, 0)), 0.6)
    note("open one of them", page.open_selected, 0.8)


class Gaps:
    """Notes when a timer that wants to run at once runs, and gives the longest gap during something."""

    def __init__(self) -> None:
        from PySide6.QtCore import QTimer

        self._timer = QTimer()
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._tick)
        self._last = self._longest = self._last_own = self._longest_own = 0.0
        self._timer.start()

    def _tick(self) -> None:
        now, own = time.perf_counter(), time.thread_time()
        self._longest = max(self._longest, now - self._last)
        self._longest_own = max(self._longest_own, own - self._last_own)
        self._last, self._last_own = now, own

    def during(self, act: Callable[[], object], seconds: float) -> tuple[float, float]:
        """Do something and let the window work; gives milliseconds by the clock and of the processor."""
        from PySide6.QtWidgets import QApplication

        QApplication.processEvents()
        self._last, self._longest = time.perf_counter(), 0.0
        self._last_own, self._longest_own = time.thread_time(), 0.0
        act()
        deadline = time.perf_counter() + seconds
        while time.perf_counter() < deadline:
            QApplication.processEvents()
        return self._longest * 1000, self._longest_own * 1000

    def stop(self) -> None:
        """Tick no more."""
        self._timer.stop()
