"""Full text inside the encrypted store: overlapping pairs of Han characters, so that a word of two characters is found at once (SEA-02).

No segmenter: names and document numbers are found as surely as words. The index holds no text of its own; it is rebuilt for a record
only when its text has changed.
"""

import re
from array import array
from collections.abc import Iterable
from typing import Any

from xzt.core.digest import sm3
from xzt.core.encoding import encode
from xzt.store.database import Connection

MODULE = "fts5(words, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0')"
"""How the index is made, as the schema has it."""
_RUN = re.compile(r"[㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff〇]+|[a-z0-9]+")
_WORD, _SPACE, _WIDE = "\x01", array("I", " ".encode("utf-32-le")), "utf-32-le"
"""Stands for a Latin word while pairs are cut: no run has this character."""
_STRAY = re.compile("   . ")
"""What cutting leaves where a run begins: its first character, which no run before it goes on with."""


def index(db: Connection, kind: str, record: str, text: str) -> None:
    """Make a record findable by its text."""
    index_all(db, [(kind, record, text)])


def index_all(db: Connection, texts: list[tuple[str, str, str]]) -> None:
    """Make records (kind, id, text) findable, a page at once and by rising number.

    Any other statement in between, or a lower number, makes the index write out what it holds.
    """
    if not texts:
        return
    row = db.execute("SELECT coalesce(max(n), 0) FROM searched").fetchone()
    n = int(row[0]) if row else 0
    held = _held(db, texts)
    placed: list[tuple[object, ...]] = []
    changed: list[tuple[object, ...]] = []
    words: list[tuple[int, str]] = []
    for kind, record, text in texts:
        digest = sm3(text.encode())
        number, before = held.get((kind, record), (0, ""))
        if before == digest:
            continue
        if number:
            changed.append((digest, number))
        else:
            number = n = n + 1
            placed.append((number, kind, record, digest))
        words.append((number, tokens(text)))
    if changed:
        gone = encode([number for _, number in changed]).decode()
        db.execute("DELETE FROM search WHERE rowid IN (SELECT value FROM json_each(?))", (gone,))
        db.executemany("UPDATE searched SET digest = ? WHERE n = ?", changed)
    db.executemany("INSERT INTO searched(n, kind, id, digest) VALUES(?, ?, ?, ?)", placed)
    db.executemany("INSERT INTO search(rowid, words) VALUES(?, ?)", sorted(words))


def _held(db: Connection, texts: list[tuple[str, str, str]]) -> dict[tuple[str, str], tuple[int, str]]:
    """Read under which number these records are indexed, with the digests of their texts."""
    found: dict[tuple[str, str], tuple[int, str]] = {}
    for kind in {kind for kind, _, _ in texts}:
        ids = [record for of, record, _ in texts if of == kind]
        rows = among(db, "SELECT id, n, digest FROM searched", kind, ids)
        found |= {(kind, str(record)): (int(n), str(digest)) for record, n, digest in rows}
    return found


def known(db: Connection, keys: list[tuple[str, str]]) -> set[tuple[str, str]]:
    """Give those of these records (kind, id) that stand in the index."""
    found: set[tuple[str, str]] = set()
    for kind in {kind for kind, _ in keys}:
        found |= {(kind, str(record)) for (record,) in among(db, "SELECT id FROM searched", kind, [one for of, one in keys if of == kind])}
    return found


def among(db: Connection, select: str, kind: str, ids: list[str]) -> list[tuple[Any, ...]]:
    """Read the rows of a table with kind and id that stand for these; asks for the span of them first, in which there is often nothing."""
    span = (kind, min(ids), max(ids))
    if len(ids) > 1 and db.execute(f"{select} WHERE kind = ? AND id BETWEEN ? AND ? LIMIT 1", span).fetchone() is None:
        return []
    return list(db.execute(f"{select} WHERE kind = ? AND id IN (SELECT value FROM json_each(?))", (kind, encode(ids).decode())))  # noqa: S608  ours


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


def tokens(text: str) -> str:
    """Cut text into what the index holds: pairs of neighbouring Han characters, each run's last one alone, Latin words; spaces between.

    All pairs at once, as rows of three characters: a third of the time that a loop takes.
    """
    found = _RUN.findall(text.lower())
    runs = " ".join([_WORD if run.isascii() else run for run in found])
    if not runs:
        return ""
    characters = array("I", runs.encode(_WIDE))
    rows = _SPACE * (3 * len(characters))
    rows[0::3] = characters
    rows[1:-3:3] = characters[1:]
    cut = _STRAY.sub(" ", rows.tobytes().decode(_WIDE))
    if _WORD not in cut:
        return cut
    first, *rest = cut.split(_WORD)
    return first + "".join(map("".join, zip((run for run in found if run.isascii()), rest, strict=True)))


def query(words: str) -> str:
    """Turn what a person typed into a query: every run must stand in the text, its characters side by side. Empty where nothing is left."""
    parts = []
    for run in _RUN.findall(words.lower()):
        if run.isascii() or len(run) == 1:
            parts.append(f'"{run}"*')
        else:
            parts.append('"' + " ".join(run[at : at + 2] for at in range(len(run) - 1)) + '"')
    return " AND ".join(parts)
