"""The plug in the wall: a socket between the window and its server that can be pulled and put back, at the same address."""

import asyncio
import contextlib
import threading
from collections.abc import Coroutine
from typing import Any


class Plug:
    """Forwards to the server; runs in a thread of its own."""

    def __init__(self, server: str) -> None:
        host, _, port = server.removeprefix("http://").partition(":")
        self._upstream = (host, int(port))
        self._port = 0
        self._listening: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._carrying: set[asyncio.Task[None]] = set()
        self._ready, self._loop = threading.Event(), asyncio.new_event_loop()
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
        if self._listening is None:
            self._listening = await asyncio.start_server(self._carry, "127.0.0.1", self._port)
            self._port = self._listening.sockets[0].getsockname()[1]

    async def _cut(self) -> None:
        if self._listening:
            self._listening.close()
            self._listening = None
        for writer in list(self._open):
            writer.transport.abort()
        await asyncio.gather(*self._carrying, return_exceptions=True)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._carrying.add(task)
        self._open.add(writer)
        try:
            up_reader, up_writer = await asyncio.open_connection(*self._upstream)
            self._open.add(up_writer)
            await asyncio.gather(_pour(reader, up_writer), _pour(up_reader, writer))
            self._open.discard(up_writer)
        except OSError:
            writer.transport.abort()
        finally:
            self._open.discard(writer)
            self._carrying.discard(task)


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()
