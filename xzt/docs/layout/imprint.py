"""The imprint (版记) at the foot of the last page: copies, printing organ and date (GB/T 9704-2012 7.4; 10.1 for the letter form)."""

from msgspec import Struct

from xzt.docs.layout.closings import printed_date
from xzt.docs.layout.lines import Piece, Setter, break_lines
from xzt.docs.layout.measures import BOTTOM, CELL_4, IMPRINT, IMPRINT_PITCH, IMPRINT_THICK, IMPRINT_THIN, LEFT, RIGHT
from xzt.docs.layout.pages import GlyphRun, Place, Rule
from xzt.docs.layout.rows import Sheet, baseline, runs_of
from xzt.docs.model import Form, Issuance, OfficialDocument


class ImprintRow(Struct, frozen=True):
    """One line of the imprint; ``opens`` says that a new element begins here, with a thin line above it."""

    runs: tuple[GlyphRun, ...]
    opens: bool


def imprint_rows(setter: Setter, document: OfficialDocument, issuance: Issuance) -> list[ImprintRow]:
    """Return the lines of the imprint; the letter form has no printer and no date."""
    rows: list[ImprintRow] = []
    base = baseline(IMPRINT, IMPRINT_PITCH)
    if document.copies_to:
        left = LEFT + CELL_4 + setter.width("抄送：", IMPRINT)
        pieces = [Piece(document.copies_to, IMPRINT, Place("copies_to")), Piece("。", IMPRINT)]
        for number, line in enumerate(break_lines(setter.atoms(pieces), RIGHT - CELL_4 - left)):
            runs = runs_of(line, left, base)
            if number == 0:
                runs = _line(setter, Piece("抄送：", IMPRINT), LEFT + CELL_4, base) + runs
            rows.append(ImprintRow(tuple(runs), number == 0))
    if document.printer and document.form is not Form.LETTER:
        runs = _line(setter, Piece(document.printer, IMPRINT, Place("printer")), LEFT + CELL_4, base)
        date = printed_date(issuance.printed_on)
        if date:
            right = RIGHT - CELL_4 - setter.width(date + "印发", IMPRINT)
            runs += _line(setter, Piece(date + "印发", IMPRINT, Place("printed_on")), right, base)
        rows.append(ImprintRow(tuple(runs), opens=True))
    return rows


def _line(setter: Setter, piece: Piece, x: float, base: float) -> list[GlyphRun]:
    lines = break_lines(setter.atoms([piece]), RIGHT - LEFT)
    return runs_of(lines[0], x, base) if lines else []


def draw_imprint(sheets: list[Sheet], rows: list[ImprintRow], form: Form) -> None:
    """Draw the imprint on the last sheet, or on one more where it has no room; its last line lies on the edge of the type area."""
    if not rows:
        return
    top = BOTTOM - len(rows) * IMPRINT_PITCH
    if sheets[-1].foot > top:
        sheets.append(Sheet())
    sheet = sheets[-1]
    lined = form is not Form.LETTER
    for number, row in enumerate(rows):
        y = top + number * IMPRINT_PITCH
        for run in row.runs:
            sheet.runs.append(GlyphRun(run.face, run.size, round(run.baseline + y, 4), run.glyphs, run.xs, run.text, run.color, run.place))
        if lined and number and row.opens:
            sheet.rules.append(Rule(LEFT, y, RIGHT, y, IMPRINT_THIN))
    if lined:
        half = IMPRINT_THICK / 2
        sheet.rules.append(Rule(LEFT, top - half, RIGHT, top - half, IMPRINT_THICK))
        sheet.rules.append(Rule(LEFT, BOTTOM - half, RIGHT, BOTTOM - half, IMPRINT_THICK))
