"""What a unit has set for every matter, read out of the records that hold it, as a decision wants it. Pure.

Server and client read these records by their ids and put what comes out here into the context of every command.
"""

import functools
from collections.abc import Mapping
from types import MappingProxyType

from xzt.office.calendar import shipped
from xzt.office.calendar.state import UnitCalendar, calendar_id, calendar_of, limits_of
from xzt.office.deputies.state import Deputies, deputies_id
from xzt.office.given import Given
from xzt.office.registry import State

STANDING = frozenset({"deputies", "calendar"})
"""The kinds of these records."""


@functools.lru_cache(maxsize=4096)
def standing_records(unit: str) -> Mapping[str, str]:
    """Name the records of a unit by kind; every command asks it, and the ids are digests."""
    return MappingProxyType({"deputies": deputies_id(unit), "calendar": calendar_id(unit)})


def given_of(states: Mapping[str, State | None]) -> Given:
    """Put together what decisions depend on; ``states`` by kind, missing where the unit has set nothing."""
    deputies = states.get("deputies")
    windows = deputies.windows if isinstance(deputies, Deputies) else ()
    found = states.get("calendar")
    calendar = found if isinstance(found, UnitCalendar) else None
    return Given(windows, calendar_of(calendar), limits_of(calendar), shipped.limits().reminding)
