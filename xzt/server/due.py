"""When the server's clock has to look at a record again: one row beside each record that time does something to (``timekeeping``)."""

from collections.abc import Mapping
from datetime import datetime

from xzt.office.errands import next_look
from xzt.office.given import Given
from xzt.server.records import Key, Stored
from xzt.server.sql.database import Write

_NOTE = "INSERT INTO due (unit, kind, id, at) VALUES (?, ?, ?, ?) ON CONFLICT (unit, kind, id) DO UPDATE SET at = excluded.at"
_NEVER = "DELETE FROM due WHERE unit = ? AND kind = ? AND id = ?"


_ANEW = "UPDATE due SET at = 0 WHERE unit = ?"


def writes(written: Mapping[Key, Stored], given: Given) -> list[Write]:
    """Say what keeps when to look at these records again; part of the transaction that writes them. A calendar has all of them do so."""
    looks = [(key, next_look(stored.state, given)) for key, stored in written.items()]
    return [
        (_NOTE, [(key.unit, key.kind, key.id, milliseconds(at)) for key, at in looks if at]),
        (_NEVER, [(key.unit, key.kind, key.id) for key, at in looks if at is None]),
        (_ANEW, [(unit,) for unit in sorted({key.unit for key in written if counts_anew(key)})]),
    ]


def counts_anew(key: Key) -> bool:
    """Say whether writing this record has every limit of its unit counted anew (T2)."""
    return key.kind == "calendar"


def milliseconds(at: datetime) -> int:
    """Give a moment as the tables hold it."""
    return round(at.timestamp() * 1000)
