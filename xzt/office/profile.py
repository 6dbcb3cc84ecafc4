"""What GB/T 9704-2012 leaves open and offices do differently, as data of a unit (单位版式); the defaults are what it says or recommends.

Values only: what they do to a page is ``docs/layout``, what the standard says of each ``docs/checks/customs``, who may change them
``office/style``. A value out of its range is refused when it is read.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct
from msgspec.inspect import FloatType, UnionType, type_info

from xzt.core.errors import Refusal

TopMargin = Annotated[float, Meta(ge=25, le=45)]
SideMargin = Annotated[float, Meta(ge=20, le=35)]
Pitch = Annotated[float, Meta(ge=24, le=40)]
MarkSize = Annotated[float, Meta(ge=8, le=22)]
Stroke = Annotated[float, Meta(ge=0.1, le=2)]
Red = Annotated[str, Meta(pattern="^#[B-F][0-9A-F][0-6][0-9A-F][0-6][0-9A-F]$")]


class Profile(Struct, frozen=True, kw_only=True):
    """A unit's choices; lengths in mm from the characters' edge as in the standard, the line pitch in points."""

    top_margin: TopMargin = 37.0
    """天头 (5.2.1: 37±1)."""
    bottom_margin: TopMargin = 35.0
    """White below the type area (5.2.1: 225 mm of type leave 35)."""
    left_margin: SideMargin = 28.0
    """订口 (5.2.1: 28±1)."""
    right_margin: SideMargin = 26.0
    """White at the right (5.2.1: 156 mm of type leave 26)."""
    mirrored: bool = False
    """Even pages with left and right margin exchanged, for printing on both sides (the standard names the binding side only)."""
    pitch: Pitch | None = None
    """From line to line in points; None fills the type area with 22 lines (5.2.3, "as a rule")."""
    word_filled: bool = False
    """DOCX with the pitch that fills the type area rather than the "line" of GB/T 33476.2 (10.39 mm)."""
    bold_third: bool = False
    """Headings of the third level in bold: a custom, not of the standard (7.3.3)."""
    latin_face: bool = False
    """Letters and digits of the text in a Latin face (Times New Roman or its like) instead of the Chinese face's own (5.2.2)."""
    mark_size: MarkSize = 15.0
    """The largest em of the issuing organ mark (7.2.4 gives none)."""
    letter_mark_size: MarkSize = 12.7
    """The same of the letter form."""
    red: Red = "#FF0000"
    """The red of mark and lines as #RRGGBB (6.1 gives inks, Y80 and M80, and nothing for screens)."""
    red_line: Stroke = 0.5
    """Thickness of the red line (7.2.7 gives none)."""
    double_thick: Stroke = 0.75
    """The thick stroke of the letter form's double lines (10.1 gives none)."""
    double_thin: Stroke = 0.25
    """The thin one."""
    double_on: Literal["paper", "text"] = "paper"
    """What the double lines are centred on (10.1: "centred")."""
    urgency_line: Annotated[int, Meta(ge=1, le=3)] = 1
    """The line of the urgency while there is no copy number above it (7.2.3 gives the order only)."""
    first_number: bool = True
    """Whether the first page shows its number; the letter form never does (10.1)."""
    centred_numbers: bool = False
    """Page numbers in the middle instead of outside (7.5)."""
    number_dashes: bool = True
    """Whether a dash stands on both sides of the page number (7.5)."""
    number_inset: Literal["number", "text"] = "number"
    """Whose character the one is by which the page number stands in (7.5): one of its own size, or one of the text's."""
    note_apart: bool = False
    """A blank line between date and note (GB/T 33476.2 7.2.6), where 7.3.6 has the next line."""
    imprint_thick: Stroke = 0.35
    """First and last line of the imprint (7.4.1 recommends)."""
    imprint_thin: Stroke = 0.25
    """The lines between (7.4.1 recommends)."""
    even_imprint: bool = False
    """Whether the imprint always stands on an even page (GB/T 33476.2 7.3)."""
    quoted_attachments: bool = False
    """Names of attachments with title marks 《》: the checks are content then (7.3.4 speaks of marks after the name only)."""


STANDARD = Profile()


def refuse_profile(profile: Profile) -> Refusal | None:
    """Refuse a profile with a value out of its range; the detail names it."""
    try:
        msgspec.convert(msgspec.to_builtins(profile), Profile)
    except msgspec.ValidationError as error:
        return Refusal("profile_malformed", {"detail": str(error)})
    return None


def limits(name: str) -> tuple[float, float]:
    """Return the least and the largest value of a length."""
    kind = type_info(Profile.__annotations__[name])
    kinds = kind.types if isinstance(kind, UnionType) else (kind,)
    found = next(one for one in kinds if isinstance(one, FloatType))
    return float(found.ge or 0), float(found.le or 0)
