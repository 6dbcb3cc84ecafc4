"""The files of a package as they lie there, from a folder or a zip, read with suspicion (RS-12): no links, no clashes, nothing endless.

What the files mean is not known here.
"""

import os
import stat
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from msgspec import Struct

from xzt.archive.report import Fault, Reason
from xzt.core.errors import Trouble
from xzt.signing.zips import MOST_BYTES, MOST_ENTRIES, is_plain_path, read_zip

MOST_NAME_BYTES = 120
"""Longest name of one file or folder in UTF-8; our own stay below 60."""
MOST_DEPTH = 8


class Tree(Struct, frozen=True):
    """Files by path (``/`` between parts), all folders, and what was wrong with what lay there; faulty entries are in neither."""

    files: dict[str, bytes]
    folders: frozenset[str]
    faults: tuple[Fault, ...]


def read_tree(path: Path) -> Tree:
    """Read a folder, or a zip that holds a package at its root or in one folder; ``Trouble("path_unreadable")`` if it is neither."""
    if path.is_dir():
        return _checked(_read_folder(path))
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Trouble("path_too_large", path=str(path))
        data = path.read_bytes()
    except OSError as error:
        raise Trouble("path_unreadable", path=str(path)) from error
    return _checked(_read_archive(path, data))


def _read_folder(root: Path) -> Tree:
    files: dict[str, bytes] = {}
    folders: set[str] = set()
    faults: list[Fault] = []
    room = MOST_BYTES
    for count, (name, entry) in enumerate(_entries(root, "", faults)):
        if count >= MOST_ENTRIES:
            faults.append((name, Reason.TOO_MANY))
            break
        try:
            if entry.is_symlink() or _is_junction(entry):
                faults.append((name, Reason.LINK))
            elif entry.is_dir(follow_symlinks=False):
                folders.add(name)
            elif not stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode):
                faults.append((name, Reason.SPECIAL))
            elif entry.stat(follow_symlinks=False).st_size > room:
                faults.append((name, Reason.TOO_LARGE))
            else:
                with Path(entry.path).open("rb") as file:
                    files[name] = file.read(room + 1)
                room -= len(files[name])
        except OSError:
            faults.append((name, Reason.UNREADABLE))
    return Tree(files, frozenset(folders), tuple(faults))


def _entries(folder: Path, above: str, faults: list[Fault]) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Walk in a stable order without following links."""
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError:
        faults.append((above.rstrip("/"), Reason.UNREADABLE))
        return
    for entry in entries:
        name = above + entry.name
        yield name, entry
        if entry.is_dir(follow_symlinks=False) and not _is_junction(entry):
            if name.count("/") >= MOST_DEPTH:
                faults.append((name, Reason.TOO_MANY))
            else:
                yield from _entries(Path(entry.path), f"{name}/", faults)


def _is_junction(entry: os.DirEntry[str]) -> bool:
    """Tell whether it is a Windows reparse point, which ``is_symlink`` does not see before Python 3.12."""
    attributes = getattr(entry.stat(follow_symlinks=False), "st_file_attributes", 0)
    return bool(attributes & getattr(stat, "FILE_ATTRIBUTE_REPARSE_POINT", 0x400))


def _read_archive(path: Path, data: bytes) -> Tree:
    try:
        files = read_zip(data)
    except Trouble as trouble:
        name = trouble.params.get("name") or path.name
        return Tree({}, frozenset(), ((name, f"{Reason.UNREADABLE} {trouble.params.get('reason', trouble.code)}"),))
    with zipfile.ZipFile(path) as archive:
        folders = {entry.filename.rstrip("/") for entry in archive.infolist() if entry.is_dir()}
        links = [entry.filename for entry in archive.infolist() if stat.S_ISLNK(entry.external_attr >> 16)]
    faults = [(name, Reason.LINK.value) for name in links]
    folders |= {str(above) for name in files for above in PurePosixPath(name).parents} - {"."}
    if "bagit.txt" in files:
        return Tree(files, frozenset(folders), tuple(faults))
    tops = {name.split("/")[0] for name in [*files, *folders]}
    if len(tops) != 1:
        return Tree({}, frozenset(), (*faults, (path.name, Reason.NOT_ONE_PACKAGE)))
    start = len(tops.pop()) + 1
    inside = {name[start:] for name in folders} - {""}
    return Tree({name[start:]: content for name, content in files.items()}, frozenset(inside), tuple(faults))


def _checked(tree: Tree) -> Tree:
    """Add what is wrong with the names: another Unicode form than NFC, two that are one on some system, too long, not plain."""
    faults = list(tree.faults)
    seen: dict[str, str] = {}
    for name in sorted([*tree.files, *tree.folders]):
        if unicodedata.normalize("NFC", name) != name or not is_plain_path(name):
            faults.append((name, Reason.NAME_FORM))
        if any(len(part.encode("utf-8", "surrogateescape")) > MOST_NAME_BYTES for part in name.split("/")):
            faults.append((name, Reason.NAME_LONG))
        key = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
        if key in seen:
            faults.append((name, f"{Reason.NAME_CLASH} {seen[key]}"))
        seen[key] = name
    return Tree(tree.files, tree.folders, tuple(faults))
