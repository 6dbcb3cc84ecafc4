"""Import: text and DOCX as official documents. ``read_text``, ``read_docx``, ``read_file`` return ``Imported``."""

from xzt.docs.importing.files import read_docx as read_docx
from xzt.docs.importing.files import read_file as read_file
from xzt.docs.importing.reading import Found as Found
from xzt.docs.importing.reading import Imported as Imported
from xzt.docs.importing.reading import read_text as read_text
