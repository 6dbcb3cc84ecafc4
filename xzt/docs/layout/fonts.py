"""Fonts by role: which file stands for 仿宋, 楷体, 黑体, 小标宋 and 宋体 here, and which face has a given character.

A font of the standard that the machine has comes first, else the shipped one as a reported substitute; characters that the role's face
lacks (rare names) are lent by other faces, one by one, in the end by any font of the machine. Nothing is measured or embedded here beyond
glyph numbers and advances; what to say about it all is ``fontreport``.
"""

import unicodedata
from functools import cache
from pathlib import Path

import uharfbuzz as hb
from msgspec.structs import replace

from xzt.docs.layout.installed import font_folders, installed_families, installed_fonts
from xzt.docs.layout.pages import Face
from xzt.docs.layout.roles import KEYS, LENDERS, NO_LENDERS, OWN, ROLES, Alias
from xzt.docs.layout.roles import SHIPPED as OURS

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Mn", "Zs", "Zl", "Zp"})
SHIPPED = Path(__file__).resolve().parents[3] / "resources" / "fonts"


class FontFile:
    """One opened face: glyph number and advance by character, both remembered. The file is mapped, not read."""

    def __init__(self, path: str, index: int = 0) -> None:
        self.face = hb.Face(hb.Blob.from_file_path(path), index)
        self._font = hb.Font(self.face)
        self._upem = self.face.upem
        self._known: dict[str, tuple[int, float] | None] = {}

    def glyph(self, char: str) -> tuple[int, float] | None:
        """Return glyph number and advance in ems, or None where the face has no such character."""
        try:
            return self._known[char]
        except KeyError:
            number = self._font.get_nominal_glyph(ord(char))
            found = (number, self._font.get_glyph_h_advance(number) / self._upem) if number else None
            self._known[char] = found
            return found

    def ink(self, glyph: int) -> tuple[float, float, float, float]:
        """Return left, top, width and height of a glyph's ink in ems (top above the baseline)."""
        box = self._font.get_glyph_extents(glyph)
        if box is None:
            return 0.0, 0.0, 0.0, 0.0
        return box.x_bearing / self._upem, box.y_bearing / self._upem, box.width / self._upem, -box.height / self._upem


@cache
def open_font(path: str, index: int = 0) -> FontFile:
    """Open a face once for the life of the process."""
    return FontFile(path, index)


class FontBook:
    """The faces in use on this machine. ``system=False`` takes only the shipped ones, so that every machine sets the same pages."""

    def __init__(self, *, system: bool = True, shipped: Path = SHIPPED, folders: tuple[Path, ...] | None = None) -> None:
        where = folders or font_folders()
        self.installed = installed_fonts(where) if system else {}
        self._families = installed_families(where) if system else {}
        self._chains: dict[str, tuple[Face, ...]] = {role: self._chain(role, shipped) for role in KEYS}
        self.faces: dict[str, Face] = {face.key: face for chain in self._chains.values() for face in chain}
        self._found: dict[tuple[str, str], tuple[str, int, float] | None] = {}

    def face(self, role: str) -> Face:
        """Return the face that stands for a role."""
        return self._chains[role][0]

    def substitutes(self) -> tuple[Face, ...]:
        """Return the faces that stand in for a font of the standard that is not here."""
        return tuple(face for face in (self.face(role) for role in ROLES) if face.substitute_for)

    def find(self, role: str, char: str) -> tuple[str, int, float] | None:
        """Return face key, glyph number and advance in ems for a character in a role, or None where no face has it."""
        try:
            return self._found[role, char]
        except KeyError:
            found = self._look(role, char) or self._look_anywhere(role, char)
            self._found[role, char] = found
            return found

    def _look(self, role: str, char: str) -> tuple[str, int, float] | None:
        for face in self._chains[role]:
            glyph = open_font(face.path, face.index).glyph(char)
            if glyph is not None:
                return face.key, glyph[0], glyph[1]
        return None

    def _look_anywhere(self, role: str, char: str) -> tuple[str, int, float] | None:
        """Look for a visible character in every font of the machine, so that none is an empty box that some font could draw."""
        if unicodedata.category(char) in _UNSEEN:
            return None
        for name, path in sorted(self.installed.items()):
            if any(part in name for part in NO_LENDERS):
                continue
            font = open_font(path)
            glyph = font.glyph(char)
            if glyph is not None and font.ink(glyph[0])[2] > 0:
                face = Face(f"{Path(path).stem}-0", role, path, font.face.get_name(1) or Path(path).stem, spare=True)
                self.faces.setdefault(face.key, face)
                return face.key, glyph[0], glyph[1]
        return None

    def _chain(self, role: str, shipped: Path) -> tuple[Face, ...]:
        wanted = OWN[role][0].family
        own = [self._face(role, alias) for alias in OWN[role]]
        base = OURS[role]
        ours = Face(KEYS[role], role, str(shipped / base.files[0]), base.family, wanted)
        others = [self._face(role, alias) for alias in LENDERS[role]]
        chain = [face for face in (*own, ours, *others) if face is not None]
        return tuple(replace(face, spare=at > 0) for at, face in enumerate(chain))

    def _face(self, role: str, alias: Alias) -> Face | None:
        path = next((self.installed[name] for name in alias.files if name in self.installed), None)
        index = alias.index
        if path is None:
            named = next((self._families[name.lower()] for name in (alias.family, *alias.names) if name.lower() in self._families), None)
            if named is None:
                return None
            path, index = named
        return Face(f"{Path(path).stem}-{index}", role, path, alias.family, index=index)
