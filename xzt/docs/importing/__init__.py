"""Import: text and DOCX as official documents. ``read_text``, ``read_docx``, ``read_file`` return ``Imported``.

The names are looked up when they are first used, so that whoever needs only a module of values does not load the rest (AE-19).
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xzt.docs.importing.files import read_docx as read_docx
    from xzt.docs.importing.files import read_file as read_file
    from xzt.docs.importing.reading import Found as Found
    from xzt.docs.importing.reading import Imported as Imported
    from xzt.docs.importing.reading import read_text as read_text

_HOMES = {"Found": "reading", "Imported": "reading", "read_docx": "files", "read_file": "files", "read_text": "reading"}


def __getattr__(name: str) -> object:
    """Fetch a public name from its module."""
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
