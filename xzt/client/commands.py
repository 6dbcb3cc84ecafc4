"""The one path of a command into the store: rules, view, outbox, one transaction (AE-06). Runs on the writer thread."""

from base64 import b64encode

import msgspec
from msgspec import Struct

from xzt.core.encoding import encode
from xzt.core.errors import Refusal
from xzt.office import registry
from xzt.office.act import Act
from xzt.office.dispatch.commands import SaveDraft
from xzt.office.dispatch.state import Dispatch
from xzt.office.envelope import Envelope, Signed
from xzt.office.receipt.state import Receipt
from xzt.office.registry import Command
from xzt.signing.keys import KeyHolder
from xzt.store import kept, outbox, records
from xzt.store.database import Connection
from xzt.store.records import Surroundings


class Accepted(Struct, frozen=True):
    """The rules said yes and the store has it. ``pending`` names what the server must still give (number, seal, code)."""

    record: str
    command: str
    pending: str = ""


Outcome = Accepted | Refusal


class Subject(Struct, frozen=True):
    """The record that a command is for."""

    kind: str
    record: str


def submit(db: Connection, on: Subject, command: Command, act: Act, around: Surroundings, key: KeyHolder) -> Outcome:
    """Run the rules; on yes write view and outbox together, so that what a person sees done will also be sent."""
    state = records.read_view(db, on.kind, on.record)
    decision = registry.decide(on.kind, state, command, around.context(act))
    if isinstance(decision, Refusal):
        return decision
    after = registry.evolve(on.kind, state, decision, act)
    if after is None:
        raise ValueError("events always leave a state")
    enqueue(db, on, command, act, key)
    records.write_view(db, on.kind, on.record, after, around)
    if isinstance(command, SaveDraft):
        kept.forget(db, on.record)
    return Accepted(on.record, act.command, after.pending if isinstance(after, Dispatch | Receipt) else "")


def enqueue(db: Connection, on: Subject, command: Command, act: Act, key: KeyHolder) -> None:
    """Put a command at the end of the outbox."""
    envelope = _envelope(db, on, command, act)
    outbox.add(db, _sign(envelope, command, key), envelope)


def undo(db: Connection, command: str, around: Surroundings) -> Refusal | None:
    """Take a command out of the outbox while it has not been sent, and lay what waits over the base again without it."""
    queued = outbox.find(db, command)
    if queued is None or queued.state != "waiting":
        return Refusal("sent_already")
    kind, record = queued.envelope.kind, queued.envelope.record
    if any(other.n > queued.n for other in outbox.of_record(db, kind, record)):
        return Refusal("not_last")
    outbox.finish(db, command, "undone")
    records.replay(db, kind, record, around)
    return None


def dismiss(db: Connection, command: str) -> Refusal | None:
    """Move a refused command to the history: the person has taken note of it."""
    queued = outbox.find(db, command)
    if queued is None or queued.state != "refused":
        return Refusal("not_refused")
    outbox.finish(db, command, "noted", queued.code)
    return None


def _envelope(db: Connection, on: Subject, command: Command, act: Act) -> Envelope:
    base = records.base_version(db, on.kind, on.record)
    number = outbox.next_number(db)
    return Envelope(act.command, on.kind, on.record, act.unit, act.person, act.device, number, base, act.at, msgspec.Raw(encode(command)))


def _sign(envelope: Envelope, command: Command, key: KeyHolder) -> Signed:
    """Sign the canonical bytes where the command has legal weight (FLW-23)."""
    data = encode(envelope)
    if type(command) not in registry.kind_of(envelope.kind).signed:
        return Signed(msgspec.Raw(data))
    return Signed(msgspec.Raw(data), b64encode(key.sign(data)).decode(), b64encode(key.certificate).decode())
