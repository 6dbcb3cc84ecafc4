"""The signature block in its three variants, for one organ and for several (GB/T 9704-2012 7.3.5).

Sealed (7.3.5.1): two lines stay free above each row of signers, so that a seal, its middle a little above what it presses on, begins not
more than a line below the text; seals do not touch, and the last one presses its name and the date. Without a seal (7.3.5.2): names two
characters in from the right. Signed (7.3.5.3): post and signature seal of each organ on a row of their own. The room is the same before and
after seals are given.
"""

from msgspec import Struct

from xzt.docs.layout.lines import Piece, Setter, break_lines
from xzt.docs.layout.measures import CHAR, GAP, LINE, SEAL_STEP, SIGNATURE_HEIGHT, SIGNATURE_WIDTH
from xzt.docs.layout.pages import GlyphRun, Picture, Place
from xzt.docs.layout.rows import Row, baseline, blank, kept, line_row, runs_of
from xzt.docs.model import Closing, Form, Issuance, OfficialDocument

_DATE_ROOM = "2022年12月23日"
_SEAL_ABOVE = 4.0
_JOINT_MIDDLE = 2.0
_SEAL_ROWS = 5
_MOST_COLUMNS = 3


class SealPicture(Struct, frozen=True):
    """The picture of a seal in mm, round ones by their ``diameter``; ``what`` is read to those who cannot see it.

    A signature seal is ``diameter`` wide and ``height`` high.
    """

    png: bytes
    diameter: float = 45.0
    what: str = ""
    height: float = 0.0


def printed_date(date: str) -> str:
    """Turn yyyy-mm-dd into the date of documents: no leading zeros (7.3.5.4)."""
    if not date:
        return ""
    year, month, day = date.split("-")
    return f"{int(year)}年{int(month)}月{int(day)}日"


def signature_rows(setter: Setter, document: OfficialDocument, issuance: Issuance, seals: tuple[SealPicture, ...]) -> list[Row]:
    """Return the rows of the signature block; ``seals`` stand in the order of the signers, the leading organ's first."""
    if document.form is Form.MINUTES:
        return []
    date = printed_date(issuance.signed_on)
    match document.closing:
        case Closing.SIGNED if document.posts:
            return _signed(setter, document.posts, date, seals)
        case Closing.UNSEALED if document.signers:
            return _unsealed(setter, document.signers, date)
        case Closing.SEALED if document.signers:
            return _sealed(setter, document.signers, date, seals)
        case _:
            return []


def _sealed(setter: Setter, signers: tuple[str, ...], date: str, seals: tuple[SealPicture, ...]) -> list[Row]:
    """Return rows of signers with their seals; the date ends four characters from the right, the last signer is centred over it."""
    grid = setter.grid
    frame, body = grid.upright, grid.body
    width = setter.width(date or _DATE_ROOM, body)
    widest = max(setter.width(name, body) for name in signers)
    centre = min(frame.right - 4 * grid.cell - width / 2, frame.right - widest / 2)
    columns, step = _columns(setter, widest, len(signers), centre)
    rows: list[Row] = []
    for first in range(0, len(signers), columns):
        rows += blank(frame, 2 if first == 0 else _SEAL_ROWS - 1, keep=True)
        names = signers[first : first + columns]
        middles = [centre - (len(names) - 1 - number) * step for number in range(len(names))]
        runs: list[GlyphRun] = []
        for number, (name, middle) in enumerate(zip(names, middles, strict=True)):
            runs += _centred(setter, name, middle, Place("signers", first + number))
        height = _JOINT_MIDDLE if len(signers) > 1 else (frame.pitch + CHAR) / 2 - _SEAL_ABOVE
        pressed = [_pressed(seal, middle, height) for seal, middle in zip(seals[first : first + columns], middles, strict=False)]
        rows.append(Row(frame, frame.pitch, tuple(runs), pictures=tuple(pressed), keep=True))
    return [*rows, _dated(setter, date, centre - width / 2)]


def _columns(setter: Setter, widest: float, count: int, centre: float) -> tuple[int, float]:
    """Return how many signers stand side by side and how far apart, so that neither names nor seals touch or leave the type area."""
    grid, half = setter.grid, max(widest, SEAL_STEP) / 2
    for columns in range(min(_MOST_COLUMNS, count), 1, -1):
        step = (centre - half - grid.left) / (columns - 1)
        if step >= max(widest + grid.cell, SEAL_STEP):
            return columns, min(step, grid.width / columns)
    return 1, 0.0


def _centred(setter: Setter, name: str, middle: float, place: Place) -> list[GlyphRun]:
    grid = setter.grid
    lines = break_lines(setter.atoms([Piece(name, grid.body, place)]), grid.width)
    return runs_of(lines[0], middle - lines[0].width / 2, baseline(grid.body)) if lines else []


def _pressed(seal: SealPicture, x: float, y: float) -> Picture:
    """Return a seal with its middle at x and y."""
    height = seal.height or seal.diameter
    return Picture(x - seal.diameter / 2, y - height / 2, seal.diameter, height, seal.png, seal.what, seal=True)


def _dated(setter: Setter, date: str, x: float) -> Row:
    grid = setter.grid
    lines = break_lines(setter.atoms([Piece(date, grid.body, Place("signed_on"))]), grid.width)
    return line_row(lines[0], x, grid.body, grid.upright) if lines else Row(grid.upright, grid.pitch)


def _unsealed(setter: Setter, signers: tuple[str, ...], date: str) -> list[Row]:
    """Return a blank line, the signers two characters in from the right, and the date two characters right of the widest one's first."""
    grid = setter.grid
    body, two, right = grid.body, 2 * grid.cell, grid.right
    widest = max(setter.width(name, body) for name in signers)
    width = setter.width(date or _DATE_ROOM, body)
    end = right - two
    if width > widest:
        end = right - two - width - two + widest
    rows = blank(grid.upright, keep=True)
    for number, name in enumerate(signers):
        lines = break_lines(setter.atoms([Piece(name, body, Place("signers", number))]), grid.width)
        rows += [kept(line_row(line, max(grid.left, end - line.width), body, grid.upright)) for line in lines[:1]]
    return [*rows, _dated(setter, date, min(max(grid.left, end - widest) + two, right - width))]


def _signed(setter: Setter, posts: tuple[str, ...], date: str, seals: tuple[SealPicture, ...]) -> list[Row]:
    """Return two blank lines, a row of post and signature seal each, a blank line and the date, both four characters in (7.3.5.3)."""
    grid = setter.grid
    frame, body, right = grid.upright, grid.body, grid.right - 4 * grid.cell
    end = right - SIGNATURE_WIDTH - 2 * grid.cell
    rows = blank(frame, 2, keep=True)
    for number, post in enumerate(posts):
        top = -GAP  # two lines below the characters of the text, not below their line box
        base = top + SIGNATURE_HEIGHT / 2 - CHAR / 2 + baseline(body)
        lines = break_lines(setter.atoms([Piece(post, body, Place("posts", number))]), end - frame.left)
        runs = runs_of(lines[0], end - lines[0].width, base) if lines else []
        pictures = tuple(_fitted(seal, right, top) for seal in seals[number : number + 1])
        last = number == len(posts) - 1
        pitch = top + SIGNATURE_HEIGHT + LINE if last else SIGNATURE_HEIGHT + GAP
        rows.append(Row(frame, pitch, tuple(runs), pictures=pictures, height=top + SIGNATURE_HEIGHT, keep=True))
    return [*rows, _dated(setter, date, right - setter.width(date or _DATE_ROOM, body))]


def _fitted(seal: SealPicture, right: float, top: float) -> Picture:
    """Return a signature seal at the right edge, in the middle of its room, made smaller where it is larger than the room."""
    height = seal.height or seal.diameter
    scale = min(1.0, SIGNATURE_WIDTH / seal.diameter, SIGNATURE_HEIGHT / height)
    fit = SealPicture(seal.png, seal.diameter * scale, seal.what, height * scale)
    return _pressed(fit, right - fit.diameter / 2, top + SIGNATURE_HEIGHT / 2)
