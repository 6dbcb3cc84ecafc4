"""The imprint of a DOCX file: copies, printing organ and date between their lines, at the foot of the last page (GB/T 9704-2012 7.4, 10.1).

Its box goes with the end of the text. Whether it needs a page of its own, and a blank one before that, our own layout says, which breaks
lines where the file does.
"""

from enum import Enum, auto
from typing import TYPE_CHECKING

from xzt.docs.kinds.styles import WordStyle
from xzt.docs.kinds.table import facts_of
from xzt.docs.layout.measures import CELL_4, GAP, IMPRINT, IMPRINT_PITCH, POINT
from xzt.docs.layout.pages import GlyphRun, PageModel
from xzt.docs.layout.signatures import printed_date
from xzt.docs.model import Form, Issuance, OfficialDocument
from xzt.docs.render.docx_box import box_at_foot
from xzt.docs.render.docx_pages import begin_section
from xzt.docs.render.docx_styles import IMPRINT_LINE
from xzt.docs.render.docx_text import FANGSONG, SIZE_4, Word, add_line, add_run, eighths, say

if TYPE_CHECKING:
    from docx.table import Table as Grid
    from docx.text.paragraph import Paragraph as Line

_SENT, _COPIED = "主送：", "抄送："
_PARTS = frozenset({"recipients", "copies_to", "printer", "printed_on"})


class _Page(Enum):
    """Where the imprint stands: with the end of the text, on the page after it, or with a blank page between."""

    SAME = auto()
    NEXT = auto()
    AFTER_BLANK = auto()


def add_imprint(word: Word, document: OfficialDocument, issuance: Issuance, model: PageModel) -> None:
    """Add what there is of the imprint on the page where ``model`` has it; the letter form has no lines."""
    lined = document.form is not Form.LETTER
    printed = bool(document.printer) and lined and facts_of(document).imprint
    sent = document.recipients if holds_recipients(model) else ""
    listed = [one for one in ((WordStyle.RECIPIENTS, _SENT, sent), (WordStyle.COPIES, _COPIED, document.copies_to)) if one[-1]]
    count = bool(listed) + printed
    if not count:
        return
    table = _table(word, count, lined=lined)
    lines = 0
    for number, (style, head, names) in enumerate(listed):  # with no line between them (7.4.2)
        cell = table.rows[0].cells[0]
        lines += _listed(word, cell.add_paragraph() if number else cell.paragraphs[0], style, (head, names))
    if printed:
        _printed(word, table.rows[-1].cells[0].paragraphs[0], document, issuance)
        lines += 1
    foot = _gap(word, GAP / 2)  # a box of text ends with a paragraph; this one is as high as what the characters leave free in a line
    table._tbl.getparent().remove(table._tbl)  # noqa: SLF001  python-docx knows no boxes
    foot._p.getparent().remove(foot._p)  # noqa: SLF001  as above
    box = box_at_foot([table._tbl, foot._p], "版记", word.grid.width, lines * IMPRINT_PITCH + GAP / 2)  # noqa: SLF001  as above
    _anchor(word, _page_of(model))._p.append(box)  # noqa: SLF001  as above


def _anchor(word: Word, page: _Page) -> "Line":
    """Add the line that the box goes with, as low as can be, on the page where it belongs."""
    apart = page is not _Page.AFTER_BLANK and (word.across or (page is _Page.NEXT and word.profile.even_imprint))
    if page is _Page.AFTER_BLANK:
        begin_section(word, across=False, numbered=False)
        _gap(word, POINT)
    elif apart:
        begin_section(word, across=False, even=word.profile.even_imprint)
    line = _gap(word, POINT)
    if page is not _Page.SAME and not apart:
        line.paragraph_format.page_break_before = True
    return line


def holds_recipients(model: PageModel) -> bool:
    """Say whether the main recipients stand in the imprint, because they left no room for the text on the first page (7.3.2)."""
    return any(_in_imprint(run) and run.place is not None and run.place.part == "recipients" for page in model.pages for run in page.runs)


def _page_of(model: PageModel) -> _Page:
    """Say where our own layout puts the imprint."""
    shown = [[_in_imprint(run) for run in page.runs if run.place is not None] for page in model.pages]
    at = next((at for at, runs in enumerate(shown) if any(runs)), 0)
    if not all(shown[at]):
        return _Page.SAME
    return _Page.NEXT if shown[at - 1] else _Page.AFTER_BLANK


def _in_imprint(run: GlyphRun) -> bool:
    return run.place is not None and run.place.part in _PARTS and run.size == IMPRINT.size


def _gap(word: Word, height: float) -> "Line":
    from docx.shared import Mm

    line = add_line(word, WordStyle.TABLE_GAP)
    line.paragraph_format.line_spacing = Mm(height)
    return line


def _table(word: Word, count: int, *, lined: bool) -> "Grid":
    """Add a table of one column as wide as the text, its text one character in from both edges (7.4.2, 7.4.3)."""
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
    from docx.shared import Mm

    table = word.file.add_table(count, 1)
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.columns[0].width = Mm(word.grid.width)
    for row in table.rows:
        row.height = Mm(IMPRINT_PITCH)
        row.cells[0].width = Mm(word.grid.width)
        row.cells[0].vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    _bound(word, table, lined=lined)
    return table


def _bound(word: Word, table: "Grid", *, lined: bool) -> None:
    """Give the table its lines, thick above and below all and thin between (7.4.1), and the room at its sides."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    thick, thin = eighths(word.profile.imprint_thick), eighths(word.profile.imprint_thin)
    borders, inside = OxmlElement("w:tblBorders"), OxmlElement("w:tblCellMar")
    for side, width in (("top", thick), ("bottom", thick), ("insideH", thin)) if lined else ():
        border = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", str(width)), ("space", "0"), ("color", "000000")):
            border.set(qn(f"w:{name}"), value)
        borders.append(border)
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(round(CELL_4 / POINT * 20)))
        margin.set(qn("w:type"), "dxa")
        inside.append(margin)
    properties = table._tblPr  # noqa: SLF001  python-docx has neither
    properties.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook", "w:tblCaption", "w:tblDescription")
    properties.insert_element_before(inside, "w:tblLook", "w:tblCaption", "w:tblDescription")


def _listed(word: Word, line: "Line", style: WordStyle, texts: tuple[str, str]) -> int:
    """Write who a document goes to after a word for it, turned lines under the first name (7.4.2); return how many lines there are."""
    from docx.shared import Pt

    head, names = texts
    say(word, line, style)
    inside = len(head) * CELL_4
    line.paragraph_format.line_spacing = Pt(IMPRINT_LINE)
    line.paragraph_format.left_indent = Pt(inside / POINT)
    line.paragraph_format.first_line_indent = Pt(-inside / POINT)
    add_run(word, line, head, size=SIZE_4)
    stretches = word.breaker.cell(names + "。", IMPRINT, word.grid.width - 2 * CELL_4 - inside, flush=True)
    for stretch in stretches:
        add_run(word, line, stretch.text, FANGSONG, SIZE_4, closer=stretch.twips)
    return len(stretches)


def _printed(word: Word, line: "Line", document: OfficialDocument, issuance: Issuance) -> None:
    """Write the printing organ at the left and its date at the right (7.4.3)."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Mm

    say(word, line, WordStyle.PRINTER)
    date = printed_date(issuance.printed_on)
    line.paragraph_format.tab_stops.add_tab_stop(Mm(word.grid.width - 2 * CELL_4), WD_TAB_ALIGNMENT.RIGHT)
    add_run(word, line, f"{document.printer}\t{date}印发" if date else document.printer, size=SIZE_4)
