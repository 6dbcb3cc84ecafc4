"""Pictures in the body: their own size scaled down to the type area, the caption under them, the lines below back on the grid."""

import io
import math
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct

from xzt.docs.layout.lines import Piece, Setter, break_lines
from xzt.docs.layout.measures import GAP, IMPRINT, THIN, Frame
from xzt.docs.layout.pages import Picture, Place, Rule
from xzt.docs.layout.rows import Row, kept, line_row
from xzt.docs.model import Image

_MOST_PIXELS = 64_000_000
_SCREEN_DPI = 96.0
_BOX = (80.0, 40.0)


class Size(Struct, frozen=True):
    """Width and height in mm."""

    width: float
    height: float


@lru_cache(maxsize=256)
def own_size(data: bytes) -> Size | None:
    """Return the size that a PNG or JPEG picture says it has, None where it cannot be read whole."""
    from PIL import Image as Pictures
    from PIL.Image import DecompressionBombError, DecompressionBombWarning

    try:
        with Pictures.open(io.BytesIO(data), formats=["PNG", "JPEG"]) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                return None
            picture.load()
            across, down = (float(value) if 30 <= float(value) <= 2400 else _SCREEN_DPI for value in picture.info.get("dpi", (0, 0))[:2])
            return Size(picture.width / across * 25.4, picture.height / down * 25.4)
    except (OSError, ValueError, SyntaxError, DecompressionBombError, DecompressionBombWarning):
        return None  # shown as an empty box, which nobody overlooks


def image_rows(setter: Setter, block: Image, place: Place, frame: Frame) -> list[Row]:
    """Return the row of a picture and those of its caption, kept together."""
    caption = break_lines(setter.atoms([Piece(block.caption, IMPRINT, place)]), frame.width)
    size = _scaled(block, frame, frame.height - len(caption) * frame.pitch - GAP)
    left = frame.middle - size.width / 2
    pitch = math.ceil((size.height + GAP) / frame.pitch - 1e-6) * frame.pitch
    if own_size(block.data) is None:
        row = Row(frame, pitch, rules=_box(left, size), height=size.height)
    else:
        picture = Picture(left, 0.0, size.width, size.height, block.data, block.caption)
        row = Row(frame, pitch, pictures=(picture,), height=size.height)
    rows = [row, *(line_row(line, frame.middle - line.width / 2, IMPRINT, frame) for line in caption)]
    return [*(kept(row) for row in rows[:-1]), rows[-1]]


def _scaled(block: Image, frame: Frame, most: float) -> Size:
    size = own_size(block.data) or Size(*_BOX)
    wanted = block.width / size.width if block.width > 0 else 1.0
    scale = min(wanted, frame.width / size.width, max(most, frame.pitch) / size.height)
    return Size(size.width * scale, size.height * scale)


def _box(left: float, size: Size) -> tuple[Rule, ...]:
    right, low = left + size.width, size.height
    corners = [(left, 0.0), (right, 0.0), (right, low), (left, low), (left, 0.0)]
    return tuple(Rule(*first, *second, THIN) for first, second in pairwise(corners))
