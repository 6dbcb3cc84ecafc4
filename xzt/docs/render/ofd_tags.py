"""Semantic tags of an OFD (GB/T 33190-2016, ``CustomTags``): which objects of the pages show which element of the document.

The names are data (``resources/ofd/tags.json``) with their source and whether it was verified. An element whose name is not known there is
tagged by the name that our own model has for it, in our own namespace: no name of the standard is made up.
"""

from functools import cache
from pathlib import Path

import msgspec

from xzt.docs.layout.pages import Place
from xzt.docs.render.marking import attribute_text

TABLE = Path(__file__).resolve().parents[3] / "resources" / "ofd" / "tags.json"
FOLDER = "Doc_0/Tags"


class Table(msgspec.Struct, frozen=True):
    """Names of tags by element; ``{n}`` stands for the number of the organ from 1."""

    type: str
    namespace: str
    source: str
    verified: bool
    names: dict[str, str]


class Tag(msgspec.Struct, frozen=True):
    """One object that shows part of an element: ids of its page and of itself, and the element."""

    page: int
    number: int
    name: str


@cache
def table() -> Table:
    """Read the table once."""
    return msgspec.json.decode(TABLE.read_bytes(), type=Table)


def tag_name(place: Place) -> str:
    """Return the name of the tag for what stands at a place."""
    name = table().names.get(place.part, place.part.replace(":", "_"))
    return name.replace("{n}", str(place.block + 1))


def list_xml(head: str) -> str:
    """Return the list of tag files; there is one."""
    known = table()
    kind = f"TypeID={attribute_text(known.type)} NameSpace={attribute_text(known.namespace)}"
    return f"<ofd:CustomTags {head}><ofd:CustomTag {kind}><ofd:FileLoc>CustomTag.xml</ofd:FileLoc></ofd:CustomTag></ofd:CustomTags>"


def tags_xml(head: str, tags: list[Tag]) -> str:
    """Return the tag file: for every element, in the order of the pages, the objects that show it."""
    known = table()
    elements: dict[str, list[Tag]] = {}
    for tag in tags:
        elements.setdefault(tag.name, []).append(tag)
    inside = "".join(
        f"<x:{name}>" + "".join(f'<ofd:ObjectRef PageRef="{tag.page}">{tag.number}</ofd:ObjectRef>' for tag in found) + f"</x:{name}>"
        for name, found in elements.items()
    )
    return f"<x:{known.type} {head} xmlns:x={attribute_text(known.namespace)}>{inside}</x:{known.type}>"
