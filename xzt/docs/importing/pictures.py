"""Pictures of a DOCX file: PNG and JPEG of a reasonable size, recognised by their head; nothing is decoded here (RS-12: pixel floods)."""

import io

from xzt.docs.importing.packages import Package
from xzt.docs.model import Image

MOST_PIXELS = 24_000_000
LARGEST = 12 * 1024 * 1024
_SCREEN_DPI = 96.0
_CLOSE_MM = 0.6
_TYPE_AREA = 156.0


def placed_picture(package: Package, path: str, width: float) -> Image | None:
    """Return a picture of ``width`` mm, 0 where that is its own size; None where it is of another kind, damaged or too large."""
    from PIL import Image as Pictures

    if path.rpartition(".")[2].lower() not in {"png", "jpg", "jpeg", "jpe"}:
        return None
    data = package.read(path, LARGEST)
    try:
        with Pictures.open(io.BytesIO(data), formats=["PNG", "JPEG"]) as picture:
            across = picture.info.get("dpi", (0, 0))[0]
            size = picture.size
    except (OSError, ValueError, SyntaxError, TypeError, OverflowError, Pictures.DecompressionBombError, Pictures.DecompressionBombWarning):
        return None
    if size[0] * size[1] > MOST_PIXELS:
        return None
    own = size[0] / (float(across) if 30 <= float(across) <= 2400 else _SCREEN_DPI) * 25.4
    return Image(data, width=0.0 if width <= 0 or abs(min(own, _TYPE_AREA) - width) < _CLOSE_MM else round(width, 2))
