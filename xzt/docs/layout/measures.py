"""The figures of GB/T 9704-2012 in millimetres, each beside its clause, and the page that a unit's profile makes of them."""

from functools import lru_cache

from msgspec import Struct

from xzt.docs.layout.pages import BLACK
from xzt.docs.layout.roles import FANGSONG, HEI, KAI, SONG, TITLE
from xzt.office.profile import Profile

POINT = 25.4 / 72

# 5.1 paper, 5.2.1 white and type area
PAPER_WIDTH, PAPER_HEIGHT = 210.0, 297.0
LEFT, TOP = 28.0, 37.0
WIDTH, HEIGHT = 156.0, 225.0
RIGHT, BOTTOM = LEFT + WIDTH, TOP + HEIGHT
MIDDLE = LEFT + WIDTH / 2


class Frame(Struct, frozen=True):
    """A type area and the distance of its lines.

    A ``turned`` one lies across the paper (section 8): its own left edge is at the paper's foot, its top at the left.
    """

    left: float
    top: float
    width: float
    height: float
    pitch: float
    turned: bool = False

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Its bottom edge."""
        return self.top + self.height

    @property
    def middle(self) -> float:
        """Half way between left and right."""
        return self.left + self.width / 2


# 5.2.3 lines and characters; 3.2 one line is the height of a character and seven eighths of it
LINES, CHARS = 22, 28
CELL = WIDTH / CHARS
CHAR = 5.54
GAP = CHAR * 7 / 8
LINE = CHAR + GAP
PITCH = (HEIGHT - CHAR) / (LINES - 1)

# sizes in mm of the em
SIZE_2, SIZE_3, SIZE_4 = 22 * POINT, 16 * POINT, 14 * POINT
CELL_2 = SIZE_2
CELL_4 = SIZE_4
TITLE_PITCH = SIZE_2 + GAP
IMPRINT_PITCH = 8.6

# where the baseline stands in the em of a Chinese face, from its top
ASCENT = 0.88

# 7.2.4 issuing organ mark, 10.1 to 10.3 the special forms: upper edge from that of the type area, of letters from that of the paper
MARK_DROP_ORDINARY = 35.0
MARK_DROP_ORDER = 20.0
MARK_TOP_LETTER = 30.0
MARK_HIGHEST = 60.0
MARK_PITCH = 1.3

# 7.2.6 names of those who sign off: two a row
APPROVERS_A_ROW = 2

# 7.2.7 red line
RED_LINE_GAP = 4.0

# 10.1 double lines of the letter form: length, distance from the bottom edge, the white between the strokes
DOUBLE_LENGTH = 170.0
DOUBLE_BOTTOM = PAPER_HEIGHT - 20
DOUBLE_WHITE = 0.5

# lines of tables and of the box of a picture that cannot be read: as thin as those of the imprint (7.4.1)
THIN = 0.25

# 7.5 page number: dash 7 mm below the type area
NUMBER_DROP = 7.0

# 7.3.5 seal: not more than a line below the text; diameters of 国发〔1999〕25号; seals of joint signers do not touch
SEAL_LEAST, SEAL_MOST = 42.0, 50.0
SEAL_STEP = SEAL_MOST + 1.0

# 7.3.5.3 signature seal: its size is not given; the room that is kept for it
SIGNATURE_WIDTH, SIGNATURE_HEIGHT = 40.0, 20.0


class Style(Struct, frozen=True):
    """How characters are set: role, em in mm, advance of a full-width character in mm, colour."""

    role: str
    size: float
    cell: float
    color: int = BLACK
    bold: bool = False


TITLE_STYLE = Style(TITLE, SIZE_2, CELL_2)
IMPRINT = Style(FANGSONG, SIZE_4, CELL_4)
NUMBER = Style(SONG, SIZE_4, CELL_4)
TABLE_TEXT = Style(FANGSONG, 12 * POINT, 12 * POINT)
TABLE_HEAD = Style(HEI, 12 * POINT, 12 * POINT)
TABLE_LINE, TABLE_PAD = 6.4, 1.5
"""Pitch of the lines in a cell, and what a cell leaves free at its sides, above and below together."""
_THIRD = 3


class Grid:
    """The page of one profile: its type areas, upright and across, and the styles of its text. Make it with ``grid_of``."""

    def __init__(self, profile: Profile) -> None:
        width = PAPER_WIDTH - profile.left_margin - profile.right_margin
        height = PAPER_HEIGHT - profile.top_margin - profile.bottom_margin
        self.profile = profile
        self.chars = round(width / CELL)
        self.cell = width / self.chars
        self.pitch = profile.pitch * POINT if profile.pitch else (height - CHAR) / round((height - CHAR) / PITCH)
        self.upright = Frame(profile.left_margin, profile.top_margin, width, height, self.pitch)
        long = int(height / self.cell + 1e-6) * self.cell
        foot = profile.bottom_margin + (height - long) / 2
        self.across = Frame(foot, profile.left_margin, long, width, self.pitch, turned=True)
        self.body = Style(FANGSONG, SIZE_3, self.cell)
        self.name = Style(KAI, SIZE_3, self.cell)
        self.black_letter = Style(HEI, SIZE_3, self.cell)
        self.bold = Style(FANGSONG, SIZE_3, self.cell, bold=True)
        self.red = int(profile.red[1:], 16)
        self.left, self.right = self.upright.left, self.upright.right
        self.top, self.bottom = self.upright.top, self.upright.bottom
        self.width, self.middle = width, self.upright.middle

    def heading(self, level: int) -> Style:
        """Return the style of a heading (7.3.3): 黑体, 楷体, then as the text; the third in bold where the profile says so."""
        if level == _THIRD and self.profile.bold_third:
            return self.bold
        return {1: self.black_letter, 2: self.name}.get(level, self.body)

    def mark(self, size: float) -> Style:
        """Return the style of the issuing organ mark (7.2.4: 小标宋, red)."""
        return Style(TITLE, size, size, self.red)


@lru_cache(maxsize=64)
def grid_of(profile: Profile) -> Grid:
    """Return the page of a profile, the same one every time."""
    return Grid(profile)
