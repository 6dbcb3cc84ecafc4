"""What an event of one record asks of another record, usually of another unit: dispatch to receipt and back.

Kinds do not know each other; this is the one place that knows both. The server queues what comes out here with the change itself and
delivers it at least once; the derived record id makes it count once.
"""

from msgspec import Struct

from xzt.core.calendar import beijing_day
from xzt.core.ids import derived_id
from xzt.office.act import Act
from xzt.office.dispatch import commands as dispatch_commands
from xzt.office.dispatch import events as dispatch_events
from xzt.office.dispatch.state import Dispatch
from xzt.office.receipt import commands as receipt_commands
from xzt.office.receipt import events as receipt_events
from xzt.office.receipt.state import Receipt, Source
from xzt.office.registry import Command, Event, State


class Consequence(Struct, frozen=True):
    """A command that the server gives to a record on behalf of the event that caused it."""

    kind: str
    record: str
    unit: str
    command: Command


def consequences(record: str, state: State, event: Event, act: Act) -> list[Consequence]:  # noqa: ARG001  act is part of every rule's view
    """List what ``event``, just applied to ``record`` and giving ``state``, asks of other records."""
    match state, event:
        case Dispatch(), dispatch_events.Distributed():
            return [*_deliveries(record, state, event)]
        case Receipt(), receipt_events.Arrived():
            return [_answer(state, "delivered", "")]
        case Receipt(), receipt_events.SignedFor():
            return [_answer(state, "signed_for", "")]
        case Receipt(), receipt_events.Refused(reason):
            return [_answer(state, "refused", reason)]
    return []


def _deliveries(record: str, state: Dispatch, event: dispatch_events.Distributed) -> list[Consequence]:
    if state.number is None or state.seal is None or state.signed_off is None:
        raise ValueError("only a numbered and sealed document is distributed")
    signed_on = beijing_day(state.signed_off)
    found = []
    for unit in (*event.units, *event.copies):
        source = Source(
            record,
            state.unit,
            state.number.printed(),
            state.elements.title,
            state.elements.urgency,
            state.seal.sealed,
            signed_on,
            unit in event.copies,
            state.attached,
        )
        found.append(
            Consequence("receipt", derived_id(f"{record}/{unit}"), unit, receipt_commands.Deliver(source, state.document, state.profile))
        )
    return found


def _answer(state: Receipt, new: str, words: str) -> Consequence:
    return Consequence("dispatch", state.source.record, state.source.unit, dispatch_commands.NoteDelivery(state.unit, new, words))
