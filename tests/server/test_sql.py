"""The database interface and the schema: both twins behave alike, migrations are whole or not at all."""

import asyncio

import pytest

from tests.server.cluster import Cluster
from tests.server.house import Twin
from tests.server.test_numbers import in_database
from tests.waiting import PATIENCE
from xzt.core.errors import Trouble
from xzt.server.directory import read_meta, write_meta
from xzt.server.sql.database import Conflict, Database
from xzt.server.sql.postgres import PostgresDatabase, numbered
from xzt.server.sql.schema import MIGRATIONS, VERSION, migrate


def test_versions_count_from_the_first(twin: Twin) -> None:
    """Every migration leaves its number; doing it again does nothing."""

    async def work(database: Database) -> list[int]:
        await migrate(database)
        async with database.reading() as tx:
            rows = await tx.fetch_all(tuple[int], "SELECT version FROM schema_version ORDER BY version")
        return [version for (version,) in rows]

    assert in_database(twin, work) == list(range(1, VERSION + 1))


def test_newer_schema_is_left_alone(twin: Twin) -> None:
    """A database that a later program has written is refused by name."""

    async def work(database: Database) -> None:
        await migrate(database, (*MIGRATIONS, ("CREATE TABLE later (id TEXT PRIMARY KEY)",)))
        await migrate(database)

    with pytest.raises(Trouble) as raised:
        in_database(twin, work)
    assert raised.value.code == "schema_newer"


def test_failed_migration_leaves_nothing(twin: Twin) -> None:
    """A migration that fails in its second statement has no effect, and can be done again once it is mended."""
    broken = (*MIGRATIONS, ("CREATE TABLE later (id TEXT PRIMARY KEY)", "CREATE TABLE meta (id TEXT PRIMARY KEY)"))
    mended = (*MIGRATIONS, ("CREATE TABLE later (id TEXT PRIMARY KEY)",))

    async def work(database: Database) -> None:
        with pytest.raises(Exception, match=r"meta|database") as raised:
            await migrate(database, broken)
        assert not isinstance(raised.value, AssertionError)
        await migrate(database, mended)

    in_database(twin, work)


def test_savepoint_undoes_its_own_only(twin: Twin) -> None:
    """What was done before an inner failure stays, what was done inside is gone; an outer failure takes all."""

    async def work(database: Database) -> tuple[int, str]:
        with pytest.raises(KeyError):  # noqa: PT012  what is before it has to happen
            async with database.transaction() as tx:
                await write_meta(tx, "epoch", "7")
                raise KeyError
        async with database.transaction() as tx:
            await write_meta(tx, "server", "s")
            await write_meta(tx, "epoch", "5")
            with pytest.raises(KeyError):  # noqa: PT012  what is before it has to happen
                async with tx.savepoint():
                    await write_meta(tx, "epoch", "6")
                    raise KeyError
            async with tx.savepoint():
                await write_meta(tx, "sample", "0")
        async with database.reading() as tx:
            meta = await read_meta(tx)
        assert meta
        return meta.epoch, str(meta.sample)

    assert in_database(twin, work) == (5, "False")


def test_unique_key_is_a_conflict(twin: Twin) -> None:
    """Two rows under one key: ``Conflict`` on either twin, which the caller answers by running the transaction again."""

    async def work(database: Database) -> None:
        async with database.transaction() as tx:
            await tx.execute("INSERT INTO unit_counter (unit, seq) VALUES ('hn-bgt', 0)")

    with pytest.raises(Conflict):
        in_database(twin, work)


def test_marks_become_numbers() -> None:
    """One text for both twins."""
    assert numbered("SELECT a FROM b WHERE c = ? AND d IN (?, ?)") == "SELECT a FROM b WHERE c = $1 AND d IN ($2, $3)"


def test_a_statement_given_up_holds_no_connection(cluster: Cluster) -> None:
    """More ask than there are connections, and those who have them are cancelled in the middle of a statement: all others get theirs."""

    async def work() -> list[int]:
        database = await PostgresDatabase.open(cluster.address(cluster.create()))

        async def one(seconds: int) -> int:
            async with database.transaction() as tx:
                found = await tx.fetch_one(tuple[int], "SELECT 3 FROM (SELECT pg_sleep(?::int)) AS slept", seconds)
            return found[0] if found else 0

        stuck = [asyncio.create_task(one(3600)) for _ in range(10)]
        async with asyncio.timeout(PATIENCE):
            while database._pool.get_size() < len(stuck) or database._pool.get_idle_size():  # noqa: ASYNC110  nothing tells of it
                await asyncio.sleep(0.005)
        waiting = [asyncio.create_task(one(0)) for _ in range(30)]
        for task in stuck:
            task.cancel()
        given_up = await asyncio.gather(*stuck, return_exceptions=True)
        assert all(isinstance(error, asyncio.CancelledError) for error in given_up)
        found = await asyncio.gather(*waiting)
        await database.close()
        return found

    assert asyncio.run(work()) == [3] * 30
