"""The lane of text under drafting: own updates up, everybody's down by number, and a comparison of the ends. Letters carry the same.

It runs after commands and states, stops for waiting commands, and what stops one draft stops nothing else: it is tried in the next round.
"""

import functools
import logging
from typing import TYPE_CHECKING

from msgspec.structs import replace

from xzt.core.errors import Trouble
from xzt.store import drafts, outbox, records
from xzt.store.database import Connection
from xzt.store.drafts import Stored
from xzt.store.records import Surroundings
from xzt.sync.engine.rounds import Transactions, look, run
from xzt.sync.protocol import letters as ll
from xzt.sync.protocol import messages as m

if TYPE_CHECKING:
    from xzt.sync.engine.wire import Wire

log = logging.getLogger(__name__)

_ENDED = ("draft_closed", "record_missing")
"""The server no longer takes it, or does not have the record yet; the state that says which is on its way."""


async def exchange_all(wire: "Wire", transactions: Transactions, around: Surroundings) -> tuple[list[str], list[str]]:
    """Exchange every draft that has something to send or fetch; gives those to which text has come, and those that were given up."""
    changed: list[str] = []
    given_up: list[str] = []
    queue = await look(transactions, drafts.open_drafts)
    for record in queue:  # grows by one that was set aside
        if await look(transactions, outbox.has_to_send):
            break
        try:
            if await _exchange(wire, transactions, record):
                changed.append(record)
        except Trouble as trouble:
            if trouble.code in {"offline", "signed_out"} or "after" in trouble.params:
                raise
            if trouble.code == "draft_differs":  # begun elsewhere from another text: what is here becomes late text, theirs is fetched
                await run(transactions, functools.partial(drafts.set_aside, record=record))
                if record not in changed:
                    queue.append(record)
                changed.append(record)
            elif trouble.code == "record_missing" and await run(
                transactions, functools.partial(records.give_up_draft, record=record, around=around)
            ):
                given_up.append(record)
            log.log(
                logging.INFO if trouble.retry or trouble.code in {*_ENDED, "draft_differs"} else logging.ERROR,
                "a draft waits: %s",
                trouble.code,
            )
    return list(dict.fromkeys(changed)), given_up


async def _exchange(wire: "Wire", transactions: Transactions, record: str) -> int:
    """Send and fetch until both have the same; gives how many updates came."""
    came, compared = 0, False
    while True:
        now = await look(transactions, functools.partial(drafts.cursor, record=record))
        if now is None:
            return came
        batch = _within(await look(transactions, functools.partial(drafts.unsent, record=record)))
        if batch:
            page = await wire.push_draft(record, m.DraftPush(now.drafting, now.n, _updates(batch)))
        else:
            page = await wire.pull_draft(record, now.n)
        if page.drafting != now.drafting:
            return came
        came += await run(transactions, functools.partial(_take, record=record, page=page))
        differs = await run(transactions, functools.partial(_compare, record=record, page=page))
        if differs and compared:
            raise Trouble("draft_incomplete")
        compared = compared or differs
        if record not in await look(transactions, drafts.open_drafts):
            return came


def errands(db: Connection) -> tuple[ll.DraftErrand, ...]:
    """Give what a letter asks of every draft that this person follows: takes own updates, brings those after what is here."""
    found: list[ll.DraftErrand] = []
    for record in drafts.followed(db):
        now = drafts.cursor(db, record)
        if now is not None:
            found.append(ll.DraftErrand(record, m.DraftPush(now.drafting, now.n, _updates(drafts.unsent(db, record)))))
    return tuple(found)


def take_receipt(db: Connection, receipt: ll.DraftReceipt) -> bool:
    """Take in what a letter brings of a draft, as far as it goes on from what is here; says whether it brought anything."""
    before = drafts.cursor(db, receipt.record)
    if before is None:
        return False
    try:
        for page in receipt.pages:
            now = drafts.cursor(db, receipt.record)
            fresh = tuple(one for one in page.updates if now is None or one.n > now.n)
            if now is None or page.drafting != now.drafting or (fresh and fresh[0].n != now.n + 1):
                break  # of another stretch of drafting, or an earlier receipt is missing: the next errand asks from here
            _take(db, receipt.record, replace(page, updates=fresh))
            _compare(db, receipt.record, page)
    except Trouble as trouble:
        if trouble.code != "draft_differs":
            raise
        receipt = replace(receipt, trouble=trouble.code)
    if receipt.trouble == "draft_differs" and drafts.unsent(
        db, receipt.record
    ):  # begun elsewhere from another text: this becomes late text
        drafts.set_aside(db, receipt.record)
        return True
    after = drafts.cursor(db, receipt.record)
    return after is not None and after.n != before.n


def _updates(waiting: list[Stored]) -> tuple[m.DraftUpdate, ...]:
    return tuple(m.DraftUpdate(one.writer, one.start, one.end, one.data) for one in waiting)


def _within(waiting: list[Stored]) -> list[Stored]:
    """Take as many as one request carries."""
    size = 0
    batch: list[Stored] = []
    for one in waiting[: m.MAX_PUSH]:
        size += len(one.data) * 4 // 3 + 200
        if batch and size > m.MAX_BODY // 2:
            break
        batch.append(one)
    return batch


def _take(db: Connection, record: str, page: m.DraftPage) -> int:
    updates = [
        Stored(0, one.n, one.update.writer, one.update.start, one.update.end, one.update.data, one.author, one.at) for one in page.updates
    ]
    return drafts.take(db, record, updates, page.head)


def _compare(db: Connection, record: str, page: m.DraftPage) -> bool:
    """Once all is read, compare who has written how much here and there, and arrange for what is missing; says whether it differed.

    What the server holds and all that is read has not shown is missing here too: restored, it numbers new text below what was read (RS-24).
    """
    now = drafts.cursor(db, record)
    if now is None or now.behind:
        return False
    here, there = drafts.vector(db, record), {int(writer): end for writer, end in page.vector.items()}
    unsent = drafts.unsent(db, record)
    waiting = {one.writer for one in unsent}
    not_shown = any(one.end <= there.get(one.writer, 0) for one in unsent)
    missing_here = not_shown or any(end > here.get(writer, 0) for writer, end in there.items())
    missing_there = any(end > there.get(writer, 0) for writer, end in here.items() if writer not in waiting)
    if missing_here:
        drafts.start_over(db, record)
    if missing_there:
        drafts.send_again(db, record, there)
    return missing_here or missing_there
