"""The fonts that this machine has, by file and by the families that they name themselves; any face of a collection as a file of its own."""

import os
import struct
import sys
from functools import lru_cache
from pathlib import Path

from xzt.docs.layout.pages import Face

_FAMILY_NAMES = frozenset({1, 4, 16})
"""Entries of a name table: family, full name, family as typographers see it."""
_MOST_FACES, _MOST_NAMES = 64, 4096


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


@lru_cache(maxsize=8)
def installed_families(folders: tuple[Path, ...]) -> dict[str, tuple[str, int]]:
    """Return file and index of the face of every family, by lower-case name; files that are no fonts are passed over."""
    found: dict[str, tuple[str, int]] = {}
    for path in installed_fonts(folders).values():
        try:
            for index, names in enumerate(families_in(Path(path))):
                for name in names:
                    found.setdefault(name.lower(), (path, index))
        except (OSError, ValueError, struct.error):
            continue
    return found


def families_in(path: Path) -> list[set[str]]:
    """Return for each face of a font file the families and full names of its name table."""
    with path.open("rb") as file:
        head = file.read(12)
        starts = [0]
        if head[:4] == b"ttcf":
            (count,) = struct.unpack(">I", head[8:12])
            starts = list(struct.unpack(f">{min(count, _MOST_FACES)}I", file.read(4 * min(count, _MOST_FACES))))
        found = []
        for start in starts:
            file.seek(start)
            (count,) = struct.unpack(">4xH6x", file.read(12))
            records = file.read(16 * count)
            places = {records[at : at + 4]: struct.unpack(">II", records[at + 8 : at + 16]) for at in range(0, len(records), 16)}
            offset, length = places.get(b"name", (0, 0))
            file.seek(offset)
            found.append(_names(file.read(length)) if length else set())
        return found


def _names(table: bytes) -> set[str]:
    count, start = struct.unpack(">2xHH", table[:6])
    found = set()
    for at in range(min(count, _MOST_NAMES)):
        platform, _, _, kind, length, offset = struct.unpack(">6H", table[6 + 12 * at : 18 + 12 * at])
        if kind in _FAMILY_NAMES and platform in {0, 3}:
            found.add(table[start + offset : start + offset + length].decode("utf-16-be", "ignore").strip())
    return found - {""}


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
