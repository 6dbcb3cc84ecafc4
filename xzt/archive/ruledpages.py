"""A ruled A4 table of labels and values as pages of the page model: what is printed and previewed of handling sheets and opinions.

Rows are those of ``ruling``, which makes the PDF of a package from them. Here each character has the face that covers it, as in a document.
"""

from msgspec.structs import replace

from xzt.archive.ruling import Cells
from xzt.docs.layout.fonts import FontBook
from xzt.docs.layout.lines import Line, Piece, Setter, break_lines
from xzt.docs.layout.measures import PAPER_HEIGHT, PAPER_WIDTH, POINT, Frame, Style
from xzt.docs.layout.pages import GlyphRun, Page, PageModel, Rule
from xzt.docs.layout.roles import SONG, TITLE
from xzt.docs.layout.rows import Row, Sheet, baseline, fill, runs_of, sheet_of
from xzt.docs.layout.sheets import page_of

_LABEL, _VALUES = 24.0, (45.0, 25.0, 29.0)
"""Widths in mm of a label, and of the values in a row of three pairs."""
_WIDTH = 3 * _LABEL + sum(_VALUES)
_FRAME = Frame((PAPER_WIDTH - _WIDTH) / 2, 18.0, _WIDTH, PAPER_HEIGHT - 36.0, 6.0)
_HEADING = Style(TITLE, 20 * POINT, 20 * POINT)
_TEXT = Style(SONG, 11 * POINT, 11 * POINT)
_FOOT = Style(SONG, 9 * POINT, 9 * POINT)
_LINE, _PAD, _SIDE = 5.8, 1.6, 1.8
_AT_ONCE = 30
"""Most lines of one value that stay together on a page."""
_THIN, _THICK = 0.18, 0.35
_GROUND = 0xF2F2EF


def ruled_pages(heading: str, rows: list[Cells], fonts: FontBook) -> PageModel:
    """Set a heading and the rows below it; page number and count stand at the foot."""
    setter = Setter(fonts)
    title = [
        Row(_FRAME, 9.5, tuple(runs_of(line, _FRAME.left + (_WIDTH - line.width) / 2, baseline(_HEADING))), keep=True)
        for line in break_lines(setter.atoms([Piece(heading, _HEADING)]), _WIDTH)
    ]
    sheets = [sheet_of(_FRAME)]
    fill(sheets, [*title, *(part for row in rows for part in _row(setter, row))])
    skipped = len(title)
    pages = []
    for number, sheet in enumerate(sheets, 1):
        framed = _framed(page_of(sheet, 0), sheet, skipped if number == 1 else 0)
        foot = break_lines(setter.atoms([Piece(f"{number} / {len(sheets)}", _FOOT)]), _WIDTH)[0]
        pages.append(replace(framed, runs=(*framed.runs, *runs_of(foot, (PAPER_WIDTH - foot.width) / 2, PAPER_HEIGHT - 10))))
    used = sorted({run.face for page in pages for run in page.runs})
    missing = dict.fromkeys(
        char for page in pages for run in page.runs for glyph, char in zip(run.glyphs, run.text, strict=True) if not glyph
    )
    return PageModel(tuple(pages), {key: fonts.faces[key] for key in used}, "".join(missing))


def _row(setter: Setter, row: Cells) -> list[Row]:
    """Set one row; a value of more lines than stay together goes on in rows without label."""
    widths = _VALUES if len(row.pairs) == len(_VALUES) else (_WIDTH - _LABEL,)
    cells = [
        (_lines(setter, label, _LABEL), _lines(setter, value, width), width)
        for (label, value), width in zip(row.pairs, widths, strict=True)
    ]
    who = _lines(setter, row.who, widths[0]) if row.who else []
    deep = max(max(len(label), len(value)) for label, value, _ in cells)
    parts: list[Row] = []
    for first in range(0, max(deep, 1), _AT_ONCE):
        last = first + _AT_ONCE >= deep
        cut = [(label if first == 0 else [], value[first : first + _AT_ONCE], width) for label, value, width in cells]
        parts.append(_ruled(cut, who if last else [], opens=row.opens and first == 0))
    return parts


def _lines(setter: Setter, text: str, width: float) -> list[Line]:
    return break_lines(setter.atoms([Piece(text, _TEXT)]), width - 2 * _SIDE) if text else []


def _ruled(cells: list[tuple[list[Line], list[Line], float]], who: list[Line], *, opens: bool) -> Row:
    deep = max(1, *(max(len(label), len(value) + len(who)) for label, value, _ in cells))
    height = deep * _LINE + 2 * _PAD
    runs: list[GlyphRun] = []
    grounds: list[Rule] = []
    rules: list[Rule] = []
    x = _FRAME.left
    for label, value, width in cells:
        grounds.append(Rule(x + _LABEL / 2, 0.0, x + _LABEL / 2, height, _LABEL, _GROUND))
        rules += [Rule(edge, 0.0, edge, height, _THIN) for edge in ((x, x + _LABEL) if x > _FRAME.left else (x + _LABEL,))]
        runs += _set(label, x, _LABEL, (height - len(label) * _LINE) / 2, middle=True)
        free = deep - len(who) - len(value)
        runs += _set(value, x + _LABEL, width, _PAD + max(free, 0) * _LINE / 2)
        x += _LABEL + width
    top = height - _PAD - len(who) * _LINE
    for at, line in enumerate(who):
        runs += runs_of(line, x - _SIDE - line.width, top + at * _LINE + baseline(_TEXT, _LINE))
    if opens:
        rules.append(Rule(_FRAME.left, 0.0, _FRAME.right, 0.0, _THIN))
    return Row(_FRAME, height, tuple(runs), (*grounds, *rules), height=height)


def _set(lines: list[Line], left: float, width: float, top: float, *, middle: bool = False) -> list[GlyphRun]:
    return [
        run
        for at, line in enumerate(lines)
        for run in runs_of(line, left + ((width - line.width) / 2 if middle else _SIDE), top + at * _LINE + baseline(_TEXT, _LINE))
    ]


def _framed(page: Page, sheet: Sheet, skipped: int) -> Page:
    """Draw the frame around the rows of a page; the heading stands outside."""
    placed = sheet.placed[skipped:]
    if not placed:
        return page
    top, bottom = placed[0][0], sheet.foot
    left, right = _FRAME.left, _FRAME.right
    frame = [Rule(left, y, right, y, _THICK) for y in (top, bottom)] + [Rule(x, top, x, bottom, _THICK) for x in (left, right)]
    return replace(page, rules=(*page.rules, *frame))
