"""The server's clock: acts when windows begin and end, limits lapse, or a task has lain too long (W6, W10, W15), in every process, once.

Beside each record that time does something to stands when to look at it again (table ``due``), written with the record itself; nought means
not looked at yet. What the clock asks are commands with ids that follow from what they are about: two processes that ask for the
same thing have one answer, and one that dies in between leaves the rest to the next look.
"""

import asyncio
import logging
from datetime import datetime, timedelta

import msgspec

from xzt.core.digest import sm3
from xzt.core.encoding import encode
from xzt.core.errors import Trouble
from xzt.office.deputies.state import Deputies
from xzt.office.envelope import Envelope, Signed
from xzt.office.errands import Errand, Now, Turn, errands, handed, next_look, turns
from xzt.office.registry import State, decode_state
from xzt.server import standing
from xzt.server.apply import push
from xzt.server.callers import SYSTEM_DEVICE, SYSTEM_PERSON, system_of
from xzt.server.directory import write_meta
from xzt.server.due import milliseconds
from xzt.server.instance import Instance
from xzt.server.records import Key, Stored
from xzt.server.sql.database import Conflict

_logger = logging.getLogger("xzt.server")
_LOOK_SECONDS = 1.0
_AT_ONCE = 50
_AGAIN = timedelta(hours=1)
"""When a record is looked at again that nothing came of."""
_DUE = "SELECT unit, kind, id, at FROM due WHERE at <= ? ORDER BY at LIMIT ?"
"""What is due in any unit: one look a second at the head of an index, for there is no unit that would ask."""
_ALL_AGAIN = "UPDATE due SET at = 0 WHERE kind IN ('dispatch', 'receipt')"
"""Every case and receipt of every unit: once after a change of the directory, which is the same everywhere."""
_HELD = (
    "SELECT change.kind, change.id FROM change JOIN due ON due.unit = change.unit AND due.kind = change.kind AND due.id = change.id"
    " WHERE change.unit = ? AND change.token = ? AND change.kind IN ('dispatch', 'receipt') AND change.op = 'put' AND change.id > ?"
    " ORDER BY change.id LIMIT ?"
)
"""The cases and receipts under way that somebody has: each of them has its row in ``due``."""


async def keep_time(instance: Instance) -> None:
    """Do what is due, until cancelled."""
    while True:
        try:
            while await act_on_time(instance):
                pass
        except (Trouble, Conflict) as error:
            _logger.warning("clock_waits", extra={"code": getattr(error, "code", "conflict")})
        await asyncio.sleep(_LOOK_SECONDS)


async def act_on_time(instance: Instance) -> int:
    """Do some of what is due now; gives how many records were looked at."""
    async with instance.database.reading() as tx:
        facts = dict(await tx.fetch_all(tuple[str, str], "SELECT name, value FROM meta WHERE name IN ('directory', 'clock_directory')"))
        rows = await tx.fetch_all(tuple[str, str, str, int], _DUE, milliseconds(instance.now()), _AT_ONCE)
    if facts.get("clock_directory", "0") != facts.get("directory", "0"):
        await _hear_of_leavers(instance, facts.get("directory", "0"))
    for unit, kind, record, at in rows:
        await _look(instance, Key(unit, kind, record), at)
    return len(rows)


async def _hear_of_leavers(instance: Instance, directory: str) -> None:
    """Look at every case once more when somebody has come or gone (W10); a new certificate or title is nothing to the clock."""
    async with instance.database.transaction() as tx:
        people = (await instance.directory.read(tx)).people
        there = sm3(encode(sorted((one.id, one.unit) for one in people if one.active)))
        known = await tx.fetch_one(tuple[str], "SELECT value FROM meta WHERE name = 'clock_people'")
        if known is None or known[0] != there:
            await tx.execute(_ALL_AGAIN)
            await write_meta(tx, "clock_people", there)
        await write_meta(tx, "clock_directory", directory)


async def _look(instance: Instance, key: Key, at: int) -> None:
    stored, now = await _read(instance, key)
    if stored is None:
        asked: tuple[Errand, ...] = ()
    elif isinstance(stored.state, Deputies):
        for turn in turns(key.id, stored.state, now.at):
            await _turn(instance, key.unit, turn, now)
        asked = ()
    else:
        asked = errands(key.id, stored.version, stored.state, now)
    for errand in asked:
        await _ask(instance, key.unit, errand, now.at)
    await _settle(instance, key, at)


async def _read(instance: Instance, key: Key) -> tuple[Stored | None, Now]:
    async with instance.database.reading() as tx:
        found = await tx.fetch_one(
            tuple[int, bytes], "SELECT version, state FROM record WHERE unit = ? AND kind = ? AND id = ?", key.unit, key.kind, key.id
        )
        now = Now(instance.now(), await instance.directory.read(tx), await standing.read(tx, key.unit))
    return (Stored(found[0], decode_state(key.kind, found[1])) if found else None), now


async def _settle(instance: Instance, key: Key, at: int) -> None:
    """Set the next look where nothing has been written that did: when the rules say, and not at once again."""
    stored, now = await _read(instance, key)
    then = next_look(stored.state, now.given) if stored else None
    async with instance.database.transaction() as tx:
        if then is None:
            await tx.execute("DELETE FROM due WHERE unit = ? AND kind = ? AND id = ? AND at = ?", key.unit, key.kind, key.id, at)
        else:
            await tx.execute(
                "UPDATE due SET at = ? WHERE unit = ? AND kind = ? AND id = ? AND at = ?",
                milliseconds(then if then > now.at else now.at + _AGAIN),
                *(key.unit, key.kind, key.id, at),
            )


async def _turn(instance: Instance, unit: str, turn: Turn, now: Now) -> None:
    """Hand over or give back in all cases of the principal, then close it: killed in between, all is asked once more and counts once."""
    after = ""
    while turn.over or turn.standin.hand_over:
        async with instance.database.reading() as tx:
            held = await tx.fetch_all(tuple[str, str], _HELD, unit, f"p:{turn.standin.window.principal}", after, _AT_ONCE)
        for kind, record in held:
            stored, _ = await _read(instance, Key(unit, kind, record))
            state: State | None = stored.state if stored else None
            for errand in handed(turn, record, state, now):
                await _ask(instance, unit, errand, now.at)
        if len(held) < _AT_ONCE:
            break
        after = held[-1][1]
    await _ask(instance, unit, turn.mark, now.at)


async def _ask(instance: Instance, unit: str, errand: Errand, at: datetime) -> None:
    body = msgspec.Raw(encode(errand.command))
    envelope = Envelope(errand.id, errand.kind, errand.record, unit, SYSTEM_PERSON, SYSTEM_DEVICE, 0, 0, at, body)
    await push(instance, system_of(unit), (Signed(msgspec.Raw(encode(envelope))),))
