"""The full examination of a store that nobody has open (unlock window, ``xzt doctor --store``), and mending what needs no backup.

The full-text index and the counts of lists are made anew from the records. A damaged file that the server has is forgotten, so that it is
fetched again. Damaged pages and rows put back are not mended here: that is restoring (``xzt.client.restoring``), which carries over what
the server does not have.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from xzt.store import blobs, database, indexing, keyslots, lock, search
from xzt.store.chunks import Chunks
from xzt.store.counts import recount
from xzt.store.database import Connection, transaction
from xzt.store.examining import Finding, examine
from xzt.store.records import texts

__all__ = ["Finding", "look", "mend", "mendable"]


def look(folder: Path, password: str) -> list[Finding]:
    """Examine everything; changes nothing. Blocks. ``Trouble("store_in_use")`` while a window has the store open."""
    with _opened(folder, password) as (db, beside):
        return examine(db, beside)


def mend(folder: Path, password: str) -> list[Finding]:
    """Mend what can be mended here, and examine again; gives what is left. Blocks."""
    with _opened(folder, password) as (db, beside):
        found = examine(db, beside)
        if not any(map(mendable, found)):
            return found
        with transaction(db):
            for finding in filter(mendable, found):
                if finding.code == "index":
                    search.rebuild(db, texts(db))
                    indexing.caught_up(db)
                    recount(db)
                else:
                    blobs.lose(db, finding.what)
        return examine(db, beside)


def mendable(finding: Finding) -> bool:
    """Say whether ``mend`` can help: with the index, and with a file that the server has; pages and rows are found before either."""
    return finding.code == "index" or (finding.code == "file" and not finding.only_here)


@contextlib.contextmanager
def _opened(folder: Path, password: str) -> Iterator[tuple[Connection, Chunks]]:
    held = lock.take(folder)
    try:
        key = keyslots.open_slot(folder, password)
        db = database.connect(folder, key)
        try:
            yield db, Chunks(folder, key)
        finally:
            db.close()
    finally:
        lock.give_back(held)
