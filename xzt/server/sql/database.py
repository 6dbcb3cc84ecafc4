"""What the server asks of a database: transactions with savepoints, statements with ``?`` for values, typed rows. No driver here."""

import asyncio
import functools
import random
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from enum import Enum
from typing import Any, Final, Literal, Protocol, TypeVar

import msgspec
from msgspec import Struct


class _Place(Enum):
    DRAWN = "drawn"


Value = str | int | bytes | None
Query = tuple[str, Sequence[Value]]
DRAWN: Final = _Place.DRAWN
"""Stands in a row for the number that the transaction draws at its end."""
Cell = Value | Literal[_Place.DRAWN]
Write = tuple[str, Sequence[Sequence[Cell]]]
"""A statement that writes, and the values of each of its rows."""
HOLDING = " FOR UPDATE"
"""Ends a select that holds its rows until the end of the transaction."""
T = TypeVar("T")


class Conflict(Exception):  # noqa: N818  not a fault: the caller runs the transaction again
    """Another transaction was there first (unique key, serialisation, deadlock)."""


class Last(Struct, frozen=True):
    """What a transaction ends with. First rows are held, then a number is drawn from a row that others wait for, then all is written."""

    hold: tuple[Query, ...]
    draw: Query | None
    writes: tuple[Write, ...]
    in_order: bool = False
    """One looks at what another has written, or writes the same row."""


class Transaction(Protocol):
    """Statements inside one transaction. ``FOR UPDATE`` in a select locks its rows on either twin."""

    async def execute(self, sql: str, *values: Value) -> int:
        """Run one statement; gives the number of rows that it changed."""

    async def execute_many(self, sql: str, rows: Sequence[Sequence[Value]]) -> None:
        """Run one statement for each row of values."""

    async def finish(self, last: Last) -> int:
        """End the transaction with these, in one go where the database can; gives the number drawn, 0 for none. Nothing may follow."""

    async def fetch_all(self, row: type[T], sql: str, *values: Value) -> list[T]:
        """Give every row, checked against ``row`` (a tuple type)."""

    async def fetch_one(self, row: type[T], sql: str, *values: Value) -> T | None:
        """Give the first row or None."""

    def savepoint(self) -> AbstractAsyncContextManager[None]:
        """Open a savepoint: an exception undoes what was done inside it, and goes on."""


class Savepoint:
    """A savepoint that is begun with the first statement that writes inside it: most commands write nothing before all are decided."""

    def __init__(self) -> None:
        self._asked = self._begun = False

    def ask(self) -> None:
        """Ask for one."""
        self._asked, self._begun = True, False

    def begins_with(self, sql: str) -> bool:
        """Say whether this statement is the first inside it that writes, and take it as begun."""
        if not self._asked or only_reads(sql):
            return False
        self._asked, self._begun = False, True
        return True

    def end(self) -> bool:
        """Leave it; says whether it was begun."""
        begun, self._asked, self._begun = self._begun, False, False
        return begun


class Database(Protocol):
    """A database with the server's schema. ``transaction`` raises ``Conflict`` when it has to be run again."""

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """Open a writing transaction; it commits when the block ends without an exception."""

    def reading(self) -> AbstractAsyncContextManager[Transaction]:
        """Open a transaction that reads one moment of the database."""

    async def look(self, row: type[T], sql: str, *values: Value) -> T | None:
        """Read the first row of one statement, which needs no transaction around it; None where there is none."""

    async def close(self) -> None:
        """Let go of the connections."""


def only_reads(sql: str) -> bool:
    """Say whether a statement neither writes nor holds: it needs no transaction around it."""
    return sql.startswith(("SELECT", "WITH")) and HOLDING not in sql


def filled(rows: Sequence[Sequence[Cell]], drawn: int) -> list[list[Value]]:
    """Put the number drawn in its places."""
    return [[drawn if value is DRAWN else value for value in row] for row in rows]


def typed(found: Sequence[object], row: type[T]) -> list[T]:
    """Check rows against their type. A struct's types the library reads once, a bare one at every call, which costs more than checking."""
    rows: list[T] = msgspec.convert({"rows": found}, _shape(row)).rows  # type: ignore[arg-type]  # types are hashable
    return rows


@functools.cache
def _shape(row: type[object]) -> type[Any]:
    return msgspec.defstruct("Rows", [("rows", list[row])])  # type: ignore[valid-type]


def marks(count: int) -> str:
    """Give ``count`` question marks with commas, for the place ``{marks}`` of a statement."""
    return ", ".join("?" * count)


async def attempt(work: Callable[[], Awaitable[T]], pause: Callable[[int], Awaitable[None]], attempts: int = 40) -> T:
    """Run ``work``, a whole transaction, again after a ``Conflict``; the last one is raised. ``pause`` waits before the next."""
    for count in range(1, attempts):
        try:
            return await work()
        except Conflict:
            await pause(count)
    return await work()


async def brief_pause(count: int) -> None:
    """Wait a little, longer with every attempt, at random so that two do not meet again."""
    await asyncio.sleep(random.uniform(0, min(0.2, 0.005 * count)))  # noqa: S311  spreads attempts, keeps no secret
