"""What one unit's record asks of another's: taken from the outbox, applied by the house itself, marked done.

Two transactions, for the units may live on different machines: killed between them, the parcel is delivered again, and its command id makes
it count once. Parcels of one unit keep their order.
"""

import asyncio
import contextlib
import logging

import msgspec

from xzt.core.buggify import rarely
from xzt.core.encoding import encode
from xzt.core.errors import Trouble
from xzt.office.envelope import Signed
from xzt.server.apply import push
from xzt.server.callers import system_of
from xzt.server.instance import Instance
from xzt.server.sql.database import Conflict
from xzt.sync.protocol.messages import Again, Answer

_logger = logging.getLogger("xzt.server")
_AT_ONCE = 100
_LOOK_SECONDS = 5.0
_OF_UNIT = "SELECT unit, id, target, envelope FROM outbox WHERE unit = ? AND answer IS NULL ORDER BY seq, n LIMIT ?"
_OF_ALL = "SELECT unit, id, target, envelope FROM outbox WHERE answer IS NULL ORDER BY unit, seq, n LIMIT ?"
"""What every unit left: asked now and then only, for it looks into every part of a distributed database."""


async def deliver_open(instance: Instance, sender: str = "") -> int:
    """Deliver what lies ready of ``sender``, of every unit when it is empty; gives how many parcels were done."""
    async with instance.database.reading() as tx:
        if sender:
            parcels = await tx.fetch_all(tuple[str, str, str, bytes], _OF_UNIT, sender, _AT_ONCE)
        else:
            parcels = await tx.fetch_all(tuple[str, str, str, bytes], _OF_ALL, _AT_ONCE)
    done, stuck = 0, set[str]()
    for unit, parcel, target, envelope in parcels:
        if unit in stuck:
            continue
        (answer,) = await push(instance, system_of(target), (Signed(msgspec.Raw(envelope)),))
        if isinstance(answer, Again):
            stuck.add(unit)
            continue
        if not rarely("delivery.again"):
            await mark_done(instance, unit, parcel, answer)
        done += 1
    return done


async def mark_done(instance: Instance, unit: str, parcel: str, answer: Answer) -> None:
    """Keep the answer to a parcel, which ends it."""
    async with instance.database.transaction() as tx:
        await tx.execute("UPDATE outbox SET answer = ? WHERE unit = ? AND id = ?", encode(answer), unit, parcel)


async def deliver_always(instance: Instance) -> None:
    """Deliver whenever something lies ready, until cancelled. Looks by itself now and then, for what another process left."""
    loop = asyncio.get_running_loop()
    due = loop.time()
    while True:
        units = instance.hub.take_ready()
        if loop.time() >= due:
            units, due = [""], loop.time() + _LOOK_SECONDS
        try:
            for unit in units:
                while await deliver_open(instance, unit):
                    pass
        except (Trouble, Conflict) as error:
            _logger.warning("delivery_waits", extra={"code": getattr(error, "code", "conflict")})
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(instance.hub.deliveries.wait(), max(0.0, due - loop.time()))
