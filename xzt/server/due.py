"""When the server's clock has to look at a record again: one row beside each record that time does something to (``timekeeping``)."""

from collections.abc import Mapping
from datetime import datetime

from xzt.office.errands import next_look
from xzt.office.given import Given
from xzt.server.records import Key, Stored
from xzt.server.sql.database import Transaction

_NOTE = "INSERT INTO due (unit, kind, id, at) VALUES (?, ?, ?, ?) ON CONFLICT (unit, kind, id) DO UPDATE SET at = excluded.at"


async def note(tx: Transaction, written: Mapping[Key, Stored], given: Given) -> None:
    """Keep when to look at these records again; part of the transaction that writes them."""
    looks = [(key, next_look(stored.state, given)) for key, stored in written.items()]
    rows = [(key.unit, key.kind, key.id, milliseconds(at)) for key, at in looks if at]
    if rows:
        await tx.execute_many(_NOTE, rows)
    for unit in sorted({key.unit for key in written if key.kind == "calendar"}):
        await tx.execute("UPDATE due SET at = 0 WHERE unit = ?", unit)  # every limit is counted anew (T2)
    never = [(key.unit, key.kind, key.id) for key, at in looks if at is None]
    if never:
        await tx.execute_many("DELETE FROM due WHERE unit = ? AND kind = ? AND id = ?", never)


def milliseconds(at: datetime) -> int:
    """Give a moment as the tables hold it."""
    return round(at.timestamp() * 1000)
