"""A document as DOCX for exchange with Word and WPS: editable, on the document grid of the standard, every line of a named style.

The text flows: line and page breaks are Word's, not ours. Fonts are named, not embedded. The same document and profile give the same
bytes.
"""

import io
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from xzt.docs.kinds.styles import WordStyle, mark_style
from xzt.docs.kinds.table import facts_of
from xzt.docs.layout.closings import note_names
from xzt.docs.layout.illustrations import own_size
from xzt.docs.layout.measures import GAP, LINE, MARK_DROP_ORDER, MARK_DROP_ORDINARY, POINT, SIGNATURE_WIDTH
from xzt.docs.layout.signatures import printed_date
from xzt.docs.model import Attachment, Block, Closing, Form, Heading, Image, Issuance, ItemList, OfficialDocument, Paragraph, Table
from xzt.docs.render.docx_imprint import add_imprint
from xzt.docs.render.docx_pages import begin_section, set_up_pages, turn
from xzt.docs.render.docx_styles import set_up_styles
from xzt.docs.render.docx_tables import add_table
from xzt.docs.render.docx_text import FANGSONG, HEI, KAI, SIZE_2, SIZE_4, TITLE, Word, add_line, add_run, eighths, flow, rule
from xzt.docs.render.marking import holdable
from xzt.office.profile import STANDARD, Profile

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph as Line

_HEADINGS = {
    1: (WordStyle.HEADING_1, HEI),
    2: (WordStyle.HEADING_2, KAI),
    3: (WordStyle.HEADING_3, FANGSONG),
    4: (WordStyle.HEADING_4, FANGSONG),
}
_SIGNED_BY = {Closing.SEALED: WordStyle.SEALED, Closing.UNSEALED: WordStyle.UNSEALED, Closing.SIGNED: WordStyle.SIGNED}
_MARK_LINE, _MARK_FREE = 1.2, 0.11
"""The line of the mark, and what its characters leave free of it above and below, in ems."""
_STILL = datetime(2000, 1, 1, tzinfo=UTC)


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
    set_up_pages(word, first_without_number=document.form is Form.LETTER or not profile.first_number)
    set_up_styles(word)
    file.core_properties.title = holdable(document.title.replace("\n", ""))[:255]
    file.core_properties.author = holdable("、".join(document.signers))[:255]
    file.core_properties.created = file.core_properties.modified = _STILL
    _head(word, document, issuance)
    _title(word, WordStyle.TITLE, document.title)
    if document.recipients:
        flow(word, WordStyle.RECIPIENTS, [(document.recipients + "：", FANGSONG)], indent=0)
    _blocks(word, document.blocks)
    _note_of_attachments(word, document)
    _attendance(word, document)
    _signature(word, document, issuance)
    for attachment in document.attachments:
        if not attachment.apart:
            _attachment(word, attachment)
    add_imprint(word, document, issuance)
    for attachment in document.attachments:
        if attachment.apart:
            _attachment(word, attachment, issuance.number)
    return word


def _without_times(data: bytes) -> bytes:
    """Return the package with the times of its entries taken out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _STILL.timetuple()[:6]), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _head(word: Word, document: OfficialDocument, issuance: Issuance) -> None:
    """Add copy number, mark, urgency, number and red line of the document's form."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    letter, above = document.form is Form.LETTER, 0.0
    for text, font in () if letter else ((issuance.copy_number, FANGSONG), (document.urgency, HEI)):
        if text:
            add_line(word, WordStyle.NUMBER, text, font).alignment = WD_ALIGN_PARAGRAPH.LEFT
            above += word.line * POINT
    mark = add_line(word, mark_style(document.form, document.custom))
    most = word.profile.letter_mark_size if letter else word.profile.mark_size
    size = min(most, word.grid.width / max(1, len(document.mark))) / POINT
    mark.paragraph_format.line_spacing = Pt(size * _MARK_LINE)
    below = 0.0 if letter else GAP / 2 + (MARK_DROP_ORDER if document.form is Form.ORDER else MARK_DROP_ORDINARY)
    free = 0.0 if letter else _MARK_FREE * size * POINT
    mark.paragraph_format.space_before = Mm(max(0.0, below - above - free))
    add_run(word, mark, document.mark, TITLE, size, red=True)
    for organ in () if letter else document.mark_organs[1:]:
        mark.add_run().add_break()
        add_run(word, mark, organ, TITLE, size, red=True)
    _number_line(word, document, issuance, free)


def _number_line(word: Word, document: OfficialDocument, issuance: Issuance, free: float) -> None:
    """Add the line of the number: in the middle, at the left of who signs off, at the right of a letter with its urgency at the left.

    Its characters stand two lines below those of the mark, below which so many mm are ``free`` already.
    """
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
    from docx.shared import Mm, Pt

    letter, red = document.form is Form.LETTER, word.profile.red[1:]
    number = add_line(word, WordStyle.NUMBER)
    layout, width = number.paragraph_format, Mm(word.grid.width)
    before = [(text, font) for text, font in ((issuance.copy_number, FANGSONG), (document.urgency, HEI)) if letter and text]
    if letter:
        rule(number, "top", 18, red, "thickThinSmallGap")
    else:
        layout.space_before = Mm(2 * LINE - GAP / 2 - free)
        if document.form is not Form.ORDER:
            rule(number, "bottom", eighths(word.profile.red_line), red)
    shown = issuance.number if facts_of(document).numbered else ""
    if before or document.approver:
        number.alignment = WD_ALIGN_PARAGRAPH.LEFT
        inset = Pt(0 if letter else word.char)
        layout.first_line_indent = inset
        layout.tab_stops.add_tab_stop(width - inset, WD_TAB_ALIGNMENT.RIGHT)
        for text, font in before:
            add_run(word, number, text + "　", font)
        add_run(word, number, f"{shown}\t签发人：" if document.approver else f"\t{shown}")
        add_run(word, number, document.approver, KAI)
    else:
        number.alignment = WD_ALIGN_PARAGRAPH.RIGHT if letter else WD_ALIGN_PARAGRAPH.CENTER
        add_run(word, number, shown)


def _title(word: Word, style: WordStyle, title: str) -> None:
    """Add a title, a paragraph for every line that its author made; two lines below the red line, or one below an attachment's label."""
    from docx.shared import Pt

    lines = title.split("\n") if title else []
    for number, text in enumerate(lines):
        line = add_line(word, style, text, TITLE, SIZE_2)
        line.paragraph_format.keep_with_next = True
        if number == 0:
            attached = style is WordStyle.ATTACHED
            line.paragraph_format.space_before = Pt(word.line if attached else 2 * word.line - GAP / 2 / POINT)
        if number == len(lines) - 1:
            line.paragraph_format.space_after = Pt(word.line)


def _blocks(word: Word, blocks: tuple[Block, ...]) -> None:
    upright = not word.across
    for block in blocks:
        if upright:
            turn(word, across=isinstance(block, Table) and block.across)
        match block:
            case Heading():
                word.lines.append([_heading(word, block)])
            case Paragraph():
                word.lines.append([flow(word, WordStyle.BODY, [(block.text, FANGSONG)])])
            case ItemList():
                style = WordStyle.ITEM if block.ordered else WordStyle.POINT
                word.lines += [[flow(word, style, [(item, FANGSONG)])] for item in block.items]
            case Table():
                word.lines += add_table(word, block)
            case Image():
                word.lines.append(_image(word, block))
    if upright:
        turn(word, across=False)


def _heading(word: Word, block: Heading) -> "Line":
    """Add a heading, whose runs say where the text begins that runs on behind it; no run holds some of both."""
    style, font = _HEADINGS[min(max(block.level, 1), 4)]
    line = flow(word, style, [(block.text, font), (block.body, FANGSONG)])
    line.paragraph_format.keep_with_next = not block.body
    left = len(block.text)
    for run in line.runs:
        if left <= 0:
            break
        run._r.style = word.ids[WordStyle.HEAD_IN_TEXT]  # noqa: SLF001  by the id, as of ``say``
        if word.grid.heading(block.level).bold:
            run.bold = True
        left -= len(run.text)
    return line


def _image(word: Word, block: Image) -> "list[Line]":
    """Add a picture on a line of its own height with its caption under it; one that cannot be read leaves its caption."""
    from docx.shared import Mm

    size = own_size(block.data)
    if size is not None:
        line = add_line(word, WordStyle.PICTURE)
        line.paragraph_format.keep_with_next = bool(block.caption)
        width = min(block.width or size.width, word.width, 200.0 * size.width / size.height)
        line.add_run().add_picture(io.BytesIO(block.data), width=Mm(width))
    return [add_line(word, WordStyle.CAPTION, block.caption, size=SIZE_4)] if block.caption else []


def _note_of_attachments(word: Word, document: OfficialDocument) -> None:
    from docx.shared import Pt

    names = note_names(document)
    for number, (_, name) in enumerate(names, 1):
        lead = "附件：" if number == 1 else "　　　"
        line = add_line(word, WordStyle.NAMED, f"{lead}{f'{number}. ' if len(names) > 1 else ''}{name}")
        if number == 1:
            line.paragraph_format.space_before = Pt(word.line)


def _signature(word: Word, document: OfficialDocument, issuance: Issuance) -> None:
    """Add signers or posts and date at the right by the document's variant (GB/T 9704 7.3.5), and the note."""
    from docx.shared import Pt

    char = word.char
    date = printed_date(issuance.signed_on)
    cells = sum(0.5 if letter.isascii() else 1.0 for letter in date) or 6.5
    signed, sealed = document.closing is Closing.SIGNED, document.closing is Closing.SEALED
    names = () if document.form is Form.MINUTES else document.posts if signed else document.signers
    for number, name in enumerate(names):
        line = add_line(word, _SIGNED_BY[document.closing], name)
        line.paragraph_format.keep_with_next = True
        inside = SIGNATURE_WIDTH / word.grid.cell + 6 if signed else 4 - (len(name) - cells) / 2 if sealed else 2
        line.paragraph_format.right_indent = Pt(max(0.0, inside) * char)
        if number == 0:
            line.paragraph_format.space_before = Pt((2 if signed or sealed else 1) * word.line)
    if date and names:
        line = add_line(word, WordStyle.DATE, date)
        line.paragraph_format.right_indent = Pt((4 if signed or sealed else max(0.0, len(names[0]) - cells)) * char)
    if document.note:
        line = add_line(word, WordStyle.NOTE, f"（{document.note}）")
        if names and word.profile.note_apart:
            line.paragraph_format.space_before = Pt(word.line)


def _attendance(word: Word, document: OfficialDocument) -> None:
    """Add the lists of minutes, turned lines under the first name (GB/T 9704 10.3)."""
    from docx.shared import Pt

    lists = (("出席：", document.attended), ("请假：", document.excused), ("列席：", document.observed))
    shown = [(head, names) for head, names in lists if names and document.form is Form.MINUTES]
    for number, (head, names) in enumerate(shown):
        line = add_line(word, WordStyle.ATTENDANCE, head, HEI)
        add_run(word, line, names)
        line.paragraph_format.left_indent = Pt(5 * word.char)
        line.paragraph_format.first_line_indent = Pt(-3 * word.char)
        if number == 0:
            line.paragraph_format.space_before = Pt(word.line)


def _attachment(word: Word, attachment: Attachment, number: str = "") -> None:
    """Add an attachment on a new page; one that stands apart says the document's number before its label and counts its own pages."""
    if attachment.apart:
        begin_section(word, across=attachment.across, anew=True)
    else:
        turn(word, across=attachment.across)
    at = len(word.file.element.body)
    if attachment.apart:
        label = add_line(word, WordStyle.LABEL_APART, number)
        add_run(word, label, attachment.label, HEI)
    elif attachment.label:
        add_line(word, WordStyle.LABEL, attachment.label, HEI)
    _title(word, WordStyle.ATTACHED, attachment.title)
    if at == len(word.file.element.body):
        add_line(word, WordStyle.LABEL)
    word.file.element.body[at - 1].get_or_add_pPr().get_or_add_pageBreakBefore().val = True
    _blocks(word, attachment.blocks)
