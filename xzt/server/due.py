"""When the server's clock has to look at a record again: one row beside each record that time does something to (``timekeeping``)."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from xzt.office.errands import next_look
from xzt.office.given import Given
from xzt.server.records import Key, Stored
from xzt.server.sql.database import Transaction, Write

_NOTE = "INSERT INTO due (unit, kind, id, at) VALUES (?, ?, ?, ?) ON CONFLICT (unit, kind, id) DO UPDATE SET at = excluded.at"
_NEVER = "DELETE FROM due WHERE unit = ? AND kind = ? AND id = ?"


def writes(written: Mapping[Key, Stored], given: Given) -> list[Write]:
    """Say what keeps when to look at these records again; part of the transaction that writes them."""
    looks = [(key, next_look(stored.state, given)) for key, stored in written.items()]
    return [
        (_NOTE, [(key.unit, key.kind, key.id, milliseconds(at)) for key, at in looks if at]),
        (_NEVER, [(key.unit, key.kind, key.id) for key, at in looks if at is None]),
    ]


async def count_anew(tx: Transaction, written: Iterable[Key]) -> None:
    """Have every limit of a unit counted anew whose calendar was written (T2); after ``writes``."""
    for unit in sorted({key.unit for key in written if key.kind == "calendar"}):
        await tx.execute("UPDATE due SET at = 0 WHERE unit = ?", unit)


def milliseconds(at: datetime) -> int:
    """Give a moment as the tables hold it."""
    return round(at.timestamp() * 1000)
