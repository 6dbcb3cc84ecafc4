"""The worker thread that keeps store and server reconciled: one asyncio loop, no Qt.

It is woken by the outbox, by the server, or by the clock.
"""

import asyncio
import contextlib
import functools
import logging
import random
import threading
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct, structs

from xzt.core.buggify import rarely
from xzt.core.errors import Trouble
from xzt.core.notices import Changed, ClockWrong, Connection, DirectoryChanged, DraftChanged, FirstSync, NeedsAttention, Notice, SyncStatus
from xzt.store import database as store_database
from xzt.store import meta, outbox
from xzt.store.chunks import Chunks
from xzt.store.records import Surroundings
from xzt.sync.engine import clocks, first, heads, lease, rounds, smallfiles, texts
from xzt.sync.engine.indexer import Indexer
from xzt.sync.engine.rounds import Settled, Transactions
from xzt.sync.engine.transfers import Lane
from xzt.sync.protocol import messages as m
from xzt.sync.protocol import versions

if TYPE_CHECKING:
    from xzt.sync.engine.wire import Wire
    from xzt.sync.protocol.messages import Session

T = TypeVar("T")

log = logging.getLogger(__name__)

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 300.0
"""Seconds between attempts: doubled from the first to the longest with full jitter, reset by any success."""
AGAIN_PAUSE, LONGEST_AGAIN = 0.25, 60.0
"""Seconds until the server is asked once more about commands that it wanted to be asked about later, doubled each time."""
LIMIT_KEY, PAUSED_KEY = "own.bandwidth", "own.files_paused"
"""Where the device's own settings of its line are kept."""
_FINAL = ("store_outdated", "protocol_unsupported", "client_outdated", "server_outdated", "other_server")
"""Troubles that a person must decide; trying again would not help."""


class Settings(Struct, frozen=True):
    """Which server, as whom, on which device."""

    server: str
    person: str
    device: str


class Counts(Struct, frozen=True):
    """What the store says for the sync line (``SyncStatus``)."""

    waiting: int
    attention: int
    first: FirstSync | None
    unindexed: int


def connect(server: str, token: str) -> "Wire":
    """Open a line to the server. The library behind it is loaded here, off the start of the window."""
    from xzt.sync.engine.wire import Wire

    return Wire(server, token)


class Outside(Struct, frozen=True):
    """What the engine takes from the world: the device's clock, a steady one, and a line to the server. It waits by its event loop."""

    clock: Callable[[], datetime]
    connect: Callable[[str, str], "Wire"] = connect
    since: Callable[[], float] = clocks.steady


class Engine:
    """Start it, wake it, ask its status. Notices come from its own thread."""

    def __init__(
        self,
        settings: Settings,
        transactions: Transactions,
        around: Callable[[], Surroundings],
        notify: Callable[[Notice], None],
        chunks: Chunks,
        outside: Outside,
    ) -> None:
        self._settings, self._transactions, self._around = settings, transactions, around
        self._chunks = chunks
        self.lane = Lane(transactions, chunks, notify)
        """Large files on their way."""
        self._notify, self._connect = notify, outside.connect
        self.time = clocks.Timekeeper(outside.clock, outside.since)
        self._indexer = Indexer(transactions)
        self._password = ""
        self._status = SyncStatus(Connection.OFFLINE, 0, 0)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._woken: asyncio.Event | None = None
        self._task: asyncio.Task[None] | None = None
        self._stopping = False
        self._asked_later = 0
        self._lease_days = 0
        self._leased: datetime | None = None
        self._moving: asyncio.Future[None] | None = None
        self._telling = threading.RLock()
        self._thread = threading.Thread(target=self._main, name="sync", daemon=True)

    @property
    def status(self) -> SyncStatus:
        """What the sync line may say now. Call from any thread."""
        return self._status

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def wake(self) -> None:
        """Say that there is something to do: a command waits, or the line may be back. Call from any thread."""
        if self._woken:
            self._call(self._woken.set)

    def wake_files(self) -> None:
        """Try large files again that failed. Call from any thread."""
        self._call(self.lane.wake)

    def settle_line(self) -> None:
        """Say that the store has other settings of the line (``LIMIT_KEY``, ``PAUSED_KEY``). Call from any thread, after the commit."""
        self._transactions.run(_line_settings).add_done_callback(lambda settings: self._call(lambda: self.lane.settle(*settings.result())))

    def sign_in(self, password: str) -> None:
        """Give the password for the next login; it is forgotten as soon as the server has answered."""
        self._password = password
        self.wake()

    def stop(self) -> None:
        """Stop, whatever it waits for, and wait for the thread. What was under way is taken up again at the next start."""
        self._stopping = True
        if self._task:
            self._call(self._task.cancel)
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    def _call(self, work: Callable[[], object]) -> None:
        """Have the loop do something; a loop that has just ended needs nothing more."""
        if self._loop:
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(work)

    def _main(self) -> None:
        try:
            with contextlib.suppress(asyncio.CancelledError):
                asyncio.run(self.run())
        except Exception:
            log.exception("the sync engine stopped")
            self._say(Connection.STOPPED, trouble="bug")

    async def run(self) -> None:
        """Reconcile until stopped, in the running loop; ``start`` does so in a thread of its own."""
        self._woken, self._task = asyncio.Event(), asyncio.current_task()
        self._loop = asyncio.get_running_loop()
        self.lane.settle(*await self._look(_line_settings))
        try:
            await self._reconcile()
        finally:
            await self._indexer.stop()

    async def _reconcile(self) -> None:
        pause = FIRST_PAUSE
        while not self._stopping:
            self._indexer.begin()
            token = await self._look(functools.partial(meta.get, key="token", kind=str))
            wire = self._connect(self._settings.server, token or "")
            try:
                async for _ in self._rounds(wire):
                    pause = FIRST_PAUSE
            except Trouble as trouble:
                pause = await self._suffer(trouble, pause)
            finally:
                await wire.close()

    async def _rounds(self, wire: "Wire") -> AsyncIterator[None]:
        """Reconcile again and again on one connection; yields after each complete round."""
        await self._greet(wire)
        await self._countersign(wire)
        self._moving = asyncio.ensure_future(self.lane.run(wire, self._on_moved))
        try:
            while not self._stopping:
                self._say(Connection.BUSY)
                again, head, directory = await self._round(wire)
                await self._renew_lease()
                if await self._look(heads.changed):  # after all else that a round writes
                    await self._countersign(wire)
                self._say(Connection.ONLINE, complete=not again and not self._status.first)
                self._password = ""
                self._asked_later = self._asked_later + 1 if again else 0
                yield
                await self._rest(wire, head, directory, again=again)
                if self._moving.done():
                    self._moving.result()
        finally:
            self._moving.cancel()
            await asyncio.gather(self._moving, return_exceptions=True)

    def _on_moved(self, settled: Settled) -> None:
        """Show what a large file brought; commands that wait for one that went up are given again at once."""
        self._tell(settled)
        if settled.again and self._woken:
            self._asked_later = 0
            self._woken.set()

    async def _greet(self, wire: "Wire") -> None:
        asked = self.time.asking()
        hello = await wire.hello()
        wire.protocol = versions.meet(versions.PROTOCOLS, hello.protocols)
        if rounds.check_server(await self._look(rounds.read_cursor), hello):
            log.info("the server was restored from a backup: what it forgot is sent again")
            await self._write(functools.partial(rounds.start_again, epoch=hello.epoch))
        await self._set_time(hello, asked)
        if not wire.token:
            await self._login(wire)

    async def _set_time(self, hello: m.Hello, asked: tuple[datetime, float]) -> None:
        """Go by the server's time from here on. Sample data bring a time of their own, of which nobody has to be told."""
        skew = self.time.measure(hello.now, asked)
        news = self.time.is_news(skew) and not hello.sample
        await self._write(functools.partial(clocks.keep, skew=skew, news=news))
        self._lease_days = hello.lease_days
        if news:
            log.info("the device's clock is wrong by %.0f s", skew.seconds)
            self._notify(ClockWrong(skew.seconds))

    async def _countersign(self, wire: "Wire") -> None:
        await heads.countersign(wire, self._transactions, self._around(), self._settings.device)

    async def _renew_lease(self) -> None:
        """The server has answered to this person's session: the store may be opened for another while."""
        now = self.time.now()
        if self._leased is None or abs(now - self._leased) > lease.EVERY:
            await self._write(functools.partial(lease.renew, days=self._lease_days, now=now))
            self._leased = now

    async def _login(self, wire: "Wire") -> None:
        if not self._password:
            raise Trouble("signed_out")
        password, self._password = self._password, ""
        try:
            session = await wire.login(self._settings.person, password, self._settings.device)
        except Trouble as trouble:
            if trouble.retry:
                self._password = password
            raise
        await self._write(functools.partial(_keep_session, session=session))

    async def _round(self, wire: "Wire") -> tuple[bool, int, int]:
        """Files and commands up, states down. What stops one of them does not stop the next; it is raised after all."""
        trouble: Trouble | None = None
        again = False
        try:
            await smallfiles.upload(wire, self._transactions, self._chunks, self.lane)
        except Trouble as caught:
            trouble = _bearable(caught)
        try:
            sweep = rounds.Sweep()
            while pushed := await rounds.push(wire, self._transactions, self._around(), sweep):
                settled, sweep = pushed
                self._tell(settled)
                again = again or settled.again
        except Trouble as caught:
            trouble = _bearable(caught)
        if rarely("round.cut"):
            raise Trouble("offline", retry=True)
        await first.fetch(wire, self._transactions, self._around, self._tell, self._is_woken)
        self._indexer.begin()
        while True:
            settled, page = await rounds.pull(wire, self._transactions, self._around())
            self._tell(settled)
            moved = await self._fetch_directory(wire, page.directory)
            if not moved and (page.next >= page.head or not page.changes):
                break
        self._indexer.begin()
        try:
            settled, failed = await smallfiles.download(wire, self._transactions, self._chunks, self.lane)
            self._tell(settled)
            trouble = trouble or (_bearable(failed) if failed else None)
        except Trouble as caught:
            trouble = trouble or _bearable(caught)
        changed, given_up = await texts.exchange_all(wire, self._transactions, self._around())
        for record in changed:
            self._notify(DraftChanged(record))
        self._tell(Settled(frozenset(("dispatch", record) for record in given_up)))
        if trouble:
            raise trouble
        return again, page.next, page.directory

    async def _fetch_directory(self, wire: "Wire", version: int) -> bool:
        """Fetch the directory if it is newer; says whether the person's own roles changed, so that everything has to be read again."""
        cursor = await self._look(rounds.read_cursor)
        if version == cursor.directory:
            return False
        answer = await wire.directory()
        taken = functools.partial(rounds.take_directory, directory=answer.directory, person=self._settings.person)
        settled = await self._write(taken)
        self._notify(DirectoryChanged())
        self._tell(settled)
        return settled.again

    async def _rest(self, wire: "Wire", head: int, directory: int, *, again: bool) -> None:
        """Wait until the server has news, the outbox has work, or a while has passed."""
        woken = self._woken
        if woken is None:
            return
        if again:
            await self._sleep(min(AGAIN_PAUSE * 2**self._asked_later, LONGEST_AGAIN))
            return
        if await self._look(_has_work) or rarely("rest.none"):
            return
        news = asyncio.ensure_future(wire.wait(head, directory))
        work = asyncio.ensure_future(woken.wait())
        waited: set[asyncio.Future[Any]] = {news, work, *([self._moving] if self._moving else [])}
        try:
            await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
            if news.done():
                rounds.check_epoch(await self._look(rounds.read_cursor), news.result().epoch)
        finally:
            woken.clear()
            for task in (news, work):
                task.cancel()
            await asyncio.gather(news, work, return_exceptions=True)

    async def _suffer(self, trouble: Trouble, pause: float) -> float:
        """Say what is wrong and wait: for the password, for a person, or for a while; gives the next pause."""
        log.info("sync pauses: %s", trouble.code)
        if trouble.code == "signed_out":
            await self._write(functools.partial(meta.put, key="token", value=""))
            if self._password:
                return pause
            self._say(Connection.SIGNED_OUT, trouble=trouble.code)
            await self._sleep(LONGEST_PAUSE)
            return FIRST_PAUSE
        self._say(Connection.OFFLINE if trouble.retry else Connection.STOPPED, trouble.code)
        if trouble.code in _FINAL or not trouble.retry:
            await self._sleep(LONGEST_PAUSE)
            return FIRST_PAUSE
        await asyncio.sleep(
            min(float(trouble.params.get("after", 0)), LONGEST_PAUSE)
        )  # what the server asks for, nobody's impatience cuts short
        await self._sleep(random.uniform(0.0, 1.0) * pause)  # noqa: S311  jitter, not a secret
        return min(pause * 2, LONGEST_PAUSE)

    async def _sleep(self, seconds: float) -> None:
        """Sleep, or until woken."""
        if self._woken is None or self._stopping:
            return
        try:
            await asyncio.wait_for(self._woken.wait(), seconds)
        except TimeoutError:
            return
        finally:
            self._woken.clear()

    def count_again(self, counts: Counts) -> None:
        """Tell the engine the counts after a commit; the line changes at once. Call from any thread."""
        with self._telling:
            self._show(structs.replace(self._status, **structs.asdict(counts)))

    def _say(self, connection: Connection, trouble: str = "", *, complete: bool = False) -> None:
        with self._telling:
            done = self.time.now() if complete and not self._status.waiting else self._status.complete_at
            self._show(structs.replace(self._status, connection=connection, trouble=trouble, complete_at=done))

    def _show(self, status: SyncStatus) -> None:
        """Change the line and say so, in one order for all threads."""
        if status != self._status:
            self._status = status
            self._notify(status)

    def _is_woken(self) -> bool:
        return self._stopping or self._woken is None or self._woken.is_set()

    def hold_first(self, *, paused: bool) -> None:
        """Hold the first sync, or let it go on. Call from any thread."""
        self._transactions.run(functools.partial(first.hold, paused=paused)).add_done_callback(lambda _: self.wake())

    def _tell(self, settled: Settled) -> None:
        if settled.records:
            self._notify(Changed(tuple(sorted(settled.records))))
        for command, code in settled.refused:
            self._notify(NeedsAttention(command, code))

    async def _look(self, work: Callable[[store_database.Connection], T]) -> T:
        return await rounds.look(self._transactions, work)

    async def _write(self, work: Callable[[store_database.Connection], T]) -> T:
        return await rounds.run(self._transactions, work)


def _bearable(trouble: Trouble) -> Trouble:
    """Give back a trouble beside which the rest can go on; without a line, a session or a server with time nothing can: it is raised."""
    if trouble.code in {"offline", "signed_out"} or "after" in trouble.params:
        raise trouble
    return trouble


def _line_settings(db: store_database.Connection) -> tuple[int, bool]:
    return meta.get(db, LIMIT_KEY, int) or 0, meta.get(db, PAUSED_KEY, bool) or False


def _keep_session(db: store_database.Connection, session: "Session") -> None:
    meta.put(db, "token", session.token)
    meta.put(db, "roots", session.roots)
    meta.put(db, "exchange", session.exchange)


def _has_work(db: store_database.Connection) -> bool:
    """Say whether a command waits, or the first sync was broken off to send one."""
    return outbox.has_to_send(db) or first.is_due(db)
