"""What holds cases up, gathered out of what this device has (FLW-17, W10): in a job, for it reads every open case."""

from datetime import datetime

from msgspec import Struct

from xzt.client.jobs import Progress
from xzt.client.session import Client
from xzt.office.dispatch.state import Dispatch
from xzt.office.dispatch.vacancies import vacancies
from xzt.office.dispatch.views import line
from xzt.office.flow.clock import held_up, limit_at
from xzt.office.flow.state import Case
from xzt.office.receipt import clock as receipt_clock
from xzt.office.receipt.state import Receipt
from xzt.office.receipt.views import line as receipt_line
from xzt.store import records


class Held(Struct, frozen=True):
    """One thing that holds it up: at which step, with whom (a token), why, and why there is nobody where that is so.

    ``lacking`` is ``no_handler``, or the post that is vacant.
    """

    step: str
    holder: str
    why: str
    lacking: str = ""


class HeldCase(Struct, frozen=True):
    """A matter that something holds up: what it is, what holds it up, since when the oldest lies, and the limit that passed first."""

    record: str
    title: str
    urgency: str
    held: tuple[Held, ...]
    since: datetime
    limit: datetime | None = None
    paused: bool = False
    kind: str = "dispatch"


def held_cases(client: Client, progress: Progress) -> list[HeldCase]:
    """List the matters that something holds up, those that lie longest first."""
    ids, found = client.read(records.running), []
    for at, (kind, record) in enumerate(ids, start=1):
        progress.step(at, len(ids))
        state = client.record(kind, record)
        held = _of_receipt(client, record, state) if isinstance(state, Receipt) else None
        if isinstance(state, Dispatch) and state.case:
            held = _of_dispatch(client, record, state, state.case)
        found += [held] if held else []
    return sorted(found, key=lambda one: one.since)


def _of_dispatch(client: Client, record: str, state: Dispatch, case: Case) -> HeldCase | None:
    given, now, shown = client.given(), client.now(), line(state)
    held, vacant = held_up(case, given, client.directory, now), vacancies(state, client.directory)
    if not held and not vacant:
        return None
    limits = [moment for one in held if (moment := limit_at(case, one.task, given)) and moment < now]
    paused = bool(case.pauses) and case.pauses[-1].until is None
    told = [Held(one.task.step, one.task.holder, one.why, one.task.why) for one in held]
    told += [Held(one.step, one.holder, "vacant", one.role) for one in vacant]
    since = min((*(one.task.since for one in held), *(one.since for one in vacant)))
    return HeldCase(record, shown.title, shown.urgency, tuple(told), since, min(limits, default=None), paused)


def _of_receipt(client: Client, record: str, state: Receipt) -> HeldCase | None:
    given, now, shown = client.given(), client.now(), receipt_line(state)
    held = receipt_clock.held_up(state, given, client.directory, now)
    if not held:
        return None
    due = receipt_clock.due_at(state, given) if any(one.why == "overdue" for one in held) else None
    told = tuple(Held(state.step, one.holder, one.why) for one in held)
    return HeldCase(
        record, shown.title, shown.urgency, told, min(one.since for one in held), due, receipt_clock.is_paused(state), "receipt"
    )
