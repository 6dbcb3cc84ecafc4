"""The guard before a mass removal (RS-24): a page that would take much away from this device waits until a person has answered, once.

It cannot be switched off, and it stays over a restart, because nothing of the page is taken in meanwhile. What roles show is another
matter: an administrator takes them away by name, and the records go with them (``rounds.take_directory``).
"""

from msgspec import Struct, structs

from xzt.core.errors import Trouble
from xzt.store import meta, records
from xzt.store.database import Connection
from xzt.sync.protocol import messages as m

MOST, LEAST, SHARE = 20, 5, 0.05
"""More than ``MOST`` records, or more than ``SHARE`` of all; fewer than ``LEAST`` are never much."""
_KEY = "removal"


class Removal(Struct, frozen=True):
    """What the page after ``after`` would take away, and whether the person has said that it may."""

    after: int
    records: tuple[tuple[str, str], ...]
    allowed: bool = False


def check(db: Connection, page: m.Page, after: int) -> None:
    """Stop before a page that would take much away and that nobody has allowed: ``Trouble("mass_removal")``."""
    going = _going(db, page)
    if len(going) < LEAST:
        return
    held = records.count_base(db)
    if len(going) <= MOST and len(going) <= held * SHARE:
        return
    if not _is_allowed(db, going, after):
        raise Trouble("mass_removal", count=str(len(going)), total=str(held))
    meta.drop(db, _KEY)


def ask(db: Connection, page: m.Page, after: int) -> None:
    """Note what the person is to be asked about; a yes that was given while the page was being refused stays."""
    going = _going(db, page)
    if not _is_allowed(db, going, after):
        meta.put(db, _KEY, Removal(after, going))


def read(db: Connection) -> Removal | None:
    """Give what waits for an answer."""
    return meta.get(db, _KEY, Removal)


def allow(db: Connection) -> None:
    """Take the person's yes: this removal may go on, and no other."""
    if asked := read(db):
        meta.put(db, _KEY, structs.replace(asked, allowed=True))


def _is_allowed(db: Connection, going: tuple[tuple[str, str], ...], after: int) -> bool:
    asked = read(db)
    return asked is not None and asked.allowed and asked.after == after and set(going) <= set(asked.records)


def _going(db: Connection, page: m.Page) -> tuple[tuple[str, str], ...]:
    dropped = [(change.kind, change.id) for change in page.changes if change.op == "drop"]
    return tuple(key for key in dropped if records.base_version(db, *key))
