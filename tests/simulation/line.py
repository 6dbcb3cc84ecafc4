"""The line between the machines and the server: late, doubled, out of order, cut, silent, or answering for somebody else (F1 to F5)."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

import httpx

from xzt.sync.engine.wire import Wire

if TYPE_CHECKING:
    from tests.simulation.town import Desk, Town

FAULTS = ("request lost", "request cut", "answer lost", "answer cut", "doubled", "late double", "stranger answers", "busy", "error 500")
CLASSES = {
    "request lost": "F1",
    "request cut": "F1",
    "answer lost": "F2",
    "answer cut": "F2",
    "doubled": "F3",
    "late double": "F4",
    "stranger answers": "F1",
    "busy": "F1",
    "error 500": "F2",
}


class Line:
    """Every request of the town goes through here."""

    def __init__(self, town: "Town") -> None:
        self.town = town
        self.bad = 0.0
        """How often a request meets a fault."""
        self.faults: tuple[str, ...] = FAULTS
        self.parted: set[str] = set()
        """Machines that have no line at all."""
        self.requests = 0
        self.pushes: list[tuple[str, str, bytes]] = []
        """Every push that the server answered: session, path, body."""
        self._late: dict[asyncio.Task[None], None] = {}

    def wire_of(self, desk: "Desk") -> Callable[[str, str], Wire]:
        """Give a machine its way to connect."""
        return lambda server, token: Wire(server, token, _Through(self, desk))

    async def carry(self, desk: "Desk", request: httpx.Request) -> httpx.Response:
        """Take a request there and the answer back, as well as the day allows."""
        town, chance = self.town, self.town.chance
        self.requests += 1
        body = await request.aread()
        fault = chance.choice(self.faults) if self.faults and chance.random() < self.bad else ""
        path = request.url.raw_path.decode()
        if fault:
            town.trace.note(f"{desk.name} {request.method} {path}: {fault}", counts_as=f"{CLASSES[fault]} {fault}")
        await asyncio.sleep(chance.uniform(0.001, 0.08))
        if desk.name in self.parted:
            await asyncio.sleep(chance.choice((0.01, 5.0)))
            raise httpx.ConnectError("parted", request=request)
        if early := self._before(fault, request):
            return early
        if fault == "request lost":
            await self._silence(request)
        if fault == "request cut":
            await self._ask(request, body[: chance.randrange(max(1, len(body)))], cut=True)
            raise httpx.WriteError(fault, request=request)
        if fault == "late double":
            late = asyncio.ensure_future(self._again(request, body, chance.uniform(0.1, 40)))
            self._late[late] = None
            late.add_done_callback(lambda done: self._late.pop(done, None))
        return await self._bring_back(desk, request, body, fault)

    async def _bring_back(self, desk: "Desk", request: httpx.Request, body: bytes, fault: str) -> httpx.Response:
        chance = self.town.chance
        status, headers, content = await self._ask(request, body)
        if fault == "doubled":
            status, headers, content = await self._ask(request, body)
        await asyncio.sleep(chance.uniform(0.001, 0.08))
        self.town.trace.note(f"{desk.name} {request.method} {request.url.raw_path.decode()} -> {status}")
        if desk.name in self.parted or fault in {"answer lost", "answer cut"}:
            if chance.random() < 0.5:
                await self._silence(request)
            raise httpx.RemoteProtocolError("cut", request=request)
        if fault == "error 500":
            return httpx.Response(502, content=b"<html>bad gateway</html>", request=request)
        return httpx.Response(status, headers=headers, content=content, request=request)

    def _before(self, fault: str, request: httpx.Request) -> httpx.Response | None:
        if fault == "stranger answers":
            return httpx.Response(200, content=b"<html>please sign in to the network</html>", request=request)
        if fault == "busy":
            code = self.town.chance.choice((429, 503))
            return httpx.Response(code, headers={"Retry-After": "3"}, content=b"{}", request=request)
        return None

    async def _silence(self, request: httpx.Request) -> None:
        await asyncio.sleep(request.extensions["timeout"]["read"])
        raise httpx.ReadTimeout("silence", request=request)

    async def _ask(self, request: httpx.Request, body: bytes, *, cut: bool = False) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        from tests.simulation.town import ServerAway

        try:
            answered = await self.town.server.answer(request, body, cut=cut)
        except ServerAway as error:
            raise httpx.ConnectError("nobody there", request=request) from error
        if request.method == "POST" and request.url.path == "/v1/push" and answered[0] == 200:
            self.pushes.append((request.headers["authorization"], request.url.path, body))
        return answered

    async def _again(self, request: httpx.Request, body: bytes, after: float) -> None:
        await asyncio.sleep(after)
        try:
            await self._ask(request, body)
        except httpx.ConnectError:
            return

    async def send_again(self, authorization: str, path: str, body: bytes) -> None:
        """Send the same bytes once more, as somebody who listened to the line would."""
        headers = {"authorization": authorization, "xzt-protocol": "1.0"}
        await self._ask(httpx.Request("POST", f"http://127.0.0.1:1{path}", headers=headers, content=body), body)

    async def close(self) -> None:
        """Wait for nobody any more."""
        for task in list(self._late):
            task.cancel()
        await asyncio.gather(*self._late, return_exceptions=True)


class _Through(httpx.AsyncBaseTransport):
    """The transport of one machine."""

    def __init__(self, line: Line, desk: "Desk") -> None:
        self._line, self._desk = line, desk

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._line.carry(self._desk, request)
