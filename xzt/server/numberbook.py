"""The book of document numbers of one unit, for its document office: which are set aside, void, given back or held, and why (N3).

Numbers that went out are counted only. What is done by hand is a signed command of the record ``numbering``; it is held against the book
inside its own transaction, which locks the series.
"""

from xzt.core.errors import Refusal
from xzt.office.act import Number
from xzt.office.numberbook import NumberBook, NumberLine, SeriesLine, refuse_mark
from xzt.office.numbering.commands import MarkNumber
from xzt.office.people import Role
from xzt.server import numbers
from xzt.server.callers import Caller
from xzt.server.instance import Instance
from xzt.server.sql.database import Transaction


async def read(instance: Instance, caller: Caller) -> NumberBook:
    """Give the book; an empty one to whoever does not keep it."""
    if not {Role.REGISTRAR, Role.NUMBER_KEEPER} & set(caller.roles):
        return NumberBook()
    async with instance.database.reading() as tx:
        return await _read(tx, caller.unit)


async def mark(tx: Transaction, unit: str, asked: MarkNumber) -> Number | Refusal:
    """Set a number aside, void it or let it go, as the rules of the series allow now (N3)."""
    series = numbers.Series(unit, "dispatch", asked.series, asked.year)
    refusal = refuse_mark(await numbers.state_of(tx, series, asked.sequence), asked.sequence, asked.state)
    if refusal:
        return refusal
    await numbers.mark(tx, series, asked.sequence, asked.state, asked.reason.strip())
    return Number(asked.series, asked.year, asked.sequence)


async def _read(tx: Transaction, unit: str) -> NumberBook:
    sql = "SELECT name, year, last FROM series WHERE unit = ? AND book = 'dispatch' ORDER BY year DESC, name"
    series = await tx.fetch_all(tuple[str, int, int], sql, unit)
    sql = "SELECT name, year, count(*) FROM number WHERE unit = ? AND book = 'dispatch' AND state = 'used' GROUP BY name, year"
    used = {(name, year): count for name, year, count in await tx.fetch_all(tuple[str, int, int], sql, unit)}
    sql = (
        "SELECT name, year, sequence, state, reason FROM number"
        " WHERE unit = ? AND book = 'dispatch' AND state <> 'used' ORDER BY year DESC, name, sequence"
    )
    lines = await tx.fetch_all(tuple[str, int, int, str, str], sql, unit)
    return NumberBook(
        tuple(SeriesLine(name, year, last, used.get((name, year), 0)) for name, year, last in series),
        tuple(NumberLine(*line) for line in lines),
    )
