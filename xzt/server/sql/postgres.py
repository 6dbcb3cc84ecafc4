"""The PostgreSQL twin: a pool of connections. Writing is READ COMMITTED with row locks, reading is REPEATABLE READ.

No extensions, no LISTEN, no sequences: what stands here also runs on the engines that speak its protocol and shard by a column.
"""

import asyncio
import functools
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import TypeVar

import asyncpg

from xzt.core.errors import Trouble
from xzt.server.sql.database import Conflict, Savepoint, Transaction, Value, Write, typed

T = TypeVar("T")
_CONNECTIONS = 10
_AT_ONCE = 12
"""Rows that are written by one statement put together: more cost more to plan than the way to and fro."""


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (asyncpg.UniqueViolationError, asyncpg.SerializationError, asyncpg.DeadlockDetectedError) as error:
        raise Conflict from error
    except (asyncpg.PostgresConnectionError, asyncpg.CannotConnectNowError, asyncpg.InterfaceError, ConnectionError) as error:
        raise Trouble("database_away", retry=True, detail=type(error).__name__) from error


@functools.lru_cache(maxsize=256)
def numbered(sql: str) -> str:
    """Write ``$1``, ``$2`` ... for the question marks; no statement of ours has one in a literal."""
    first, *rest = sql.split("?")
    return first + "".join(f"${n}{part}" for n, part in enumerate(rest, start=1))


@functools.lru_cache(maxsize=256)
def together(statements: tuple[str, ...]) -> str:
    """Write one statement that runs all of these, none of which returns rows: one round trip instead of many."""
    parts = [f"w{n} AS ({sql})" for n, sql in enumerate(statements)]
    return f"WITH {', '.join(parts)} SELECT 1"


async def _nothing_to_reset(connection: asyncpg.Connection) -> None:
    """Spare a round trip after every transaction: nothing of ours outlives one (no setting, no lock, no cursor)."""


class PostgresDatabase:
    """The server's database on PostgreSQL."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    @classmethod
    async def open(cls, address: str) -> "PostgresDatabase":
        """Connect to ``address`` (postgresql://...); not there is ``Trouble("database_away")``."""
        try:
            with _translated():
                return cls(await asyncpg.create_pool(address, min_size=1, max_size=_CONNECTIONS, reset=_nothing_to_reset))
        except (OSError, ValueError, asyncpg.PostgresError) as error:
            raise Trouble("database_away", detail=type(error).__name__) from error

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Open a writing transaction."""
        with _translated():
            async with self._pool.acquire() as connection, connection.transaction():
                yield _PostgresTransaction(connection)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        """Open a transaction that sees one moment."""
        with _translated():
            async with self._pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
                yield _PostgresTransaction(connection)

    async def look(self, row: type[T], sql: str, *values: Value) -> T | None:
        """Read the first row of one statement."""
        with _translated():
            async with self._pool.acquire() as connection:
                return await _PostgresTransaction(connection).fetch_one(row, sql, *values)

    async def close(self) -> None:
        """Close every connection, those that hang after five seconds by force."""
        try:
            async with asyncio.timeout(5):
                await self._pool.close()
        except TimeoutError:
            self._pool.terminate()


class _PostgresTransaction:
    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection
        self._savepoint = Savepoint()
        self._begun: asyncpg.transaction.Transaction | None = None

    async def execute(self, sql: str, *values: Value) -> int:
        await self._begin(sql)
        status: str = await self._connection.execute(numbered(sql), *values)
        count = status.rpartition(" ")[2]
        return int(count) if count.isdecimal() else 0

    async def execute_many(self, sql: str, rows: Sequence[Sequence[Value]]) -> None:
        await self._begin(sql)
        await self._connection.executemany(numbered(sql), rows)

    async def execute_all(self, writes: Sequence[Write]) -> None:
        flat = [(sql, row) for sql, rows in writes for row in rows]
        if not flat:
            return
        await self._begin(flat[0][0])
        if len(flat) <= _AT_ONCE:
            sql = together(tuple(sql for sql, _ in flat))
            await self._connection.execute(numbered(sql), *(value for _, row in flat for value in row))
            return
        for sql, rows in writes:
            await self._connection.executemany(numbered(sql), rows)

    async def fetch_all(self, row: type[T], sql: str, *values: Value) -> list[T]:
        await self._begin(sql)
        found = await self._connection.fetch(numbered(sql), *values)
        return typed([tuple(one) for one in found], row)

    async def fetch_one(self, row: type[T], sql: str, *values: Value) -> T | None:
        found = await self.fetch_all(row, sql, *values)
        return found[0] if found else None

    async def _begin(self, sql: str) -> None:
        if self._savepoint.begins_with(sql):
            self._begun = self._connection.transaction()
            await self._begun.start()

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        self._savepoint.ask()
        try:
            yield
        except BaseException:
            if self._savepoint.end() and self._begun:
                await self._begun.rollback()
            raise
        if self._savepoint.end() and self._begun:
            await self._begun.commit()
