"""Page heads of the four forms: copy number, urgency, organ mark, number, red lines, title (GB/T 9704-2012 7.2 and section 10).

What the offices' own forms leave out or put elsewhere is said by the table of kinds; no standard rules it.

A head is drawn with a pen and leaves its ``y`` where the main recipients begin. Blank lines between text and text are counted from
line box to line box, distances between text and a ruled line from the characters' edge.
"""

from msgspec.structs import replace

from xzt.docs.kinds.table import facts_of
from xzt.docs.layout.lines import Piece
from xzt.docs.layout.marks import Pen, draw_mark
from xzt.docs.layout.measures import (
    APPROVERS_A_ROW,
    CHAR,
    DOUBLE_BOTTOM,
    DOUBLE_LENGTH,
    DOUBLE_WHITE,
    GAP,
    LINE,
    MARK_DROP_ORDER,
    MARK_DROP_ORDINARY,
    MARK_TOP_LETTER,
    PAPER_WIDTH,
    RED_LINE_GAP,
)
from xzt.docs.layout.pages import Place, Rule
from xzt.docs.layout.titles import title_rows
from xzt.docs.model import Form, Issuance, OfficialDocument, approvers

_GRADE = "等级　"


def draw_head(pen: Pen, document: OfficialDocument, issuance: Issuance) -> None:
    """Draw the head of the document's form and its title; leave the pen's ``y`` where the text goes on."""
    match document.form:
        case Form.LETTER:
            _letter(pen, document, issuance)
        case Form.ORDER:
            _order(pen, document, issuance)
        case Form.MINUTES | Form.ORDINARY:
            _ordinary(pen, document, issuance)


def _ordinary(pen: Pen, document: OfficialDocument, issuance: Issuance) -> None:
    grid, profile = pen.setter.grid, pen.setter.profile
    foot = draw_mark(pen, document, grid.top + MARK_DROP_ORDINARY, profile.mark_size)
    graded = facts_of(document).graded
    _corner(pen, issuance.copy_number, "" if graded else document.urgency, grid.top, profile.urgency_line)
    y = foot + 2 * LINE
    number = _number(pen, document, issuance)
    if graded:
        if document.urgency:
            grade = [Piece(_GRADE, grid.body), Piece(document.urgency, grid.black_letter, Place("urgency"))]
            pen.text(grade, y, left=grid.left + grid.cell)
        if number:
            pen.text(number, y, right=grid.right - grid.cell)
    elif document.approver:
        y = _approvers(pen, document, y)
        if number:
            pen.text(number, y, left=grid.left + grid.cell)
    elif number:
        pen.text(number, y, centre=grid.middle)
    thick = profile.red_line
    line = y + CHAR + RED_LINE_GAP + thick / 2
    pen.rules.append(Rule(grid.left, line, grid.right, line, thick, grid.red))
    _title(pen, document, line + thick / 2 + 2 * LINE)


def _number(pen: Pen, document: OfficialDocument, issuance: Issuance) -> list[Piece]:
    """Return the number where there is one and the kind of document shows it."""
    shown = issuance.number and facts_of(document).numbered
    return [Piece(issuance.number, pen.setter.grid.body, Place("number"))] if shown else []


def _corner(pen: Pen, copy_number: str, urgency: str, y: float, line: int = 1) -> float:
    """Draw copy number and below it the urgency, flush left (7.2.1, 7.2.3); return where the last of them begins.

    The urgency stands on the ``line`` counted from ``y``, and on the second at least where there is a copy number.
    """
    grid, last = pen.setter.grid, y
    if copy_number:
        pen.text([Piece(copy_number, grid.body, Place("copy_number"))], y)
    if urgency:
        last = y + (max(line, 2 if copy_number else 1) - 1) * grid.pitch
        pen.text([Piece(urgency, grid.black_letter, Place("urgency"))], last)
    return last


def _approvers(pen: Pen, document: OfficialDocument, y: float) -> float:
    """Draw those who sign off, two a row, names under names; return the height of the last row, where the number stands (7.2.6)."""
    grid, names = pen.setter.grid, approvers(document)
    step = max(pen.setter.width(name, grid.name) for _, name in names) + grid.cell
    columns = min(APPROVERS_A_ROW, len(names))
    left = grid.right - columns * step
    lead = Piece("签发人：", grid.body)
    pen.text([lead], y, right=left)
    for at, (start, name) in enumerate(names):
        x = left + at % columns * step
        pen.text([Piece(name, grid.name, Place("approver", -1, start))], y + at // columns * grid.pitch, left=x)
    return y + (len(names) - 1) // columns * grid.pitch


def _letter(pen: Pen, document: OfficialDocument, issuance: Issuance) -> None:
    grid = pen.setter.grid
    foot = draw_mark(pen, document, MARK_TOP_LETTER, pen.setter.profile.letter_mark_size)
    bottom = _double(pen, foot + 4.0, thick_first=True)
    _double(pen, DOUBLE_BOTTOM, thick_first=False)
    y = bottom + GAP
    number = _number(pen, document, issuance)
    if number:
        pen.text(number, y, right=grid.right)
    y = _corner(pen, issuance.copy_number, document.urgency, y)
    pen.numbered = False
    _title(pen, document, y + CHAR + 2 * LINE)


def _order(pen: Pen, document: OfficialDocument, issuance: Issuance) -> None:
    grid, profile = pen.setter.grid, pen.setter.profile
    foot = draw_mark(pen, document, grid.top + MARK_DROP_ORDER, profile.mark_size)
    _corner(pen, issuance.copy_number, document.urgency, grid.top, profile.urgency_line)
    y = foot + 2 * LINE
    number = _number(pen, document, issuance)
    if number:
        pen.text(number, y, centre=grid.middle)
    pen.y = y + CHAR + 2 * LINE + GAP


def _double(pen: Pen, top: float, *, thick_first: bool) -> float:
    """Draw a red double line whose upper edge is ``top``, centred on paper or type area; return its lower edge."""
    grid, profile = pen.setter.grid, pen.setter.profile
    left = (PAPER_WIDTH / 2 if profile.double_on == "paper" else grid.middle) - DOUBLE_LENGTH / 2
    thick, thin = profile.double_thick, profile.double_thin
    y = top
    for width in (thick, thin) if thick_first else (thin, thick):
        pen.rules.append(Rule(left, y + width / 2, left + DOUBLE_LENGTH, y + width / 2, width, grid.red))
        y += width + DOUBLE_WHITE
    return y - DOUBLE_WHITE


def _title(pen: Pen, document: OfficialDocument, top: float) -> None:
    """Draw the title from ``top`` on and leave one blank line below it."""
    pen.y = top
    for row in title_rows(pen.setter, document.title, "title", pen.setter.grid.upright, document.signers):
        pen.drawn += [replace(run, baseline=round(run.baseline + pen.y, 4)) for run in row.runs]
        pen.y += row.pitch
    pen.y += LINE if document.title else 0.0
    pen.y = max(pen.y, top + pen.setter.grid.pitch)
