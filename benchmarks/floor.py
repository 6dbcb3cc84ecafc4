"""The floor under a first pull: the same states as pages of JSON, decoded and written into a bare SQLCipher file, one transaction a page.

No network, no rules, no search index, no second table; WAL and FULL as ours. What a client cannot go under however little it did.

    python -m benchmarks.floor N      prints the same with memory locked and wiped, as RS-02 asks of a client: seconds, and of the processor

In a process of its own, for the engine keeps to it until its process ends.
"""

import json
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

from sqlcipher3 import dbapi2

from benchmarks.office import BODY

_PAGE = 1000
_SETTINGS = ("PRAGMA journal_mode = wal", "PRAGMA synchronous = FULL")
_WIPED = "PRAGMA cipher_memory_security = ON"
_TABLE = "CREATE TABLE record(id TEXT PRIMARY KEY, unit TEXT, version INTEGER, seq INTEGER, state TEXT) WITHOUT ROWID"
_INSERT = """INSERT INTO record VALUES(?, ?, ?, ?, ?) ON CONFLICT(id) DO UPDATE SET version = excluded.version, seq = excluded.seq,
             state = excluded.state WHERE excluded.version > version"""


def pages(n: int) -> Iterator[bytes]:
    """Make the pages as they would come over the line."""
    for start in range(0, n, _PAGE):
        rows = [
            {"id": f"record-{at:08}", "unit": "hn-bgt", "version": 1, "seq": at, "state": {"title": f"关于第{at}号", "body": BODY}}
            for at in range(start, min(n, start + _PAGE))
        ]
        yield zlib.compress(json.dumps(rows, ensure_ascii=False).encode(), 1)


def measure(n: int, *, wiped: bool = False) -> tuple[float, float]:
    """Give the seconds, and those of the processor."""
    wire = list(pages(n))
    with tempfile.TemporaryDirectory(prefix="xzt-floor-") as home:
        db = dbapi2.connect(str(Path(home) / "floor.db"), isolation_level=None)
        db.set_key(b"x'" + bytes(32).hex().encode() + b"'")
        for statement in (
            *((_WIPED,) if wiped else ()),
            *_SETTINGS,
            _TABLE,
            "CREATE INDEX by_seq ON record(unit, seq)",
            "CREATE TABLE cursor(unit TEXT PRIMARY KEY, seq INTEGER)",
        ):
            db.execute(statement)
        began, busy = time.perf_counter(), time.process_time()
        for page in wire:
            rows = json.loads(zlib.decompress(page))
            db.execute("BEGIN IMMEDIATE")
            values = [(row["id"], row["unit"], row["version"], row["seq"], json.dumps(row["state"], ensure_ascii=False)) for row in rows]
            db.executemany(_INSERT, values)
            db.execute("INSERT OR REPLACE INTO cursor VALUES('hn-bgt', ?)", (rows[-1]["seq"],))
            db.execute("COMMIT")
        seconds = (time.perf_counter() - began, time.process_time() - busy)
        db.close()
    return seconds


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]), wiped=True)))
