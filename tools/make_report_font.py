"""Make FandolSong-Report.ttf: FandolSong with quadratic outlines, because reportlab embeds TrueType and no CFF.

Run it when the source font changes: ``python -m tools.make_report_font``. The result is the same for the same source, byte
for byte. It is a modified version under the licence of the source (GPL-3 with the font exception); the name record says so.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

FONTS = Path(__file__).resolve().parents[1] / "resources" / "fonts"
SOURCE, RESULT = FONTS / "FandolSong-Regular.otf", FONTS / "FandolSong-Report.ttf"
MOST_ERROR = 1.0
"""How far the new outline may lie from the old one, in font units (1000 an em)."""
UNUSED = (
    "maxTwilightPoints",
    "maxStorage",
    "maxFunctionDefs",
    "maxInstructionDefs",
    "maxStackElements",
    "maxSizeOfInstructions",
    "maxComponentElements",
)
"""What only hinted fonts need."""
NAMES = {
    1: "FandolSong Report",
    2: "Regular",
    3: "FandolSong Report; modified from FandolSong 1.300: quadratic outlines",
    4: "FandolSong Report",
    5: "Version 1.300; modified: outlines converted to TrueType",
    6: "FandolSongReport-Regular",
    13: "GPL-3.0 with font exception; modified version of FandolSong",
}


def drop_layout(font: TTFont) -> None:
    """Keep what has a character; layout tables, hints and vertical writing are not used by reports."""
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = ["*"]
    options.drop_tables += ["VORG", "vhea", "vmtx", "BASE", "GPOS", "GSUB", "DSIG"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=sorted(font.getBestCmap()))
    cutter.subset(font)


def turn_quadratic(font: TTFont) -> None:
    """Replace the CFF outlines by TrueType ones."""
    order = font.getGlyphOrder()
    glyphs = font.getGlyphSet()
    table = newTable("glyf")
    table.glyphOrder = order
    table.glyphs = {}
    for name in order:
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, MOST_ERROR, reverse_direction=True))
        table.glyphs[name] = pen.glyph()
    font["loca"] = newTable("loca")
    font["glyf"] = table
    del font["CFF "]
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    maxp.maxZones = 1
    for field in UNUSED:
        setattr(maxp, field, 0)
    font["post"].formatType = 3.0
    font.sfntVersion = "\000\001\000\000"


def rename(font: TTFont) -> None:
    """Say in the name table that this is a modified version."""
    table = font["name"]
    table.names = [record for record in table.names if record.nameID in {0, 8, 9, 11, 12, 14}]
    for number, text in NAMES.items():
        table.setName(text, number, 3, 1, 0x409)


def main() -> int:
    """Write the font beside its source."""
    font = TTFont(SOURCE, recalcTimestamp=False)
    drop_layout(font)
    turn_quadratic(font)
    rename(font)
    font.save(RESULT)
    print(f"{RESULT.name}: {len(font.getGlyphOrder())} glyphs, {RESULT.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
