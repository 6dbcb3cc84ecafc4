"""What holds cases up, gathered out of what this device has (FLW-17, W10): in a job, for it reads every open case."""

from datetime import datetime

from msgspec import Struct

from xzt.client.jobs import Progress
from xzt.client.session import Client
from xzt.office.dispatch.state import Dispatch
from xzt.office.dispatch.views import line
from xzt.office.flow.clock import Held, held_up, limit_at
from xzt.store import records


class HeldCase(Struct, frozen=True):
    """A case that something holds up: what it is, what holds it up, since when the oldest lies, and the limit that passed first."""

    record: str
    title: str
    urgency: str
    held: tuple[Held, ...]
    since: datetime
    limit: datetime | None = None
    paused: bool = False


def held_cases(client: Client, progress: Progress) -> list[HeldCase]:
    """List the cases that something holds up, those that lie longest first."""
    ids, found = client.read(records.running), []
    given, directory, now = client.given(), client.directory, client.now()
    for at, record in enumerate(ids, start=1):
        progress.step(at, len(ids))
        state = client.record("dispatch", record)
        if not isinstance(state, Dispatch) or state.case is None:
            continue
        held = held_up(state.case, given, directory, now)
        if held:
            limits = [moment for one in held if (moment := limit_at(state.case, one.task, given)) and moment < now]
            shown = line(state)
            paused = bool(state.case.pauses) and state.case.pauses[-1].until is None
            since = min(one.task.since for one in held)
            found.append(HeldCase(record, shown.title, shown.urgency, held, since, min(limits, default=None), paused))
    return sorted(found, key=lambda one: one.since)
