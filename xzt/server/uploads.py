"""Who may bring and fetch files: an upload needs a session and room in the quota, a file is given to whoever has a record that names it.

Large files come in pieces, by a plan that names them. What is there already is told by what this person has brought, never by what the
server has, so that nobody learns from it what another holds.
"""

from collections.abc import AsyncIterator

from starlette.responses import StreamingResponse

from xzt.core.encoding import decode, encode
from xzt.core.errors import Trouble
from xzt.server.blobs import is_digest, length, well_formed
from xzt.server.callers import Caller
from xzt.server.due import milliseconds
from xzt.server.fileaccess import is_own, may_have
from xzt.server.instance import Instance
from xzt.server.sql.database import Transaction
from xzt.server.web import Call, stream_of
from xzt.sync.protocol.messages import MAX_BLOB, MAX_FILE, Held, Parts

QUOTA = 64 * 1024 * 1024 * 1024
"""Bytes that one person can have uploaded."""
_NOTED = 4
"""Pieces after which it is noted that they are there: as many come twice after a server is killed."""

_FORGET_PIECES = "DELETE FROM upload_piece WHERE unit = ? AND person = ? AND digest = ?"


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
        await _enter(tx, instance, caller, digest, size)


async def plan(instance: Instance, caller: Caller, digest: str, parts: Parts) -> Held:
    """Take in which pieces make a file and say which of them to bring; when none is missing, the file is named."""
    if not is_digest(digest):
        raise Trouble("digest_malformed")
    if not parts.pieces or not well_formed(parts):
        raise Trouble("malformed", detail="parts")
    if parts.size > MAX_FILE:
        raise Trouble("blob_too_large", limit=str(MAX_FILE))
    async with instance.database.transaction() as tx:
        if await is_own(tx, caller, digest):
            return Held((), done=True)
        if await _planned(tx, caller, digest) != parts:
            if await _used(tx, caller) + parts.size > QUOTA:
                raise Trouble("quota")
            await _begin(tx, instance, caller, digest, parts)
        await _touch(tx, instance, caller, digest)
        here = await _brought(tx, caller, digest)
    missing = tuple(n for n in range(len(parts.pieces)) if n not in here)
    if missing:
        return Held(missing)
    await _complete(instance, caller, digest, parts)
    return Held((), done=True)


async def receive_pieces(call: Call, digest: str, start: int) -> None:
    """Take in pieces one after the other; those that came whole stay, wherever the line was cut."""
    instance, caller = call.instance, call.caller
    async with instance.database.reading() as tx:
        parts = await _planned(tx, caller, digest) if is_digest(digest) else None
    if parts is None or start >= len(parts.pieces):
        raise Trouble("upload_unknown")
    came: list[int] = []
    try:
        async for n in instance.blobs.put_run((caller.person, digest), parts, start, _limited(call, parts, start)):
            came.append(n)
            if len(came) >= _NOTED:
                await _note(instance, caller, digest, came)
                came = []
    finally:
        await _note(instance, caller, digest, came)


async def describe(instance: Instance, caller: Caller, digest: str) -> Parts:
    """Tell the pieces of a file; absent and not for this caller are the same."""
    await _check(instance, caller, digest)
    return await instance.blobs.parts(digest)


async def fetch(instance: Instance, caller: Caller, digest: str, start: int, count: int | None) -> StreamingResponse:
    """Give a file, or a run of its pieces; absent and not for this caller are the same."""
    await _check(instance, caller, digest)
    parts = await instance.blobs.parts(digest)
    content = instance.blobs.content(digest, parts, start, count)
    first = await anext(content, b"")  # what is damaged or gone is told before the answer begins
    size = sum(length(parts, n) for n in range(len(parts.pieces))[start : None if count is None else start + count]) or len(first)

    async def body() -> AsyncIterator[bytes]:
        yield first
        async for piece in content:
            yield piece

    headers = {"X-Content-Type-Options": "nosniff", "Content-Disposition": "attachment", "Content-Length": str(size)}
    return StreamingResponse(body(), media_type="application/octet-stream", headers=headers)


async def whole(instance: Instance, caller: Caller, digest: str, most: int) -> bytes | None:
    """Give a file into memory, None where it is longer than ``most``; absent and not for this caller are the same."""
    await _check(instance, caller, digest)
    parts = await instance.blobs.parts(digest)
    return await instance.blobs.read(digest) if parts.size <= most else None


async def _limited(call: Call, parts: Parts, start: int) -> AsyncIterator[bytes]:
    left = parts.size - sum(length(parts, n) for n in range(start))
    async for data in stream_of(call.request):
        left -= len(data)
        if left < 0:
            raise Trouble("blob_mismatch")
        yield data


async def _complete(instance: Instance, caller: Caller, digest: str, parts: Parts) -> None:
    try:
        await instance.blobs.assemble((caller.person, digest), parts)
    except Trouble as trouble:
        if trouble.code in {"blob_mismatch", "blob_missing", "blob_damaged"}:  # none of it counts: it has to be brought again
            async with instance.database.transaction() as tx:  # the plan stays: what was brought by it is swept by it
                await tx.execute(_FORGET_PIECES, caller.unit, caller.person, digest)
        raise
    async with instance.database.transaction() as tx:
        await _end(tx, caller, digest)
        await _enter(tx, instance, caller, digest, parts.size)


async def _begin(tx: Transaction, instance: Instance, caller: Caller, digest: str, parts: Parts) -> None:
    await _end(tx, caller, digest)
    instance.blobs.forget((caller.person, digest))
    await tx.execute(
        "INSERT INTO upload (unit, person, digest, size, parts, at) VALUES (?, ?, ?, ?, ?, ?)",
        *(caller.unit, caller.person, digest, parts.size, encode(parts), int(instance.now().timestamp() * 1000)),
    )


async def _end(tx: Transaction, caller: Caller, digest: str) -> None:
    await tx.execute(_FORGET_PIECES, caller.unit, caller.person, digest)
    await tx.execute("DELETE FROM upload WHERE unit = ? AND person = ? AND digest = ?", caller.unit, caller.person, digest)


async def _note(instance: Instance, caller: Caller, digest: str, came: list[int]) -> None:
    if came:
        async with instance.database.transaction() as tx:
            if not await _touch(tx, instance, caller, digest):
                raise Trouble("upload_unknown")  # it lapsed, or ended by another way
            await tx.execute_many(
                "INSERT INTO upload_piece (unit, person, digest, n) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                [(caller.unit, caller.person, digest, n) for n in came],
            )


async def _touch(tx: Transaction, instance: Instance, caller: Caller, digest: str) -> bool:
    """Note that somebody goes on with an upload, so that it does not lapse (``sweeping``); says whether there is one."""
    sql = "UPDATE upload SET at = ? WHERE unit = ? AND person = ? AND digest = ?"
    return bool(await tx.execute(sql, milliseconds(instance.now()), caller.unit, caller.person, digest))


async def _planned(tx: Transaction, caller: Caller, digest: str) -> Parts | None:
    sql = "SELECT parts FROM upload WHERE unit = ? AND person = ? AND digest = ?"
    found = await tx.fetch_one(tuple[bytes], sql, caller.unit, caller.person, digest)
    return decode(found[0], Parts) if found else None


async def _brought(tx: Transaction, caller: Caller, digest: str) -> set[int]:
    sql = "SELECT n FROM upload_piece WHERE unit = ? AND person = ? AND digest = ?"
    return {row[0] for row in await tx.fetch_all(tuple[int], sql, caller.unit, caller.person, digest)}


async def _enter(tx: Transaction, instance: Instance, caller: Caller, digest: str, size: int) -> None:
    await tx.execute(
        "INSERT INTO blob (unit, digest, person, size, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        *(caller.unit, digest, caller.person, size, int(instance.now().timestamp() * 1000)),
    )


async def _check(instance: Instance, caller: Caller, digest: str) -> None:
    if not is_digest(digest):
        raise Trouble("digest_malformed")
    async with instance.database.reading() as tx:
        if not await may_have(tx, caller, digest):
            raise Trouble("blob_missing")


async def _used(tx: Transaction, caller: Caller) -> int:
    total = 0
    for table in ("blob", "upload"):
        sql = f"SELECT CAST(coalesce(sum(size), 0) AS BIGINT) FROM {table} WHERE unit = ? AND person = ?"  # noqa: S608  names of our own
        found = await tx.fetch_one(tuple[int], sql, caller.unit, caller.person)
        total += found[0] if found else 0
    return total
