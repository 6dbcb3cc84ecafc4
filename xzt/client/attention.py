"""What the server refused and a person has not taken note of yet (OFF-03): their words, the reason, and the record as it stands now."""

from datetime import datetime

from msgspec import Struct

from xzt.core.errors import Refusal
from xzt.office import registry
from xzt.office.dispatch.state import Dispatch
from xzt.office.receipt.state import Receipt
from xzt.office.registry import Matter
from xzt.store import outbox, records
from xzt.store.database import Connection


class Attention(Struct, frozen=True):
    """A command that the server refused, with its words, the reason, and the record as it stands now."""

    command: str
    kind: str
    record: str
    title: str
    name: str
    words: str
    refusal: Refusal
    at: datetime
    theirs: Matter | None
    mine_json: str


def refused(db: Connection) -> list[Attention]:
    """List what the server refused, newest first."""
    return [_held_against_now(db, queued) for queued in reversed(outbox.in_state(db, "refused"))]


def _held_against_now(db: Connection, queued: outbox.Queued) -> Attention:
    envelope = queued.envelope
    command = registry.decode_command(envelope.kind, envelope.command)
    state = records.read_view(db, envelope.kind, envelope.record)
    theirs = state if isinstance(state, Dispatch | Receipt) else None
    title = registry.kind_of(envelope.kind).line(theirs).title if theirs else ""
    words = next((text for name in ("opinion", "reason", "result", "words") if (text := getattr(command, name, ""))), "")
    return Attention(
        envelope.id,
        envelope.kind,
        envelope.record,
        title,
        type(command).__name__,
        words,
        Refusal(queued.code, queued.params),
        envelope.at,
        theirs,
        bytes(envelope.command).decode(),
    )
