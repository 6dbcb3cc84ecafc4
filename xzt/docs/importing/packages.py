"""A DOCX file as parts, within limits (RS-12): count, size, ratio, elements; document types are refused before any parser sees them.

Names inside are looked up, never used as paths; nothing is unpacked to disk.
"""

import io
import posixpath
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

from xzt.core.errors import Trouble

if TYPE_CHECKING:
    from lxml.etree import _Element

LARGEST_FILE = 40 * 1024 * 1024
LARGEST_PART = 24 * 1024 * 1024
MOST_ENTRIES = 4000
MOST_MARKS = 1_200_000
"""Opening brackets and equals signs in one XML part: what a tree of it costs in memory grows with them."""
_LARGEST_INSIDE = 256 * 1024 * 1024
_STEEPEST = 300
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
"""How a compound file begins: an encrypted .docx, or a .doc under another name."""
_DAMAGES = (KeyError, ValueError, EOFError, OSError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error, struct.error)

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class Package:
    """An opened package; ``Trouble``: ``import_locked``, ``import_not_docx``, ``import_too_large``, ``import_dtd``."""

    def __init__(self, data: bytes) -> None:
        if len(data) > LARGEST_FILE:
            raise Trouble("import_too_large", limit=str(LARGEST_FILE))
        if data.startswith(_COMPOUND):
            raise Trouble("import_locked")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except _DAMAGES as error:
            raise Trouble("import_not_docx") from error
        total = sum(entry.file_size for entry in entries)
        if len(entries) > MOST_ENTRIES or total > _LARGEST_INSIDE or total > _STEEPEST * max(len(data), 1):
            raise Trouble("import_too_large", limit=str(_LARGEST_INSIDE))
        self.names = frozenset(entry.filename for entry in entries)
        if "word/document.xml" not in self.names:
            raise Trouble("import_not_docx")

    def read(self, name: str, most: int = LARGEST_PART) -> bytes:
        """Read one part of at most ``most`` bytes."""
        try:
            entry = self._zip.getinfo(name)
            if entry.file_size > most:
                raise Trouble("import_too_large", limit=str(most))
            return self._zip.read(entry)
        except _DAMAGES as error:
            raise Trouble("import_not_docx") from error

    def tree(self, name: str) -> "_Element | None":
        """Parse one XML part; None where the package has no such part."""
        from lxml import etree

        if name not in self.names:
            return None
        data = self.read(name)
        plain = data.replace(b"\0", b"") if b"\0" in data else data
        if plain.count(b"<") + plain.count(b"=") > MOST_MARKS:
            raise Trouble("import_too_large", limit=str(MOST_MARKS))
        if b"<!" in plain and (b"<!DOCTYPE" in plain.upper() or b"<!ENTITY" in plain.upper()):
            raise Trouble("import_dtd")
        safe = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True)
        try:
            return etree.fromstring(data, safe)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise Trouble("import_not_docx") from error

    def relations(self, name: str) -> dict[str, str]:
        """Return the targets inside the package that a part names, by id; what lies outside is left out."""
        folder, base = posixpath.split(name)
        tree = self.tree(f"{folder}/_rels/{base}.rels")
        found: dict[str, str] = {}
        for relation in tree.iter(_RELATION) if tree is not None else ():
            if relation.get("TargetMode") != "External":
                target = relation.get("Target", "")
                path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                found[relation.get("Id", "")] = path
        return found
