"""P2 and P3: the kill, or the failing call, at every call that writes, syncs, shortens, renames or removes.

One child a point. What was acknowledged before is there afterwards, at most the piece that was under way besides, and a failure was told by
a code of the program.
"""

import random
import re
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from tests.durability import children
from tests.durability.workloads import Workload, tell
from xzt.core.errors import Trouble
from xzt.ui.troubles import TROUBLES

CALLS = ("pwrite64", "write", "fsync", "fdatasync", "ftruncate", "rename", "unlink", "openat")
ERRORS = ("EIO", "ENOSPC", "EROFS")


class Point(Struct, frozen=True):
    """One call of a piece of work: the ``nth`` of its name; ``error`` empty for a kill, ``sticky`` for all from there on."""

    call: str
    nth: int
    error: str = ""
    sticky: bool = False

    @property
    def option(self) -> str:
        """Say it to strace."""
        what = f"error={self.error}" if self.error else "signal=SIGKILL"
        return f"inject={self.call}:{what}:when={self.nth}{'+' if self.sticky else ''}"


class Found(Struct, frozen=True):
    """What came of one point: what is wrong, empty when nothing; codes that were told; processor seconds until the store was open again."""

    wrong: str
    troubles: tuple[str, ...] = ()
    seconds: float = 0.0
    hit: bool = True


class Bench:
    """One piece of work, prepared once and tried at its points."""

    def __init__(self, workload: Workload, folder: Path) -> None:
        self.workload, self.folder = workload, folder
        self.before = folder / "before"
        self.before.mkdir(parents=True)
        workload.prepare(self.before)
        trace = folder / "trace"
        at = self._fresh()
        first = workload.look(Path(shutil.copytree(at, folder / "first")))
        ended = children.run(children.attempt(workload.work, at, tell), ["-e", f"trace={','.join(CALLS)}", "-y", "-o", str(trace)])
        if ended.fault or ended.troubles:
            raise AssertionError(ended.fault or ended.troubles)
        self.states = [first, *(state for state in ended.acks if state)]
        self.calls, self.acks = _count(trace.read_text(errors="replace"))

    def kills(self) -> list[Point]:
        """List every point of P2."""
        return [Point(call, nth) for call, numbers in self.calls.items() for nth in numbers]

    def errors(self) -> list[Point]:
        """List every point of P3: each call with each error, once and from there on."""
        return [Point(p.call, p.nth, error, sticky) for p in self.kills() for error in ERRORS for sticky in (False, True)]

    def try_at(self, point: Point) -> Found:
        """Run into the point and look at what is there afterwards."""
        at = self._fresh()
        ended = children.run(
            children.attempt(self.workload.work, at, tell), ["-e", f"trace={point.call}", "-e", point.option, "-o", "/dev/null"]
        )
        if ended.fault:
            return Found(f"a fault of ours: {ended.fault}")
        began = time.process_time()
        try:
            state = self.workload.look(at)
        except (Trouble, AssertionError) as error:
            return Found(f"not open again: {error}", ended.troubles)
        acked = sum(1 for one in ended.acks if one)
        if state not in self.states[acked : acked + 2]:
            return Found(f"after {acked} acknowledged: {self.states.index(state) if state in self.states else 'half'}", ended.troubles)
        if point.sticky and point.call in {"fsync", "fdatasync"} and acked > self.acks[point.call, point.nth] + 1:
            return Found("acknowledged on a disk that takes nothing", ended.troubles)
        if unknown := [code for code in ended.troubles if code not in TROUBLES]:
            return Found(f"no sentence for {unknown}", ended.troubles)
        return Found("", ended.troubles, time.process_time() - began, ended.killed or bool(ended.troubles))

    def _fresh(self) -> Path:
        at = self.folder / "at"
        shutil.rmtree(at, ignore_errors=True)
        return Path(shutil.copytree(self.before, at))


def _count(trace: str) -> tuple[dict[str, list[int]], dict[tuple[str, int], int]]:
    """Number the calls by name, but for those that tell us of acknowledgements; and give how many of these came before each call."""
    found: dict[str, list[int]] = {}
    before: dict[tuple[str, int], int] = {}
    seen, acks = Counter[str](), 0
    for line in trace.splitlines():
        call = line.partition("(")[0]
        if call not in CALLS:
            continue
        seen[call] += 1
        if line.startswith("write(1<"):
            acks += "ack " in line
        elif call != "openat" or re.search("O_CREAT|O_RDWR|O_WRONLY", line):
            found.setdefault(call, []).append(seen[call])
            before[call, seen[call]] = acks
    return found, before


def spread(points: list[Point], count: int, seed: int) -> Iterator[Point]:
    """Choose some of the points by chance."""
    yield from random.Random(seed).sample(points, min(count, len(points)))
