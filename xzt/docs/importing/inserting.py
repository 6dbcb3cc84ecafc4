"""A picture that a person puts into a text: PNG or JPEG, whole, and no larger than a page can show (RS-12).

What has more dots than the type area takes at 300 dpi is made smaller, because every copy of the document carries it.
"""

import io
from typing import TYPE_CHECKING

from xzt.core.errors import Trouble
from xzt.docs.importing.pictures import LARGEST, MOST_PIXELS
from xzt.docs.model import Image

if TYPE_CHECKING:
    from PIL import Image as Pictures

MOST_DOTS = (1843, 2658)
"""The type area, 156 × 225 mm, at 300 dpi."""
MOST_BYTES = 1_500_000
"""What a picture may take in the document; the lines of many offices are slow."""


def inserted_picture(data: bytes) -> Image:
    """Read a picture. ``Trouble``: ``picture_too_large`` (bytes or dots), ``picture_unreadable`` (another kind, damaged)."""
    from PIL import Image as Pictures

    if len(data) > LARGEST:
        raise Trouble("picture_too_large")
    try:
        with Pictures.open(io.BytesIO(data), formats=["PNG", "JPEG"]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Trouble("picture_too_large")
            picture.load()
            if picture.width <= MOST_DOTS[0] and picture.height <= MOST_DOTS[1] and len(data) <= MOST_BYTES:
                return Image(data)
            return Image(_smaller(picture))
    except (OSError, ValueError, SyntaxError, TypeError, OverflowError, Pictures.DecompressionBombError) as error:
        raise Trouble("picture_unreadable") from error


def _smaller(picture: "Pictures.Image") -> bytes:
    """Make a picture fit, as JPEG where it is a photograph or would still be too large."""
    from PIL import Image as Pictures

    kind = picture.format
    picture = picture.convert("RGBA" if picture.mode in {"P", "LA", "PA", "RGBA"} else "L" if picture.mode in {"1", "L"} else "RGB")
    picture.thumbnail(MOST_DOTS, Pictures.Resampling.LANCZOS)
    if kind == "PNG":
        made = io.BytesIO()
        picture.save(made, "PNG", optimize=True, dpi=(300, 300))
        if made.tell() <= MOST_BYTES:
            return made.getvalue()
    if picture.mode == "RGBA":
        paper = Pictures.new("RGB", picture.size, "white")
        paper.paste(picture, mask=picture.getchannel("A"))
        picture = paper
    for quality in (88, 75, 60, 40):
        made = io.BytesIO()
        picture.save(made, "JPEG", quality=quality, dpi=(300, 300))
        if made.tell() <= MOST_BYTES:
            return made.getvalue()
    raise Trouble("picture_too_large")
