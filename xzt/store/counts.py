"""How many rows of the view stand in each place, kept with every row that is written, so that a list is counted without its rows (POR-04).

Counted here, for all rows of a page at once, and not by triggers: one that counts for every row costs half of what writing the row does.
"""

from collections import Counter
from collections.abc import Iterable

from xzt.store import chain
from xzt.store.database import Connection

_PLACE = ("kind", "box", "step", "own", "ended")
_OF = [chain.COLUMNS["view"].index(column) for column in _PLACE]
_COUNTS = f"SELECT {', '.join(_PLACE)}, count(*) FROM view GROUP BY {', '.join(_PLACE)}"  # noqa: S608  constants only
_ADD = "INSERT INTO counted VALUES(?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n"

_Rows = Iterable[tuple[object, ...]]


def move(db: Connection, old: _Rows, new: _Rows) -> None:
    """Count whole rows of the view that go and that come, in the transaction that writes them."""
    moved = Counter(_place(row) for row in new)
    moved.subtract(_place(row) for row in old)
    changed = [(*place, n) for place, n in moved.items() if n]
    if changed:
        db.executemany(_ADD, changed)


def total(db: Connection, where: str) -> int:
    """Add up the places under a condition on their columns."""
    row = db.execute(f"SELECT coalesce(sum(n), 0) FROM counted WHERE {where}").fetchone()  # noqa: S608  the caller's constant
    return int(row[0]) if row else 0


def recount(db: Connection) -> None:
    """Count everything anew, where a damaged store has lost count."""
    db.execute("DELETE FROM counted")
    db.execute(f"INSERT INTO counted {_COUNTS}")


def are_right(db: Connection) -> bool:
    """Say whether the counts are those of the rows. Reads every row."""
    return set(db.execute("SELECT * FROM counted WHERE n <> 0")) == set(db.execute(_COUNTS))


def _place(row: tuple[object, ...]) -> tuple[object, ...]:
    return tuple([row[at] for at in _OF])
