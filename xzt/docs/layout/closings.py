"""What closes a document: attachments' note, lists of minutes, signature block, note (GB/T 9704-2012 7.3.4 to 7.3.6, 10.3)."""

from msgspec import Struct

from xzt.docs.layout.lines import Piece, Setter, break_lines
from xzt.docs.layout.pages import Place
from xzt.docs.layout.rows import Row, baseline, blank, kept, paragraph, runs_of
from xzt.docs.layout.signatures import SealPicture, signature_rows
from xzt.docs.model import Form, Issuance, OfficialDocument

_NAMES_TOGETHER = 6


def note_names(document: OfficialDocument) -> list[tuple[int, str]]:
    """Return index and title of the attachments that the main text names: those before the issued text, whose own ones are its own."""
    names: list[tuple[int, str]] = []
    for number, attachment in enumerate(document.attachments):
        if not attachment.label:
            break
        names.append((number, attachment.title.replace("\n", "")))
    return names


def attachments_note(setter: Setter, document: OfficialDocument) -> list[Row]:
    """Return a blank line and the note that names the attachments, turned lines under the first character of the name (7.3.4)."""
    names = note_names(document)
    if not names:
        return []
    frame, body, indent = setter.grid.upright, setter.grid.body, 2 * setter.grid.cell
    rows = blank(frame, keep=True)
    lead = setter.width("附件：", body)
    for order, (number, name) in enumerate(names):
        marker = f"{order + 1}. " if len(names) > 1 else ""
        left = frame.left + indent + lead + setter.width(marker, body)
        before = ("附件：" if order == 0 else "") + marker
        lines = break_lines(setter.atoms([Piece(name, body, Place(f"attachment:{number}:title"))]), frame.right - left)
        for at, line in enumerate(lines):
            runs = list(runs_of(line, left, baseline(body)))
            if at == 0 and before:
                head = break_lines(setter.atoms([Piece(before, body)]), frame.width)[0]
                runs = runs_of(head, left - setter.width(before, body), baseline(body)) + runs
            rows.append(Row(frame, frame.pitch, tuple(runs), keep=len(names) <= _NAMES_TOGETHER))
    rows[-1] = Row(frame, frame.pitch, rows[-1].runs)
    return rows


def attendance(setter: Setter, document: OfficialDocument) -> list[Row]:
    """Return the lists of minutes (10.3): 黑体 head, names under the first name on every line; a blank line above the first list."""
    if document.form is not Form.MINUTES:
        return []
    grid = setter.grid
    rows: list[Row] = []
    for head, names, part in (
        ("出席：", document.attended, "attended"),
        ("请假：", document.excused, "excused"),
        ("列席：", document.observed, "observed"),
    ):
        if names:
            rows += blank(grid.upright) if not rows else []
            rows += hanging(setter, Piece(head, grid.black_letter), Piece(names, grid.body, Place(part)))
    return rows


def hanging(setter: Setter, head: Piece, text: Piece) -> list[Row]:
    """Return a text indented by two characters after its head, turned lines under its own first character."""
    frame = setter.grid.upright
    start = frame.left + 2 * setter.grid.cell
    left = start + setter.width(head.text, head.style)
    rows: list[Row] = []
    for number, line in enumerate(break_lines(setter.atoms([text]), frame.right - left)):
        runs = runs_of(line, left, baseline(text.style))
        if number == 0:
            lead = break_lines(setter.atoms([head]), frame.width)[0]
            runs = runs_of(lead, start, baseline(head.style)) + runs
        rows.append(Row(frame, frame.pitch, tuple(runs)))
    return rows


class Closings(Struct, frozen=True):
    """What follows the body: ``text`` belongs to it (attachments' note, lists of minutes), then signature block and note."""

    text: list[Row]
    sign: list[Row]
    note: list[Row]


def closings_of(setter: Setter, document: OfficialDocument, issuance: Issuance, seals: tuple[SealPicture, ...]) -> Closings:
    """Return what closes a document."""
    frame, body = setter.grid.upright, setter.grid.body
    sign = signature_rows(setter, document, issuance, seals)
    note: list[Row] = []
    if document.note:
        note += blank(frame, keep=True) if sign and setter.profile.note_apart else []
        note += paragraph(setter, [Piece("（", body), Piece(document.note, body, Place("note")), Piece("）", body)], frame)
    return Closings(attachments_note(setter, document) + attendance(setter, document), sign, note)


def closed(body: list[Row], closings: Closings) -> list[Row]:
    """Return the body's rows with what closes it; the signature never stands alone on a page: two lines of text go with it."""
    text, sign = body + closings.text, closings.sign
    if sign:
        text[-2:] = [kept(row) for row in text[-2:]]
    if sign and closings.note:
        sign = [*sign[:-1], kept(sign[-1])]
    return text + sign + closings.note
