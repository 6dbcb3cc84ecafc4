"""Server processes without the wait for their imports: one process loads the server once, and forks for every start that a test asks for.

What it forks is a process of its own that runs ``xzt server``, with its own files, signals and end. That the program comes up by itself,
how fast, and that it ends cleanly is tried in tests/server/test_process.py; the demonstration's journeys start it as people do.
"""

import atexit
import contextlib
import functools
import gc
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
from pathlib import Path

from tests.waiting import PATIENCE

ROOT = Path(__file__).parents[1]
LOADED = (
    *("xzt.__main__", "xzt.client.clock", "xzt.server.service", "xzt.server.sql.sqlite", "xzt.ui.text"),
    *("uvicorn.lifespan.on", "uvicorn.loops.asyncio", "uvicorn.protocols.http.h11_impl"),
)
"""What a server has imported by the time that it listens."""


class Child:
    """A process that was forked: nobody's child here, so it is held by a descriptor, which knows its end."""

    def __init__(self, pid: int, handle: int, said: int) -> None:
        self.pid, self._handle = pid, handle
        self.stdout = open(said, encoding="utf-8")  # noqa: SIM115  closed with the process

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal; one that has ended takes none."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, number)

    def wait(self, seconds: float = PATIENCE) -> None:
        """Wait for the end and let go."""
        ended, _, _ = select.select([self._handle], [], [], seconds)
        assert ended, f"process {self.pid} does not end"
        os.close(self._handle)
        self.stdout.close()


class Nursery:
    """The process that forks, and the line to it. One request at a time."""

    def __init__(self) -> None:
        self._line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, "-m", "tests.nursery", str(theirs.fileno())]
        self._process = subprocess.Popen(command, cwd=ROOT, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        theirs.close()

    def fork(self, arguments: list[str], log: Path | None = None) -> Child:
        """Run ``xzt`` with these arguments in a new process; what it says on stderr goes to the end of ``log``."""
        said, says = os.pipe()
        with Path(log or os.devnull).open("ab") as errors:
            socket.send_fds(self._line, [json.dumps(arguments).encode()], [says, errors.fileno()])
        os.close(says)
        pid, (handle,), _, _ = socket.recv_fds(self._line, 64, 1)
        return Child(int(pid), handle, said)

    def close(self) -> None:
        """Send it home."""
        self._line.close()
        self._process.wait(PATIENCE)


@functools.cache
def nursery() -> Nursery:
    """Give the one of this process, loaded when it is first asked for."""
    made = Nursery()
    atexit.register(made.close)
    return made


class Server:
    """The server of one data folder; it can be stopped and started again on the same address."""

    def __init__(self, data: Path, listen: str = "127.0.0.1:0") -> None:
        self.data, self.listen = data, listen
        self.child: Child | None = None
        self.url = ""

    def start(self) -> None:
        """Start it and wait for its address."""
        arguments = ["server", "--data", str(self.data), "--listen", self.listen]
        self.child = nursery().fork(arguments, self.data / "server.log")
        line = self.child.stdout.readline()
        assert line.startswith("listening on "), (self.data / "server.log").read_text(encoding="utf-8")
        self.url = line.removeprefix("listening on ").strip()
        self.listen = self.url.removeprefix("http://")

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Stop it as an administrator would."""
        child, self.child = self.child, None
        if child:
            child.send_signal(number)
            child.wait()

    def kill(self) -> None:
        """Take its life at once, as a power cut does."""
        self.stop(signal.SIGKILL)


def serve(line: socket.socket) -> int:
    """Fork for whoever asks, until the line is closed; in a process that was forked, run the program and give its exit code."""
    for name in LOADED:
        importlib.import_module(name)
    gc.freeze()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asks is interrupted, and closes the line
    children = set()
    while True:
        request, given, _, _ = socket.recv_fds(line, 1 << 16, 2)
        if not request:
            return 0
        pid = os.fork()
        if not pid:
            line.close()
            return run(json.loads(request), given)
        for one in given:
            os.close(one)
        children.add(pid)
        handle = os.pidfd_open(pid)
        socket.send_fds(line, [str(pid).encode()], [handle])
        os.close(handle)
        children -= {one for one in children if os.waitpid(one, os.WNOHANG)[0]}


def run(arguments: list[str], given: list[int]) -> int:
    """Be the program."""
    from xzt.__main__ import main

    signal.signal(signal.SIGINT, signal.default_int_handler)
    for place, one in enumerate(given, 1):
        os.dup2(one, place)
        os.close(one)
    return main(arguments)


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as control:
        code = serve(control)
    sys.exit(code)
