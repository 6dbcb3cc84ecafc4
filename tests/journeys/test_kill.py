"""SIGKILL at random moments: the client and the server start again by themselves and nothing acknowledged is lost (must show 4, P4)."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from tests.journeys.sample import CLOCK, document
from tests.nursery import Server
from tests.passwords import at_floor
from tests.waiting import until
from xzt.app.sample_server import sample_password, seed
from xzt.client.access import sign_in, unlock
from xzt.client.commands import Accepted
from xzt.client.session import Client
from xzt.core.encoding import encode
from xzt.core.notices import Connection
from xzt.office.dispatch.commands import SaveDraft
from xzt.store import outbox
from xzt.sync.engine.wire import fetch_log
from xzt.sync.protocol.messages import LogEntry

KILLS = 20
CLERK = "jia-1"

pytestmark = pytest.mark.journey


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    data = tmp_path / "server"
    data.mkdir()
    seed(data, timedelta(0))
    found = Server(data)
    found.start()
    yield found
    found.kill()


def settled(client: Client) -> bool:
    status = client.status()
    return status.waiting == 0 and status.connection is Connection.ONLINE


def test_the_client_is_killed_at_random_moments(tmp_path: Path, server: Server) -> None:
    """P4: every acknowledged command is there after each start, and in the end on the server, each exactly once."""
    dice = random.Random(20)
    root = tmp_path / "stores"
    client = sign_in(root, server.url, CLERK, sample_password(CLERK), CLOCK)
    folder = client.folder
    client.close()
    at_floor(folder, sample_password(CLERK))
    acknowledged: dict[str, str] = {}
    for _ in range(KILLS):
        acknowledged |= run_and_kill(root, dice)
    assert len(acknowledged) > KILLS

    client = unlock(folder, sample_password(CLERK), CLOCK)
    try:
        client.start(sample_password(CLERK))
        until(lambda: settled(client), "all delivered")
        assert not client.attention()
        for command, record in acknowledged.items():
            assert client.record("dispatch", record) is not None, command
        counted = [entry.signed for record in set(acknowledged.values()) for entry in log_of(client, record)]
        ids = [msgspec.json.decode(signed.envelope)["id"] for signed in counted]
        assert len(ids) == len(set(ids)), "a command counted twice"
        assert acknowledged.keys() <= set(ids), "an acknowledged command is lost"
    finally:
        client.close()


def run_and_kill(root: Path, dice: random.Random) -> dict[str, str]:
    """Let the clerk work until a random moment, kill, and give what was acknowledged."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "tests.journeys.clerk_at_work", str(root), CLERK, sample_password(CLERK)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    assert process.stderr is not None
    first = process.stdout.readline()
    assert first.startswith("open"), first + process.stderr.read()
    time.sleep(dice.uniform(0.0, 0.5))
    process.send_signal(signal.SIGKILL)
    rest, errors = process.communicate()
    assert "Traceback" not in errors, errors
    # a line that the kill cut short was not acknowledged to anybody
    whole = rest[: rest.rfind("\n") + 1].splitlines()
    return {line.split()[1]: line.split()[2] for line in whole if line.startswith("ack ")}


def log_of(client: Client, record: str) -> tuple[LogEntry, ...]:
    return fetch_log(client.profile.server, client.token(), "dispatch", record).entries


def test_the_server_is_killed_at_random_moments(tmp_path: Path, server: Server) -> None:
    """P4 for the server: every command has its effect exactly once, however often the server dies under it (W12)."""
    dice = random.Random(4)
    client = sign_in(tmp_path / "stores", server.url, CLERK, sample_password(CLERK), CLOCK)
    client.start()
    given: dict[str, str] = {}
    killed = 0
    stop = threading.Event()

    def kill_again_and_again() -> None:
        nonlocal killed
        while killed < KILLS:
            time.sleep(dice.uniform(0.05, 0.6))
            server.kill()
            killed += 1
            server.start()
            client.sync_now()
        stop.set()

    killer = threading.Thread(target=kill_again_and_again)
    killer.start()
    try:
        at = 0
        while not stop.is_set():
            at += 1
            begun = client.start_draft(document(f"第{at}号")).result()
            assert isinstance(begun, Accepted)
            given[begun.command] = begun.record
            saved = client.submit("dispatch", begun.record, SaveDraft(msgspec.Raw(encode(document(f"第{at}号，改"))))).result()
            assert isinstance(saved, Accepted)
            given[saved.command] = saved.record
            time.sleep(0.05)
    finally:
        killer.join()
    try:
        until(lambda: settled(client), "all delivered")
        assert killed == KILLS
        assert not client.attention()
        ids = [msgspec.json.decode(entry.signed.envelope)["id"] for record in set(given.values()) for entry in log_of(client, record)]
        assert sorted(ids) == sorted(given), "each command exactly once"
        until(lambda: not client._read(outbox.counts), "the effects have come down")
    finally:
        client.close()
