"""The page model: positioned glyph runs, rules and pictures in millimetres, origin top left, y downwards.

Screen, PDF, OFD and printer draw exactly this (AE-21); nothing else decides where anything stands.
"""

from msgspec import Struct

from xzt.office.profile import STANDARD, Profile

BLACK = 0x000000
RED = 0xFF0000

BOLD_STROKE = 1 / 45
"""Width in ems of the stroke around a bold glyph."""

NEAR = 0.002
"""How far in mm a file may put a glyph from its place to save a correction; a dot of 1,200 dpi is ten times as wide."""


class Face(Struct, frozen=True):
    """One font file in use: ``role`` is the standard's name (仿宋, 楷体, …), ``substitute_for`` the font it stands in for, or empty."""

    key: str
    role: str
    path: str
    family: str
    substitute_for: str = ""
    index: int = 0
    """Which face of a collection file; ``installed.face_bytes`` gives any face as a file of its own."""
    spare: bool = False
    """It lends single characters that the role's own face lacks."""


class Place(Struct, frozen=True, gc=False):
    """Where in the content a run comes from, so that a click in the page finds the text.

    ``part`` is an element's field name (``title``), ``body``, ``attachment:N``, ``attachment:N:title`` or ``attachment:N:label``; ``block``
    the index in its blocks (-1 for none; for ``signers``, ``posts`` and ``mark_organs`` the index in the element); ``start`` the offset of
    the run's first character in that block's text (``model.text_of``), in code points. Runs of the issuance have the parts
    ``copy_number``, ``number``, ``signed_on``, ``printed_on``; page numbers have no place.
    """

    part: str
    block: int = -1
    start: int = 0


class GlyphRun(Struct, frozen=True, gc=False):
    """Glyphs of one face on one baseline; ``size`` is the em in mm.

    ``xs`` are absolute left edges of the glyphs' advance boxes; ``text`` has one code point a glyph, in reading order.
    """

    face: str
    size: float
    baseline: float
    glyphs: tuple[int, ...]
    xs: tuple[float, ...]
    text: str
    color: int = BLACK
    place: Place | None = None
    bold: bool = False
    """Outlines are stroked too, ``BOLD_STROKE`` ems wide."""
    turned: bool = False
    """Read upwards on the paper: ``xs`` count from its foot up, ``baseline`` from its left edge; a quarter turned to the left."""


class Rule(Struct, frozen=True, gc=False):
    """A straight line of ``width`` mm."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    color: int = BLACK


class Picture(Struct, frozen=True):
    """A PNG or JPEG picture (``png`` holds its file) in a box; ``what`` says what it is to a reader that cannot see it.

    ``seal`` marks a seal's place. A ``turned`` picture fills its box a quarter turned to the left.
    """

    x: float
    y: float
    width: float
    height: float
    png: bytes
    what: str
    seal: bool = False
    turned: bool = False


class Page(Struct, frozen=True):
    """One page. ``number`` is the printed page number, 0 where none is printed."""

    width: float
    height: float
    runs: tuple[GlyphRun, ...]
    rules: tuple[Rule, ...]
    pictures: tuple[Picture, ...]
    number: int
    below: tuple[GlyphRun, ...] = ()
    """What lies below rules and text and is none of the content: a watermark."""


class Mark(Struct, frozen=True):
    """A title (level 0) or heading (1 to 4) for bookmarks: its words, the index of its page and the top of its line in mm."""

    level: int
    text: str
    page: int
    y: float


class PageModel(Struct, frozen=True):
    """A whole laid-out document, the faces it uses by key, the characters that no face could show (AE-22), its bookmarks, its profile."""

    pages: tuple[Page, ...]
    faces: dict[str, Face]
    missing: str = ""
    marks: tuple[Mark, ...] = ()
    profile: Profile = STANDARD
