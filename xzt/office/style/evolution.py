"""``evolve`` for the house style. Pure."""

from msgspec import structs

from xzt.office.act import Act
from xzt.office.style import events as e
from xzt.office.style.state import KEPT, Edition, HouseStyle


def evolve(state: HouseStyle | None, event: e.Event, act: Act) -> HouseStyle:
    """Apply one event to the state (None before the first)."""
    edition = Edition(state.current.n + 1 if state else 1, event.profile, act, event.words)
    if state is None:
        return HouseStyle(act.unit, (edition,))
    return structs.replace(state, editions=(*state.editions, edition)[-KEPT:])
