"""The lease (AUT-04): how long a store may be opened without a word from the server, so that a revocation reaches a device that stays away.

Renewed by every round that the server answered to this person's session; when it has ended, unlocking asks the server once more who this
is. It is a rule of the program, not a lock of its own: who has the disk and the password needs no program of ours.
"""

from datetime import datetime, timedelta

from msgspec import Struct

from xzt.store import meta
from xzt.store.database import Connection

EVERY = timedelta(hours=1)
"""So often it is written down anew at most."""
_KEY = "lease"


class Lease(Struct, frozen=True):
    """For how many days (0: without end) from when on, by the server's time."""

    days: int
    since: datetime


def renew(db: Connection, days: int, now: datetime) -> None:
    """Begin it anew."""
    meta.put(db, _KEY, Lease(days, now))


def has_ended(db: Connection, now: datetime) -> bool:
    """Say whether the server has to be asked before this store is opened."""
    found = meta.get(db, _KEY, Lease)
    return found is not None and found.days > 0 and now - found.since > timedelta(days=found.days)
