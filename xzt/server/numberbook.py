"""The book of document numbers of one unit, for its document office: which are set aside, void, given back or held, and why (N3).

Numbers that went out are counted only. What is done by hand is decided by the rules inside the transaction that locks the series.
"""

import logging

from xzt.core.errors import Refusal
from xzt.office.numberbook import MarkNumber, NumberBook, NumberLine, SeriesLine, refuse_mark
from xzt.office.people import Role
from xzt.server import numbers
from xzt.server.callers import Caller
from xzt.server.directory import unit_info
from xzt.server.instance import Instance
from xzt.server.sql.database import Transaction, attempt, brief_pause
from xzt.sync.protocol import messages as m

_logger = logging.getLogger("xzt.server")


async def read(instance: Instance, caller: Caller) -> NumberBook:
    """Give the book; an empty one to whoever does not keep it."""
    if not {Role.REGISTRAR, Role.NUMBER_KEEPER} & set(caller.roles):
        return NumberBook()
    async with instance.database.reading() as tx:
        return await _read(tx, caller.unit)


async def mark(instance: Instance, caller: Caller, asked: MarkNumber) -> m.NumberAnswer:
    """Set a number aside, void it or let it go, and give the book as it is then."""

    async def once() -> m.NumberAnswer:
        async with instance.database.transaction() as tx:
            refusal = await _mark(tx, caller, asked)
            return m.NumberAnswer(await _read(tx, caller.unit), refusal.code if refusal else "", refusal.params if refusal else {})

    answer = await attempt(once, brief_pause)
    if not answer.refused:
        _logger.info("number_marked", extra={"person": caller.person, "state": asked.state, "n": asked.sequence})
    return answer


async def _mark(tx: Transaction, caller: Caller, asked: MarkNumber) -> Refusal | None:
    info = await unit_info(tx, caller.unit)
    if info is None or asked.series not in info.series:
        return Refusal("series_unknown", {"series": asked.series})
    series = numbers.Series(caller.unit, "dispatch", asked.series, asked.year)
    now = await numbers.state_of(tx, series, asked.sequence)
    refusal = refuse_mark(caller.roles, now, asked.sequence, (asked.state, asked.reason))
    if refusal is None:
        await numbers.mark(tx, series, asked.sequence, asked.state, asked.reason.strip())
    return refusal


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
