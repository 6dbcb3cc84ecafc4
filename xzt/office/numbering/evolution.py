"""``evolve`` for what is done by hand with document numbers. Pure."""

from msgspec import structs

from xzt.office.act import Act
from xzt.office.numbering import events as e
from xzt.office.numbering.state import Explanation, Mark, Numbering


def evolve(state: Numbering | None, event: e.Event, act: Act) -> Numbering:
    """Apply one event to the state (None before the first). Of each number the newest stands, in the order of the series."""
    state = structs.replace(state, act=act) if state else Numbering(act.unit, event.year, act)
    key = (event.series, event.sequence)
    match event:
        case e.Requested():
            return structs.replace(state, waiting=(*state.waiting, Mark(*key, event.state, event.reason, act)))
        case e.Marked():
            rest = [one for one in state.marks if (one.series, one.sequence) != key]
            marks = [*rest, Mark(*key, event.state, event.reason, act)]
            return structs.replace(state, marks=tuple(sorted(marks, key=_order)))
        case e.Explained():
            others = [one for one in state.explained if (one.series, one.sequence) != key]
            explained = [*others, Explanation(*key, event.reason, act)]
            return structs.replace(state, explained=tuple(sorted(explained, key=_order)))


def _order(one: Mark | Explanation) -> tuple[str, int]:
    return one.series, one.sequence
