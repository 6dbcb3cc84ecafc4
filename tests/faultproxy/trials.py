"""What a fault of the line alone does not bring to light: others commit while a page is read, the power goes while something is kept,
two machines act apart. Over the same real sockets, server process and stores as the grid (I1 to I3).
"""

import shutil
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from tests.faultproxy.grid import CHANCE, Cell, Grid, Wrong, hold
from tests.faultproxy.proxy import Plan
from tests.simulation.disk import Disk, PowerCut, as_found_after_power_cut
from tests.simulation.people import document
from tests.simulation.template import KEY
from xzt.client.session import Client, World
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Route
from xzt.store import database
from xzt.store.chunks import Chunks
from xzt.store.database import STORE_FILE

WRITTEN = 25
FUSES = range(0, 60, 2)
"""Statements after which the power goes; the last ones find everything kept."""


def commits_while_reading(grid: Grid) -> None:
    """Whatever is committed while pages are read is read as well."""
    client = grid.open()
    written: list[str] = []

    def write() -> None:
        for _ in range(WRITTEN):
            written.append(grid.neighbours_record())
            time.sleep(0.004)

    try:
        client.start()
        grid.until(client, lambda: grid.rests(client), "the client is connected")
        writing = threading.Thread(target=write)
        writing.start()
        writing.join()
        last = grid.neighbours_record()
        grid.until(client, lambda: client.record("dispatch", last), "the last record is read")
        missing = [record for record in written if client.record("dispatch", record) is None]
        hold(not missing, f"I2: {len(missing)} of {WRITTEN} records committed meanwhile are never read")
    finally:
        client.close()


def power_cut_while_keeping(grid: Grid) -> None:
    """At whatever statement the power goes: what is shown afterwards is what will be sent, and it is sent."""
    began = [f"cut-{time.monotonic_ns()}-{fuse}" for fuse in FUSES]
    for fuse, record in zip(FUSES, began, strict=True):
        _begin_and_lose_power(grid, record, fuse)
    client = grid.open()
    try:
        shown = [record for record in began if client.record("dispatch", record)]
        kept = {record for (record,) in client._read(lambda db: list(db.execute("SELECT record FROM outbox")))}
        hold(set(shown) == kept & set(began), f"I1: shown and not kept to be sent: {sorted(set(shown) - kept)}")
        client.start()
        grid.until(client, lambda: grid.rests(client), "all is sent")
        hold(all(len(grid.log(record).entries) == 1 for record in shown), "I1: each has its effect once")
        hold(0 < len(shown) < len(began), f"the power went before and after the commit: {len(shown)} of {len(began)}")
    finally:
        client.close()


def _begin_and_lose_power(grid: Grid, record: str, fuse: int) -> None:
    disk, reading = Disk(database.connect(grid.folder, KEY)), database.connect(grid.folder, KEY)
    client = Client(grid.folder, (disk, reading), grid.key, Chunks(grid.folder, KEY), World())
    disk.fuse = fuse
    with suppress(PowerCut):
        client.submit("dispatch", record, d.StartDraft(document(CHANCE))).result(60)
    disk.dead = True
    found = grid.folder.with_name("found")
    as_found_after_power_cut(grid.folder, STORE_FILE, found)
    client._writer._pool.shutdown()
    reading.close()
    disk.close()
    for part in (STORE_FILE, f"{STORE_FILE}-wal", f"{STORE_FILE}-shm"):
        (grid.folder / part).unlink(missing_ok=True)
        if (found / part).exists():
            (found / part).rename(grid.folder / part)
    shutil.rmtree(found)


def acted_apart(grid: Grid) -> None:
    """Another acts first and the push fails once, so that the newer state comes under the waiting command: it is told, with its words."""
    client, record = grid.open(), f"apart-{time.monotonic_ns()}"
    try:
        client.submit("dispatch", record, d.StartDraft(document(CHANCE))).result(60)
        client.start()
        grid.until(client, lambda: grid.rests(client), "the draft is sent")
    finally:
        client.close()
    grid.neighbour.must(record, d.Submit(Route("yi-1", "ding-1")))
    client = grid.open()
    try:
        given = client.submit("dispatch", record, d.SaveDraft(document(CHANCE))).result(60)
        grid.proxy.arm(Plan("POST", "/v1/push", "500", "before"))
        client.start()
        grid.until(client, lambda: grid.proxy.spent, "the push fails once")
        grid.until(client, lambda: grid.rests(client) or client.attention(), "the server has answered")
        told = [item for item in client.attention() if item.command == getattr(given, "command", "")]
        hold(told and told[0].mine_json, "I3: a command that was refused is told with its content")
        client.dismiss(told[0].command).result(60)
    finally:
        client.close()


def answer_lost(grid: Grid) -> None:
    """The cell that forgetting an answer breaks: the push took effect, its answer is lost, and it comes again."""
    grid.run(Cell("push", "drop", "after"))


TRIALS: dict[str, Callable[[Grid], None]] = {
    "answer lost after commit": answer_lost,
    "commits while reading": commits_while_reading,
    "power cut while keeping": power_cut_while_keeping,
    "acted apart": acted_apart,
}


def caught(grid: Grid) -> list[tuple[str, str]]:
    """Run the trials until one finds something wrong; gives which, and what."""
    found = []
    for name, trial in TRIALS.items():
        try:
            trial(grid)
        except Wrong as wrong:
            found.append((name, str(wrong)))
            break  # what comes after would only find the same store in disorder
    return found
