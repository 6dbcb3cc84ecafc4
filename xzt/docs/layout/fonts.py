"""Fonts by role: which file stands for 仿宋, 楷体, 黑体, 小标宋 and 宋体 here, and which face has a given character.

GB/T 9704-2012 5.2.2, 7.2.4, 7.3.1 name kinds of face, not products. A font that the machine has a licence for comes first, else the shipped
one as a reported substitute; characters that the role's face lacks (rare names) are taken from other faces, one by one. Nothing is
measured or embedded here beyond glyph numbers and advances.
"""

import os
import struct
import sys
from functools import cache, lru_cache
from pathlib import Path

import uharfbuzz as hb
from msgspec import Struct

from xzt.docs.layout.pages import Face

SHIPPED = Path(__file__).resolve().parents[3] / "resources" / "fonts"

FANGSONG = "仿宋"
KAI = "楷体"
HEI = "黑体"
TITLE = "小标宋"
SONG = "宋体"
ROLES = (FANGSONG, KAI, HEI, TITLE, SONG)
LATIN = "西文"
"""Not a face of the standard: letters and digits, where a unit's profile wants them in a Latin face."""


class Alias(Struct, frozen=True):
    """A font that may stand for a role: its family, the names its file goes by (lower case), and its index in a collection."""

    family: str
    files: tuple[str, ...]
    index: int = 0


_OWN: dict[str, tuple[Alias, ...]] = {
    FANGSONG: (
        Alias("仿宋_GB2312", ("simfang_gb2312.ttf", "fangsong_gb2312.ttf", "仿宋_gb2312.ttf", "fs_gb2312.ttf")),
        Alias("仿宋", ("simfang.ttf", "fangsong.ttf")),
        Alias("方正仿宋_GBK", ("fzfsk.ttf", "fzfangsong-z02.ttf")),
    ),
    KAI: (
        Alias("楷体_GB2312", ("simkai_gb2312.ttf", "kaiti_gb2312.ttf", "楷体_gb2312.ttf", "kt_gb2312.ttf")),
        Alias("楷体", ("simkai.ttf", "kaiti.ttf")),
        Alias("方正楷体_GBK", ("fzktk.ttf", "fzkai-z03.ttf")),
    ),
    HEI: (Alias("黑体", ("simhei.ttf",)), Alias("方正黑体_GBK", ("fzhtk.ttf", "fzhei-b01.ttf"))),
    TITLE: (
        Alias("方正小标宋简体", ("fzxbsjw.ttf", "fzxiaobiaosong-b05s.ttf", "方正小标宋简体.ttf")),
        Alias("方正小标宋_GBK", ("fzxbsk.ttf", "fzxiaobiaosong-b05.ttf", "方正小标宋_gbk.ttf")),
    ),
    SONG: (Alias("宋体", ("simsun.ttc", "simsun.ttf")), Alias("方正书宋_GBK", ("fzssk.ttf", "fzshusong-z01.ttf"))),
    LATIN: (Alias("Times New Roman", ("times.ttf",)), Alias("Liberation Serif", ("liberationserif-regular.ttf",))),
}

_SHIPPED: dict[str, Alias] = {
    FANGSONG: Alias("FandolFang", ("FandolFang-Regular.otf",)),
    KAI: Alias("FandolKai", ("FandolKai-Regular.otf",)),
    HEI: Alias("FandolHei", ("FandolHei-Regular.otf",)),
    TITLE: Alias("FandolSong Bold", ("FandolSong-Bold.otf",)),
    SONG: Alias("FandolSong", ("FandolSong-Regular.otf",)),
    LATIN: Alias("FandolSong", ("FandolSong-Regular.otf",)),
}

_SERIF = (
    Alias("Noto Serif CJK SC", ("notoserifcjk-regular.ttc",), 2),
    Alias("HanaMinA", ("hanamina.ttf",)),
    Alias("HanaMinB", ("hanaminb.ttf",)),
    Alias("SimSun-ExtB", ("simsunb.ttf",)),
    Alias("BabelStone Han", ("babelstonehan.ttf",)),
)
_SANS = (Alias("Noto Sans CJK SC", ("notosanscjk-regular.ttc",), 2),)
_LAST = (Alias("DejaVu Sans", ("dejavusans.ttf",)),)
_FALLBACK: dict[str, tuple[Alias, ...]] = {
    FANGSONG: (*_SERIF, *_SANS, *_LAST),
    SONG: (*_SERIF, *_SANS, *_LAST),
    LATIN: (*_SERIF, *_SANS, *_LAST),
    TITLE: (Alias("Noto Serif CJK SC Bold", ("notoserifcjk-bold.ttc",), 2), *_SERIF, *_SANS, *_LAST),
    KAI: (Alias("霞鹜文楷", ("lxgwwenkai-regular.ttf",)), *_SERIF, *_SANS, *_LAST),
    HEI: (*_SANS, *_SERIF, *_LAST),
}

_KEYS = dict(zip((*ROLES, LATIN), ("fangsong", "kai", "hei", "title", "song", "latin"), strict=True))


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
        self._installed = installed_fonts(folders or font_folders()) if system else {}
        self._chains: dict[str, tuple[Face, ...]] = {role: self._chain(role, shipped) for role in _KEYS}
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
            found = self._look(role, char)
            self._found[role, char] = found
            return found

    def _look(self, role: str, char: str) -> tuple[str, int, float] | None:
        for face in self._chains[role]:
            glyph = open_font(face.path, face.index).glyph(char)
            if glyph is not None:
                return face.key, glyph[0], glyph[1]
        return None

    def _chain(self, role: str, shipped: Path) -> tuple[Face, ...]:
        wanted = _OWN[role][0].family
        own = [self._face(role, alias) for alias in _OWN[role]]
        base = _SHIPPED[role]
        ours = Face(_KEYS[role], role, str(shipped / base.files[0]), base.family, wanted)
        others = [self._face(role, alias) for alias in _FALLBACK[role]]
        return (*(face for face in own if face is not None), ours, *(face for face in others if face is not None))

    def _face(self, role: str, alias: Alias) -> Face | None:
        path = next((self._installed[name] for name in alias.files if name in self._installed), None)
        if path is None:
            return None
        return Face(f"{Path(path).stem}-{alias.index}", role, path, alias.family, index=alias.index)


def font_folders() -> tuple[Path, ...]:
    """Return the folders where this system keeps fonts."""
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", "")) / "Microsoft" / "Windows" / "Fonts"
        return (Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts", local)
    home = Path.home()
    return (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".local/share/fonts", home / ".fonts")


@lru_cache(maxsize=8)
def installed_fonts(folders: tuple[Path, ...]) -> dict[str, str]:
    """Return the font files in folders by lower-case name; the first folder wins, names in order, so that the answer is stable."""
    found: dict[str, str] = {}
    for folder in folders:
        for parent, below, names in os.walk(folder):
            below.sort()
            for name in sorted(names):
                if name.lower().endswith((".ttf", ".otf", ".ttc")):
                    found.setdefault(name.lower(), str(Path(parent) / name))
    return found


def face_bytes(face: Face) -> bytes:
    """Return a face as a font file of its own, cut out of its collection where it stands in one."""
    data = Path(face.path).read_bytes()
    if data[:4] != b"ttcf":
        return data
    (start,) = struct.unpack_from(">I", data, 12 + 4 * face.index)
    (count,) = struct.unpack_from(">H", data, start + 4)
    records = [struct.unpack_from(">4sIII", data, start + 12 + 16 * number) for number in range(count)]
    offset = 12 + 16 * count
    head, body = bytearray(data[start : start + 12]), bytearray()
    for tag, checksum, at, length in records:
        head += struct.pack(">4sIII", tag, checksum, offset + len(body), length)
        body += data[at : at + length] + b"\0" * (-length % 4)
    return bytes(head + body)
