"""What happened to the settings of what a unit sends."""

from msgspec import Struct


class GroupKept(Struct, frozen=True, tag=True):
    """These units stand under a name."""

    name: str
    units: tuple[str, ...]


class GroupDropped(Struct, frozen=True, tag=True):
    """A name is gone."""

    name: str


class FlowChosen(Struct, frozen=True, tag=True):
    """This flow is offered first from now on."""

    flow: str


Event = GroupKept | GroupDropped | FlowChosen
