"""Files as official documents: plain text (UTF-8, UTF-16 with its mark, GB 18030), DOCX, and our own JSON, within limits (RS-12).

A DOCX file is unpacked and parsed in a process of its own.
"""

from pathlib import Path

import msgspec

from xzt.core.encoding import decode
from xzt.core.errors import Trouble
from xzt.docs.checks.elements import check_secrets
from xzt.docs.checks.sources import sources
from xzt.docs.importing.apart import read_apart
from xzt.docs.importing.packages import LARGEST_FILE
from xzt.docs.importing.reading import LETTER_SERIES, LONGEST, Found, Imported, read_text
from xzt.docs.model import Block, Heading, OfficialDocument, Table

LARGEST_TEXT = 16 * 1024 * 1024


def read_file(path: Path, *, letter_series: frozenset[str] = LETTER_SERIES) -> Imported:
    """Read a file by its ending.

    ``Trouble``: ``import_folder``, ``import_type``, ``import_too_large``, ``import_unreadable`` and those of the readers.
    """
    if path.is_dir():
        raise Trouble("import_folder", name=path.name)
    if not path.exists():
        raise Trouble("import_unreadable", name=path.name)
    ending = path.suffix.lower()
    if ending not in {".txt", ".docx", ".json"}:
        raise Trouble("import_type", ending=ending or path.name)
    try:
        limit = LARGEST_FILE if ending == ".docx" else LARGEST_TEXT
        if path.stat().st_size > limit:
            raise Trouble("import_too_large", limit=str(limit))
        data = path.read_bytes()
    except OSError as error:
        raise Trouble("import_unreadable", name=path.name) from error
    if ending == ".json":
        return read_document(data)
    if ending == ".docx":
        return _read_apart(data, letter_series)
    return read_text(decoded(data), letter_series=letter_series)


def _read_apart(data: bytes, letter_series: frozenset[str]) -> Imported:
    """Read a Word document in a process of its own; what comes back is checked as anything that comes from outside."""
    try:
        return msgspec.msgpack.decode(read_apart(".docx", data, *sorted(letter_series)), type=Imported)
    except msgspec.DecodeError as error:
        raise Trouble("import_gave_up") from error


def read_document(data: bytes) -> Imported:
    """Read a document in its canonical form. ``Trouble``: ``import_not_document``, ``import_too_large``, ``state_secret_mark``."""
    try:
        document = decode(data, OfficialDocument)
    except Trouble as trouble:
        raise Trouble("import_not_document", detail=trouble.params.get("detail", "")) from trouble
    texts = list(sources(document))
    if sum(len(source.text) for source in texts) > LONGEST:
        raise Trouble("import_too_large", limit=str(LONGEST))
    for blocks in (document.blocks, *(attachment.blocks for attachment in document.attachments)):
        _require_laid_out(blocks)
    secret = next((finding for finding in check_secrets(document)), None)
    if secret is not None:
        raise Trouble("state_secret_mark", mark=secret.excerpt)
    return Imported(document, Found(series=document.series))


def _require_laid_out(blocks: tuple[Block, ...]) -> None:
    """Refuse levels and widths that no page can have."""
    for block in blocks:
        if isinstance(block, Heading) and not 1 <= block.level <= 4:
            raise Trouble("import_not_document", detail=f"level {block.level}")
        if isinstance(block, Table) and not (0 <= block.head_rows <= len(block.rows) and all(0 < width < 1e6 for width in block.widths)):
            raise Trouble("import_not_document", detail="table")


def decoded(data: bytes) -> str:
    """Decode a text file; ``Trouble("import_encoding")`` where no encoding in use fits."""
    encodings = ["utf-16"] if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Trouble("import_encoding")
