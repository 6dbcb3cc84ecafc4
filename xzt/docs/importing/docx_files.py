"""A DOCX file as an official document: what the file holds (``word``), read by its styles (``styled``) or as a text (``reading``)."""

from msgspec.structs import replace

from xzt.core.errors import Trouble
from xzt.docs.checks.secrets import secret_mark
from xzt.docs.importing.reading import LETTER_SERIES, Imported, read_entries
from xzt.docs.importing.styled import is_styled, read_styled
from xzt.docs.importing.word import Read, read_package
from xzt.docs.model import OfficialDocument


def read_docx(data: bytes, *, letter_series: frozenset[str] = LETTER_SERIES) -> Imported:
    """Read a Word document. ``Trouble``: ``import_not_docx``, ``import_too_large``, ``import_dtd`` and those of ``read_entries``."""
    read = read_package(data)
    mark = secret_mark(read.aside)
    if mark:
        raise Trouble("state_secret_mark", mark=mark)
    imported = _read(read, letter_series)
    return replace(
        imported,
        remarks=(*imported.remarks, *read.remarks),
        changes=tuple(read.changes),
        aside=tuple(read.aside),
        facts=read.facts,
        before=_before(data, letter_series) if any(change.kind != "formatted" for change in read.changes) else None,
    )


def _read(read: Read, letter_series: frozenset[str]) -> Imported:
    """Read lines by their styles where the file has ours, else by their words and looks."""
    return read_styled(read.entries) if is_styled(read.entries) else read_entries(read.entries, letter_series=letter_series)


def _before(data: bytes, letter_series: frozenset[str]) -> OfficialDocument | None:
    """Read the document without its tracked changes; None where there was none."""
    try:
        return _read(read_package(data, before=True), letter_series).document
    except Trouble:
        return None
