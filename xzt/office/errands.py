"""What the server's clock has to do: when to look at a record again, and what it then asks of it. Pure.

The server keeps the moment beside each record and asks here when it comes. Everything is asked in commands, which the rules decide and the
log keeps as acts of the system; a command's id follows from what it is about, so that several processes ask the same thing once.
"""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from xzt.core.ids import derived_id
from xzt.office.deputies import commands as deputies_commands
from xzt.office.deputies.state import Deputies, Standin
from xzt.office.dispatch import commands as dispatch_commands
from xzt.office.dispatch.state import Dispatch
from xzt.office.flow import clock
from xzt.office.flow import commands as flow
from xzt.office.flow.state import Status, TaskState
from xzt.office.given import Given
from xzt.office.people import Directory
from xzt.office.receipt import clock as receipt_clock
from xzt.office.receipt import commands as receipt_commands
from xzt.office.receipt import covering
from xzt.office.receipt.parts import doer, open_parts
from xzt.office.receipt.state import Receipt
from xzt.office.registry import Command, State
from xzt.office.windows import deputy_of

Asked = dispatch_commands.Steering | receipt_commands.Command
_UNANSWERED = frozenset({TaskState.OPEN, TaskState.WAITING})


class Now(Struct, frozen=True):
    """What the clock sees: the moment, the directory, and what the unit has set."""

    at: datetime
    directory: Directory
    given: Given


class Errand(Struct, frozen=True):
    """One command of the clock for a record; ``id`` is that of the command."""

    id: str
    kind: str
    record: str
    command: Command


class Turn(Struct, frozen=True):
    """A window that begins or ends now: the cases of its principal are looked at, then ``mark`` closes it."""

    standin: Standin
    over: bool
    mark: Errand


def next_look(state: State | None, given: Given) -> datetime | None:
    """Say when the clock has to look at a record again, None when never by itself."""
    match state:
        case Dispatch(case=found) if found:
            return clock.next_look(found, given)
        case Receipt() as found:
            return receipt_clock.next_look(found, given)
        case Deputies():
            return min((_next_turn(one) for one in state.standins if one.over is None), default=None)
    return None


def _next_turn(standin: Standin) -> datetime:
    return standin.until if standin.began else min(standin.window.since, standin.until)


def errands(record: str, version: int, state: State | None, now: Now) -> tuple[Errand, ...]:
    """List what the clock asks of one case now."""
    found: Iterable[Asked] = ()
    if isinstance(state, Receipt):
        found = receipt_clock.due_now(state, now.given, now.directory, now.at)
    elif isinstance(state, Dispatch) and state.case:
        found = clock.due_now(state.case, now.given, now.directory, now.at)
    return tuple(_errand(f"{record}/{version}/{n}", record, command) for n, command in enumerate(found))


def turns(record: str, state: Deputies, at: datetime) -> tuple[Turn, ...]:
    """List the windows that begin or end now; one that was ended before it began is over at once."""
    found = []
    for one in state.standins:
        if one.over or at < _next_turn(one):
            continue
        over = at >= one.until
        mark = deputies_commands.MarkDeputation(one.id, over)
        found.append(Turn(one, over, Errand(derived_id(f"{one.id}/{over}"), "deputies", record, mark)))
    return tuple(found)


def handed(turn: Turn, record: str, state: State | None, now: Now) -> tuple[Errand, ...]:
    """List what a beginning or ending window asks of one case (W6): hand over what was open, or give back what was left."""
    if isinstance(state, Receipt):
        return _handed_receipt(turn, record, state, now)
    case = state.case if isinstance(state, Dispatch) else None
    if case is None or case.status is not Status.RUNNING:
        return ()
    window, name = turn.standin.window, f"{turn.standin.id}/{record}/{turn.over}"
    deputy = deputy_of(now.given.windows, window.principal, case.definition.matter, now.at)
    if turn.over:
        left = any(task.principal == window.principal and task.state in _UNANSWERED for task in case.tasks)
        return (_errand(name, record, flow.Uncover(window.principal)),) if left and not deputy else ()
    if not turn.standin.hand_over or deputy != window.deputy:
        return ()
    mine = (one for one in case.tasks if one.holder == f"p:{window.principal}" and one.state in _UNANSWERED)
    free = (one for one in mine if case.definition.step(one.step).delegable)
    return tuple(_errand(f"{name}/{task.id}", record, flow.Cover(task.id, deputy)) for task in free)


def _handed_receipt(turn: Turn, record: str, state: Receipt, now: Now) -> tuple[Errand, ...]:
    window, name = turn.standin.window, f"{turn.standin.id}/{record}/{turn.over}"
    deputy = deputy_of(now.given.windows, window.principal, covering.MATTER, now.at)
    if turn.over:
        left = any(person == window.principal and doer(state, part, person) != person for part, person in open_parts(state))
        return (_errand(name, record, receipt_commands.Uncover(window.principal)),) if left and not deputy else ()
    if not turn.standin.hand_over or deputy != window.deputy or not covering.uncovered(state, window.principal):
        return ()
    return (_errand(name, record, receipt_commands.Cover(window.principal)),)


def _errand(name: str, record: str, command: Asked) -> Errand:
    if isinstance(command, receipt_commands.Command):
        return Errand(derived_id(name), "receipt", record, command)
    return Errand(derived_id(name), "dispatch", record, dispatch_commands.Steer(command))
