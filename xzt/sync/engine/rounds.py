"""One round of reconciliation: files up, commands up, states down.

Each step is one transaction of the store, so a cut repeats at most one page.
"""

import asyncio
import functools
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Protocol, TypeVar

from msgspec import Struct, structs

from xzt.core.buggify import rarely
from xzt.core.errors import Trouble
from xzt.office import registry
from xzt.office.act import Context
from xzt.office.people import Directory
from xzt.store import blobs, drafts, meta, outbox, parts, records
from xzt.store.database import Connection
from xzt.store.records import Surroundings
from xzt.sync.engine import removal
from xzt.sync.protocol import messages as m
from xzt.sync.protocol import versions

T = TypeVar("T")

if TYPE_CHECKING:
    from xzt.sync.engine.wire import Wire


FIRST = "first"
"""Where the store keeps how far the first sync is (``first``); what has everything read anew ends it."""


class Transactions(Protocol):
    """The client's one writer: runs work on the store, one transaction each, in its own thread."""

    def run(self, work: Callable[[Connection], T]) -> Future[T]:
        """Run ``work``; the future resolves after the commit."""

    def look(self, work: Callable[[Connection], T]) -> Future[T]:
        """Run ``work``, which only reads, after all that was given before."""


async def run(transactions: Transactions, work: Callable[[Connection], T]) -> T:
    """Run ``work`` in the writer and wait for its commit."""
    future = transactions.run(work)
    return future.result() if future.done() else await asyncio.wrap_future(future)


async def look(transactions: Transactions, work: Callable[[Connection], T]) -> T:
    """Run ``work``, which only reads, in the writer."""
    future = transactions.look(work)
    return future.result() if future.done() else await asyncio.wrap_future(future)


class Cursor(Struct, frozen=True):
    """How far this store has read, of which server in which epoch (RS-24), and the directory's version."""

    server: str
    epoch: int
    seq: int = 0
    directory: int = -1


class Settled(Struct, frozen=True):
    """What a step changed: records to show again, and commands that now need attention with the code of the refusal."""

    records: frozenset[tuple[str, str]] = frozenset()
    refused: tuple[tuple[str, str], ...] = ()
    again: bool = False


def read_cursor(db: Connection) -> Cursor:
    """Read the cursor of the store."""
    found = meta.get(db, "cursor", Cursor)
    if found is None:
        raise Trouble("store_damaged", detail="cursor")
    return found


class Sweep(Struct, frozen=True):
    """How far one round has gone through the outbox: the last number, and the records whose commands the server wants to be asked later."""

    after: int = 0
    held: frozenset[tuple[str, str]] = frozenset()


def take_batch(db: Connection, sweep: Sweep) -> list[outbox.Queued]:
    """Mark the next commands without an answer as under way and give them; their bytes stay within one push."""
    batch: list[outbox.Queued] = []
    size = 0
    for queued in outbox.to_send(db, m.MAX_PUSH, sweep.after):
        if (queued.envelope.kind, queued.envelope.record) in sweep.held:
            continue
        size += len(bytes(queued.signed.envelope)) * 4 // 3 + len(queued.signed.certificate) + 1000
        if batch and (size > m.MAX_BODY or rarely("push.short")):
            break
        batch.append(queued)
    outbox.mark_sending(db, [queued.envelope.id for queued in batch])
    return batch


def settle(db: Connection, batch: list[outbox.Queued], answers: m.Answers, around: Surroundings) -> Settled:
    """Enter the server's answers: applied commands stay as an overlay until their state arrives, refused ones need attention."""
    if [answer.command for answer in answers.answers] != [queued.envelope.id for queued in batch]:
        raise Trouble("server_error", retry=True, detail="answers")
    touched: set[tuple[str, str]] = set()
    refused: list[tuple[str, str]] = []
    applied: list[tuple[str, int]] = []
    again = False
    for queued, answer in zip(batch, answers.answers, strict=True):
        key = (queued.envelope.kind, queued.envelope.record)
        match answer:
            case m.Applied(command, _, seq):
                applied.append((command, seq))
            case m.Refused(command, code, params):
                outbox.mark(db, command, "refused", code=code, params=params)
                touched.add(key)
                if _is_courtesy(queued):
                    outbox.finish(db, command, "noted", code)
                else:
                    refused.append((command, code))
            case m.Again(command, code):
                outbox.mark(db, command, "sending", code=code)
                again = True
    outbox.mark_applied(db, applied)
    touched |= outbox.retire(db, read_cursor(db).seq)
    records.replay_all(db, sorted(touched), around)
    return Settled(frozenset(touched), tuple(refused), again)


def apply_page(db: Connection, page: m.Page, around: Surroundings) -> Settled:
    """Take in one page: states, replay of what waits on top, cursor; all or nothing."""
    cursor = read_cursor(db)
    removal.check(db, page, cursor.seq)
    given: dict[tuple[str, str], parts.Given] = {}
    dropped: set[tuple[str, str]] = set()
    for change in page.changes:
        key = (change.kind, change.id)
        if change.op == "put":
            given[key] = parts.Given(*key, change.version, change.seq, bytes(change.state))
        elif change.op == "draft":
            drafts.mark_behind(db, change.id)
        else:
            records.drop_base(db, *key)
            given.pop(key, None)
            dropped.add(key)
    retired = outbox.retire(db, page.next)
    meta.put(db, "cursor", structs.replace(cursor, seq=page.next))
    parts.lay_in(db, list(given.values()), around)
    records.replay_all(db, sorted((dropped | retired) - given.keys()), around)
    return Settled(frozenset(dropped | retired | given.keys()))


def keep_directory(db: Connection, directory: Directory) -> None:
    """Keep the new directory and its version."""
    meta.put(db, "directory", directory)
    meta.put(db, "cursor", structs.replace(read_cursor(db), directory=directory.version))


def take_directory(db: Connection, directory: Directory, person: str) -> Settled:
    """Keep a newer directory. Where the person's own roles changed with it, take that in, all in one transaction.

    What the old roles showed is forgotten and the rest is placed anew. The pull has passed by what the new roles show: the cursor goes back
    to the beginning, which ``again`` says.
    """
    before = meta.get(db, "directory", Directory) or Directory()
    keep_directory(db, directory)
    old, new = before.person(person), directory.person(person)
    roles = new.roles if new else ()
    if old and old.roles == roles:
        return Settled()
    around = Surroundings(lambda act: Context(act, roles, directory), person, new.unit if new else "")
    tokens = {f"p:{person}", *(f"r:{role}" for role in roles)}
    shown = records.seen(db)
    for kind, record in shown:
        state = records.read_base(db, kind, record)
        if state is not None and registry.kind_of(kind).audience(state).isdisjoint(tokens):
            records.drop_base(db, kind, record)
        records.replay(db, kind, record, around)
    meta.drop(db, FIRST)
    meta.put(db, "cursor", structs.replace(read_cursor(db), seq=0))
    return Settled(frozenset(shown), again=True)


def start_again(db: Connection, epoch: int) -> None:
    """Take in that the server was restored from a backup (RS-24): what it has forgotten is sent again, and everything is read anew.

    Nothing goes: what is held stays until the restored server says something newer of it.
    """
    outbox.send_again(db)
    blobs.upload_again(db)
    records.outdate(db)
    drafts.start_all_over(db)
    meta.drop(db, FIRST)
    meta.put(db, "cursor", Cursor(read_cursor(db).server, epoch))


def check_server(cursor: Cursor, hello: m.Hello) -> bool:
    """Refuse to talk to another server: a person must decide first. Says whether the server was restored from a backup (RS-24)."""
    if hello.server != cursor.server:
        raise Trouble("other_server", expected=cursor.server, found=hello.server)
    return hello.epoch != cursor.epoch


def check_epoch(cursor: Cursor, epoch: int) -> None:
    """Stop where an answer comes from the server as it was restored: ``Trouble("server_restored")``; it is greeted anew."""
    if epoch and epoch != cursor.epoch:
        raise Trouble("server_restored", retry=True)


async def push(wire: "Wire", transactions: Transactions, around: Surroundings, sweep: Sweep) -> tuple[Settled, Sweep] | None:
    """Send the next commands that wait, in order, and enter the answers; None when this round has been through all.

    Where the server wants to be asked later, the record's other commands wait too, and all other records go on (sync 2, item 11).
    """
    if not await look(transactions, functools.partial(outbox.has_to_send, after=sweep.after)):
        return None  # as in nearly every round: no transaction for nothing
    batch = await run(transactions, functools.partial(take_batch, sweep=sweep))
    if not batch:
        return None
    epoch = (await look(transactions, read_cursor)).epoch if versions.has(wire.protocol, versions.SNAPSHOT) else 0
    answers = await wire.push(m.Push(tuple(queued.signed for queued in batch), epoch))
    settled = await run(transactions, functools.partial(settle, batch=batch, answers=answers, around=around))
    later = {answer.command for answer in answers.answers if isinstance(answer, m.Again)}
    held = {(queued.envelope.kind, queued.envelope.record) for queued in batch if queued.envelope.id in later}
    return settled, Sweep(batch[-1].n, sweep.held | held)


async def pull(wire: "Wire", transactions: Transactions, around: Surroundings) -> tuple[Settled, m.Page]:
    """Take in the next page; the page tells whether there is more and whether the directory changed."""
    cursor = await look(transactions, read_cursor)
    page = await wire.pull(cursor.seq)
    check_epoch(cursor, page.epoch)
    if page.head < cursor.seq:  # nobody has said so, but the server has forgotten what it had told us
        await run(transactions, functools.partial(start_again, epoch=cursor.epoch))
        raise Trouble("server_restored", retry=True)
    if page.next == cursor.seq and not page.changes and not await look(transactions, functools.partial(outbox.has_passed, seq=page.next)):
        return Settled(), page  # as in most rounds: no transaction for nothing
    try:
        return await run(transactions, functools.partial(apply_page, page=page, around=around)), page
    except Trouble as trouble:
        if trouble.code == "mass_removal":
            await run(transactions, functools.partial(removal.ask, page=page, after=cursor.seq))
        raise


def _is_courtesy(queued: outbox.Queued) -> bool:
    kind = queued.envelope.kind
    return isinstance(registry.decode_command(kind, queued.envelope.command), registry.kind_of(kind).courtesies)
