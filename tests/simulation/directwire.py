"""The client's requests without a socket and without the HTTP library, which costs as much as all the rest of a run.

What the library itself does over real sockets is tried in ``tests/faultproxy``.
"""

import functools
from collections.abc import Awaitable, Callable

import httpx
from msgspec import Struct

from xzt.core.errors import Trouble
from xzt.sync.engine.wire import Wire, trouble_of
from xzt.sync.protocol import messages as m

Headers = tuple[tuple[bytes, bytes], ...]
OK = 200
_SPOKEN = m.PROTOCOL_HEADER.lower().encode()


class LineDown(Exception):  # noqa: N818  as the client finds it
    """No line, or none any more."""


class Request(Struct, frozen=True):
    """One request as it goes onto the line; ``patience`` is how long its sender waits for an answer."""

    method: str
    target: str
    headers: Headers
    body: bytes
    patience: float

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    def header(self, name: str) -> str:
        return next((value.decode() for key, value in self.headers if key.decode() == name), "")


class Answer(Struct, frozen=True):
    """One answer as it comes off the line."""

    status: int
    headers: Headers
    content: bytes


Carry = Callable[[Request], Awaitable[Answer]]


class DirectWire(Wire):
    """The wire with its requests handed to ``carry``. A request of another shape goes through the library all the same."""

    def __init__(self, server: str, token: str, carry: Carry) -> None:
        self._server, self.token, self._carry = server, token, carry
        self._patience = 60.0
        self.protocol = m.PROTOCOL

    @functools.cached_property
    def _http(self) -> httpx.AsyncClient:  # type: ignore[override]
        return httpx.AsyncClient(base_url=self._server, transport=_Through(self._carry), timeout=self._patience)

    async def close(self) -> None:
        if "_http" in self.__dict__:
            await self._http.aclose()

    async def _send(self, method: str, path: str, body: bytes | None = None, longer: float = 0) -> bytes:
        token = ((b"authorization", b"Bearer " + self.token.encode()),) if self.token else ()
        headers = (*token, (_SPOKEN, self.protocol.encode()))
        try:
            answer = await self._carry(Request(method, path, headers, body or b"", self._patience + longer))
        except LineDown as error:
            raise Trouble("offline", retry=True, detail=str(error)) from error
        if answer.status == OK and any(key == _SPOKEN for key, _ in answer.headers):
            return answer.content
        named = {key.decode().lower(): value.decode() for key, value in answer.headers}
        raise trouble_of(httpx.Response(answer.status, headers=named, content=answer.content), signed_in=bool(self.token))


class _Through(httpx.AsyncBaseTransport):
    """The line under the library."""

    def __init__(self, carry: Carry) -> None:
        self._carry = carry

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        headers = tuple((name.lower(), value) for name, value in request.headers.raw)
        patience = request.extensions["timeout"]["read"]
        sent = Request(request.method, request.url.raw_path.decode(), headers, await request.aread(), patience)
        try:
            answer = await self._carry(sent)
        except LineDown as error:
            raise httpx.ConnectError(str(error), request=request) from error
        return httpx.Response(answer.status, headers=list(answer.headers), content=answer.content, request=request)
