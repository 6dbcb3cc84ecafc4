"""Numbers (N1 to N4, N6, N7): unique, without gaps, given by the server alone."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeVar

import pytest

from tests.server.conftest import People
from tests.server.house import Clock, House, Twin, at_once, document, new_record, signed_off
from xzt.core.errors import Refusal
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Step
from xzt.server import numbers
from xzt.server.numbers import Series
from xzt.server.service import open_database
from xzt.server.sql.database import Conflict, Database, Transaction, attempt, brief_pause
from xzt.sync.protocol import messages as m

T = TypeVar("T")
SERIES = Series("hn-bgt", "dispatch", "湘政办函", 2022)


def in_database(twin: Twin, work: Callable[[Database], Awaitable[T]]) -> T:
    async def whole() -> T:
        database = await open_database(twin.data, twin.database)
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(whole())


async def inside(database: Database, work: Callable[[Transaction], Awaitable[T]]) -> T:
    async def once() -> T:
        async with database.transaction() as tx:
            return await work(tx)

    return await attempt(once, brief_pause)


def test_fifty_at_once_are_unique_and_gapless(twin: Twin) -> None:
    """N2: fifty tasks ask at once, a fifth of them fail afterwards; what was given runs from 23 on, each once, without a gap."""

    async def work(database: Database) -> list[int | None]:
        async def take(n: int) -> int | None:
            async def one(tx: Transaction) -> int:
                sequence = await numbers.take_next(tx, SERIES, f"record-{n}", "")
                if n % 5 == 0:
                    raise LookupError
                return sequence

            try:
                return await inside(database, one)
            except LookupError:
                return None

        return await at_once([lambda n=n: take(n) for n in range(50)])  # type: ignore[misc]

    given = sorted(number for number in in_database(twin, work) if number is not None)
    assert given == list(range(23, 63))


def test_released_is_offered_first(twin: Twin) -> None:
    """N3: a number given back before it was sent out is the next one given; one that was sent out never is."""

    async def work(database: Database) -> list[int]:
        first = [await inside(database, lambda tx, n=n: numbers.take_next(tx, SERIES, f"r{n}", "")) for n in range(4)]  # type: ignore[misc]
        await inside(database, lambda tx: numbers.use(tx, SERIES, 24, "r1"))
        for sequence, record in ((25, "r2"), (23, "r0"), (24, "r1"), (26, "somebody else's")):
            await inside(database, lambda tx, s=sequence, r=record: numbers.release(tx, SERIES, s, r))  # type: ignore[misc]
        return first + [await inside(database, lambda tx, n=n: numbers.take_next(tx, SERIES, f"n{n}", "")) for n in range(3)]  # type: ignore[misc]

    assert in_database(twin, work) == [23, 24, 25, 26, 23, 25, 27]


def test_void_and_reserved_are_passed_over(twin: Twin) -> None:
    """N3: a void number is never given, a reserved one only by hand."""

    async def work(database: Database) -> tuple[list[int], list[Refusal | None]]:
        await inside(database, lambda tx: numbers.enter(tx, SERIES, 23, "void", "样例"))
        await inside(database, lambda tx: numbers.enter(tx, SERIES, 25, "reserved", ""))
        given = [await inside(database, lambda tx: numbers.take_next(tx, SERIES, "r", "")) for _ in range(2)]
        chosen = [await inside(database, lambda tx, s=s: numbers.take_chosen(tx, SERIES, s, "c", "样例")) for s in (23, 25, 22)]  # type: ignore[misc]
        return given, chosen

    given, chosen = in_database(twin, work)
    assert given == [24, 26]
    assert chosen == [Refusal("number_taken", {"sequence": "23"}), None, Refusal("number_taken", {"sequence": "22"})]


def test_chosen_by_hand_leaves_no_gap(twin: Twin) -> None:
    """N7: a number taken by hand must be free; the series then fills up to it and passes it."""

    async def work(database: Database) -> tuple[Refusal | None, Refusal | None, list[int]]:
        free = await inside(database, lambda tx: numbers.take_chosen(tx, SERIES, 25, "r", "样例"))
        taken = await inside(database, lambda tx: numbers.take_chosen(tx, SERIES, 25, "s", "样例"))
        return free, taken, [await inside(database, lambda tx: numbers.take_next(tx, SERIES, "t", "")) for _ in range(3)]

    assert in_database(twin, work) == (None, Refusal("number_taken", {"sequence": "25"}), [23, 24, 26])


def test_the_database_itself_keeps_numbers_apart(twin: Twin) -> None:
    """N7: the unique key refuses a second row for a number whatever the code does."""
    row = ("hn-bgt", "dispatch", "湘政办函", 2022, 30, "held", "r", "")
    sql = "INSERT INTO number (unit, book, name, year, sequence, state, record, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"

    async def work(database: Database) -> None:
        for _ in range(2):
            async with database.transaction() as tx:
                await tx.execute(sql, *row)

    with pytest.raises(Conflict):
        in_database(twin, work)


def test_number_follows_the_document(house: House, people: People) -> None:
    """N1, N3: given at registration, back in the pool when the document returns, offered to the next, used once it is sent out."""
    first, second = new_record(), new_record()
    signed_off(people, first)
    signed_off(people, second)
    registrar = people["wu-1"]
    registrar.must(first, d.AssignNumber())
    assert registrar.state(first)["number"] == {"type": "Number", "series": "湘政办函", "year": 2022, "sequence": 23}
    people["ji-1"].must(first, d.Return(Step.REVIEW, "有误", registrar.state(first)["versions"][-1]["digest"]))
    assert house.rows(tuple[str], "SELECT state FROM number WHERE sequence = 23") == [("released",)]
    people["wu-2"].must(second, d.AssignNumber())
    assert registrar.state(second)["number"]["sequence"] == 23
    assert house.rows(tuple[str, str], "SELECT state, record FROM number WHERE sequence = 23") == [("held", second)]


def test_year_is_that_of_the_sign_off(people: People, clock: Clock) -> None:
    """N4: a draft of December that is signed on 1 January Beijing time, which is still December in UTC, opens the new series at 1."""
    old, new = new_record(), new_record()
    clock.time = datetime(2022, 12, 31, 15, 59, 59, tzinfo=UTC)
    signed_off(people, old)
    clock.time = datetime(2022, 12, 31, 16, 0, tzinfo=UTC)
    signed_off(people, new)
    registrar = people["wu-1"]
    registrar.must(new, d.AssignNumber())
    registrar.must(old, d.AssignNumber())
    assert (registrar.state(new)["number"]["year"], registrar.state(new)["number"]["sequence"]) == (2023, 1)
    assert (registrar.state(old)["number"]["year"], registrar.state(old)["number"]["sequence"]) == (2022, 23)


def test_chosen_number_needs_right_and_free_number(people: People) -> None:
    """N7 over the wire: no right, no number; a number that is taken names itself."""
    record = new_record()
    signed_off(people, record)
    answers = [
        people["wu-2"].do(record, d.AssignNumber(30, "样例")),
        people["wu-1"].do(record, d.AssignNumber(22, "样例")),
        people["wu-1"].do(record, d.AssignNumber(30, "样例")),
    ]
    assert [getattr(answer, "code", "applied") for answer in answers] == ["not_number_keeper", "number_taken", "applied"]


def test_only_ones_own_series(people: People) -> None:
    """N1: the letters of another organ are refused."""
    record = new_record()
    signed_off(people, record, document(series="长政函"))
    answer = people["wu-1"].do(record, d.AssignNumber())
    assert isinstance(answer, m.Refused)
    assert (answer.code, answer.params) == ("series_unknown", {"series": "长政函"})
