"""A ruled A4 table of labels and values as PDF, by reportlab; every font is embedded (DA/T 70-2018, usability).

What the table says is not known here. reportlab embeds TrueType and no CFF, so the font is the one that ``tools.make_report_font``
makes. The same rows give the same bytes.
"""

import io
from functools import cache
from pathlib import Path
from typing import Any, Literal
from xml.sax.saxutils import escape

from msgspec import Struct
from reportlab.lib.colors import Color, black
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table

FONT_FILE = Path(__file__).resolve().parents[2] / "resources" / "fonts" / "FandolSong-Report.ttf"
_FONT = "FandolSongReport"
_MM = 72 / 25.4
_LABEL = 24 * _MM
_VALUES = (45 * _MM, 25 * _MM, 29 * _MM)
"""Widths of the values in a row of three; with their labels they fill the 171 mm between the margins."""
_ROOM = 3 * _LABEL + sum(_VALUES)
_FRAME_PADDING = 6.0
_THIN, _THICK = 0.5, 1.0
_LINE_CHARS, _MOST_CHARS = 36, 6 * 36
"""Characters on a line of a wide cell, and in one row: a longer value goes on in the next row, so that pages break between rows."""
_GROUND = Color(0.95, 0.95, 0.94)

Rule = tuple[Any, ...]


class Cells(Struct, frozen=True):
    """One row: label and value by turns. A value with ``who`` is an opinion, name and time set below it at the right."""

    pairs: tuple[tuple[str, str], ...]
    who: str = ""
    opens: bool = True
    """A line is drawn above it."""
    joins: bool = False
    """It goes on with the text of the row above, without a gap."""


def print_table(heading: str, rows: list[Cells]) -> bytes:
    """Print a heading and the rows below it; page number and count stand at the foot."""
    broken = [part for row in rows for part in _broken(row)]
    total, _ = _build(heading, broken, 0)
    return _build(heading, broken, total)[1]


def _broken(row: Cells) -> list[Cells]:
    """Break a wide row whose value would not fit on a page; the label stays with the first part, name and time with the last."""
    if len(row.pairs) > 1:
        return [row]
    ((label, value),) = row.pairs
    parts, room = [""], _MOST_CHARS
    for char in value:
        needed = _LINE_CHARS if char == "\n" else len(_shown_char(char))
        if needed > room:
            parts.append("")
            room = _MOST_CHARS
        parts[-1] += char
        room -= needed
    last = len(parts) - 1
    return [
        Cells(((label if at == 0 else "", part),), row.who if at == last else "", opens=row.opens and at == 0, joins=at > 0)
        for at, part in enumerate(parts)
    ]


def _build(heading: str, rows: list[Cells], total: int) -> tuple[int, bytes]:
    _covered()
    out = io.BytesIO()
    side = (A4[0] - _ROOM) / 2 - _FRAME_PADDING
    template = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=side,
        rightMargin=side,
        topMargin=18 * _MM,
        bottomMargin=18 * _MM,
        title=heading,
        author="",
        subject="",
        creator="湘政通",
        producer="湘政通",
        initialFontName=_FONT,
        invariant=1,
        lang="zh-CN",
    )

    def draw_foot(canvas: Canvas, _: object) -> None:
        canvas.setFont(_FONT, 9)
        canvas.drawCentredString(A4[0] / 2, 10 * _MM, f"{canvas.getPageNumber()} / {total}")

    title = Paragraph(_shown(heading), _style(20, 28, 1))
    story: list[Flowable] = [title, Spacer(1, 5 * _MM), *_tables(rows)]
    template.build(story, onFirstPage=draw_foot, onLaterPages=draw_foot)
    return template.page, out.getvalue()


@cache
def _covered() -> frozenset[int]:
    """Register the font with reportlab, once; gives the characters that it has."""
    font = TTFont(_FONT, str(FONT_FILE))
    registerFont(font)
    return frozenset(font.face.charToGlyph)


def _shown(text: str) -> str:
    """Escape for reportlab."""
    return escape("".join(map(_shown_char, text))).replace("\n", "<br/>")


def _shown_char(char: str) -> str:
    """Give a character as it is shown: one that the font lacks by its number, so that no name loses one silently."""
    if char == "\n" or ord(char) in _covered():
        return char
    return " " if char.isspace() else f"〔U+{ord(char):04X}〕"


@cache
def _style(size: float, leading: float, alignment: Literal[0, 1, 2]) -> ParagraphStyle:
    return ParagraphStyle(f"{size} {alignment}", fontName=_FONT, fontSize=size, leading=leading, alignment=alignment, wordWrap="CJK")


def _tables(rows: list[Cells]) -> list[Table]:
    """Make one table a shape of row, so that they stand on each other like one: three pairs, or one value across."""
    starts = [at for at, row in enumerate(rows) if at == 0 or len(row.pairs) != len(rows[at - 1].pairs)]
    tables = []
    for first, last in zip(starts, [*starts[1:], len(rows)], strict=True):
        block = rows[first:last]
        values = _VALUES if len(block[0].pairs) == 3 else (_ROOM - _LABEL,)
        widths = [width for value in values for width in (_LABEL, value)]
        cells = [[cell for label, value in row.pairs for cell in (_label(label), _value(value, row.who))] for row in block]
        rules = _rules(block, len(widths), first=first == 0, last=last == len(rows))
        tables.append(Table(cells, colWidths=widths, splitInRow=int(len(widths) > 2), style=rules))
    return tables


def _label(text: str) -> list[Flowable]:
    return [Paragraph(_shown(text), _style(11, 15, 1))]


def _value(text: str, who: str) -> list[Flowable]:
    cell: list[Flowable] = [Paragraph(_shown(text), _style(11, 16, 0))]
    if who:
        cell.append(Paragraph(_shown(who), _style(10.5, 16, 2)))
    return cell


def _rules(block: list[Cells], columns: int, *, first: bool, last: bool) -> list[Rule]:
    """Rule the table: a frame, a line beside every label, a line above whatever opens; labels stand on a light ground."""
    rules: list[Rule] = [
        ("FONT", (0, 0), (-1, -1), _FONT, 11),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), 5),
        ("RIGHTPADDING", (0, 0), (-1, -1), 5),
        ("TOPPADDING", (0, 0), (-1, -1), 5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
    ]
    rules += [("BACKGROUND", (column, 0), (column, -1), _GROUND) for column in range(0, columns, 2)]
    rules += [("LINEBEFORE", (column, 0), (column, -1), _THIN, black) for column in range(1, columns)]
    rules += [("LINEABOVE", (0, number), (-1, number), _THIN, black) for number, row in enumerate(block) if row.opens]
    joined = [number for number, row in enumerate(block) if row.joins]
    rules += [("TOPPADDING", (0, number), (-1, number), 0) for number in joined]
    rules += [("BOTTOMPADDING", (0, number - 1), (-1, number - 1), 0) for number in joined]
    rules += [("LINEBELOW", (0, "splitlast"), (-1, "splitlast"), _THIN, black)]
    rules += [("LINEABOVE", (0, "splitfirst"), (-1, "splitfirst"), _THIN, black)]
    rules += [("LINEBEFORE", (0, 0), (0, -1), _THICK, black), ("LINEAFTER", (-1, 0), (-1, -1), _THICK, black)]
    if first:
        rules.append(("LINEABOVE", (0, 0), (-1, 0), _THICK, black))
    if last:
        rules.append(("LINEBELOW", (0, -1), (-1, -1), _THICK, black))
    return rules
