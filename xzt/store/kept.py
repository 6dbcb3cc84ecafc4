"""Texts under drafting, kept at every pause on this device (DOC-20).

What is kept is newer than what the record holds, and goes once a command carries the text.
"""

from datetime import datetime
from typing import TypeVar

from xzt.core.encoding import decode
from xzt.store.database import Connection

T = TypeVar("T")


def put(db: Connection, record: str, document: bytes, at: datetime) -> None:
    """Keep the canonical bytes of a document."""
    db.execute(
        "INSERT INTO kept_text VALUES(?, ?, ?) ON CONFLICT(record) DO UPDATE SET document = excluded.document, at = excluded.at",
        (record, document, at.isoformat()),
    )


def get(db: Connection, record: str, kind: type[T]) -> T | None:
    """Read what is kept for a record."""
    row = db.execute("SELECT document FROM kept_text WHERE record = ?", (record,)).fetchone()
    return decode(bytes(row[0]), kind) if row else None


def forget(db: Connection, record: str) -> None:
    """Forget it: a command carries the text now."""
    db.execute("DELETE FROM kept_text WHERE record = ?", (record,))
