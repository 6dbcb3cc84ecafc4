"""Texts under drafting as stores of schema 1 kept them: whole, newer than what the record holds. A draft takes them over when it opens."""

from typing import TypeVar

from xzt.core.encoding import decode
from xzt.store.chain import change
from xzt.store.database import Connection

T = TypeVar("T")


def get(db: Connection, record: str, kind: type[T]) -> T | None:
    """Read what is kept for a record."""
    row = db.execute("SELECT document FROM kept_text WHERE record = ?", (record,)).fetchone()
    return decode(bytes(row[0]), kind) if row else None


def forget(db: Connection, record: str) -> None:
    """Forget it: a command or a draft carries the text now."""
    change(db, ("kept_text", "record = ?", (record,)), "DELETE FROM kept_text WHERE record = ?", (record,))
