"""P4: the real program in its window, offscreen, with a real server, killed at random moments while it works and reconciles."""

import random
import time
from pathlib import Path

from msgspec import Struct, json

from tests.journeys.sample import CLOCK
from tests.journeys.test_kill import CLERK, log_of, run_and_kill, settled
from xzt.app.sample_server import SampleServer, sample_password, seed
from xzt.client.access import sign_in, unlock

PATIENCE = 600.0


class Outcome(Struct, frozen=True):
    """What many kills came to."""

    kills: int
    acknowledged: int
    lost: int
    twice: int
    attention: int


def kill(folder: Path, kills: int) -> Outcome:
    """Kill the clerk's program so often; then let it settle with the server, and count."""
    from datetime import timedelta

    data = folder / "server"
    data.mkdir(parents=True)
    seed(data, timedelta(0))
    server = SampleServer(data)
    server.start()
    try:
        client = sign_in(folder / "stores", server.url, CLERK, sample_password(CLERK), CLOCK)
        store = client.folder
        client.close()
        dice, acknowledged = random.Random(20), dict[str, str]()
        for _ in range(kills):
            acknowledged |= run_and_kill(folder / "stores", dice)
        return _count(store, kills, acknowledged)
    finally:
        server.stop()


def _count(store: Path, kills: int, acknowledged: dict[str, str]) -> Outcome:
    client = unlock(store, sample_password(CLERK), CLOCK)
    try:
        client.start(sample_password(CLERK))
        end = time.monotonic() + PATIENCE
        while not settled(client) and time.monotonic() < end:
            time.sleep(0.05)
        signed = [entry.signed for record in set(acknowledged.values()) for entry in log_of(client, record)]
        ids = [json.decode(one.envelope)["id"] for one in signed]
        here = {command for command, record in acknowledged.items() if client.record("dispatch", record) is not None}
        lost = acknowledged.keys() - (set(ids) & here)
        return Outcome(kills, len(acknowledged), len(lost), len(ids) - len(set(ids)), len(client.attention()))
    finally:
        client.close()
