"""What closes a document: attachments' note, signature block with the seal, note (GB/T 9704-2012 7.3.4 to 7.3.6).

The signature block is set for a document that is sealed (7.3.5.1): two lines stay free above it, so that the seal, its middle a little
above the two lines that it presses on, begins not more than a line below the text. The room is the same before and after the seal is given.
"""

from msgspec import Struct

from xzt.docs.layout.blocks import kept
from xzt.docs.layout.lines import Piece, Setter, break_lines
from xzt.docs.layout.measures import (
    BODY,
    CELL,
    CHAR,
    LEFT,
    PITCH,
    RIGHT,
    WIDTH,
)
from xzt.docs.layout.pages import Picture, Place
from xzt.docs.layout.rows import Row, baseline, blank, line_row, paragraph, runs_of
from xzt.docs.model import Form, Issuance, OfficialDocument

_DATE_ROOM = "2022年12月23日"
_SEAL_ABOVE = 4.0
_MOST_COLUMNS = 3
_NAMES_TOGETHER = 6
_SEAL_ROOM = 48.0
_SEAL_ROWS = 5


class SealPicture(Struct, frozen=True):
    """The picture of an organ seal with its diameter in mm; ``what`` is read to those who cannot see it."""

    png: bytes
    diameter: float = 45.0
    what: str = ""


def printed_date(date: str) -> str:
    """Turn yyyy-mm-dd into the date of documents: no leading zeros (7.3.5.4)."""
    if not date:
        return ""
    year, month, day = date.split("-")
    return f"{int(year)}年{int(month)}月{int(day)}日"


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
    rows = blank(keep=True)
    lead = setter.width("附件：", BODY)
    for order, (number, name) in enumerate(names):
        marker = f"{order + 1}. " if len(names) > 1 else ""
        left = LEFT + 2 * CELL + lead + setter.width(marker, BODY)
        before = ("附件：" if order == 0 else "") + marker
        lines = break_lines(setter.atoms([Piece(name, BODY, Place(f"attachment:{number}:title"))]), RIGHT - left)
        for at, line in enumerate(lines):
            runs = list(runs_of(line, left, baseline(BODY)))
            if at == 0 and before:
                head = break_lines(setter.atoms([Piece(before, BODY)]), WIDTH)[0]
                runs = runs_of(head, left - setter.width(before, BODY), baseline(BODY)) + runs
            rows.append(Row(tuple(runs), keep=len(names) <= _NAMES_TOGETHER))
    rows[-1] = Row(rows[-1].runs)
    return rows


def signature(setter: Setter, document: OfficialDocument, issuance: Issuance, seal: SealPicture | None) -> list[Row]:
    """Return two blank lines, signer and date; the date ends four characters from the right, the signer is centred over it."""
    if document.form is Form.MINUTES or not document.signers:
        return []
    date = printed_date(issuance.signed_on)
    width = setter.width(date or _DATE_ROOM, BODY)
    right = RIGHT - 4 * CELL
    centre = min(right - width / 2, RIGHT - max(setter.width(name, BODY) for name in document.signers) / 2)
    rows: list[Row] = []
    signers = list(document.signers)
    columns, step = _columns(max(setter.width(name, BODY) for name in signers), len(signers), centre)
    for first in range(0, len(signers), columns):
        rows += blank(2 if first == 0 else _SEAL_ROWS - 1, keep=True)
        rows.append(_signers(setter, signers[first : first + columns], centre, first, step))
    if seal is not None:
        rows[-1] = _sealed(rows[-1], seal, centre)
    dated = break_lines(setter.atoms([Piece(date, BODY, Place("signed_on"))]), WIDTH)
    rows.append(line_row(dated[0], centre - width / 2, BODY) if dated else Row())
    return rows


def _columns(widest: float, count: int, centre: float) -> tuple[int, float]:
    """Return how many signers stand side by side and how far apart, so that neither names nor seals touch."""
    for columns in range(min(_MOST_COLUMNS, count), 1, -1):
        step = (centre - widest / 2 - LEFT) / (columns - 1)
        if step >= max(widest + CELL, _SEAL_ROOM):
            return columns, min(step, WIDTH / columns)
    return 1, 0.0


def _signers(setter: Setter, names: list[str], centre: float, before: int, step: float) -> Row:
    """Return one row of signers: one alone over the date, more of them side by side, the last over the date."""
    runs = []
    start = before
    for number, name in enumerate(names):
        middle = centre - (len(names) - 1 - number) * step
        for line in break_lines(setter.atoms([Piece(name, BODY, Place("signers", start))]), WIDTH)[:1]:
            runs += runs_of(line, middle - line.width / 2, baseline(BODY))
        start += 1
    return Row(tuple(runs), keep=True)


def _sealed(row: Row, seal: SealPicture, centre: float) -> Row:
    """Press the seal on the row and the date below it: its middle stands over theirs by a little, so that both are in its lower half."""
    middle = (PITCH + CHAR) / 2 - _SEAL_ABOVE
    side = seal.diameter
    picture = Picture(centre - side / 2, middle - side / 2, side, side, seal.png, seal.what, seal=True)
    return Row(row.runs, row.rules, (picture,), row.height, row.pitch, keep=True)


def closing_rows(setter: Setter, document: OfficialDocument, issuance: Issuance, seal: SealPicture | None, body: list[Row]) -> list[Row]:
    """Return the body's rows with what closes it; the signature never stands alone on a page: two lines of text go with it."""
    text = body + attachments_note(setter, document)
    sign = signature(setter, document, issuance, seal)
    if sign:
        text = text[:-2] + [kept(row) for row in text[-2:]]
    note = paragraph(setter, [Piece("（", BODY), Piece(document.note, BODY, Place("note")), Piece("）", BODY)]) if document.note else []
    if note and sign:
        sign[-1] = kept(sign[-1])
    return text + sign + note
