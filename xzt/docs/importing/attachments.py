"""The text of attached OFD and PDF files, read in a process of its own."""

from pathlib import Path

from xzt.core.errors import Trouble
from xzt.docs.importing.apart import read_apart

LARGEST = 64 * 1024 * 1024
_ENDINGS = frozenset({".ofd", ".pdf"})


def read_attachment(path: Path) -> str:
    """Return the text of an .ofd or .pdf file; ``Trouble`` of the readers, or ``import_type``, ``import_unreadable``."""
    ending = path.suffix.lower()
    if ending not in _ENDINGS:
        raise Trouble("import_type", ending=ending)
    try:
        if path.stat().st_size > LARGEST:
            raise Trouble("import_too_large", limit=str(LARGEST))
        data = path.read_bytes()
    except OSError as error:
        raise Trouble("import_unreadable", name=path.name) from error
    return read_apart(ending, data).decode("utf-8", "replace")
