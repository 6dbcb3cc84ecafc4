"""Reading the text of an OFD package back (GB/T 33190-2016), ours or anybody's, within limits (RS-12). No drawing.

Paths inside may be absolute from the package's root or relative to the file that names them. ``Trouble`` codes: ``ofd_unreadable``,
``ofd_too_large``, ``ofd_dtd``, ``ofd_incomplete``.
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

NAMESPACE = "http://www.ofdspec.org/2016"
MOST_ENTRIES = 20_000
LARGEST_INSIDE = 512 * 1024 * 1024
STEEPEST = 400
_OFD = f"{{{NAMESPACE}}}"
_DAMAGES = (KeyError, ValueError, EOFError, OSError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error, struct.error)
"""What the zip reader raises for damaged packages."""


def open_package(data: bytes) -> zipfile.ZipFile:
    """Open a package after looking at its limits."""
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGES as error:
        raise Trouble("ofd_unreadable") from error
    entries = package.infolist()
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or total > LARGEST_INSIDE or total > STEEPEST * max(len(data), 1):
        raise Trouble("ofd_too_large", entries=str(len(entries)), size=str(total))
    return package


def inside(base: str, path: str) -> str:
    """Return the package path that ``path`` means when the file ``base`` names it; never one outside the package."""
    joined = path.lstrip("/") if path.startswith("/") else posixpath.join(posixpath.dirname(base), path)
    clean = posixpath.normpath(joined)
    if clean.startswith(".."):
        raise Trouble("ofd_incomplete", path=path)
    return clean


def parsed(package: zipfile.ZipFile, path: str) -> "_Element":
    """Read one XML file of a package; a document type is refused before anything is resolved."""
    from lxml import etree

    try:
        data = package.read(path)
    except _DAMAGES as error:
        raise Trouble("ofd_incomplete", path=path) from error
    plain = data.replace(b"\0", b"").upper()
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise Trouble("ofd_dtd", path=path)
    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Trouble("ofd_unreadable", path=path) from error


def page_texts(data: bytes) -> list[list[str]]:
    """Return the text objects of every page in the order of the content."""
    with open_package(data) as package:
        root = _document_path(package)
        document = parsed(package, root)
        pages = document.findall(f"{_OFD}Pages/{_OFD}Page")
        return [_page_text(package, inside(root, _named(page.get("BaseLoc"), root))) for page in pages]


def tagged_texts(data: bytes) -> dict[str, str]:
    """Return the text that the tags of a package name, by the tag's own name; parts of one element are joined in order."""
    with open_package(data) as package:
        root = _document_path(package)
        document = parsed(package, root)
        listed = document.findtext(f"{_OFD}CustomTags")
        if listed is None:
            return {}
        texts: dict[tuple[str, str], str] = {}
        for page in document.findall(f"{_OFD}Pages/{_OFD}Page"):
            content = parsed(package, inside(root, _named(page.get("BaseLoc"), root)))
            texts.update({(page.get("ID", ""), text.get("ID", "")): _text(text) for text in content.iter(f"{_OFD}TextObject")})
        lists = inside(root, _named(listed, root))
        found: dict[str, str] = {}
        for place in parsed(package, lists).iter(f"{_OFD}FileLoc"):
            for tag in parsed(package, inside(lists, _named(place.text, lists))):
                shown = [texts.get((one.get("PageRef", ""), (one.text or "").strip()), "") for one in tag.iter(f"{_OFD}ObjectRef")]
                name = str(tag.tag).rpartition("}")[2]
                found[name] = found.get(name, "") + "".join(shown)
        return found


def _document_path(package: zipfile.ZipFile) -> str:
    return inside("OFD.xml", _named(parsed(package, "OFD.xml").findtext(f"{_OFD}DocBody/{_OFD}DocRoot"), "OFD.xml"))


def _named(path: str | None, where: str) -> str:
    if not path or not path.strip():
        raise Trouble("ofd_incomplete", path=where)
    return path.strip()


def _page_text(package: zipfile.ZipFile, path: str) -> list[str]:
    content = parsed(package, path)
    return [_text(text) for text in content.iter(f"{_OFD}TextObject")]


def _text(text: "_Element") -> str:
    return "".join(code.text or "" for code in text.iter(f"{_OFD}TextCode"))


def ofd_text(data: bytes) -> str:
    """Return the text of a package in order: objects of one page joined, pages by line feed."""
    return "\n".join("".join(texts) for texts in page_texts(data))
