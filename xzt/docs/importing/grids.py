"""The cells of a row and the widths of columns, as a DOCX file has them (ECMA-376 part 1, 17.4)."""

from typing import TYPE_CHECKING

from xzt.docs.importing.formats import number_or
from xzt.docs.importing.packages import W

if TYPE_CHECKING:
    from lxml.etree import _Element


def cells_of(row: "_Element") -> "list[_Element]":
    """Return the cells of a row, also those inside content controls."""
    found: list[_Element] = []
    for child in row:
        if child.tag == W + "tc":
            found.append(child)
        elif child.tag in {W + "sdt", W + "sdtContent", W + "customXml"}:
            found += cells_of(child)
    return found


def widths_of(table: "_Element", columns: int) -> tuple[float, ...]:
    """Return the shares of the columns, nothing where they are alike or unknown."""
    rows = table.findall(W + "tr")
    cells = cells_of(rows[0]) if rows else []
    widths = []
    for cell in cells:
        size = cell.find(f"{W}tcPr/{W}tcW")
        widths.append(number_or(size.get(W + "w"), 0) if size is not None and size.get(W + "type", "dxa") == "dxa" else 0)
    if len(widths) != columns or min(widths, default=0) <= 0 or max(widths) <= min(widths) * 1.02:
        return ()
    return tuple(round(width / min(widths), 2) for width in widths)
