"""``evolve`` for delegation windows. Pure."""

from msgspec import structs

from xzt.office.act import Act
from xzt.office.deputies import events as e
from xzt.office.deputies.state import KEPT, Deputies, Standin


def evolve(state: Deputies | None, event: e.Event, act: Act) -> Deputies:
    """Apply one event to the state (None before the first)."""
    state = state or Deputies(act.unit)
    match event:
        case e.Deputised(window, hand_over, words):
            return _kept(state, (*state.standins, Standin(act.command, window, act, hand_over, words)))
        case e.DeputationEnded(standin):
            return _changed(state, standin, ended=act)
        case e.DeputationMarked(standin, over):
            return _changed(state, standin, **({"over": act.at} if over else {"began": act.at}))


def _changed(state: Deputies, name: str, **new: object) -> Deputies:
    return _kept(state, tuple(structs.replace(one, **new) if one.id == name else one for one in state.standins))


def _kept(state: Deputies, standins: tuple[Standin, ...]) -> Deputies:
    over = [one.id for one in standins if one.over]
    gone = set(over[: max(0, len(over) - KEPT)])
    return structs.replace(state, standins=tuple(one for one in standins if one.id not in gone))
