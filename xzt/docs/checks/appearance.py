"""How an imported file looks, as facts, and what of it departs from GB/T 9704-2012, GB/T 33476.2-2016 or the unit's profile (X01 to X08).

The standards say "as a rule" of faces, sizes and lines, and give Word's margins as a recommendation: all that is advice. Only the paper is
an error (5.1). What is not of the standard at all is not said: bold third level, Times New Roman, 28 points, 仿宋_GB2312 (gongwen.md 4.4).
"""

from collections.abc import Iterator

from msgspec import Struct

from xzt.docs.checks.findings import Finding, Spot, finding
from xzt.office.profile import STANDARD, Profile

PLACE = Spot("file")
_ABOVE = 2.42
"""Half of what parts two lines, in mm: so much lies between the margin that Word sets and the edge of the characters (GB/T 33476.2 6.2)."""
_NEAR_MM, _NEAR_PITCH, _NEAR_SIZE = 1.0, 0.6, 0.3
_A4 = (210.0, 297.0)
_USUAL_PITCHES = (27.9, 30.1)
"""Points that fill a page with 22 lines, with the roundings that offices use."""
_FEW = 0.2
"""Share of a role's characters below which another look is no habit of the file."""
_FACES = {
    "title": ("标宋", "小标宋体", 22.0),
    "body": ("仿宋", "仿宋体", 16.0),
    "heading1": ("黑", "黑体", 16.0),
    "heading2": ("楷", "楷体", 16.0),
}
_ROLES = {"title": "标题", "body": "正文", "heading1": "一级标题", "heading2": "二级标题"}


class Sheet(Struct, frozen=True):
    """The paper and margins of a section in mm; one that lies across has its sides exchanged."""

    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float


class Look(Struct, frozen=True):
    """How many characters of a role have a face and a size (points, 0 unknown); an empty face is not named anywhere in the file."""

    role: str
    face: str
    size: float
    characters: int


class Facts(Struct, frozen=True, kw_only=True):
    """What a file says of its look."""

    sheets: tuple[Sheet, ...] = ()
    looks: tuple[Look, ...] = ()
    pitches: tuple[tuple[float, int], ...] = ()
    """Exact line pitches in points with the paragraphs of body text that have them; 0 is a pitch that follows the characters."""
    numbers: tuple[str, ...] = ()
    """Where page numbers stand: left, center, right, outside; empty where there are none."""
    themed: int = 0
    """Characters whose Chinese face is left to the theme."""
    narrow_marks: int = 0
    """Quotes, dashes and ellipses that a Latin face sets."""
    wide_tables: int = 0
    """Tables that are wider than the text."""


def check_appearance(facts: Facts, profile: Profile = STANDARD) -> list[Finding]:
    """Say what of a file's look departs from the standards and from the unit's profile."""
    found = [*_paper(facts), *_margins(facts, profile), *_faces(facts), *_pitch(facts, profile), *_numbers(facts, profile)]
    if facts.themed:
        found.append(finding("X06", PLACE, "", about=f"{facts.themed}字"))
    if facts.narrow_marks:
        found.append(finding("X07", PLACE, "", about=f"{facts.narrow_marks}处"))
    if facts.wide_tables:
        found.append(finding("X08", PLACE, "", about=f"{facts.wide_tables}个"))
    return found


def _paper(facts: Facts) -> Iterator[Finding]:
    for sheet in facts.sheets:
        size = sorted((sheet.width, sheet.height))
        if any(abs(mine - right) > _NEAR_MM for mine, right in zip(size, _A4, strict=True)):
            yield finding("X01", PLACE, f"{sheet.width:.0f}×{sheet.height:.0f}毫米")
            return


def _margins(facts: Facts, profile: Profile) -> Iterator[Finding]:
    upright = [sheet for sheet in facts.sheets if sheet.height >= sheet.width]
    if not upright:
        return
    right = (profile.top_margin - _ABOVE, profile.bottom_margin - _ABOVE, profile.left_margin, profile.right_margin)
    mine = (upright[0].top, upright[0].bottom, upright[0].left, upright[0].right)
    if any(abs(one - other) > _NEAR_MM for one, other in zip(mine, right, strict=True)):
        said, wanted = ("上{:.1f}、下{:.1f}、左{:.1f}、右{:.1f}".format(*values) for values in (mine, right))
        yield finding("X02", PLACE, f"{said}毫米", about=f"一般为{wanted}毫米")


def _faces(facts: Facts) -> Iterator[Finding]:
    for role, (part, name, size) in _FACES.items():
        looks = [look for look in facts.looks if look.role == role]
        total = sum(look.characters for look in looks)
        other = [look for look in looks if look.face and part not in look.face and look.characters > total * _FEW]
        sizes = [look for look in looks if look.size and abs(look.size - size) > _NEAR_SIZE and look.characters > total * _FEW]
        if other:
            yield finding("X03", PLACE, other[0].face, about=f"{_ROLES[role]}一般用{name}")
        if sizes:
            yield finding("X03", PLACE, f"{sizes[0].size:g}磅", about=f"{_ROLES[role]}一般用{size:g}磅")


def _pitch(facts: Facts, profile: Profile) -> Iterator[Finding]:
    total = sum(count for _, count in facts.pitches)
    low, high = (profile.pitch - _NEAR_PITCH, profile.pitch + _NEAR_PITCH) if profile.pitch else _USUAL_PITCHES
    for pitch, count in facts.pitches:
        if not low <= pitch <= high and count > total * _FEW:
            yield finding("X04", PLACE, f"{pitch:g}磅" if pitch else "不固定")
            return


def _numbers(facts: Facts, profile: Profile) -> Iterator[Finding]:
    if not facts.numbers:
        yield finding("X05", PLACE, "没有页码")
    elif set(facts.numbers) == {"center"} and not profile.centred_numbers:
        yield finding("X05", PLACE, "页码居中")
