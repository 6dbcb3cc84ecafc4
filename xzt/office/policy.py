"""Rules that hold for every kind of record: sizes, and that state secrets never enter (G3, RS-30).

The network is not classified, so the model has no such level; what carries the marks of one is refused with the proper channel named.
Talking about secrecy is fine: only a marking counts, a level followed by ★ or a level alone on a line.
"""

import re

from xzt.core.encoding import decode_any, encode
from xzt.core.errors import Refusal, Trouble

MAX_TEXT_BYTES = 4 * 1024 * 1024
MAX_WORDS = 2000
"""Longest opinion or reason, in characters."""

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


def refuse_words(words: str, *, required: bool) -> Refusal | None:
    """Check an opinion or reason: present where the rules demand one, not too long, no secret mark."""
    if required and not words.strip():
        return Refusal("words_missing")
    if len(words) > MAX_WORDS:
        return Refusal("words_too_long", {"limit": str(MAX_WORDS)})
    return refuse_secret(encode(words).decode())
