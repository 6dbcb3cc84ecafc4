"""The head of a document in a text whose lines run together, as the text layer of OFD and PDF files has them: number, title, organ, date.

Only what stands there is found; a person confirms it (RCV-02, RCV-06).
"""

import re

from msgspec import Struct

_LOOKED_AT = 600
"""Characters in which the head has to stand."""
_NUMBER = re.compile(r"(?P<series>[一-鿿]{2,10}?)(?P<rest>[〔\[［（(【﹝]\d{4}[〕\]］）)】﹞]第?\d{1,5}号)")
_KINDS = "决议|决定|命令|令|公报|公告|通告|意见|通知|通报|报告|请示|批复|议案|函|纪要"
_TITLE = re.compile(rf"(?P<organ>[一-鿿、]{{0,40}}?)关于(?:(?!关于).){{2,100}}?的(?:{_KINDS})")
_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日(?!印发)")
_URGENCY = re.compile(r"特提|特急|加急|平急")
_LONGEST = 160


class Head(Struct, frozen=True):
    """What was found; empty where nothing was."""

    organ: str = ""
    number: str = ""
    title: str = ""
    urgency: str = ""
    date: str = ""


def runs_together(text: str) -> bool:
    """Say whether the lines of a text run together, so that no line is an element of its own."""
    return max((len(line) for line in text.splitlines()), default=0) > _LONGEST


def head_of(text: str, organ: str = "") -> Head:
    """Find the head; ``organ`` is who is known to have issued it, as the seal says."""
    whole = re.sub(r"\s+", "", text)
    start = whole[:_LOOKED_AT]
    mark, found, after = start.partition("文件")
    named = _URGENCY.sub("", mark).lstrip("0123456789") if found and len(mark) < 60 else ""
    body = after if named else start
    urgency = _URGENCY.search(start)
    body = _URGENCY.sub("", body, count=1)
    for known in (organ, named):
        body = body.removeprefix(known) if known else body
    number = _NUMBER.search(body)
    rest = body[number.end() :] if number else body
    title = _TITLE.search(rest)
    dates = _DATE.findall(whole)
    date = f"{dates[-1][0]}-{int(dates[-1][1]):02}-{int(dates[-1][2]):02}" if dates else ""
    return Head(
        named or (title["organ"] if title else "") or organ,
        number.group() if number else "",
        title.group() if title else "",
        urgency.group() if urgency else "",
        date,
    )
