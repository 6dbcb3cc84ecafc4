"""The figures of GB/T 9704-2012 in millimetres, each beside its clause. Only numbers live here."""

from msgspec import Struct

from xzt.docs.layout.fonts import FANGSONG, HEI, KAI, SONG, TITLE
from xzt.docs.layout.pages import BLACK, RED

POINT = 25.4 / 72

# 5.1 paper, 5.2.1 white and type area
PAPER_WIDTH, PAPER_HEIGHT = 210.0, 297.0
LEFT, TOP = 28.0, 37.0
WIDTH, HEIGHT = 156.0, 225.0
RIGHT, BOTTOM = LEFT + WIDTH, TOP + HEIGHT
MIDDLE = LEFT + WIDTH / 2


class Frame(Struct, frozen=True):
    """A type area. A ``turned`` one lies across the paper (section 8): its own left edge is at the paper's foot, its top at the left."""

    left: float = LEFT
    top: float = TOP
    width: float = WIDTH
    height: float = HEIGHT
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

# section 8: 40 characters across, in the middle of the type area's height
UPRIGHT = Frame()
ACROSS = Frame((PAPER_HEIGHT - BOTTOM) + (HEIGHT - 40 * CELL) / 2, LEFT, 40 * CELL, WIDTH, turned=True)

# sizes in mm of the em
SIZE_2, SIZE_3, SIZE_4 = 22 * POINT, 16 * POINT, 14 * POINT
CELL_2 = SIZE_2
CELL_4 = SIZE_4
TITLE_PITCH = SIZE_2 + GAP
IMPRINT_PITCH = 8.6

# where the baseline stands in the em of a Chinese face, from its top
ASCENT = 0.88

# 7.2.4 issuing organ mark, 10.1 to 10.3 the special forms: top edge from the top of the page
MARK_TOP_ORDINARY = TOP + 35
MARK_TOP_ORDER = TOP + 20
MARK_TOP_LETTER = 30.0
MARK_HIGHEST = 60.0
MARK_PITCH = 1.3

# 7.2.6 names of those who sign off: two a row
APPROVERS_A_ROW = 2

# 7.2.7 red line
RED_LINE_GAP = 4.0

# 10.1 double lines of the letter form: length, distance from the bottom edge, thick and thin strokes and the white between
DOUBLE_LENGTH = 170.0
DOUBLE_BOTTOM = PAPER_HEIGHT - 20
DOUBLE_THICK, DOUBLE_THIN, DOUBLE_WHITE = 0.75, 0.25, 0.5

# 7.4.1 lines of the imprint
IMPRINT_THICK, IMPRINT_THIN = 0.35, 0.25

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


BODY = Style(FANGSONG, SIZE_3, CELL)
NAME = Style(KAI, SIZE_3, CELL)
BLACK_LETTER = Style(HEI, SIZE_3, CELL)
TITLE_STYLE = Style(TITLE, SIZE_2, CELL_2)
IMPRINT = Style(FANGSONG, SIZE_4, CELL_4)
NUMBER = Style(SONG, SIZE_4, CELL_4)
TABLE_TEXT = Style(FANGSONG, 12 * POINT, 12 * POINT)
TABLE_HEAD = Style(HEI, 12 * POINT, 12 * POINT)

# 7.3.3 faces of the heading levels; the third in bold where a unit's profile says so
HEADINGS = {1: BLACK_LETTER, 2: NAME, 3: BODY, 4: BODY}
BOLD = Style(FANGSONG, SIZE_3, CELL, bold=True)


def mark_style(size: float) -> Style:
    """Return the style of the issuing organ mark (7.2.4: 小标宋, red)."""
    return Style(TITLE, size, size, RED)
