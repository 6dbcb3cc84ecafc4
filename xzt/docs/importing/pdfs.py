"""PDF files by PDFium: pictures of pages and their text. What comes from outside is read in a process of its own (``attachments``)."""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from xzt.core.errors import Trouble

if TYPE_CHECKING:
    import pypdfium2

MOST_PAGES = 5000


def page_pictures(data: bytes, dpi: float) -> Iterator[bytes]:
    """Yield every page as a PNG picture. ``Trouble``: ``pdf_unreadable``."""
    import pypdfium2

    file = _opened(data)
    try:
        for page in file:
            out = io.BytesIO()
            try:
                page.render(scale=dpi / 72).to_pil().save(out, "PNG")
            except pypdfium2.PdfiumError as error:
                raise Trouble("pdf_unreadable") from error
            yield out.getvalue()
    finally:
        file.close()


def page_texts(data: bytes) -> Iterator[str]:
    """Yield the text of every page in the order of its content. ``Trouble``: ``pdf_unreadable``, ``pdf_too_large``."""
    import pypdfium2

    file = _opened(data)
    try:
        if len(file) > MOST_PAGES:
            raise Trouble("pdf_too_large", pages=str(len(file)))
        for page in file:
            try:
                yield page.get_textpage().get_text_bounded().replace("\r\n", "\n")
            except pypdfium2.PdfiumError as error:
                raise Trouble("pdf_unreadable") from error
    finally:
        file.close()


def _opened(data: bytes) -> "pypdfium2.PdfDocument":
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Trouble("pdf_unreadable") from error
