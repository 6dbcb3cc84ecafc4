"""The line between the machines and the server: late, doubled, out of order, cut, silent, or answering for somebody else (F1 to F5)."""

import asyncio
import functools
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.simulation.directwire import Answer, DirectWire, LineDown, Request
from xzt.sync.engine.wire import Wire
from xzt.sync.protocol import messages as m

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
        return lambda server, token: DirectWire(server, token, functools.partial(self.carry, desk))

    async def carry(self, desk: "Desk", request: Request) -> Answer:
        """Take a request there and the answer back, as well as the day allows."""
        town, chance = self.town, self.town.chance
        self.requests += 1
        body = request.body
        fault = chance.choice(self.faults) if self.faults and chance.random() < self.bad else ""
        path = request.target
        if fault:
            town.trace.note(f"{desk.name} {request.method} {path}: {fault}", counts_as=f"{CLASSES[fault]} {fault}")
        await asyncio.sleep(chance.uniform(0.001, 0.08))
        if desk.name in self.parted:
            await asyncio.sleep(chance.choice((0.01, 5.0)))
            raise LineDown("parted")
        if early := self._before(fault):
            return early
        if fault == "request lost":
            await self._silence(request)
        if fault == "request cut":
            await self._ask(request, body[: chance.randrange(max(1, len(body)))], cut=True)
            raise LineDown(fault)
        if fault == "late double":
            late = asyncio.ensure_future(self._again(request, body, chance.uniform(0.1, 40)))
            self._late[late] = None
            late.add_done_callback(lambda done: self._late.pop(done, None))
        return await self._bring_back(desk, request, body, fault)

    async def _bring_back(self, desk: "Desk", request: Request, body: bytes, fault: str) -> Answer:
        chance = self.town.chance
        status, headers, content = await self._ask(request, body)
        if fault == "doubled":
            status, headers, content = await self._ask(request, body)
        await asyncio.sleep(chance.uniform(0.001, 0.08))
        self.town.trace.note(f"{desk.name} {request.method} {request.target} -> {status}")
        if desk.name in self.parted or fault in {"answer lost", "answer cut"}:
            if chance.random() < 0.5:
                await self._silence(request)
            raise LineDown("cut")
        if fault == "error 500":
            return Answer(502, (), b"<html>bad gateway</html>")
        return Answer(status, tuple(headers), content)

    def _before(self, fault: str) -> Answer | None:
        if fault == "stranger answers":
            return Answer(200, (), b"<html>please sign in to the network</html>")
        if fault == "busy":
            code = self.town.chance.choice((429, 503))
            return Answer(code, ((b"retry-after", b"3"),), b"{}")
        return None

    async def _silence(self, request: Request) -> None:
        await asyncio.sleep(request.patience)
        raise LineDown("silence")

    async def _ask(self, request: Request, body: bytes, *, cut: bool = False) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        from tests.simulation.town import ServerAway

        try:
            answered = await self.town.server.answer(request, body, cut=cut)
        except ServerAway as error:
            raise LineDown("nobody there") from error
        if request.method == "POST" and request.path == "/v1/push" and answered[0] == 200:
            self.pushes.append((request.header("authorization"), request.path, body))
        return answered

    async def _again(self, request: Request, body: bytes, after: float) -> None:
        await asyncio.sleep(after)
        try:
            await self._ask(request, body)
        except LineDown:
            return

    async def send_again(self, authorization: str, path: str, body: bytes) -> None:
        """Send the same bytes once more, as somebody who listened to the line would."""
        headers = ((b"authorization", authorization.encode()), (b"xzt-protocol", m.PROTOCOL.encode()))
        await self._ask(Request("POST", path, headers, body, 60), body)

    async def close(self) -> None:
        """Wait for nobody any more."""
        for task in list(self._late):
            task.cancel()
        await asyncio.gather(*self._late, return_exceptions=True)
