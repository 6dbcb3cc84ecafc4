"""The full-text index after much has come at once: written later, in portions, so that a person works before all texts can be found.

Indexing costs as much as all else that is done for a record. So what a first sync brings, or a pull after days away, is laid in without it,
in the same transaction a note says that the index is behind, and whoever has time calls ``catch_up`` until nothing is left: a kill loses at
most the portion under way. A few changes are indexed at once. As long as the note stands, titles and numbers are searched besides, and the
interface says that texts are not all found yet.
"""

from msgspec import Struct, structs

from xzt.office import registry
from xzt.store import meta, search
from xzt.store.database import Connection

PORTION = 200
"""Records of one transaction: a person's own command waits for one at most, some tens of milliseconds."""
_KEY = "index.behind"
_NEXT = """SELECT kind, id, CASE WHEN length(view.state) THEN view.state ELSE base.state END FROM view LEFT JOIN base USING(kind, id)
    WHERE (kind, id) >= (?, ?) AND NOT EXISTS(SELECT 1 FROM searched WHERE searched.kind = view.kind AND searched.id = view.id)
    ORDER BY kind, id LIMIT ?"""


class Behind(Struct, frozen=True):
    """Before which place every record is indexed, and about how many from there on are not."""

    after: tuple[str, str] = ("", "")
    left: int = 0


def fall_behind(db: Connection, keys: list[tuple[str, str]]) -> None:
    """Note that these records (kind, id) were laid in and are not in the index."""
    if keys:
        found = meta.get(db, _KEY, Behind)
        place = min(keys) if found is None else min(found.after, *keys)
        meta.put(db, _KEY, Behind(place, left(db) + len(keys)))


def left(db: Connection) -> int:
    """Say about how many records are not in the index yet; 0 only when all are."""
    found = meta.get(db, _KEY, Behind)
    return max(found.left, 1) if found else 0


def is_behind(db: Connection) -> bool:
    """Say whether there are records that are not in the index."""
    return meta.get(db, _KEY, Behind) is not None


def catch_up(db: Connection, portion: int = PORTION) -> bool:
    """Index the next portion; says whether there may be more to do."""
    behind = meta.get(db, _KEY, Behind)
    if behind is None:
        return False
    rows = [(str(kind), str(record), bytes(state)) for kind, record, state in db.execute(_NEXT, (*behind.after, portion))]
    texts = [(kind, record, registry.kind_of(kind).words(registry.decode_state(kind, state))) for kind, record, state in rows]
    search.index_all(db, texts)
    if len(rows) < portion:
        caught_up(db)
        return False
    meta.put(db, _KEY, structs.replace(behind, after=rows[-1][:2], left=max(behind.left - len(rows), 1)))
    return True


def caught_up(db: Connection) -> None:
    """Note that every record is in the index."""
    meta.drop(db, _KEY)
