"""PDF files by PDFium: pictures of pages and their text. What comes from outside is read in a process of its own (``apart``)."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from xzt.core.errors import Trouble

if TYPE_CHECKING:
    import pypdfium2

MOST_PAGES = 5000


def page_pictures(data: bytes, dpi: float) -> Iterator[bytes]:
    """Yield every page as a PNG picture. ``Trouble``: ``pdf_unreadable``."""
    with _opened(data) as file:
        for page in file:
            out = io.BytesIO()
            page.render(scale=dpi / 72).to_pil().save(out, "PNG")
            yield out.getvalue()


def page_texts(data: bytes) -> Iterator[str]:
    """Yield the text of every page in the order of its content. ``Trouble``: ``pdf_unreadable``, ``pdf_too_large``."""
    with _opened(data) as file:
        if len(file) > MOST_PAGES:
            raise Trouble("pdf_too_large", pages=str(len(file)))
        for page in file:
            yield page.get_textpage().get_text_bounded().replace("\r\n", "\n")


@contextmanager
def _opened(data: bytes) -> Iterator["pypdfium2.PdfDocument"]:
    """Open a file; whatever PDFium cannot do with it is ``pdf_unreadable``."""
    import pypdfium2

    try:
        file = pypdfium2.PdfDocument(data)
        try:
            yield file
        finally:
            file.close()
    except pypdfium2.PdfiumError as error:
        raise Trouble("pdf_unreadable") from error
