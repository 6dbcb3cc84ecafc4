"""The application without a window: one submit path, notices, jobs, and an end that ends (AE-06, AE-12, AE-28)."""

import logging
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.office.world import STRAIGHT
from tests.store.places import PASSWORD, copy_store
from tests.waiting import until
from xzt.client.access import unlock
from xzt.client.commands import Accepted
from xzt.client.jobs import Cancelled, Progress
from xzt.client.session import Client
from xzt.core.errors import Refusal, Trouble
from xzt.core.notices import Changed, Connection, JobProgress, Notice, SyncStatus
from xzt.docs.model import Kind, OfficialDocument
from xzt.office.dispatch import commands as d
from xzt.store.database import Connection as Database


def text(title: str = "关于样例的通知") -> OfficialDocument:
    return OfficialDocument(kind=Kind.NOTICE, title=title, mark="样例", series="湘政办函")


def start(client: Client, title: str = "关于样例的通知") -> Accepted:
    outcome = client.start_draft(text(title)).result(60)
    assert isinstance(outcome, Accepted), outcome
    return outcome


def test_ae06_submit_answers_with_a_value(client: Client) -> None:
    """AE-06: accepted or refused comes back as a value; a refusal changes nothing and sends no notice."""
    heard: list[Notice] = []
    client.subscribe(heard.append)
    accepted = start(client)
    until(lambda: Changed((("dispatch", accepted.record),), accepted.command) in heard, "notice")
    before = len(heard)
    refusal = client.submit("dispatch", accepted.record, d.Review("同意", "")).result(60)
    assert isinstance(refusal, Refusal)
    assert client.submit("dispatch", "absent", d.Open()).result(60) == Refusal("absent")
    assert len(heard) == before
    assert client.status().waiting == 1


def test_ae05_offered_is_accepted(client: Client) -> None:
    record = start(client).record
    offered = {action.name: action.refusal for action in client.actions("dispatch", record)}
    assert offered["Submit"] is None
    assert offered["Review"] is not None
    assert isinstance(client.submit("dispatch", record, d.Submit(STRAIGHT)).result(60), Accepted)
    assert client.actions("dispatch", "absent") == ()


def test_a_listener_that_fails_stops_nobody(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    """A page's bug keeps no notice from the others, is reported in the log, and never touches the commit."""

    def fail(notice: Notice) -> None:
        raise KeyError(type(notice).__name__)

    heard: list[Notice] = []
    client.subscribe(fail)
    client.subscribe(heard.append)
    accepted = start(client)
    until(lambda: any(isinstance(notice, Changed) for notice in heard), "notice")
    assert client.record("dispatch", accepted.record) is not None
    assert "a listener failed" in caplog.text
    client.start()
    until(lambda: client.status().trouble == "offline", "the engine lives")
    assert client.status().waiting == 1


def test_listening_ends_when_asked(client: Client) -> None:
    heard: list[Notice] = []
    stop = client.subscribe(heard.append)
    stop()
    stop()
    start(client)
    client.jobs.run("later", lambda progress: progress.step(1, 1)).future.result(60)
    assert heard == []


def test_failed_commit_is_told_and_nothing_is_there(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """P3: the world failing inside the transaction comes out of the future as Trouble; no notice, no record, nothing that waits."""
    heard: list[Notice] = []
    client.subscribe(heard.append)

    def fail(db: Database, *rest: object) -> None:
        raise Trouble("disk_full", retry=True)

    with monkeypatch.context() as broken:
        broken.setattr("xzt.client.commands.outbox.add", fail)
        with pytest.raises(Trouble, match="disk_full"):
            client.start_draft(text()).result(60)
    assert (heard, client.count("drafts"), client.status().waiting) == ([], 0, 0)
    start(client)
    assert (client.count("drafts"), client.status().waiting) == (1, 1)


def test_damage_while_reading_is_trouble(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    """P7: a page that meets a damaged store is told by code; the files' own tidying, where it meets it too, logs it (so ``caplog``)."""
    assert client.rows("drafts") == []
    client._reading.execute("PRAGMA shrink_memory")  # so that the pages are read from the disk again
    path = client.folder / "store.db"
    path.write_bytes(path.read_bytes()[:4096] + bytes(path.stat().st_size - 4096))
    with pytest.raises(Trouble, match="store_damaged"):
        client.rows("drafts")


def test_counts_stand_before_anything_is_sent(folder: Path) -> None:
    """The line is true from the first moment, also before the engine runs."""
    client = unlock(folder, PASSWORD)
    start(client)
    client.close()
    client = unlock(folder, PASSWORD)
    assert client.status() == SyncStatus(Connection.OFFLINE, 1, 0)
    client.close()


@pytest.fixture
def deaf() -> Iterator[str]:
    """A server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def test_ae28_close_stops_everything_at_once(template: Path, tmp_path: Path, deaf: str) -> None:
    """AE-28: with a server that never answers and a job under way, close takes no time and leaves no thread."""
    before = set(threading.enumerate())
    client = unlock(copy_store(template, tmp_path / "deaf", deaf), PASSWORD)
    client.start()
    accepted = start(client)
    begun = threading.Event()

    def work(progress: Progress) -> None:
        while True:
            begun.set()
            progress.step(0, 1)
            time.sleep(0.005)

    client.jobs.run("long", work)
    assert begun.wait(60)
    time.sleep(0.2)
    began = time.monotonic()
    client.close()
    assert time.monotonic() - began < 2.0
    assert set(threading.enumerate()) <= before
    client = unlock(tmp_path / "deaf", PASSWORD)
    assert client.record("dispatch", accepted.record) is not None
    assert client.status().waiting == 1
    client.close()


def test_ae12_progress_is_at_most_ten_a_second(client: Client) -> None:
    """AE-12: a job that reports thousands of steps is heard at most ten times a second, and its end once."""
    heard: list[JobProgress] = []
    client.subscribe(lambda notice: heard.append(notice) if isinstance(notice, JobProgress) else None)

    def work(progress: Progress) -> str:
        began = time.monotonic()
        while time.monotonic() - began < 0.55:
            progress.step(1, 2)
        for _ in range(100):
            progress.step(2, 2)
        return "done"

    job = client.jobs.run("count", work)
    assert job.future.result(60) == "done"
    assert 3 <= len(heard) <= 8
    assert [notice.done for notice in heard].count(2) == 1
    assert {(notice.job, notice.name, notice.total) for notice in heard} == {(job.id, "count", 2)}


def test_ae12_cancel(client: Client) -> None:
    """AE-12: a running job stops at its next step, a waiting one never begins, and the others go on."""
    begun, go = threading.Event(), threading.Event()

    def work(progress: Progress) -> None:
        begun.set()
        while True:
            progress.step(0, 0)
            time.sleep(0.002)

    running = client.jobs.run("endless", work)
    other = client.jobs.run("other", lambda _: go.wait(60))
    waiting = client.jobs.run("waiting", lambda _: pytest.fail("it began"))
    assert begun.wait(60)
    waiting.cancel()
    assert waiting.future.cancelled()
    running.cancel()
    with pytest.raises(Cancelled):
        running.future.result(60)
    go.set()
    assert other.future.result(60) is True


def test_engine_bug_is_said_and_the_desk_goes_on(client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """AE-11: a bug in the engine is reported once and shown on the line; the person's work goes on."""

    async def fail(*_: object) -> None:
        raise KeyError("bug")

    monkeypatch.setattr("xzt.sync.engine.engine.Engine._greet", fail)
    with caplog.at_level(logging.ERROR):
        client.start()
        until(lambda: client.status().connection is Connection.STOPPED, "stopped")
    assert [record.getMessage() for record in caplog.records] == ["the sync engine stopped"]
    assert client.status().trouble == "bug"
    start(client)
    assert client.status().waiting == 1
