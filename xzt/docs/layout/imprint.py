"""The imprint (版记) at the foot of the last page: copies, printing organ and date (GB/T 9704-2012 7.4; 10.1 for the letter form)."""

from msgspec import Struct
from msgspec.structs import replace

from xzt.docs.kinds.table import facts_of
from xzt.docs.layout.lines import Piece, Setter, break_lines
from xzt.docs.layout.measures import CELL_4, IMPRINT, IMPRINT_PITCH
from xzt.docs.layout.pages import GlyphRun, Place, Rule
from xzt.docs.layout.rows import Row, Sheet, baseline, runs_of, sheet_of
from xzt.docs.layout.signatures import printed_date
from xzt.docs.model import Form, Issuance, OfficialDocument

_SENT = "主送："
_COPIED = "抄送："


class Imprint(Struct, frozen=True):
    """The drawing of an imprint at its place on the page, and the height where it begins."""

    drawn: Row
    top: float


class _Line(Struct, frozen=True):
    """One line; ``opens`` says that a new element begins here, with a thin line above it."""

    runs: tuple[GlyphRun, ...]
    opens: bool


def imprint_of(setter: Setter, document: OfficialDocument, issuance: Issuance, *, recipients: bool) -> Imprint | None:
    """Return the imprint, None where it is empty; the letter form has no printer, no date and no lines.

    Main recipients that found no room on the first page stand above the copies without a line between them (7.4.2).
    """
    lines: list[_Line] = []
    if not facts_of(document).imprint and not recipients:
        return None
    if recipients:
        lines += _listed(setter, _SENT, Piece(document.recipients, IMPRINT, Place("recipients")), opens=True)
    if document.copies_to:
        lines += _listed(setter, _COPIED, Piece(document.copies_to, IMPRINT, Place("copies_to")), opens=not recipients)
    if document.printer and facts_of(document).imprint and document.form is not Form.LETTER:
        lines.append(_printed(setter, document, issuance))
    return _drawn(setter, lines, lined=document.form is not Form.LETTER) if lines else None


def _listed(setter: Setter, head: str, names: Piece, *, opens: bool) -> list[_Line]:
    """Return an element of names: turned lines under the first character after the colon, a full stop at the end."""
    base = baseline(IMPRINT, IMPRINT_PITCH)
    left = setter.grid.left + CELL_4 + setter.width(head, IMPRINT)
    lines: list[_Line] = []
    for number, line in enumerate(break_lines(setter.atoms([names, Piece("。", IMPRINT)]), setter.grid.right - CELL_4 - left)):
        runs = runs_of(line, left, base)
        if number == 0:
            runs = _line(setter, Piece(head, IMPRINT), setter.grid.left + CELL_4, base) + runs
        lines.append(_Line(tuple(runs), opens and number == 0))
    return lines


def _printed(setter: Setter, document: OfficialDocument, issuance: Issuance) -> _Line:
    base = baseline(IMPRINT, IMPRINT_PITCH)
    runs = _line(setter, Piece(document.printer, IMPRINT, Place("printer")), setter.grid.left + CELL_4, base)
    date = printed_date(issuance.printed_on)
    if date:
        right = setter.grid.right - CELL_4 - setter.width(date + "印发", IMPRINT)
        runs += _line(setter, Piece(date + "印发", IMPRINT, Place("printed_on")), right, base)
    return _Line(tuple(runs), opens=True)


def _line(setter: Setter, piece: Piece, x: float, base: float) -> list[GlyphRun]:
    lines = break_lines(setter.atoms([piece]), setter.grid.width)
    return runs_of(lines[0], x, base) if lines else []


def _drawn(setter: Setter, lines: list[_Line], *, lined: bool) -> Imprint:
    """Set the lines at the foot of the type area, whose edge the last rule lies on."""
    frame, thick, thin = setter.grid.upright, setter.profile.imprint_thick, setter.profile.imprint_thin
    pitch = min(IMPRINT_PITCH, frame.height / len(lines))
    top = frame.bottom - len(lines) * pitch
    runs: list[GlyphRun] = []
    rules: list[Rule] = []
    for number, line in enumerate(lines):
        y = top + number * pitch
        runs += [replace(run, baseline=round(run.baseline + y, 4)) for run in line.runs]
        if lined and number and line.opens:
            rules.append(Rule(frame.left, y, frame.right, y, thin))
    if lined:
        half = thick / 2
        rules.append(Rule(frame.left, top - half, frame.right, top - half, thick))
        rules.append(Rule(frame.left, frame.bottom - half, frame.right, frame.bottom - half, thick))
    return Imprint(Row(frame, 0.0, tuple(runs), tuple(rules)), top)


def place_imprint(sheets: list[Sheet], imprint: Imprint, *, even: bool) -> None:
    """Place the imprint on the last sheet, or on one more where it has no room there.

    Where it has to stand on an ``even`` page, a blank page may come before it: then neither of the two is numbered (7.5).
    """
    if sheets[-1].foot > imprint.top or sheets[-1].frame.turned:
        sheets.append(sheet_of(imprint.drawn.frame))
    if even and len(sheets) % 2:
        sheets.append(sheet_of(imprint.drawn.frame))
        if not sheets[-2].placed:
            sheets[-1].numbered = sheets[-2].numbered = False
    sheets[-1].placed.append((0.0, imprint.drawn))
