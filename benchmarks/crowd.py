"""Many clients at once against a running server: a storm of commands, and the crowd of P34 that waits, reads and writes."""

import asyncio
import contextlib
import itertools
import time
from collections.abc import Awaitable, Callable
from functools import partial
from urllib.parse import urlsplit

import httpx
import msgspec
from msgspec import Struct, field

from benchmarks.office import UNIT, document
from xzt.client.clock import new_id, utc_now
from xzt.core.encoding import decode, encode
from xzt.office.dispatch.commands import StartDraft
from xzt.office.envelope import Envelope, Signed
from xzt.sync.protocol import messages as m

_A_SECOND = 30
"""Requests a second of the crowd (P34)."""
_LOGIN_SECONDS = 60 / 500
"""Between one who signs in and the next: a morning's storm of 500 in a minute (P34). Each costs the server a password's derivation."""
_TRUST = httpx.create_ssl_context()
_numbers = itertools.count(1)


class Heard(Struct):
    """What the crowd met: seconds of each request, how many failed, how many who waited were woken."""

    clients: int
    logins: list[float] = field(default_factory=list)
    reads: list[float] = field(default_factory=list)
    writes: list[float] = field(default_factory=list)
    errors: int = 0
    waited: int = 0
    woken: int = 0

    @property
    def requests(self) -> int:
        """Count what was asked beside waiting."""
        return len(self.logins) + len(self.reads) + len(self.writes)


def p95(times: list[float]) -> float:
    """Give the time within which 95 of 100 lie."""
    return sorted(times)[max(0, round(len(times) * 0.95) - 1)]


def _client(url: str) -> httpx.AsyncClient:
    """Give one client its own connections: it looks through a whole pool at each request, 11 ms for 300."""
    return httpx.AsyncClient(base_url=url, headers={m.PROTOCOL_HEADER: m.PROTOCOL}, timeout=90, verify=_TRUST)


def people(count: int) -> list[dict[str, object]]:
    """Name so many drafters of the sample unit, as the file of the directory has them."""
    shared: dict[str, object] = {"unit": UNIT, "department": "示例处", "title": "拟稿人", "roles": ["drafter"]}
    return [shared | {"id": f"crowd-{n}", "name": f"示例{n}", "password": f"sample-crowd-{n}"} for n in range(count)]


async def _login(http: httpx.AsyncClient, person: str) -> dict[str, str]:
    answer = await http.post("/v1/login", content=encode(m.Login(person, f"sample-{person}", "device")))
    answer.raise_for_status()
    return {"Authorization": f"Bearer {decode(answer.content, m.Session).token}"}


def _push(person: str, batch: int) -> bytes:
    commands = []
    for _ in range(batch):
        n, now = next(_numbers), utc_now()
        body = msgspec.Raw(encode(StartDraft(document(n))))
        envelope = Envelope(new_id(now), "dispatch", new_id(now), UNIT, person, "device", n, 0, now, body)
        commands.append(Signed(msgspec.Raw(encode(envelope))))
    return encode(m.Push(tuple(commands)))


class _Line:
    """A connection that asks and reads with as little work as can be: who makes the load shares the machine with who is measured."""

    def __init__(self, url: str, headers: dict[str, str]) -> None:
        self._place = urlsplit(url)
        named = {"Host": self._place.netloc, m.PROTOCOL_HEADER: m.PROTOCOL, "Content-Type": "application/json", **headers}
        self._head = "POST /v1/push HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in named.items())

    async def open(self) -> None:
        """Connect."""
        self._reader, self._writer = await asyncio.open_connection(self._place.hostname, self._place.port)

    async def push(self, body: bytes) -> bytes:
        """Ask; anything but 200 is an error."""
        self._writer.write(f"{self._head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n", 1)[0])
        answer = await self._reader.readexactly(length)
        if not head.startswith(b"HTTP/1.1 200 "):
            raise RuntimeError(head, answer)
        return answer

    async def close(self) -> None:
        """Hang up."""
        self._writer.close()
        await self._writer.wait_closed()


async def storm(urls: list[str], clients: int, batch: int, seconds: float) -> tuple[float, list[float]]:
    """Push as fast as the answers come, ``batch`` commands a push; gives commands a second and the seconds of each push."""
    times: list[float] = []
    until = 0.0

    async def one(n: int) -> None:
        url = urls[n % len(urls)]
        async with _client(url) as http:
            line = _Line(url, await _login(http, f"crowd-{n}"))
        await line.open()
        await ready.wait()
        while time.perf_counter() < until:
            body = _push(f"crowd-{n}", batch)
            began = time.perf_counter()
            answers = decode(await line.push(body), m.Answers).answers
            if not all(isinstance(found, m.Applied) for found in answers):
                raise RuntimeError(answers)
            times.append(time.perf_counter() - began)
        await line.close()

    ready = asyncio.Event()
    tasks = [asyncio.create_task(one(n)) for n in range(clients)]
    await asyncio.sleep(1 + clients * 0.1)
    began = time.perf_counter()
    until = began + seconds
    ready.set()
    await asyncio.gather(*tasks)
    return len(times) * batch / (time.perf_counter() - began), times


async def connected(url: str, clients: int, seconds: float) -> Heard:
    """Connect ``clients`` that wait for news, and beside them ask 30 times a second, one in three a write."""
    heard = Heard(clients)
    async with contextlib.AsyncExitStack() as stack:
        lines = [await stack.enter_async_context(_client(url)) for _ in range(clients)]
        coming = []
        for n, http in enumerate(lines):
            coming.append(asyncio.create_task(_timed(heard.logins, heard, partial(_login, http, f"crowd-{n}"))))
            await asyncio.sleep(_LOGIN_SECONDS)
        sessions = await asyncio.gather(*coming)
        if not all(sessions):
            raise RuntimeError("somebody could not sign in")
        head = decode((await lines[0].get("/v1/pull?after=0", headers=sessions[0])).content, m.Page).head
        stop = asyncio.Event()
        waiting = [asyncio.create_task(_wait(http, session, head, (heard, stop))) for http, session in zip(lines, sessions, strict=True)]
        await asyncio.sleep(0.5)
        asked = []
        for n in range(int(seconds * _A_SECOND)):
            asked.append(asyncio.create_task(_ask(lines[n % clients], sessions[n % clients], (n, heard))))
            await asyncio.sleep(1 / _A_SECOND)
        await asyncio.gather(*asked)
        stop.set()
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
    return heard


async def _wait(http: httpx.AsyncClient, session: dict[str, str], after: int, beside: tuple[Heard, asyncio.Event]) -> None:
    heard, stop = beside
    heard.waited += 1
    first = True
    while not stop.is_set():
        answer = await http.get(f"/v1/wait?after={after}", headers=session)
        found = decode(answer.content, m.Head).head
        heard.woken += first and found > after
        first, after = False, found
        await asyncio.sleep(5)  # a client that was woken reads first and waits again afterwards


async def _ask(http: httpx.AsyncClient, session: dict[str, str], nth: tuple[int, Heard]) -> None:
    n, heard = nth
    if n % 3 == 0:
        body = _push(f"crowd-{n % heard.clients}", 1)
        await _timed(heard.writes, heard, lambda: _post(http, body, session))
    else:
        await _timed(heard.reads, heard, lambda: _get(http, "/v1/pull?after=100000000", session))


async def _post(http: httpx.AsyncClient, body: bytes, session: dict[str, str]) -> dict[str, str]:
    answer = await http.post("/v1/push", content=body, headers=session)
    answer.raise_for_status()
    return {}


async def _get(http: httpx.AsyncClient, path: str, session: dict[str, str]) -> dict[str, str]:
    answer = await http.get(path, headers=session)
    answer.raise_for_status()
    return {}


async def _timed(times: list[float], heard: Heard, work: Callable[[], Awaitable[dict[str, str]]]) -> dict[str, str]:
    began = time.perf_counter()
    try:
        return await work()
    except httpx.HTTPError:
        heard.errors += 1
        return {}
    finally:
        times.append(time.perf_counter() - began)
