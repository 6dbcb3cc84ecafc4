"""A file of 256 MiB from one person to another over cuts: whole in the end, and in nobody's memory (make test-slow)."""

import hashlib
import random
import signal
import sys
from pathlib import Path

import pytest

from tests.sync.test_large_files import Meter, attach, meter, once, shared, uploaded
from tests.sync.town import Town
from tests.waiting import until
from xzt.store.chunks import CHUNK
from xzt.sync.engine.transfers import RUN

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")]
PIECES = 256
ALLOWED = 64.0
"""MiB that either side may need more than before: some pieces on their way, and never the file."""
__all__ = ["meter"]


class Memory:
    """The most memory of a process from here on, in MiB above what it had."""

    def __init__(self, process: int | str) -> None:
        self._folder = Path("/proc") / str(process)
        (self._folder / "clear_refs").write_text("5", encoding="ascii")
        self._before = self._read("VmRSS")

    @property
    def grown(self) -> float:
        return self._read("VmHWM") - self._before

    def _read(self, name: str) -> float:
        lines = (self._folder / "status").read_text(encoding="ascii").splitlines()
        return int(next(line for line in lines if line.startswith(name)).split()[1]) / 1024


@pytest.fixture
def huge(tmp_path: Path) -> Path:
    path, dice = tmp_path / "样例大附件.bin", random.Random(256)
    with path.open("wb") as file:
        for _ in range(PIECES):
            file.write(dice.randbytes(CHUNK))
        file.write(b"the rest")
    return path


def sm3_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.new("sm3")).hexdigest()


def test_a_huge_file_comes_whole_over_cuts_and_is_in_no_memory(
    town: Town, huge: Path, meter: Meter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sync 3.10: the server is killed in the middle of the way up and of the way down; one run goes twice, and memory stays flat."""
    monkeypatch.setattr("tests.waiting.PATIENCE", 600.0)
    clerk = town.desk("jia-1").begin()
    up = Memory("self")  # from here on: deriving a key from the password takes 128 MiB for a moment
    file = attach(clerk, shared(clerk), huge)
    meter.at = once("up", PIECES // 2, lambda: town.server.stop(signal.SIGKILL))
    until(lambda: town.server.child is None, "the server dies")
    town.server.start()
    assert town.server.child
    theirs = Memory(town.server.child.pid)
    clerk.client.sync_now()
    until(lambda: uploaded(clerk, file.digest), "uploaded")
    grown = [up.grown, theirs.grown]
    clerk.quiet()
    clerk.leave()
    assert file.size <= sum(meter.up.values()) <= file.size + RUN * CHUNK
    mate = town.desk("jia-2")
    down = Memory("self")
    meter.at = once("down", PIECES // 2, lambda: town.server.stop(signal.SIGKILL))
    mate.begin()
    until(lambda: town.server.child is None, "the server dies again")
    town.server.start()
    theirs = Memory(town.server.child.pid)
    mate.client.sync_now()
    until(lambda: mate.client.has_blob(file.digest), "downloaded")
    mate.client.files.copy_to(file.digest, tmp_path / "out.bin", lambda _done, _total: None)
    assert sm3_of(tmp_path / "out.bin") == file.digest == sm3_of(huge)
    assert sum(meter.down.values()) <= file.size + RUN * CHUNK
    grown += [down.grown, theirs.grown]
    print(f"{file.size >> 20} MiB; grown by, client and server, up and down: {[round(one) for one in grown]} MiB")
    assert max(grown) < ALLOWED
