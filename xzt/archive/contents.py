"""What goes into an archive package of one dispatch (GB/T 39362-2020; rule R3), gathered by the caller as plain values.

Everything that can be derived from the record and its log is derived here, the same way when a package is written and when it is checked.
Files and folders are not known here.
"""

import base64
import binascii
from datetime import datetime

import msgspec
from msgspec import Struct, field

from xzt.archive.codes import Pattern
from xzt.core.encoding import decode
from xzt.core.errors import Trouble
from xzt.docs.model import OfficialDocument
from xzt.office.act import Act
from xzt.office.dispatch import events as e
from xzt.office.dispatch.commands import SIGNED, Command
from xzt.office.dispatch.earlier import Earlier
from xzt.office.dispatch.earlier import Event as EarlierEvent
from xzt.office.dispatch.state import Dispatch
from xzt.office.dispatch.upgrade import replay as replay_event
from xzt.office.dispatch.upgrade import upgrade
from xzt.office.envelope import Envelope, Signed
from xzt.office.people import Directory

KIND = "dispatch"


class LogEntry(Struct, frozen=True):
    """One accepted command of the record, as the server keeps it: who, which events, the signed bytes, the SM3 chain."""

    n: int
    act: Act
    events: msgspec.Raw
    signed: Signed
    previous: str
    digest: str


class Facts(Struct, frozen=True):
    """What the archive knows of the fonds: numbers and names, and how it writes its codes."""

    unit_name: str
    fonds: str
    fonds_name: str = ""
    archives_name: str = ""
    category: str = "WS"
    pattern: Pattern = Pattern()


class Contents(Struct, frozen=True, kw_only=True):
    """All of one package. ``state`` is the dispatch once it has its archival code, ``log`` its whole course up to there."""

    record: str
    state: Dispatch
    ofd: bytes
    """The sealed final file, the very bytes that were distributed."""
    pdf: bytes
    log: tuple[LogEntry, ...]
    directory: Directory
    """At least the units and people that occur; the package holds no others."""
    roots: tuple[bytes, ...]
    facts: Facts
    attached: dict[str, bytes] = field(default_factory=dict)
    said: dict[str, bytes] = field(default_factory=dict)
    """What was handed in with opinions, by the names of ``layout.said_files``."""
    """The files that went with it, by name."""

    @property
    def document(self) -> OfficialDocument:
        """The text that was signed off."""
        return decode(self.state.document, OfficialDocument)


class Step(Struct, frozen=True):
    """One log entry read: the envelope, its command, its events, the state before and after, the text frozen at that moment."""

    entry: LogEntry
    envelope: Envelope
    command: Command
    events: tuple[e.Event | EarlierEvent, ...]
    before: Dispatch | None
    after: Dispatch

    @property
    def must_be_signed(self) -> bool:
        """Say whether the command has legal weight and so needs the person's signature."""
        return isinstance(self.command, SIGNED)

    @property
    def signature(self) -> bytes:
        """The signature, DER; empty where there is none."""
        return unpack(self.entry.signed.signature)

    @property
    def certificate(self) -> bytes:
        """The signer's certificate, DER; empty where there is none."""
        return unpack(self.entry.signed.certificate)


def replay(log: tuple[LogEntry, ...]) -> tuple[Step, ...]:
    """Read every entry and apply its events in order; an entry that cannot be is ``Trouble("log_unreadable", n)``, an empty log too."""
    if not log:
        raise Trouble("log_unreadable", n="0")
    steps: list[Step] = []
    state: Dispatch | Earlier | None = None
    for entry in log:
        try:
            envelope = decode(entry.signed.envelope, Envelope)
            command: Command = msgspec.json.decode(envelope.command, type=Command)
            events = msgspec.json.decode(entry.events, type=tuple[e.Event | EarlierEvent, ...])
            before = _now(state)
            for event in events:
                state = replay_event(state, event, entry.act)
            after = _now(state)
        except (Trouble, msgspec.MsgspecError, TypeError, ValueError, LookupError, AttributeError, RecursionError) as error:
            raise Trouble("log_unreadable", n=str(entry.n)) from error
        if after is None or not (_is_time(entry.act.at) and _is_time(envelope.at)):
            raise Trouble("log_unreadable", n=str(entry.n))
        steps.append(Step(entry, envelope, command, events, before, after))
    return tuple(steps)


def _now(state: Dispatch | Earlier | None) -> Dispatch | None:
    """Give a state as it is kept now."""
    return upgrade(state) if isinstance(state, Earlier) else state


def _is_time(at: datetime) -> bool:
    """Tell whether a time has a zone and lies where calendars agree."""
    return at.tzinfo is not None and 1990 <= at.year <= 2200


def frozen_texts(steps: tuple[Step, ...]) -> tuple[bytes, ...]:
    """Give the canonical bytes of every version that was frozen by a submission, oldest first (W13)."""
    texts: dict[str, bytes] = {}
    for step in steps:
        if step.after.text:
            texts.setdefault(step.after.text, bytes(step.after.document))
    return tuple(texts.values())


def extract(directory: Directory, state: Dispatch, log: tuple[LogEntry, ...]) -> Directory:
    """Leave of a directory only the units and people that occur in the record (RS-35: no more personal data than needed)."""
    people = {state.drafter} | {entry.act.person for entry in log}
    units = {state.unit} | {entry.act.unit for entry in log} | {delivery.unit for delivery in state.ledger}
    for step in replay(log):
        people |= _named(step.after)
    return Directory(
        units=tuple(sorted((unit for unit in directory.units if unit.id in units), key=lambda unit: unit.id)),
        people=tuple(sorted((person for person in directory.people if person.id in people), key=lambda person: person.id)),
        version=directory.version,
        sample=directory.sample,
    )


def _named(state: Dispatch) -> set[str]:
    """Name whoever had, or was to have, a part in it."""
    if state.case is None:
        return set()
    chosen = {person for people in state.case.chosen.values() for person in people}
    held = {task.holder.removeprefix("p:") for task in state.case.tasks if task.holder.startswith("p:")}
    stood_for = {task.principal for task in state.case.tasks if task.principal}
    return chosen | held | stood_for | {copy.person for copy in state.case.copies}


def unpack(text: str) -> bytes:
    """Read strict base64, one text for one value; anything else is empty."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return data if base64.b64encode(data).decode("ascii") == text else b""
