"""After the database was put back from a backup (RS-24): a new epoch, by which every client learns that it has to offer its work again.

A client holds everything that its people did, with their signatures, and sends it once more: what the server has it answers as before, what
it has forgotten takes effect in the order in which it had come about. Who saw a newer state of a record than the server now has waits for
those who made it so, for as long as ``WINDOW``; then the rules decide on what there is.
"""

from datetime import datetime, timedelta

from xzt.core.errors import Trouble
from xzt.server.directory import Meta, read_meta, write_meta
from xzt.server.sql.database import Database, attempt, brief_pause

WINDOW = timedelta(days=14)


async def mark_restored(database: Database, now: datetime) -> int:
    """Begin a new epoch; gives its number, the time in milliseconds, so that one backup put back twice begins two."""

    async def once() -> int:
        async with database.transaction() as tx:
            meta = await read_meta(tx)
            epoch = max((meta.epoch if meta else 1) + 1, int(now.timestamp() * 1000))
            await write_meta(tx, "epoch", str(epoch))
            await write_meta(tx, "restored", str(int(now.timestamp() * 1000)))
            return epoch

    return await attempt(once, brief_pause)


def is_recovering(meta: Meta | None, now: datetime) -> bool:
    """Say whether clients may still bring what the server has forgotten."""
    return meta is not None and 0 < meta.restored > int((now - WINDOW).timestamp() * 1000)


def check_epoch(meta: Meta | None, known: int) -> None:
    """Turn away what was sent to this server before it was restored: ``Trouble("server_restored")``; 0 is from a client that does not say.

    Its sender may have been told no meanwhile, which a restored server has forgotten.
    """
    if known and meta and known != meta.epoch:
        raise Trouble("server_restored", retry=True)
