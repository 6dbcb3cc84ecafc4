"""The table of kinds: the fifteen of 条例 article 8 and the offices' own forms, each with what it asks, what it says and how it begins.

Read once and checked as it is read: what the file must hold is the struct. ``sources`` marks every group of facts as V (from the standard
or the regulation) or GK (custom of the trade), for whoever maintains it.
"""

from enum import StrEnum
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from xzt.docs.model import Block, Closing, Custom, Form, Kind, OfficialDocument

TABLE = Path(__file__).resolve().parents[3] / "resources" / "kinds" / "kinds.json"


class Direction(StrEnum):
    """Where a document goes, seen from the organ that sends it; ``PUBLIC`` to everybody, ``ANY`` as the matter asks."""

    DOWN = "down"
    UP = "up"
    LEVEL = "level"
    PUBLIC = "public"
    ANY = "any"
    INSIDE = "inside"


class KindFacts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind. ``{organ}`` in its texts stands for the issuing organ, ``【…】`` and ``……`` for what the drafter fills in."""

    kind: Kind
    custom: Custom = Custom.NONE
    purpose: str
    direction: Direction
    form: Form
    closing: Closing
    title: str
    required: tuple[str, ...]
    """Elements without which it is wrong, by their field names."""
    usual: tuple[str, ...]
    unusual: tuple[str, ...]
    """Elements that it does not have as a rule."""
    openings: tuple[str, ...]
    endings: tuple[str, ...]
    blocks: tuple[Block, ...]
    sources: dict[str, str]
    mark: str = "{organ}文件"
    signers: tuple[str, ...] = ("{organ}",)
    recipients: str = ""
    approver: str = ""
    posts: tuple[str, ...] = ()
    note: str = ""
    attended: str = ""
    excused: str = ""
    observed: str = ""
    urgencies: tuple[str, ...] = ("加急", "特急")
    numbered: bool = True
    """Whether its page shows a document number."""
    imprint: bool = True
    """Whether it has an imprint (版记)."""
    graded: bool = False
    """Whether the urgency stands beside the number as its grade (等级) instead of at the upper left."""
    silent: tuple[str, ...] = ()
    """Rules of the checker that do not hold for it."""

    @property
    def name(self) -> str:
        """What it is called."""
        return self.custom.value or self.kind.value


@cache
def all_kinds() -> tuple[KindFacts, ...]:
    """Read the table: the fifteen kinds in the order of article 8, then the offices' own forms."""
    return msgspec.json.decode(TABLE.read_bytes(), type=tuple[KindFacts, ...])


@cache
def kind_facts(kind: Kind, custom: Custom = Custom.NONE) -> KindFacts:
    """Find a kind; an own form is found by its name, whatever statutory kind its document is nearest to."""
    return next(facts for facts in all_kinds() if (facts.custom is custom if custom else facts.kind is kind and not facts.custom))


def facts_of(document: OfficialDocument) -> KindFacts:
    """Return what is known of a document's kind."""
    return kind_facts(document.kind, document.custom)


def find_kind(name: str) -> KindFacts | None:
    """Find a kind by its name, 令 and 命令（令） included."""
    bare = name.removesuffix("（令）")
    return next((facts for facts in all_kinds() if facts.name == ("命令" if bare == "令" else bare)), None)
