"""P1: the states in which a power cut may leave the files, from the record of what was written and synced.

The model is stricter than any disk in use: of what was written to a file since its last sync, each write is there, not there, or there for
some of its sectors, whatever the order; names made, moved or removed since the last sync of their folder are there up to some point only.
"""

import hashlib
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from tests.durability.recording import Op
from tests.durability.workloads import Workload
from xzt.core.errors import Trouble

SECTOR = 512
TORN = 0.3
"""How many of the writes that are not there are there in part."""


class Verdict(Struct, frozen=True):
    """What one state came to: ``good``, or ``unopenable``, ``corrupt``, ``half``, ``lost``, with what was found."""

    kind: str
    found: str = ""


class Recorded(Struct, frozen=True):
    """A piece of work as it ran: the folder before it, its steps, the states that it went through in order."""

    workload: Workload
    before: Path
    ops: list[Op]
    states: list[str]


def remains(recorded: Recorded, files: "_Files", dice: random.Random) -> tuple[int, dict[str, bytes]]:
    """Cut at a random step; gives how many states were acknowledged by then, and each file that is on the disk afterwards."""
    until = dice.randrange(len(recorded.ops) + 1)
    keep = dice.choice((0.0, 0.5, 0.9, 1.0))
    left = {name: files.content_left(number, until, dice, keep) for name, number in files.names_left(until, dice, keep).items()}
    return sum(1 for op in recorded.ops[:until] if op.what == "ack" and op.path), left


def lay(files: dict[str, bytes], target: Path) -> None:
    """Lay these files into a folder, and nothing else."""
    shutil.rmtree(target, ignore_errors=True)
    for name, content in files.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def whole(recorded: Recorded) -> dict[str, bytes]:
    """Play everything back without a cut; gives the files by name."""
    files, dice, until = _Files(_contents(recorded), recorded.ops), random.Random(0), len(recorded.ops)
    return {name: files.content_left(number, until, dice, 1.0) for name, number in files.names_left(until, dice, 1.0).items()}


def _contents(recorded: Recorded) -> dict[str, bytes]:
    return {str(path.relative_to(recorded.before)): path.read_bytes() for path in recorded.before.rglob("*") if path.is_file()}


class _Files:
    """The files of the record by number, whatever their names became: who is named how after each step, and what was done to each.

    Made once for all cuts of a record. ``until`` is the step of the cut: what was done from there on has not happened.
    """

    def __init__(self, contents: dict[str, bytes], ops: list[Op]) -> None:
        self._ops, self._first = ops, dict(enumerate(contents.values()))
        self._start = {name: number for number, name in enumerate(contents)}
        self._history: dict[int, list[tuple[int, Op]]] = {}
        self._sure: dict[tuple[int, int], bytes] = {}
        self._made: dict[int, int] = {}
        names = dict(self._start)
        for n, op in enumerate(ops):
            if op.what == "create" and op.path not in names:
                self._made[n] = len(self._first) + len(self._made)
            _rename(names, op, self._made.get(n))
            if op.what in {"write", "size", "sync"} and op.path in names:
                self._history.setdefault(names[op.path], []).append((n, op))
        self._changes = [n for n, op in enumerate(ops) if op.what in {"remove", "rename"} or n in self._made]

    def names_left(self, until: int, dice: random.Random, keep: float) -> dict[str, int]:
        """Give the names on the disk: every change up to the last that a sync of its folder made sure, and some first part of the rest."""
        changes = [n for n in self._changes if n < until]
        synced = {op.path: n for n, op in enumerate(self._ops[:until]) if op.what == "sync"}
        sure = max((n for n in changes if n < synced.get(_parent(self._ops[n].other or self._ops[n].path), -1)), default=-1)
        rest = [n for n in changes if n > sure]
        last = max([sure, *rest[: len(rest) if keep == 1.0 else dice.randint(0, len(rest))]])
        names = dict(self._start)
        for n in changes:
            if n <= last:
                _rename(names, self._ops[n], self._made.get(n))
        return names

    def content_left(self, number: int, until: int, dice: random.Random, keep: float) -> bytes:
        """Give what is in a file: all until its last sync, of the rest each write, none of it, or some sectors."""
        steps = [op for n, op in self._history.get(number, []) if n < until]
        synced = max((n for n, op in enumerate(steps) if op.what == "sync"), default=0)
        content = bytearray(self._until_sync(number, synced))
        for op in steps[synced:]:
            if dice.random() < keep:
                _apply(content, op)
            elif op.what == "write" and dice.random() < TORN:
                for start in range(0, len(op.data), SECTOR):
                    if dice.random() < 0.5:
                        _put(content, op.offset + start, op.data[start : start + SECTOR])
        return bytes(content)

    def _until_sync(self, number: int, synced: int) -> bytes:
        """Give what the first steps have made of a file, nothing of which can be lost; it is the same for every cut after them."""
        if (number, synced) not in self._sure:
            content = bytearray(self._first.get(number, b""))
            for _, op in self._history.get(number, [])[:synced]:
                _apply(content, op)
            self._sure[number, synced] = bytes(content)
        return self._sure[number, synced]


def _rename(names: dict[str, int], op: Op, made: int | None) -> None:
    """Do to the names what one step does to them."""
    if made is not None:
        names[op.path] = made
    elif op.what == "remove":
        names.pop(op.path, None)
    elif op.what == "rename":
        for name in [name for name in names if name == op.path or name.startswith(op.path + "/")]:
            names[op.other + name.removeprefix(op.path)] = names.pop(name)


def _parent(path: str) -> str:
    return str(Path(path).parent)


def _apply(content: bytearray, op: Op) -> None:
    if op.what == "write":
        _put(content, op.offset, op.data)
    elif op.what == "size" and op.offset < len(content):
        del content[op.offset :]
    elif op.what == "size":
        content.extend(bytes(op.offset - len(content)))


def _put(content: bytearray, offset: int, data: bytes) -> None:
    content.extend(bytes(max(0, offset - len(content))))
    content[offset : offset + len(data)] = data


def _opened(recorded: Recorded, folder: Path) -> Verdict | str:
    try:
        return recorded.workload.look(folder)
    except Trouble as trouble:
        kind = "corrupt" if trouble.code == "store_damaged" else "unopenable"
        return Verdict(kind, str(trouble))
    except AssertionError as error:
        return Verdict("unopenable", str(error))


def _judge(recorded: Recorded, state: str, acked: int) -> Verdict:
    if state not in recorded.states:
        return Verdict("half", state)
    latest = max(n for n, one in enumerate(recorded.states) if one == state)
    return Verdict("good") if latest >= acked else Verdict("lost", f"{latest} of {acked}")


def cuts(recorded: Recorded, seeds: Iterator[int], target: Path) -> Iterator[tuple[int, Verdict]]:
    """Cut and judge, once a seed. Files that are byte for byte as after an earlier cut are not opened again."""
    files, known = _Files(_contents(recorded), recorded.ops), dict[str, Verdict | str]()
    for seed in seeds:
        acked, left = remains(recorded, files, random.Random(seed))
        same = hashlib.sha256(repr([(name, hashlib.sha256(left[name]).digest()) for name in sorted(left)]).encode()).hexdigest()
        if same not in known:
            lay(left, target)
            known[same] = _opened(recorded, target)
        found = known[same]
        yield seed, found if isinstance(found, Verdict) else _judge(recorded, found, acked)
