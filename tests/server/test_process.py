"""The server process: starts quickly, ends cleanly, and killed at any moment loses nothing that it had acknowledged."""

import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import msgspec
import psutil
import pytest

from tests.server.house import Actor, Twin, document, new_record
from tests.waiting import until
from xzt.core.encoding import decode, encode
from xzt.core.errors import Trouble
from xzt.office.dispatch import commands as d
from xzt.server import service
from xzt.server.service import serve
from xzt.sync.protocol import messages as m

ROOT = Path(__file__).parents[2]
HELD = 15.0
"""Seconds, fewer than the long poll holds who waits."""


class Process:
    """A server process and its address."""

    def __init__(self, twin: Twin) -> None:
        address = [twin.database] if twin.database else []
        command = [sys.executable, "-m", "tests.server.program", str(twin.data), *address]
        self.child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self.child.stdout
        self.admin = self.child.stdout.readline().removeprefix("administration on ").strip()
        line = self.child.stdout.readline()
        busy = psutil.Process(self.child.pid).cpu_times()
        self.busy = busy.user + busy.system
        """Seconds of the processor until it listens: other work on the machine makes the clock's longer."""
        assert line.startswith("listening on http://127.0.0.1:")
        self.url = line.removeprefix("listening on ").strip()

    def end(self, number: signal.Signals) -> int:
        """Send the signal; gives the exit code."""
        self.child.send_signal(number)
        code = self.child.wait(60)
        if self.child.stdout:
            self.child.stdout.close()
        return code


@contextmanager
def running(twin: Twin) -> Iterator[Process]:
    process = Process(twin)
    try:
        yield process
    finally:
        if process.child.poll() is None:
            process.end(signal.SIGKILL)
        elif process.child.stdout:
            process.child.stdout.close()


def start() -> d.StartDraft:
    return d.StartDraft(msgspec.Raw(document()))


def test_killed_at_any_moment_loses_nothing(twin: Twin) -> None:
    """SIGKILL five times at random moments of a stream of pushes: every acknowledged command is there, with its answer, and each once."""
    acknowledged: dict[str, m.Answer] = {}
    chance = random.Random(7)
    for round_ in range(5):
        with running(twin) as process:
            actor = Actor(process.url, "jia-1", f"device-{round_}")
            sent: list[tuple[str, m.Answer]] = []

            def write(actor: Actor = actor, sent: list[tuple[str, m.Answer]] = sent) -> None:
                try:
                    while True:
                        record = new_record()
                        sent.append((record, actor.must(record, start())))
                except httpx.TransportError:
                    return

            writing = threading.Thread(target=write)
            writing.start()
            time.sleep(chance.uniform(0.05, 0.4))
            process.end(signal.SIGKILL)
            writing.join(60)
            actor.close()
            acknowledged.update(sent)
    with running(twin) as process:
        actor = Actor(process.url, "jia-1")
        held: dict[str, m.Change] = {}
        cursor, head = 0, 1
        while cursor < head:
            page = actor.pull(cursor)
            cursor, head = page.next, page.head
            held |= {change.id: change for change in page.changes}
        assert len(acknowledged) > 5
        for record, answer in acknowledged.items():
            assert isinstance(answer, m.Applied)
            assert (held[record].version, held[record].seq) == (answer.version, answer.seq)
        assert len({change.seq for change in held.values()}) == len(held)
        actor.close()


def test_ends_cleanly_even_when_somebody_waits(twin: Twin) -> None:
    """SIGTERM: who waits is sent home, the process ends with 0 within seconds."""
    with running(twin) as process:
        actor = Actor(process.url, "jia-1")
        answers: list[int] = []

        def wait() -> None:
            answers.append(actor.http.get("/v1/wait?after=0&directory=99").status_code)

        waiting = threading.Thread(target=wait)
        waiting.start()
        until(lambda: "xzt_waiting_clients 1.0" in httpx.get(f"{process.admin}/metrics").text)
        began = time.monotonic()
        assert process.end(signal.SIGTERM) == 0
        assert time.monotonic() - began < HELD
        waiting.join(60)
        assert answers == [200]
        actor.close()


def test_running_request_finishes_before_the_end(twin: Twin) -> None:
    """SIGTERM while a push is half sent: its commands are taken and answered, nothing is cut; then the process ends with 0."""
    with running(twin) as process:
        actor = Actor(process.url, "jia-1")
        body = encode(m.Push(tuple(actor.signed("dispatch", new_record(), start()) for _ in range(20))))
        sent, told = threading.Event(), threading.Event()

        def pieces() -> Iterator[bytes]:
            yield body[:1000]
            sent.set()
            told.wait(60)
            yield body[1000:]

        answers: list[m.Answers] = []

        def push() -> None:
            headers = {"Content-Length": str(len(body))}
            answers.append(decode(actor.http.post("/v1/push", content=pieces(), headers=headers).content, m.Answers))

        pushing = threading.Thread(target=push)
        pushing.start()
        assert sent.wait(60)
        httpx.get(f"{process.admin}/healthz")  # answered after what came before it was read
        process.child.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        told.set()
        pushing.join(60)
        assert [type(answer) for answer in answers[0].answers] == [m.Applied] * 20
        assert process.child.wait(60) == 0
        actor.close()


def test_administrators_door(twin: Twin) -> None:
    """RS-08: health and numbers at their own address, none where clients come in; no label holds a unit, a person or a record."""
    with running(twin) as process:
        actor = Actor(process.url, "jia-1")
        record = new_record()
        actor.must(record, start())
        assert isinstance(actor.do(record, start()), m.Refused)
        health = httpx.get(f"{process.admin}/healthz")
        assert (health.status_code, health.json()) == (200, {"state": "ready"})
        text = httpx.get(f"{process.admin}/metrics").text
        assert 'xzt_commands_total{answer="applied"} 1.0' in text
        assert 'xzt_commands_total{answer="refused"} 1.0' in text
        assert 'xzt_requests_total{method="POST",route="/v1/push",status="200"} 2.0' in text
        assert "process_resident_memory_bytes" in text
        for word in (record, "jia-1", "hn-bgt", actor.token):
            assert word not in text
        for path in ("/metrics", "/healthz"):
            assert httpx.get(f"{process.url}{path}").status_code == 404
        assert httpx.get(f"{process.admin}/v1/hello").status_code == 404
        actor.close()


def test_starts_within_a_second(twin: Twin) -> None:
    """A second start on data that are there takes less than a second of the processor (best of three)."""
    times = []
    for _ in range(3):
        with running(twin) as process:
            times.append(process.busy)
    assert min(times) < 1.0


def test_data_folder_has_one_server(twin: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    """The embedded database is held by one process; a second one says so. On PostgreSQL two serve together."""
    monkeypatch.setattr(service, "write_to_stderr", lambda: None)  # it would take the log of the tests after this one
    with running(twin):
        if twin.database is None:
            with pytest.raises(Trouble) as raised:
                serve(twin.data, "127.0.0.1:0", None, lambda: pytest.fail("never asked"))
            assert raised.value.code == "data_in_use"
        else:
            with running(twin) as second:
                assert httpx.get(f"{second.url}/v1/health").json() == {"state": "ready"}
