"""The whole document as pages, from nothing or from the pages before an edit.

Order and distances are those of GB/T 9704-2012 sections 7 and 10: head, title, main recipients, text, attachments' note, signature, note,
then every attachment on a page of its own, the imprint on the last page, page numbers below the type area; after it the attachments that
cannot be bound in. Every step is the same function for a first layout and for one after an edit: what did not change is taken over.
"""

from msgspec import Struct
from msgspec.structs import replace

from xzt.docs.layout.bodies import Body, set_body
from xzt.docs.layout.closings import Closings, closed, closings_of
from xzt.docs.layout.drawing import Drawn, Sheaf, draw, model_of
from xzt.docs.layout.fonts import FontBook
from xzt.docs.layout.heads import draw_head
from xzt.docs.layout.imprint import imprint_of, place_imprint
from xzt.docs.layout.lines import Piece, Setter
from xzt.docs.layout.marks import Pen
from xzt.docs.layout.measures import CHAR, Frame
from xzt.docs.layout.pages import PageModel, Place
from xzt.docs.layout.rows import Row, Sheet, blank, fill, paragraph, sheet_of
from xzt.docs.layout.signatures import SealPicture
from xzt.docs.layout.titles import title_rows
from xzt.docs.model import Attachment, Issuance, OfficialDocument
from xzt.office.profile import STANDARD, Profile

Seals = SealPicture | tuple[SealPicture, ...] | None
"""The seals of the signers in their order; a single one is the leading organ's."""


class Shell(Struct, frozen=True):
    """A document without its blocks, with all that the rows around them depend on."""

    document: OfficialDocument
    issuance: Issuance
    seals: tuple[SealPicture, ...]


class Surround(Struct, frozen=True):
    """The rows around the blocks: head and where it ends, recipients, closings, heads of the attachments."""

    head: Row
    y: float
    numbered: bool
    recipients: list[Row]
    closings: Closings
    titles: list[list[Row]]


class Laid(Struct, frozen=True):
    """A laid-out document with what the next layout can take over."""

    model: PageModel
    fonts: FontBook
    setter: Setter
    shell: Shell
    surround: Surround
    bodies: list[Body]
    drawn: list[Drawn]


def lay_out(document: OfficialDocument, issuance: Issuance, fonts: FontBook, seal: Seals = None, profile: Profile = STANDARD) -> PageModel:
    """Lay a document out as pages of GB/T 9704-2012. Pure: the same input gives the same pages."""
    return lay_out_again(None, document, issuance, fonts, seal, profile).model


def lay_out_again(  # the same arguments as ``lay_out`` after what is taken over
    previous: Laid | None,
    document: OfficialDocument,
    issuance: Issuance,
    fonts: FontBook,
    seal: Seals = None,
    profile: Profile = STANDARD,
) -> Laid:
    """Lay a document out, taking over from ``previous`` what did not change; the pages are those of ``lay_out``."""
    if previous is not None and (previous.fonts is not fonts or previous.setter.profile != profile):
        previous = None
    setter = previous.setter if previous else Setter(fonts, profile)
    shell = _shell(document, issuance, seal)
    surround = previous.surround if previous and previous.shell == shell else _surround(setter, fonts, shell)
    bodies = _bodies(setter, document, previous.bodies if previous else [])
    sheaves = _sheets(setter, shell, surround, bodies)
    drawn = draw(setter, fonts, sheaves, previous.drawn if previous else [])
    return Laid(model_of(drawn, document, fonts, profile), fonts, setter, shell, surround, bodies, drawn)


def _shell(document: OfficialDocument, issuance: Issuance, seal: Seals) -> Shell:
    seals = seal if isinstance(seal, tuple) else (seal,) if seal else ()
    bare = tuple(replace(attachment, blocks=()) for attachment in document.attachments)
    return Shell(replace(document, blocks=(), attachments=bare), issuance, seals)


def _surround(setter: Setter, fonts: FontBook, shell: Shell) -> Surround:
    document, issuance = shell.document, shell.issuance
    pen = Pen(setter, fonts)
    draw_head(pen, document, issuance)
    return Surround(
        Row(setter.grid.upright, 0.0, tuple(pen.drawn), tuple(pen.rules)),
        pen.y,
        pen.numbered,
        _recipients(setter, document),
        closings_of(setter, document, issuance, shell.seals),
        [_attachment_head(setter, attachment, number, issuance) for number, attachment in enumerate(document.attachments)],
    )


def _recipients(setter: Setter, document: OfficialDocument) -> list[Row]:
    """Return the main recipients, flush left on every line, closed by a full-width colon (7.3.2)."""
    if not document.recipients:
        return []
    body = setter.grid.body
    return paragraph(setter, [Piece(document.recipients, body, Place("recipients")), Piece("：", body)], setter.grid.upright, indent=0)


def _attachment_head(setter: Setter, attachment: Attachment, number: int, issuance: Issuance) -> list[Row]:
    """Return label flush left on the first line and title on the third (7.3.7); an issued text has no label.

    An attachment that cannot be bound in shows the document's number before its label.
    """
    part = f"attachment:{number}"
    grid, frame = setter.grid, _frame(setter, attachment)
    pieces = [Piece(attachment.label, grid.black_letter, Place(f"{part}:label"))] if attachment.label else []
    if attachment.apart and issuance.number:
        pieces.insert(0, Piece(issuance.number, grid.body, Place("number")))
    rows = paragraph(setter, pieces, frame, indent=0) if pieces else []
    rows += blank(frame)
    title = title_rows(setter, attachment.title, f"{part}:title", frame)
    return [*rows, *title, Row(frame, frame.pitch, height=0.0, keep=True)] if title else rows


def _frame(setter: Setter, attachment: Attachment) -> Frame:
    return setter.grid.across if attachment.across else setter.grid.upright


def _bodies(setter: Setter, document: OfficialDocument, before: list[Body]) -> list[Body]:
    parts = [("body", document.blocks, setter.grid.upright)]
    parts += [(f"attachment:{number}", item.blocks, _frame(setter, item)) for number, item in enumerate(document.attachments)]
    known: list[Body | None] = [*before, *[None] * len(parts)]
    return [set_body(setter, *part, was) for part, was in zip(parts, known, strict=False)]


def _sheets(setter: Setter, shell: Shell, surround: Surround, bodies: list[Body]) -> list[Sheaf]:
    """Fill the sheets of the document and of each attachment that stands apart."""
    document, upright = shell.document, setter.grid.upright
    body = bodies[0].flat()
    moved = bool(surround.recipients) and _too_many(surround, body)
    sheets = [Sheet(upright, surround.y, upright.top, [(0.0, surround.head)], surround.numbered)]
    if not setter.profile.first_number:
        sheets[0].numbered = False
    fill(sheets, closed(body if moved else surround.recipients + body, surround.closings))
    for at, attachment in enumerate(document.attachments):
        if not attachment.apart:
            sheets.append(sheet_of(upright))
            fill(sheets, surround.titles[at] + bodies[at + 1].flat())
    imprint = imprint_of(setter, document, shell.issuance, recipients=moved)
    if imprint is not None:
        place_imprint(sheets, imprint, even=setter.profile.even_imprint)
    sheaves = [sheets]
    for at, attachment in enumerate(document.attachments):
        if attachment.apart:
            sheaves.append([sheet_of(upright)])
            fill(sheaves[-1], surround.titles[at] + bodies[at + 1].flat())
    return sheaves


def _too_many(surround: Surround, body: list[Row]) -> bool:
    """Say whether the main recipients leave no room for the text on the first page (7.3.2)."""
    need = 0.0
    for row in body:
        need += row.pitch if row.keep else row.height
        if not row.keep:
            break
    foot = surround.y + sum(row.pitch for row in surround.recipients) + min(need, 3 * surround.head.frame.pitch)
    bottom = surround.head.frame.bottom
    return bool(body) and foot > bottom and surround.y + CHAR < bottom
