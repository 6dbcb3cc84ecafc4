"""What size does to the client's store: from 1,000 records on, tenfold each time, the cost of a page, of opening, listing, searching.

The pages are those of the protocol, taken in by the same code as from the line. Every line is held against the smallest size: 1.0 is flat.
What is changed in a round of the pull is spread over the whole store, which is the dearest that it can be. The rows between two sizes are
laid in by the same code, ten thousand at once.
"""

import functools
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
from xzt.store import database, indexing, meta, records
from xzt.store.database import Connection, transaction
from xzt.store.records import Surroundings
from xzt.sync.engine import rounds
from xzt.sync.engine.rounds import Cursor, keep_directory
from xzt.sync.protocol import messages as m

SMALLEST, LARGEST = 1000, 1_000_000
_PAGE = m.PAGE_CHANGES
_FILLED, _MEASURED, _CHANGED = 10_000, 20, 1000
"""Records that are laid in at once; pages of new ones that are measured; records that change in a round."""
_TIMES = 20
_AT = datetime(2022, 11, 23, 1, 0, tzinfo=UTC)
_PEOPLE = Directory((Unit(UNIT, "示例机关", ("示例",)),), (Person(PERSON, "示例", UNIT, roles=(Role.DRAFTER,)),), version=1, sample=True)


class Point(Struct, frozen=True):
    """Seconds at one size."""

    size: int
    taking: float
    indexing: float
    changing: float
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
            ("taking", "take in a page of 500 new states"),
            ("indexing", "the same until every text of it is found"),
            ("changing", "pull round of 1000 changed records"),
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
        while held < size - _MEASURED * _PAGE:
            _take(db, _page(range(held, min(held + _FILLED, size - _MEASURED * _PAGE)), around), around)
            held = min(held + _FILLED, size - _MEASURED * _PAGE)
            _index(db)
        taken, whole = [], []
        while held < size:
            page = _page(range(held, held + _PAGE), around)
            taken.append(_seconds(lambda page=page: _take(db, page, around)))  # type: ignore[misc]
            whole.append(taken[-1] + _seconds(lambda: _index(db)))
            held += _PAGE
        changing = [_seconds(_round(db, size, version, around)) for version in range(2, 7)]
        opening = [_seconds(lambda: _open(home)) for _ in range(times)]
        points.append(
            Point(
                size,
                min(taken),
                min(whole),
                min(changing),
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


def _index(db: Connection) -> None:
    """Have every text found, as a client does beside its other work."""
    more = True
    while more:
        with transaction(db):
            more = indexing.catch_up(db)


def _open(home: Path) -> None:
    db = database.connect(home, bytes(32))
    records.rows(db, "dispatches")
    db.close()


def _round(db: Connection, size: int, version: int, around: Surroundings) -> Callable[[], None]:
    """Make a round of the pull: this many records change, spread over the store; gives what takes it in, page by page."""
    changed = range(version, size, max(1, size // _CHANGED))[:_CHANGED]
    pages = [_page(changed[start : start + _PAGE], around, version) for start in range(0, len(changed), _PAGE)]

    def take() -> None:
        for page in pages:
            _take(db, page, around)

    return take


def _page(numbers: range, around: Surroundings, version: int = 1) -> m.Page:
    """Make a page of dispatches as the server gives them. One in a thousand has the word that is looked for."""
    template = _template(around)
    changes = []
    for n in numbers:
        tail = ("尾页" if n % 1000 == 0 else "") + (f"第{version}版" if version > 1 else "")
        state = template.replace(b"<n>", f"{n:08}".encode()).replace(b"<tail>", tail.encode())
        changes.append(m.Change(n + 1, "dispatch", f"record-{n:08}", version, "put", msgspec.Raw(state)))
    return m.Page(tuple(changes), numbers[-1] + 1, numbers[-1] + 1, 1)


@functools.cache
def _template(around: Surroundings) -> bytes:
    """Decide and evolve one dispatch by the rules: the others differ by number and tail."""
    blocks = (Paragraph(BODY + "<tail>"),)
    document = OfficialDocument(kind=Kind.LETTER, title="关于第<n>号样例事项的函", mark="样例", series="湘政办函", blocks=blocks)
    act = Act("command-<n>", PERSON, UNIT, "device", _AT)
    decision = registry.decide("dispatch", None, StartDraft(msgspec.Raw(encode(document))), around.context(act))
    if not isinstance(decision, list):
        raise TypeError(decision)
    return encode(registry.evolve("dispatch", None, decision, act))
