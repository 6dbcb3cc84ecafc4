"""Which files the store has, by their SM3 digest: small ones inside it, larger ones as the parts that name chunk files (``chunks``)."""

import hashlib
import itertools
from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct

from xzt.core.digest import sm3
from xzt.core.errors import Trouble
from xzt.store import chunks, meta
from xzt.store.chain import change
from xzt.store.chunks import Chunks, Filed, Part
from xzt.store.database import Connection

_WRONG = "wrong."
INSIDE = 64 * 1024
"""Files smaller than this stay inside the database: one transaction, no flush of their own."""


class Facts(Struct, frozen=True):
    """What the store knows of a file: length, whether the server has it, its parts (none: it stands inside the database)."""

    digest: str
    size: int
    uploaded: bool
    parts: tuple[Part, ...]


def put(db: Connection, data: bytes, *, uploaded: bool) -> str:
    """Keep a small file inside the database and return its digest; keeping the same bytes twice is the same as once."""
    digest = sm3(data)
    if _enter(db, digest, len(data), uploaded=uploaded):
        pieces: list[tuple[object, ...]] = [(digest, n, piece) for n, piece in enumerate(chunks.cut(data))]
        db.executemany("INSERT INTO blob_chunk VALUES(?, ?, ?)", pieces)
    return digest


def enter(db: Connection, filed: Filed, *, uploaded: bool) -> str:
    """Name a file whose chunks are on the disk and return its digest."""
    if _enter(db, filed.digest, filed.size, uploaded=uploaded):
        _put_parts(db, filed.digest, filed.parts)
    return filed.digest


def keep(run: "Run", beside: Chunks, data: bytes, *, uploaded: bool) -> str:
    """Keep ``data`` inside or beside the database, as its size asks; ``run`` runs a transaction. Blocks."""
    if len(data) < INSIDE:
        return run(lambda db: put(db, data, uploaded=uploaded))
    filed = chunks.file_in(beside, chunks.cut(data))
    return run(lambda db: enter(db, filed, uploaded=uploaded))


Run = Callable[[Callable[[Connection], str]], str]
Read = Callable[[Callable[[Connection], tuple[Any, ...] | None]], tuple[Any, ...] | None]


def facts(db: Connection, digest: str) -> Facts | None:
    """Tell what is known of a file, None where it is not here."""
    row = db.execute("SELECT size, uploaded FROM blob WHERE digest = ?", (digest,)).fetchone()
    return Facts(digest, int(row[0]), bool(row[1]), _parts(db, "blob_part", digest)) if row else None


def content(found: Facts, beside: Chunks, read: "Read") -> Iterator[bytes]:
    """Give a file piece by piece, each held against its seal, the last only when the whole is right; ``read`` reads from the database.

    ``Trouble("blob_damaged")`` comes before the end of a file that is not what its name says (RS-21).
    """
    seen, size = hashlib.new("sm3"), 0
    for piece in (beside.get(part) for part in found.parts) if found.parts else _inside(found.digest, read):
        seen.update(piece)
        size += len(piece)
        if size >= found.size and (size != found.size or seen.hexdigest() != found.digest):
            break
        yield piece
    if size != found.size or seen.hexdigest() != found.digest:
        raise Trouble("blob_damaged", retry=True, digest=found.digest)


def lose(db: Connection, digest: str, kind: str = "", record: str = "") -> None:
    """Take in that a file is damaged: what the server has is downloaded again; what only this device had stays as it is."""
    if db.execute("SELECT 1 FROM blob WHERE digest = ? AND uploaded = 1", (digest,)).fetchone():
        change(db, ("blob_part", "digest = ?", (digest,)), "DELETE FROM blob_part WHERE digest = ?", (digest,))
        change(db, ("blob", "digest = ?", (digest,)), "DELETE FROM blob WHERE digest = ?", (digest,))
        want(db, digest, kind, record)


def large_inside(db: Connection) -> list[str]:
    """List the files that stand inside the database and belong beside it: those of older stores."""
    sql = "SELECT digest FROM blob WHERE size >= ? AND digest NOT IN (SELECT digest FROM blob_part) ORDER BY digest"
    return [str(row[0]) for row in db.execute(sql, (INSIDE,))]


def move_out(db: Connection, filed: Filed) -> None:
    """Let a file that stood inside the database stand beside it, where its chunks are by now."""
    if db.execute("SELECT 1 FROM blob_part WHERE digest = ?", (filed.digest,)).fetchone() or not has(db, filed.digest):
        return
    _put_parts(db, filed.digest, filed.parts)
    db.execute("DELETE FROM blob_chunk WHERE digest = ?", (filed.digest,))


def expect(db: Connection, digest: str, parts: tuple[Part, ...]) -> None:
    """Note which chunks a download will bring, so that those that came stay over a restart."""
    db.execute("DELETE FROM coming WHERE digest = ?", (digest,))
    rows: list[tuple[object, ...]] = [(digest, n, part.name, part.piece, part.size) for n, part in enumerate(parts)]
    db.executemany("INSERT INTO coming VALUES(?, ?, ?, ?, ?)", rows)


def expected(db: Connection, digest: str) -> tuple[Part, ...]:
    """Give the chunks that a download was to bring, none where it has not begun."""
    return _parts(db, "coming", digest)


def give_up(db: Connection, digest: str) -> None:
    """Expect nothing of a download any more; the file stays wanted."""
    db.execute("DELETE FROM coming WHERE digest = ?", (digest,))


def named(db: Connection) -> set[str]:
    """Name every chunk file that belongs to the store."""
    return {str(row[0]) for row in db.execute("SELECT name FROM blob_part UNION SELECT name FROM coming")}


def _enter(db: Connection, digest: str, size: int, *, uploaded: bool) -> bool:
    db.execute("DELETE FROM wanted WHERE digest = ?", (digest,))
    db.execute("DELETE FROM coming WHERE digest = ?", (digest,))
    if has(db, digest):
        return False
    change(db, ("blob", "digest = ?", (digest,)), "INSERT INTO blob VALUES(?, ?, ?)", (digest, size, int(uploaded)))
    return True


def _put_parts(db: Connection, digest: str, parts: tuple[Part, ...]) -> None:
    for n, part in enumerate(parts):
        row = (digest, n, part.name, part.piece, part.size)
        change(db, ("blob_part", "digest = ? AND n = ?", (digest, n)), "INSERT INTO blob_part VALUES(?, ?, ?, ?, ?)", row)


def _parts(db: Connection, table: str, digest: str) -> tuple[Part, ...]:
    sql = f"SELECT name, piece, size FROM {table} WHERE digest = ? ORDER BY n"  # noqa: S608  names of our own schema
    return tuple(Part(str(name), str(piece), int(size)) for name, piece, size in db.execute(sql, (digest,)))


def _inside(digest: str, read: "Read") -> Iterator[bytes]:
    for n in itertools.count():
        row = read(lambda db, n=n: db.execute("SELECT data FROM blob_chunk WHERE digest = ? AND n = ?", (digest, n)).fetchone())  # type: ignore[misc]  # n is bound now
        if row is None:
            return
        yield bytes(row[0])


def has(db: Connection, digest: str) -> bool:
    """Say whether the file is here."""
    return db.execute("SELECT 1 FROM blob WHERE digest = ?", (digest,)).fetchone() is not None


def want(db: Connection, digest: str, kind: str, record: str) -> None:
    """Note that a file, which this record names, is to be downloaded."""
    if not has(db, digest):
        db.execute("INSERT INTO wanted VALUES(?, ?, ?) ON CONFLICT DO NOTHING", (digest, kind, record))


def note_wrong(db: Connection, digest: str) -> bool:
    """Note that what came under a file's name was another one, and was not kept; says whether that is news."""
    if was_wrong(db, digest):
        return False
    meta.put(db, _WRONG + digest, value=True)
    return True


def was_wrong(db: Connection, digest: str) -> bool:
    """Say whether another file has come under this name; it may have come rightly since."""
    return meta.get(db, _WRONG + digest, bool) or False


def wanted(db: Connection) -> list[tuple[str, str, str]]:
    """List the files to download: digest, and kind and id of a record that names it."""
    return [(str(row[0]), str(row[1]), str(row[2])) for row in db.execute("SELECT digest, kind, record FROM wanted ORDER BY digest")]


def to_upload(db: Connection, longer: int = -1, until: int = 1 << 60) -> list[str]:
    """List the digests that the server does not have yet, of files longer than ``longer`` and no longer than ``until`` bytes."""
    sql = "SELECT digest FROM blob WHERE uploaded = 0 AND size > ? AND size <= ? ORDER BY rowid"
    return [str(row[0]) for row in db.execute(sql, (longer, until))]


def upload_again(db: Connection) -> None:
    """Upload the files once more that commands in the outbox name: a server that has forgotten the command may have forgotten the file."""
    sql = "UPDATE blob SET uploaded = 0 WHERE EXISTS(SELECT 1 FROM outbox WHERE instr(CAST(envelope AS TEXT), blob.digest))"
    change(db, ("blob", "", ()), sql)


def mark_uploaded(db: Connection, digest: str) -> None:
    """Note that the server has it."""
    change(db, ("blob", "digest = ?", (digest,)), "UPDATE blob SET uploaded = 1 WHERE digest = ?", (digest,))
