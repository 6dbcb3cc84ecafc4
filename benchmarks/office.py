"""Our own side of the sync measurement, in a process of its own: a real server process, encrypted stores of one person, loopback.

    python -m benchmarks.office N M [postgresql://...]      prints one JSON object: seconds of each phase and more

Rules run at both ends, permissions are checked, every answer and every page is flushed to the disk. The lane of text under drafting is left
out: no peer has it.
"""

import asyncio
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from xzt.client import commands
from xzt.client.clock import new_id, utc_now
from xzt.client.writer import Writer
from xzt.core.encoding import encode
from xzt.docs.model import Kind, OfficialDocument, Paragraph
from xzt.office.act import Act, Context
from xzt.office.dispatch.commands import SaveDraft, StartDraft
from xzt.office.people import Directory
from xzt.server.seeding import load_directory
from xzt.signing.keys import PrivateKey, SoftwareKey
from xzt.store import database, indexing, meta
from xzt.store.database import Connection, transaction
from xzt.store.records import Surroundings
from xzt.sync.engine import first, rounds
from xzt.sync.engine.rounds import Cursor, keep_directory
from xzt.sync.engine.wire import Wire

T = TypeVar("T")
ROOT = Path(__file__).parents[1]
DIRECTORY = ROOT / "resources" / "sample" / "directory.json"
PERSON, UNIT = "jia-1", "hn-bgt"
BODY = "湖南省县级机关公文正文样例。" * 20
"""About 840 bytes in UTF-8, the same as the peers carry."""
_AT_ONCE = 1000


class Server:
    """A server process; ``peak`` is its largest memory in MB."""

    def __init__(self, data: Path, address: str | None = None) -> None:
        named = ["--database", address] if address else []
        command = [sys.executable, "-m", "xzt", "server", "--data", str(data), "--listen", "127.0.0.1:0", *named]
        with (data / "server.log").open("ab") as log:
            self.child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True)
        line = self.child.stdout.readline() if self.child.stdout else ""
        if "listening on " not in line:
            raise RuntimeError("the server did not start")
        self.url = line.split("listening on ", 1)[1].strip()

    @property
    def peak(self) -> int:
        """Give the largest resident memory so far, MB."""
        return peak_of(self.child.pid)

    def stop(self) -> None:
        """End it."""
        self.child.terminate()
        self.child.wait(30)
        if self.child.stdout:
            self.child.stdout.close()


def peak_of(process: int | str) -> int:
    """Give the largest resident memory of a process so far, MB; 0 where the system does not tell."""
    status = Path(f"/proc/{process}/status")
    found = re.search(r"VmHWM:\s+(\d+)", status.read_text()) if status.exists() else None
    return int(found[1]) // 1024 if found else 0


def busy_of(process: int) -> float:
    """Give the processor time of a process so far, seconds; 0 where the system does not tell."""
    status = Path(f"/proc/{process}/stat")
    if not status.exists():
        return 0.0
    fields = status.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(home: Path, address: str | None = None) -> Iterator[Server]:
    """Run a server with the sample directory."""
    data = home / "server"
    load_directory(data, address, DIRECTORY.read_bytes(), datetime.now(UTC))
    server = Server(data, address)
    try:
        yield server
    finally:
        server.stop()


class Desk(Struct, frozen=True):
    """A store, its one writer, and its line to the server."""

    writer: Writer
    wire: Wire
    around: Surroundings
    device: str

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Run one transaction of the store."""
        return await asyncio.wrap_future(self.writer.run(work))

    async def push(self) -> None:
        """Send everything that waits."""
        sweep = rounds.Sweep()
        while found := await rounds.push(self.wire, self.writer, self.around, sweep):
            _, sweep = found

    async def first(self) -> None:
        """Read everything for the first time as a client does: in compressed parts, then what is newer."""
        await first.fetch(self.wire, self.writer, lambda: self.around, lambda _: None, lambda: False)
        await self.pull()

    async def index(self) -> None:
        """Have every text found that the first sync brought, as a client does beside its other work."""
        while await self.run(indexing.catch_up):
            pass

    async def pull(self) -> None:
        """Take in everything that is new, record by record."""
        while True:
            _, page = await rounds.pull(self.wire, self.writer, self.around)
            if page.next >= page.head or not page.changes:
                return

    async def close(self) -> None:
        """Close both."""
        await self.wire.close()
        self.writer.close()


async def desk(home: Path, url: str, name: str) -> Desk:
    """Make an empty store that is signed in."""
    wire = Wire(url)
    hello = await wire.hello()
    await wire.login(PERSON, f"sample-{PERSON}", name)
    directory = (await wire.directory()).directory
    folder = home / name
    folder.mkdir()
    db = database.connect(folder, bytes(32), create=True)
    database.migrate(db)
    with transaction(db):
        meta.put(db, "cursor", Cursor(hello.server, hello.epoch))
        keep_directory(db, directory)
    return Desk(Writer(db, lambda _: None), wire, _around(directory), name)


def _around(directory: Directory) -> Surroundings:
    person = directory.person(PERSON)
    roles = person.roles if person else ()
    return Surroundings(lambda act: Context(act, roles, directory), PERSON, UNIT)


def document(n: int, tail: str = "") -> msgspec.Raw:
    """Make the document of record ``n``."""
    made = OfficialDocument(
        kind=Kind.LETTER, title=f"关于第{n}号样例事项的函", mark="样例", series="湘政办函", blocks=(Paragraph(BODY + tail),)
    )
    return msgspec.Raw(encode(made))


async def submit_all(at: Desk, made: list[tuple[str, StartDraft | SaveDraft]]) -> None:
    """Do these commands at this desk, as a person would, many in one transaction: only their sending is measured."""
    key = SoftwareKey(PrivateKey.generate(), b"")
    for start in range(0, len(made), _AT_ONCE):
        some = made[start : start + _AT_ONCE]

        def work(db: Connection, some: list[tuple[str, StartDraft | SaveDraft]] = some) -> None:
            for record, command in some:
                now = utc_now()
                act = Act(new_id(now), PERSON, UNIT, at.device, now)
                commands.submit(db, commands.Subject("dispatch", record), command, act, at.around, key)

        await at.run(work)


def measure(n: int, changed: int, address: str | None = None) -> dict[str, float]:
    """Run every phase once, and tell what each process took."""
    with tempfile.TemporaryDirectory(prefix="xzt-sync-") as folder, served(Path(folder), address) as server:
        found = asyncio.run(_measure(Path(folder), server, n, changed))
        return found | {"server_mb": server.peak, "client_mb": peak_of("self")}


async def _measure(home: Path, server: Server, n: int, changed: int) -> dict[str, float]:
    found: dict[str, float] = {}
    url, other = server.url, server.child.pid

    async def timed(name: str, work: Awaitable[None]) -> None:
        began, busy = time.perf_counter(), time.process_time() + busy_of(other)
        await work
        found[name] = round(time.perf_counter() - began, 4)
        found[f"{name}_cpu"] = round(time.process_time() + busy_of(other) - busy, 4)

    here, there, third = [await desk(home, url, name) for name in ("a", "b", "c")]
    records = [f"record-{number:08}" for number in range(n)]
    await timed("local_create", submit_all(here, [(record, StartDraft(document(at))) for at, record in enumerate(records)]))
    await timed("push_n", here.push())
    await timed("own_n", here.pull())
    await timed("pull_n", there.first())
    await timed("index_n", there.index())
    await timed("rows_n", third.pull())
    await timed("rows_index_n", third.index())
    await timed("noop", _nothing(there))
    await submit_all(here, [(record, SaveDraft(document(at, "改"))) for at, record in enumerate(records[:changed])])
    await timed("push_m", here.push())
    await timed("pull_m", there.pull())
    await here.pull()
    await third.pull()
    held = {await one.run(_digest) for one in (here, there, third)}
    found["converged"] = float(len(held) == 1)
    for one in (here, there, third):
        await one.close()
    return found


async def _nothing(at: Desk) -> None:
    await at.push()
    await at.pull()


def _digest(db: Connection) -> str:
    found = hashlib.sha256()
    for kind, record, version, state in db.execute("SELECT kind, id, version, state FROM base ORDER BY kind, id"):
        found.update(f"{kind} {record} {version} ".encode() + bytes(state))
    return found.hexdigest()


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else None)))
