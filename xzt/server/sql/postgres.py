"""The PostgreSQL twin: a pool of connections. Writing is READ COMMITTED with row locks, reading is REPEATABLE READ.

A way to the database and back costs more than most statements. A writing transaction begins with its first statement that writes or holds:
what is read before sees the same as inside, for READ COMMITTED looks anew with every statement. One that only ends (``finish``) is one
statement, and its rows are held for no way to and fro.

No extensions, no LISTEN, no sequences: what stands here also runs on the engines that speak its protocol and shard by a column.
"""

import asyncio
import functools
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from typing import TypeVar

import asyncpg
from msgspec import structs

from xzt.core.errors import Trouble
from xzt.server.sql.database import DRAWN, Conflict, Last, Savepoint, Transaction, Value, filled, only_reads, typed

T = TypeVar("T")
_CONNECTIONS = 10
_AT_ONCE = 12
"""Rows that are written by one statement put together: more cost more to plan than the way to and fro."""
_HELD, _DRAWN = "(SELECT count(*) FROM h{n}) >= 0", "(SELECT seq FROM drawn)"


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


def together(last: Last) -> tuple[str, list[Value]]:
    """Write one statement that does all this, with its values: rows are held before the number is drawn, for the drawing looks at them."""
    flat = [(sql, row) for sql, rows in last.writes for row in rows]
    values = [value for _, row in [*last.hold, *([last.draw] if last.draw else []), *flat] for value in row if value is not DRAWN]
    places = tuple((sql, tuple(value is DRAWN for value in row)) for sql, row in flat)
    return _put_together(tuple(sql for sql, _ in last.hold), last.draw[0] if last.draw else "", places), values


@functools.lru_cache(maxsize=256)
def _put_together(hold: tuple[str, ...], draw: str, writes: tuple[tuple[str, tuple[bool, ...]], ...]) -> str:
    parts = [f"h{n} AS ({sql})" for n, sql in enumerate(hold)]
    if draw:
        after = [_HELD.replace("{n}", str(n)) for n in range(len(hold))]
        parts.append(f"drawn AS ({' AND '.join([draw, *after])} RETURNING seq)")
    parts += [f"w{n} AS ({_with_drawn(sql, places)})" for n, (sql, places) in enumerate(writes)]
    return numbered(f"{'WITH ' if parts else ''}{', '.join(parts)} SELECT {_DRAWN if draw else 0}")


def _with_drawn(sql: str, places: tuple[bool, ...]) -> str:
    first, *rest = sql.split("?")
    return first + "".join((_DRAWN if drawn else "?") + part for drawn, part in zip(places, rest, strict=True))


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
            async with self._pool.acquire() as connection, AsyncExitStack() as ending:
                yield _PostgresTransaction(connection, ending)

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
    """``ending`` is given what ends the transaction, once it has to begin; None where it has begun already or none is wanted."""

    def __init__(self, connection: asyncpg.Connection, ending: AsyncExitStack | None = None) -> None:
        self._connection = connection
        self._ending = ending
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

    async def finish(self, last: Last) -> int:
        apart = last.in_order or sum(len(rows) for _, rows in last.writes) > _AT_ONCE
        if apart:
            await self._begin("")
        try:
            sql, values = together(structs.replace(last, writes=()) if apart else last)
            drawn: int | None = await self._connection.fetchval(sql, *values)
        except asyncpg.NotNullViolationError:
            drawn = None
        if drawn is None:
            raise Trouble("unit_unknown")
        for sql, rows in last.writes if apart else ():
            await self._connection.executemany(numbered(sql), filled(rows, drawn))
        return drawn

    async def fetch_all(self, row: type[T], sql: str, *values: Value) -> list[T]:
        await self._begin(sql)
        found = await self._connection.fetch(numbered(sql), *values)
        return typed([tuple(one) for one in found], row)

    async def fetch_one(self, row: type[T], sql: str, *values: Value) -> T | None:
        found = await self.fetch_all(row, sql, *values)
        return found[0] if found else None

    async def _begin(self, sql: str) -> None:
        """Begin what is to stand before this statement: the transaction, the savepoint if it is the first to write inside it."""
        if self._ending and not only_reads(sql):
            ending, self._ending = self._ending, None
            await ending.enter_async_context(self._connection.transaction())
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
