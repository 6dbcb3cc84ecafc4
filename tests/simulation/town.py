"""A town on one thread: the real server over its embedded database, real clients on encrypted stores, and a line that fails."""

import asyncio
import contextlib
import functools
import hashlib
import logging
import random
import shutil
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import compile_path

from tests.simulation.directwire import Request
from tests.simulation.disk import Disk, PowerCut, as_found_after_power_cut
from tests.simulation.template import KEY, Template
from xzt.client.session import Client, World
from xzt.client.writer import Writer
from xzt.core.errors import Trouble
from xzt.core.notices import Connection as Line_
from xzt.server.delivery import deliver_always
from xzt.server.directory import read_meta
from xzt.server.handlers import ROUTES
from xzt.server.instance import Instance
from xzt.server.service import note_restored, open_instance
from xzt.server.sql.database import Transaction
from xzt.server.sql.sqlite import SqliteDatabase
from xzt.server.web import endpoint, report_fault
from xzt.signing.keys import SoftwareKey
from xzt.store import database
from xzt.store.chunks import Chunks
from xzt.store.database import STORE_FILE, Connection

T = TypeVar("T")
log = logging.getLogger(__name__)
BEGINNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SERVER_FILE = "server.db"


class Trace:
    """What happened, in order; its digest tells whether two runs were the same."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._digest = hashlib.sha256()
        self.lines: list[str] = []
        self.counts: dict[str, int] = {}

    def note(self, what: str, *, counts_as: str = "") -> None:
        """Enter one thing that happened."""
        line = f"{self._loop.time():10.3f} {what}"
        self._digest.update(line.encode())
        self.lines.append(line)
        if counts_as:
            self.counts[counts_as] = self.counts.get(counts_as, 0) + 1

    @property
    def digest(self) -> str:
        """The digest so far."""
        return self._digest.hexdigest()


class ServerAway(Exception):  # noqa: N818  as the line finds it
    """Nobody listens, or nobody any more."""


class Server:
    """The server of one data folder, in this loop. Its disk can fail, it can be killed, and put back to an older copy."""

    def __init__(self, town: "Town", data: Path) -> None:
        self.town, self.data = town, data
        self.instance: Instance | None = None
        self.disk: Disk | None = None
        self._answers: dict[int, Callable[[HttpRequest], Awaitable[Response]]] = {}
        """The endpoints of this instance, by their place in the table, as they were asked for."""
        self._work: dict[asyncio.Task[Any], None] = {}
        self._delivery: asyncio.Task[None] | None = None
        self.skew = timedelta()

    async def start(self) -> None:
        """Open the data folder and listen."""
        opened = await SqliteDatabase.open(self.data / SERVER_FILE)
        self.disk = Disk(opened._connection)
        opened._connection = self.disk  # type: ignore[assignment]
        self.instance = await open_instance(self.data, opened, lambda: self.town.now() + self.skew)
        self._answers.clear()
        self._delivery = asyncio.ensure_future(self._deliver(self.instance))
        self.town.trace.note("server starts")

    async def _deliver(self, instance: Instance) -> None:
        try:
            await deliver_always(instance)
        except PowerCut:
            self.cut_off()

    def cut_off(self) -> None:
        """Let its power go: what is under way is lost, the data folder is as the disk has it."""
        if self.instance is None or self.disk is None:
            return
        self.town.trace.note("server dies", counts_as="F7 server dies")
        self.disk.dead = True
        self.instance = None
        for task in [*self._work, *([self._delivery] if self._delivery else [])]:
            task.cancel()
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
        aside = self.data.with_name(self.data.name + ".cut")
        as_found_after_power_cut(self.data, SERVER_FILE, aside)
        self.disk.close()
        for part in (SERVER_FILE, f"{SERVER_FILE}-wal"):
            (self.data / part).unlink(missing_ok=True)
            if (aside / part).exists():
                (aside / part).rename(self.data / part)
        shutil.rmtree(aside)

    def remember(self, copy: Path) -> None:
        """Take a backup of the data folder as it stands."""
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.data, copy)

    async def restore(self, copy: Path) -> None:
        """Put the backup back, as an administrator does after a disaster, and say so."""
        self.cut_off()
        shutil.rmtree(self.data)
        shutil.copytree(copy, self.data)
        await note_restored(self.data, None, self.town.now())
        await self.start()

    async def answer(self, request: Request, body: bytes, *, cut: bool = False) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        """Answer a request; ``cut``: the body ends too early and the line is gone. Dies where its disk does."""
        if self.instance is None:
            raise ServerAway
        work = asyncio.ensure_future(self._call(request, body, cut=cut))
        self._work[work] = None
        work.add_done_callback(lambda done: self._work.pop(done, None))
        try:
            return await asyncio.shield(work)
        except PowerCut:
            self.cut_off()
            raise ServerAway from None
        except asyncio.CancelledError:
            if work.cancelled():
                raise ServerAway from None
            raise

    async def administer(self, work: Callable[[Transaction], Awaitable[object]]) -> None:
        """Have an administrator change something in one transaction, if the server lives through it."""
        instance = self.instance
        if instance is None:
            return
        try:
            async with instance.database.transaction() as tx:
                await work(tx)
                meta = await read_meta(tx)
        except PowerCut:
            self.cut_off()
        except Trouble as trouble:
            self.town.trace.note(f"the administrator is told {trouble.code}")
        else:
            instance.hub.announce_directory(meta.directory if meta else 0)

    async def _call(self, request: Request, body: bytes, *, cut: bool) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        assert self.instance
        path, _, query = request.target.partition("?")
        pieces = [{"type": "http.request", "body": body, "more_body": cut}] + [{"type": "http.disconnect"}] * cut
        scope: dict[str, Any] = {
            "type": "http", "method": request.method, "scheme": "http", "path": path, "query_string": query.encode(), "root_path": "",
            "headers": request.headers, "client": None, "server": None, "extensions": {},
        }  # fmt: skip

        async def receive() -> dict[str, Any]:
            return pieces.pop(0) if pieces else {"type": "http.disconnect"}

        route, scope["path_params"] = _route_of(request.method, path)
        asked = HttpRequest(scope, receive)
        if route not in self._answers:
            self._answers[route] = endpoint(self.instance, ROUTES[route])
        try:
            response = await self._answers[route](asked)
        except Exception as error:  # noqa: BLE001  as the application does
            response = await report_fault(asked, error)
        return response.status_code, response.raw_headers, await _whole(response, scope, receive)


_PATHS = [(route.method, compile_path(route.path)[0]) for route in ROUTES]


@functools.lru_cache(maxsize=4096)
def _route_of(method: str, path: str) -> tuple[int, dict[str, Any]]:
    """Find the place in the table of routes, and what the path says. The framework's own search costs as much as a short answer."""
    for place, (made_for, pattern) in enumerate(_PATHS):
        if made_for == method and (found := pattern.match(path)):
            return place, found.groupdict()
    raise ValueError(path)


async def _whole(response: Response, scope: dict[str, Any], receive: Callable[[], Awaitable[Any]]) -> bytes:
    """Give the body of an answer, also of one that comes in pieces."""
    if type(response) is Response:
        return bytes(response.body)
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    await response(scope, receive, send)
    return b"".join(message.get("body", b"") for message in sent)


class Done(Future[T]):
    """A future that was done before anybody had it, without the locks that others wait at."""

    def __init__(self, how: Callable[[Callable[[Connection], T]], T], work: Callable[[Connection], T]) -> None:
        self._error: BaseException | None = None
        try:
            self._given = how(work)
        except BaseException as error:  # noqa: BLE001  it is handed on
            self._error = error

    def done(self) -> bool:
        return True

    def cancelled(self) -> bool:
        return False

    def result(self, timeout: float | None = None) -> T:  # noqa: ARG002  nobody waits
        if self._error is not None:
            raise self._error
        return self._given

    def exception(self, timeout: float | None = None) -> BaseException | None:  # noqa: ARG002  nobody waits
        return self._error

    def add_done_callback(self, fn: Callable[[Future[T]], object]) -> None:
        try:
            fn(self)
        except Exception:
            log.exception("what was to follow failed")


class InlineWriter(Writer):
    """The client's writer without its thread: one transaction after the other, at once."""

    def __init__(self, db: Connection, committed: Callable[[Connection], None]) -> None:
        self._db, self._committed = db, committed

    def run(self, work: Callable[[Connection], T]) -> Future[T]:
        return Done(self._commit, work)

    def look(self, work: Callable[[Connection], T]) -> Future[T]:
        return Done(self._look, work)

    def close(self) -> None:
        self._db.close()


class Desk:
    """One person at one machine, with what was promised there."""

    def __init__(self, town: "Town", person: str, folder: Path, key: SoftwareKey) -> None:
        self.town, self.person, self.folder, self.key = town, person, folder, key
        self.client: Client | None = None
        self.disk: Disk | None = None
        self.skew = timedelta()
        self.promised: dict[str, str] = {}
        """Commands that were accepted here: id and name."""
        self.undone: set[str] = set()
        self.in_doubt: set[str] = set()
        """Commands whose undoing the power may have cut."""
        self.noted: set[str] = set()
        self._engine: asyncio.Task[None] | None = None

    @property
    def name(self) -> str:
        return self.folder.name

    def open(self) -> None:
        """Unlock and begin to work."""
        reading = database.connect(self.folder, KEY)  # one thread needs one connection: nobody reads while a transaction is open
        self.disk = Disk(reading)
        world = World(lambda: self.town.now() + self.skew, InlineWriter, self.town.line.wire_of(self), self.town.loop.time)
        self.client = Client(self.folder, (self.disk, reading), self.key, Chunks(self.folder, KEY), world)
        self._engine = asyncio.ensure_future(self._live(self.client))
        self.town.trace.note(f"{self.name} opens")

    async def _live(self, client: Client) -> None:
        with contextlib.suppress(PowerCut):
            await client.engine.run()
            return
        self.cut_off()

    def cut_off(self) -> None:
        """Let the power of this machine go."""
        client, disk = self.client, self.disk
        if client is None or disk is None:
            return
        self.town.trace.note(f"{self.name} dies", counts_as="F6 client dies")
        self.client, disk.dead = None, True
        if self._engine and self._engine is not asyncio.current_task():
            self._engine.cancel()
        aside = self.folder.with_name(self.folder.name + ".cut")
        as_found_after_power_cut(self.folder, STORE_FILE, aside)
        client._listeners.clear()
        disk.close()
        for part in (STORE_FILE, f"{STORE_FILE}-wal", f"{STORE_FILE}-shm"):
            (self.folder / part).unlink(missing_ok=True)
            if (aside / part).exists():
                (aside / part).rename(self.folder / part)
        shutil.rmtree(aside)

    @property
    def dead(self) -> bool:
        """Say whether the machine is off."""
        return self.client is None

    def give(self, work: Callable[[Client], Future[T]]) -> T | None:
        """Have the client do something; None when the power went meanwhile or the store says no."""
        assert self.client
        try:
            return work(self.client).result(0)
        except PowerCut:
            self.cut_off()
            return None

    def is_idle(self) -> bool:
        """Say whether it has sent all and, as far as it knows, read all."""
        if self.client is None:
            return False
        status = self.client.status()
        return status.connection is Line_.ONLINE and not status.waiting

    async def close(self) -> None:
        """Leave."""
        if self._engine:
            self._engine.cancel()
            await asyncio.gather(self._engine, return_exceptions=True)
        if self.client:
            self.client.close()


class Town:
    """Everybody, the line, the clock and the trace of one run."""

    def __init__(self, template: Template, folder: Path, chance: random.Random) -> None:
        from tests.simulation.line import Line

        self.template, self.folder, self.chance = template, folder, chance
        self.loop = asyncio.get_running_loop()
        self.trace = Trace(self.loop)
        self.line = Line(self)
        self.server = Server(self, template.copy_server(folder / "server"))
        self.desks: list[Desk] = []
        self.rare: dict[str, float] = {}
        """How often the rare branches are taken that are common in this stretch."""
        self.numbers: dict[int, dict[tuple[Any, ...], int]] = {}
        """The counters as they stood at the last rest, in each epoch of the server."""

    def rarely(self, place: str) -> bool:
        """Decide for the seam in the program."""
        if place not in self.rare or self.chance.random() >= self.rare[place]:
            return False
        self.trace.note(f"rare: {place}", counts_as=f"rare {place}")
        return True

    def now(self) -> datetime:
        """The true time."""
        return BEGINNING + timedelta(seconds=self.loop.time())

    def sit_down(self, person: str) -> Desk:
        """Give a person the machine that was prepared for them."""
        folder, key = self.template.copy_store(person, self.folder / person)
        desk = Desk(self, person, folder, key)
        self.desks.append(desk)
        return desk

    async def close(self) -> None:
        """End the run."""
        for desk in self.desks:
            await desk.close()
        self.server.cut_off()
