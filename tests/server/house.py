"""A server on a loopback port in a thread of this process, and people who talk to it over HTTP as clients do."""

import asyncio
import base64
import socket
import threading
import uuid
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import httpx
import msgspec
import uvicorn

from xzt.core.digest import sm3
from xzt.core.encoding import decode, encode
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Route
from xzt.office.envelope import Envelope, Signed
from xzt.office.registry import Command, kind_of
from xzt.server.instance import Instance
from xzt.server.service import app, open_database, open_instance
from xzt.signing.keys import PrivateKey
from xzt.sync.engine.wire import trust
from xzt.sync.protocol import messages as m

T = TypeVar("T")
START = datetime(2022, 11, 23, 1, 0, tzinfo=UTC)
HEADERS = {m.PROTOCOL_HEADER: m.PROTOCOL}


class Twin(NamedTuple):
    """Where a seeded server's data are: a folder, and an address for PostgreSQL."""

    name: str
    data: Path
    database: str | None


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> datetime:
        return self.time

    def pass_by(self, span: timedelta) -> None:
        self.time += span


class Prompt(uvicorn.Server):
    """The HTTP server, which ends as soon as it is told to: the library looks for that ten times a second, and pauses before it closes."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.leaving = asyncio.Event()

    async def main_loop(self) -> None:
        """Serve until it is time to leave."""
        await self.on_tick(0)
        await self.leaving.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let everything that was asked be answered, and close."""
        for server in self.servers:
            server.close()
        for one in sockets or ():
            one.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        while self.server_state.connections or self.server_state.tasks:  # noqa: ASYNC110  the library keeps no event for it
            await asyncio.sleep(0.002)
        await self.lifespan.shutdown()


class House:
    """A running server over ``twin``."""

    def __init__(self, twin: Twin, clock: Clock, prepare: Callable[[Instance], None] = lambda _: None) -> None:
        self.twin, self.clock = twin, clock
        self._prepare = prepare
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._live()))
        self._thread.start()
        if not self._ready.wait(60):
            raise RuntimeError("the server did not start")
        self.http = httpx.Client(base_url=self.url, headers=HEADERS, timeout=90, verify=trust())

    async def _live(self) -> None:
        database = await open_database(self.twin.data, self.twin.database)
        self.instance = await open_instance(self.twin.data, database, self.clock)
        self._prepare(self.instance)
        bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        bound.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{bound.getsockname()[1]}"
        self.loop = asyncio.get_running_loop()
        self._server = Prompt(uvicorn.Config(app(self.instance), loop="asyncio", ws="none", log_config=None, access_log=False))
        serving = asyncio.create_task(self._server.serve(sockets=[bound]))
        while not self._server.started:  # noqa: ASYNC110  the library tells it by a flag
            await asyncio.sleep(0.005)
        self._ready.set()
        await serving
        await database.close()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine inside the server."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)

    def rows(self, row: type[T], sql: str, *values: str | int) -> list[T]:
        """Look into the database."""

        async def look() -> list[T]:
            async with self.instance.database.reading() as tx:
                return await tx.fetch_all(row, sql, *values)

        return self.run(look())

    def stop(self) -> None:
        """End the server."""
        self.http.close()
        self.loop.call_soon_threadsafe(self.instance.hub.stop)
        self.loop.call_soon_threadsafe(self._server.leaving.set)
        self._thread.join(60)

    def sign_in(self, person: str, device: str = "device-1") -> "Actor":
        """Sign a person in, with a certified key."""
        return Actor(self.url, person, device)


class Actor:
    """A person at a device with a key: makes envelopes, signs what is to be signed, pushes and pulls."""

    def __init__(self, url: str, person: str, device: str = "device-1") -> None:
        self.http = httpx.Client(base_url=url, headers=HEADERS, timeout=90, verify=trust())
        self.key = PrivateKey.generate()
        self.n = 0
        session = self._session(person, device)
        self.person, self.unit, self.device, self.token = person, session.unit, device, session.token
        self.http.headers["Authorization"] = f"Bearer {session.token}"
        public = base64.b64encode(self.key.public.spki).decode()
        self.certificate = self.send("POST", "/v1/enrol", m.Enrolled, encode(m.Enrol(public))).certificate

    def _session(self, person: str, device: str) -> m.Session:
        return self.send("POST", "/v1/login", m.Session, encode(m.Login(person, f"sample-{person}", device)))

    def send(self, method: str, path: str, kind: type[T], body: bytes = b"") -> T:
        """Ask, expecting 200."""
        answer = self.http.request(method, path, content=body)
        assert answer.status_code == 200, answer.text
        return decode(answer.content, kind)

    def envelope(self, kind: str, record: str, command: Command) -> Envelope:
        """Make the next envelope of this device."""
        self.n += 1
        body = msgspec.Raw(encode(command))
        return Envelope(str(uuid.uuid4()), kind, record, self.unit, self.person, self.device, self.n, 0, START, body)

    def sign(self, envelope: Envelope) -> Signed:
        """Sign the envelope's bytes."""
        raw = encode(envelope)
        return Signed(msgspec.Raw(raw), base64.b64encode(self.key.sign(raw)).decode(), self.certificate)

    def signed(self, kind: str, record: str, command: Command) -> Signed:
        """Make and sign an envelope, the signature only where one is asked for."""
        envelope = self.envelope(kind, record, command)
        return self.sign(envelope) if isinstance(command, kind_of(kind).signed) else Signed(msgspec.Raw(encode(envelope)))

    def push(self, *commands: Signed) -> tuple[m.Answer, ...]:
        """Push."""
        return self.send("POST", "/v1/push", m.Answers, encode(m.Push(commands))).answers

    def do(self, record: str, command: Command, kind: str = "dispatch") -> m.Answer:
        """Push one command."""
        (answer,) = self.push(self.signed(kind, record, command))
        return answer

    def must(self, record: str, command: Command, kind: str = "dispatch") -> m.Applied:
        """Push one command that has to be accepted."""
        answer = self.do(record, command, kind)
        assert isinstance(answer, m.Applied), answer
        return answer

    def pull(self, after: int = 0) -> m.Page:
        """Pull one page."""
        return self.send("GET", f"/v1/pull?after={after}", m.Page)

    def state(self, record: str) -> dict[str, Any]:
        """The record's state as the pull brings it."""
        return next(decode(bytes(change.state), dict) for change in self.pull().changes if change.id == record and change.op == "put")

    def close(self) -> None:
        """Close the connection."""
        self.http.close()


def document(title: str = "关于示例事项的函", **changed: str) -> bytes:
    """The bytes of a document as far as the rules look."""
    return encode({"kind": "函", "title": title, "series": "湘政办函", "body": "样例正文"} | changed)


def signed_off(people: dict[str, Actor], record: str, content: bytes | None = None, countersigners: tuple[str, ...] = ()) -> None:
    """Bring a dispatch of the first unit to the registrars."""
    content = content or document()
    text = sm3(content)
    people["jia-1"].must(record, d.StartDraft(msgspec.Raw(content)))
    people["jia-1"].must(record, d.Submit(Route("yi-1", "ding-1", countersigners)))
    people["yi-1"].must(record, d.Review("同意", text))
    for person in countersigners:
        people[person].must(record, d.Countersign("同意", text))
    people["ding-1"].must(record, d.SignOff("同意", text))


def new_record() -> str:
    """An id for a new record."""
    return str(uuid.uuid4())


def gather(*work: Callable[[], T]) -> list[T]:
    """Do all of it at once, each in a thread."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(len(work)) as pool:
        return [future.result() for future in [pool.submit(one) for one in work]]


async def at_once(works: list[Callable[[], Awaitable[T]]]) -> list[T]:
    """Do all of it at once in this loop."""
    return list(await asyncio.gather(*(work() for work in works)))
