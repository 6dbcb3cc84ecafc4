"""Chunk files carried with a copy of a store: hard links where the disk is the same or an earlier generation has them, else copies.

A link costs nothing and keeps a chunk when the store lets go of it, but a bad sector would be in both. So what nobody else has, because
it was not uploaded yet, is copied and read back; for the rest there is the server.
"""

import logging
import os
import shutil
from pathlib import Path

from xzt.core.errors import Trouble
from xzt.store.chunks import FILES_FOLDER
from xzt.store.keyslots import flush_file, flush_folder

log = logging.getLogger(__name__)


def carry(source: Path, target: Path, names: set[str] | None = None, alone: set[str] | None = None, earlier: Path | None = None) -> int:
    """Carry the chunk files with these names (None: all) from store folder to store folder; says how many. ``alone`` are copied.

    One that is gone keeps no backup from being made: the file that it belongs to is told as damaged when it is read.
    """
    there = source / FILES_FOLDER
    wanted = names if names is not None else {path.name for path in there.glob("*")} if there.exists() else set()
    if not wanted:
        return 0
    into = target / FILES_FOLDER
    into.mkdir(mode=0o700, exist_ok=True)
    carried = 0
    for name in sorted(wanted):
        before = earlier / FILES_FOLDER / name if earlier else None
        try:
            _bring(there / name, into / name, before, link=name not in (alone or set()))
        except FileNotFoundError:
            log.warning("a chunk file is missing and is not in the backup")
        else:
            carried += 1
    flush_folder(into)
    flush_folder(target)
    return carried


def _bring(path: Path, target: Path, before: Path | None, *, link: bool) -> None:
    if link:
        for candidate in (path, before):
            if candidate is not None and _link(candidate, target):
                return
    shutil.copyfile(path, target)
    flush_file(target)
    if target.read_bytes() != path.read_bytes():
        raise Trouble("backup_unreadable", retry=True)


def _link(path: Path, target: Path) -> bool:
    """Link, where the disk is the same and can; one that is missing is noticed when it is copied instead."""
    try:
        os.link(path, target)
    except OSError:
        return False
    return True
