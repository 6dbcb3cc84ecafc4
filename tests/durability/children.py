"""A child process that does one piece of work under strace: recorded (P1), killed at a call (P2), or with failing calls (P3).

The child is forked, so that it costs hundredths of a second, and strace takes hold of it before it begins.
"""

import ctypes
import os
import subprocess
import sys
import traceback
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from xzt.core.errors import Trouble

_PR_SET_PTRACER, _ANY = 0x59616D61, ctypes.c_ulong(-1)


class Ended(Struct, frozen=True):
    """How a child ended: what it had acknowledged, the codes of its troubles, a traceback of ours, and whether it was killed."""

    acks: tuple[str, ...]
    troubles: tuple[str, ...]
    fault: str
    killed: bool


def run(work: Callable[[], None], options: list[str]) -> Ended:
    """Do ``work`` in a child under ``strace`` with these options; without any, in a child alone."""
    going, go = os.pipe()
    out, told = os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        os.close(go)
        _live(work, going, told)
    os.close(told)
    os.close(going)
    tracer = _trace(child, options) if options else None
    os.write(go, b"g")
    os.close(go)
    with os.fdopen(out, "rb") as file:
        said = file.read().decode()
    _, status = os.waitpid(child, 0)
    if tracer:
        tracer.wait()
        if tracer.stderr:
            tracer.stderr.close()
    return _read(said, killed=os.WIFSIGNALED(status))


def _trace(child: int, options: list[str]) -> "subprocess.Popen[bytes]":
    tracer = subprocess.Popen(["strace", "-p", str(child), *options], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    line = tracer.stderr.readline() if tracer.stderr else b""
    if b"attached" not in line:
        tracer.kill()
        message = f"strace: {line.decode()}"
        raise AssertionError(message)
    return tracer


def _live(work: Callable[[], None], going: int, told: int) -> None:
    """Be the child: wait for the word, work, end without running anything of the parent's."""
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PTRACER, _ANY, 0, 0, 0)
        os.dup2(told, 1)
        os.read(going, 1)
        try:
            work()
        except Trouble as trouble:
            os.write(1, f"trouble {trouble.code}\n".encode())
        os.write(1, b"end\n")
    except BaseException:  # noqa: BLE001  the parent judges what happened here
        os.write(1, b"fault " + repr(traceback.format_exc()).encode() + b"\n")
    finally:
        os._exit(0)


def _read(said: str, *, killed: bool) -> Ended:
    lines = [line.partition(" ")[::2] for line in said[: said.rfind("\n") + 1].splitlines()]
    acks = tuple(b64decode(rest).decode() for word, rest in lines if word == "ack")
    return Ended(
        acks, tuple(rest for word, rest in lines if word == "trouble"), "".join(rest for word, rest in lines if word == "fault"), killed
    )


def attempt(work: Callable[[Path, Callable[[str], None]], None], folder: Path, tell: Callable[[str], None]) -> Callable[[], None]:
    """Bind a piece of work to its folder."""
    return lambda: work(folder, tell)
