"""Import: text, DOCX, pasted HTML and our own JSON as official documents, and the text of attachments.

``read_text``, ``read_docx``, ``read_html``, ``read_file`` return ``Imported``; ``read_attachment`` a text.

The names are looked up when they are first used, so that whoever needs only a module of values does not load the rest (AE-19).
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xzt.docs.importing.attachments import read_attachment as read_attachment
    from xzt.docs.importing.docx_files import read_docx as read_docx
    from xzt.docs.importing.files import read_file as read_file
    from xzt.docs.importing.html import read_html as read_html
    from xzt.docs.importing.reading import Found as Found
    from xzt.docs.importing.reading import Imported as Imported
    from xzt.docs.importing.reading import read_text as read_text

_HOMES = {
    "Found": "reading",
    "Imported": "reading",
    "read_attachment": "attachments",
    "read_docx": "docx_files",
    "read_file": "files",
    "read_html": "html",
    "read_text": "reading",
}


def __getattr__(name: str) -> object:
    """Fetch a public name from its module."""
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
