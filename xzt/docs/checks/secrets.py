"""Marks of state secrets: level, star and term in the marking position (G3, RS-31; GB/T 9704-2012 7.2.2).

This network may not hold state secrets, so a text that carries such a mark is refused before anything of it is kept. A text that only
talks about secrecy (保密, 商业秘密) carries no mark: the mark stands alone on its line, with the copy number or the urgency at most.
"""

import re
import unicodedata
from collections.abc import Iterable

_TERM = r"(?:长期|\d{1,2}(?:年|个月|月|天|日))"
_LEVEL = r"(?:绝密|机密|秘密)"
_AROUND = r"(?:特提|特急|加急|平急|急件)?"
_PLAIN = re.compile(rf"^(?:份号[:：]?)?\d{{0,6}}(?:密级(?:和保密期限)?[:：]?)?{_LEVEL}(?:[★☆*·\-—]?{_TERM}|[★☆*])?{_AROUND}$")
_STARRED = re.compile(rf"^(?:份号[:：]?)?\d{{0,6}}(?:密级(?:和保密期限)?[:：]?)?{_LEVEL}[★☆*]{_TERM}?{_AROUND}$")
_TOP_LINES = 15
_LONGEST = 60
"""Characters without blanks: no mark is as long, and telling so is quicker than comparing."""


def secret_mark(lines: Iterable[str]) -> str:
    """Return the mark of a state secret that a text carries, or an empty string."""
    seen = 0
    for line in lines:
        packed = "".join(line.split())
        if len(packed) > _LONGEST:
            seen += 1
            continue
        bare = re.sub(r"\s+", "", unicodedata.normalize("NFKC", packed))
        if not bare:
            continue
        seen += 1
        if _STARRED.match(bare) or (seen <= _TOP_LINES and _PLAIN.match(bare)):
            return line.strip()
    return ""
