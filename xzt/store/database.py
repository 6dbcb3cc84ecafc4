"""Opening the SQLCipher file with the settings that RS-02 fixes, and the transactions on it.

``synchronous=FULL`` with WAL is written here and nowhere settable: with it no acknowledged commit is lost at a power cut.
"""

import contextlib
import logging
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any, Protocol

from xzt.core.errors import Trouble
from xzt.store import chain, lookaside
from xzt.store.schema import MIGRATIONS

ROOMY = lookaside.set_aside()
"""Whether small values have room set aside: asked for before the driver is loaded."""

from sqlcipher3 import dbapi2  # noqa: E402  see above

STORE_FILE = "store.db"
MINIMUM_SQLITE = (3, 51, 3)
_STATEMENTS = 512
"""Statements kept compiled: a page runs more than the driver keeps by itself, and compiling costs ten times what running does."""
_PLAIN_HEADER = b"SQLite format 3\x00"
_SETTINGS = (
    "PRAGMA busy_timeout = 10000",
    "PRAGMA cipher_log = off",
    "PRAGMA cipher_memory_security = ON",
    "PRAGMA journal_mode = wal",
    "PRAGMA synchronous = FULL",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA cache_size = -65536",
)
_ASSERTED = {
    "journal_mode": "wal",
    "synchronous": 2,
    "temp_store": 2,
    "foreign_keys": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "secure_delete": 1,
    "cipher_memory_security": "1",
}

log = logging.getLogger(__name__)


class Rows(Protocol):
    """What a query gives."""

    rowcount: int

    def fetchone(self) -> tuple[Any, ...] | None:
        """Give the next row."""

    def __iter__(self) -> Iterator[tuple[Any, ...]]: ...


class Connection(Protocol):
    """The part of a database connection that the store uses. Used by one thread at a time."""

    @property
    def total_changes(self) -> int:
        """Say how many rows were ever changed on this connection."""

    def execute(self, sql: str, parameters: tuple[object, ...] = ...) -> Rows:
        """Run one statement."""

    def executemany(self, sql: str, parameters: list[tuple[object, ...]]) -> Rows:
        """Run one statement for many rows."""

    def interrupt(self) -> None:
        """Stop the statement that runs now, with ``Trouble("stopped")``; from any thread."""

    def close(self) -> None:
        """Close it."""


def library() -> tuple[str, bool]:
    """Name the SQLite inside the store's driver, and say whether it is free of the WAL-reset fault (RS-02)."""
    return str(dbapi2.sqlite_version), dbapi2.sqlite_version_info >= MINIMUM_SQLITE


def connect(folder: Path, key: bytes, *, create: bool = False) -> Connection:
    """Open the store in ``folder``. It is only ever created when asked, never where a key file promises one (Signal's lesson)."""
    version, ok = library()
    if not ok:
        raise Trouble("sqlite_too_old", found=version)
    path = folder / STORE_FILE
    if path.exists() == create:
        raise Trouble("store_exists" if create else "store_missing")
    if not create:
        _refuse_plain(path)
    with naming_trouble():
        db = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False, cached_statements=_STATEMENTS)
        try:
            _set_up(db, key, create=create)
            chain.join(db)
        except BaseException:
            db.close()
            raise
    connection: Connection = db
    return connection


def _set_up(db: Any, key: bytes, *, create: bool) -> None:  # noqa: ANN401  the driver has no types
    db.set_key(b"x'" + key.hex().encode() + b"'")
    db.execute("PRAGMA cipher_log = off")
    if not db.execute("PRAGMA cipher_version").fetchone():
        raise Trouble("store_not_encrypted")
    if not db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] and not create:
        raise Trouble("store_damaged", detail="empty")
    for setting in _SETTINGS:
        db.execute(setting)
    for name, expected in _ASSERTED.items():
        found = db.execute(f"PRAGMA {name}").fetchone()
        if found is None or found[0] != expected:
            raise Trouble("store_settings", setting=name, found=str(found))


def _refuse_plain(path: Path) -> None:
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except OSError as error:
        raise Trouble("disk", detail=str(error)) from error
    if head == _PLAIN_HEADER:
        raise Trouble("store_not_encrypted")


class naming_trouble:  # noqa: N801  reads as the functions of contextlib do; around every read, so no generator
    """Name what the engine raises in the block in the words of the program. A mistake in our SQL keeps its name: it is a bug."""

    def __enter__(self) -> None:
        return

    def __exit__(self, kind: object, error: BaseException | None, _: object) -> None:
        if isinstance(error, dbapi2.Error) and (trouble := trouble_of(error)):
            raise trouble from error


@contextlib.contextmanager
def transaction(db: Connection) -> Iterator[Connection]:
    """Run everything in the block as one commit, or none of it."""
    with naming_trouble():
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
            chain.seal(db)
            db.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(dbapi2.Error):
                chain.forget(db)
            with contextlib.suppress(dbapi2.Error):  # the engine has rolled back by itself after a full disk
                db.execute("ROLLBACK")
            raise


class Damage(Enum):
    """How far to look for damage: the first page of every table (milliseconds), every page in use, or every page of the file as well.

    The last reads past the log of changes: only for a file that nobody writes.
    """

    QUICK = 1
    TABLES = 2
    EVERYTHING = 3


def damage(db: Connection, depth: Damage, schema: str = "main") -> str:
    """Look for damage; gives what was found first, empty when nothing was. Pages are held against their MACs as they are read."""
    try:
        with naming_trouble():
            if depth is Damage.QUICK:
                names = [str(name) for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0")]
                for name in names:
                    db.execute(f'SELECT 1 FROM "{name}" LIMIT 1').fetchone()  # noqa: S608  names of our own schema
                return ""
            checks = ["quick_check"] if depth is Damage.TABLES else ["cipher_integrity_check", "quick_check"]
            lines = [str(line) for check in checks for (line,) in db.execute(f"PRAGMA {schema}.{check}")]
    except Trouble as trouble:
        if trouble.code != "store_damaged":
            raise
        return trouble.params.get("detail", trouble.code)
    return next((line for line in lines if line != "ok"), "")


def outdated(db: Connection) -> bool:
    """Say whether ``migrate`` would change anything."""
    row = db.execute("PRAGMA user_version").fetchone()
    return 0 < (int(row[0]) if row else 0) < len(MIGRATIONS)


def trouble_of(error: Exception) -> Trouble | None:
    """Name an error of the engine by its code; None where the world is not to blame."""
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case dbapi2.SQLITE_FULL:
            return Trouble("disk_full", retry=True)
        case dbapi2.SQLITE_INTERRUPT:
            return Trouble("stopped", retry=True)
        case dbapi2.SQLITE_BUSY | dbapi2.SQLITE_LOCKED:
            return Trouble("store_in_use", retry=True)
        case dbapi2.SQLITE_CORRUPT | dbapi2.SQLITE_NOTADB:
            return Trouble("store_damaged", detail=str(error))
        case dbapi2.SQLITE_IOERR | dbapi2.SQLITE_CANTOPEN | dbapi2.SQLITE_READONLY | dbapi2.SQLITE_NOMEM | dbapi2.SQLITE_PERM:
            return Trouble("disk", retry=True, detail=str(error))
    return None


def migrate(db: Connection) -> None:
    """Bring the schema to the newest number, all steps in one transaction; a store from a newer program is left alone."""
    row = db.execute("PRAGMA user_version").fetchone()
    found = int(row[0]) if row else 0
    if found > len(MIGRATIONS):
        raise Trouble("store_newer", found=str(found), known=str(len(MIGRATIONS)))
    if found == len(MIGRATIONS):
        return
    with transaction(db):
        if found_wrong := chain.wrong(db):
            raise Trouble("store_damaged", detail=f"chain: {found_wrong}")
        for number, statements in enumerate(MIGRATIONS[found:], start=found + 1):
            for statement in statements:
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {number}")
        if chain.stands(db):
            chain.anchor(db)
    log.info("store schema moved from %d to %d", found, len(MIGRATIONS))
