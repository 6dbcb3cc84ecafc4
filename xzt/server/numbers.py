"""Numbers that only one authority gives: document numbers (N1 to N4, N7), receipt numbers (N6), item numbers of the archive.

A number's states: ``reserved`` (set aside by hand), ``held`` (given, the document not yet sent out), ``used`` (sent out: never again),
``void`` (will never be used, with the reason) and ``released`` (given back before it was sent out: offered first, so that the year's series
has no unexplained gap). The unique key of the table, not this code alone, keeps a number from being given twice.
"""

from msgspec import Struct

from xzt.core.errors import Refusal
from xzt.server.sql.database import Transaction


class Series(Struct, frozen=True):
    """One yearly series of a unit in one of its books: ``dispatch``, ``receipt`` or ``item``."""

    unit: str
    book: str
    name: str
    year: int


_ONE = "unit = ? AND book = ? AND name = ? AND year = ?"


def _key(series: Series) -> tuple[str, str, str, int]:
    return series.unit, series.book, series.name, series.year


async def take_next(tx: Transaction, series: Series, record: str, reason: str, state: str = "held") -> int:
    """Give the lowest released number, else the lowest after the last one that nobody took by hand."""
    last = await _locked(tx, series)
    released = await tx.fetch_one(
        tuple[int | None],
        f"SELECT min(sequence) FROM number WHERE {_ONE} AND state = 'released'",  # noqa: S608  a constant of this module
        *_key(series),
    )
    if released and released[0] is not None:
        await _set(tx, series, released[0], state, record, reason)
        return released[0]
    taken = await tx.fetch_all(
        tuple[int],
        f"SELECT sequence FROM number WHERE {_ONE} AND sequence > ? ORDER BY sequence",  # noqa: S608  a constant of this module
        *_key(series),
        last,
    )
    beyond = {sequence for (sequence,) in taken}
    sequence = last + 1
    while sequence in beyond:
        sequence += 1
    await tx.execute(f"UPDATE series SET last = ? WHERE {_ONE}", sequence, *_key(series))  # noqa: S608  a constant of this module
    await _add(tx, series, sequence, state, record, reason)
    return sequence


async def take_chosen(tx: Transaction, series: Series, sequence: int, record: str, reason: str) -> Refusal | None:
    """Give exactly ``sequence`` (N7): it must be free, released or reserved."""
    last = await _locked(tx, series)
    found = await tx.fetch_one(
        tuple[str],
        f"SELECT state FROM number WHERE {_ONE} AND sequence = ?",  # noqa: S608  a constant of this module
        *_key(series),
        sequence,
    )
    if found is None and sequence > last:
        await _add(tx, series, sequence, "held", record, reason)
        return None
    if found and found[0] in {"released", "reserved"}:
        await _set(tx, series, sequence, "held", record, reason)
        return None
    return Refusal("number_taken", {"sequence": str(sequence)})


async def release(tx: Transaction, series: Series, sequence: int, record: str, reason: str = "") -> None:
    """Give a held number back to the gap pool, and note why (N3)."""
    await tx.execute(
        f"UPDATE number SET state = 'released', record = '', reason = ? WHERE {_ONE} AND sequence = ? AND record = ? AND state = 'held'",  # noqa: S608
        reason,
        *_key(series),
        sequence,
        record,
    )


async def use(tx: Transaction, series: Series, sequence: int, record: str) -> None:
    """Mark a held number as sent out (N3)."""
    await tx.execute(
        f"UPDATE number SET state = 'used' WHERE {_ONE} AND sequence = ? AND record = ? AND state = 'held'",  # noqa: S608
        *_key(series),
        sequence,
        record,
    )


async def state_of(tx: Transaction, series: Series, sequence: int) -> tuple[str | None, int]:
    """Lock the series and tell the state of a number, None where it has none, and the last one given in order."""
    last = await _locked(tx, series)
    found = await tx.fetch_one(
        tuple[str],
        f"SELECT state FROM number WHERE {_ONE} AND sequence = ?",  # noqa: S608  a constant of this module
        *_key(series),
        sequence,
    )
    return found[0] if found else None, last


async def mark(tx: Transaction, series: Series, sequence: int, state: str, reason: str) -> None:
    """Set a number's state by hand. One let go that the series has not come to is nobody's again, so that numbers are given in order."""
    now, last = await state_of(tx, series, sequence)
    if state == "released" and sequence > last:
        await tx.execute(f"DELETE FROM number WHERE {_ONE} AND sequence = ?", *_key(series), sequence)  # noqa: S608
    elif now is None:
        await _add(tx, series, sequence, state, "", reason)
    else:
        await _set(tx, series, sequence, state, "", reason)


async def enter(tx: Transaction, series: Series, sequence: int, state: str, reason: str) -> None:
    """Enter a number of the time before this server: ``reserved`` or ``void``, with the reason. One that is here already stays."""
    await _locked(tx, series)
    await tx.execute(
        "INSERT INTO number (unit, book, name, year, sequence, state, record, reason) VALUES (?, ?, ?, ?, ?, ?, '', ?)"
        " ON CONFLICT DO NOTHING",
        *_key(series),
        sequence,
        state,
        reason,
    )


async def begin(tx: Transaction, series: Series, last: int) -> None:
    """Say that the numbers up to ``last`` were used before; a series never goes back."""
    found = await _locked(tx, series)
    if last > found:
        await tx.execute(f"UPDATE series SET last = ? WHERE {_ONE}", last, *_key(series))  # noqa: S608  a constant of this module


async def _locked(tx: Transaction, series: Series) -> int:
    """Lock the series until the end of the transaction; gives the last number given in order."""
    await tx.execute("INSERT INTO series (unit, book, name, year, last) VALUES (?, ?, ?, ?, 0) ON CONFLICT DO NOTHING", *_key(series))
    found = await tx.fetch_one(tuple[int], f"SELECT last FROM series WHERE {_ONE} FOR UPDATE", *_key(series))  # noqa: S608
    return found[0] if found else 0


async def _add(tx: Transaction, series: Series, sequence: int, state: str, record: str, reason: str) -> None:
    await tx.execute(
        "INSERT INTO number (unit, book, name, year, sequence, state, record, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        *_key(series),
        sequence,
        state,
        record,
        reason,
    )


async def _set(tx: Transaction, series: Series, sequence: int, state: str, record: str, reason: str) -> None:
    await tx.execute(
        f"UPDATE number SET state = ?, record = ?, reason = ? WHERE {_ONE} AND sequence = ?",  # noqa: S608  a constant of this module
        state,
        record,
        reason,
        *_key(series),
        sequence,
    )
