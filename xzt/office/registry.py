"""The kinds of record by name: one value a kind, holding its types and pure functions.

Server, store and client reach the rules through here.
"""

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import Struct

from xzt.core.encoding import decode
from xzt.core.errors import Refusal, Trouble
from xzt.office.act import Act, Action, Context, Line, Place
from xzt.office.calendar import commands as calendar_commands
from xzt.office.calendar import decision as calendar_decision
from xzt.office.calendar import events as calendar_events
from xzt.office.calendar import evolution as calendar_evolution
from xzt.office.calendar import views as calendar_views
from xzt.office.calendar.state import UnitCalendar
from xzt.office.deputies import commands as deputies_commands
from xzt.office.deputies import decision as deputies_decision
from xzt.office.deputies import events as deputies_events
from xzt.office.deputies import evolution as deputies_evolution
from xzt.office.deputies import views as deputies_views
from xzt.office.deputies.state import Deputies
from xzt.office.dispatch import commands as dispatch_commands
from xzt.office.dispatch import decision as dispatch_decision
from xzt.office.dispatch import events as dispatch_events
from xzt.office.dispatch import evolution as dispatch_evolution
from xzt.office.dispatch import views as dispatch_views
from xzt.office.dispatch.state import Dispatch
from xzt.office.dispatch.upgrade import read as read_dispatch
from xzt.office.numbering import commands as numbering_commands
from xzt.office.numbering import decision as numbering_decision
from xzt.office.numbering import events as numbering_events
from xzt.office.numbering import evolution as numbering_evolution
from xzt.office.numbering import views as numbering_views
from xzt.office.numbering.state import Numbering
from xzt.office.outgoing import commands as outgoing_commands
from xzt.office.outgoing import decision as outgoing_decision
from xzt.office.outgoing import events as outgoing_events
from xzt.office.outgoing import evolution as outgoing_evolution
from xzt.office.outgoing import views as outgoing_views
from xzt.office.outgoing.state import Outgoing
from xzt.office.receipt import commands as receipt_commands
from xzt.office.receipt import decision as receipt_decision
from xzt.office.receipt import events as receipt_events
from xzt.office.receipt import evolution as receipt_evolution
from xzt.office.receipt import views as receipt_views
from xzt.office.receipt.state import Receipt
from xzt.office.style import commands as style_commands
from xzt.office.style import decision as style_decision
from xzt.office.style import events as style_events
from xzt.office.style import evolution as style_evolution
from xzt.office.style import views as style_views
from xzt.office.style.state import HouseStyle

Matter = Dispatch | Receipt
"""What has a course and stands in lists: a document on its way."""
State = Matter | HouseStyle | Deputies | UnitCalendar | Outgoing | Numbering
Command = (
    dispatch_commands.Command
    | receipt_commands.Command
    | style_commands.Command
    | deputies_commands.Command
    | calendar_commands.Command
    | outgoing_commands.Command
    | numbering_commands.Command
)
Event = (
    dispatch_events.Event
    | receipt_events.Event
    | style_events.Event
    | deputies_events.Event
    | calendar_events.Event
    | outgoing_events.Event
    | numbering_events.Event
)


class Kind(Struct, frozen=True):
    """The rules of one kind of record. The functions take and give that kind's own types, which only the kind itself knows."""

    name: str
    state: Any
    command: Any
    event: Any
    decide: Callable[[Any, Any, Context], Any]
    evolve: Callable[[Any, Any, Act], Any]
    actions: Callable[[Any, Context], tuple[Action, ...]]
    audience: Callable[[Any], frozenset[str]]
    line: Callable[[Any], Line]
    place: Callable[[Any, Context], Place]
    signed: tuple[type, ...]
    files: Callable[[Any], tuple[str, ...]]
    courtesies: tuple[type, ...]
    words: Callable[[Any], str]
    read: Callable[[bytes | msgspec.Raw], Any]
    """Decodes a state, also one that an earlier version kept in another shape."""


KINDS: dict[str, Kind] = {
    "dispatch": Kind(
        "dispatch",
        Dispatch,
        dispatch_commands.Command,
        dispatch_events.Event,
        dispatch_decision.decide,
        dispatch_evolution.evolve,
        dispatch_decision.actions,
        dispatch_views.audience,
        dispatch_views.line,
        dispatch_views.place,
        dispatch_commands.SIGNED,
        dispatch_views.files,
        dispatch_commands.COURTESIES,
        dispatch_views.words,
        read_dispatch,
    ),
    "receipt": Kind(
        "receipt",
        Receipt,
        receipt_commands.Command,
        receipt_events.Event,
        receipt_decision.decide,
        receipt_evolution.evolve,
        receipt_decision.actions,
        receipt_views.audience,
        receipt_views.line,
        receipt_views.place,
        receipt_commands.SIGNED,
        receipt_views.files,
        receipt_commands.COURTESIES,
        receipt_views.words,
        lambda data: decode(data, Receipt),
    ),
    "style": Kind(
        "style",
        HouseStyle,
        style_commands.Command,
        style_events.Event,
        style_decision.decide,
        style_evolution.evolve,
        style_decision.actions,
        style_views.audience,
        style_views.line,
        style_views.place,
        style_commands.SIGNED,
        style_views.files,
        style_commands.COURTESIES,
        style_views.words,
        lambda data: decode(data, HouseStyle),
    ),
    "deputies": Kind(
        "deputies",
        Deputies,
        deputies_commands.Command,
        deputies_events.Event,
        deputies_decision.decide,
        deputies_evolution.evolve,
        deputies_decision.actions,
        deputies_views.audience,
        deputies_views.line,
        deputies_views.place,
        deputies_commands.SIGNED,
        deputies_views.files,
        deputies_commands.COURTESIES,
        deputies_views.words,
        lambda data: decode(data, Deputies),
    ),
    "calendar": Kind(
        "calendar",
        UnitCalendar,
        calendar_commands.Command,
        calendar_events.Event,
        calendar_decision.decide,
        calendar_evolution.evolve,
        calendar_decision.actions,
        calendar_views.audience,
        calendar_views.line,
        calendar_views.place,
        calendar_commands.SIGNED,
        calendar_views.files,
        calendar_commands.COURTESIES,
        calendar_views.words,
        lambda data: decode(data, UnitCalendar),
    ),
    "outgoing": Kind(
        "outgoing",
        Outgoing,
        outgoing_commands.Command,
        outgoing_events.Event,
        outgoing_decision.decide,
        outgoing_evolution.evolve,
        outgoing_decision.actions,
        outgoing_views.audience,
        outgoing_views.line,
        outgoing_views.place,
        outgoing_commands.SIGNED,
        outgoing_views.files,
        outgoing_commands.COURTESIES,
        outgoing_views.words,
        lambda data: decode(data, Outgoing),
    ),
    "numbering": Kind(
        "numbering",
        Numbering,
        numbering_commands.Command,
        numbering_events.Event,
        numbering_decision.decide,
        numbering_evolution.evolve,
        numbering_decision.actions,
        numbering_views.audience,
        numbering_views.line,
        numbering_views.place,
        numbering_commands.SIGNED,
        numbering_views.files,
        numbering_commands.COURTESIES,
        numbering_views.words,
        lambda data: decode(data, Numbering),
    ),
}


def kind_of(name: str) -> Kind:
    """Find a kind by its name; an unknown one is ``Trouble("kind_unknown")``."""
    try:
        return KINDS[name]
    except KeyError:
        raise Trouble("kind_unknown", kind=name) from None


def decode_state(kind: str, data: bytes | msgspec.Raw) -> State:
    """Decode a record's state from its canonical bytes."""
    state: State = kind_of(kind).read(data)
    return state


def decode_command(kind: str, data: bytes | msgspec.Raw) -> Command:
    """Decode a command of this kind from its canonical bytes."""
    command: Command = decode(data, kind_of(kind).command)
    return command


def decide(kind: str, state: State | None, command: Command, by: Context) -> list[Event] | Refusal:
    """Run the rules of ``kind``."""
    decision: list[Event] | Refusal = kind_of(kind).decide(state, command, by)
    return decision


def evolve(kind: str, state: State | None, events: list[Event], act: Act) -> State | None:
    """Apply events in order."""
    for event in events:
        state = kind_of(kind).evolve(state, event, act)
    return state
