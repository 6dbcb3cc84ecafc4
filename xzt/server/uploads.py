"""Who may bring and fetch files: an upload needs a session and room in the quota, a file is given to whoever has a record that names it."""

from collections.abc import AsyncIterator

from xzt.core.errors import Trouble
from xzt.server.blobs import is_digest
from xzt.server.callers import Caller
from xzt.server.instance import Instance
from xzt.server.sql.database import Transaction, marks
from xzt.server.web import Call, stream_of
from xzt.sync.protocol.messages import MAX_BLOB

QUOTA = 4 * 1024 * 1024 * 1024
"""Bytes that one person can have uploaded."""


async def receive(call: Call, digest: str) -> None:
    """Take in a file under its digest."""
    await _take(call.instance, call.caller, digest, stream_of(call.request))


async def keep(instance: Instance, caller: Caller, digest: str, content: bytes) -> str:
    """Take in a file that came by other ways than HTTP; gives its digest."""

    async def whole() -> AsyncIterator[bytes]:
        yield content

    await _take(instance, caller, digest, whole())
    return digest


async def _take(instance: Instance, caller: Caller, digest: str, pieces: AsyncIterator[bytes]) -> None:
    if not is_digest(digest):
        raise Trouble("digest_malformed")
    async with instance.database.reading() as tx:
        if await _used(tx, caller) >= QUOTA:
            raise Trouble("quota")
    size = await instance.blobs.receive(digest, pieces, MAX_BLOB)
    async with instance.database.transaction() as tx:
        await tx.execute(
            "INSERT INTO blob (unit, digest, person, size, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            *(caller.unit, digest, caller.person, size, int(instance.now().timestamp() * 1000)),
        )


async def fetch(instance: Instance, caller: Caller, digest: str) -> bytes:
    """Give a file; absent and not for this caller are the same."""
    if not is_digest(digest):
        raise Trouble("digest_malformed")
    async with instance.database.reading() as tx:
        if not await _may_have(tx, caller, digest):
            raise Trouble("blob_missing")
    return await instance.blobs.read(digest)


async def _used(tx: Transaction, caller: Caller) -> int:
    found = await tx.fetch_one(
        tuple[int], "SELECT CAST(coalesce(sum(size), 0) AS BIGINT) FROM blob WHERE unit = ? AND person = ?", caller.unit, caller.person
    )
    return found[0] if found else 0


async def _may_have(tx: Transaction, caller: Caller, digest: str) -> bool:
    own = await tx.fetch_one(
        tuple[str], "SELECT digest FROM blob WHERE unit = ? AND digest = ? AND person = ?", caller.unit, digest, caller.person
    )
    if own:
        return True
    sql = (
        "SELECT blob_ref.id FROM blob_ref"
        " JOIN change ON change.unit = blob_ref.unit AND change.kind = blob_ref.kind AND change.id = blob_ref.id"
        " WHERE blob_ref.unit = ? AND blob_ref.digest = ? AND change.op = 'put' AND change.token IN ({marks})"
    ).replace("{marks}", marks(len(caller.tokens)))
    return await tx.fetch_one(tuple[str], sql, caller.unit, digest, *caller.tokens) is not None
