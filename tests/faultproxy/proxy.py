"""A proxy on the loopback that lets one request of its choice meet one fault, at one of three moments, and passes on everything else.

``before``: nothing has reached the server. ``mid``: a part of the request has. ``after``: the server has done its work and answered.
"""

import asyncio
import contextlib
import socket
import struct
import threading
import time
from collections.abc import Awaitable, Callable

from msgspec import Struct

POSITIONS = ("before", "mid", "after")
FAULTS = (
    "drop", "dup", "reorder", "truncate", "one byte a second", "half-open", "reset", "delayed body", "wrong length", "500",
    "429 Retry-After", "503", "413", "garbage",
)  # fmt: skip
RETRY_AFTER = 1
STANDING = 8.0
"""Seconds that a connection without an answer is held open."""
_ANSWERS = {
    "500": b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n",
    "429 Retry-After": b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: %d\r\nContent-Length: 2\r\n\r\n{}" % RETRY_AFTER,
    "503": b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 2\r\n\r\n{}",
    "413": b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\n\r\n{}",
    "garbage": b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n{"a":]]',
}


class Plan(Struct, frozen=True):
    """Which request (method and beginning of its path), which fault, when."""

    method: str
    path: str
    fault: str
    position: str


class Met(Struct, frozen=True):
    """When the fault was met, and when the next request came after it."""

    at: float
    next: float = 0.0


class Proxy:
    """Runs in a thread of its own. Give it a plan; it is spent by the first request that fits."""

    def __init__(self, host: str, port: int) -> None:
        self._upstream = (host, port)
        self._plan: Plan | None = None
        self.met: Met | None = None
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._live()), name="faultproxy")
        self._thread.start()
        self._ready.wait(60)

    def arm(self, plan: Plan) -> None:
        """Have the next request that fits meet the fault."""
        self.met, self._plan = None, plan

    @property
    def spent(self) -> bool:
        """Say whether the fault was met."""
        return self._plan is None

    def stop(self) -> None:
        """End it."""
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(60)

    async def _live(self) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        self._passed = asyncio.Event()
        self._open: set[asyncio.Task[None]] = set()
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        self._ready.set()
        await self._end.wait()
        server.close()
        for task in list(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._open.add(task)
        try:
            while request := await _message(reader):
                if not await self._carry(request, writer):
                    break
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._open.discard(task)
            writer.close()

    async def _carry(self, request: bytes, writer: asyncio.StreamWriter) -> bool:
        """Carry one request; says whether the connection is still good."""
        method, path = request.split(b" ", 2)[:2]
        plan = self._plan
        if plan and (method.decode(), True) == (plan.method, path.decode().startswith(plan.path)):
            self._plan = None
            self.met = Met(time.monotonic())
            return await self._suffer(plan, request, writer)
        if self.met and not self.met.next:
            self.met = Met(self.met.at, time.monotonic())
        answer = await self._ask(request)
        self._passed.set()
        writer.write(answer)
        await writer.drain()
        return bool(answer)

    async def _suffer(self, plan: Plan, request: bytes, writer: asyncio.StreamWriter) -> bool:
        if plan.fault in {"dup", "reorder", "delayed body"}:
            return await self._carry_strangely(plan, request, writer)
        answer = b""
        if plan.position == "mid":
            await self._ask(request[: len(request) * 2 // 3], whole=False)
        if plan.position == "after":
            answer = await self._ask(request)
        ends: dict[str, Callable[[], Awaitable[None]]] = {
            "drop": lambda: _say(writer, b""),
            "truncate": lambda: _say(writer, answer[: len(answer) // 2] or b"HTTP/1.1 200 OK\r\nContent-Le"),
            "one byte a second": lambda: _drip(writer, answer or b"HTTP/1.1 200 OK\r\n"),
            "half-open": lambda: asyncio.sleep(STANDING),
            "reset": lambda: _reset(writer),
            "wrong length": lambda: _say(writer, _longer(answer)),
        }
        if plan.fault in ends:
            await ends[plan.fault]()
            return False
        await _say(writer, _ANSWERS[plan.fault])
        return True

    async def _carry_strangely(self, plan: Plan, request: bytes, writer: asyncio.StreamWriter) -> bool:
        """Faults after which the request arrives all the same: twice, after a later one, or with its answer in pieces."""
        if plan.fault == "reorder":
            self._passed.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._passed.wait(), 0.3)
        answer = await self._ask(request)
        if plan.fault == "dup":
            again = await self._ask(request)
            answer = again if plan.position == "after" else answer
        if plan.fault == "delayed body":
            head, _, body = answer.partition(b"\r\n\r\n")
            cut = {"before": 0, "mid": len(body) // 2, "after": len(body)}[plan.position]
            writer.write(head + b"\r\n\r\n" + body[:cut])
            await writer.drain()
            await asyncio.sleep(0.2)
            answer = body[cut:]
        await _say(writer, answer)
        return True

    async def _ask(self, request: bytes, *, whole: bool = True) -> bytes:
        """Ask the server on a connection of its own; a request that is not whole gets no answer."""
        reader, writer = await asyncio.open_connection(*self._upstream)
        try:
            writer.write(request)
            await writer.drain()
            if not whole:
                await asyncio.sleep(0.02)
                return b""
            return await _message(reader)
        finally:
            writer.close()


async def _message(reader: asyncio.StreamReader) -> bytes:
    """Read one request or answer with its body; empty at the end of the connection."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return b""
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return head + await reader.readexactly(int(value))
    return head


async def _say(writer: asyncio.StreamWriter, data: bytes) -> None:
    writer.write(data)
    await writer.drain()


async def _drip(writer: asyncio.StreamWriter, data: bytes) -> None:
    for place in range(int(STANDING)):
        await _say(writer, data[place : place + 1])
        await asyncio.sleep(1)


async def _reset(writer: asyncio.StreamWriter) -> None:
    sock: socket.socket = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def _longer(answer: bytes) -> bytes:
    """Promise more than comes."""
    if not answer:
        return b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{}"
    head, _, body = answer.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"content-length")]
    return b"\r\n".join(lines) + b"\r\nContent-Length: %d\r\n\r\n" % (len(body) + 100) + body
