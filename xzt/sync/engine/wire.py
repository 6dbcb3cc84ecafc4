"""Requests to the server, typed on both ends. The only module that knows httpx.

Failures come out as ``Trouble``: ``offline`` (no line, retry), ``server_busy`` (retry, with ``after`` seconds), ``signed_out``,
``server_error``; a ``Problem`` from the server keeps its own code.
"""

import asyncio
import functools
import ssl
import zlib
from collections.abc import AsyncGenerator, AsyncIterator
from http import HTTPStatus
from typing import TypeVar

import httpx
from msgspec import Struct

from xzt.core.digest import sm3
from xzt.core.encoding import decode, encode
from xzt.core.errors import Trouble
from xzt.office.numberbook import NumberBook
from xzt.office.people import Directory
from xzt.sync.protocol import messages as m

T = TypeVar("T")

CONNECT_SECONDS = 5
READ_SECONDS = 60
VERIFY_SECONDS = 240


@functools.cache
def trust() -> ssl.SSLContext:
    """Read whom to trust once for all lines of this process: it takes 30 ms, and a sign-in opens several."""
    return httpx.create_ssl_context()


class Wire:
    """One server, one session. Used inside one event loop."""

    def __init__(
        self, server: str, token: str = "", transport: httpx.AsyncBaseTransport | None = None, patience: float = READ_SECONDS
    ) -> None:
        self._patience = patience
        timeout = httpx.Timeout(patience, connect=CONNECT_SECONDS)
        self._http = httpx.AsyncClient(base_url=server, timeout=timeout, follow_redirects=False, transport=transport, verify=trust())
        self.token = token
        self.protocol = m.PROTOCOL
        """The version spoken: the newest until both ends have met."""

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def hello(self) -> m.Hello:
        """Ask who the server is and what time it has."""
        return await self._get("/v1/hello", m.Hello)

    async def login(self, person: str, password: str, device: str) -> m.Session:
        """Sign in; the session is used from then on."""
        session = await self._post("/v1/login", m.Login(person, password, device), m.Session)
        self.token = session.token
        return session

    async def enrol(self, public_key: str) -> m.Enrolled:
        """Ask for a certificate."""
        return await self._post("/v1/enrol", m.Enrol(public_key), m.Enrolled)

    async def directory(self) -> m.DirectoryAnswer:
        """Fetch units and people."""
        return await self._get("/v1/directory", m.DirectoryAnswer)

    async def push(self, commands: m.Push) -> m.Answers:
        """Send commands."""
        return await self._post("/v1/push", commands, m.Answers)

    async def pull(self, after: int) -> m.Page:
        """Fetch the next page of changes."""
        return await self._get(f"/v1/pull?after={after}", m.Page)

    async def snapshot(self, after: tuple[str, str] | None) -> m.Part:
        """Fetch the part after this place of what the person may see, the first part without one."""
        place = f"?kind={after[0]}&id={after[1]}" if after else ""
        return _read(_unpacked(await self._send("GET", f"/v1/snapshot{place}")), m.Part)

    async def wait(self, after: int, directory: int) -> m.Head:
        """Hold until there is something newer, a minute at most."""
        return await self._get(f"/v1/wait?after={after}&directory={directory}", m.Head, longer=m.WAIT_SECONDS)

    async def log(self, kind: str, record: str) -> m.Log:
        """Fetch the chained course of one record."""
        return await self._get(f"/v1/log/{kind}/{record}", m.Log)

    async def numbers(self) -> NumberBook:
        """Fetch the book of document numbers."""
        return await self._get("/v1/numbers", NumberBook)

    async def offer_head(self, offered: m.OfferedHead) -> m.HeadAnswer:
        """Have the head of the store countersigned."""
        return await self._post("/v1/head", offered, m.HeadAnswer)

    async def push_draft(self, record: str, pushed: m.DraftPush) -> m.DraftPage:
        """Send updates of a draft; gives everything after what was in sight."""
        return await self._post(f"/v1/drafts/{record}", pushed, m.DraftPage)

    async def pull_draft(self, record: str, after: int) -> m.DraftPage:
        """Fetch updates of a draft."""
        return await self._get(f"/v1/drafts/{record}?after={after}", m.DraftPage)

    async def put_blob(self, digest: str, data: bytes) -> None:
        """Upload a file; uploading it twice is the same as once."""
        await self._send("PUT", f"/v1/blobs/{digest}", data)

    async def get_blob(self, digest: str) -> bytes:
        """Download a file and check that it is what its name says."""
        data = await self._send("GET", f"/v1/blobs/{digest}")
        if sm3(data) != digest:
            raise Trouble("blob_damaged", retry=True, digest=digest)
        return data

    async def parts(self, digest: str) -> m.Parts:
        """Ask which pieces a file has; none: it comes as a whole."""
        return await self._get(f"/v1/blobs/{digest}/parts", m.Parts)

    async def plan(self, digest: str, parts: m.Parts) -> m.Held:
        """Say which pieces make a file; gives those to bring. When none is missing the server verifies the whole, which takes a while."""
        return await self._post(f"/v1/blobs/{digest}/parts", parts, m.Held, longer=VERIFY_SECONDS)

    async def put_pieces(self, digest: str, n: int, content: AsyncIterator[bytes], size: int) -> None:
        """Bring ``size`` bytes of pieces from the n-th on; those that came whole stay, wherever the line is cut."""
        headers = {"Content-Length": str(size), **self._headers()}
        try:
            answer = await self._http.put(f"/v1/blobs/{digest}/pieces/{n}", content=content, headers=headers)
        except (httpx.RequestError, OSError) as error:
            raise Trouble("offline", retry=True, detail=type(error).__name__) from error
        if answer.status_code != HTTPStatus.OK or m.PROTOCOL_HEADER not in answer.headers:
            raise trouble_of(answer, signed_in=bool(self.token))

    async def get_pieces(self, digest: str, n: int, count: int) -> AsyncGenerator[bytes, None]:
        """Fetch a run of pieces, in whatever stretches they come."""
        path = f"/v1/blobs/{digest}?piece={n}&count={count}"
        try:
            async with self._http.stream("GET", path, headers=self._headers()) as answer:
                if answer.status_code != HTTPStatus.OK or m.PROTOCOL_HEADER not in answer.headers:
                    await answer.aread()
                    raise trouble_of(answer, signed_in=bool(self.token))
                async for data in answer.aiter_raw():
                    yield data
        except (httpx.RequestError, OSError) as error:
            raise Trouble("offline", retry=True, detail=type(error).__name__) from error

    def _headers(self) -> dict[str, str]:
        return {m.PROTOCOL_HEADER: self.protocol} | ({"Authorization": f"Bearer {self.token}"} if self.token else {})

    async def _get(self, path: str, kind: type[T], longer: float = 0) -> T:
        return _read(await self._send("GET", path, longer=longer), kind)

    async def _post(self, path: str, message: object, kind: type[T], longer: float = 0) -> T:
        return _read(await self._send("POST", path, encode(message), longer=longer), kind)

    async def _send(self, method: str, path: str, body: bytes | None = None, longer: float = 0) -> bytes:
        headers = self._headers()
        timeout = httpx.Timeout(self._patience + longer, connect=CONNECT_SECONDS)
        try:
            answer = await self._http.request(method, path, content=body, headers=headers, timeout=timeout)
        except (httpx.RequestError, OSError) as error:
            raise Trouble("offline", retry=True, detail=type(error).__name__) from error
        if answer.status_code == HTTPStatus.OK and m.PROTOCOL_HEADER in answer.headers:
            return answer.content
        raise trouble_of(answer, signed_in=bool(self.token))


def _read(data: bytes, kind: type[T]) -> T:
    """Read an answer. What cannot be read came from something in between (a proxy, a sign-in page, a cut): try again."""
    try:
        return decode(data, kind)
    except Trouble as error:
        raise Trouble("server_error", retry=True, detail="unreadable") from error


def _unpacked(data: bytes) -> bytes:
    """Unpack a part, never more than the limit of it."""
    unpacking = zlib.decompressobj()
    try:
        found = unpacking.decompress(data, m.MAX_PART)
    except zlib.error as error:
        raise Trouble("server_error", retry=True, detail="unreadable") from error
    if not unpacking.eof:
        raise Trouble("server_error", retry=True, detail="too large" if unpacking.unconsumed_tail else "cut")
    return found


def trouble_of(answer: httpx.Response, *, signed_in: bool) -> Trouble:
    """Name what an answer other than the one hoped for means."""
    try:
        problem = decode(answer.content, m.Problem)
    except Trouble:
        problem = m.Problem("server_error", {"status": str(answer.status_code)})
    status = answer.status_code
    stranger = m.PROTOCOL_HEADER not in answer.headers  # something in between answers: a sign-in page, a proxy that is full
    if status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        return Trouble(problem.code, retry=True, after=_seconds(answer.headers.get("Retry-After", "")), **_texts(problem.params))
    if stranger:
        return Trouble("server_error", retry=True, detail="stranger", status=str(status))
    if status == HTTPStatus.UNAUTHORIZED and signed_in:
        return Trouble("signed_out")
    return Trouble(problem.code, retry=status >= HTTPStatus.INTERNAL_SERVER_ERROR, **_texts(problem.params))


def _seconds(text: str) -> str:
    """Read how long to wait; a date, or anything else than a small number, counts as a second."""
    return text if text.isascii() and text.isdecimal() and len(text) <= 4 else "1"


def _texts(params: dict[str, str]) -> dict[str, str]:
    return {key: value for key, value in params.items() if key not in {"code", "retry", "after"}}


class Welcome(Struct, frozen=True):
    """What a first sign-in brings: the server's greeting, the session, the certificate and the directory."""

    hello: m.Hello
    session: m.Session
    certificate: str
    directory: Directory


def first_sign_in(server: str, person: str, password: str, device: str, public_key: str) -> Welcome:
    """Sign in on a new device and have its key certified. Blocks; call in a job."""
    return asyncio.run(_first_sign_in(server, person, password, device, public_key))


async def _first_sign_in(server: str, person: str, password: str, device: str, public_key: str) -> Welcome:
    wire = Wire(server)
    try:
        hello = await wire.hello()
        session = await wire.login(person, password, device)
        enrolled = await wire.enrol(public_key)
        answer = await wire.directory()
    finally:
        await wire.close()
    return Welcome(hello, session, enrolled.certificate, answer.directory)


def sign_in_again(server: str, person: str, password: str, device: str) -> tuple[m.Hello, m.Session]:
    """Ask the server once more who this is. Blocks."""
    return asyncio.run(_sign_in_again(server, person, password, device))


async def _sign_in_again(server: str, person: str, password: str, device: str) -> tuple[m.Hello, m.Session]:
    wire = Wire(server)
    try:
        return await wire.hello(), await wire.login(person, password, device)
    finally:
        await wire.close()


def fetch_log(server: str, token: str, kind: str, record: str) -> m.Log:
    """Fetch the chained course of one record. Blocks; call in a job."""
    return asyncio.run(_fetch_log(server, token, kind, record))


async def _fetch_log(server: str, token: str, kind: str, record: str) -> m.Log:
    wire = Wire(server, token)
    try:
        return await wire.log(kind, record)
    finally:
        await wire.close()


def fetch_numbers(server: str, token: str) -> NumberBook:
    """Fetch the book of document numbers. Blocks; call in a job."""
    return asyncio.run(_fetch_numbers(server, token))


async def _fetch_numbers(server: str, token: str) -> NumberBook:
    wire = Wire(server, token)
    try:
        return await wire.numbers()
    finally:
        await wire.close()


def ask_hello(server: str) -> m.Hello:
    """Ask a server who it is and what time it has. Blocks."""
    return asyncio.run(_ask_hello(server))


async def _ask_hello(server: str) -> m.Hello:
    wire = Wire(server)
    try:
        return await wire.hello()
    finally:
        await wire.close()
