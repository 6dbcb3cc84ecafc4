"""The plug in the wall: a socket between the window and its server that can be pulled and put back, at the same address."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Coroutine
from typing import Any


class Plug:
    """Forwards to the server; runs in a thread of its own.

    It accepts by itself: ``asyncio.Server`` leaves a connection that was accepted just before it closed open, with nobody behind it.
    """

    def __init__(self, server: str) -> None:
        host, _, port = server.removeprefix("http://").partition(":")
        self._upstream = (host, int(port))
        self._port = 0
        self._listening: socket.socket | None = None
        self._open: set[socket.socket] = set()
        self._carrying: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="plug")
        self._thread.start()
        self.put_in()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def put_in(self) -> None:
        """Let connections through."""
        self._do(self._listen())

    def pull(self) -> None:
        """Cut every connection and let none in."""
        self._do(self._cut())

    def close(self) -> None:
        """End it."""
        self.pull()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(60)
        self._loop.close()

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    async def _listen(self) -> None:
        if self._listening is None:
            self._listening = socket.create_server(("127.0.0.1", self._port))
            self._listening.settimeout(0)
            self._port = self._listening.getsockname()[1]
            self._loop.add_reader(self._listening, self._accept, self._listening)

    async def _cut(self) -> None:
        if self._listening:
            self._loop.remove_reader(self._listening)
            self._listening.close()
            self._listening = None
        for task in self._carrying:
            task.cancel()
        await asyncio.gather(*self._carrying, return_exceptions=True)
        for end in self._open:  # accepted, and not carried yet
            end.close()
        self._open.clear()

    def _accept(self, listening: socket.socket) -> None:
        with contextlib.suppress(BlockingIOError):  # who wanted to come in has gone again
            end, _ = listening.accept()
            end.settimeout(0)
            self._open.add(end)
            carry = self._loop.create_task(self._carry(end))
            self._carrying.add(carry)
            carry.add_done_callback(self._carrying.discard)

    async def _carry(self, end: socket.socket) -> None:
        reader, writer = await asyncio.open_connection(sock=end)
        self._open.discard(end)
        with contextlib.suppress(OSError), contextlib.ExitStack() as cut:
            cut.callback(writer.transport.abort)
            up_reader, up_writer = await asyncio.open_connection(*self._upstream)
            cut.callback(up_writer.transport.abort)
            await asyncio.gather(_pour(reader, up_writer), _pour(up_reader, writer))


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()
