"""What size does to the client's store: from 1,000 records on, tenfold each time, the cost of a page, of opening, listing, searching.

The pages are those of the protocol, taken in by the same code as from the line. Every line is held against the smallest size: 1.0 is flat.
"""

import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from benchmarks.office import BODY, PERSON, UNIT
from benchmarks.rows import Row
from xzt.core.encoding import encode
from xzt.docs.model import Kind, OfficialDocument, Paragraph
from xzt.office import registry
from xzt.office.act import Act, Context
from xzt.office.dispatch.commands import StartDraft
from xzt.office.people import Directory, Person, Role, Unit
from xzt.store import database, meta, records
from xzt.store.database import Connection, transaction
from xzt.store.records import Surroundings
from xzt.sync.engine import rounds
from xzt.sync.engine.rounds import Cursor, keep_directory
from xzt.sync.protocol import messages as m

SMALLEST, LARGEST = 1000, 1_000_000
_PAGE = m.PAGE_CHANGES
_TIMES = 20
_AT = datetime(2022, 11, 23, 1, 0, tzinfo=UTC)
_PEOPLE = Directory((Unit(UNIT, "示例机关", ("示例",)),), (Person(PERSON, "示例", UNIT, roles=(Role.DRAFTER,)),), version=1, sample=True)


class Point(Struct, frozen=True):
    """Seconds at one size."""

    size: int
    taking: float
    opening: float
    listing: float
    counting: float
    finding: float


def measure(rounds_: int, records_: int = 0) -> list[Row]:
    """Measure up to ``records_`` records (a million if not said)."""
    with tempfile.TemporaryDirectory(prefix="xzt-store-") as home:
        points = _grow(Path(home), records_ or LARGEST, rounds_ or _TIMES)
    first = points[0]
    return [
        Row(work, f"{point.size} 件", *_compared(getattr(point, name), getattr(first, name)))
        for name, work in (
            ("taking", "take in a page of 500 states"),
            ("opening", "open the store, with the first list"),
            ("listing", "list 200 rows"),
            ("counting", "count every list"),
            ("finding", "find a word of two characters"),
        )
        for point in points
    ]


def _compared(seconds: float, first: float) -> tuple[float, float, float, str]:
    return round(seconds * 1000, 3), round(first * 1000, 3), round(seconds / first, 2), "ms"


def _grow(home: Path, largest: int, times: int) -> list[Point]:
    db = database.connect(home, bytes(32), create=True)
    database.migrate(db)
    around = Surroundings(lambda act: Context(act, (Role.DRAFTER,), _PEOPLE), PERSON, UNIT)
    with transaction(db):
        meta.put(db, "cursor", Cursor("server", 1))
        keep_directory(db, _PEOPLE)
    points, size, held = [], SMALLEST, 0
    while size <= largest:
        taken: list[float] = []
        while held < size:
            page = _page_at(held, around)
            taken.append(_seconds(lambda page=page: _take(db, page, around)))  # type: ignore[misc]
            held += _PAGE
        opening = [_seconds(lambda: _open(home)) for _ in range(times)]
        points.append(
            Point(
                size,
                min(taken[-20:]),
                min(opening),
                _least(times, lambda: records.rows(db, "dispatches")),
                _least(times, lambda: [records.count(db, box) for box in ("todo", "drafts", "mine", "dispatches", "receipts", "archive")]),
                _least(times, lambda: records.rows(db, "dispatches", "尾页")),
            )
        )
        size *= 10
    db.close()
    return points


def _least(times: int, work: Callable[[], object]) -> float:
    """Give the shortest of several: what else runs on the machine only ever adds."""
    return min(_seconds(work) for _ in range(times))


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _take(db: Connection, page: m.Page, around: Surroundings) -> None:
    with transaction(db):
        rounds.apply_page(db, page, around)


def _open(home: Path) -> None:
    db = database.connect(home, bytes(32))
    records.rows(db, "dispatches")
    db.close()


def _page_at(start: int, around: Surroundings) -> m.Page:
    """Make a page of dispatches begun one after the other, as the server gives them. One in a thousand has the word that is looked for."""
    changes = []
    for n in range(start, start + _PAGE):
        blocks = (Paragraph(BODY + ("尾页" if n % 1000 == 0 else "")),)
        document = OfficialDocument(kind=Kind.LETTER, title=f"关于第{n}号样例事项的函", mark="样例", series="湘政办函", blocks=blocks)
        act = Act(f"command-{n:08}", PERSON, UNIT, "device", _AT)
        decision = registry.decide("dispatch", None, StartDraft(msgspec.Raw(encode(document))), around.context(act))
        if not isinstance(decision, list):
            raise TypeError(decision)
        state = encode(registry.evolve("dispatch", None, decision, act))
        changes.append(m.Change(n + 1, "dispatch", f"record-{n:08}", 1, "put", msgspec.Raw(state)))
    return m.Page(tuple(changes), start + _PAGE, start + _PAGE, 1)
