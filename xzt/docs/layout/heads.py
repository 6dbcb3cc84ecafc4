"""Page heads of the four forms: organ mark, number, red lines, title (GB/T 9704-2012 7.2 and section 10).

A head draws on the first sheet and leaves its ``y`` where the main recipients begin. Blank lines between text and text are counted from
line box to line box, distances between text and a ruled line from the characters' edge.
"""

from xzt.docs.layout.fonts import FontBook, open_font
from xzt.docs.layout.lines import Piece, Setter, break_lines
from xzt.docs.layout.measures import (
    BLACK_LETTER,
    BODY,
    CELL,
    CHAR,
    DOUBLE_BOTTOM,
    DOUBLE_LENGTH,
    DOUBLE_THICK,
    DOUBLE_THIN,
    DOUBLE_WHITE,
    GAP,
    LEFT,
    LINE,
    MARK_SIZE_LETTER,
    MARK_SIZE_MOST,
    MARK_TOP_LETTER,
    MARK_TOP_ORDER,
    MARK_TOP_ORDINARY,
    MIDDLE,
    NAME,
    PAPER_WIDTH,
    PITCH,
    RED_LINE,
    RED_LINE_GAP,
    RIGHT,
    TOP,
    WIDTH,
    Style,
    mark_style,
)
from xzt.docs.layout.pages import RED, GlyphRun, Place, Rule
from xzt.docs.layout.rows import Sheet, baseline, put, runs_of
from xzt.docs.layout.titles import title_rows
from xzt.docs.model import Form, Issuance, OfficialDocument


class Pen:
    """What a head needs at hand: the setter, the faces and the sheet it draws on."""

    def __init__(self, setter: Setter, fonts: FontBook, sheet: Sheet) -> None:
        self.setter = setter
        self.fonts = fonts
        self.sheet = sheet

    def runs(self, pieces: list[Piece], x: float, base: float) -> tuple[list[GlyphRun], float]:
        """Set pieces on one line from x; return the runs and the line's width."""
        lines = break_lines(self.setter.atoms(pieces), PAPER_WIDTH)
        return (runs_of(lines[0], x, base), lines[0].width) if lines else ([], 0.0)

    def text(self, pieces: list[Piece], y: float, *, left: float = LEFT, right: float | None = None, centre: float | None = None) -> None:
        """Draw one line whose characters begin at y: flush left, flush right, or centred."""
        base = y + baseline(pieces[0].style)
        width = sum(self.setter.width(piece.text, piece.style) for piece in pieces)
        x = left if right is None and centre is None else (right - width if right is not None else (centre or 0.0) - width / 2)
        self.sheet.runs += self.runs(pieces, x, base)[0]

    def mark(self, text: str, top: float, most: float) -> float:
        """Draw the organ mark with its ink at ``top``, as large as fits; return where its ink ends."""
        style = mark_style(min(most, WIDTH / max(1, len(text))))
        ink = [self._ink(char, style) for char in text if not char.isspace()]
        rise = max((box[1] for box in ink), default=ASCENT_GUESS) * style.size
        fall = min((box[1] - box[3] for box in ink), default=0.0) * style.size
        width = self.setter.width(text, style)
        self.sheet.runs += self.runs([Piece(text, style, Place("mark"))], MIDDLE - width / 2, top + rise)[0]
        return top + rise - fall

    def _ink(self, char: str, style: Style) -> tuple[float, float, float, float]:
        found = self.fonts.find(style.role, char)
        if found is None:
            return 0.0, ASCENT_GUESS, 1.0, 1.0
        face = self.fonts.faces[found[0]]
        return open_font(face.path, face.index).ink(found[1])


ASCENT_GUESS = 0.85


def draw_head(pen: Pen, document: OfficialDocument, issuance: Issuance) -> None:
    """Draw the head of the document's form and its title; leave the sheet's ``y`` where the text goes on."""
    match document.form:
        case Form.LETTER:
            _letter(pen, document, issuance)
        case Form.ORDER:
            _order(pen, document, issuance)
        case Form.MINUTES | Form.ORDINARY:
            _ordinary(pen, document, issuance)


def _ordinary(pen: Pen, document: OfficialDocument, issuance: Issuance) -> None:
    foot = pen.mark(document.mark, MARK_TOP_ORDINARY, MARK_SIZE_MOST)
    if document.urgency:
        pen.text([Piece(document.urgency, BLACK_LETTER, Place("urgency"))], TOP)
    y = foot + 2 * LINE
    number = [Piece(issuance.number, BODY, Place("number"))] if issuance.number else []
    if document.approver:
        if number:
            pen.text(number, y, left=LEFT + CELL)
        pen.text([Piece("签发人：", BODY), Piece(document.approver, NAME, Place("approver"))], y, right=RIGHT - CELL)
    elif number:
        pen.text(number, y, centre=MIDDLE)
    line = y + CHAR + RED_LINE_GAP + RED_LINE / 2
    pen.sheet.rules.append(Rule(LEFT, line, RIGHT, line, RED_LINE, RED))
    _title(pen, document, line + RED_LINE / 2 + 2 * LINE)


def _letter(pen: Pen, document: OfficialDocument, issuance: Issuance) -> None:
    foot = pen.mark(document.mark, MARK_TOP_LETTER, MARK_SIZE_LETTER)
    bottom = _double(pen, foot + 4.0, thick_first=True)
    _double(pen, DOUBLE_BOTTOM, thick_first=False)
    y = bottom + GAP
    if document.urgency:
        pen.text([Piece(document.urgency, BLACK_LETTER, Place("urgency"))], y)
    if issuance.number:
        pen.text([Piece(issuance.number, BODY, Place("number"))], y, right=RIGHT)
    pen.sheet.numbered = False
    _title(pen, document, y + CHAR + 2 * LINE)


def _order(pen: Pen, document: OfficialDocument, issuance: Issuance) -> None:
    foot = pen.mark(document.mark, MARK_TOP_ORDER, MARK_SIZE_MOST)
    y = foot + 2 * LINE
    if issuance.number:
        pen.text([Piece(issuance.number, BODY, Place("number"))], y, centre=MIDDLE)
    pen.sheet.y = y + CHAR + 2 * LINE + GAP


def _double(pen: Pen, top: float, *, thick_first: bool) -> float:
    """Draw a red double line whose upper edge is ``top``, centred on the paper; return its lower edge."""
    left = (PAPER_WIDTH - DOUBLE_LENGTH) / 2
    y = top
    for width in (DOUBLE_THICK, DOUBLE_THIN) if thick_first else (DOUBLE_THIN, DOUBLE_THICK):
        pen.sheet.rules.append(Rule(left, y + width / 2, left + DOUBLE_LENGTH, y + width / 2, width, RED))
        y += width + DOUBLE_WHITE
    return y - DOUBLE_WHITE


def _title(pen: Pen, document: OfficialDocument, top: float) -> None:
    """Draw the title from ``top`` on and leave one blank line below it."""
    pen.sheet.y = top
    for row in title_rows(pen.setter, document.title, "title"):
        put(pen.sheet, row)
    pen.sheet.y += LINE if document.title else 0.0
    pen.sheet.y = max(pen.sheet.y, top + PITCH)
