"""The SQLite twin: one connection in one worker thread, every transaction after the other, durable at each commit.

The file is held exclusively while the process runs, so that a data folder has one server; the system lets go of it when the process dies.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TypeVar

from xzt.core.errors import Trouble
from xzt.server.sql.database import HOLDING, Conflict, Last, Savepoint, Transaction, Value, filled, typed

T = TypeVar("T")
_BUSY_MILLISECONDS = 2000


class _Translated:
    """Names what the engine raises in the block. Around every statement, so no generator."""

    def __enter__(self) -> None:
        return

    def __exit__(self, kind: object, error: BaseException | None, _: object) -> None:
        if isinstance(error, sqlite3.IntegrityError):
            raise Conflict from error
        if isinstance(error, sqlite3.OperationalError):
            busy = error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
            raise Trouble("data_in_use" if busy else "database", retry=busy, detail=error.sqlite_errorname) from error


def _connect(path: Path) -> sqlite3.Connection:
    with _Translated():
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=_BUSY_MILLISECONDS / 1000)
        for pragma in ("locking_mode=EXCLUSIVE", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("COMMIT")
        return connection


class SqliteDatabase:
    """The server's database in one file."""

    def __init__(self, connection: sqlite3.Connection, executor: ThreadPoolExecutor) -> None:
        self._connection = connection
        self._executor = executor
        self._turn = asyncio.Lock()

    @classmethod
    async def open(cls, path: Path) -> "SqliteDatabase":
        """Open or create the file; held by another process is ``Trouble("data_in_use")``."""
        executor = ThreadPoolExecutor(1, thread_name_prefix="sqlite")
        try:
            connection = await asyncio.get_running_loop().run_in_executor(executor, _connect, path)
        except BaseException:
            executor.shutdown()
            raise
        return cls(connection, executor)

    @asynccontextmanager
    async def _between(self, begin: str) -> AsyncIterator[Transaction]:
        async with self._turn:
            try:
                tx = _SqliteTransaction(self, self._connection, begin)
                yield tx
                if not tx.finished:
                    await self.run(self.commit)
            except BaseException:
                await asyncio.shield(self.run(self._undo))
                raise

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """Open a writing transaction."""
        return self._between("BEGIN IMMEDIATE")

    def reading(self) -> AbstractAsyncContextManager[Transaction]:
        """Open a reading transaction."""
        return self._between("BEGIN")

    async def look(self, row: type[T], sql: str, *values: Value) -> T | None:
        """Read the first row of one statement."""
        async with self._turn:
            return await _SqliteTransaction(self, self._connection).fetch_one(row, sql, *values)

    def commit(self) -> None:
        """Commit what was begun, in the connection's thread."""
        if self._connection.in_transaction:
            self._connection.execute("COMMIT")

    def _undo(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    async def run(self, work: Callable[[], T]) -> T:
        """Do ``work`` in the connection's thread."""
        with _Translated():
            return await asyncio.get_running_loop().run_in_executor(self._executor, work)

    async def close(self) -> None:
        """Close the file."""
        await self.run(self._connection.close)
        self._executor.shutdown()


class _SqliteTransaction:
    """``begin`` begins it on the way of its first statement: a change of threads costs more than most statements."""

    def __init__(self, database: SqliteDatabase, connection: sqlite3.Connection, begin: str = "") -> None:
        self._database = database
        self._connection = connection
        self._begin = begin
        self.finished = False
        self._savepoint = Savepoint()

    async def execute(self, sql: str, *values: Value) -> int:
        return await self._database.run(lambda: self._after_savepoint(sql).execute(sql, values).rowcount)

    async def execute_many(self, sql: str, rows: Sequence[Sequence[Value]]) -> None:
        await self._database.run(lambda: self._after_savepoint(sql).executemany(sql, rows))

    async def finish(self, last: Last) -> int:
        def work() -> int:
            drawn = self._after_savepoint("").execute(f"{last.draw[0]} RETURNING seq", last.draw[1]).fetchone() if last.draw else (0,)
            if drawn is None:
                raise Trouble("unit_unknown")
            for sql, rows in last.writes:
                self._after_savepoint(sql).executemany(sql, filled(rows, drawn[0]))
            self._database.commit()
            return int(drawn[0])

        drawn = await self._database.run(work)
        self.finished = True
        return drawn

    async def fetch_all(self, row: type[T], sql: str, *values: Value) -> list[T]:
        plain = sql.replace(HOLDING, "")
        found = await self._database.run(lambda: self._after_savepoint(sql).execute(plain, values).fetchall())
        return typed(found, row)

    async def fetch_one(self, row: type[T], sql: str, *values: Value) -> T | None:
        found = await self.fetch_all(row, sql, *values)
        return found[0] if found else None

    def _after_savepoint(self, sql: str) -> sqlite3.Connection:
        """Begin what is to stand before this statement: the transaction, the savepoint if it is the first to write inside it."""
        if self._begin:
            self._connection.execute(self._begin)
            self._begin = ""
        if self._savepoint.begins_with(sql):
            self._connection.execute("SAVEPOINT command")
        return self._connection

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        self._savepoint.ask()
        try:
            yield
        except BaseException:
            if self._savepoint.end():
                await self.execute("ROLLBACK TO command")
                await self.execute("RELEASE command")
            raise
        if self._savepoint.end():
            await self.execute("RELEASE command")
