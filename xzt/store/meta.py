"""Single values of the store: identity, signing key, directory, cursor, session token."""

from typing import TypeVar

from xzt.core.encoding import decode, encode
from xzt.store.chain import change
from xzt.store.database import Connection

T = TypeVar("T")


def put(db: Connection, key: str, value: object) -> None:
    """Keep ``value`` under ``key``."""
    sql = "INSERT INTO meta VALUES(?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value"
    change(db, ("meta", "key = ?", (key,)), sql, (key, encode(value)))


def drop(db: Connection, key: str) -> None:
    """Forget the value under ``key``."""
    change(db, ("meta", "key = ?", (key,)), "DELETE FROM meta WHERE key = ?", (key,))


def get(db: Connection, key: str, kind: type[T]) -> T | None:
    """Read the value under ``key``, None where there is none."""
    row = db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return decode(bytes(row[0]), kind) if row else None
