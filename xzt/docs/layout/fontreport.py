"""What the fonts of this machine did to a document's pages: substitutes, lent characters, characters that nothing covers (AE-22, PRN-02).

Facts with their place in the text; how they are said is the interface's business. Nothing is silent: what is not in the report is drawn
with the font that the standard names.
"""

from msgspec import Struct

from xzt.docs.layout.fonts import FontBook
from xzt.docs.layout.installed import font_folders, installed_fonts
from xzt.docs.layout.pages import Face, GlyphRun, PageModel, Place
from xzt.docs.layout.roles import EXTRA_PACKAGES, PACKAGES, ROLES


class Stand(Struct, frozen=True):
    """A font of the standard that is not here, and what stands in for it; ``package`` brings a fuller one, or is empty."""

    role: str
    wanted: str
    family: str
    package: str = ""


class Lent(Struct, frozen=True):
    """Characters that came from another font than the role's."""

    family: str
    chars: str


class Lost(Struct, frozen=True):
    """A character that no font covers: where it stands first, and the package that would bring it, or empty."""

    char: str
    page: int
    place: Place | None
    package: str = ""


class FontReport(Struct, frozen=True):
    """All three; empty where everything is as the standard names it."""

    stands: tuple[Stand, ...] = ()
    lent: tuple[Lent, ...] = ()
    lost: tuple[Lost, ...] = ()


def report_fonts(model: PageModel) -> FontReport:
    """Report on laid-out pages. Pages are walked only where a face lends characters or one is missing."""
    stands = [_stand(face) for face in model.faces.values() if face.substitute_for and not face.spare and face.role in ROLES]
    lent: dict[str, dict[str, None]] = {}
    lost: dict[str, Lost] = {}
    spare = {face.key: face.family for face in model.faces.values() if face.spare}
    for number, page in enumerate(model.pages if spare or model.missing else ()):
        for run in page.runs:
            if run.face in spare:
                lent.setdefault(spare[run.face], {}).update(dict.fromkeys(run.text))
            if 0 in run.glyphs:
                for at, char in _empty(run):
                    lost.setdefault(char, Lost(char, number, _place(run, at), package_for(char)))
    stands.sort(key=lambda stand: ROLES.index(stand.role))
    return FontReport(tuple(stands), tuple(Lent(family, "".join(chars)) for family, chars in lent.items()), tuple(lost.values()))


def report_machine(fonts: FontBook) -> FontReport:
    """Report on the machine without a document: which roles have substitutes."""
    return FontReport(tuple(_stand(face) for face in fonts.substitutes()))


def lenders(fonts: FontBook) -> tuple[tuple[str, bool], ...]:
    """Say of each package with rare characters whether its font is here."""
    return tuple((package, file in fonts.installed) for package, file, _, _ in PACKAGES)


def package_for(char: str) -> str:
    """Name a package that this machine lacks and that has the character's range; empty where none is known."""
    here = installed_fonts(font_folders())
    return next((package for package, file, first, last in PACKAGES if first <= ord(char) <= last and file not in here), "")


def _stand(face: Face) -> Stand:
    return Stand(face.role, face.substitute_for, face.family, EXTRA_PACKAGES.get(face.role, ""))


def _empty(run: GlyphRun) -> list[tuple[int, str]]:
    return [(at, char) for at, (glyph, char) in enumerate(zip(run.glyphs, run.text, strict=True)) if glyph == 0]


def _place(run: GlyphRun, at: int) -> Place | None:
    return Place(run.place.part, run.place.block, run.place.start + at) if run.place else None
