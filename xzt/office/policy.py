"""Rules that hold for every kind of record: sizes, and that state secrets never enter (G3, RS-30).

The network is not classified, so the model has no such level; what carries the marks of one is refused with the proper channel named.
Talking about secrecy is fine: only a marking counts, a level followed by ★ or a level alone on a line.
"""

import re

from xzt.core.errors import Refusal

MAX_TEXT_BYTES = 4 * 1024 * 1024
MAX_WORDS = 2000
"""Longest opinion or reason, in characters."""

_MARK = re.compile(
    r"(绝\s*密|机\s*密|秘\s*密|絕\s*密|機\s*密)\s*[★☆*]|(?:^|\\n|\n|\")\s*(绝\s*密|机\s*密|秘\s*密|絕\s*密|機\s*密)\s*(?:$|\\n|\n|\")"
)


def refuse_secret(text: str) -> Refusal | None:
    """Refuse text that carries the mark of a state secret; the mark itself is not repeated in the answer."""
    return Refusal("state_secret") if _MARK.search(text) else None


def refuse_words(words: str, *, required: bool) -> Refusal | None:
    """Check an opinion or reason: present where the rules demand one, not too long, no secret mark."""
    if required and not words.strip():
        return Refusal("words_missing")
    if len(words) > MAX_WORDS:
        return Refusal("words_too_long", {"limit": str(MAX_WORDS)})
    return refuse_secret(words)
