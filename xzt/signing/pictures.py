"""How an organ's seal looks (国发〔1999〕25号): round, red, a star with five points, the name in Song type along the ring.

Only samples are drawn here; the picture of a real seal comes inside the seal. The font is the caller's.
"""

import io
import math
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFont

from xzt.core.errors import Trouble

RED = (222, 0, 24)
SIDE = 600
"""Width and height of the picture in pixels; 42 mm at 363 dpi."""

_FINE = 4
"""Drawn this many times larger and scaled down, for smooth edges."""

# In parts of the seal's radius, as cut in seals of 42 mm: ring 1.2 mm, star 14 mm across, characters 6.5 mm high.
_RING = 0.058
_GAP = 0.045
_STAR = 0.335
_HEIGHT = 0.315
_LINE_HEIGHT, _LINE_CENTRE = 0.2, 0.6
_STEP, _ARC = math.radians(26), math.radians(286)
_SLIM = 0.8
"""Width of a character by its height, at most: names are cut a little narrow."""
_BOLDER = 0.007
"""Added around each stroke, in em: the thin strokes of Song type would break on a printed seal."""


def seal_picture(name: str, diameter_mm: int, font: Path, line: str = "") -> bytes:
    """Draw an organ's seal as a transparent PNG; ``line`` stands level below the star (示例 on every sample)."""
    side = SIDE * _FINE
    radius = side / 2
    ink = Image.new("L", (side, side), 0)
    pen = ImageDraw.Draw(ink)
    pen.ellipse((0, 0, side - 1, side - 1), fill=255)
    hole = radius * _RING
    pen.ellipse((hole, hole, side - 1 - hole, side - 1 - hole), fill=0)
    pen.polygon(_star(radius, radius * _STAR), fill=255)
    _write_arc(ink, name, font)
    if line:
        _write_line(ink, line, font)
    alpha = ink.resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    picture = Image.new("RGBA", (SIDE, SIDE), (*RED, 0))
    picture.putalpha(alpha)
    out = io.BytesIO()
    dpi = SIDE / diameter_mm * 25.4
    picture.save(out, format="PNG", optimize=True, dpi=(dpi, dpi))
    return out.getvalue()


def _star(centre: float, radius: float) -> list[tuple[float, float]]:
    """Give the ten corners of an upright five-pointed star; the inner ones lie where its sides cross."""
    inner = radius * math.sin(math.radians(18)) / math.sin(math.radians(54))
    corners = []
    for number in range(10):
        angle = math.radians(36 * number)
        reach = inner if number % 2 else radius
        corners.append((centre + reach * math.sin(angle), centre - reach * math.cos(angle)))
    return corners


def _write_arc(ink: Image.Image, name: str, font: Path) -> None:
    """Write the name along the ring, even steps, every character upright on its radius, the middle at the top."""
    radius = ink.width / 2
    step = min(_STEP, _ARC / max(1, len(name) - 1))
    outer = radius * (1 - _RING - _GAP)
    height = radius * _HEIGHT
    width = min(height * _SLIM, step * (outer - height / 2) * 0.9)
    height = min(height, width * 1.9)
    for number, character in enumerate(name):
        angle = step * (number - (len(name) - 1) / 2)
        reach = outer - height / 2
        centre = (radius + reach * math.sin(angle), radius - reach * math.cos(angle))
        _put(ink, _glyph(character, font, width, height), centre, angle)


def _write_line(ink: Image.Image, line: str, font: Path) -> None:
    radius = ink.width / 2
    height = radius * _LINE_HEIGHT
    for number, character in enumerate(line):
        centre = (radius + (number - (len(line) - 1) / 2) * height * 1.1, radius * (1 + _LINE_CENTRE))
        _put(ink, _glyph(character, font, height, height), centre, 0)


def _glyph(character: str, font: Path, width: float, height: float) -> Image.Image:
    """Draw one character so that its em square fills ``width`` by ``height`` pixels."""
    em = round(max(width, height) * 2)
    try:
        type_ = ImageFont.truetype(str(font), em)
    except OSError as error:
        raise Trouble("font_missing", path=str(font)) from error
    ascent, descent = type_.getmetrics()
    square = Image.new("L", (em, em), 0)
    top = (em - ascent - descent) / 2
    ImageDraw.Draw(square).text(
        ((em - type_.getlength(character)) / 2, top), character, font=type_, fill=255, stroke_width=round(em * _BOLDER)
    )
    return square.resize((round(width), round(height)), Image.Resampling.LANCZOS)


def _put(ink: Image.Image, glyph: Image.Image, centre: tuple[float, float], angle: float) -> None:
    """Add the glyph to the ink, turned clockwise by ``angle`` (radians) about its centre."""
    turned = glyph.rotate(-math.degrees(angle), resample=Image.Resampling.BICUBIC, expand=True)
    corner = (round(centre[0] - turned.width / 2), round(centre[1] - turned.height / 2))
    box = (*corner, corner[0] + turned.width, corner[1] + turned.height)
    ink.paste(ImageChops.lighter(ink.crop(box), turned), box)
