"""Rules that hold for every kind of record: sizes, and that state secrets never enter (G3, RS-30).

The network is not classified, so the model has no such level; what carries the marks of one is refused with the proper channel named.
Talking about secrecy is fine: only a marking counts, a level followed by ★ or a level alone on a line.
"""

import re

from xzt.core.encoding import decode_any, encode
from xzt.core.errors import Refusal, Trouble
from xzt.office.act import AttachedFile

MAX_TEXT_BYTES = 4 * 1024 * 1024
MAX_FILES, MAX_FILE, MAX_NAME = 50, 4 * 1024 * 1024 * 1024, 120
"""Files that go with a document: how many, bytes of one, characters of a name."""
MAX_WORDS = 2000
"""Longest opinion or reason, in characters."""

_DIGEST = re.compile(r"[0-9a-f]{64}")
_LEVEL = r"(?:绝\s*密|机\s*密|秘\s*密|絕\s*密|機\s*密)"
_SPACE, _EDGE = r"(?:\s|\\[nrt])*", r'(?:(?<!\\)"|\\[nr])'
_IN_EVERY_MARK = "密"
_MARK = re.compile(rf"{_LEVEL}\s*[★☆*＊]|{_EDGE}{_SPACE}{_LEVEL}{_SPACE}{_EDGE}")
"""Reads canonical JSON, where a line ends at an escaped line break or at the quote that ends the text."""


def refuse_secret(text: str) -> Refusal | None:
    """Refuse canonical JSON that carries the mark of a state secret; the mark itself is not repeated in the answer."""
    if _IN_EVERY_MARK not in text:  # most texts: looking for one character is a hundred times faster
        return None
    return Refusal("state_secret") if _MARK.search(text) else None


def refuse_document(document: bytes) -> Refusal | None:
    """Refuse a document that is too large, is no JSON, or carries a mark, in whatever escapes it is spelled."""
    if len(document) > MAX_TEXT_BYTES:
        return Refusal("text_too_large", {"limit": str(MAX_TEXT_BYTES)})
    try:
        return refuse_secret(encode(decode_any(document)).decode())
    except Trouble:
        return Refusal("text_malformed")


def refuse_file(attached: tuple[AttachedFile, ...], file: AttachedFile) -> Refusal | None:
    """Check a file that is to go with a document: a name that is only a name, a digest, room, and that it is not there already."""
    name = file.name
    if not name.strip(" .") or len(name) > MAX_NAME or not name.isprintable() or set(name) & set('/\\:*?"<>|'):
        return Refusal("file_name")
    if not _DIGEST.fullmatch(file.digest) or file.size < 1:
        return Refusal("file_missing")
    if file.size > MAX_FILE:
        return Refusal("file_too_large", {"limit": str(MAX_FILE)})
    if len(attached) >= MAX_FILES:
        return Refusal("files_too_many", {"limit": str(MAX_FILES)})
    if any(other.digest == file.digest or other.name == name for other in attached):
        return Refusal("file_twice", {"name": name})
    return refuse_secret(encode(name).decode())


def refuse_files(files: tuple[AttachedFile, ...]) -> Refusal | None:
    """Check the files that are handed in together."""
    found = (refuse_file(files[:at], file) for at, file in enumerate(files))
    return next((one for one in found if one), None)


def refuse_words(words: str, *, required: bool) -> Refusal | None:
    """Check an opinion or reason: present where the rules demand one, not too long, no secret mark."""
    if required and not words.strip():
        return Refusal("words_missing")
    if len(words) > MAX_WORDS:
        return Refusal("words_too_long", {"limit": str(MAX_WORDS)})
    return refuse_secret(encode(words).decode())
