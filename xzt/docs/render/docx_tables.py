"""Tables of a DOCX file: as wide as the text, heads that repeat, cells as in our own pages (GB/T 9704-2012 section 8)."""

from typing import TYPE_CHECKING

from xzt.docs.kinds.styles import WordStyle
from xzt.docs.layout.measures import TABLE_HEAD, TABLE_PAD, TABLE_TEXT
from xzt.docs.model import Table
from xzt.docs.render.docx_text import FANGSONG, HEI, Word, add_line, add_run, say

if TYPE_CHECKING:
    from docx.table import Table as Grid
    from docx.text.paragraph import Paragraph as Line

_SIZE = 12.0


def add_table(word: Word, block: Table) -> "list[list[Line]]":
    """Add a table and what stays free below it; returns the paragraphs of every row."""
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm

    columns = max((len(row) for row in block.rows), default=0)
    if not columns:
        return [[] for _ in block.rows]
    rows: list[list[Line]] = []
    table = word.file.add_table(0, columns)
    _lay(word, table)
    given = [*block.widths[:columns], *[1.0] * (columns - len(block.widths))]
    widths = [word.width * share / sum(given) for share in given]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for at, row in enumerate(block.rows):
        added = table.add_row()
        if at < block.head_rows:
            repeat = OxmlElement("w:tblHeader")
            repeat.set(qn("w:val"), "true")
            added._tr.get_or_add_trPr().append(repeat)  # noqa: SLF001  python-docx has no repeated heads
        added._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001  as above
        cells = added.cells
        for cell, text, width in zip(cells, (*row, *[""] * (columns - len(row))), widths, strict=True):
            cell.width = Mm(width)
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            _fill(word, cell.paragraphs[0], text, width - 2 * TABLE_PAD, head=at < block.head_rows)
        rows.append([cell.paragraphs[0] for cell in cells])
    add_line(word, WordStyle.TABLE_GAP)
    return rows


def _lay(word: Word, table: "Grid") -> None:
    """Let the outer rules stand on the edges of the type area, and the text of cells as far from them as in our tables."""
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm

    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    inside = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(Mm(TABLE_PAD).twips))
        margin.set(qn("w:type"), "dxa")
        inside.append(margin)
    properties = table._tblPr  # noqa: SLF001  python-docx has no margins of cells
    properties.style = word.ids[WordStyle.TABLE]
    properties.insert_element_before(inside, "w:tblLook", "w:tblCaption", "w:tblDescription")


def _fill(word: Word, line: "Line", text: str, width: float, *, head: bool) -> None:
    """Fill a cell, which has so many mm for its text; the distances are those of its style."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    say(word, line, WordStyle.TABLE_TEXT)
    if head:
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for stretch in word.breaker.cell(text, TABLE_HEAD if head else TABLE_TEXT, width):
        add_run(word, line, stretch.text, HEI if head else FANGSONG, _SIZE, closer=stretch.twips)
