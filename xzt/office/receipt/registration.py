"""登记: what is written down of an incoming document (RCV-02), and what makes two of them the same (RCV-03, N6). Pure.

The sender's number is kept as it was printed; the normalised form beside it is for finding alone and is never shown as the number.
"""

import re
import unicodedata
from datetime import date

from msgspec import Struct, structs

from xzt.core.encoding import encode
from xzt.core.errors import Refusal
from xzt.office.people import Directory
from xzt.office.policy import refuse_secret

CATEGORIES = ("收", "办", "阅", "电")
"""The yearly series of a unit that has named none of its own (N6): in general, for handling, for reading, telegrams."""
URGENCIES = ("", "平急", "加急", "特急", "特提")
"""Documents know 加急 and 特急, telegrams all four (T1)."""
LABELS = ("", "内部", "工作秘密")
"""公开 has no mark. Levels of state secrets do not exist here (G3)."""
SCOPES = ("", "unit", "leaders")
"""传达范围, how far the issuing organ lets it go (G6): anywhere, this organ alone, those in charge of it alone."""
MOST_WORDS, MOST_COUNT = 300, 9999
_OPENING, _CLOSING = re.compile(r"[\[({【<《「〈]"), re.compile(r"[\])}】>》」〉]")
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
_SPACE = re.compile(r"\s+")


class Registration(Struct, frozen=True):
    """The fields of the register. ``date`` is that of the document (ISO), ``pages`` 0 where nobody has counted."""

    sender: str = ""
    number: str = ""
    title: str = ""
    urgency: str = ""
    date: str = ""
    pages: int = 0
    copies: int = 1
    subject: str = ""
    label: str = ""
    scope: str = ""
    """How far the issuing organ lets it go (传达范围): one of ``SCOPES``."""
    normal: str = ""
    """The sender's number with brackets, widths and leading zeros made alike, for finding the same document again (N6)."""


def normal_number(number: str) -> str:
    """Make variants of one number alike: widths, spaces, every bracket as 〔〕, no leading zeros, no 第 before the sequence (N1, N6)."""
    before, text = "", number
    while text != before:  # a mark that a space kept apart may join what stands before it: until nothing changes any more
        before, text = text, _once(text)
    return text


def _once(number: str) -> str:
    text = _SPACE.sub("", unicodedata.normalize("NFKC", number.upper()))
    return _ZEROS.sub("", _CLOSING.sub("〕", _OPENING.sub("〔", text.replace("第", ""))))


def normal_sender(sender: str) -> str:
    """Make variants of one organ's name alike: widths and spaces."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", sender))


def settled(entry: Registration) -> Registration:
    """Give the entry as it is kept, with the normalised number beside the printed one."""
    return structs.replace(entry, normal=normal_number(entry.number))


def scope_said(note: str) -> str:
    """Read the range out of the note under a document (附注, GB/T 9704-2012 7.3.10), for a person to confirm."""
    if re.search(r"(?:只|仅|限|传达到|传达至).{0,12}(?:负责人|负责同志|领导)", note):
        return "leaders"
    return "unit" if re.search(r"(?:不得|禁止|请勿).{0,6}(?:转发|翻印|外传)|(?:只|仅|限).{0,4}(?:本机关|机关内部|本单位)", note) else ""


def key_of(entry: Registration) -> str:
    """Give what two registrations of the same document have in common, empty where there is no number to go by."""
    number, sender = normal_number(entry.number), normal_sender(entry.sender)
    return f"{sender}|{number}" if number and sender else ""


def sender_name(unit: str, sender: str, directory: Directory) -> str:
    """Name the sender: the unit of the exchange, or the organ as it was written down."""
    found = directory.unit(unit)
    return found.name if found else sender or unit


def refuse_registration(entry: Registration) -> Refusal | None:
    """Refuse an entry with a field that cannot be; ``field`` names it."""
    wrong = next((name for name, right in _checks(entry) if not right), "")
    if wrong:
        return Refusal("registration_field", {"field": wrong})
    return refuse_secret(encode(entry).decode())


def _checks(entry: Registration) -> tuple[tuple[str, bool], ...]:
    return (
        ("sender", 0 < len(entry.sender.strip()) <= MOST_WORDS),
        ("title", 0 < len(entry.title.strip()) <= MOST_WORDS),
        ("number", len(entry.number) <= MOST_WORDS),
        ("subject", len(entry.subject) <= MOST_WORDS),
        ("urgency", entry.urgency in URGENCIES),
        ("label", entry.label in LABELS),
        ("scope", entry.scope in SCOPES),
        ("date", not entry.date or _is_day(entry.date)),
        ("pages", 0 <= entry.pages <= MOST_COUNT),
        ("copies", 1 <= entry.copies <= MOST_COUNT),
    )


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
