"""Who may have a file: whoever brought it, and whoever has a record that names it. Everybody else is told that it is not there."""

from xzt.office.dispatch.events import Attached, Flowed, SealsAsked
from xzt.office.flow.events import Opined
from xzt.office.receipt.events import Entered, Handled, Instructed, Proposed, WasRead
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
    return not all([await may_have(tx, caller, digest) for event in events for digest in _named(event)])


def _named(event: Event) -> tuple[str, ...]:
    """List the files that an event brings in: with the document, for its seals, as it is entered, or with an opinion (FLW-14)."""
    match event:
        case Attached(file):
            return (file.digest,)
        case SealsAsked():
            return (event.file,)
        case Entered(source):
            return tuple(digest for digest in (source.file, *(file.digest for file in source.attached)) if digest)
        case Flowed(Opined(files=files)) | Proposed(files=files) | Instructed(files=files) | WasRead(files=files) | Handled(files=files):
            return tuple(file.digest for file in files)
    return ()
