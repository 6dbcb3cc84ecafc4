"""Heads of the stores of devices, countersigned: a store whose head is older than the newest one here is an old copy that was put back.

A device offers its head whenever its store has changed since, with the head that was countersigned last. What this server knows nothing of
is a chain that was begun anew, which only the program does, with the key of the store: at the first sign-in, or when it restored a backup.
A server put back from a backup may know less than the device: then it takes what is ahead of it.
"""

import logging

from msgspec import Struct

from xzt.core.encoding import encode
from xzt.server.callers import Caller
from xzt.server.directory import read_meta
from xzt.server.instance import Instance
from xzt.server.sql.database import Transaction, attempt, brief_pause
from xzt.server.trust import countersign
from xzt.sync.protocol import messages as m

log = logging.getLogger("xzt.server")


class _Known(Struct, frozen=True):
    chain: str
    n: int
    digest: str
    at: int
    begun: int


async def receive(instance: Instance, caller: Caller, offered: m.OfferedHead) -> m.HeadAnswer:
    """Countersign the head of the caller's device, or say that it is older than one that was."""
    now = instance.now()
    at = int(now.timestamp() * 1000)

    async def once() -> tuple[bool, _Known | None, str]:
        async with instance.database.transaction() as tx:
            meta = await read_meta(tx)
            known = await _newest(tx, caller)
            agreed = await _agrees(tx, caller, offered, known)
            if agreed:
                begun = known.begun if known and known.chain == offered.chain else (known.begun if known else 0) + 1
                await tx.execute(
                    "INSERT INTO store_head (unit, person, device, chain, n, digest, at, begun, reason)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (unit, person, device, chain)"
                    " DO UPDATE SET n = excluded.n, digest = excluded.digest, at = excluded.at",
                    *(
                        caller.unit,
                        caller.person,
                        caller.device,
                        offered.chain,
                        offered.n,
                        offered.digest,
                        at,
                        begun,
                        offered.reason,
                    ),
                )
            return agreed, known, meta.server if meta else ""

    agreed, known, server = await attempt(once, brief_pause)
    if not agreed and known is not None:
        log.warning("store_outdated", extra={"unit": caller.unit, "person": caller.person, "device": caller.device})
        return m.HeadAnswer(agreed=False, at=known.at, n=known.n)
    if known is not None and known.chain != offered.chain:
        log.info("store_begun", extra={"unit": caller.unit, "person": caller.person, "device": caller.device, "reason": offered.reason})
    statement = m.HeadStatement(server, caller.unit, caller.person, caller.device, offered.chain, offered.n, offered.digest, at)
    signature, certificate = countersign(instance.trust, encode(statement))
    return m.HeadAnswer(agreed=True, at=at, n=offered.n, server=server, signature=signature, certificate=certificate)


async def _newest(tx: Transaction, caller: Caller) -> _Known | None:
    row = await tx.fetch_one(
        tuple[str, int, str, int, int],
        "SELECT chain, n, digest, at, begun FROM store_head WHERE unit = ? AND person = ? AND device = ? ORDER BY begun DESC LIMIT 1",
        *(caller.unit, caller.person, caller.device),
    )
    return _Known(*row) if row else None


async def _agrees(tx: Transaction, caller: Caller, offered: m.OfferedHead, known: _Known | None) -> bool:
    if known is None:
        return True
    if known.chain == offered.chain:
        return known.digest in {offered.digest, offered.since} or offered.confirmed > known.n
    before = await tx.fetch_one(
        tuple[int],
        "SELECT n FROM store_head WHERE unit = ? AND person = ? AND device = ? AND chain = ?",
        *(caller.unit, caller.person, caller.device, offered.chain),
    )
    return before is None
