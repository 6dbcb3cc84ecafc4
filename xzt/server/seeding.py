"""Loading the directory into a server's data: units, people with a first password, numbers that were used before.

Only here are the clock's offset and the sample mark set. Loading again updates units and people; passwords that are set stay, and a number
series never goes back. The embedded server must not be running.
"""

import asyncio
import re
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from xzt.core.encoding import decode, encode
from xzt.core.errors import Trouble
from xzt.office.people import Person, Role, Unit
from xzt.server import numbers
from xzt.server.directory import raise_version, unit_of, write_meta
from xzt.server.service import open_database
from xzt.server.sessions import hash_password
from xzt.server.sql.database import Database, Transaction, attempt, brief_pause
from xzt.server.trust import open_trust

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")


class Newcomer(Person, frozen=True, kw_only=True):
    """A person with the first password."""

    password: str


class Void(Struct, frozen=True):
    """A number that will never be used, and why."""

    sequence: int
    reason: str


class UsedSeries(Struct, frozen=True):
    """A dispatch series as it stood before: the last number used, those set aside, those void."""

    unit: str
    series: str
    year: int
    last: int
    reserved: tuple[int, ...] = ()
    void: tuple[Void, ...] = ()


class Seed(Struct, frozen=True):
    """What a directory file holds."""

    units: tuple[Unit, ...]
    people: tuple[Newcomer, ...]
    numbers: tuple[UsedSeries, ...] = ()
    sample: bool = False
    note: str = ""


def load_directory(data: Path, database: str | None, source: bytes, now: datetime, *, clock_offset: int | None = None) -> Seed:
    """Load a directory file (JSON); ``clock_offset`` (s) sets the clock ahead. Wrong content is ``Trouble("directory_malformed")``."""
    try:
        seed = decode(source, Seed)
    except Trouble as error:
        raise Trouble("directory_malformed", detail=error.params["detail"]) from error
    _check(seed)
    asyncio.run(_load(data, database, seed, (now, clock_offset)))
    return seed


def _check(seed: Seed) -> None:
    units = [unit.id for unit in seed.units]
    people = [person.id for person in seed.people]
    for name in (*units, *people):
        if not _ID.fullmatch(name) or name == Role.SYSTEM:
            raise Trouble("directory_malformed", detail=name)
    if len(set(units)) != len(units) or len(set(people)) != len(people):
        raise Trouble("directory_malformed", detail="twice")
    for person in seed.people:
        if person.unit not in units or Role.SYSTEM in person.roles or not person.password:
            raise Trouble("directory_malformed", detail=person.id)
    for series in seed.numbers:
        if series.unit not in units:
            raise Trouble("directory_malformed", detail=series.unit)


async def _load(data: Path, address: str | None, seed: Seed, clock: tuple[datetime, int | None]) -> None:
    now, offset = clock
    database = await open_database(data, address)
    try:
        open_trust(data / "authority", now)
        await attempt(lambda: _write(database, seed, offset), brief_pause)
    finally:
        await database.close()


async def _write(database: Database, seed: Seed, offset: int | None) -> None:
    async with database.transaction() as tx:
        for unit in seed.units:
            await tx.execute(
                "INSERT INTO unit_info (unit, body) VALUES (?, ?) ON CONFLICT (unit) DO UPDATE SET body = excluded.body",
                *(unit.id, encode(unit)),
            )
            await tx.execute("INSERT INTO unit_counter (unit, seq) VALUES (?, 0) ON CONFLICT DO NOTHING", unit.id)
        for newcomer in seed.people:
            await _write_person(tx, newcomer)
        for used in seed.numbers:
            await _write_series(tx, used)
        await write_meta(tx, "sample", "1" if seed.sample else "0")
        if offset is not None:
            await write_meta(tx, "clock_offset", str(offset))
        await raise_version(tx)


async def _write_person(tx: Transaction, newcomer: Newcomer) -> None:
    """Enter or update one person; certificate and password that are there stay."""
    if await unit_of(tx, newcomer.id) not in {None, newcomer.unit}:
        raise Trouble("directory_malformed", detail=newcomer.id)
    found = await tx.fetch_one(tuple[bytes], "SELECT body FROM person WHERE unit = ? AND id = ?", newcomer.unit, newcomer.id)
    certificate = decode(found[0], Person).certificate if found else ""
    person = Person(newcomer.id, newcomer.name, newcomer.unit, newcomer.department, newcomer.title, newcomer.roles, certificate)
    if found:
        await tx.execute("UPDATE person SET body = ? WHERE unit = ? AND id = ?", encode(person), person.unit, person.id)
        return
    await tx.execute("INSERT INTO person_unit (person, unit) VALUES (?, ?)", newcomer.id, newcomer.unit)
    await tx.execute(
        "INSERT INTO person (unit, id, body, password) VALUES (?, ?, ?, ?)",
        *(person.unit, person.id, encode(person), hash_password(newcomer.password)),
    )


async def _write_series(tx: Transaction, used: UsedSeries) -> None:
    series = numbers.Series(used.unit, "dispatch", used.series, used.year)
    await numbers.begin(tx, series, used.last)
    for sequence in used.reserved:
        await numbers.enter(tx, series, sequence, "reserved", "")
    for void in used.void:
        await numbers.enter(tx, series, void.sequence, "void", void.reason)
