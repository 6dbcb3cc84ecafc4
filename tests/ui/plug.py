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
        self._accepting: asyncio.Task[None] | None = None
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
        self._thread.join(10)
        self._loop.close()

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _listen(self) -> None:
        if self._accepting is None:
            listening = socket.create_server(("127.0.0.1", self._port))
            listening.settimeout(0)
            self._port = listening.getsockname()[1]
            self._accepting = asyncio.create_task(self._accept(listening))

    async def _cut(self) -> None:
        ending = {*self._carrying, *filter(None, [self._accepting])}
        self._accepting = None
        for task in ending:
            task.cancel()
        await asyncio.gather(*ending, return_exceptions=True)
        for end in self._open:  # accepted, and not carried yet
            end.close()
        self._open.clear()

    async def _accept(self, listening: socket.socket) -> None:
        with listening:
            while True:
                end, _ = await asyncio.get_running_loop().sock_accept(listening)
                self._open.add(end)
                carry = asyncio.create_task(self._carry(end))
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
