"""The text of attached OFD and PDF files, read in a process of its own."""

import re
from pathlib import Path

from xzt.core.errors import Trouble
from xzt.docs.checks.secrets import secret_mark
from xzt.docs.importing.apart import read_apart
from xzt.docs.importing.outline import Entry, blocks_of, heading_level
from xzt.docs.model import Block

LARGEST = 64 * 1024 * 1024
_BROKEN = 20
"""Characters from which a line was broken by the width of its page rather than by its author."""
_ENDS = "。；：！？;:!?"
_PAGE_NUMBER = re.compile(r"^[—\-－–\s]*\d{1,4}[—\-－–\s]*$")
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


def attachment_blocks(text: str) -> tuple[Block, ...]:
    """Return the text of an attached file as blocks: lines that were broken by a page's width are one again. Secrets are refused (G3)."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    mark = secret_mark(lines)
    if mark:
        raise Trouble("state_secret_mark", mark=mark)
    joined: list[Entry] = []
    length = 0
    for line in lines:
        if joined and length >= _BROKEN and str(joined[-1])[-1] not in _ENDS and not heading_level(line):
            joined[-1] = str(joined[-1]) + line
        elif not _PAGE_NUMBER.match(line):
            joined.append(line)
        length = len(line)
    return blocks_of(joined)
