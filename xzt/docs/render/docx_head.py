"""The head of a DOCX file: copy number, urgency, mark, number, red lines of the document's form (GB/T 9704-2012 7.2, 10.1 to 10.3).

Heights are counted as on our own pages, from the edges of characters: what a line leaves free above and below them is taken off.
"""

from typing import TYPE_CHECKING

from xzt.docs.kinds.styles import WordStyle, mark_style
from xzt.docs.kinds.table import facts_of
from xzt.docs.layout.measures import (
    ASCENT,
    GAP,
    LINE,
    MARK_DROP_ORDER,
    MARK_DROP_ORDINARY,
    MARK_HIGHEST,
    MARK_PITCH,
    MARK_TOP_LETTER,
    POINT,
)
from xzt.docs.layout.pages import PageModel
from xzt.docs.model import Form, Issuance, OfficialDocument
from xzt.docs.render.docx_box import ruled_on_page
from xzt.docs.render.docx_text import FANGSONG, HEI, KAI, TITLE, Word, add_line, add_run, eighths, put, rule, say

if TYPE_CHECKING:
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph as Line

_WORD = "文件"
_MARK_LINE = 1.2
"""The line of a mark in ems; several organs stand closer by their measures."""
_BASELINE = 0.8
"""Where programs put the baseline in a line of given height."""
_RISE, _FALL = 0.85, 0.13
"""How far the characters of a mark reach above and below the baseline, in ems."""
_RED_LINE_APART = 4
"""From the line of the number to the red line in points: with what that line leaves free below its characters, the 4 mm of 7.2.7."""


def add_head(word: Word, document: OfficialDocument, issuance: Issuance, model: PageModel) -> None:
    """Add the head of a document's form."""
    if document.form is Form.LETTER:
        _letter(word, document, model)
        free = 0.0
    else:
        free = _ordinary(word, document, issuance)
    _number_line(word, document, issuance, free)


def _ordinary(word: Word, document: OfficialDocument, issuance: Issuance) -> float:
    """Add what stands above the number; return what the mark leaves free below its characters (mm)."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    corner = [(issuance.copy_number, FANGSONG)] if issuance.copy_number else []
    if document.urgency:
        corner += [("", FANGSONG)] * (word.profile.urgency_line - 1 - len(corner))
        corner.append((document.urgency, HEI))
    for text, font in corner:
        add_line(word, WordStyle.NUMBER, text, font).alignment = WD_ALIGN_PARAGRAPH.LEFT
    above = len(corner) * word.line * POINT
    below = GAP / 2 + (MARK_DROP_ORDER if document.form is Form.ORDER else MARK_DROP_ORDINARY) - above
    first = document.mark.removesuffix(_WORD)
    if document.mark_organs and first:
        return _joint(word, document, (first, *document.mark_organs[1:]), below)
    return _mark(word, document, below)


def _mark(word: Word, document: OfficialDocument, below: float) -> float:
    """Add a mark whose characters begin so many mm below what stands before; return what it leaves free below them."""
    from docx.shared import Mm

    mark = add_line(word, mark_style(document.form, document.custom))
    size = min(word.profile.mark_size, word.grid.width / max(1, len(document.mark)))
    mark.paragraph_format.line_spacing = Mm(size * _MARK_LINE)
    mark.paragraph_format.space_before = Mm(max(0.0, below - (_BASELINE * _MARK_LINE - _RISE) * size))
    add_run(word, mark, document.mark, TITLE, size / POINT, red=True)
    return ((1 - _BASELINE) * _MARK_LINE - _FALL) * size


def _joint(word: Word, document: OfficialDocument, organs: tuple[str, ...], below: float) -> float:
    """Add the mark of several organs, their names spread to the width of the longest, and at their right the word for all (7.2.4)."""
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    suffix = _WORD if document.mark.endswith(_WORD) else ""
    longest = max(len(organ) for organ in organs)
    cells = longest + (len(suffix) + 0.5 if suffix else 0.0)
    size = min(word.profile.mark_size, word.grid.width / cells, MARK_HIGHEST / (MARK_PITCH * len(organs)))
    spacer = add_line(word, WordStyle.NUMBER)
    spacer.paragraph_format.line_spacing = Mm(max(POINT, below - (_BASELINE * MARK_PITCH - _RISE) * size))
    widths = [longest * size, *([cells * size - longest * size] if suffix else [])]
    left, *right = _bare_table(word, widths)
    for number, organ in enumerate(organs):
        line = left.paragraphs[0] if number == 0 else left.add_paragraph()
        _mark_line(word, document, line, size)
        _spread(word, line, organ, longest, size)
    for cell in right:
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        _mark_line(word, document, cell.paragraphs[0], size)
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
        add_run(word, cell.paragraphs[0], suffix, TITLE, size / POINT, red=True)
    return ((1 - _BASELINE) * MARK_PITCH - _FALL) * size


def _bare_table(word: Word, widths: list[float]) -> "list[_Cell]":
    """Add a table of one row in the middle of the page, without rules and without room in its cells; return these."""
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm

    table = word.file.add_table(1, len(widths))
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    inside = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "0")
        margin.set(qn("w:type"), "dxa")
        inside.append(margin)
    table._tblPr.insert_element_before(inside, "w:tblLook", "w:tblCaption", "w:tblDescription")  # noqa: SLF001  not in python-docx
    cells = list(table.rows[0].cells)
    for column, cell, width in zip(table.columns, cells, widths, strict=True):
        column.width = cell.width = Mm(width)
    return cells


def _mark_line(word: Word, document: OfficialDocument, line: "Line", size: float) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    say(word, line, mark_style(document.form, document.custom))
    line.paragraph_format.line_spacing = Mm(size * MARK_PITCH)
    line.alignment = WD_ALIGN_PARAGRAPH.LEFT


def _spread(word: Word, line: "Line", text: str, longest: int, size: float) -> None:
    """Write a name as wide as the longest: every character but the last with room behind it."""
    apart = round((longest - len(text)) * size / max(1, len(text) - 1) / POINT * 20)
    for part, twips in ((text[:-1], apart), (text[-1:], 0)):
        if part:
            add_run(word, line, part, TITLE, size / POINT, red=True, closer=twips)


def _letter(word: Word, document: OfficialDocument, model: PageModel) -> None:
    """Add the mark of a letter, which stands above the type area, in a frame down to the number, and its double lines (10.1).

    The lines are those of our own page, drawn where it has them.
    """
    from docx.shared import Mm

    page = model.pages[0]
    size = min(word.profile.letter_mark_size, word.grid.width / max(1, len(document.mark)))
    first = next(
        (run for run in page.runs if run.place is not None and run.place.part in {"number", "urgency", "copy_number", "title"}), None
    )
    top = MARK_TOP_LETTER - (_BASELINE * _MARK_LINE - _RISE) * size
    foot = first.baseline - ASCENT * first.size - GAP / 2 if first else word.grid.top
    mark = add_line(word, mark_style(document.form, document.custom))
    mark.paragraph_format.line_spacing = Mm(size * _MARK_LINE)
    frame = {"w": word.grid.width, "h": foot - top, "y": top}
    twips = {name: str(round(length / POINT * 20)) for name, length in frame.items()}
    put(
        mark._p.get_or_add_pPr(),  # noqa: SLF001  python-docx has no frames
        "w:framePr",
        **twips,
        hRule="exact",
        wrap="notBeside",
        vAnchor="page",
        hAnchor="margin",
        xAlign="center",
    )
    add_run(word, mark, document.mark, TITLE, size / POINT, red=True)
    header = word.file.sections[0].first_page_header
    header.is_linked_to_previous = False
    for number, line in enumerate(red for red in page.rules if red.color == word.grid.red):
        header.paragraphs[0]._p.append(ruled_on_page(line, word.profile.red, number))  # noqa: SLF001  python-docx draws nothing


def _number_line(word: Word, document: OfficialDocument, issuance: Issuance, free: float) -> None:
    """Add the line of the number: in the middle, at the left of who signs off, at the right of a letter with its urgency at the left.

    Its characters stand two lines below those of the mark, below which so many mm are ``free`` already.
    """
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
    from docx.shared import Mm, Pt

    letter = document.form is Form.LETTER
    number = add_line(word, WordStyle.NUMBER)
    layout, width = number.paragraph_format, Mm(word.grid.width)
    before = [(text, font) for text, font in ((issuance.copy_number, FANGSONG), (document.urgency, HEI)) if letter and text]
    if not letter:
        layout.space_before = Mm(2 * LINE - GAP / 2 - free)
        if document.form is Form.ORDER:
            layout.space_after = Pt(2 * word.line)
        else:
            rule(number, "bottom", eighths(word.profile.red_line), word.profile.red[1:], apart=_RED_LINE_APART)
    shown = issuance.number if facts_of(document).numbered else ""
    if before or document.approver:
        number.alignment = WD_ALIGN_PARAGRAPH.LEFT
        inset = Pt(0 if letter else word.char)
        layout.first_line_indent = inset
        layout.tab_stops.add_tab_stop(width - inset, WD_TAB_ALIGNMENT.RIGHT)
        for text, font in before:
            add_run(word, number, text + "　", font)
        add_run(word, number, f"{shown}\t签发人：" if document.approver else f"\t{shown}")
        add_run(word, number, document.approver, KAI)
    else:
        number.alignment = WD_ALIGN_PARAGRAPH.RIGHT if letter else WD_ALIGN_PARAGRAPH.CENTER
        add_run(word, number, shown)
