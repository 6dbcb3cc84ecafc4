"""A document as DOCX for exchange with Word and WPS: editable, on the document grid of the standard.

Margins and line pitch are those of GB/T 33476.2-2016 section 6 and 3 (34.58, 32.58, 28, 26 mm; 10.39 mm a line), so that Word's own
line boxes bring the characters where GB/T 9704-2012 wants them, or what the unit's profile makes of them. The text flows: line and page
breaks are Word's, not ours. Fonts are named, not embedded. The same document and profile give the same bytes.
"""

import io
import zipfile
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from xzt.docs.kinds.table import facts_of
from xzt.docs.layout.closings import note_names
from xzt.docs.layout.illustrations import own_size
from xzt.docs.layout.measures import GAP, LINE, POINT, SIGNATURE_WIDTH, TABLE_LINE, TABLE_PAD, Grid
from xzt.docs.layout.signatures import printed_date
from xzt.docs.model import Attachment, Block, Closing, Form, Heading, Image, Issuance, ItemList, OfficialDocument, Paragraph, Table
from xzt.docs.render.docx_lines import Breaker
from xzt.docs.render.marking import holdable
from xzt.office.profile import STANDARD, Profile

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import _Footer
    from docx.text.paragraph import Paragraph as Line

FANGSONG, KAI, HEI, TITLE, SONG, LATIN = "仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体", "宋体", "Times New Roman"
_HEADING_FONTS = {1: HEI, 2: KAI}
_SIZE_2, _SIZE_3, _SIZE_4 = 22.0, 16.0, 14.0
_AFTER_SPACING = ("w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents", "w:jc", "w:rPr")
_AFTER_GRID = _AFTER_SPACING[2:]
_BEFORE_MIRRORED = ("w:writeProtection", "w:view", "w:zoom", "w:removePersonalInformation", "w:removeDateAndTime")
_FOOTER_DROP = 12.5
"""From the type area's foot to that of the page number's line box, which brings the dash 7 mm below the type area (7.5), in mm."""
_STILL = datetime(2000, 1, 1, tzinfo=UTC)


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


def _pitch(grid: Grid) -> float:
    """Return the line pitch in mm: the "line" of GB/T 33476.2, what fills the type area, or what the profile gives."""
    return grid.pitch if grid.profile.pitch or grid.profile.word_filled else LINE


def write_docx(document: OfficialDocument, issuance: Issuance, profile: Profile = STANDARD) -> bytes:
    """Write a document for Word and WPS."""
    return saved(compose(document, issuance, profile))


def saved(word: Word) -> bytes:
    """Return what was composed as a file; the same content gives the same bytes."""
    out = io.BytesIO()
    word.file.save(out)
    return _without_times(out.getvalue())


def compose(document: OfficialDocument, issuance: Issuance, profile: Profile) -> Word:
    """Compose a document; its paragraphs can be changed before it is saved."""
    import docx

    file = docx.Document()
    word = Word(file, profile)
    _page(word, first_without_number=document.form is Form.LETTER or not profile.first_number)
    _styles(word)
    file.core_properties.title = holdable(document.title.replace("\n", ""))[:255]
    file.core_properties.author = holdable("、".join(document.signers))[:255]
    file.core_properties.created = file.core_properties.modified = _STILL
    _head(word, document, issuance)
    _title(word, document.title)
    if document.recipients:
        _flow(word, [(document.recipients + "：", FANGSONG)], indent=0)
    _blocks(word, document.blocks)
    _note_of_attachments(word, document)
    _attendance(word, document)
    _signature(word, document, issuance)
    for attachment in document.attachments:
        _attachment(word, attachment)
    _imprint(word, document, issuance)
    return word


def _without_times(data: bytes) -> bytes:
    """Return the package with the times of its entries taken out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _STILL.timetuple()[:6]), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _page(word: Word, *, first_without_number: bool) -> None:
    """Set paper, margins, grid, and page numbers outside: odd right, even left (GB/T 9704 7.5)."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm

    section = word.file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    profile = word.profile
    section.top_margin, section.bottom_margin = Mm(profile.top_margin - GAP / 2), Mm(profile.bottom_margin - GAP / 2)
    section.left_margin, section.right_margin = Mm(profile.left_margin), Mm(profile.right_margin)
    section.footer_distance = Mm(profile.bottom_margin - _FOOTER_DROP)
    for old in section._sectPr.findall(qn("w:docGrid")):  # noqa: SLF001  python-docx has no interface for the grid
        section._sectPr.remove(old)  # noqa: SLF001
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(round(word.line * 20)))
    section._sectPr.append(grid)  # noqa: SLF001
    word.file.settings.odd_and_even_pages_header_footer = True
    section.different_first_page_header_footer = first_without_number
    centre = WD_ALIGN_PARAGRAPH.CENTER if profile.centred_numbers else None
    _number(word, section.footer, centre or WD_ALIGN_PARAGRAPH.RIGHT)
    _number(word, section.even_page_footer, centre or WD_ALIGN_PARAGRAPH.LEFT)
    if profile.mirrored:
        settings = word.file.settings.element
        after = sum(element.tag in {qn(name) for name in _BEFORE_MIRRORED} for element in settings)
        settings.insert(after, OxmlElement("w:mirrorMargins"))


def _number(word: Word, footer: "_Footer", alignment: int) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    line = footer.paragraphs[0]
    line.alignment = alignment
    inset = _SIZE_4 if word.profile.number_inset == "number" else word.char
    line.paragraph_format.left_indent = line.paragraph_format.right_indent = Pt(0 if word.profile.centred_numbers else inset)
    dashes = ("— ", " —") if word.profile.number_dashes else ("", "")
    _run(word, line, dashes[0], SONG, _SIZE_4)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = _run(word, line, "", SONG, _SIZE_4)
        if kind:
            field = OxmlElement("w:fldChar")
            field.set(qn("w:fldCharType"), kind)
        else:
            field = OxmlElement("w:instrText")
            field.text = text
        run.append(field)
    _run(word, line, dashes[1], SONG, _SIZE_4)


def _styles(word: Word) -> None:
    """Make 仿宋 三号 the normal style and take the theme's fonts away, which would win over named ones.

    As in our own lines: flush, no mark over the edge, single lines may stand on a page.
    """
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    normal = word.file.styles["Normal"]
    normal.font.size = Pt(_SIZE_3)
    _fonts(normal.element.get_or_add_rPr().get_or_add_rFonts(), FANGSONG, FANGSONG)
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
    properties = normal.element.get_or_add_pPr()
    for name in ("overflowPunct",):
        off = OxmlElement(f"w:{name}")
        off.set(qn("w:val"), "0")
        properties.insert_element_before(off, *_AFTER_SPACING)


def _fonts(fonts: object, name: str, latin: str) -> None:
    from docx.oxml.ns import qn

    for kind, value in (("w:ascii", latin), ("w:hAnsi", latin), ("w:eastAsia", name), ("w:cs", latin)):
        fonts.set(qn(kind), value)  # type: ignore[attr-defined]  # an element of lxml, untyped in python-docx
    fonts.set(qn("w:hint"), "eastAsia")  # type: ignore[attr-defined]  # as above


def _run(
    word: Word, line: "Line", text: str, font: str = FANGSONG, size: float = _SIZE_3, *, red: bool = False, closer: int | None = None
) -> "list[object]":
    """Add a run; quotes and dashes carry the East Asian hint, or Word would set them in a Latin face."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    run = line.add_run(holdable(text))
    run.font.size = Pt(size)
    if red:
        run.font.color.rgb = RGBColor.from_string(word.profile.red[1:])
    properties = run._r.get_or_add_rPr()  # noqa: SLF001  python-docx sets no East Asian fonts
    latin = LATIN if word.profile.latin_face and font == FANGSONG else font
    _fonts(properties.get_or_add_rFonts(), font, latin)
    if size == _SIZE_3:
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), str(word.breaker.usual if closer is None else closer))
        properties.insert_element_before(spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:highlight", "w:u", "w:lang")
    return run._r  # type: ignore[no-any-return]  # noqa: SLF001  the caller appends a field


def _line(word: Word, text: str = "", font: str = FANGSONG, size: float = _SIZE_3, *, indent: float = 0.0) -> "Line":
    """Add a paragraph, its first line indented by so many characters."""
    from docx.shared import Pt

    line = word.file.add_paragraph()
    if indent:
        line.paragraph_format.first_line_indent = Pt(indent * word.char)
    if text:
        _run(word, line, text, font, size)
    return line


def _flow(word: Word, texts: list[tuple[str, str]], *, indent: float = 2.0) -> "Line":
    """Add a paragraph of texts with their fonts that breaks where ours does."""
    line = _line(word, indent=indent)
    grid = word.grid
    styles = {FANGSONG: grid.body, KAI: grid.name, HEI: grid.black_letter}
    for stretch in word.breaker.stretches([(text, styles[font]) for text, font in texts], indent * grid.cell):
        _run(word, line, stretch.text, texts[stretch.piece][1], closer=stretch.twips)
    return line


def _border(line: "Line", side: str, eighths: int, colour: str, kind: str = "single") -> None:
    """Rule a paragraph; ``eighths`` of a point."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = line._p.get_or_add_pPr()  # noqa: SLF001  python-docx has no borders
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        properties.append(borders)
    border = OxmlElement(f"w:{side}")
    for name, value in (("val", kind), ("sz", str(eighths)), ("space", "1"), ("color", colour)):
        border.set(qn(f"w:{name}"), value)
    borders.append(border)


def _eighths(width: float) -> int:
    """Turn mm into the eighths of a point that borders are given in; Word knows none thinner than two."""
    return max(2, round(width / POINT * 8))


def _head(word: Word, document: OfficialDocument, issuance: Issuance) -> None:
    """Add copy number, mark, urgency, number and red line of the document's form."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    letter, above = document.form is Form.LETTER, 0.0
    for text, font in () if letter else ((issuance.copy_number, FANGSONG), (document.urgency, HEI)):
        if text:
            _line(word, text, font)
            above += word.line * POINT
    mark = _line(word)
    mark.alignment = WD_ALIGN_PARAGRAPH.CENTER
    most = word.profile.letter_mark_size if letter else word.profile.mark_size
    size = min(most, word.grid.width / max(1, len(document.mark))) / POINT
    mark.paragraph_format.line_spacing = Pt(size * 1.2)
    below = 0.0 if letter else 22.42 if document.form is Form.ORDER else 37.42
    mark.paragraph_format.space_before = Mm(max(0.0, below - above))
    _run(word, mark, document.mark, TITLE, size, red=True)
    for organ in () if letter else document.mark_organs[1:]:
        mark.add_run().add_break()
        _run(word, mark, organ, TITLE, size, red=True)
    _number_line(word, document, issuance)


def _number_line(word: Word, document: OfficialDocument, issuance: Issuance) -> None:
    """Add the line of the number: in the middle, at the left of who signs off, at the right of a letter with its urgency at the left."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
    from docx.shared import Mm, Pt

    letter, red = document.form is Form.LETTER, word.profile.red[1:]
    number = _line(word)
    layout, width = number.paragraph_format, Mm(word.grid.width)
    before = [(text, font) for text, font in ((issuance.copy_number, FANGSONG), (document.urgency, HEI)) if letter and text]
    if letter:
        _border(number, "top", 18, red, "thickThinSmallGap")
    else:
        layout.space_before = Pt(2 * word.line)
        if document.form is not Form.ORDER:
            _border(number, "bottom", _eighths(word.profile.red_line), red)
    shown = issuance.number if facts_of(document).numbered else ""
    if before or document.approver:
        number.alignment = WD_ALIGN_PARAGRAPH.LEFT
        inset = Pt(0 if letter else word.char)
        layout.first_line_indent = inset
        layout.tab_stops.add_tab_stop(width - inset, WD_TAB_ALIGNMENT.RIGHT)
        for text, font in before:
            _run(word, number, text + "　", font)
        _run(word, number, f"{shown}\t签发人：" if document.approver else f"\t{shown}")
        _run(word, number, document.approver, KAI)
    else:
        number.alignment = WD_ALIGN_PARAGRAPH.RIGHT if letter else WD_ALIGN_PARAGRAPH.CENTER
        _run(word, number, shown)


def _title(word: Word, title: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    if not title:
        return
    lines = title.split("\n")
    for number, text in enumerate(lines):
        line = _line(word, text, TITLE, _SIZE_2)
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.paragraph_format.line_spacing = Pt(35)
        line.paragraph_format.keep_with_next = True
        if number == 0:
            line.paragraph_format.space_before = Pt(2 * word.line)
        if number == len(lines) - 1:
            line.paragraph_format.space_after = Pt(word.line)


def _blocks(word: Word, blocks: tuple[Block, ...]) -> None:
    for block in blocks:
        match block:
            case Heading():
                line = _flow(word, [(block.text, _HEADING_FONTS.get(block.level, FANGSONG)), (block.body, FANGSONG)])
                line.paragraph_format.keep_with_next = not block.body
                if word.grid.heading(block.level).bold:
                    _embolden(line, len(block.text))
                word.lines.append([line])
            case Paragraph():
                word.lines.append([_flow(word, [(block.text, FANGSONG)])])
            case ItemList():
                word.lines += [[_flow(word, [(item, FANGSONG)])] for item in block.items]
            case Table():
                word.lines += _table(word, block)
            case Image():
                word.lines.append(_image(word, block))


def _embolden(line: "Line", count: int) -> None:
    """Set the runs of the first ``count`` characters in bold; a run never holds both heading and text."""
    for run in line.runs:
        if count <= 0:
            return
        run.bold = True
        count -= len(run.text)


def _image(word: Word, block: Image) -> "list[Line]":
    """Add a picture on a line of its own height with its caption under it; one that cannot be read leaves its caption."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    size = own_size(block.data)
    if size is not None:
        line = _line(word)
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.paragraph_format.line_spacing = 1.0
        line.paragraph_format.keep_with_next = bool(block.caption)
        width = min(block.width or size.width, word.grid.width, 200.0 * size.width / size.height)
        line.add_run().add_picture(io.BytesIO(block.data), width=Mm(width))
    if not block.caption:
        return []
    caption = _line(word, block.caption, size=_SIZE_4)
    caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return [caption]


def _table(word: Word, block: Table) -> "list[list[Line]]":
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm

    columns = max((len(row) for row in block.rows), default=0)
    if not columns:
        return [[] for _ in block.rows]
    rows: list[list[Line]] = []
    table = word.file.add_table(0, columns, style="Table Grid")
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    inside = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(Mm(TABLE_PAD).twips))
        margin.set(qn("w:type"), "dxa")
        inside.append(margin)
    table._tblPr.insert_element_before(inside, "w:tblLook", "w:tblCaption", "w:tblDescription")  # noqa: SLF001  no interface either
    given = [*block.widths[:columns], *[1.0] * (columns - len(block.widths))]
    widths = [Mm(word.grid.width * share / sum(given)) for share in given]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for at, row in enumerate(block.rows):
        added = table.add_row()
        if at < block.head_rows:
            repeat = OxmlElement("w:tblHeader")
            repeat.set(qn("w:val"), "true")
            added._tr.get_or_add_trPr().append(repeat)  # noqa: SLF001  python-docx has no repeated heads
        added._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001  as above
        for cell, text, width in zip(added.cells, (*row, *[""] * (columns - len(row))), widths, strict=True):
            cell.width = width
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            _cell(word, cell.paragraphs[0], text, head=at < block.head_rows)
        rows.append([cell.paragraphs[0] for cell in added.cells])
    return rows


def _cell(word: Word, line: "Line", text: str, *, head: bool) -> None:
    """Fill a cell: lines as far apart as in our tables, off the grid of the body, digits without more room beside them."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm

    for name in ("w:autoSpaceDE", "w:autoSpaceDN", "w:snapToGrid"):
        off = OxmlElement(name)
        off.set(qn("w:val"), "0")
        line._p.get_or_add_pPr().insert_element_before(off, *_AFTER_GRID)  # noqa: SLF001  python-docx has no interface for the grid
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER if head else WD_ALIGN_PARAGRAPH.LEFT
    line.paragraph_format.line_spacing = Mm(TABLE_LINE)
    line.paragraph_format.space_before = line.paragraph_format.space_after = Mm(TABLE_PAD / 2)
    _run(word, line, text, HEI if head else FANGSONG, 12.0)


def _note_of_attachments(word: Word, document: OfficialDocument) -> None:
    from docx.shared import Pt

    names = note_names(document)
    for number, (_, name) in enumerate(names, 1):
        lead = "附件：" if number == 1 else "　　　"
        line = _line(word, f"{lead}{f'{number}. ' if len(names) > 1 else ''}{name}", indent=2)
        if number == 1:
            line.paragraph_format.space_before = Pt(word.line)


def _signature(word: Word, document: OfficialDocument, issuance: Issuance) -> None:
    """Add signers or posts and date at the right by the document's variant (GB/T 9704 7.3.5), and the note."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    char = word.char
    date = printed_date(issuance.signed_on)
    cells = sum(0.5 if letter.isascii() else 1.0 for letter in date) or 6.5
    signed, sealed = document.closing is Closing.SIGNED, document.closing is Closing.SEALED
    names = () if document.form is Form.MINUTES else document.posts if signed else document.signers
    for number, name in enumerate(names):
        line = _line(word, name)
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        line.paragraph_format.keep_with_next = True
        inside = SIGNATURE_WIDTH / word.grid.cell + 6 if signed else 4 - (len(name) - cells) / 2 if sealed else 2
        line.paragraph_format.right_indent = Pt(max(0.0, inside) * char)
        if number == 0:
            line.paragraph_format.space_before = Pt((2 if signed or sealed else 1) * word.line)
    if date and names:
        line = _line(word, date)
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        line.paragraph_format.right_indent = Pt((4 if signed or sealed else max(0.0, len(names[0]) - cells)) * char)
    if document.note:
        line = _line(word, f"（{document.note}）", indent=2)
        if names and word.profile.note_apart:
            line.paragraph_format.space_before = Pt(word.line)


def _attendance(word: Word, document: OfficialDocument) -> None:
    """Add the lists of minutes, turned lines under the first name (GB/T 9704 10.3)."""
    from docx.shared import Pt

    lists = (("出席：", document.attended), ("请假：", document.excused), ("列席：", document.observed))
    shown = [(head, names) for head, names in lists if names and document.form is Form.MINUTES]
    for number, (head, names) in enumerate(shown):
        line = _line(word, head, HEI)
        _run(word, line, names)
        line.paragraph_format.left_indent = Pt(5 * word.char)
        line.paragraph_format.first_line_indent = Pt(-3 * word.char)
        if number == 0:
            line.paragraph_format.space_before = Pt(word.line)


def _attachment(word: Word, attachment: Attachment) -> None:
    first = _line(word, attachment.label, HEI)
    first.paragraph_format.page_break_before = True
    _title(word, attachment.title)
    _blocks(word, attachment.blocks)


def _imprint(word: Word, document: OfficialDocument, issuance: Issuance) -> None:
    """Add copies, printing organ and date at the end; the letter form has no lines (GB/T 9704 10.1)."""
    lined = document.form is not Form.LETTER
    lines: list[Line] = []
    if document.copies_to:
        lines.append(_line(word, f"　抄送：{document.copies_to}。", size=_SIZE_4))
    if document.printer and lined and facts_of(document).imprint:
        date = printed_date(issuance.printed_on)
        lines.append(_line(word, f"　{document.printer}" + (f"　　{date}印发" if date else ""), size=_SIZE_4))
    thick, thin = _eighths(word.profile.imprint_thick), _eighths(word.profile.imprint_thin)
    if lined and lines:
        _border(lines[0], "top", thick, "000000")
        for before, _ in pairwise(lines):
            _border(before, "bottom", thin, "000000")
        _border(lines[-1], "bottom", thick, "000000")
