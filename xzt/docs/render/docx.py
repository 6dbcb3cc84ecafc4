"""A document as DOCX for exchange with Word and WPS: editable, on the document grid of the standard, every line of a named style.

The text flows: line and page breaks are Word's, not ours. Fonts are named, not embedded. The same document and profile give the same
bytes.
"""

import io
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from xzt.docs.kinds.styles import WordStyle
from xzt.docs.layout import lay_out
from xzt.docs.layout.closings import note_names
from xzt.docs.layout.illustrations import own_size
from xzt.docs.layout.measures import CELL_2, GAP, LINE, SIGNATURE_WIDTH
from xzt.docs.layout.signatures import printed_date
from xzt.docs.layout.titles import balance
from xzt.docs.model import Attachment, Block, Closing, Form, Heading, Image, Issuance, ItemList, OfficialDocument, Paragraph, Table
from xzt.docs.render.docx_head import add_head
from xzt.docs.render.docx_imprint import add_imprint, holds_recipients
from xzt.docs.render.docx_pages import begin_section, set_up_pages, turn
from xzt.docs.render.docx_styles import set_up_styles
from xzt.docs.render.docx_tables import add_table
from xzt.docs.render.docx_text import FANGSONG, HEI, KAI, SIZE_2, SIZE_4, TITLE, Word, add_line, add_run, flow, turn_line
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
_LONGEST_PROPERTY = 255
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
    file.core_properties.title = holdable(document.title if _is_property(document) else document.title.replace("\n", ""))[
        :_LONGEST_PROPERTY
    ]
    file.core_properties.author = holdable("、".join(document.signers))[:255]
    file.core_properties.created = file.core_properties.modified = _STILL
    model = lay_out(document, issuance, word.breaker.fonts, None, profile)
    add_head(word, document, issuance, model)
    if not _is_property(document):
        above = 2 * LINE - (GAP if document.form is Form.LETTER else GAP / 2)
        _title(word, WordStyle.TITLE, document.title, above, document.signers)
    if document.recipients and not holds_recipients(model):
        flow(word, WordStyle.RECIPIENTS, [(document.recipients + "：", FANGSONG)], indent=0)
    _blocks(word, document.blocks)
    _note_of_attachments(word, document)
    _attendance(word, document)
    _signature(word, document, issuance)
    for attachment in document.attachments:
        if not attachment.apart:
            _attachment(word, attachment)
    add_imprint(word, document, issuance, model)
    for attachment in document.attachments:
        if attachment.apart:
            _attachment(word, attachment, issuance.number)
    return word


def _is_property(document: OfficialDocument) -> bool:
    """Say whether the title stands in the file's properties only: an order shows none beside its mark (10.2)."""
    return document.form is Form.ORDER and len(document.title) <= _LONGEST_PROPERTY


def _without_times(data: bytes) -> bytes:
    """Return the package with the times of its entries taken out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _STILL.timetuple()[:6]), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _title(word: Word, style: WordStyle, title: str, above: float, names: tuple[str, ...] = ()) -> None:
    """Add a title so many mm below what stands ``above``, a paragraph for every line that its author made.

    A line that is too long is turned where it is on our pages; ``names`` of organs stay whole.
    """
    from docx.shared import Mm, Pt

    lines = title.split("\n") if title else []
    for number, text in enumerate(lines):
        line = add_line(word, style)
        for first, last in balance(text, int(word.width / CELL_2 + 1e-6), names):
            if first:
                turn_line(line)
            add_run(word, line, text[first:last], TITLE, SIZE_2)
        line.paragraph_format.keep_with_next = True
        if number == 0:
            line.paragraph_format.space_before = Mm(above)
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
    _title(word, WordStyle.ATTACHED, attachment.title, LINE)
    if at == len(word.file.element.body):
        add_line(word, WordStyle.LABEL)
    word.file.element.body[at - 1].get_or_add_pPr().get_or_add_pageBreakBefore().val = True
    _blocks(word, attachment.blocks)
