"""Sweeping: pieces of uploads that nobody went on with are removed, never one that a file or an upload under way is made of (RS-14).

Which they are is told by the plan of the upload, so that no list of all objects is needed. A piece goes only where no file and no other
plan names it and nobody has brought it since the upload lapsed: whoever brings a piece that is there already renews it (``Objects.renew``).
All of it may be done by several processes at once.
"""

import asyncio
import logging
from datetime import timedelta

from xzt.core.encoding import decode
from xzt.core.errors import Trouble
from xzt.server.due import milliseconds
from xzt.server.instance import Instance
from xzt.server.sql.database import Conflict
from xzt.sync.protocol.messages import PIECE, Parts

KEPT = timedelta(days=30)
"""How long an upload may rest before it lapses: longer than anybody is on leave with a laptop in the bag."""
_EVERY_SECONDS = 6 * 3600.0
_AT_ONCE = 100
"""Uploads that lapse in one look; the names of their pieces are in memory."""
_LAPSED = "SELECT unit, person, digest, at, parts FROM upload WHERE at < ? ORDER BY at LIMIT ?"
_PLANS = "SELECT parts FROM upload"
_FILES = "SELECT DISTINCT digest FROM blob WHERE size >= ?"
"""These three look into every unit, for pieces are kept once however many bring them: a few times a day, the last two only after the first
has found something."""

_logger = logging.getLogger("xzt.server")


async def sweep_always(instance: Instance) -> None:
    """Sweep a few times a day, until cancelled."""
    while True:
        await asyncio.sleep(_EVERY_SECONDS)
        try:
            while await sweep(instance):
                pass
        except (Trouble, Conflict) as error:
            _logger.warning("sweeping_waits", extra={"code": getattr(error, "code", "conflict")})


async def sweep(instance: Instance) -> int:
    """Let some uploads lapse and remove what only they were made of; gives how many lapsed."""
    before = milliseconds(instance.now() - KEPT)
    async with instance.database.reading() as tx:
        rows = await tx.fetch_all(tuple[str, str, str, int, bytes], _LAPSED, before, _AT_ONCE)
    lapsed = [decode(row[-1], Parts) for row in rows if await _end(instance, row[:-1])]
    pieces = {piece for parts in lapsed for piece in parts.pieces}
    if pieces:
        await _spare(instance, pieces)
    removed = sum([await instance.blobs.sweep(piece, KEPT) for piece in sorted(pieces)])
    left = await instance.blobs.objects.tidy(KEPT)
    if lapsed or left:
        _logger.info("swept", extra={"uploads": len(lapsed), "pieces": removed, "left_over": left})
    return len(lapsed)


async def _end(instance: Instance, upload: tuple[str, str, str, int]) -> bool:
    """Forget an upload (unit, person, digest, at) that has not been touched meanwhile."""
    async with instance.database.transaction() as tx:
        sql = "DELETE FROM upload WHERE unit = ? AND person = ? AND digest = ? AND at = ?"
        if not await tx.execute(sql, *upload):
            return False
        await tx.execute("DELETE FROM upload_piece WHERE unit = ? AND person = ? AND digest = ?", *upload[:3])
    return True


async def _spare(instance: Instance, pieces: set[str]) -> None:
    """Take out what is still of use. Plans and files are read in one moment: an upload that ends is the one or the other."""
    async with instance.database.reading() as tx:
        plans = await tx.fetch_all(tuple[bytes], _PLANS)
        files = await tx.fetch_all(tuple[str], _FILES, PIECE)
    for (plan,) in plans:
        pieces.difference_update(decode(plan, Parts).pieces)
    for (digest,) in files:
        if pieces:
            pieces.difference_update(await _pieces_of(instance, digest))


async def _pieces_of(instance: Instance, digest: str) -> tuple[str, ...]:
    try:
        return (await instance.blobs.parts(digest)).pieces
    except Trouble as trouble:
        if trouble.code != "blob_missing":
            raise
        return ()  # a file whose list is gone has no pieces to spare
