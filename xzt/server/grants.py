"""What only the server gives: document and receipt numbers, seals, item numbers. Given inside the transaction of the act that asks."""

from msgspec import Struct

from xzt.core.calendar import BEIJING
from xzt.core.errors import Refusal
from xzt.office.act import Context, Grant, ItemNumber, Number
from xzt.office.dispatch import commands as dispatch_commands
from xzt.office.dispatch import events as dispatch_events
from xzt.office.dispatch.decision import number_year
from xzt.office.dispatch.state import Dispatch
from xzt.office.numbering import commands as numbering_commands
from xzt.office.numbering import events as numbering_events
from xzt.office.people import Unit
from xzt.office.receipt import commands as receipt_commands
from xzt.office.receipt import events as receipt_events
from xzt.office.receipt.decision import entry_of
from xzt.office.receipt.registration import Registration
from xzt.office.receipt.state import Receipt, marks_of
from xzt.office.registry import Command, Event, State
from xzt.server import numberbook, numbers, sealing
from xzt.server.instance import Instance
from xzt.server.numbers import Series
from xzt.server.sql.database import Transaction, marks
from xzt.sync.protocol.messages import Again

_CLASS = "WS"
"""The class of documents (文书) in archival codes."""


class Asked(Struct, frozen=True):
    """Who asks for what, on which record as it stands."""

    record: str
    state: State | None
    command: Command
    by: Context


def is_request(event: Event) -> bool:
    """Say whether the event asks for what only the server gives."""
    return isinstance(event, dispatch_events.Requested | receipt_events.Requested | numbering_events.Requested)


async def obtain(instance: Instance, tx: Transaction, asked: Asked) -> Grant | Refusal | Again:
    """Give what is asked for, or say why not, or that something has to come first."""
    match asked.state, asked.command:
        case Dispatch() as state, dispatch_commands.AssignNumber() as command:
            return await _document_number(tx, asked, state, command)
        case Dispatch() as state, dispatch_commands.Seal() as command:
            return await sealing.seal(instance, tx, (asked.by, asked.record, state), command)
        case Dispatch() as state, dispatch_commands.NoteSeal() as command:
            return await sealing.close(instance, tx, (asked.by, asked.record, state), command)
        case Dispatch() as state, dispatch_commands.Archive(retention):
            return await _item_number(tx, asked, state, retention)
        case Receipt() as state, receipt_commands.Register() as command:
            return await _receipt_number(tx, asked, state, command)
        case _, numbering_commands.MarkNumber() as command:
            return await numberbook.mark(tx, asked.by.act.unit, command)
    raise ValueError("nothing to give")


async def settle(tx: Transaction, record: str, state: State | None, event: Event) -> None:
    """Follow in the book of numbers what has happened: a number given back, a document sent out. ``state`` is that after the event."""
    match state, event:
        case Dispatch(), dispatch_events.NumberReleased(number):
            title = state.elements.title.replace("\n", "")[:100]
            await numbers.release(tx, _series_of(state, number), number.sequence, record, title)
        case Dispatch(number=Number() as number), dispatch_events.Distributed():
            await numbers.use(tx, _series_of(state, number), number.sequence, record)
        case Receipt(registration=Registration() as entry) as state, receipt_events.Registered():
            rows = [(state.unit, mark, record) for mark in marks_of(state.source, entry)]
            await tx.execute_many("INSERT INTO receipt_mark (unit, mark, record) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", rows)
        case _:
            return


async def _registered_before(tx: Transaction, asked: Asked, state: Receipt, command: receipt_commands.Register) -> str:
    """Name a receipt of the unit that is registered as the same document and of which the person has not said why it is registered again.

    What the document is known by is held until the end of the transaction, so that of two registrars in two series the second waits and
    then sees the first (RCV-03); the row without a record is there to be held.
    """
    known_by = sorted(marks_of(state.source, command.entry or entry_of(state.source, asked.by)))
    if not known_by:
        return ""
    held = [(state.unit, mark, "") for mark in known_by]
    await tx.execute_many("INSERT INTO receipt_mark (unit, mark, record) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", held)
    sql = "SELECT mark FROM receipt_mark WHERE unit = ? AND mark IN ({marks}) AND record = '' ORDER BY mark FOR UPDATE"
    await tx.fetch_all(tuple[str], sql.replace("{marks}", marks(len(known_by))), state.unit, *known_by)
    sql = "SELECT record FROM receipt_mark WHERE unit = ? AND mark IN ({marks}) AND record NOT IN ('', ?) ORDER BY record"
    found = await tx.fetch_all(tuple[str], sql.replace("{marks}", marks(len(known_by))), state.unit, *known_by, asked.record)
    explained = set(command.like) if command.reason.strip() else set()
    return next((record for (record,) in found if record not in explained), "")


def _series_of(state: Dispatch, number: Number) -> Series:
    return Series(state.unit, "dispatch", number.series, number.year)


async def _document_number(tx: Transaction, asked: Asked, state: Dispatch, command: dispatch_commands.AssignNumber) -> Number | Refusal:
    name = state.elements.series
    unit = _unit(asked, state)
    if unit is None or name not in unit.series:
        return Refusal("series_unknown", {"series": name})
    series = Series(state.unit, "dispatch", name, number_year(state))
    if command.sequence is None:
        return Number(name, series.year, await numbers.take_next(tx, series, asked.record, command.reason))
    refusal = await numbers.take_chosen(tx, series, command.sequence, asked.record, command.reason)
    return refusal or Number(name, series.year, command.sequence)


async def _receipt_number(tx: Transaction, asked: Asked, state: Receipt, command: receipt_commands.Register) -> Number | Refusal:
    if other := await _registered_before(tx, asked, state, command):
        return Refusal("registered_before", {"record": other})
    series = Series(state.unit, "receipt", command.category, asked.by.act.at.astimezone(BEIJING).year)
    return Number(command.category, series.year, await numbers.take_next(tx, series, asked.record, "", "used"))


async def _item_number(tx: Transaction, asked: Asked, state: Dispatch, retention: str) -> ItemNumber | Refusal:
    unit = _unit(asked, state)
    if unit is None or not unit.fonds or not unit.organisation:
        return Refusal("fonds_missing")
    year = number_year(state)
    prefix = f"{unit.fonds}-{_CLASS}·{year}-{retention}-{unit.organisation}"
    sequence = await numbers.take_next(tx, Series(state.unit, "item", prefix, year), asked.record, "", "used")
    return ItemNumber(f"{prefix}-{sequence:04d}")


def _unit(asked: Asked, state: Dispatch) -> Unit | None:
    return asked.by.directory.unit(state.unit)
