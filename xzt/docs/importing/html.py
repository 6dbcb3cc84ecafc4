"""Pasted rich text as plain lines and tables: what Word, WPS and browsers put on the clipboard, cleaned (DOC import, RS-10, RS-12).

Only the structure is taken: paragraphs, line breaks, tables, numbers that Word has printed into the text, pictures that the text itself
carries. Scripts, styles, comments, hidden text, addresses and every attribute are dropped; nothing is fetched.
"""

import re
from base64 import b64decode
from html.parser import HTMLParser

from xzt.core.errors import Trouble
from xzt.docs.importing.inserting import inserted_picture
from xzt.docs.importing.outline import Entry, Line, Look
from xzt.docs.importing.reading import LETTER_SERIES, LONGEST, Imported, read_entries
from xzt.docs.model import Table

LARGEST = 8_000_000
_DEEPEST = 200
_TEXT_BLOCKS = ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "center", "form", "fieldset")
_OTHER_BLOCKS = ("li", "ul", "ol", "dl", "dt", "dd", "section", "article", "header", "footer")
_BLOCKS = frozenset(_TEXT_BLOCKS + _OTHER_BLOCKS)
_DROPPED = frozenset(["script", "style", "head", "title", "xml", "template", "noscript", "object", "iframe", "svg", "math", "del"])
_VOID = frozenset(["br", "hr", "img", "input", "meta", "link", "col", "area", "base", "wbr", "embed", "source", "track", "param"])
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden", re.IGNORECASE)
_CARRIED = re.compile(r"data:image/(?:png|jpe?g);base64,", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f]+")


class _Cleaner(HTMLParser):
    """Collects entries in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.entries: list[Entry] = []
        self._open: list[str] = []
        self._dropping = 0
        self._text: list[str] = []
        self._level = 0
        self._rows: list[list[list[str]]] = []
        self._tables = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element."""
        if tag == "br":
            self._text.append("\n")
        if tag == "img" and not self._dropping and not self._tables:
            self._keep_picture(dict(attrs).get("src") or "")
        if tag in _VOID:
            return
        if len(self._open) > _DEEPEST:
            raise Trouble("import_too_large", limit=str(_DEEPEST))
        self._open.append(tag)
        if self._dropping or tag in _DROPPED or any(name == "style" and _HIDDEN.search(value or "") for name, value in attrs):
            self._dropping += 1
            return
        self._begin(tag)

    def _begin(self, tag: str) -> None:
        if tag == "table":
            self._tables += 1
            if self._tables == 1:
                self._flush()
                self._rows = []
        elif self._tables:
            if tag == "tr" and self._tables == 1:
                self._rows.append([])
            elif tag in {"td", "th"} and self._tables == 1:
                self._rows = self._rows or [[]]
                self._rows[-1].append([])
            elif tag in _BLOCKS:
                self._text.append("\n")
                self._keep_cell()
        elif tag in _BLOCKS:
            self._flush()
            self._level = int(tag[1]) if re.fullmatch(r"h[1-4]", tag) else 0

    def handle_endtag(self, tag: str) -> None:
        """End an element and what was left open inside it; an end without a beginning is nothing."""
        if tag not in self._open:
            return
        while self._open:
            top = self._open.pop()
            if self._dropping:
                self._dropping -= 1
            else:
                self._finish(top)
            if top == tag:
                break

    def _finish(self, tag: str) -> None:
        if tag == "table":
            self._tables -= 1
            if self._tables == 0:
                self._end_table()
        elif self._tables:
            self._keep_cell()
        elif tag in _BLOCKS:
            self._flush()

    def handle_data(self, data: str) -> None:
        """Take text; white space counts once, as browsers show it."""
        if not self._dropping:
            self._text.append(_SPACES.sub(" ", data))

    def close(self) -> None:
        """End whatever is open."""
        super().close()
        while self._open:
            self.handle_endtag(self._open[-1])
        self._flush()

    def _keep_picture(self, source: str) -> None:
        """Take a picture that the text itself carries; one that lies elsewhere is not fetched."""
        match = _CARRIED.match(source)
        if match is None:
            return
        try:
            picture = inserted_picture(b64decode(source[match.end() :], validate=False))
        except (Trouble, ValueError):  # a picture that cannot be read is left out, the text stays
            return
        self._flush()
        self.entries.append(picture)

    def _keep_cell(self) -> None:
        if self._rows and self._rows[-1]:
            self._rows[-1][-1] += self._text
            self._text = []

    def _end_table(self) -> None:
        self._text = []
        columns = max((len(row) for row in self._rows), default=0)
        rows = tuple(tuple(_lines(cell) for cell in row) + ("",) * (columns - len(row)) for row in self._rows)
        if columns and any(any(row) for row in rows):
            self.entries.append(Table(rows))

    def _flush(self) -> None:
        text, self._text = "".join(self._text), []
        for line in text.split("\n"):
            if line.strip():
                self.entries.append(Line(line.strip(), Look(level=self._level)))


def _lines(pieces: list[str]) -> str:
    return "\n".join(line.strip() for line in "".join(pieces).split("\n") if line.strip())


def cleaned(text: str) -> list[Entry]:
    """Return the lines and tables of pasted HTML. ``Trouble``: ``import_too_large``."""
    if len(text) > LARGEST:
        raise Trouble("import_too_large", limit=str(LARGEST))
    start, end = text.find("<!--StartFragment-->"), text.rfind("<!--EndFragment-->")
    cleaner = _Cleaner()
    try:
        cleaner.feed(text[start:end] if 0 <= start < end else text)
        cleaner.close()
    except (AssertionError, ValueError) as error:  # what the parser says of declarations that it cannot read
        raise Trouble("import_not_html") from error
    if sum(len(entry) for entry in cleaner.entries if isinstance(entry, str)) > LONGEST:
        raise Trouble("import_too_large", limit=str(LONGEST))
    return cleaner.entries


def read_html(text: str, *, letter_series: frozenset[str] = LETTER_SERIES) -> Imported:
    """Read pasted HTML as an official document. ``Trouble``: ``import_too_large``, ``import_not_html`` and those of ``read_entries``."""
    return read_entries(cleaned(text), letter_series=letter_series)
