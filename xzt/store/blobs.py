"""Files named by their SM3 digest, inside the encrypted store, in chunks of 1 MiB."""

from xzt.core.digest import sm3
from xzt.core.errors import Trouble
from xzt.store.database import Connection

CHUNK = 1024 * 1024


def put(db: Connection, data: bytes, *, uploaded: bool) -> str:
    """Keep ``data`` and return its digest; keeping the same bytes twice is the same as once."""
    digest = sm3(data)
    db.execute("DELETE FROM wanted WHERE digest = ?", (digest,))
    if has(db, digest):
        return digest
    db.execute("INSERT INTO blob VALUES(?, ?, ?)", (digest, len(data), int(uploaded)))
    chunks: list[tuple[object, ...]] = [(digest, n, data[start : start + CHUNK]) for n, start in enumerate(range(0, len(data), CHUNK))]
    db.executemany("INSERT INTO blob_chunk VALUES(?, ?, ?)", chunks)
    return digest


def has(db: Connection, digest: str) -> bool:
    """Say whether the file is here."""
    return db.execute("SELECT 1 FROM blob WHERE digest = ?", (digest,)).fetchone() is not None


def get(db: Connection, digest: str) -> bytes | None:
    """Read a file; content that no longer has its digest is ``Trouble("blob_damaged")`` and is never given out (RS-21)."""
    if not has(db, digest):
        return None
    data = b"".join(bytes(row[0]) for row in db.execute("SELECT data FROM blob_chunk WHERE digest = ? ORDER BY n", (digest,)))
    if sm3(data) != digest:
        raise Trouble("blob_damaged", digest=digest)
    return data


def want(db: Connection, digest: str, kind: str, record: str) -> None:
    """Note that a file, which this record names, is to be downloaded."""
    if not has(db, digest):
        db.execute("INSERT INTO wanted VALUES(?, ?, ?) ON CONFLICT DO NOTHING", (digest, kind, record))


def wanted(db: Connection) -> list[tuple[str, str, str]]:
    """List the files to download: digest, and kind and id of a record that names it."""
    return [(str(row[0]), str(row[1]), str(row[2])) for row in db.execute("SELECT digest, kind, record FROM wanted ORDER BY digest")]


def to_upload(db: Connection) -> list[str]:
    """List the digests that the server does not have yet."""
    return [str(row[0]) for row in db.execute("SELECT digest FROM blob WHERE uploaded = 0 ORDER BY rowid")]


def upload_again(db: Connection) -> None:
    """Upload the files once more that commands in the outbox name: a server that has forgotten the command may have forgotten the file."""
    db.execute("UPDATE blob SET uploaded = 0 WHERE EXISTS(SELECT 1 FROM outbox WHERE instr(CAST(envelope AS TEXT), blob.digest))")


def mark_uploaded(db: Connection, digest: str) -> None:
    """Note that the server has it."""
    db.execute("UPDATE blob SET uploaded = 1 WHERE digest = ?", (digest,))
