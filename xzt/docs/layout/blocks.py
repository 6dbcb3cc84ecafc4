"""Blocks of the body as rows: headings by level, paragraphs, lists (GB/T 9704-2012 7.3.3); tables and pictures have modules of their own.

Every row carries the place in the content that it shows. Where rows fall on pages is decided in ``rows``.
"""

from xzt.docs.layout.illustrations import image_rows
from xzt.docs.layout.lines import Piece, Setter
from xzt.docs.layout.measures import Frame
from xzt.docs.layout.pages import Place
from xzt.docs.layout.rows import Row, kept, paragraph
from xzt.docs.layout.tables import table_rows
from xzt.docs.model import Block, Heading, Image, ItemList, Paragraph, Table


def block_rows(setter: Setter, blocks: tuple[Block, ...], part: str, frame: Frame) -> list[Row]:
    """Return the rows of a sequence of blocks."""
    return [row for number, block in enumerate(blocks) for row in rows_of(setter, block, Place(part, number), frame)]


def rows_of(setter: Setter, block: Block, place: Place, frame: Frame) -> list[Row]:
    """Return the rows of one block, whose text begins at ``place``."""
    match block:
        case Heading():
            return _heading(setter, block, place, frame)
        case Paragraph():
            return paragraph(setter, [Piece(block.text, setter.grid.body, place)], frame)
        case ItemList():
            return _items(setter, block, place, frame)
        case Table():
            return table_rows(setter, block, place, setter.grid.across if block.across else frame)
        case Image():
            return image_rows(setter, block, place, frame)


def _heading(setter: Setter, block: Heading, place: Place, frame: Frame) -> list[Row]:
    pieces = [Piece(block.text, setter.grid.heading(block.level), place)]
    if block.body:
        pieces.append(Piece(block.body, setter.grid.body, Place(place.part, place.block, len(block.text))))
        return paragraph(setter, pieces, frame)
    return [kept(row) for row in paragraph(setter, pieces, frame)]


def _items(setter: Setter, block: ItemList, place: Place, frame: Frame) -> list[Row]:
    rows: list[Row] = []
    start = 0
    for item in block.items:
        rows += paragraph(setter, [Piece(item, setter.grid.body, Place(place.part, place.block, start))], frame)
        start += len(item) + 1
    return rows
