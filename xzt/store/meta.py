"""Single values of the store: identity, signing key, directory, cursor, session token."""

from typing import TypeVar

from xzt.core.encoding import decode, encode
from xzt.store.chain import change, write_all
from xzt.store.database import Connection

T = TypeVar("T")


def put(db: Connection, key: str, value: object) -> None:
    """Keep ``value`` under ``key``. The same once more is no change, so that a round that brought nothing leaves no new head to sign."""
    encoded = encode(value)
    row = db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    if row and bytes(row[0]) == encoded:
        return
    write_all(db, "meta", ("key",), [(key, row[0])] if row else [], [(key, encoded)])


def drop(db: Connection, key: str) -> None:
    """Forget the value under ``key``."""
    change(db, ("meta", "key = ?", (key,)), "DELETE FROM meta WHERE key = ?", (key,))


def get(db: Connection, key: str, kind: type[T]) -> T | None:
    """Read the value under ``key``, None where there is none."""
    row = db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return decode(bytes(row[0]), kind) if row else None
