"""Text under drafting: updates that only those who write it bring and fetch, numbered per draft in the order in which they came.

What stands in an update is the drafting room's own; the server knows whose operations it holds, refuses gaps, and keeps each once. All of
a draft goes when the text is submitted: from there on only commands touch it.
"""

from datetime import UTC, datetime

from xzt.core.errors import Trouble
from xzt.office.dispatch.guards import writes
from xzt.office.dispatch.state import Dispatch, Drafting
from xzt.office.registry import State, decode_state
from xzt.server.callers import Caller
from xzt.server.instance import Instance
from xzt.server.records import Key, holds, is_id
from xzt.server.sql.database import Transaction, attempt, brief_pause, marks
from xzt.sync.protocol.messages import MAX_DRAFT, PAGE_BYTES, DraftPage, DraftPush, DraftUpdate, NumberedUpdate

DRAFT = "draft"
"""The kind of the change rows that announce new text; they carry no content and open nothing."""


async def push(instance: Instance, caller: Caller, record: str, pushed: DraftPush) -> DraftPage:
    """Number what is new, tell the others, and give everything after what the caller had in sight."""

    async def once() -> tuple[DraftPage, int]:
        async with instance.database.transaction() as tx:
            state, drafting = await _open(tx, caller, record, " FOR UPDATE")
            if drafting.id != pushed.drafting:
                raise Trouble("draft_closed")
            taken = await _take(tx, caller, record, pushed.updates, instance.now())
            seq = await _announce(tx, caller.unit, record, state) if taken else 0
            return await _page(tx, caller.unit, record, drafting, pushed.after), seq

    page, seq = await attempt(once, brief_pause)
    if seq:
        instance.hub.announce(caller.unit, seq)
    return page


async def read(instance: Instance, caller: Caller, record: str, after: int) -> DraftPage:
    """Give the updates after a number."""
    async with instance.database.reading() as tx:
        _, drafting = await _open(tx, caller, record)
        return await _page(tx, caller.unit, record, drafting, after)


async def settle(tx: Transaction, key: Key, before: State | None, after: State) -> None:
    """Drop the updates of a stretch of drafting that has ended, and the announcements to those who no longer write."""
    if not isinstance(before, Dispatch) or not isinstance(after, Dispatch) or before.drafting is None:
        return
    gone, ended = _tokens(before), after.drafting != before.drafting
    if not ended:
        gone -= _tokens(after)
    for sql, values in holds([key] if gone or ended else ()):  # who brings text holds the record too: none comes behind what is dropped
        await tx.fetch_all(tuple[str], sql, *values)
    if ended:
        await tx.execute("DELETE FROM draft_update WHERE unit = ? AND record = ?", key.unit, key.id)
    if gone:
        sql = "DELETE FROM change WHERE unit = ? AND kind = ? AND id = ? AND token IN ({marks})".replace("{marks}", marks(len(gone)))
        await tx.execute(sql, key.unit, DRAFT, key.id, *sorted(gone))


def _tokens(state: Dispatch) -> set[str]:
    return {f"p:{person}" for person in (state.drafter, *state.co_drafters)}


async def _open(tx: Transaction, caller: Caller, record: str, holding: str = "") -> tuple[Dispatch, Drafting]:
    """Read the record. Absent and not for this caller are the same."""
    sql = "SELECT state FROM record WHERE unit = ? AND kind = 'dispatch' AND id = ?"
    found = await tx.fetch_one(tuple[bytes], sql + holding, caller.unit, record) if is_id(record) else None
    state = decode_state("dispatch", found[0]) if found else None
    if not isinstance(state, Dispatch) or caller.person not in {state.drafter, *state.co_drafters}:
        raise Trouble("record_missing")
    if state.drafting is None or not writes(state, caller.person):
        raise Trouble("draft_closed")
    return state, state.drafting


async def _take(tx: Transaction, caller: Caller, record: str, updates: tuple[DraftUpdate, ...], now: datetime) -> int:
    """Write what is not there yet; gives how many."""
    vector, last, size = await _held(tx, caller.unit, record)
    rows: list[tuple[str, str, int, int, int, int, bytes]] = []
    for update in updates:
        if not (0 < update.writer < 1 << 53 and 0 <= update.start < update.end < 1 << 31 and update.data):
            raise Trouble("malformed", detail="update")
        known = vector.get(update.writer, 0)
        if update.end <= known:
            await _check_same(tx, caller.unit, record, update)
            continue
        if update.start != known:
            raise Trouble("draft_gap")
        vector[update.writer] = update.end
        size += len(update.data)
        rows.append((caller.unit, record, last + len(rows) + 1, update.writer, update.start, update.end, update.data))
    if size > MAX_DRAFT:
        raise Trouble("draft_too_large")
    at = int(now.timestamp() * 1000)
    await tx.execute_many(
        "INSERT INTO draft_update (unit, record, n, writer, first, until, body, author, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(*row, caller.person, at) for row in rows],
    )
    return len(rows)


async def _held(tx: Transaction, unit: str, record: str) -> tuple[dict[int, int], int, int]:
    """Give the end of every writer, the newest number and the size of all."""
    rows = await tx.fetch_all(
        tuple[int, int, int, int],
        "SELECT writer, max(until), max(n), CAST(sum(length(body)) AS BIGINT) FROM draft_update"
        " WHERE unit = ? AND record = ? GROUP BY writer",
        *(unit, record),
    )
    return {row[0]: row[1] for row in rows}, max((row[2] for row in rows), default=0), sum(row[3] for row in rows)


async def _check_same(tx: Transaction, unit: str, record: str, update: DraftUpdate) -> None:
    """Refuse other bytes under the same operations: two who began one draft from different texts, for example."""
    found = await tx.fetch_one(
        tuple[bytes],
        "SELECT body FROM draft_update WHERE unit = ? AND record = ? AND writer = ? AND first = ? AND until = ?",
        *(unit, record, update.writer, update.start, update.end),
    )
    if found is None or found[0] != update.data:
        raise Trouble("draft_differs")


async def _announce(tx: Transaction, unit: str, record: str, state: Dispatch) -> int:
    counted = await tx.fetch_one(tuple[int], "UPDATE unit_counter SET seq = seq + 1 WHERE unit = ? RETURNING seq", unit)
    if counted is None:
        raise Trouble("unit_unknown", unit=unit)
    await tx.execute_many(
        "INSERT INTO change (unit, token, kind, id, seq, op) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (unit, token, kind, id) DO UPDATE SET seq = excluded.seq, op = excluded.op",
        [(unit, token, DRAFT, record, counted[0], DRAFT) for token in sorted(_tokens(state))],
    )
    return counted[0]


async def _page(tx: Transaction, unit: str, record: str, drafting: Drafting, after: int) -> DraftPage:
    vector, head, _ = await _held(tx, unit, record)
    rows = await tx.fetch_all(
        tuple[int, int, int, int, str, int],
        "SELECT n, writer, first, until, author, at FROM draft_update WHERE unit = ? AND record = ? AND n > ? ORDER BY n LIMIT 500",
        *(unit, record, after),
    )
    found: list[NumberedUpdate] = []
    size = 0
    for n, writer, start, end, author, at in rows:
        body = await tx.fetch_one(tuple[bytes], "SELECT body FROM draft_update WHERE unit = ? AND record = ? AND n = ?", unit, record, n)
        data = body[0] if body else b""
        size += len(data)
        if found and size > PAGE_BYTES:
            break
        found.append(NumberedUpdate(n, DraftUpdate(writer, start, end, data), author, datetime.fromtimestamp(at / 1000, UTC)))
    return DraftPage(drafting.id, tuple(found), head, {str(writer): end for writer, end in vector.items()})
