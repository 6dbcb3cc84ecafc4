"""Files as official documents: plain text (UTF-8, UTF-16 with its mark, GB 18030), DOCX, and our own JSON, within limits (RS-12)."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from xzt.core.encoding import decode
from xzt.core.errors import Trouble
from xzt.docs.checks.elements import check_secrets
from xzt.docs.checks.sources import sources
from xzt.docs.importing.outline import Entry
from xzt.docs.importing.reading import LETTER_SERIES, LONGEST, Found, Imported, read_entries, read_text
from xzt.docs.model import Block, Heading, OfficialDocument, Table

if TYPE_CHECKING:
    from docx.document import Document

LARGEST_FILE = 64 * 1024 * 1024
_LARGEST_INSIDE = 256 * 1024 * 1024
_MOST_ENTRIES = 4000
_STEEPEST = 300


def read_file(path: Path, *, letter_series: frozenset[str] = LETTER_SERIES) -> Imported:
    """Read a file by its ending. ``Trouble``: ``import_type``, ``import_too_large``, ``import_unreadable`` and those of the readers."""
    ending = path.suffix.lower()
    if ending not in {".txt", ".docx", ".json"}:
        raise Trouble("import_type", ending=ending)
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Trouble("import_too_large", limit=str(LARGEST_FILE))
        data = path.read_bytes()
    except OSError as error:
        raise Trouble("import_unreadable", name=path.name) from error
    if ending == ".json":
        return read_document(data)
    return read_docx(data, letter_series=letter_series) if ending == ".docx" else read_text(decoded(data), letter_series=letter_series)


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


def read_docx(data: bytes, *, letter_series: frozenset[str] = LETTER_SERIES) -> Imported:
    """Read a Word document's paragraphs and tables in order. ``Trouble``: ``import_not_docx``, ``import_too_large``, ``import_dtd``."""
    _inspect(data)
    import docx

    try:
        document = docx.Document(io.BytesIO(data))
    except (KeyError, ValueError, SyntaxError, zipfile.BadZipFile) as error:
        raise Trouble("import_not_docx") from error
    entries: list[Entry] = list(_entries(document))
    imported = read_entries(entries, letter_series=letter_series)
    if any(True for _ in document.element.body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}numPr")):
        return Imported(imported.document, imported.found, (*imported.remarks, "automatic_numbering"))
    return imported


def _inspect(data: bytes) -> None:
    """Refuse what is not an honest DOCX before any library sees it: limits of count, size and ratio, no document type."""
    if len(data) > LARGEST_FILE:
        raise Trouble("import_too_large", limit=str(LARGEST_FILE))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            total = sum(part.file_size for part in parts)
            if len(parts) > _MOST_ENTRIES or total > _LARGEST_INSIDE or total > _STEEPEST * max(len(data), 1):
                raise Trouble("import_too_large", limit=str(_LARGEST_INSIDE))
            if "word/document.xml" not in package.namelist():
                raise Trouble("import_not_docx")
            for part in parts:
                if part.filename.endswith((".xml", ".rels")) and _has_dtd(package.read(part)):
                    raise Trouble("import_dtd")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise Trouble("import_not_docx") from error


def _has_dtd(data: bytes) -> bool:
    plain = data.replace(b"\0", b"").upper()
    return b"<!DOCTYPE" in plain or b"<!ENTITY" in plain


def _entries(document: "Document") -> Iterator[Entry]:
    from docx.table import Table as WordTable

    for item in document.iter_inner_content():
        if isinstance(item, WordTable):
            yield Table(tuple(tuple(cell.text.strip() for cell in row.cells) for row in item.rows))
        else:
            yield from item.text.split("\n")
