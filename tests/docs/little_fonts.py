"""Fonts made on the spot: a few characters, each a shape of its own, under any family name."""

from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont


def little_font(path: Path, family: str, chars: str, *, chinese: str = "") -> Path:
    """Write a TrueType font that has these characters; ``chinese`` is its family's Chinese name. No shape is like another."""
    names = [".notdef", *(f"u{ord(char):X}" for char in chars)]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(char): name for char, name in zip(chars, names[1:], strict=True)})
    builder.setupGlyf({name: _shape(at) for at, name in enumerate(names)})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 60)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, fsType=0)
    builder.setupPost()
    builder.setupNameTable({"familyName": {"en": family, "zh": chinese} if chinese else family, "styleName": "Regular"})
    builder.save(path)
    return path


def _shape(at: int) -> object:
    pen = TTGlyphPen(None)
    for left, bottom, width, height in ((60, -60, 880, 90), (60, 30, 90 + 60 * at, 700), (800, 100 + 40 * at, 140, 300)):
        pen.moveTo((left, bottom))
        pen.lineTo((left, bottom + height))
        pen.lineTo((left + width, bottom + height))
        pen.lineTo((left + width, bottom))
        pen.closePath()
    return pen.glyph()


def families(path: Path) -> set[str]:
    """Read a font's family names with fontTools."""
    return {str(record) for record in TTFont(path)["name"].names if record.nameID == 1}
