"""Text inside XML: escaped, and without the characters that XML 1.0 cannot hold."""

import re
from xml.sax.saxutils import escape, quoteattr

_OUTSIDE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def holdable(text: str) -> str:
    """Return the text with every character that XML cannot hold replaced by U+FFFD."""
    return _OUTSIDE.sub("\ufffd", text)


def element_text(text: str) -> str:
    """Return a text for the inside of an element."""
    return escape(holdable(text))


def attribute_text(text: str) -> str:
    """Return a text as a quoted attribute value."""
    return quoteattr(holdable(text))
