"""Checks of single files: is each of a long-term format by its content, does it open, does nothing in it act (DA/T 70-2018, DA/T 47-2009).

No file is run or drawn. Whether a file belongs into the package is looked at elsewhere.
"""

import io
import json
from collections.abc import Callable
from typing import Any

import pikepdf

from xzt.archive import layout
from xzt.archive.report import Check, Fault, Item, Reason, judged
from xzt.core.errors import Trouble
from xzt.docs.render.ofd_reading import page_texts

_BROKEN = (pikepdf.PdfError, pikepdf.PasswordError, ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError)
_ACTING = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition", "/Movie", "/Sound"}
_CARRYING = ("/OpenAction", "/AA", "/EmbeddedFiles", "/XFA", "/JS")
_MOST_OBJECTS = 200_000


def check_files(files: dict[str, bytes]) -> list[Check]:
    """Check formats and PDF files of a package's payload. What went with the document or an opinion counts by its digest only."""
    files = {name: data for name, data in files.items() if not name.startswith((layout.ATTACHED, layout.SAID))}
    checks = judged(Item.FORMATS, [(name, Reason.FORMAT_WRONG) for name in sorted(files) if not _is_of_its_format(name, files[name])])
    pdf_faults: list[Fault] = []
    active: list[Fault] = []
    for name in sorted(files):
        if name.endswith(".pdf"):
            found, acts = _pdf_faults(name, files[name])
            pdf_faults += found
            active += acts
    return checks + judged(Item.PDF, [*pdf_faults, *_page_faults(files)]) + judged(Item.ACTIVE_CONTENT, active)


def _is_of_its_format(name: str, data: bytes) -> bool:
    look = _LOOKS.get(name.rpartition(".")[2])
    return look is not None and look(data)


def _is_json(data: bytes) -> bool:
    try:
        json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        return False
    return True


def _is_text(data: bytes) -> bool:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return "\0" not in text


def _is_pem(data: bytes) -> bool:
    try:
        layout.read_pem(data)
    except Trouble:
        return False
    return True


_LOOKS: dict[str, Callable[[bytes], bool]] = {
    "ofd": lambda data: data.startswith(b"PK\x03\x04"),
    "pdf": lambda data: data.startswith(b"%PDF-1."),
    "json": _is_json,
    "txt": _is_text,
    "xml": lambda data: data.startswith(b"<?xml ") and _is_text(data),
    "sig": lambda data: data.startswith(b"\x30") and len(data) <= 72,
    "pem": _is_pem,
}
"""The formats that a package may hold, by ending, each with a look at its content."""


def _pdf_faults(name: str, data: bytes) -> tuple[list[Fault], list[Fault]]:
    """Open a PDF: encrypted, broken, fonts not embedded; and what acts in it."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if pdf.is_encrypted:
                return [(name, Reason.ENCRYPTED)], []
            if not len(pdf.pages) or len(pdf.objects) > _MOST_OBJECTS:
                return [(name, Reason.UNREADABLE)], []
            dictionaries = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream)]
            fonts = [str(thing.get("/BaseFont", "")) for thing in dictionaries if _is_bare_font(thing)]
            acts = sorted({found for thing in dictionaries for found in _acting(thing)})
    except pikepdf.PasswordError:
        return [(name, Reason.ENCRYPTED)], []
    except _BROKEN:
        return [(name, Reason.UNREADABLE)], []
    return [(name, f"{Reason.FONT_MISSING} {font}") for font in fonts], [(name, f"{Reason.ACTIVE} {act}") for act in acts]


def _is_bare_font(thing: Any) -> bool:  # noqa: ANN401  pikepdf has no types here
    """Tell whether it is a font whose glyphs are not in the file; composite fonts have them one level below."""
    if thing.get("/Type") != "/Font" or thing.get("/Subtype") in {"/Type0", "/Type3"}:
        return False
    descriptor = thing.get("/FontDescriptor")
    return descriptor is None or not any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))


def _acting(thing: Any) -> list[str]:  # noqa: ANN401  pikepdf has no types here
    found = [key for key in _CARRYING if key in thing]
    action = str(thing.get("/S", ""))
    return [*found, action] if action in _ACTING else found


def _page_faults(files: dict[str, bytes]) -> list[Fault]:
    """The PDF has as many pages as the sealed file."""
    try:
        sealed = len(page_texts(files[layout.FINAL_OFD]))
        with pikepdf.open(io.BytesIO(files[layout.FINAL_PDF])) as pdf:
            drawn = len(pdf.pages)
    except (*_BROKEN, Trouble):
        return []  # named by the checks of each file
    return [] if drawn == sealed else [(layout.FINAL_PDF, f"{Reason.NOT_EQUAL} {drawn} {sealed}")]
