"""The messages of protocol 1.0 as they were released, and a server of that release: it knows these and takes no other.

Never change these to match the program: they are what stands on the machines of an office that has not been brought up to date.
"""

from collections.abc import Callable
from typing import Any

import httpx
import msgspec
from msgspec import Struct

VERSION = "1.0"


class Signed(Struct, frozen=True, forbid_unknown_fields=True):
    envelope: msgspec.Raw
    signature: str = ""
    certificate: str = ""


class Push(Struct, frozen=True, forbid_unknown_fields=True):
    commands: tuple[Signed, ...]


class Login(Struct, frozen=True, forbid_unknown_fields=True):
    person: str
    password: str
    device: str


class Enrol(Struct, frozen=True, forbid_unknown_fields=True):
    public_key: str


class DraftUpdate(Struct, frozen=True, forbid_unknown_fields=True):
    writer: int
    start: int
    end: int
    data: bytes


class DraftPush(Struct, frozen=True, forbid_unknown_fields=True):
    drafting: str
    after: int
    updates: tuple[DraftUpdate, ...]


TAKES: dict[str, Any] = {"/v1/login": Login, "/v1/enrol": Enrol, "/v1/push": Push, "/v1/logout": None, "/v1/drafts": DraftPush}
ROUTES = ("hello", "login", "logout", "enrol", "directory", "push", "pull", "wait", "blobs", "drafts", "log")


class Change(Struct, frozen=True):
    seq: int
    kind: str
    id: str
    version: int
    op: str
    state: msgspec.Raw


class Page(Struct, frozen=True):
    changes: tuple[Change, ...]
    next: int
    head: int
    directory: int


class Hello(Struct, frozen=True):
    server: str
    epoch: int
    protocols: tuple[str, ...]
    now: str
    sample: bool = False


GIVES: dict[str, Any] = {"/v1/hello": Hello, "/v1/pull": Page}
"""What a client of that release reads; what it does not know it passes over."""


class PreviousServer(httpx.AsyncBaseTransport):
    """A line to a server of that release: today's, behind a door that lets nothing through which 1.0 did not have."""

    def __init__(self, refuse: Callable[[str], None]) -> None:
        self._through = httpx.AsyncHTTPTransport()
        self._refuse = refuse
        self.asked: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        self.asked.append(path)
        if path.split("/")[2] not in ROUTES:
            self._refuse(f"route {path}")
            return httpx.Response(404, content=b'{"code":"route_unknown","params":{}}', headers={"Xzt-Protocol": VERSION})
        spoken = request.headers["Xzt-Protocol"]
        if path != "/v1/hello" and spoken != VERSION:
            self._refuse(f"{path} in {spoken}")
        takes = next((kind for route, kind in TAKES.items() if path.startswith(route)), None)
        if request.method == "POST" and takes:
            msgspec.json.decode(await request.aread(), type=takes)
        answer = await self._through.handle_async_request(request)
        body = await answer.aread()
        if path == "/v1/hello":
            body = msgspec.json.encode(msgspec.json.decode(body) | {"protocols": [VERSION]})
        return httpx.Response(answer.status_code, content=body, headers={"Xzt-Protocol": VERSION})

    async def aclose(self) -> None:
        await self._through.aclose()


def read_as_before(path: str, body: bytes) -> None:
    """Read an answer as a client of that release does."""
    kind = next((kind for route, kind in GIVES.items() if path.startswith(route)), None)
    if kind:
        msgspec.json.decode(body, type=kind)
