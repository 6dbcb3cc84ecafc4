"""Paragraphs and runs of a DOCX file: every paragraph says by its style what it is, every run names its East Asian fonts."""

from copy import deepcopy
from typing import TYPE_CHECKING

from xzt.docs.kinds.styles import WordStyle
from xzt.docs.layout.measures import LINE, POINT, Grid
from xzt.docs.render.docx_lines import Breaker
from xzt.docs.render.marking import holdable
from xzt.office.profile import Profile

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph as Line
    from docx.text.run import Run
    from lxml.etree import _Element

FANGSONG, KAI, HEI, TITLE, SONG, LATIN = "仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体", "宋体", "Times New Roman"
SIZE_2, SIZE_3, SIZE_4 = 22.0, 16.0, 14.0
# fmt: off
_IN_ORDER = (
    "w:pStyle", "w:keepNext", "w:keepLines", "w:pageBreakBefore", "w:framePr", "w:widowControl", "w:numPr", "w:suppressLineNumbers",
    "w:pBdr", "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:wordWrap", "w:overflowPunct", "w:topLinePunct",
    "w:autoSpaceDE", "w:autoSpaceDN", "w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing",
    "w:mirrorIndents", "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment", "w:textboxTightWrap", "w:outlineLvl",
    "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange",
)
# fmt: on
"""The children of paragraph properties in the order that ECMA-376 asks for (17.3.1.26)."""


class Word:
    """What is being written, by the choices of one profile; ``line`` and ``char`` are the line pitch and a character in points."""

    def __init__(self, file: "Document", profile: Profile) -> None:
        self.file = file
        self.profile = profile
        self.breaker = Breaker(profile)
        self.grid = self.breaker.grid
        self.line = (round(_pitch(self.grid) / POINT * 20)) / 20
        self.char = round(self.grid.cell / POINT * 20) / 20
        self.lines: list[list[Line]] = []
        """The paragraphs of every line of the text in order: the cells of a row, one else, none of a picture without a caption."""
        self.across = False
        """Whether the page that is being written lies across."""
        self.numbered = True
        """Whether that page shows its number."""
        self.footers: dict[bool, list[_Element]] = {}
        """Where the file says which footers hold the page numbers of pages across or not."""
        self.looks: dict[tuple[str, float, bool, int], _Element] = {}
        """The properties of runs, as they are made once for all of one look."""
        self.ids: dict[WordStyle, str] = {}
        """The ids of the named styles in the file."""

    @property
    def width(self) -> float:
        """The width of the text in mm."""
        return (self.grid.across if self.across else self.grid.upright).width


def _pitch(grid: Grid) -> float:
    """Return the line pitch in mm: the "line" of GB/T 33476.2, what fills the type area, or what the profile gives."""
    return grid.pitch if grid.profile.pitch or grid.profile.word_filled else LINE


def set_fonts(fonts: "_Element", name: str, latin: str) -> None:
    """Name the fonts of Chinese and Latin characters; quotes and dashes go with the Chinese ones."""
    from docx.oxml.ns import qn

    for kind, value in (("w:ascii", latin), ("w:hAnsi", latin), ("w:eastAsia", name), ("w:cs", latin)):
        fonts.set(qn(kind), value)
    fonts.set(qn("w:hint"), "eastAsia")


def put(properties: "_Element", name: str, **attributes: str) -> "_Element":
    """Put a property of a paragraph where the standard's order wants it, in the place of one of its name."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for old in properties.findall(qn(name)):
        properties.remove(old)
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    properties.insert_element_before(made, *_IN_ORDER[_IN_ORDER.index(name) + 1 :])  # type: ignore[attr-defined]  # of python-docx, untyped
    return made  # type: ignore[no-any-return]  # an element of lxml, untyped in python-docx


def add_run(
    word: Word, line: "Line", text: str, font: str = FANGSONG, size: float = SIZE_3, *, red: bool = False, closer: int | None = None
) -> "Run":
    """Add a run; quotes and dashes carry the East Asian hint, or Word would set them in a Latin face."""
    run = line.add_run(holdable(text))
    spacing = closer if closer is not None else word.breaker.usual if size == SIZE_3 else 0
    look = (font, size, red, spacing)
    if look not in word.looks:
        word.looks[look] = _run_look(word, font, size, red=red, spacing=spacing)
    run._r.insert(0, deepcopy(word.looks[look]))  # noqa: SLF001  python-docx would build them anew, child by child, for every run
    return run


def _run_look(word: Word, font: str, size: float, *, red: bool, spacing: int) -> "_Element":
    """Make the properties of a run."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor
    from docx.text.run import Run

    made = OxmlElement("w:r")
    run = Run(made, word.file)
    run.font.size = Pt(size)
    if red:
        run.font.color.rgb = RGBColor.from_string(word.profile.red[1:])
    properties = made.get_or_add_rPr()
    latin = LATIN if word.profile.latin_face and font == FANGSONG else font
    set_fonts(properties.get_or_add_rFonts(), font, latin)
    if spacing or size == SIZE_3:
        apart = OxmlElement("w:spacing")
        apart.set(qn("w:val"), str(spacing))
        properties.insert_element_before(apart, "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:highlight", "w:u", "w:lang")
    return properties  # type: ignore[no-any-return]  # an element of lxml, untyped in python-docx


def add_line(word: Word, style: WordStyle, text: str = "", font: str = FANGSONG, size: float = SIZE_3) -> "Line":
    """Add a paragraph of a named style."""
    from docx.oxml import OxmlElement
    from docx.text.paragraph import Paragraph

    made = OxmlElement("w:p")
    word.file.element.body[-1].addprevious(made)  # the last section's end; python-docx would look for it from the top every time
    line = Paragraph(made, word.file._body)  # noqa: SLF001
    say(word, line, style)
    if text:
        add_run(word, line, text, font, size)
    return line


def say(word: Word, line: "Line", style: WordStyle) -> None:
    """Say what a paragraph is. By the id: python-docx would look the name up among all styles every time."""
    line._p.get_or_add_pPr().style = word.ids[style]  # noqa: SLF001


def flow(word: Word, style: WordStyle, texts: list[tuple[str, str]], *, indent: float = 2.0) -> "Line":
    """Add a paragraph of texts with their fonts that breaks where ours does; its style begins with so many characters' indent."""
    line = add_line(word, style)
    grid = word.grid
    styles = {FANGSONG: grid.body, KAI: grid.name, HEI: grid.black_letter}
    for stretch in word.breaker.stretches([(text, styles[font]) for text, font in texts], indent * grid.cell, word.width):
        add_run(word, line, stretch.text, texts[stretch.piece][1], closer=stretch.twips)
    return line


def turn_line(line: "Line") -> None:
    """Turn a line where ours is turned. To programs the break is like any other; we know it by what it asks for besides, and read none."""
    from docx.enum.text import WD_BREAK

    line.add_run().add_break(WD_BREAK.LINE_CLEAR_ALL)


def rule(line: "Line", side: str, eighths: int, colour: str, apart: int = 1) -> None:
    """Rule a paragraph: ``eighths`` of a point, so many points ``apart``."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = line._p.get_or_add_pPr()  # noqa: SLF001  python-docx has no borders
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = put(properties, "w:pBdr")
    border = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", str(eighths)), ("space", str(apart)), ("color", colour)):
        border.set(qn(f"w:{name}"), value)
    borders.append(border)


def eighths(width: float) -> int:
    """Turn mm into the eighths of a point that borders are given in; Word knows none thinner than two."""
    return max(2, round(width / POINT * 8))
