"""Pages of a DOCX file: paper, margins, document grid, page numbers, and sections that lie across or are numbered by themselves.

Margins and line pitch are those of GB/T 33476.2-2016 section 6 and 3 (34.58, 32.58, 28, 26 mm; 10.39 mm a line), so that Word's own
line boxes bring the characters where GB/T 9704-2012 wants them, or what the unit's profile makes of them.
"""

from copy import deepcopy
from typing import TYPE_CHECKING

from xzt.docs.kinds.styles import WordStyle
from xzt.docs.layout.measures import GAP, NUMBER_DROP, PAPER_HEIGHT, PAPER_WIDTH
from xzt.docs.render.docx_box import turned_box
from xzt.docs.render.docx_text import SIZE_4, SONG, Word, add_line, add_run

if TYPE_CHECKING:
    from docx.section import Section, _Footer
    from docx.text.paragraph import Paragraph as Line

_BEFORE_MIRRORED = ("w:writeProtection", "w:view", "w:zoom", "w:removePersonalInformation", "w:removeDateAndTime")
_FOOTER_LINE = 7.0
"""The height of the page number's line, of which programs leave a fifth below the baseline, in mm."""
_FOOTER_DROP = NUMBER_DROP + 1.54 + _FOOTER_LINE / 5
"""From the type area's foot to that of the page number's line, which brings the dash, 1.54 mm high, 7 mm below the type area (7.5)."""
_FOOTER_ACROSS = 5.0
"""From the paper's edge to the footer of a page across, which holds nothing in its place."""
_FIRST_NUMBER = 1010
"""The id of the first box of a page number."""


def set_up_pages(word: Word, *, first_without_number: bool) -> None:
    """Set paper, margins, grid, and page numbers outside: odd right, even left (GB/T 9704 7.5)."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    section, profile = word.file.sections[0], word.profile
    _lay_paper(word, section)
    for old in section._sectPr.findall(qn("w:docGrid")):  # noqa: SLF001  python-docx has no interface for the grid
        section._sectPr.remove(old)  # noqa: SLF001
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(round(word.line * 20)))
    section._sectPr.append(grid)  # noqa: SLF001
    word.file.settings.odd_and_even_pages_header_footer = True
    section.different_first_page_header_footer = first_without_number
    centre = WD_ALIGN_PARAGRAPH.CENTER if profile.centred_numbers else None
    _number(word, section.footer.paragraphs[0], centre or WD_ALIGN_PARAGRAPH.RIGHT)
    _number(word, section.even_page_footer.paragraphs[0], centre or WD_ALIGN_PARAGRAPH.LEFT)
    word.footers[False] = section._sectPr.findall(qn("w:footerReference"))  # noqa: SLF001  as above
    if profile.mirrored:
        settings = word.file.settings.element
        after = sum(element.tag in {qn(name) for name in _BEFORE_MIRRORED} for element in settings)
        settings.insert(after, OxmlElement("w:mirrorMargins"))


def _lay_paper(word: Word, section: "Section") -> None:
    """Give a section its paper and margins; one across has the paper's left edge at its top (section 8)."""
    from docx.enum.section import WD_ORIENTATION
    from docx.shared import Mm

    profile = word.profile
    if word.across:
        section.orientation = WD_ORIENTATION.LANDSCAPE
        section.page_width, section.page_height = Mm(PAPER_HEIGHT), Mm(PAPER_WIDTH)
        frame = word.grid.across
        section.top_margin, section.bottom_margin = Mm(profile.left_margin - GAP / 2), Mm(profile.right_margin - GAP / 2)
        section.left_margin, section.right_margin = Mm(frame.left), Mm(PAPER_HEIGHT - frame.left - frame.width)
        section.footer_distance = Mm(_FOOTER_ACROSS)
    else:
        section.footer_distance = Mm(profile.bottom_margin - _FOOTER_DROP)
        section.orientation = WD_ORIENTATION.PORTRAIT
        section.page_width, section.page_height = Mm(PAPER_WIDTH), Mm(PAPER_HEIGHT)
        section.top_margin, section.bottom_margin = Mm(profile.top_margin - GAP / 2), Mm(profile.bottom_margin - GAP / 2)
        section.left_margin, section.right_margin = Mm(profile.left_margin), Mm(profile.right_margin)


def turn(word: Word, *, across: bool) -> None:
    """Go on upright or across, on a new page where that changes."""
    if across != word.across:
        begin_section(word, across=across)


def begin_section(word: Word, *, across: bool, anew: bool = False, even: bool = False, numbered: bool = True) -> None:
    """End the section that is being written and begin one on a new page, an ``even`` one where asked.

    It has the same page numbers, counted ``anew`` from 1 where asked, or none.
    """
    from docx.enum.section import WD_SECTION
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    section = word.file.sections[-1]
    current = section._sectPr  # noqa: SLF001  python-docx would end every section with an empty line of full height
    ended = deepcopy(current)
    last = current.getprevious()
    whole = last is not None and last.tag == qn("w:p") and last.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is None
    holder = last if whole else add_line(word, WordStyle.TABLE_GAP)._p  # noqa: SLF001
    holder.get_or_add_pPr().append(ended)
    for name in ("w:footerReference", "w:headerReference", "w:titlePg", "w:pgNumType", "w:type"):
        for old in current.findall(qn(name)):
            current.remove(old)
    if across != word.across or not (numbered and word.numbered):  # what has no footer of its own has that of the section before
        _number_section(word, section, across=across, numbered=numbered)
    word.numbered = numbered
    if even:
        section.start_type = WD_SECTION.EVEN_PAGE
    if anew:
        numbers = OxmlElement("w:pgNumType")
        numbers.set(qn("w:start"), "1")
        current.find(qn("w:pgMar")).addnext(numbers)
    word.across = across
    _lay_paper(word, section)


def _number_section(word: Word, section: "Section", *, across: bool, numbered: bool) -> None:
    """Give a section footers of its own: those with the page numbers of pages that lie as its do, or empty ones."""
    from docx.oxml.ns import qn

    if not numbered:
        section.footer.is_linked_to_previous = section.even_page_footer.is_linked_to_previous = False
    elif across and True not in word.footers:
        for number, footer in enumerate((section.footer, section.even_page_footer)):
            footer.is_linked_to_previous = False
            _number_across(word, footer, number)
        word.footers[True] = section._sectPr.findall(qn("w:footerReference"))  # noqa: SLF001  python-docx makes new ones
    else:
        for at, reference in enumerate(word.footers[across]):
            section._sectPr.insert(at, deepcopy(reference))  # noqa: SLF001  as above


def _number_across(word: Word, footer: "_Footer", number: int) -> None:
    """Put the page number of a page across where it stands on those upright, the paper turned (section 8): in a box at its left."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    outside = (WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT)[number]
    holder, line = footer.paragraphs[0], footer.add_paragraph()
    holder.paragraph_format.line_spacing = Pt(1)
    _number(word, line, WD_ALIGN_PARAGRAPH.CENTER if word.profile.centred_numbers else outside)
    line._p.getparent().remove(line._p)  # noqa: SLF001  python-docx knows no boxes
    left = word.profile.bottom_margin - _FOOTER_DROP
    place = (left, word.profile.left_margin, _FOOTER_LINE, word.grid.width)
    holder._p.append(turned_box([line._p], "页码", _FIRST_NUMBER + number, place))  # noqa: SLF001  as above


def _number(word: Word, line: "Line", alignment: int) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    line.alignment = alignment
    line.paragraph_format.line_spacing = Mm(_FOOTER_LINE)
    inset = SIZE_4 if word.profile.number_inset == "number" else word.char
    line.paragraph_format.left_indent = line.paragraph_format.right_indent = Pt(0 if word.profile.centred_numbers else inset)
    dashes = ("— ", " —") if word.profile.number_dashes else ("", "")
    add_run(word, line, dashes[0], SONG, SIZE_4)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = add_run(word, line, "", SONG, SIZE_4)._r  # noqa: SLF001  python-docx has no fields
        if kind:
            field = OxmlElement("w:fldChar")
            field.set(qn("w:fldCharType"), kind)
        else:
            field = OxmlElement("w:instrText")
            field.text = text
        run.append(field)
    add_run(word, line, dashes[1], SONG, SIZE_4)
