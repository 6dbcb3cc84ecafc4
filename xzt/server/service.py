"""The server as a process: opens its parts, listens, and ends cleanly when told to. Killed at any moment it loses nothing acknowledged."""

import asyncio
import contextlib
import gc
import os
import secrets
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from types import FrameType
from urllib.parse import urlunsplit

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Route as Path_

from xzt.core.errors import Trouble
from xzt.server.administration import AdminServer
from xzt.server.blobs import Blobs
from xzt.server.delivery import deliver_always
from xzt.server.directory import DirectoryCache, Meta, read_meta, write_meta
from xzt.server.handlers import ROUTES
from xzt.server.hub import Hub
from xzt.server.instance import Instance
from xzt.server.journal import write_to_stderr
from xzt.server.objects import Folder, Objects
from xzt.server.pull import watch
from xzt.server.restoring import mark_restored
from xzt.server.sql.database import Database, attempt, brief_pause
from xzt.server.sql.schema import migrate
from xzt.server.sql.sqlite import SqliteDatabase
from xzt.server.sweeping import sweep_always
from xzt.server.timekeeping import keep_time
from xzt.server.trust import open_trust
from xzt.server.web import endpoint, refuse_route, report_fault

Clock = Callable[[], datetime]
_HASHED_AT_ONCE = 2
_LEAVE_SECONDS = 5


def serve(data: Path, listen: str, database: str | None, clock: Clock, admin: str = "", blobs: str = "") -> None:
    """Run until SIGTERM or SIGINT; prints ``listening on`` with the real address when it is ready.

    ``blobs`` is the address of an object store for files; empty, they stand in the data folder.

    ``admin`` is the address of the door for who runs the machine; empty, there is none. Its address is printed before the other.
    """
    write_to_stderr()
    asyncio.run(_serve(data, listen, database, clock, admin, blobs))


async def open_database(data: Path, address: str | None) -> Database:
    """Open the embedded database of the data folder, or the one at ``address``, with its schema up to date."""
    try:
        await asyncio.to_thread(data.mkdir, parents=True, exist_ok=True)
    except OSError as error:
        raise Trouble("output_unwritable", path=str(data), detail=str(error)) from error
    if address:
        from xzt.server.sql.postgres import PostgresDatabase

        database: Database = await PostgresDatabase.open(address)
    else:
        database = await SqliteDatabase.open(data / "server.db")
    await attempt(lambda: migrate(database), brief_pause)
    return database


async def note_restored(data: Path, address: str | None, now: datetime) -> int:
    """Take down that these data come from a backup, while no server runs on them; gives the new epoch."""
    database = await open_database(data, address)
    try:
        return await mark_restored(database, now)
    finally:
        await database.close()


def open_objects(data: Path, address: str) -> Objects:
    """Open the place of files: the object store at ``address``, or a folder among the data."""
    if not address:
        return Folder(data / "blobs")
    from xzt.server.s3 import Bucket, place_of

    return Bucket(place_of(address, os.environ))


@contextlib.asynccontextmanager
async def working(data: Path, address: str | None, clock: Clock, blobs: str = "") -> AsyncIterator[Instance]:
    """Work on a server's data without serving; the embedded database must not be held by a running server. ``blobs`` as in ``serve``."""
    database = await open_database(data, address)
    objects = open_objects(data, blobs)
    try:
        yield await open_instance(data, database, clock, objects)
    finally:
        await objects.close()
        await database.close()


async def open_instance(data: Path, database: Database, clock: Clock, objects: Objects | None = None) -> Instance:
    """Put the parts together; the first start gives the server its id. Files stand in the data folder where no other place is given."""
    meta = await attempt(lambda: _meta_of(database), brief_pause)
    ahead = timedelta(seconds=meta.clock_offset)

    def now() -> datetime:
        return clock() + ahead

    trust = open_trust(data / "authority", now())
    return Instance(
        database, Blobs(objects or open_objects(data, "")), trust, Hub(), DirectoryCache(), asyncio.Semaphore(_HASHED_AT_ONCE), now
    )


async def _meta_of(database: Database) -> Meta:
    async with database.transaction() as tx:
        meta = await read_meta(tx)
        if meta is None:
            new = Meta(secrets.token_hex(8))
            await tx.execute("INSERT INTO meta (name, value) VALUES ('server', ?)", new.server)
            await write_meta(tx, "epoch", str(new.epoch))
            meta = await read_meta(tx) or new  # seeding may have said more before the first start
        return meta


def app(instance: Instance) -> Starlette:
    """Make the application over these parts; while it runs, parcels are delivered, other processes' news is heard, and the clock acts."""

    @contextlib.asynccontextmanager
    async def living(_: Starlette) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(work(instance)) for work in (deliver_always, watch, keep_time, sweep_always)]
        try:
            yield
        finally:
            instance.hub.stop()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    routes = [Path_(route.path, endpoint(instance, route), methods=[route.method]) for route in ROUTES]
    made = Starlette(routes=routes, lifespan=living, exception_handlers={HTTPException: refuse_route, Exception: report_fault})
    made.router.redirect_slashes = False
    return made


class _Server(uvicorn.Server):
    """The HTTP server, which tells when it is ready and sends those who wait home when it is told to end."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None], leaving: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready, self._leaving = ready, leaving

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        if self.started:
            self._ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to end."""
        super().handle_exit(sig, frame)
        self._leaving()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """End by returning, not by dying of the signal that asked for it."""
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


async def _serve(data: Path, listen: str, database: str | None, clock: Clock, admin: str, blobs: str) -> None:
    opened = await open_database(data, database)
    objects = open_objects(data, blobs)
    try:
        instance = await open_instance(data, opened, clock, objects)
        gc.freeze()  # what is loaded for good is looked through no more
        bound = _bind(listen)
        config = uvicorn.Config(
            app(instance), http="h11", loop="asyncio", ws="none", lifespan="on", log_config=None, access_log=False, server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=_LEAVE_SECONDS,
        )  # fmt: skip
        loop = asyncio.get_running_loop()
        server = _Server(config, lambda: _say("listening on", bound), lambda: _call_soon(loop, instance.hub.stop))
        async with _administered(instance, admin):
            await server.serve(sockets=[bound])
    finally:
        await objects.close()
        await opened.close()


@contextlib.asynccontextmanager
async def _administered(instance: Instance, admin: str) -> AsyncIterator[None]:
    """Keep the second listener open meanwhile, if one is asked for."""
    if not admin:
        yield
        return
    bound = _bind(admin)
    beside = AdminServer(instance)
    serving = asyncio.create_task(beside.serve(sockets=[bound]))
    _say("administration on", bound)
    try:
        yield
    finally:
        beside.should_exit = True
        await serving


def _say(what: str, bound: socket.socket) -> None:
    host, port = bound.getsockname()[:2]
    address = urlunsplit(("http", f"[{host}]:{port}" if ":" in host else f"{host}:{port}", "", "", ""))
    sys.stdout.write(f"{what} {address}\n")
    sys.stdout.flush()


def _call_soon(loop: asyncio.AbstractEventLoop, work: Callable[[], None]) -> None:
    loop.call_soon_threadsafe(work)


def _bind(listen: str) -> socket.socket:
    host, _, port = listen.rpartition(":")
    host = host.strip("[]")
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # named, for only then does asyncio set TCP_NODELAY
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, int(port)))
    except (OSError, ValueError, OverflowError) as error:
        raise Trouble("listen", address=listen, detail=type(error).__name__) from error
    return bound
