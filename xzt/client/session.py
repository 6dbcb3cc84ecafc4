"""The application without a window: an unlocked store, an identity, one way to submit commands, queries, notices.

Writes run on the one writer thread and resolve a future; reads are direct and take milliseconds. The window, the command line and the
tests all use this.
"""

import contextlib
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec
from msgspec import Struct

from xzt.client import commands, profiles
from xzt.client.arrivals import Arrivals
from xzt.client.attention import Attention, refused
from xzt.client.backingup import Keeper
from xzt.client.clock import Clock, new_id, utc_now
from xzt.client.commands import Accepted, Outcome
from xzt.client.filing import Filing
from xzt.client.importfolders import ImportFolders
from xzt.client.jobs import Jobs
from xzt.client.line import Line
from xzt.client.writer import Writer
from xzt.core.encoding import encode
from xzt.core.errors import Refusal, Trouble
from xzt.core.notices import Changed, DirectoryChanged, DraftChanged, NeedsAttention, Notice, SyncStatus
from xzt.docs.model import OfficialDocument
from xzt.office import registry
from xzt.office.act import Act, Action, Context
from xzt.office.calendar.state import UnitCalendar, calendar_id
from xzt.office.deputies.state import Deputies, deputies_id
from xzt.office.dispatch import commands as dispatch_commands
from xzt.office.dispatch.ahead import ahead
from xzt.office.dispatch.commands import StartDraft
from xzt.office.dispatch.state import Dispatch
from xzt.office.flow.preview import Preview
from xzt.office.given import Given
from xzt.office.outgoing.state import Outgoing, outgoing_id
from xzt.office.people import Directory, Role
from xzt.office.profile import STANDARD, Profile
from xzt.office.receipt.state import Receipt
from xzt.office.registry import Command, Matter
from xzt.office.standing import STANDING, given_of, standing_records
from xzt.office.style.state import HouseStyle, style_id
from xzt.signing.keys import KeyHolder
from xzt.store import blobs, drafts, indexing, meta, outbox, records
from xzt.store.chunks import Chunks
from xzt.store.database import Connection, naming_trouble
from xzt.store.records import Row, Surroundings
from xzt.sync.engine import clocks, first
from xzt.sync.engine.engine import Counts, Engine, Outside, Settings, connect

if TYPE_CHECKING:
    from xzt.client.drafting import DraftSession
    from xzt.sync.engine.wire import Wire

T = TypeVar("T")

log = logging.getLogger(__name__)


class Identity(Struct, frozen=True):
    """Who works with this store, on which device."""

    person: str
    name: str
    unit: str
    unit_name: str
    device: str
    title: str = ""
    roles: tuple[Role, ...] = ()


class World(Struct, frozen=True):
    """Where a session meets time, threads and sockets."""

    clock: Clock = utc_now
    writer: Callable[[Connection, Callable[[Connection], None]], Writer] = Writer
    connect: Callable[[str, str], "Wire"] = connect
    since: Callable[[], float] = clocks.steady


HERE = World()


class Client:
    """One person's session on an unlocked store. Make it with ``xzt.client.access``."""

    def __init__(
        self,
        folder: Path,
        connections: tuple[Connection, Connection],
        key: KeyHolder,
        chunks: Chunks,
        world: World = HERE,
        backups: Keeper | None = None,
    ) -> None:
        self.folder, self.backups = folder, backups
        self.profile = profiles.read(folder)
        self.sample = self.profile.sample
        self.key = key
        writing, self._reading = connections
        self._lock = threading.Lock()
        self._listeners: list[Callable[[Notice], None]] = []
        self._held = contextlib.ExitStack()
        self._writer = world.writer(writing, self._recount)
        self.jobs = Jobs(self._notify)
        self.folders = ImportFolders(self, self._writer.run)
        self.arrivals = Arrivals(self)
        self.files = Filing(chunks, self._writer.run, self._read)
        self._directory = self._load_directory()
        self._known: tuple[Directory, Identity] | None = None
        self._given = self._load_given()
        settings = Settings(self.profile.server, self.profile.person, self.profile.device)
        self.engine = Engine(settings, self._writer, self._around, self._notify, chunks, Outside(world.clock, world.connect, world.since))
        self.line = Line(self.engine, self._writer.run, self._read)
        self.engine.time.remember(clocks.read(self._reading))
        self._recount(self._reading)

    @property
    def directory(self) -> Directory:
        """Units and people as last received."""
        return self._directory

    @property
    def identity(self) -> Identity:
        """Who works here, with the roles of the newest directory."""
        if self._known is None or self._known[0] is not self._directory:
            self._known = (self._directory, self._identify())
        return self._known[1]

    def _identify(self) -> Identity:
        person = self._directory.person(self.profile.person)
        if person is None:
            return Identity(self.profile.person, self.profile.person, "", "", self.profile.device)
        unit = self._directory.unit(person.unit)
        name = unit.name if unit else person.unit
        return Identity(person.id, person.name, person.unit, name, self.profile.device, person.title, person.roles)

    def now(self) -> datetime:
        """Say what time it is by the server, as well as this machine knows (RS-29)."""
        return self.engine.time.now()

    # --- writing ---

    def submit(self, kind: str, record: str, command: Command) -> Future[Outcome]:
        """Run the rules and keep what they say, with the command in the outbox, in one transaction (AE-06)."""
        future = self._writer.run(
            lambda db: commands.submit(db, commands.Subject(kind, record), command, self._act(), self._around(), self.key)
        )
        future.add_done_callback(lambda done: self._announce(done, ((kind, record),)))
        return future

    def start_draft(self, document: OfficialDocument) -> Future[Outcome]:
        """Begin a dispatch with this document."""
        return self.submit("dispatch", new_id(self.now()), StartDraft(msgspec.Raw(encode(document))))

    def undo(self, command: str) -> Future[Refusal | None]:
        """Take a command out of the outbox that was not sent yet; the record is as if it had never been given."""
        return self._change_queue(command, lambda db: commands.undo(db, command, self._around()))

    def dismiss(self, command: str) -> Future[Refusal | None]:
        """Take note of a refused command; it stays in the history."""
        return self._change_queue(command, lambda db: commands.dismiss(db, command))

    def draft(self, record: str) -> "Future[DraftSession]":
        """Open a draft that this person writes; ``Trouble("draft_closed")`` where there is none to write.

        ``draft_incomplete`` says that others have begun it and nothing of theirs is here yet.
        """
        from xzt.client.drafting import Desk, open_session

        desk = Desk(self._read, self._writer.run, self.profile.person, self.now, self.engine.wake)
        return self._writer.run(lambda db: open_session(db, desk, record))

    def keep_blob(self, data: bytes) -> Future[str]:
        """Keep a file and have it uploaded; gives its digest."""
        return self.files.keep(data)

    def remember(self, key: str, value: object) -> Future[None]:
        """Keep a value for this person on this device, in the store; it never leaves it."""
        return self._writer.run(lambda db: meta.put(db, f"own.{key}", value))

    # --- reading ---

    def remembered(self, key: str, kind: type[T]) -> T | None:
        """Read what was kept with ``remember``."""
        return self._read(lambda db: meta.get(db, f"own.{key}", kind))

    def rows(self, box: str, search: str = "", limit: int = 200, offset: int = 0) -> list[Row]:
        """Read a window of a list."""
        return self._read(lambda db: records.rows(db, box, search, limit, offset))

    def count(self, box: str, search: str = "") -> int:
        """Count a list."""
        return self._read(lambda db: records.count(db, box, search))

    def record(self, kind: str, record: str) -> Matter | None:
        """Read one document on its way as this person sees it now."""
        state = self._read(lambda db: records.read_view(db, kind, record))
        return state if isinstance(state, Dispatch | Receipt) else None

    def house_style(self) -> HouseStyle | None:
        """Read the unit's page profile as it stands on this machine, None while the unit has chosen nothing."""
        state = self._read(lambda db: records.read_view(db, "style", style_id(self.identity.unit)))
        return state if isinstance(state, HouseStyle) else None

    def deputies(self) -> Deputies | None:
        """Read the unit's delegation windows as they stand on this machine, None while nobody has set one."""
        state = self._read(lambda db: records.read_view(db, "deputies", deputies_id(self.identity.unit)))
        return state if isinstance(state, Deputies) else None

    def calendar(self) -> UnitCalendar | None:
        """Read the unit's working calendar as it stands on this machine, None while the unit has set nothing of its own."""
        state = self._read(lambda db: records.read_view(db, "calendar", calendar_id(self.identity.unit)))
        return state if isinstance(state, UnitCalendar) else None

    def outgoing(self) -> Outgoing | None:
        """Read what the unit has settled about what it sends, as it stands on this machine; None while it has settled nothing."""
        state = self._read(lambda db: records.read_view(db, "outgoing", outgoing_id(self.identity.unit)))
        return state if isinstance(state, Outgoing) else None

    def given(self) -> Given:
        """Give what the unit has set for every matter: windows, calendar, usual limits."""
        return self._given

    def unit_profile(self) -> Profile:
        """Give the profile that pages under drafting are laid out by."""
        style = self.house_style()
        return style.current.profile if style else STANDARD

    def actions(self, kind: str, record: str) -> tuple[Action, ...]:
        """List what could be done to a record, each with why not where it is not open now (AE-05)."""
        state = self.record(kind, record)
        if state is None:
            return ()
        return registry.kind_of(kind).actions(state, self._context(self._act()))

    def ahead(self, record: str, command: dispatch_commands.Command) -> Preview | Refusal:
        """Say who would get a dispatch next by ``command`` (FLW-22); nothing is done."""
        state = self.record("dispatch", record)
        return ahead(state, command, self._context(self._act())) if isinstance(state, Dispatch) else Refusal("absent")

    def waiting(self, kind: str, record: str) -> bool:
        """Say whether commands of this record wait for the server."""
        return any(queued.state != "applied" for queued in self._read(lambda db: outbox.of_record(db, kind, record)))

    def is_forgotten(self, kind: str, record: str) -> bool:
        """Say whether the server was restored from a backup and does not have this record again yet; here it is kept (RS-24)."""
        return self._read(lambda db: records.is_forgotten(db, kind, record))

    def attention(self) -> list[Attention]:
        """List what the server refused, newest first."""
        return self._read(refused)

    def blob(self, digest: str) -> bytes | None:
        """Read a file of this device's store, None when it is not here yet."""
        return self.files.whole(digest)

    def has_blob(self, digest: str) -> bool:
        """Say whether a file is in this device's store."""
        return self._read(lambda db: blobs.has(db, digest))

    def roots(self) -> tuple[str, ...]:
        """Give the root certificates to trust (base64 DER)."""
        return self._read(lambda db: meta.get(db, "roots", tuple[str, ...])) or ()

    def token(self) -> str:
        """Give the session token for requests outside the engine's rounds."""
        return self._read(lambda db: meta.get(db, "token", str)) or ""

    def status(self) -> SyncStatus:
        """What the sync line may say now."""
        return self.engine.status

    # --- for the client's other modules ---

    def read(self, work: Callable[[Connection], T]) -> T:
        """Read the store."""
        return self._read(work)

    def write(self, work: Callable[[Connection], T]) -> T:
        """Run one transaction of the store and wait for it; never from the window's thread."""
        return self._writer.run(work).result()

    def around(self) -> Surroundings:
        """Give what the rules need to know of who works here."""
        return self._around()

    def tell(self, notice: Notice) -> None:
        """Give a notice to everybody who listens."""
        self._notify(notice)

    # --- lifecycle ---

    def start(self, password: str = "") -> None:
        """Start the sync engine; ``password`` is used once if the server asks for a login, then forgotten."""
        if password:
            self.engine.sign_in(password)
        if self.profile.server:  # an office without a line exchanges letters instead (``client.airgap``)
            self.engine.start()
        if self.backups:
            self.backups.start(self._notify)
        self.folders.begin()
        self.arrivals.begin()

    def sync_now(self) -> None:
        """Try the server at once."""
        self.engine.wake()

    def sign_in_again(self, password: str) -> None:
        """Give the password again after the session ended."""
        self.engine.sign_in(password)

    def subscribe(self, listener: Callable[[Notice], None]) -> Callable[[], None]:
        """Have every notice; ``listener`` is called from any thread. Gives the way to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def hold(self, stack: contextlib.ExitStack) -> None:
        """Keep what has to be given back when the store is closed."""
        self._held.push(stack)

    def settle_restored(self) -> None:
        """Lay the commands that were rescued into a restored store over its records again; once, when it is opened."""
        if not self._read(lambda db: meta.get(db, "restored", list[tuple[str, str]])):
            return

        def work(db: Connection) -> None:
            for kind, record in meta.get(db, "restored", list[tuple[str, str]]) or ():
                records.replay(db, kind, record, self._around())
            meta.drop(db, "restored")

        self._writer.run(work).result()

    def close(self) -> None:
        """Stop the workers and close the store; what was acknowledged is on disk."""
        self._listeners.clear()
        self.arrivals.close()
        self.engine.stop()
        self.folders.close()
        if self.backups:
            self.backups.close()
        self.jobs.close()
        self.files.close()
        self._writer.close()
        with self._lock:
            self._reading.close()
        self._held.close()

    # --- inside ---

    def _read(self, work: Callable[[Connection], T]) -> T:
        with self._lock, naming_trouble():
            return work(self._reading)

    def _notify(self, notice: Notice) -> None:
        if isinstance(notice, DirectoryChanged):
            self._directory = self._load_directory()
        if isinstance(notice, DirectoryChanged) or (isinstance(notice, Changed) and any(kind in STANDING for kind, _ in notice.records)):
            self._given = self._load_given()
        if isinstance(notice, Changed | DraftChanged) and self._read(drafts.late):
            self._rescue()
        for listener in list(self._listeners):
            try:
                listener(notice)
            except Exception:  # one page's bug keeps no notice from the others, nor stops the thread that brings it
                log.exception("a listener failed")

    def _rescue(self) -> None:
        from xzt.client.drafting import rescue

        future = self._writer.run(lambda db: rescue(db, self._act, self.key))
        future.add_done_callback(self._on_rescued)

    def _on_rescued(self, done: Future[list[tuple[str, str]]]) -> None:
        if done.cancelled() or (error := done.exception()):
            log.error("late text could not be put under needs attention: %s", error if not done.cancelled() else "cancelled")
            return
        for command, code in done.result():
            self._notify(NeedsAttention(command, code))

    def _load_directory(self) -> Directory:
        return self._read(lambda db: meta.get(db, "directory", Directory)) or Directory()

    def _load_given(self) -> Given:
        found = standing_records(self.identity.unit)
        return given_of(self._read(lambda db: {kind: records.read_view(db, kind, record) for kind, record in found.items()}))

    def _act(self) -> Act:
        identity, now = self.identity, self.now()
        return Act(new_id(now), identity.person, identity.unit, identity.device, now)

    def _context(self, act: Act) -> Context:
        person = self._directory.person(act.person)
        return Context(act, person.roles if person else (), self._directory, None, self._given)

    def _around(self) -> Surroundings:
        return Surroundings(self._context, self.identity.person, self.identity.unit)

    def _change_queue(self, command: str, work: Callable[[Connection], Refusal | None]) -> Future[Refusal | None]:
        queued = self._read(lambda db: outbox.find(db, command))
        records = ((queued.envelope.kind, queued.envelope.record),) if queued else ()
        future = self._writer.run(work)
        future.add_done_callback(lambda done: self._announce(done, records))
        return future

    def _announce(self, done: Future[Outcome] | Future[Refusal | None], records: tuple[tuple[str, str], ...]) -> None:
        if done.cancelled() or done.exception() or isinstance(done.result(), Refusal):
            return
        outcome = done.result()
        self._notify(Changed(records, outcome.command if isinstance(outcome, Accepted) else ""))
        self.engine.wake()

    def _recount(self, db: Connection) -> None:
        """Tell the sync line what waits, after every commit and before anybody hears of it, so that it is never behind."""
        try:
            with naming_trouble():
                counts, begun, unindexed = outbox.counts(db), first.shown(db), indexing.left(db)
        except Trouble as trouble:
            log.warning("the outbox cannot be counted: %s", trouble.code)
            return
        waiting = counts.get("waiting", 0) + counts.get("sending", 0)
        self.engine.count_again(Counts(waiting, counts.get("refused", 0), begun, unindexed))
