"""The grid of P14: each operation of the protocol meets each fault at each moment, over real sockets, with a real server process.

A cell is good when everything has its effect exactly once, nothing waits any more, and the server was not asked sooner than it wished.
"""

import contextlib
import itertools
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from unittest import mock

from msgspec import Struct, structs

from tests.faultproxy.proxy import FAULTS, POSITIONS, RETRY_AFTER, Plan, Proxy
from tests.server.house import Actor
from tests.simulation.mutants import MUTANTS
from tests.simulation.people import document
from tests.simulation.template import KEY, Template
from xzt.client.session import Client, World
from xzt.core.digest import sm3
from xzt.core.errors import Trouble
from xzt.core.notices import Connection
from xzt.docs.drafting.lines import Line, Part
from xzt.office.dispatch import commands as d
from xzt.store import blobs, database, drafts, meta
from xzt.store.chunks import Chunks
from xzt.store.database import transaction
from xzt.sync.engine import wire as wires
from xzt.sync.engine.rounds import Cursor
from xzt.sync.engine.wire import Wire
from xzt.sync.protocol import messages as m

ROOT = Path(__file__).parents[2]
PROGRAM = """
import contextlib, sys, time
from datetime import timedelta
from pathlib import Path
from tests.simulation.mutants import MUTANTS
from tests.simulation.template import PREPARED
from xzt.server.service import serve
began = time.monotonic()
with MUTANTS[sys.argv[2]]() if sys.argv[2] else contextlib.nullcontext():
    serve(Path(sys.argv[1]), "127.0.0.1:0", None, lambda: PREPARED + timedelta(hours=1, seconds=time.monotonic() - began))
"""
PERSON = "jia-1"
CHANCE = random.Random(1)
OPERATIONS = {
    "hello": ("GET", "/v1/hello"),
    "login": ("POST", "/v1/login"),
    "enrol": ("POST", "/v1/enrol"),
    "directory": ("GET", "/v1/directory"),
    "push": ("POST", "/v1/push"),
    "pull": ("GET", "/v1/pull"),
    "wait": ("GET", "/v1/wait"),
    "put file": ("PUT", "/v1/blobs"),
    "get file": ("GET", "/v1/blobs"),
    "push draft": ("POST", "/v1/drafts"),
    "pull draft": ("GET", "/v1/drafts"),
    "log": ("GET", "/v1/log"),
}
PATIENCE_OF_CLIENT = 1.0
PATIENCE_OF_TEST = 40.0
PATIENCE_WITH_BROKEN = 8.0


class Cell(Struct, frozen=True):
    """One operation, one fault, one moment."""

    operation: str
    fault: str
    position: str


CELLS = [Cell(*one) for one in itertools.product(OPERATIONS, FAULTS, POSITIONS)]


class Wrong(AssertionError):  # noqa: N818  what it says
    """A cell is not good."""


def hold(fact: object, what: str) -> None:
    if not fact:
        raise Wrong(what)


class Grid:
    """A server process behind the proxy, one person's store before it, and a neighbour who talks to the server directly."""

    def __init__(self, template: Template, folder: Path, mutant: str = "") -> None:
        shutil.rmtree(folder, ignore_errors=True)
        self._broken = contextlib.ExitStack()
        if mutant:  # the server's half of it is broken in the server's process
            self._broken.enter_context(MUTANTS[mutant]())
        self._child = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", PROGRAM, str(template.copy_server(folder / "server")), mutant],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert self._child.stdout
        self.url = self._child.stdout.readline().removeprefix("listening on ").strip()
        host, _, port = self.url.removeprefix("http://").partition(":")
        self.proxy = Proxy(host, int(port))
        self.folder, self.key = template.copy_store(PERSON, folder / "store")
        self.neighbour = Actor(self.url, PERSON, "device-2")
        self._draft = ""
        self.patience = PATIENCE_OF_TEST if not mutant else PATIENCE_WITH_BROKEN

    def close(self) -> None:
        """End everything."""
        self._broken.close()
        self.neighbour.close()
        self.proxy.stop()
        self._child.terminate()
        self._child.wait(60)
        assert self._child.stdout
        self._child.stdout.close()

    def run(self, cell: Cell) -> None:
        """Try one cell; ``Wrong`` says what is not as it must be."""
        with mock.patch.object(m, "WAIT_SECONDS", 1), mock.patch.object(wires, "CONNECT_SECONDS", 2):
            (self._alone if cell.operation in {"enrol", "log"} else self._through_engine)(cell)

    def _alone(self, cell: Cell) -> None:
        """Operations that a person asks for: one that failed is asked for again."""
        record = self.neighbours_record()
        token = self.neighbour.token
        self.proxy.arm(Plan(*OPERATIONS[cell.operation], cell.fault, cell.position))
        answers = []
        for _ in range(3):
            try:
                answers.append(self._ask(cell.operation, token, record))
            except Trouble as trouble:
                hold(trouble.code, "a trouble has a code")
        hold(len(answers) >= 2, f"asked again, the server answered {len(answers)} times")
        hold(all(answer == answers[0] for answer in answers), "it is the same answer however often")

    def _ask(self, operation: str, token: str, record: str) -> object:
        import asyncio
        from base64 import b64encode

        async def ask() -> object:
            wire = Wire(self.proxy.url, token, patience=PATIENCE_OF_CLIENT)
            try:
                if operation == "log":
                    return await wire.log("dispatch", record)
                return await wire.enrol(b64encode(self.neighbour.key.public.spki).decode())
            finally:
                await wire.close()

        return asyncio.run(ask())

    def _through_engine(self, cell: Cell) -> None:
        self._prepare(cell.operation)
        client = self.open()
        try:
            self._reach(client, cell)
        finally:
            client.close()

    def _reach(self, client: Client, cell: Cell) -> None:
        record = f"own-{time.monotonic_ns()}"
        given = client.submit("dispatch", record, d.StartDraft(document(CHANCE))).result(60)
        command = getattr(given, "command", "")
        if cell.operation == "put file":
            digest = client.keep_blob(f"file {record}".encode()).result(60)
        if cell.operation == "push draft":
            self._write(client)
        theirs = self.neighbours_record()
        self.proxy.arm(Plan(*OPERATIONS[cell.operation], cell.fault, cell.position))
        client.start(f"sample-{PERSON}" if cell.operation == "login" else "")
        self.until(client, lambda: self.proxy.spent, "the fault is met")
        later = self.neighbours_record()
        self.until(client, lambda: self.rests(client) and client.record("dispatch", later), "all is sent and read")
        hold(client.record("dispatch", theirs), "the neighbour's record is here")
        hold(len(self.log(record).entries) == 1, "the command took effect once")
        hold(not client.attention(), f"nothing was refused: {client.attention()}")
        outcome = client._read(lambda db: [row[0] for row in db.execute("SELECT outcome FROM sent WHERE id = ?", (command,))])
        hold(outcome == ["applied"], f"the command is known to have its effect: {outcome}")
        if cell.operation == "put file":
            hold(self.neighbour.http.get(f"/v1/blobs/{digest}").content == f"file {record}".encode(), "the file is there, whole")
        if cell.operation in {"push draft", "pull draft"}:
            self._same_draft(client)
        if cell.fault == "429 Retry-After" and self.proxy.met:
            hold(self.proxy.met.next - self.proxy.met.at >= RETRY_AFTER, "the server is not asked sooner than it wished")

    def _prepare(self, operation: str) -> None:
        """Bring the store into the state from which the operation is the next thing to do."""
        db = database.connect(self.folder, KEY)
        with transaction(db):
            cursor = meta.get(db, "cursor", Cursor)
            assert cursor
            if operation == "login":
                meta.put(db, "token", "")
            if operation == "directory":
                meta.put(db, "cursor", structs.replace(cursor, directory=-1))
            if operation == "get file":
                data = f"file {time.monotonic_ns()}".encode()
                self.neighbour.http.put(f"/v1/blobs/{sm3(data)}", content=data)
                blobs.want(db, sm3(data), "dispatch", "somewhere")
            if operation == "pull draft" and self._draft:
                drafts.mark_behind(db, self._draft)
        db.close()

    def open(self) -> Client:
        """Unlock the store; its line goes through the proxy."""
        connections = (database.connect(self.folder, KEY), database.connect(self.folder, KEY))
        return Client(self.folder, connections, self.key, Chunks(self.folder, KEY), World(connect=self._connect))

    def _connect(self, server: str, token: str) -> Wire:  # noqa: ARG002  the proxy stands for it
        return Wire(self.proxy.url, token, patience=PATIENCE_OF_CLIENT)

    def begin_draft(self) -> None:
        """Have one draft that later cells write in."""
        client = self.open()
        client.start()
        self._draft = "the-draft"
        client.submit("dispatch", self._draft, d.StartDraft(document(CHANCE))).result(60)
        self._write(client)
        self.until(client, lambda: self.rests(client), "the draft is there")
        client.close()

    def _write(self, client: Client) -> None:
        pen = client.draft(self._draft).result(60)
        manuscript = pen.manuscript()
        body, *rest = manuscript.parts
        lines = (*body.lines, Line(f"第{time.monotonic_ns()}行。"))
        kept = pen.edit(structs.replace(manuscript, parts=(Part(body.key, lines), *rest)))
        assert isinstance(kept, Future)
        kept.result(60)

    def _same_draft(self, client: Client) -> None:
        here = client._read(lambda db: [(one.n, one.data) for one in drafts.updates(db, self._draft)])
        there: list[tuple[int, bytes]] = []
        while True:
            page = self.neighbour.send("GET", f"/v1/drafts/{self._draft}?after={len(there)}", m.DraftPage)
            there += [(one.n, one.update.data) for one in page.updates]
            if len(there) >= page.head:
                break
        hold(sorted(here) == there, f"the draft is the same on both ends: {len(here)} and {len(there)} updates")

    def neighbours_record(self) -> str:
        """Have the same person begin a dispatch at another machine."""
        record = f"theirs-{time.monotonic_ns()}"
        self.neighbour.must(record, d.StartDraft(document(CHANCE)))
        return record

    def log(self, record: str) -> m.Log:
        """Read the server's course of a record."""
        return self.neighbour.send("GET", f"/v1/log/dispatch/{record}", m.Log)

    def rests(self, client: Client) -> bool:
        """Say whether everything is sent and fetched."""
        status = client.status()
        open_work = (
            "SELECT 1 FROM outbox UNION ALL SELECT 1 FROM wanted UNION ALL SELECT 1 FROM blob WHERE NOT uploaded"
            " UNION ALL SELECT 1 FROM draft WHERE behind UNION ALL SELECT 1 FROM draft_update WHERE n = 0"
        )
        return status.connection is Connection.ONLINE and not client._read(lambda db: list(db.execute(open_work)))

    def until(self, client: Client, fact: Callable[[], object], what: str) -> None:
        """Wait; where the line says that a person has to do something, do what a person can: try again."""
        deadline = time.monotonic() + self.patience
        while not fact():
            if client.status().connection in {Connection.STOPPED, Connection.SIGNED_OUT}:
                client.sign_in_again(f"sample-{PERSON}")
            hold(time.monotonic() < deadline, f"never came: {what}; {client.status()}")
            time.sleep(0.01)


def sample(step: int) -> Iterator[Cell]:
    """Give every so many-th cell."""
    yield from CELLS[::step]
