"""Files that a command of the command line reads and writes: a file that is there is not written over."""

import os
from pathlib import Path

from xzt.core.errors import Trouble


def read(path: Path) -> bytes:
    """Read a file whole."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise Trouble("file_unreadable", path=str(path), detail=str(error)) from error


def write(path: Path, data: bytes) -> None:
    """Write a file, whole or not at all."""
    from xzt.store.keyslots import replace_file

    replace_file(path, data)


def free(path: Path) -> None:
    """See that a file can be written here and takes nothing's place, before the work begins."""
    if path.exists():
        raise Trouble("output_exists", path=str(path))
    if not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        raise Trouble("output_unwritable", path=str(path.parent))
