"""What a child wrote, call by call, read from the record of strace: the input of P1."""

import re
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from tests.durability import children

CALLS = (
    "openat,pwrite64,write,ftruncate,fsync,fdatasync,unlink,unlinkat,rename,renameat,renameat2,mkdir,mkdirat,rmdir,sendfile,copy_file_range"
)
_LINE = re.compile(r"^(?P<call>\w+)\((?P<rest>.*)\)\s+= (?P<result>-?\d+)")
_FD = re.compile(r"^(?P<fd>-?\d+|AT_FDCWD)<(?P<path>(?:[^>\\]|\\.)*)>")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


class Op(Struct, frozen=True):
    """One step: ``write`` (offset, data), ``size`` (offset is the new size), ``sync``, ``create``, ``mkdir``, ``remove``, ``rename``
    (other: the new name), ``ack`` (path: the state). Names are relative to the folder of the work; ``sync`` of a folder keeps its names.
    """

    what: str
    path: str
    offset: int = 0
    data: bytes = b""
    other: str = ""


def record(work: Callable[[], None], folder: Path, trace: Path) -> tuple[children.Ended, list[Op]]:
    """Run ``work`` in a child and give what it did to the files under ``folder``, and when it acknowledged."""
    ended = children.run(work, ["-e", f"trace={CALLS}", "-y", "-xx", "-s", "4000000", "-o", str(trace)])
    reader = _Reader(str(folder))
    with trace.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            reader.read(line)
    trace.unlink()
    return ended, reader.ops


class _Reader:
    """Follows positions of open files, which plain ``write`` needs."""

    def __init__(self, root: str) -> None:
        self.root, self.ops = root + "/", list[Op]()
        self._known: set[str] = set()
        self._at: dict[str, int] = {}

    def read(self, line: str) -> None:
        found = _LINE.match(line)
        if not found or int(found["result"]) < 0:
            return
        call, rest, result = found["call"], found["rest"], int(found["result"])
        texts = [bytes.fromhex(text.replace("\\x", "")) for text in _TEXT.findall(rest)]
        if call == "openat":
            self._open(rest, texts[0].decode(), line)
        elif call in {"unlink", "unlinkat", "rmdir"}:
            self._add(Op("remove", self._name(texts[0].decode())))
        elif call.startswith("rename"):
            self._add(Op("rename", self._name(texts[0].decode()), other=self._name(texts[1].decode())))
        elif call.startswith("mkdir"):
            self._add(Op("mkdir", self._name(texts[0].decode())))
        else:
            self._on_file(call, rest, result, texts)

    def _on_file(self, call: str, rest: str, result: int, texts: list[bytes]) -> None:
        where = _FD.match(rest)
        if not where:
            return
        if call == "write" and where["fd"] == "1":
            self.ops += [Op("ack", b64decode(line[4:]).decode()) for line in texts[0].splitlines() if line.startswith(b"ack ")]
            return
        path = self._name(_plain(where["path"]))
        numbers = [int(number) for number in re.findall(r", (-?\d+)", rest[where.end() :])]
        if call == "pwrite64":
            self._add(Op("write", path, numbers[-1], texts[0][:result]))
        elif call == "write":
            key = f"{where['fd']} {path}"
            self._add(Op("write", path, self._at.get(key, 0), texts[0][:result]))
            self._at[key] = self._at.get(key, 0) + result
        elif call == "ftruncate":
            self._add(Op("size", path, numbers[-1]))
        elif call in {"fsync", "fdatasync"}:
            self._add(Op("sync", path))
        elif path:
            message = f"{call} moves bytes that are not in the record"
            raise AssertionError(message)

    def _open(self, rest: str, name: str, line: str) -> None:
        path = self._name(name)
        if not path or "O_CREAT" not in rest:
            return
        descriptor = re.search(r"= (\d+)<", line)
        if descriptor:
            self._at[f"{descriptor[1]} {path}"] = 0
        if "O_TRUNC" in rest:
            self._add(Op("create", path))
            self._add(Op("size", path, 0))
        else:
            self._add(Op("create", path))

    def _add(self, op: Op) -> None:
        if op.path and not op.path.endswith("-shm"):  # the index of the log is made anew at each opening
            self.ops.append(op)

    def _name(self, path: str) -> str:
        if path + "/" == self.root:
            return "."
        return path.removeprefix(self.root) if path.startswith(self.root) else ""


def _plain(path: str) -> str:
    return re.sub(rb"\\x([0-9a-f]{2})", lambda found: bytes.fromhex(found[1].decode()), path.encode()).decode()
