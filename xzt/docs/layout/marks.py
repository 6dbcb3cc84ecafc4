"""The issuing organ mark of one organ and of several, and the pen that heads are drawn with (GB/T 9704-2012 7.2.4).

Its size is not given by the standard: as large as fits, within the measures. On a joint mark the leading organ stands first, shorter names
are spread to the width of the longest, and the word at the right stands in the middle of their height.
"""

from msgspec.structs import replace

from xzt.docs.layout.fonts import FontBook, open_font
from xzt.docs.layout.lines import Piece, Setter, break_lines
from xzt.docs.layout.measures import MARK_HIGHEST, MARK_PITCH, PAPER_WIDTH, Style
from xzt.docs.layout.pages import GlyphRun, Place, Rule
from xzt.docs.layout.rows import baseline, runs_of
from xzt.docs.model import Form, OfficialDocument

_ASCENT_GUESS = 0.85
_WORD = "文件"


class Pen:
    """What a head is drawn with: the setter, the faces, and what is drawn so far; ``y`` is where the text goes on."""

    def __init__(self, setter: Setter, fonts: FontBook) -> None:
        self.setter = setter
        self.fonts = fonts
        self.drawn: list[GlyphRun] = []
        self.rules: list[Rule] = []
        self.y = setter.grid.top
        self.numbered = True

    def runs(self, pieces: list[Piece], x: float, base: float) -> tuple[list[GlyphRun], float]:
        """Set pieces on one line from x; return the runs and the line's width."""
        lines = break_lines(self.setter.atoms(pieces), PAPER_WIDTH)
        return (runs_of(lines[0], x, base), lines[0].width) if lines else ([], 0.0)

    def text(self, pieces: list[Piece], y: float, *, left: float | None = None, right: float = 0.0, centre: float = 0.0) -> None:
        """Draw one line whose characters begin at y: from ``left`` (the type area's edge), to ``right``, or around ``centre``."""
        base = y + baseline(pieces[0].style)
        width = sum(self.setter.width(piece.text, piece.style) for piece in pieces)
        x = self.setter.grid.left if left is None else left
        if right or centre:
            x = right - width if right else centre - width / 2
        self.drawn += self.runs(pieces, x, base)[0]

    def ink(self, text: str, style: Style) -> tuple[float, float]:
        """Return how far the ink of a text rises above the baseline and falls below it (negative), in mm."""
        boxes = [self._ink(char, style) for char in text if not char.isspace()]
        rise = max((box[1] for box in boxes), default=_ASCENT_GUESS) * style.size
        fall = min((box[1] - box[3] for box in boxes), default=0.0) * style.size
        return rise, fall

    def _ink(self, char: str, style: Style) -> tuple[float, float, float, float]:
        found = self.fonts.find(style.role, char)
        if found is None:
            return 0.0, _ASCENT_GUESS, 1.0, 1.0
        face = self.fonts.faces[found[0]]
        return open_font(face.path, face.index).ink(found[1])


def draw_mark(pen: Pen, document: OfficialDocument, top: float, most: float) -> float:
    """Draw the mark with its ink at ``top``, as large as fits; return where its ink ends. Letters show the leading organ's mark only."""
    if document.mark_organs and document.form is not Form.LETTER:
        return _joint(pen, document, top, most)
    grid = pen.setter.grid
    style = grid.mark(min(most, grid.width / max(1, len(document.mark))))
    rise, fall = pen.ink(document.mark, style)
    width = pen.setter.width(document.mark, style)
    pen.drawn += pen.runs([Piece(document.mark, style, Place("mark"))], grid.middle - width / 2, top + rise)[0]
    return top + rise - fall


def _joint(pen: Pen, document: OfficialDocument, top: float, most: float) -> float:
    organs = document.mark_organs
    word = _WORD if document.mark.endswith(_WORD) else ""
    longest = max(len(organ) for organ in organs) or 1
    cells = longest + (len(word) + 0.5 if word else 0)
    grid = pen.setter.grid
    style = grid.mark(min(most, grid.width / cells, MARK_HIGHEST / (MARK_PITCH * len(organs))))
    names = longest * style.size
    left = grid.middle - cells * style.size / 2
    rise, _ = pen.ink(organs[0], style)
    base = top + rise
    for number, organ in enumerate(organs):
        runs = _spread(pen, Piece(organ, style, Place("mark_organs", number)), left, names, base + number * MARK_PITCH * style.size)
        pen.drawn += runs
    last = base + (len(organs) - 1) * MARK_PITCH * style.size
    if word:
        place = Place("mark", -1, len(document.mark) - len(word))
        pen.drawn += pen.runs([Piece(word, style, place)], left + names + 0.5 * style.size, (base + last) / 2)[0]
    return last - pen.ink(organs[-1], style)[1]


def _spread(pen: Pen, piece: Piece, left: float, width: float, base: float) -> list[GlyphRun]:
    """Return the runs of a text spread over a width; a single character stands in its middle."""
    lines = break_lines(pen.setter.atoms([piece]), PAPER_WIDTH)
    if not lines:
        return []
    line = lines[0]
    count = len(line.atoms)
    if count == 1:
        return runs_of(line, left + (width - line.width) / 2, base)
    gap = max(0.0, width - line.width) / (count - 1)
    spread = replace(line, xs=tuple(x + number * gap for number, x in enumerate(line.xs)), width=width)
    return runs_of(spread, left, base)
