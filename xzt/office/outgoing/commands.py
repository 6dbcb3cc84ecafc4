"""What a person can ask for with the settings of what a unit sends."""

from msgspec import Struct


class KeepGroup(Struct, frozen=True, tag=True):
    """Keep these units under a name; what stood under it is replaced."""

    name: str
    units: tuple[str, ...]


class DropGroup(Struct, frozen=True, tag=True):
    """Keep the units of this name together no longer."""

    name: str


class ChooseFlow(Struct, frozen=True, tag=True):
    """Offer this flow first to whoever submits a draft (ADM-02, DOC-11); what runs keeps its own (W9)."""

    flow: str


Command = KeepGroup | DropGroup | ChooseFlow

COURTESIES = ()

SIGNED = (KeepGroup, DropGroup, ChooseFlow)
