"""What a line of the editor is, kept in its block's format so that it travels with the line: level and look. Positions: code points here,
UTF-16 units in Qt.
"""

from PySide6.QtGui import QTextBlock, QTextFormat

from xzt.core.digest import sm3
from xzt.core.encoding import decode, encode
from xzt.docs.drafting.lines import ITEM, PICTURE, PLAIN, ROW, Look
from xzt.ui.text import tr

LEVEL = int(QTextFormat.Property.UserProperty) + 1
LOOK = LEVEL + 1
"""The canonical bytes of a line's look, empty for plain text."""
_HELD, _LARGE = "held:", 2000
_held: dict[str, Look] = {}
MARKS = {
    PLAIN: "",
    1: tr("一级"),
    2: tr("二级"),
    3: tr("三级"),
    4: tr("四级"),
    ITEM: tr("列项"),
    ROW: tr("表格"),
    PICTURE: tr("图片"),
}


def level_of(block: QTextBlock) -> int:
    """Return the level of a line: 0 text, 1 to 4 headings, 5 item, 6 row of a table, 7 picture."""
    return int(block.blockFormat().intProperty(LEVEL))


def look_of(block: QTextBlock) -> Look:
    """Return the look of a line."""
    words = block.blockFormat().stringProperty(LOOK)
    if words.startswith(_HELD):
        return _held[words]
    return decode(words.encode(), Look) if words else Look()


def look_words(look: Look) -> str:
    """Write a look into a format; one as large as a picture is held beside it, so that reading the lines stays quick."""
    words = encode(look).decode() if look != Look() else ""
    if len(words) < _LARGE:
        return words
    name = _HELD + sm3(words.encode())
    _held[name] = look
    return name


def units(text: str, points: int) -> int:
    """Convert an offset in code points into UTF-16 units."""
    return len(text[:points].encode("utf-16-le")) // 2


def points(text: str, unit: int) -> int:
    """Convert an offset in UTF-16 units into code points."""
    return len(text.encode("utf-16-le")[: unit * 2].decode("utf-16-le", "ignore"))


def continues(block: QTextBlock) -> bool:
    """Say whether a line goes on with the list or table of the line before."""
    same = level_of(block) in {ITEM, ROW} and level_of(block.previous()) == level_of(block)
    return same and look_of(block).frame is None
