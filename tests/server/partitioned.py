"""The server's database with every table that has a unit cut into parts by it, as a distributed engine lays it out; what is asked of it."""

import json
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from unittest.mock import patch

import asyncpg

from xzt.server.sql import schema
from xzt.server.sql.database import Last, filled
from xzt.server.sql.postgres import _PostgresTransaction, numbered

PARTS = 16
SAME_EVERYWHERE = frozenset({"meta", "schema_version", "unit_info", "person_unit"})
_UNIQUE_WITHOUT_UNIT = "person_by_id"
"""Made by the first migration and dropped by the third, before anybody distributes the tables."""


def cut(statements: Sequence[str]) -> list[str]:
    """Write a migration so that its tables with a unit are made in parts by its hash."""
    found: list[str] = []
    for statement in statements:
        if _UNIQUE_WITHOUT_UNIT in statement:
            continue
        made = re.match(r"CREATE TABLE (\w+)", statement)
        if made is None or made[1] in SAME_EVERYWHERE:
            found.append(statement)
            continue
        name = made[1]
        found.append(f"{statement} PARTITION BY HASH (unit)")
        found += [f"CREATE TABLE {name}_{n} PARTITION OF {name} FOR VALUES WITH (MODULUS {PARTS}, REMAINDER {n})" for n in range(PARTS)]
    return found


def migrations() -> tuple[tuple[str, ...], ...]:
    """Give every migration of the product, cut."""
    return tuple(tuple(cut(one)) for one in schema.MIGRATIONS)


Asked = dict[str, tuple[object, ...]]


@contextmanager
def listening() -> Iterator[Asked]:
    """Take down every statement that the server runs meanwhile, once each in the order of their first, with the values of the last run."""
    asked: Asked = {}
    finish = _PostgresTransaction.finish
    execute, many, fetch = _PostgresTransaction.execute, _PostgresTransaction.execute_many, _PostgresTransaction.fetch_all

    async def heard_execute(self: _PostgresTransaction, sql: str, *values: object) -> int:
        asked[sql] = values
        return await execute(self, sql, *values)  # type: ignore[arg-type]

    async def heard_many(self: _PostgresTransaction, sql: str, rows: Sequence[Sequence[object]]) -> None:
        asked[sql] = tuple(rows[0])
        await many(self, sql, rows)  # type: ignore[arg-type]

    async def heard_finish(self: _PostgresTransaction, last: Last) -> int:
        asked.update({sql: tuple(values) for sql, values in (*last.hold, *((last.draw,) if last.draw else ()))})
        asked.update({sql: tuple(filled(rows, 1)[0]) for sql, rows in last.writes})
        return await finish(self, last)

    async def heard_fetch(self: _PostgresTransaction, row: type, sql: str, *values: object) -> list[object]:
        asked[sql] = values
        return await fetch(self, row, sql, *values)  # type: ignore[arg-type]

    with (
        patch.object(_PostgresTransaction, "execute", heard_execute),
        patch.object(_PostgresTransaction, "execute_many", heard_many),
        patch.object(_PostgresTransaction, "finish", heard_finish),
        patch.object(_PostgresTransaction, "fetch_all", heard_fetch),
    ):
        yield asked


@asynccontextmanager
async def connected(address: str) -> AsyncIterator[asyncpg.Connection]:
    """Open a connection of one's own."""
    connection = await asyncpg.connect(address)
    try:
        yield connection
    finally:
        await connection.close()


async def parts_of(connection: asyncpg.Connection, sql: str, values: tuple[object, ...]) -> dict[str, set[str]]:
    """Ask the planner which parts of which table the statement looks into or changes."""
    text = await connection.fetchval(f"EXPLAIN (FORMAT JSON) {numbered(sql)}", *values)
    found: dict[str, set[str]] = {}
    _collect(json.loads(text), found)
    return found


def _collect(node: object, found: dict[str, set[str]]) -> None:
    if isinstance(node, list):
        for one in node:
            _collect(one, found)
    elif isinstance(node, dict):
        if part := re.fullmatch(r"(\w+?)_(\d+)", str(node.get("Relation Name"))):
            found.setdefault(part[1], set()).add(part[0])
        for one in node.values():
            _collect(one, found)
