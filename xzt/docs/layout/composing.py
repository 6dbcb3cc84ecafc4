"""The whole document as pages, and from a point of a page back to the text.

Order and distances are those of GB/T 9704-2012 sections 7 and 10: head, title, main recipients, text, attachments' note, signature, note,
then every attachment on a page of its own, the imprint on the last page, page numbers below the type area.
"""

from xzt.docs.layout.blocks import block_rows
from xzt.docs.layout.closings import SealPicture, closing_rows
from xzt.docs.layout.fonts import FontBook, open_font
from xzt.docs.layout.heads import Pen, draw_head
from xzt.docs.layout.imprint import draw_imprint, imprint_rows
from xzt.docs.layout.lines import Piece, Setter
from xzt.docs.layout.measures import (
    ASCENT,
    BLACK_LETTER,
    BODY,
    BOTTOM,
    CELL_4,
    LEFT,
    NUMBER,
    NUMBER_DROP,
    PAPER_HEIGHT,
    PAPER_WIDTH,
    PITCH,
    RIGHT,
    SIZE_3,
)
from xzt.docs.layout.pages import GlyphRun, Mark, Page, PageModel, Place
from xzt.docs.layout.rows import Row, Sheet, blank, fill, paragraph
from xzt.docs.layout.titles import title_rows
from xzt.docs.model import Attachment, Heading, Issuance, OfficialDocument


def lay_out(document: OfficialDocument, issuance: Issuance, fonts: FontBook, seal: SealPicture | None = None) -> PageModel:
    """Lay a document out as pages of GB/T 9704-2012. Pure: the same input gives the same pages."""
    setter = Setter(fonts)
    sheets = [Sheet()]
    pen = Pen(setter, fonts, sheets[0])
    draw_head(pen, document, issuance)
    body = _recipients(setter, document) + block_rows(setter, document.blocks, "body")
    fill(sheets, closing_rows(setter, document, issuance, seal, body))
    for number, attachment in enumerate(document.attachments):
        sheets.append(Sheet())
        fill(sheets, _attachment_rows(setter, attachment, number))
    draw_imprint(sheets, imprint_rows(setter, document, issuance), document.form)
    for number, sheet in enumerate(sheets, 1):
        if sheet.numbered:
            _number(pen, sheet, number)
    pages = tuple(_page(sheet, number) for number, sheet in enumerate(sheets, 1))
    used = sorted({run.face for page in pages for run in page.runs})
    return PageModel(pages, {key: fonts.faces[key] for key in used}, "".join(setter.missing), _marks(document, pages))


def _marks(document: OfficialDocument, pages: tuple[Page, ...]) -> tuple[Mark, ...]:
    """Return titles and headings with the page and height where each begins."""
    words = {("title", -1): (0, document.title)}
    parts = [("body", document.blocks)]
    for number, attachment in enumerate(document.attachments):
        words[f"attachment:{number}:title", -1] = (0, attachment.title)
        parts.append((f"attachment:{number}", attachment.blocks))
    for part, blocks in parts:
        words.update({(part, at): (block.level, block.text) for at, block in enumerate(blocks) if isinstance(block, Heading)})
    marks: list[Mark] = []
    for at, page in enumerate(pages):
        for run in page.runs:
            found = words.pop((run.place.part, run.place.block), None) if run.place else None
            if found is not None and run.size >= SIZE_3:
                marks.append(Mark(found[0], found[1].replace("\n", ""), at, run.baseline - ASCENT * run.size))
    return tuple(marks)


def _page(sheet: Sheet, number: int) -> Page:
    printed = number if sheet.numbered else 0
    return Page(PAPER_WIDTH, PAPER_HEIGHT, tuple(sheet.runs), tuple(sheet.rules), tuple(sheet.pictures), printed)


def _recipients(setter: Setter, document: OfficialDocument) -> list[Row]:
    """Return the main recipients, flush left on every line, closed by a full-width colon (7.3.2)."""
    if not document.recipients:
        return []
    return paragraph(setter, [Piece(document.recipients, BODY, Place("recipients")), Piece("：", BODY)], indent=0.0)


def _attachment_rows(setter: Setter, attachment: Attachment, number: int) -> list[Row]:
    """Return an attachment's rows: label flush left on the first line, title on the third (7.3.7); an issued text has no label."""
    part = f"attachment:{number}"
    rows: list[Row] = []
    if attachment.label:
        rows += paragraph(setter, [Piece(attachment.label, BLACK_LETTER, Place(f"{part}:label"))], indent=0.0)
    rows += blank()
    title = title_rows(setter, attachment.title, f"{part}:title")
    rows += title
    if title:
        rows += [Row(height=0.0, pitch=PITCH, keep=True)]
    return rows + block_rows(setter, attachment.blocks, part)


def _number(pen: Pen, sheet: Sheet, number: int) -> None:
    """Print the page number: dashes 7 mm below the type area, odd pages right, even pages left, one character in (7.5)."""
    text = f"— {number} —"
    width = pen.setter.width(text, NUMBER)
    x = RIGHT - CELL_4 - width if number % 2 else LEFT + CELL_4
    found = pen.fonts.find(NUMBER.role, "—")
    rise = ASCENT / 2
    if found is not None:
        face = pen.fonts.faces[found[0]]
        rise = open_font(face.path, face.index).ink(found[1])[1]
    runs, _ = pen.runs([Piece(text, NUMBER)], x, BOTTOM + NUMBER_DROP + rise * NUMBER.size)
    sheet.runs += runs


def hit(model: PageModel, page_index: int, x: float, y: float) -> Place | None:
    """Return the place of the character at a point in mm, or of the nearest one on its line; None where there is no text."""
    best: tuple[float, Place] | None = None
    for run in model.pages[page_index].runs:
        place = run.place
        if place is None or not run.baseline - ASCENT * run.size * 1.3 <= y <= run.baseline + (1 - ASCENT) * run.size * 2.5:
            continue
        number, away = _nearest(run, x)
        if best is None or away < best[0]:
            best = (away, Place(place.part, place.block, place.start + number))
    return best[1] if best else None


def _nearest(run: GlyphRun, x: float) -> tuple[int, float]:
    """Return the index of the glyph under x, or of the first or last one, and how far off x is."""
    if x < run.xs[0]:
        return 0, run.xs[0] - x
    for number, left in enumerate(run.xs):
        right = run.xs[number + 1] if number + 1 < len(run.xs) else left + run.size
        if left <= x < right:
            return number, 0.0
    return len(run.xs) - 1, x - run.xs[-1] - run.size
