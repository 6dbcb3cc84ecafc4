"""Who may have a file: whoever brought it, and whoever has a record that names it. Everybody else is told that it is not there."""

from xzt.office.dispatch.events import Attached, SealsAsked
from xzt.office.receipt.events import Entered
from xzt.office.registry import Event
from xzt.server.callers import Caller
from xzt.server.sql.database import Transaction, marks


async def is_own(tx: Transaction, caller: Caller, digest: str) -> bool:
    """Say whether this person has brought the file."""
    sql = "SELECT digest FROM blob WHERE unit = ? AND digest = ? AND person = ?"
    return await tx.fetch_one(tuple[str], sql, caller.unit, digest, caller.person) is not None


async def may_have(tx: Transaction, caller: Caller, digest: str) -> bool:
    """Say whether a person has brought a file or has a record that names it."""
    if await is_own(tx, caller, digest):
        return True
    sql = (
        "SELECT blob_ref.id FROM blob_ref"
        " JOIN change ON change.unit = blob_ref.unit AND change.kind = blob_ref.kind AND change.id = blob_ref.id"
        " WHERE change.unit = ? AND blob_ref.unit = ? AND blob_ref.digest = ? AND change.op = 'put' AND change.token IN ({marks})"
    ).replace("{marks}", marks(len(caller.tokens)))
    return await tx.fetch_one(tuple[str], sql, caller.unit, caller.unit, digest, *caller.tokens) is not None


async def lacks(tx: Transaction, caller: Caller, events: list[Event]) -> bool:
    """Say whether one of the events attaches a file that the person has not brought: naming a file must not open it."""
    digests = [event.file.digest for event in events if isinstance(event, Attached)]
    digests += [event.file for event in events if isinstance(event, SealsAsked)]
    sources = [event.source for event in events if isinstance(event, Entered)]
    digests += [digest for source in sources for digest in (source.file, *(file.digest for file in source.attached)) if digest]
    return not all([await may_have(tx, caller, digest) for digest in digests])
