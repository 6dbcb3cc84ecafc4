"""The full examination of a store: every page, every row against the chain, every file against its digest, the index against the records.

Reads everything; takes a second for some ten thousand records and as long as the disk needs for the files. Gives codes; what a person reads
stands in the interface.
"""

import itertools
from collections.abc import Iterator

from msgspec import Struct

from xzt.core.digest import sm3
from xzt.core.errors import Trouble
from xzt.store import blobs, chain, counts, indexing, records, search
from xzt.store.chunks import Chunks
from xzt.store.database import Connection, naming_trouble

SCRATCH = "again"


class Finding(Struct, frozen=True):
    """What is wrong: ``pages`` (damaged), ``rows`` (not what the last commit left), ``file`` (damaged), ``index`` (not of the records, or
    lists wrongly counted).

    ``what`` says where; ``only_here``: the server has no such file.
    """

    code: str
    what: str
    only_here: bool = False


def examine(db: Connection, beside: Chunks) -> list[Finding]:
    """Look at everything. Blocks; use a connection that nobody else uses, of a store that is not being written or is read in one state."""
    try:
        with naming_trouble():
            if found := [*_pages(db), *_rows(db)]:  # what rests on rows that are not right says nothing more
                return found
            return [*_files(db, beside), *_index(db)]
    except Trouble as trouble:
        if trouble.code != "store_damaged":
            raise
        return [Finding("pages", trouble.params.get("detail", trouble.code))]


def examine_rows(db: Connection) -> list[Finding]:
    """Look at every page and every row of a store that is being used, in one state of it; not at files and index. Blocks."""
    try:
        with naming_trouble():
            db.execute("BEGIN")
            try:
                return [*_pages(db), *_rows(db)]
            finally:
                db.execute("ROLLBACK")
    except Trouble as trouble:
        if trouble.code != "store_damaged":
            raise
        return [Finding("pages", trouble.params.get("detail", trouble.code))]


def _pages(db: Connection) -> Iterator[Finding]:
    lines = [str(line) for (line,) in db.execute("PRAGMA integrity_check(1)")]
    if lines != ["ok"]:
        yield Finding("pages", lines[0])
    for table, *_ in db.execute("PRAGMA foreign_key_check"):
        yield Finding("rows", str(table))
        return


def _rows(db: Connection) -> Iterator[Finding]:
    if table := chain.wrong(db):
        yield Finding("rows", table)
    last = db.execute("SELECT max(k), (SELECT seq FROM sqlite_sequence WHERE name = 'draft_update') FROM draft_update").fetchone()
    if last and last[0] is not None and (last[1] is None or last[0] > last[1]):
        yield Finding("rows", "sqlite_sequence")


def _files(db: Connection, beside: Chunks) -> Iterator[Finding]:
    for digest, uploaded in list(db.execute("SELECT digest, uploaded FROM blob")):
        found = blobs.facts(db, str(digest))
        try:
            for _ in blobs.content(found, beside, lambda read: read(db)) if found else ():
                pass
        except Trouble as trouble:
            if trouble.code not in {"blob_damaged", "disk"}:
                raise
            yield Finding("file", str(digest), only_here=not uploaded)


def _index(db: Connection) -> Iterator[Finding]:
    """Index every record once more, in memory, and hold the two indexes against each other word by word; and count them."""
    if not counts.are_right(db):
        yield Finding("index", "counted")
    db.execute(f"CREATE VIRTUAL TABLE temp.{SCRATCH} USING {search.MODULE}")
    try:
        db.execute("CREATE VIRTUAL TABLE temp.words_here USING fts5vocab(main, search, instance)")
        db.execute("CREATE VIRTUAL TABLE temp.terms_here USING fts5vocab(main, search, row)")
        db.execute(f"CREATE VIRTUAL TABLE temp.words_again USING fts5vocab(temp, {SCRATCH}, instance)")
        behind = indexing.is_behind(db)
        numbers = {
            (str(kind), str(record)): (n, digest) for n, kind, record, digest in db.execute("SELECT n, kind, id, digest FROM searched")
        }
        for kind, record, text in records.texts(db):
            if behind and (kind, record) not in numbers:
                continue
            n, digest = numbers.pop((kind, record), (0, ""))
            if digest != sm3(text.encode()):
                yield Finding("index", record)
                return
            db.execute(f"INSERT INTO temp.{SCRATCH}(rowid, words) VALUES(?, ?)", (n, search.tokens(text)))
        if numbers or not _alike(db):
            yield Finding("index", "search")
    finally:
        for table in ("words_here", "terms_here", "words_again", SCRATCH):
            db.execute(f"DROP TABLE IF EXISTS temp.{table}")


def _alike(db: Connection) -> bool:
    pairs = (
        ("SELECT term, doc, offset FROM temp.words_here", "SELECT term, doc, offset FROM temp.words_again"),
        ("SELECT id, sz FROM main.search_docsize ORDER BY id", f"SELECT id, sz FROM temp.{SCRATCH}_docsize ORDER BY id"),  # noqa: S608
    )
    alike = all(here == again for one, other in pairs for here, again in itertools.zip_longest(db.execute(one), db.execute(other)))
    return alike and all(_count(db, str(term)) == docs for term, docs in list(db.execute("SELECT term, doc FROM temp.terms_here")))


def _count(db: Connection, term: str) -> int:
    """Count where a word is found the way a person looks for it, which goes by another table than reading all words does."""
    row = db.execute("SELECT count(*) FROM search WHERE search MATCH ?", (f'"{term}"',)).fetchone()
    return int(row[0]) if row else 0
