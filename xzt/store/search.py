"""Full text inside the encrypted store: overlapping pairs of Han characters, so that a word of two characters is found at once (SEA-02).

No segmenter: names and document numbers are found as surely as words. The index holds no text of its own; it is rebuilt for a record
only when its text has changed.
"""

import re
from collections.abc import Iterable
from operator import add

from xzt.core.digest import sm3
from xzt.store.database import Connection

_AT_ONCE = 500
MODULE = "fts5(words, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0')"
"""How the index is made, as the schema has it."""
_RUN = re.compile(r"[㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff〇]+|[a-z0-9]+")


def index(db: Connection, kind: str, record: str, text: str) -> None:
    """Make a record findable by its text."""
    index_all(db, [(kind, record, text)])


def index_all(db: Connection, texts: list[tuple[str, str, str]]) -> None:
    """Make records (kind, id, text) findable, a page at once: any other statement in between makes the index write out what it holds."""
    row = db.execute("SELECT coalesce(max(n), 0) FROM searched").fetchone()
    n = int(row[0]) if row else 0
    known = _digests(db, [(kind, record) for kind, record, _ in texts])
    placed: list[tuple[object, ...]] = []
    words: list[tuple[object, ...]] = []
    for kind, record, text in texts:
        digest = sm3(text.encode())
        held = known.get((kind, record))
        if held == digest:
            continue
        if held:
            forget(db, kind, record)
        n += 1
        placed.append((n, kind, record, digest))
        words.append((n, " ".join(tokens(text))))
    if placed:
        db.executemany("INSERT INTO searched(n, kind, id, digest) VALUES(?, ?, ?, ?)", placed)
        db.executemany("INSERT INTO search(rowid, words) VALUES(?, ?)", words)


def index_new(db: Connection, texts: list[tuple[str, str, str]]) -> None:
    """Make records findable (kind, id, text), most of which stand in no index yet."""
    for kind in {kind for kind, _, _ in texts}:
        ids = [record for of, record, _ in texts if of == kind]
        found = list(db.execute("SELECT id FROM searched WHERE kind = ? AND id BETWEEN ? AND ?", (kind, min(ids), max(ids))))
        for record in {str(row[0]) for row in found} & set(ids):
            forget(db, kind, record)
    row = db.execute("SELECT coalesce(max(n), 0) FROM searched").fetchone()
    first = int(row[0]) + 1 if row else 1
    db.executemany(
        "INSERT INTO searched(n, kind, id, digest) VALUES(?, ?, ?, ?)",
        [(n, kind, record, sm3(text.encode())) for n, (kind, record, text) in enumerate(texts, start=first)],
    )
    db.executemany(
        "INSERT INTO search(rowid, words) VALUES(?, ?)",
        [(n, " ".join(tokens(text))) for n, (_, _, text) in enumerate(texts, start=first)],
    )


def _digests(db: Connection, keys: list[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Read the digests of what is indexed of these records."""
    found: dict[tuple[str, str], str] = {}
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        sql = f"SELECT kind, id, digest FROM searched WHERE (kind, id) IN (VALUES {', '.join(['(?, ?)'] * len(some))})"  # noqa: S608  marks
        found |= {(str(row[0]), str(row[1])): str(row[2]) for row in db.execute(sql, tuple(part for key in some for part in key))}
    return found


def forget(db: Connection, kind: str, record: str) -> None:
    """Take a record out of the index."""
    db.execute("DELETE FROM search WHERE rowid IN (SELECT n FROM searched WHERE kind = ? AND id = ?)", (kind, record))
    db.execute("DELETE FROM searched WHERE kind = ? AND id = ?", (kind, record))


def rebuild(db: Connection, records: Iterable[tuple[str, str, str]]) -> None:
    """Make the whole index anew from these records (kind, id, text)."""
    db.execute("INSERT INTO search(search) VALUES('delete-all')")
    db.execute("DELETE FROM searched")
    for kind, record, text in records:
        index(db, kind, record, text)


def tokens(text: str) -> list[str]:
    """Cut text into what the index holds: pairs of neighbouring Han characters, each run's last one alone, Latin words and numbers."""
    found: list[str] = []
    for run in _RUN.findall(text.lower()):
        if run.isascii():
            found.append(run)
        else:
            found += map(add, run, run[1:])
            found.append(run[-1])
    return found


def query(words: str) -> str:
    """Turn what a person typed into a query: every run must stand in the text, its characters side by side. Empty where nothing is left."""
    parts = []
    for run in _RUN.findall(words.lower()):
        if run.isascii() or len(run) == 1:
            parts.append(f'"{run}"*')
        else:
            parts.append('"' + " ".join(run[at : at + 2] for at in range(len(run) - 1)) + '"')
    return " AND ".join(parts)
