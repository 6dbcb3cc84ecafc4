"""The texts of a document one by one, with their places, and the document again with some of them changed."""

from collections.abc import Callable, Iterator
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from xzt.docs.checks.findings import Spot
from xzt.docs.model import Block, Heading, Image, ItemList, OfficialDocument, Paragraph, Table

ELEMENTS = ("title", "recipients", "note", "copies_to")


class Source(Struct, frozen=True):
    """One text by itself: element, paragraph, heading, its run-in text, item, cell. ``start`` is its offset in the block."""

    part: str
    block: int
    start: int
    text: str


Edit = Callable[[Source], str]


def spot(source: Source, start: int, end: int) -> Spot:
    """Return a stretch of a source as a spot of the document."""
    return Spot(source.part, source.block, source.start + start, source.start + end)


def excerpt(text: str, start: int, end: int) -> str:
    """Return a stretch with a few characters around it."""
    return text[max(0, start - 6) : end + 6]


def sources(document: OfficialDocument) -> Iterator[Source]:
    """Yield all texts in reading order."""
    yield from _listed(document)


@lru_cache(maxsize=2)
def _listed(document: OfficialDocument) -> tuple[Source, ...]:
    """Collect the texts: many rules ask for those of one document."""
    collected: list[Source] = []

    def keep(source: Source) -> str:
        collected.append(source)
        return source.text

    edited(document, keep)
    return tuple(source for source in collected if source.text)


def edited(document: OfficialDocument, edit: Edit) -> OfficialDocument:
    """Return the document with every text passed through ``edit``."""
    before = {name: edit(Source(name, -1, 0, getattr(document, name))) for name in ELEMENTS[:2]}
    blocks = _blocks("body", document.blocks, edit)
    after = {name: edit(Source(name, -1, 0, getattr(document, name))) for name in ELEMENTS[2:]}
    attachments = tuple(
        replace(
            attachment,
            title=edit(Source(f"attachment:{number}:title", -1, 0, attachment.title)),
            blocks=_blocks(f"attachment:{number}", attachment.blocks, edit),
        )
        for number, attachment in enumerate(document.attachments)
    )
    return replace(document, **before, **after, blocks=blocks, attachments=attachments)


def _blocks(part: str, blocks: tuple[Block, ...], edit: Edit) -> tuple[Block, ...]:
    return tuple(_block(part, number, block, edit) for number, block in enumerate(blocks))


def _block(part: str, number: int, block: Block, edit: Edit) -> Block:
    match block:
        case Heading():
            text = edit(Source(part, number, 0, block.text))
            return Heading(block.level, text, edit(Source(part, number, len(block.text), block.body)) if block.body else "")
        case Paragraph():
            return Paragraph(edit(Source(part, number, 0, block.text)))
        case ItemList():
            return ItemList(tuple(_each(part, number, block.items, 0, edit)), block.ordered)
        case Table():
            start = 0
            rows: list[tuple[str, ...]] = []
            for row in block.rows:
                rows.append(tuple(_each(part, number, row, start, edit)))
                start += sum(len(cell) + 1 for cell in row) or 1
            return replace(block, rows=tuple(rows))
        case Image():
            return replace(block, caption=edit(Source(part, number, 0, block.caption)))


def _each(part: str, number: int, texts: tuple[str, ...], start: int, edit: Edit) -> Iterator[str]:
    for text in texts:
        yield edit(Source(part, number, start, text))
        start += len(text) + 1
