"""Files of one piece, whole, within a round; larger ones are handed to the lane (``transfers``)."""

import asyncio
import functools
from typing import TYPE_CHECKING

from xzt.core.errors import Trouble
from xzt.store import blobs
from xzt.store.chunks import CHUNK, Chunks, cut, file_in
from xzt.sync.engine.rounds import Settled, Transactions, look, run
from xzt.sync.engine.transfers import Lane
from xzt.sync.protocol.messages import MAX_BLOB
from xzt.sync.protocol.versions import PIECES, has

if TYPE_CHECKING:
    from xzt.sync.engine.wire import Wire


async def upload(wire: "Wire", transactions: Transactions, chunks: Chunks, lane: Lane) -> None:
    """Upload the files that the server does not have. One that it will not take stops no other; it is raised after them."""
    refused: Trouble | None = None
    whole = CHUNK if has(wire.protocol, PIECES) else MAX_BLOB
    for digest in await look(transactions, functools.partial(blobs.to_upload, until=whole)):
        found = await look(transactions, functools.partial(blobs.facts, digest=digest))
        if found is None:
            continue
        try:
            await wire.put_blob(digest, await _whole(found, transactions, chunks))
        except Trouble as trouble:
            if trouble.retry or trouble.code == "signed_out":
                raise
            refused = trouble
            continue
        await run(transactions, functools.partial(blobs.mark_uploaded, digest=digest))
    larger = await look(transactions, functools.partial(blobs.to_upload, longer=whole))
    if larger:
        lane.wake()
    if refused:
        raise refused


async def download(wire: "Wire", transactions: Transactions, chunks: Chunks, lane: Lane) -> tuple[Settled, Trouble | None]:
    """Download the files that records name and that are not here; gives the records whose file came, or came as another than it is named.

    One that does not come right stops no other; the first trouble is given beside what came. Another file under a name is told where that
    file is shown, tried again with every round, and no trouble of the line.
    """
    came: list[tuple[str, str]] = []
    failed: Trouble | None = None
    for digest, kind, record in await look(transactions, blobs.wanted):
        if lane.expects(digest):
            continue
        try:
            if has(wire.protocol, PIECES) and (parts := await wire.parts(digest)).pieces:
                lane.offer(digest, parts, (kind, record))
                continue
            await _keep(await wire.get_blob(digest), transactions, chunks)
        except Trouble as trouble:
            if trouble.code in {"offline", "signed_out"} or "after" in trouble.params:
                raise
            if trouble.code != "blob_damaged":
                failed = failed or trouble
            elif await run(transactions, functools.partial(blobs.note_wrong, digest=digest)):
                came.append((kind, record))
        else:
            came.append((kind, record))
    return Settled(frozenset(came)), failed


async def _whole(found: blobs.Facts, transactions: Transactions, chunks: Chunks) -> bytes:
    if found.parts:
        return await asyncio.to_thread(lambda: b"".join(blobs.content(found, chunks, lambda _: None)))
    return await look(transactions, lambda db: b"".join(blobs.content(found, chunks, lambda work: work(db))))


async def _keep(data: bytes, transactions: Transactions, chunks: Chunks) -> None:
    if len(data) < blobs.INSIDE:
        await run(transactions, lambda db: blobs.put(db, data, uploaded=True))
        return
    filed = await asyncio.to_thread(file_in, chunks, cut(data))
    await run(transactions, lambda db: blobs.enter(db, filed, uploaded=True))
