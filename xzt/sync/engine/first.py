"""The first sync: what the person may see comes in parts, newest first, and the place is kept with each, so that a cut repeats one part.

The pull begins at the head that the first part names and goes on beside it: a person works after the first seconds. The next part is
fetched while one is laid in. A part that was fetched before a pull is never laid in after it: it could bring back what the pull took away.
"""

import asyncio
import contextlib
import functools
from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from xzt.core.buggify import rarely
from xzt.core.notices import FirstSync
from xzt.store import meta, parts, records
from xzt.store.database import Connection
from xzt.store.records import Surroundings
from xzt.sync.engine.rounds import FIRST, Settled, Transactions, check_epoch, look, read_cursor, run
from xzt.sync.protocol import messages as m
from xzt.sync.protocol import versions

if TYPE_CHECKING:
    from xzt.sync.engine.wire import Wire


class First(Struct, frozen=True):
    """How far the first sync is: the place, records so far and in all, and whether the person holds it. ``finished`` stays."""

    after: tuple[str, str] | None = None
    done: int = 0
    total: int = 0
    paused: bool = False
    finished: bool = False


def read(db: Connection) -> First | None:
    """Read where it stands; None where this store has never begun one."""
    return meta.get(db, FIRST, First)


def shown(db: Connection) -> FirstSync | None:
    """Say what the sync line shows of it, None once it is done or where there was none."""
    found = read(db)
    return None if found is None or found.finished else FirstSync(found.done, found.total, found.paused)


def hold(db: Connection, *, paused: bool) -> None:
    """Hold it, or let it go on; over a restart too."""
    found = read(db)
    if found and not found.finished:
        meta.put(db, FIRST, structs.replace(found, paused=paused))


def lay_in(db: Connection, part: m.Part, around: Surroundings) -> Settled:
    """Lay one part in and keep the place: all or nothing."""
    before, cursor = read(db) or First(), read_cursor(db)
    check_epoch(cursor, part.epoch)
    seq = cursor.seq if before.after else part.head
    parts.lay_in_unindexed(db, [parts.Given(one.kind, one.id, one.version, seq, bytes(one.state)) for one in part.changes], around)
    done = before.done + len(part.changes)
    total = before.total or part.total
    meta.put(db, FIRST, structs.replace(before, after=part.next, done=done, total=max(total, done), finished=part.next is None))
    if not before.after:
        meta.put(db, "cursor", structs.replace(cursor, seq=part.head))
    return Settled(frozenset((one.kind, one.id) for one in part.changes))


def is_due(db: Connection) -> bool:
    """Say whether there is something to fetch: it was begun, or nothing was ever read."""
    found = read(db)
    if found:
        return not found.finished and not found.paused
    return read_cursor(db).seq == 0 and not records.count_base(db)


async def fetch(
    wire: "Wire", transactions: Transactions, around: Callable[[], Surroundings], tell: Callable[[Settled], None], stop: Callable[[], bool]
) -> None:
    """Fetch and lay in part after part, until it is done, held, or something else has to be done first."""
    if not versions.has(wire.protocol, versions.SNAPSHOT) or not await look(transactions, is_due):
        return
    now = await look(transactions, read)
    coming = asyncio.ensure_future(wire.snapshot(now.after if now else None))
    try:
        while True:
            part = await coming
            if part.next:
                coming = asyncio.ensure_future(wire.snapshot(part.next))
            tell(await run(transactions, functools.partial(lay_in, part=part, around=around())))
            if not part.next or stop() or rarely("first.break") or not await look(transactions, is_due):
                return
    finally:
        coming.cancel()
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await coming
