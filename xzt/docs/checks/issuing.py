"""Checks of what the office lays over the text: number (F04), dates as printed (F05, F06). Imported documents bring theirs."""

import re
from collections.abc import Iterator

from xzt.docs.checks.findings import Finding, Spot, finding
from xzt.docs.checks.given import Given
from xzt.docs.model import Form, OfficialDocument

_NUMBER = re.compile(r"^[一-鿿]{1,12}〔\d{4}〕[1-9]\d*号$")
_PARTS = re.compile(r"^([一-鿿]{1,12})[\[［【（(﹝〔](\d{4})[\]］】）)﹞〕]第?0*([1-9]\d*)号$")
_SPECIAL = re.compile(r"^第[1-9]\d*[号期]$|^[〔（(]?\d{4}[〕）)]?年?第[1-9]\d*[号期]$|^第[一二三四五六七八九十百]+[号期]$")
_DATE = re.compile(r"^\d{4}年[1-9]\d?月[1-9]\d?日$")


def check_number(document: OfficialDocument, given: Given) -> Iterator[Finding]:
    """Check the whole number; orders and minutes count their own way."""
    number = given.number
    special = document.form in {Form.ORDER, Form.MINUTES} and _SPECIAL.match(number)
    if number and not _NUMBER.match(number) and not special:
        parts = _PARTS.match(number)
        fix = f"{parts[1]}〔{parts[2]}〕{parts[3]}号" if parts else None
        yield finding("F04", Spot("number", -1, 0, len(number)), number, fix)


def check_dates(_document: OfficialDocument, given: Given) -> Iterator[Finding]:
    """Check the date of signature as it is printed, and that printing did not come first."""
    if given.date_text and not _DATE.match(given.date_text):
        right = _printed(given.date) if given.date else None
        han = not any(char.isdigit() and char.isascii() for char in given.date_text)
        yield finding("F05c" if han else "F05", Spot("signed_on", -1, 0, len(given.date_text)), given.date_text, right)
    if given.date and given.printed_on and given.printed_on < given.date:
        yield finding("F06", Spot("printed_on"), f"{_printed(given.printed_on)}、{_printed(given.date)}")


def _printed(date: str) -> str:
    year, month, day = date.split("-")
    return f"{int(year)}年{int(month)}月{int(day)}日"
