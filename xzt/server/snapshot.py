"""First sync: what a person may see now, part by part in the order of the key, newest records first.

Each part is read in one moment and carries nothing from part to part but its place, so that a client goes on where it was cut off, on any
server process. What changes meanwhile has a number after the head of the first part and comes by the pull; together they are one state.
"""

import asyncio
import zlib
from itertools import groupby

import msgspec

from xzt.core.buggify import rarely
from xzt.core.encoding import encode
from xzt.server.callers import Caller
from xzt.server.drafts import DRAFT
from xzt.server.pull import read_head
from xzt.server.sql.database import Database, Transaction, marks
from xzt.sync.protocol.messages import FIRST_RECORDS, PART_BYTES, PART_RECORDS, Change, Part

_SHOWN_BY = """SELECT kind, id FROM (SELECT kind, id FROM change WHERE unit = ? AND token = ? AND op = 'put'{after}
    ORDER BY kind DESC, id DESC LIMIT ?) AS of_token"""
_KEYS = """SELECT shown.kind, shown.id, coalesce(length(record.state), 0) FROM ({tokens}) AS shown LEFT JOIN record
    ON record.unit = ? AND record.kind = shown.kind AND record.id = shown.id ORDER BY shown.kind DESC, shown.id DESC LIMIT ?"""
_STATES = "SELECT id, version, state FROM record WHERE unit = ? AND kind = ? AND id IN ({marks})"
_COUNT = (
    "SELECT count(*) FROM (SELECT DISTINCT kind, id FROM change WHERE unit = ? AND token IN ({marks}) AND op = 'put' AND kind <> ?) AS all_"
)
_FAST = 1

Place = tuple[str, str]


async def read_part(database: Database, caller: Caller, after: Place | None) -> Part:
    """Read the part after ``after``, the first one without; only the first counts how many there are."""
    async with database.reading() as tx:
        head = await read_head(tx, caller.unit)
        total = 0 if after else await _count(tx, caller)
        limit = PART_RECORDS if after else min(FIRST_RECORDS, PART_RECORDS)
        keys = await _keys(tx, caller, after, limit)
        taken = _within(keys)
        changes: list[Change] = []
        for kind, group in groupby(taken, key=lambda key: key[0]):
            changes += await _changes(tx, caller.unit, kind, [record for _, record, _ in group])
        more = len(taken) < len(keys) or len(keys) == limit
        return Part(tuple(changes), head.head, total, taken[-1][:2] if more else None, head.epoch)


async def pack(part: Part) -> bytes:
    """Make the bytes of a part, beside the loop: compressing takes a while."""
    return await asyncio.to_thread(lambda: zlib.compress(encode(part), _FAST))


async def _keys(tx: Transaction, caller: Caller, after: Place | None, limit: int) -> list[tuple[str, str, int]]:
    """List the next records with the size of their states: of each token as many as there is room for, put together by the database."""
    of_token = _SHOWN_BY.replace("{after}", " AND (kind, id) < (?, ?)" if after else "")
    values: list[str | int] = []
    for token in caller.tokens:
        values += [caller.unit, token, *(after or ()), limit]
    sql = _KEYS.replace("{tokens}", " UNION ".join([of_token] * len(caller.tokens)))
    return await tx.fetch_all(tuple[str, str, int], sql, *values, caller.unit, limit)


def _within(keys: list[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    """Take as many as make up one part, one at least."""
    size = 0
    for place, (_, _, length) in enumerate(keys):
        size += length
        if place and (size > PART_BYTES or rarely("part.short")):
            return keys[:place]
    return keys


async def _changes(tx: Transaction, unit: str, kind: str, ids: list[str]) -> list[Change]:
    if kind == DRAFT:
        return []  # a draft that its writer follows anew is fetched anew
    rows = await tx.fetch_all(tuple[str, int, bytes], _STATES.replace("{marks}", marks(len(ids))), unit, kind, *ids)
    found = {record: Change(0, kind, record, version, "put", msgspec.Raw(state)) for record, version, state in rows}
    return [found[record] for record in ids if record in found]


async def _count(tx: Transaction, caller: Caller) -> int:
    found = await tx.fetch_one(tuple[int], _COUNT.replace("{marks}", marks(len(caller.tokens))), caller.unit, *caller.tokens, DRAFT)
    return found[0] if found else 0
