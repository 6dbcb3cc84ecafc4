"""Push: commands become events, states and answers, each counted once however often it arrives.

One transaction a push. Every command has its own savepoint, so that one refusal does not spoil the rest. The unit's counter is taken after
everything that may wait, in the same transaction as the change rows that carry it, and held until it is committed: who reads up to a
number has missed nothing before it. All that is decided is written, with the counter, by the statement that ends the transaction. Records
are held from there on only: who was overtaken meanwhile meets an entry of the log under its number, looks again, and holds them first.
A refused command leaves its answer and its digest, and nothing of its content (RS-30).
"""

import asyncio
import itertools
import logging
import re
from datetime import datetime, timedelta

import msgspec
from msgspec import Struct, structs

from xzt.core.buggify import rarely
from xzt.core.digest import sm3
from xzt.core.encoding import decode, decode_any, encode
from xzt.core.errors import Refusal, Trouble
from xzt.core.ids import derived_id
from xzt.office.act import Act, Context
from xzt.office.envelope import Envelope, Signed
from xzt.office.exchange import Consequence, consequences
from xzt.office.given import NOTHING, Given
from xzt.office.people import Directory, Role
from xzt.office.policy import refuse_secret
from xzt.office.registry import KINDS, Command, Event, State, decide, decode_command, decode_state, evolve, kind_of
from xzt.server import drafts, due, fileaccess, grants, standing
from xzt.server.callers import SYSTEM_DEVICE, SYSTEM_PERSON, Caller
from xzt.server.directory import Meta, meta_of, read_meta
from xzt.server.instance import Instance
from xzt.server.records import Key, Stored, Written, enter, finding, holds, is_id, read_all, was_visible, writes
from xzt.server.restoring import check_epoch, is_recovering
from xzt.server.sql.database import DRAWN, HOLDING, Cell, Conflict, Last, Transaction, attempt, brief_pause, marks
from xzt.server.trust import is_signed_by
from xzt.sync.protocol.messages import Again, Answer, Applied, Refused

_logger = logging.getLogger("xzt.server")
_NUL_AS_WRITTEN = "\\u0000"
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
MOST_AHEAD = timedelta(minutes=5)
_FAULTS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class Piece(Struct, frozen=True):
    """One command of a push, unpacked. ``digest`` is the SM3 of the envelope's bytes."""

    signed: Signed
    envelope: Envelope
    digest: str

    @property
    def key(self) -> Key:
        """Which record it is for."""
        return Key(self.envelope.unit, self.envelope.kind, self.envelope.record)


class Effect(Struct, frozen=True):
    """What an accepted command did."""

    stored: Stored
    written: Written
    gained: frozenset[str]
    lost: frozenset[str]
    asked: tuple[Consequence, ...]


class _Stop(Exception):  # noqa: N818  undoes the savepoint and carries the answer out
    def __init__(self, answer: Refused | Again) -> None:
        super().__init__()
        self.answer = answer


class Batch:
    """What one transaction has gathered so far."""

    def __init__(self, instance: Instance, tx: Transaction, caller: Caller, directory: Directory) -> None:
        self.instance, self.tx, self.caller, self.directory = instance, tx, caller, directory
        self.before: dict[Key, Stored] = {}
        self.records: dict[Key, Stored] = {}
        self.written: list[tuple[Key, Written]] = []
        self.known: dict[str, tuple[str, Answer]] = {}
        self.changes: dict[Key, dict[str, str]] = {}
        self.asked: list[tuple[Piece, int, Consequence]] = []
        self.kept: list[tuple[Piece, Answer]] = []
        self.waiting: set[Key] = set()
        self.held = False
        """The records are held already."""
        self.given = NOTHING
        """Delegation windows and calendar of the unit, as they stood when the push began."""
        self.recovering = False
        """The server was restored from a backup not long ago: others may still bring what it has forgotten."""


def unpack(signed: Signed) -> Piece:
    """Read an envelope; one that is not canonical could be read in two ways and is ``Trouble("malformed")``."""
    raw = bytes(signed.envelope)
    envelope = decode(raw, Envelope)
    names = (envelope.id, envelope.kind, envelope.record, envelope.unit, envelope.person, envelope.device)
    if encode(envelope) != raw or not all(is_id(name) for name in names) or not 0 <= envelope.n < 1 << 53:
        raise Trouble("malformed", detail="envelope")
    return Piece(signed, envelope, sm3(raw))


async def push(instance: Instance, caller: Caller, commands: tuple[Signed, ...], epoch: int = 0) -> tuple[Answer, ...]:
    """Answer the commands in order; what is answered is durable. ``epoch``: the one that the sender knows, 0 for none."""
    pieces = [unpack(signed) for signed in commands]

    times = itertools.count()

    async def once() -> tuple[list[Answer], int, bool]:
        overtaken = next(times) > 0
        async with instance.database.transaction() as tx:
            looked = await _look(tx, caller, pieces, HOLDING if overtaken else "")
            check_epoch(looked.meta, epoch)
            batch = Batch(instance, tx, caller, await instance.directory.read(tx, looked.meta))
            batch.recovering, batch.known, batch.given = is_recovering(looked.meta, instance.now()), looked.known, looked.given
            batch.before, batch.records, batch.held = looked.before, dict(looked.before), overtaken
            return await _apply_all(batch, pieces)

    answers, seq, deliveries = await attempt(once, brief_pause)
    if rarely("answer.late"):
        await asyncio.sleep(3)
    if seq:
        instance.hub.announce(caller.unit, seq)
    if deliveries:
        instance.hub.ready(caller.unit)
    instance.metrics.count_answers(tuple(answers))
    return tuple(answers)


async def _apply_all(batch: Batch, pieces: list[Piece]) -> tuple[list[Answer], int, bool]:
    answers = [await _answer(batch, piece) for piece in pieces]
    if rarely("push.conflict"):
        raise Conflict
    seq = await _finish(batch)
    return [_numbered(answer, seq) for answer in answers], seq, bool(batch.asked)


_LOOK = """WITH held AS ({held})
    SELECT 'fact', name, value, NULL, 0, 0 FROM meta
    UNION ALL SELECT 'answer', id, digest, answer, seq, 0 FROM command WHERE unit = ? AND id IN ({marks})
    UNION ALL SELECT 'standing', kind, id, state, 0, 0 FROM record WHERE {standing}
    UNION ALL SELECT 'held', id, log_head, state, version, log_n FROM held"""
_Looked = tuple[str, str, str, bytes | None, int, int]


class Looked(Struct, frozen=True):
    """What a push reads first: facts of the server, answers given before, what the unit has set, and the records."""

    meta: Meta | None
    known: dict[str, tuple[str, Answer]] = {}
    given: Given = NOTHING
    before: dict[Key, Stored] = {}


async def _look(tx: Transaction, caller: Caller, pieces: list[Piece], holding: str) -> Looked:
    """Read in one go what a push goes by; with ``HOLDING``, its records are held until the end of the transaction.

    Who comes second while the first is still being written finds no answer yet: its own is then a ``Conflict``, and it looks again.
    """
    own = [piece for piece in pieces if _is_own(caller, piece.envelope)]
    if not own:
        return Looked(await read_meta(tx))
    keys = {piece.key for piece in own if piece.envelope.kind in KINDS}
    kinds = sorted({key.kind for key in keys})
    first = kinds[0] if kinds else ""  # records of another kind are read after those, as nearly no push needs
    sought, ids = finding(caller.unit, first, sorted(key.id for key in keys if key.kind == first))
    where, values = standing.asked(caller.unit)
    sql = _LOOK.replace("{held}", sought + holding).replace("{marks}", marks(len(own))).replace("{standing}", where)
    found: dict[str, list[_Looked]] = {"fact": [], "answer": [], "standing": [], "held": []}
    commands = [piece.envelope.id for piece in own]
    for row in await tx.fetch_all(tuple[str, str, str, bytes | None, int, int], sql, *ids, caller.unit, *commands, *values):
        found[row[0]].append(row)
    facts = {name: value for _, name, value, *_ in found["fact"]}
    given = standing.put_together(caller.unit, [(kind, record, state or b"") for _, kind, record, state, *_ in found["standing"]])
    before = {key: Stored() for key in keys if key.kind == first}
    for _, record, head, state, version, n in found["held"]:
        before[Key(caller.unit, first, record)] = Stored(version, decode_state(first, state or b""), n, head)
    before |= await read_all(tx, {key for key in keys if key.kind != first}, holding)
    return Looked(meta_of(facts), _known(found["answer"]), given, before)


def _known(rows: list[_Looked]) -> dict[str, tuple[str, Answer]]:
    return {command: (digest, _numbered(decode(answer or b"", Answer), seq)) for _, command, digest, answer, seq, _ in rows}  # type: ignore[arg-type]


def _numbered(answer: Answer, seq: int) -> Answer:
    return structs.replace(answer, seq=seq) if isinstance(answer, Applied) and not answer.seq else answer


def _is_own(caller: Caller, envelope: Envelope) -> bool:
    return (envelope.person, envelope.unit, envelope.device) == (caller.person, caller.unit, caller.device)


async def _answer(batch: Batch, piece: Piece) -> Answer:
    command = piece.envelope.id
    if not _is_own(batch.caller, piece.envelope):
        return Refused(command, "not_yours")
    if command in batch.known:
        digest, answer = batch.known[command]
        return answer if digest == piece.digest else Refused(command, "id_reused")
    if piece.key in batch.waiting:
        return Again(command, "earlier_waits")
    answer = await _try(batch, piece)
    if isinstance(answer, Again):
        batch.waiting.add(piece.key)
        return answer
    if isinstance(answer, Refused):
        _logger.info("refused", extra={"command": command, "code": answer.code, "digest": piece.digest, "size": len(piece.signed.envelope)})
    batch.known[command] = (piece.digest, answer)
    batch.kept.append((piece, answer))
    return answer


async def _try(batch: Batch, piece: Piece) -> Answer:
    """Apply one command inside its savepoint. A fault of the program holds up this record only, and shows in the log."""
    try:
        async with batch.tx.savepoint():
            effect = await _apply(batch, piece)
    except _Stop as stop:
        return stop.answer
    except _FAULTS:
        _logger.exception("fault", extra={"command": piece.envelope.id})
        return Again(piece.envelope.id, "server_fault")
    batch.records[piece.key] = effect.stored
    batch.written.append((piece.key, effect.written))
    tokens = batch.changes.setdefault(piece.key, {})
    tokens.update(dict.fromkeys(effect.lost, "drop") | dict.fromkeys(effect.gained, "put"))
    batch.asked += [(piece, n, asked) for n, asked in enumerate(effect.asked)]
    return Applied(piece.envelope.id, effect.stored.version, 0)


async def _apply(batch: Batch, piece: Piece) -> Effect:
    before = batch.records.get(piece.key)
    if before is None:
        raise _stop(piece, Refusal("kind_unknown"))
    if batch.recovering and piece.envelope.base > before.version:
        raise _Stop(Again(piece.envelope.id, "base_ahead"))
    _look_at_clock(batch, piece.envelope)
    kind = kind_of(piece.envelope.kind)
    seen: frozenset[str] = kind.audience(before.state) if before.state else frozenset()
    await _check_seen(batch, piece, before, seen)
    command = await _checked_command(batch, piece)
    act = Act(piece.envelope.id, batch.caller.person, batch.caller.unit, batch.caller.device, batch.instance.now())
    events = await _decide(batch, piece, before.state, (command, Context(act, batch.caller.roles, batch.directory, None, batch.given)))
    if await fileaccess.lacks(batch.tx, batch.caller, events):
        raise _Stop(Again(piece.envelope.id, "blob_missing"))
    state, asked = before.state, []
    for event in events:
        state = evolve(kind.name, state, [event], act)
        await grants.settle(batch.tx, piece.key.id, state, event)
        if state is not None:
            asked += consequences(piece.key.id, state, event, act)
    if state is None:
        raise ValueError("nothing happened")
    await drafts.settle(batch.tx, piece.key, before.state, state)
    after, written = enter(piece.key, before, state, (act, events, piece.signed))
    audience: frozenset[str] = kind.audience(state)
    return Effect(after, written, audience, seen - audience, tuple(asked))


def _look_at_clock(batch: Batch, envelope: Envelope) -> None:
    """Note a command that claims a time which is yet to come (RS-29): the act gets the server's time all the same."""
    ahead = envelope.at - batch.instance.now()
    if ahead > MOST_AHEAD:
        fields = {"command": envelope.id, "person": envelope.person, "device": envelope.device, "ms": round(ahead.total_seconds() * 1000)}
        _logger.info("clock_ahead", extra=fields)


async def _check_seen(batch: Batch, piece: Piece, before: Stored, audience: frozenset[str]) -> None:
    """Treat what the caller has never had as absent. The house itself sees everything."""
    if before.state is None or Role.SYSTEM in batch.caller.roles or not audience.isdisjoint(batch.caller.tokens):
        return
    if not await was_visible(batch.tx, piece.key, batch.caller.tokens):
        raise _stop(piece, Refusal("absent"))


async def _checked_command(batch: Batch, piece: Piece) -> Command:
    envelope, kind = piece.envelope, kind_of(piece.envelope.kind)
    try:
        command = decode_command(kind.name, envelope.command)
        text = encode(decode_any(envelope.command)).decode()
    except Trouble as trouble:
        raise _stop(piece, Refusal("malformed")) from trouble
    if _NUL_AS_WRITTEN in text and _NUL.search(text):  # no text of ours has one, and PostgreSQL takes none
        raise _stop(piece, Refusal("malformed"))
    if refusal := refuse_secret(text):
        raise _stop(piece, refusal)
    house = Role.SYSTEM in batch.caller.roles  # it has no key; its authority is never given to a session
    if (type(command) in kind.signed and not house) or piece.signed.signature:
        rows = await batch.tx.fetch_all(
            tuple[bytes], "SELECT body FROM certificate WHERE unit = ? AND person = ?", batch.caller.unit, batch.caller.person
        )
        if not is_signed_by(batch.instance.trust, piece.signed, {body for (body,) in rows}, batch.instance.now()):
            raise _stop(piece, Refusal("signature_invalid"))
    return command


async def _decide(batch: Batch, piece: Piece, state: State | None, asked: tuple[Command, Context]) -> list[Event]:
    """Decide, and once more with the grant if the rules ask for one."""
    command, by = asked
    decision = decide(piece.envelope.kind, state, command, by)
    if isinstance(decision, list) and any(grants.is_request(event) for event in decision):
        grant = await grants.obtain(batch.instance, batch.tx, grants.Asked(piece.key.id, state, command, by))
        if isinstance(grant, Again):
            raise _Stop(grant)
        if isinstance(grant, Refusal):
            raise _stop(piece, grant)
        decision = decide(piece.envelope.kind, state, command, structs.replace(by, grant=grant))
    if isinstance(decision, Refusal):
        raise _stop(piece, decision)
    return decision


def _stop(piece: Piece, refusal: Refusal) -> _Stop:
    return _Stop(Refused(piece.envelope.id, refusal.code, refusal.params))


_CHANGE = """INSERT INTO change (unit, token, kind, id, seq, op) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (unit, token, kind, id) DO UPDATE SET seq = excluded.seq, op = excluded.op"""


async def _finish(batch: Batch) -> int:
    """Write states, answers, change rows and what goes to other units, in one go; the counter comes after all that waits for others."""
    unit, at = batch.caller.unit, batch.instance.now()
    after = {key: batch.records[key] for key, _ in batch.written}
    hold = holds(key for key in after if batch.before[key].version and not batch.held)
    draw = ("UPDATE unit_counter SET seq = seq + 1 WHERE unit = ?", (unit,)) if batch.changes else None
    made = writes(batch.before, after, batch.written) + due.writes(after, batch.given)
    made += [
        (
            _CHANGE,
            [(unit, token, key.kind, key.id, DRAWN, op) for key, tokens in batch.changes.items() for token, op in tokens.items()],
        ),
        (
            "INSERT INTO outbox (unit, id, target, envelope, seq, n, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [_parcel(unit, n, entry, at) for n, entry in enumerate(batch.asked)],
        ),
        (
            "INSERT INTO command (unit, id, person, device, n, digest, answer, at, seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(*_kept(piece, answer, at), DRAWN if isinstance(answer, Applied) else 0) for piece, answer in batch.kept],
        ),
    ]
    written = tuple(one for one in made if one[1])
    return await batch.tx.finish(Last(hold, draw, written, in_order=any(map(due.counts_anew, after)))) if written else 0


def _kept(piece: Piece, answer: Answer, at: datetime) -> tuple[str, str, str, str, int, str, bytes, int]:
    envelope = piece.envelope
    return envelope.unit, envelope.id, envelope.person, envelope.device, envelope.n, piece.digest, encode(answer), _milliseconds(at)


def _parcel(unit: str, n: int, entry: tuple[Piece, int, Consequence], at: datetime) -> tuple[Cell, ...]:
    """Write the command for the other record now, so that delivering it twice is delivering the same bytes."""
    piece, nth, asked = entry
    command = derived_id(f"{piece.envelope.id}/{nth}")
    body = msgspec.Raw(encode(asked.command))
    envelope = Envelope(command, asked.kind, asked.record, asked.unit, SYSTEM_PERSON, SYSTEM_DEVICE, 0, 0, at, body)
    return unit, command, asked.unit, encode(envelope), DRAWN, n, _milliseconds(at)


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)
