"""The demonstration's server: a real server process on loopback, seeded with the sample directory, on a demonstration day.

The day is that of the sample notice, so that the number and the date come out as its publisher printed them. The server's clock is set
ahead by seeding only; nothing of this is reachable from a server that was not made by the demonstration.
"""

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from xzt.core.errors import Trouble

DIRECTORY = Path(__file__).parents[2] / "resources" / "sample" / "directory.json"
DEMONSTRATION_DAY = datetime(2022, 3, 23, 1, 0, tzinfo=UTC)
"""09:00 in Beijing on the day of the sample notice."""


class DemonstrationClock:
    """The machine's clock moved to the demonstration day; runs on from there."""

    def __init__(self) -> None:
        self.offset = DEMONSTRATION_DAY - datetime.now(UTC)

    def __call__(self) -> datetime:
        """Read it."""
        return datetime.now(UTC) + self.offset


def seed(data: Path, offset: timedelta) -> None:
    """Fill a new server folder with the sample units and people."""
    from xzt.server.seeding import load_directory

    load_directory(data, None, DIRECTORY.read_bytes(), datetime.now(UTC) + offset, clock_offset=round(offset.total_seconds()))


def sample_accounts() -> list[tuple[str, str]]:
    """List the sample people as (id, how the unlock window names them)."""
    directory = json.loads(DIRECTORY.read_text(encoding="utf-8"))
    units = {unit["id"]: unit["name"] for unit in directory["units"]}
    return [(person["id"], f"{person['name']} · {person['title']} · {units[person['unit']]}") for person in directory["people"]]


def sample_password(person: str) -> str:
    """Give the password of a sample person, as the sample directory sets it."""
    return f"sample-{person}"


class SampleServer:
    """The server process; it can be stopped and started again on the same address, as the demonstration does."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._process: subprocess.Popen[str] | None = None
        self._listen = "127.0.0.1:0"
        self.url = ""

    def start(self) -> None:
        """Start it and wait for its address."""
        command = [sys.executable, "-m", "xzt", "server", "--data", str(self._data), "--listen", self._listen]
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        with (self._data / "server.log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, env=environment)  # noqa: S603  our own program
        assert self._process.stdout is not None  # noqa: S101  PIPE was asked for
        line = self._process.stdout.readline()
        if "listening on " not in line:
            raise Trouble("server_not_started", detail=line.strip())
        self.url = line.split("listening on ", 1)[1].strip()
        self._listen = self.url.removeprefix("http://")

    def stop(self) -> None:
        """Stop it as an administrator would."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._forget()

    def kill(self) -> None:
        """Take its life at once, as a power cut does."""
        if self._process is not None:
            self._process.kill()
            self._forget()

    def _forget(self) -> None:
        if self._process is not None:
            self._process.wait()
            if self._process.stdout:
                self._process.stdout.close()
        self._process = None
