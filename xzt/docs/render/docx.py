"""A document as DOCX for exchange with Word and WPS: editable, on the document grid of the standard.

Margins and line pitch are those of GB/T 33476.2-2016 section 6 and 3 (34.58, 32.58, 28, 26 mm; 10.39 mm a line), so that Word's own
line boxes bring the characters where GB/T 9704-2012 wants them. The text flows: line and page breaks are Word's, not ours. Fonts are
named, not embedded. The same document gives the same bytes.
"""

import io
import zipfile
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from xzt.docs.layout.closings import note_names
from xzt.docs.layout.illustrations import own_size
from xzt.docs.layout.measures import BLACK_LETTER, BODY, CELL, NAME, SIGNATURE_WIDTH
from xzt.docs.layout.signatures import printed_date
from xzt.docs.model import Attachment, Block, Closing, Form, Heading, Image, Issuance, ItemList, OfficialDocument, Paragraph, Table
from xzt.docs.render.docx_lines import USUAL_TWIPS, Breaker
from xzt.docs.render.marking import holdable

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import _Footer
    from docx.text.paragraph import Paragraph as Line

FANGSONG, KAI, HEI, TITLE, SONG = "仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体", "宋体"
_HEADING_FONTS = {1: HEI, 2: KAI}
_STYLES = {FANGSONG: BODY, KAI: NAME, HEI: BLACK_LETTER}
_SIZE_2, _SIZE_3, _SIZE_4 = 22.0, 16.0, 14.0
_LINE_TWIPS = 589
_CHAR_TWIPS = 316
_AFTER_SPACING = ("w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents", "w:jc", "w:rPr")
_MARGINS_MM = {"top_margin": 34.58, "bottom_margin": 32.58, "left_margin": 28.0, "right_margin": 26.0}
_STILL = datetime(2000, 1, 1, tzinfo=UTC)


def write_docx(document: OfficialDocument, issuance: Issuance) -> bytes:
    """Write a document for Word and WPS."""
    import docx

    file = docx.Document()
    _page(file, first_without_number=document.form is Form.LETTER)
    _styles(file)
    file.core_properties.title = holdable(document.title.replace("\n", ""))[:255]
    file.core_properties.author = holdable("、".join(document.signers))[:255]
    file.core_properties.created = file.core_properties.modified = _STILL
    _head(file, document, issuance)
    _title(file, document.title)
    breaker = Breaker()
    if document.recipients:
        _flow(file, breaker, [(document.recipients + "：", FANGSONG)], indent=0)
    _blocks(file, breaker, document.blocks)
    _note_of_attachments(file, document)
    _attendance(file, document)
    _signature(file, document, issuance)
    for attachment in document.attachments:
        _attachment(file, breaker, attachment)
    _imprint(file, document, issuance)
    out = io.BytesIO()
    file.save(out)
    return _without_times(out.getvalue())


def _without_times(data: bytes) -> bytes:
    """Return the package with the times of its entries taken out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _STILL.timetuple()[:6]), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _page(file: "Document", *, first_without_number: bool) -> None:
    """Set paper, margins, grid, and page numbers outside: odd right, even left (GB/T 9704 7.5)."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm

    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for name, value in _MARGINS_MM.items():
        setattr(section, name, Mm(value))
    section.footer_distance = Mm(22.5)
    for old in section._sectPr.findall(qn("w:docGrid")):  # noqa: SLF001  python-docx has no interface for the grid
        section._sectPr.remove(old)  # noqa: SLF001
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(_LINE_TWIPS))
    section._sectPr.append(grid)  # noqa: SLF001
    file.settings.odd_and_even_pages_header_footer = True
    section.different_first_page_header_footer = first_without_number
    _number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
    _number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)


def _number(footer: "_Footer", alignment: int) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    line = footer.paragraphs[0]
    line.alignment = alignment
    line.paragraph_format.left_indent = line.paragraph_format.right_indent = Pt(_SIZE_4)
    _run(line, "— ", SONG, _SIZE_4)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = _run(line, "", SONG, _SIZE_4)
        if kind:
            field = OxmlElement("w:fldChar")
            field.set(qn("w:fldCharType"), kind)
        else:
            field = OxmlElement("w:instrText")
            field.text = text
        run.append(field)
    _run(line, " —", SONG, _SIZE_4)


def _styles(file: "Document") -> None:
    """Make 仿宋 三号 the normal style and take the theme's fonts away, which would win over named ones.

    As in our own lines: flush, no mark over the edge, single lines may stand on a page.
    """
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    normal = file.styles["Normal"]
    normal.font.size = Pt(_SIZE_3)
    _fonts(normal.element.get_or_add_rPr().get_or_add_rFonts(), FANGSONG)
    for fonts in file.styles.element.iter(qn("w:rFonts")):
        for name in [name for name in fonts.attrib if "Theme" in name]:
            del fonts.attrib[name]
    for language in file.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")  # by it programs know that a line may begin with an opening quotation mark
    layout = normal.paragraph_format
    layout.space_before = layout.space_after = Pt(0)
    layout.line_spacing = Pt(_LINE_TWIPS / 20)
    layout.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    layout.widow_control = False
    properties = normal.element.get_or_add_pPr()
    for name in ("overflowPunct",):
        off = OxmlElement(f"w:{name}")
        off.set(qn("w:val"), "0")
        properties.insert_element_before(off, *_AFTER_SPACING)


def _fonts(fonts: object, name: str) -> None:
    from docx.oxml.ns import qn

    for kind in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(kind), name)  # type: ignore[attr-defined]  # an element of lxml, untyped in python-docx
    fonts.set(qn("w:hint"), "eastAsia")  # type: ignore[attr-defined]  # as above


def _run(
    line: "Line", text: str, font: str = FANGSONG, size: float = _SIZE_3, *, red: bool = False, closer: int = USUAL_TWIPS
) -> "list[object]":
    """Add a run; quotes and dashes carry the East Asian hint, or Word would set them in a Latin face."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    run = line.add_run(holdable(text))
    run.font.size = Pt(size)
    if red:
        run.font.color.rgb = RGBColor(0xFF, 0, 0)
    properties = run._r.get_or_add_rPr()  # noqa: SLF001  python-docx sets no East Asian fonts
    _fonts(properties.get_or_add_rFonts(), font)
    if size == _SIZE_3:
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), str(closer))
        properties.insert_element_before(spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:highlight", "w:u", "w:lang")
    return run._r  # type: ignore[no-any-return]  # noqa: SLF001  the caller appends a field


def _line(file: "Document", text: str = "", font: str = FANGSONG, size: float = _SIZE_3, *, indent: float = 0.0) -> "Line":
    """Add a paragraph, its first line indented by so many characters."""
    from docx.shared import Pt

    line = file.add_paragraph()
    if indent:
        line.paragraph_format.first_line_indent = Pt(indent * _CHAR_TWIPS / 20)
    if text:
        _run(line, text, font, size)
    return line


def _flow(file: "Document", breaker: Breaker, texts: list[tuple[str, str]], *, indent: float = 2.0) -> "Line":
    """Add a paragraph of texts with their fonts that breaks where ours does."""
    line = _line(file, indent=indent)
    for stretch in breaker.stretches([(text, _STYLES[font]) for text, font in texts], indent * CELL):
        _run(line, stretch.text, texts[stretch.piece][1], closer=stretch.twips)
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


def _head(file: "Document", document: OfficialDocument, issuance: Issuance) -> None:
    """Add mark, urgency, number and red line of the document's form."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    letter = document.form is Form.LETTER
    mark = _line(file)
    mark.alignment = WD_ALIGN_PARAGRAPH.CENTER
    size = min(36.0 if letter else 44.0, 156 / 25.4 * 72 / max(1, len(document.mark)))
    mark.paragraph_format.line_spacing = Pt(size * 1.2)
    mark.paragraph_format.space_before = Mm(0 if letter else 20 - 34.58 + 37 if document.form is Form.ORDER else 37.42)
    _run(mark, document.mark, TITLE, size, red=True)
    for organ in () if letter else document.mark_organs[1:]:
        mark.add_run().add_break()
        _run(mark, organ, TITLE, size, red=True)
    number = _line(file)
    if letter:
        _border(mark, "bottom", 18, "FF0000", "thickThinSmallGap")
        number.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    else:
        number.paragraph_format.space_before = Pt(2 * _LINE_TWIPS / 20)
        number.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if document.form is not Form.ORDER:
            _border(number, "bottom", 12, "FF0000")
    if document.urgency:
        _run(number, document.urgency + "　", HEI)
    _run(number, issuance.number)
    if document.approver:
        _run(number, "　　签发人：")
        _run(number, document.approver, KAI)


def _title(file: "Document", title: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    if not title:
        return
    lines = title.split("\n")
    for number, text in enumerate(lines):
        line = _line(file, text, TITLE, _SIZE_2)
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.paragraph_format.line_spacing = Pt(35)
        line.paragraph_format.keep_with_next = True
        if number == 0:
            line.paragraph_format.space_before = Pt(2 * _LINE_TWIPS / 20)
        if number == len(lines) - 1:
            line.paragraph_format.space_after = Pt(_LINE_TWIPS / 20)


def _blocks(file: "Document", breaker: Breaker, blocks: tuple[Block, ...]) -> None:
    for block in blocks:
        match block:
            case Heading():
                line = _flow(file, breaker, [(block.text, _HEADING_FONTS.get(block.level, FANGSONG)), (block.body, FANGSONG)])
                line.paragraph_format.keep_with_next = not block.body
            case Paragraph():
                _flow(file, breaker, [(block.text, FANGSONG)])
            case ItemList():
                for item in block.items:
                    _flow(file, breaker, [(item, FANGSONG)])
            case Table():
                _table(file, block)
            case Image():
                _image(file, block)


def _image(file: "Document", block: Image) -> None:
    """Add a picture on a line of its own height with its caption under it; one that cannot be read leaves its caption."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    size = own_size(block.data)
    if size is not None:
        line = _line(file)
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.paragraph_format.line_spacing = 1.0
        line.paragraph_format.keep_with_next = bool(block.caption)
        width = min(block.width or size.width, 156.0, 200.0 * size.width / size.height)
        line.add_run().add_picture(io.BytesIO(block.data), width=Mm(width))
    if block.caption:
        _line(file, block.caption, size=_SIZE_4).alignment = WD_ALIGN_PARAGRAPH.CENTER


def _table(file: "Document", block: Table) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    columns = max((len(row) for row in block.rows), default=0)
    if not columns:
        return
    table = file.add_table(0, columns, style="Table Grid")
    shares = [*block.widths[:columns], *[1.0] * (columns - len(block.widths))]
    for at, row in enumerate(block.rows):
        added = table.add_row()
        if at < block.head_rows:
            repeat = OxmlElement("w:tblHeader")
            repeat.set(qn("w:val"), "true")
            added._tr.get_or_add_trPr().append(repeat)  # noqa: SLF001  python-docx has no repeated heads
        for cell, text, share in zip(added.cells, (*row, *[""] * (columns - len(row))), shares, strict=True):
            cell.width = Mm(156 * share / sum(shares))
            cell.paragraphs[0].paragraph_format.line_spacing = Pt(18)
            _run(cell.paragraphs[0], text, HEI if at < block.head_rows else FANGSONG, 12.0)


def _note_of_attachments(file: "Document", document: OfficialDocument) -> None:
    from docx.shared import Pt

    names = note_names(document)
    for number, (_, name) in enumerate(names, 1):
        lead = "附件：" if number == 1 else "　　　"
        line = _line(file, f"{lead}{f'{number}. ' if len(names) > 1 else ''}{name}", indent=2)
        if number == 1:
            line.paragraph_format.space_before = Pt(_LINE_TWIPS / 20)


def _signature(file: "Document", document: OfficialDocument, issuance: Issuance) -> None:
    """Add signers or posts and date at the right by the document's variant (GB/T 9704 7.3.5), and the note."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    char = _CHAR_TWIPS / 20
    date = printed_date(issuance.signed_on)
    cells = sum(0.5 if letter.isascii() else 1.0 for letter in date) or 6.5
    signed, sealed = document.closing is Closing.SIGNED, document.closing is Closing.SEALED
    names = () if document.form is Form.MINUTES else document.posts if signed else document.signers
    for number, name in enumerate(names):
        line = _line(file, name)
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        line.paragraph_format.keep_with_next = True
        inside = SIGNATURE_WIDTH / CELL + 6 if signed else 4 - (len(name) - cells) / 2 if sealed else 2
        line.paragraph_format.right_indent = Pt(max(0.0, inside) * char)
        if number == 0:
            line.paragraph_format.space_before = Pt((2 if signed or sealed else 1) * _LINE_TWIPS / 20)
    if date and names:
        line = _line(file, date)
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        line.paragraph_format.right_indent = Pt((4 if signed or sealed else max(0.0, len(names[0]) - cells)) * char)
    if document.note:
        _line(file, f"（{document.note}）", indent=2)


def _attendance(file: "Document", document: OfficialDocument) -> None:
    """Add the lists of minutes, turned lines under the first name (GB/T 9704 10.3)."""
    from docx.shared import Pt

    lists = (("出席：", document.attended), ("请假：", document.excused), ("列席：", document.observed))
    shown = [(head, names) for head, names in lists if names and document.form is Form.MINUTES]
    for number, (head, names) in enumerate(shown):
        line = _line(file, head, HEI)
        _run(line, names)
        line.paragraph_format.left_indent = Pt(5 * _CHAR_TWIPS / 20)
        line.paragraph_format.first_line_indent = Pt(-3 * _CHAR_TWIPS / 20)
        if number == 0:
            line.paragraph_format.space_before = Pt(_LINE_TWIPS / 20)


def _attachment(file: "Document", breaker: Breaker, attachment: Attachment) -> None:
    first = _line(file, attachment.label, HEI)
    first.paragraph_format.page_break_before = True
    _title(file, attachment.title)
    _blocks(file, breaker, attachment.blocks)


def _imprint(file: "Document", document: OfficialDocument, issuance: Issuance) -> None:
    """Add copies, printing organ and date at the end; the letter form has no lines (GB/T 9704 10.1)."""
    lined = document.form is not Form.LETTER
    lines: list[Line] = []
    if document.copies_to:
        lines.append(_line(file, f"　抄送：{document.copies_to}。", size=_SIZE_4))
    if document.printer and lined:
        date = printed_date(issuance.printed_on)
        lines.append(_line(file, f"　{document.printer}" + (f"　　{date}印发" if date else ""), size=_SIZE_4))
    if lined and lines:
        _border(lines[0], "top", 8, "000000")
        for before, _ in pairwise(lines):
            _border(before, "bottom", 6, "000000")
        _border(lines[-1], "bottom", 8, "000000")
