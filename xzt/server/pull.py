"""Pull and wait: states down, in the order of the unit's counter, for the audience tokens that the caller holds now."""

import asyncio
import logging
import random
from itertools import groupby
from typing import TypeAlias

import msgspec

from xzt.core.buggify import rarely
from xzt.core.errors import Trouble
from xzt.server.callers import Caller
from xzt.server.directory import read_meta
from xzt.server.drafts import DRAFT
from xzt.server.instance import Instance
from xzt.server.records import Key, is_visible
from xzt.server.sql.database import Database, Transaction, marks
from xzt.sync.protocol.messages import PAGE_BYTES, PAGE_CHANGES, WAIT_SECONDS, Change, Head, Page

_NEXT = """SELECT seq, kind, id, op FROM change WHERE unit = ? AND token IN ({marks}) AND seq > ? ORDER BY seq LIMIT ?"""
_AT = """SELECT seq, kind, id, op FROM change WHERE unit = ? AND token IN ({marks}) AND seq = ?"""
_STATES = "SELECT id, version, state FROM record WHERE unit = ? AND kind = ? AND id IN ({marks})"
_STATES_AT_ONCE = 50
"""States may be long: a page that is full after a few of them has not read many more."""
_LOOK_SECONDS = 0.3
_UNITS_AT_ONCE = 500
_logger = logging.getLogger("xzt.server")

Row: TypeAlias = tuple[int, str, str, str]
_FACT = "coalesce((SELECT value FROM meta WHERE name = '%s'), '0')"
_HEAD = f"SELECT coalesce((SELECT seq FROM unit_counter WHERE unit = ?), 0), {_FACT % 'directory'}, {_FACT % 'epoch'}"  # noqa: S608  constants


async def read_page(database: Database, caller: Caller, after: int, limit: int = PAGE_CHANGES, size: int = PAGE_BYTES) -> Page:
    """Read the changes after ``after``: whole numbers only, so a page is longer than ``limit`` or ``size`` when one number alone is."""
    async with database.reading() as tx:
        head = await read_head(tx, caller.unit)
        rows, cut = await _rows(tx, caller, after, 1 if rarely("page.short") else limit)
        changes: list[Change] = []
        taken, end = 0, after
        states = States(tx, caller.unit, [(kind, record) for _, kind, record, op in rows if op == "put" and kind != DRAFT])
        for seq, group in groupby(rows, lambda row: row[0]):
            found = await _changes_at(states, caller, list(group))
            taken += sum(len(bytes(change.state)) for change in found)
            if changes and taken > size:
                cut = True
                break
            changes += found
            end = seq
        return Page(tuple(changes), end if cut else max(head.head, after), head.head, head.directory, head.epoch)


async def _rows(tx: Transaction, caller: Caller, after: int, limit: int) -> tuple[list[Row], bool]:
    """Read whole numbers, about ``limit`` rows, and say whether there are more."""
    tokens = marks(len(caller.tokens))
    rows = await tx.fetch_all(tuple[int, str, str, str], _NEXT.replace("{marks}", tokens), caller.unit, *caller.tokens, after, limit + 1)
    if len(rows) <= limit:
        return rows, False
    last = rows[-1][0]
    whole = [row for row in rows if row[0] < last]
    if not whole:
        whole = await tx.fetch_all(tuple[int, str, str, str], _AT.replace("{marks}", tokens), caller.unit, *caller.tokens, last)
    return whole, True


class States:
    """The states of a page, read some at a time in the order in which the page wants them."""

    def __init__(self, tx: Transaction, unit: str, wanted: list[tuple[str, str]]) -> None:
        self.tx, self._unit = tx, unit
        self._wanted = list(dict.fromkeys(wanted))
        self._held: dict[tuple[str, str], tuple[int, bytes]] = {}

    async def get(self, kind: str, record: str) -> tuple[int, bytes] | None:
        """Give version and state; None where there is no such record."""
        while (kind, record) not in self._held and self._wanted:
            some, self._wanted = self._wanted[:_STATES_AT_ONCE], self._wanted[_STATES_AT_ONCE:]
            for of in sorted({one[0] for one in some}):
                ids = [one[1] for one in some if one[0] == of]
                sql = _STATES.replace("{marks}", marks(len(ids)))
                rows = await self.tx.fetch_all(tuple[str, int, bytes], sql, self._unit, of, *ids)
                self._held |= {(of, row[0]): (row[1], row[2]) for row in rows}
        return self._held.pop((kind, record), None)


async def _changes_at(states: States, caller: Caller, rows: list[Row]) -> list[Change]:
    """Make one change a record of what the caller's tokens say at one number."""
    found = []
    for kind, record in sorted({(kind, record) for _, kind, record, _ in rows}):
        if kind == DRAFT:
            found.append(Change(rows[0][0], "dispatch", record, 0, "draft"))
            continue
        seq, shown = rows[0][0], any(op == "put" for _, of, which, op in rows if (of, which) == (kind, record))
        if shown:
            stored = await states.get(kind, record)
            if stored:
                found.append(Change(seq, kind, record, stored[0], "put", msgspec.Raw(stored[1])))
        elif not await is_visible(states.tx, Key(caller.unit, kind, record), caller.tokens):
            found.append(Change(seq, kind, record, 0, "drop"))
    return found


async def read_head(tx: Transaction, unit: str) -> Head:
    """Read the newest number of the unit and of the directory."""
    return _head_of(await tx.fetch_one(tuple[int, str, str], _HEAD, unit))


async def look_at_head(database: Database, unit: str) -> Head:
    """Read them where nothing else is read at the same moment: one statement needs no transaction around it."""
    return _head_of(await database.look(tuple[int, str, str], _HEAD, unit))


def _head_of(row: tuple[int, str, str] | None) -> Head:
    seq, directory, epoch = row or (0, "0", "0")
    return Head(seq, int(directory), int(epoch) or 1)


async def wait_for_news(instance: Instance, caller: Caller, after: int, directory: int | None) -> Head:
    """Hold until there is something newer than the caller has, or for about a minute."""
    head = await look_at_head(instance.database, caller.unit)
    known = head.directory if directory is None else directory
    if head.head > after or head.directory > known:
        return head
    seconds = WAIT_SECONDS * random.uniform(0.8, 1)  # noqa: S311  spreads the clients, keeps no secret
    await instance.hub.wait(caller.unit, after, known, seconds)
    return await look_at_head(instance.database, caller.unit)


async def watch(instance: Instance) -> None:
    """Tell those who wait what other processes on the same database have committed, until cancelled.

    A look at the counters of the units of those who wait here, a few times a second, whatever their number; LISTEN is not in every
    engine that speaks PostgreSQL's protocol, and a hint lost costs one look.
    """
    while True:
        await asyncio.sleep(_LOOK_SECONDS)
        units = instance.hub.waiting
        if not units:
            continue
        try:
            async with instance.database.reading() as tx:
                heads = await _heads(tx, units)
                meta = await read_meta(tx)
        except Trouble as trouble:
            _logger.warning("watch_waits", extra={"code": trouble.code})
            continue
        for unit, head in heads:
            instance.hub.announce(unit, head)
        instance.hub.announce_directory(meta.directory if meta else 0)


async def _heads(tx: Transaction, units: list[str]) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    for start in range(0, len(units), _UNITS_AT_ONCE):
        some = units[start : start + _UNITS_AT_ONCE]
        sql = "SELECT unit, seq FROM unit_counter WHERE unit IN ({marks})".replace("{marks}", marks(len(some)))
        found += await tx.fetch_all(tuple[str, int], sql, *some)
    return found
