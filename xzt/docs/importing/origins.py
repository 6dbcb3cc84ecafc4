"""Where in a file each recognised element stood, for a person to confirm; and the document once a person has."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from xzt.docs.importing.outline import Entry
from xzt.docs.model import Block, OfficialDocument, Paragraph

BEFORE = ("title", "urgency", "approver", "recipients")
AFTER = ("signers", "note", "copies_to", "printer")
ELEMENTS = (*BEFORE, *AFTER)
"""The elements that are offered, in the order of the text: those that stand before the body, those after it."""


class Origin(Struct, frozen=True):
    """The first line that an element was taken from: its number among the lines that are not empty, and its words."""

    part: str
    line: int
    text: str


def text_of(document: OfficialDocument, part: str) -> str:
    """Return an element as text."""
    value = getattr(document, part)
    return "、".join(value) if isinstance(value, tuple) else str(value)


def origins_of(entries: Sequence[Entry], document: OfficialDocument, **more: str) -> tuple[Origin, ...]:
    """Find the line of each element, and of the values in ``more`` (number, date); what the text does not say has none."""
    wanted = {part: text_of(document, part) for part in ELEMENTS} | more
    lines = [(number, entry) for number, entry in enumerate(entries, 1) if isinstance(entry, str)]
    found = []
    for part, value in wanted.items():
        first = value.split("、")[0].split("\n")[0].strip()
        inside = [line for line in (reversed(lines) if part in AFTER else lines) if first and first in line[1]]
        line = next((line for line in inside if line[1] == first), inside[0] if inside else None)
        if line is not None:
            found.append(Origin(part, line[0], str(line[1])))
    return tuple(found)


def confirmed(
    document: OfficialDocument, origins: Sequence[Origin], refused: AbstractSet[str], changed: Mapping[str, str]
) -> OfficialDocument:
    """Return the document with what a person changed; what is no element after all is text again, before or after the body."""
    lines = {origin.part: origin.text for origin in origins}
    back = {part: lines.get(part) or text_of(document, part) for part in ELEMENTS if part in refused and text_of(document, part)}
    before: list[Block] = [Paragraph(line) for part in BEFORE for line in back.get(part, "").split("\n") if line]
    after: list[Block] = [Paragraph(line) for part in AFTER for line in back.get(part, "").split("\n") if line]
    values: dict[str, Any] = {part: _value(part, changed[part]) for part in ELEMENTS if part in changed}
    values |= {part: _value(part, "") for part in refused if part in ELEMENTS}
    return replace(document, **values, blocks=(*before, *document.blocks, *after))


def _value(part: str, text: str) -> str | tuple[str, ...]:
    return tuple(name.strip() for name in text.split("、") if name.strip()) if part == "signers" else text.strip()
