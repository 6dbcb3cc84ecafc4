"""One malformed file through a reader, measured: how it ended, how long it took, how much memory it had.

The reader runs as in the product, in a process with the product's limits. Starting Python ten thousand times would measure little else, so
the process is forked off a warm one; the whole way, a fresh process included, is what ``tests/docs/test_malformed.py`` goes.
"""

import os
import select
import signal
import time
import traceback
from pathlib import Path

from msgspec import Struct, msgpack

from xzt.core.errors import Trouble
from xzt.docs.importing import apart, child, read_file

LONGEST = 5.0
LARGEST_KIB = 256 * 1024
_PATIENCE = 60.0
_STOPPED = {signal.SIGXCPU, signal.SIGABRT}
"""How a process ends at its limits: too much time, or a library that ends it where it gets no more memory."""


class Ended(Struct):
    """How a trial ended: ``read``, the code of a trouble, or ``raised``, ``died`` or ``hung`` with what is known in ``detail``."""

    outcome: str
    detail: str = ""
    seconds: float = 0.0
    """Processor time of the reader, from the file to the answer."""
    memory: int = 0
    """The most memory it had at once, in KiB."""


def tried(ending: str, data: bytes, folder: Path) -> Ended:
    """Read a file in a process of its own that may not be trusted to come back."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        os.write(writing, msgpack.encode(_inside(ending, data, folder)))
        os._exit(0)
    os.close(writing)
    came = select.select([reading], [], [], _PATIENCE)[0]
    if not came:
        os.kill(pid, signal.SIGKILL)
    answer = os.read(reading, 1 << 16)
    os.close(reading)
    _, status, used = os.wait4(pid, 0)
    stopped = os.WIFSIGNALED(status) and os.WTERMSIG(status) in _STOPPED
    died = Ended("import_gave_up", "stopped by its limits") if stopped and came else Ended("died" if came else "hung", f"status {status}")
    ended = msgpack.decode(answer, type=Ended) if answer else died
    ended.seconds, ended.memory = ended.seconds or used.ru_utime + used.ru_stime, used.ru_maxrss
    return ended


def _inside(ending: str, data: bytes, folder: Path) -> Ended:
    began = time.process_time()
    try:
        ended = _read(ending, data, folder)
    except Trouble as trouble:
        ended = Ended(trouble.code)
    except MemoryError:
        ended = Ended("import_gave_up", "memory")
    except BaseException:  # noqa: BLE001  whatever it is, it is what we look for
        ended = Ended("raised", traceback.format_exc()[-3000:])
    ended.seconds = time.process_time() - began
    return ended


def _read(ending: str, data: bytes, folder: Path) -> Ended:
    if ending == ".txt":
        path = folder / "file.txt"
        path.write_bytes(data)
        read_file(path)
        return Ended("read")
    child.limit(apart.MEMORY, apart.seconds_for(data))
    child.result_of(ending, data, [])
    return Ended("read")
