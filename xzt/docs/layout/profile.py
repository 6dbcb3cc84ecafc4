"""What GB/T 9704-2012 leaves open and offices do differently, as data of a unit; the defaults are what the standard says or recommends.

Nothing here contradicts the standard but the centred page number and the first page without one, which local rules ask for. Margins, lines
and characters a page are the standard's own and are not here.
"""

from msgspec import Struct


class Profile(Struct, frozen=True, kw_only=True):
    """A unit's choices; lengths in mm."""

    bold_third: bool = False
    """Headings of the third level in bold: a custom, not of the standard."""
    latin_face: bool = False
    """Letters and digits of the text in a Latin face (Times New Roman or its like) instead of the Chinese face's own."""
    first_number: bool = True
    """Whether the first page shows its number; the letter form never does (10.1)."""
    centred_numbers: bool = False
    """Page numbers in the middle instead of outside (7.5)."""
    number_dashes: bool = True
    """Whether a dash stands on both sides of the page number (7.5)."""
    even_imprint: bool = False
    """Whether the imprint always stands on an even page (GB/T 33476.2 7.3)."""
    mark_size: float = 15.0
    """The largest em of the issuing organ mark (7.2.4 gives none)."""
    letter_mark_size: float = 12.7
    """The same of the letter form."""
    red_line: float = 0.5
    """Thickness of the red line (7.2.7 gives none)."""


STANDARD = Profile()
