"""The named styles of a DOCX file, each with the look of its lines: who sets a style in Word or WPS gets the standard's line."""

from typing import TYPE_CHECKING

from msgspec import Struct

from xzt.docs.kinds.styles import HEADINGS, MARKS, WordStyle
from xzt.docs.layout.measures import IMPRINT_PITCH, POINT, TABLE_LINE, TABLE_PAD, THIN
from xzt.docs.render.docx_text import FANGSONG, HEI, KAI, SIZE_2, SIZE_3, SIZE_4, TITLE, Word, put, set_fonts

if TYPE_CHECKING:
    from docx.styles.style import ParagraphStyle

_TABLE_SIZE = 12.0
_TABLE_GAP = 13.7
"""What stays free below a table, in points."""
IMPRINT_LINE = (IMPRINT_PITCH - THIN) / POINT
"""A line of the imprint in points, so that it is as high with its rule as in our own pages."""


class _Look(Struct, frozen=True):
    """Font and size (points), place on the line, indent (characters), line distance (points, 0 for the document's), what comes after it."""

    font: str = FANGSONG
    size: float = SIZE_3
    align: str = ""
    indent: float = 0.0
    line: float = 0.0
    next: WordStyle | None = None


_TEXT = _Look(indent=2)
_LOOKS = {
    WordStyle.NUMBER: _Look(align="CENTER", next=WordStyle.TITLE),
    WordStyle.TITLE: _Look(TITLE, SIZE_2, "CENTER", line=35),
    WordStyle.RECIPIENTS: _Look(next=WordStyle.BODY),
    WordStyle.BODY: _TEXT,
    WordStyle.HEADING_1: _Look(HEI, indent=2, next=WordStyle.BODY),
    WordStyle.HEADING_2: _Look(KAI, indent=2, next=WordStyle.BODY),
    WordStyle.HEADING_3: _Look(indent=2, next=WordStyle.BODY),
    WordStyle.HEADING_4: _Look(indent=2, next=WordStyle.BODY),
    WordStyle.ITEM: _TEXT,
    WordStyle.POINT: _TEXT,
    WordStyle.TABLE_TEXT: _Look(size=_TABLE_SIZE, align="LEFT", line=TABLE_LINE / POINT),
    WordStyle.TABLE_GAP: _Look(size=_TABLE_SIZE, line=_TABLE_GAP, next=WordStyle.BODY),
    WordStyle.PICTURE: _Look(align="CENTER", next=WordStyle.CAPTION),
    WordStyle.CAPTION: _Look(size=SIZE_4, align="CENTER", next=WordStyle.BODY),
    WordStyle.NAMED: _TEXT,
    WordStyle.ATTENDANCE: _Look(),
    WordStyle.SEALED: _Look(align="RIGHT", next=WordStyle.DATE),
    WordStyle.UNSEALED: _Look(align="RIGHT", next=WordStyle.DATE),
    WordStyle.SIGNED: _Look(align="RIGHT", next=WordStyle.DATE),
    WordStyle.DATE: _Look(align="RIGHT", next=WordStyle.NOTE),
    WordStyle.NOTE: _TEXT,
    WordStyle.LABEL: _Look(HEI, next=WordStyle.ATTACHED),
    WordStyle.LABEL_APART: _Look(HEI, next=WordStyle.ATTACHED),
    WordStyle.ATTACHED: _Look(TITLE, SIZE_2, "CENTER", line=35),
    WordStyle.COPIES: _Look(size=SIZE_4, line=IMPRINT_LINE),
    WordStyle.PRINTER: _Look(size=SIZE_4, line=IMPRINT_LINE),
} | {mark: _Look(TITLE, SIZE_2, "CENTER", next=WordStyle.NUMBER) for mark in MARKS}


_kept: dict[tuple[float, float], tuple[bytes, dict[WordStyle, str]]] = {}
"""Finished styles and their ids by line and character, all that they depend on: making them takes longer than all else of a short file."""
_MOST_KEPT = 16


def set_up_styles(word: Word) -> None:
    """Set the normal style and add the named ones."""
    from docx.oxml.parser import parse_xml
    from lxml import etree

    kept = _kept.get((word.line, word.char))
    if kept is not None:
        word.file.styles.element[:] = parse_xml(kept[0])[:]
        word.ids.update(kept[1])
        return
    _make_styles(word)
    if len(_kept) >= _MOST_KEPT:
        _kept.clear()
    _kept[word.line, word.char] = (etree.tostring(word.file.styles.element), dict(word.ids))


def _make_styles(word: Word) -> None:
    _normal(word)
    for name, look in _LOOKS.items():
        word.ids[name] = _add(word, name, look).style_id
    for name, look in _LOOKS.items():
        if look.next is not None:
            word.file.styles[name].next_paragraph_style = word.file.styles[look.next]
    _tables_and_heads(word)


def _normal(word: Word) -> None:
    """Make 仿宋 三号 the normal style and take the theme's fonts away, which would win over named ones.

    As in our own lines: flush, no mark over the edge, single lines may stand on a page. Their distances are given, so nothing is moved to
    the grid: some programs would round lines of titles and marks to whole lines of it.
    """
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt

    normal = word.file.styles["Normal"]
    normal.font.size = Pt(SIZE_3)
    set_fonts(normal.element.get_or_add_rPr().get_or_add_rFonts(), FANGSONG, FANGSONG)
    for fonts in word.file.styles.element.iter(qn("w:rFonts")):
        for name in [name for name in fonts.attrib if "Theme" in name]:
            del fonts.attrib[name]
    for language in word.file.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")  # by it programs know that a line may begin with an opening quotation mark
    layout = normal.paragraph_format
    layout.space_before = layout.space_after = Pt(0)
    layout.line_spacing = Pt(word.line)
    layout.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    layout.widow_control = False
    for name in ("w:overflowPunct", "w:snapToGrid"):
        put(normal.element.get_or_add_pPr(), name, val="0")


def _add(word: Word, name: WordStyle, look: _Look) -> "ParagraphStyle":
    """Add a style of paragraphs, based on the normal one and offered to whoever edits the file."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    style = word.file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = word.file.styles["Normal"]
    style.quick_style = True
    style.font.size = Pt(look.size)
    set_fonts(style.element.get_or_add_rPr().get_or_add_rFonts(), look.font, look.font)
    layout = style.paragraph_format
    if look.align:
        layout.alignment = WD_ALIGN_PARAGRAPH[look.align]
    if look.indent:
        layout.first_line_indent = Pt(look.indent * word.char)
    if look.line:
        layout.line_spacing = Pt(look.line)
    if name is WordStyle.PICTURE:
        layout.line_spacing = 1.0
    if name is WordStyle.TABLE_TEXT:
        layout.space_before = layout.space_after = Mm(TABLE_PAD / 2)
    if name in HEADINGS:
        put(style.element.get_or_add_pPr(), "w:outlineLvl", val=str(HEADINGS[name] - 1))
    return style


def _tables_and_heads(word: Word) -> None:
    from docx.enum.style import WD_STYLE_TYPE

    table = word.file.styles.add_style(WordStyle.TABLE, WD_STYLE_TYPE.TABLE)
    table.base_style = word.file.styles["Table Grid"]
    word.ids[WordStyle.TABLE] = table.style_id
    word.ids[WordStyle.HEAD_IN_TEXT] = word.file.styles.add_style(WordStyle.HEAD_IN_TEXT, WD_STYLE_TYPE.CHARACTER).style_id
