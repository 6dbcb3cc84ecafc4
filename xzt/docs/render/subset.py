"""Font subsets for embedding: only the glyphs that pages use, under new glyph numbers; shared by the PDF and OFD writers.

CID-keyed CFF fonts get an identity charset, so that the number in the file, the CID and the glyph are one and the same.
"""

import uharfbuzz as hb
from msgspec import Struct

from xzt.docs.layout.fonts import open_font
from xzt.docs.layout.pages import Face, GlyphRun, PageModel

_IDENTITY_CHARSET = 0x8000
_DROPPED = ("GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG", "JSTF", "kern", "gasp", "STAT", "meta")


class Subset(Struct, frozen=True):
    """A face cut down: ``data`` a font file, ``numbers`` old glyph numbers to new ones, ``widths`` in 1/1000 em by new number."""

    face: Face
    data: bytes
    cff: bytes
    name: str
    numbers: dict[int, int]
    widths: dict[int, float]
    chars: dict[int, str]
    """The one character that a new glyph number stands for; a glyph that serves several is told apart by the writers."""
    told: dict[int, str]
    """The same by old glyph number, empty for the glyph that stands for nothing."""
    box: tuple[int, int, int, int]
    ascent: int
    descent: int

    def tells(self, run: GlyphRun) -> bool:
        """Say whether the glyphs of a run alone lead back to its text."""
        return "".join(map(self.told.__getitem__, run.glyphs)) == run.text


def used_glyphs(model: PageModel) -> dict[str, dict[int, str]]:
    """Return by face the glyphs that pages draw, each with the first character it stands for."""
    used: dict[str, dict[int, str]] = {}
    for page in reversed(model.pages):  # from the end, so that the first character is the one that stays
        for run in reversed((*page.below, *page.runs)):
            used.setdefault(run.face, {}).update(zip(reversed(run.glyphs), reversed(run.text), strict=True))
    return used


def cut(face: Face, glyphs: dict[int, str]) -> Subset:
    """Cut a face down to some of its glyphs."""
    whole = open_font(face.path, face.index).face
    wanted = hb.SubsetInput()
    wanted.glyph_set.update(set(glyphs))
    wanted.unicode_set.update({ord(char) for glyph, char in glyphs.items() if glyph})
    wanted.flags = hb.SubsetFlags(
        _IDENTITY_CHARSET
        | hb.SubsetFlags.NO_LAYOUT_CLOSURE
        | hb.SubsetFlags.NOTDEF_OUTLINE
        | hb.SubsetFlags.NO_HINTING
        | hb.SubsetFlags.NO_BIDI_CLOSURE
    )
    wanted.drop_table_tag_set.update({int.from_bytes(tag.encode(), "big") for tag in _DROPPED})
    plan = hb.SubsetPlan(whole, wanted)
    part = plan.execute()
    mapping = dict(plan.old_to_new_glyph_mapping)
    font, upem = hb.Font(part), part.upem
    widths = {mapping[glyph]: font.get_glyph_h_advance(mapping[glyph]) * 1000 / upem for glyph in glyphs}
    extents = font.get_font_extents("ltr")
    head = part.reference_table("head").data
    box = tuple(round(int.from_bytes(head[at : at + 2], "big", signed=True) * 1000 / upem) for at in (36, 38, 40, 42))
    return Subset(
        face=face,
        data=part.blob.data,
        cff=part.reference_table("CFF ").data if "CFF " in part.table_tags else b"",
        name=whole.get_name(6) or face.key,
        numbers={glyph: mapping[glyph] for glyph in glyphs},
        widths=widths,
        chars={mapping[glyph]: char for glyph, char in glyphs.items() if glyph},
        box=(box[0], box[1], box[2], box[3]),
        ascent=round(extents.ascender * 1000 / upem),
        descent=round(extents.descender * 1000 / upem),
        told={glyph: char if glyph else "" for glyph, char in glyphs.items()},
    )


def subsets(model: PageModel) -> dict[str, Subset]:
    """Return the subset of every face that a model uses, by face key in a stable order."""
    return {key: cut(model.faces[key], glyphs) for key, glyphs in sorted(used_glyphs(model).items())}
