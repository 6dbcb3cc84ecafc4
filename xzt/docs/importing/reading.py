"""A text as an official document: which line is the title, the number, the recipients, the signature, what is attached.

Order of elements as in GB/T 9704-2012 section 7 and as organs publish their documents. Only the structure of lines is read: no
character of the text is changed, mistakes stay for the checks to find. Number and date are what the text says, proposals and not content,
because only the server gives numbers and only sign-off gives the date (N1, W14).
"""

import re

from msgspec import Struct
from msgspec.structs import replace

from xzt.core.errors import Trouble
from xzt.docs.checks.appearance import Facts
from xzt.docs.checks.given import Given, Organs
from xzt.docs.checks.secrets import secret_mark
from xzt.docs.importing.origins import Origin, origins_of
from xzt.docs.importing.outline import Entry, Line, blocks_of, heading_level, is_short, look_of
from xzt.docs.importing.special import closed_by, custom_of, joint_mark, take_lists
from xzt.docs.importing.word import Change
from xzt.docs.kinds.table import kind_facts
from xzt.docs.model import Attachment, Form, Issuance, Kind, OfficialDocument

LETTER_SERIES = frozenset({"湘政函", "湘政办函"})
LONGEST = 2_000_000
MOST_LINES = 60_000
"""Of a text; more than two thousand pages."""
_LONGEST_TITLE = 4
"""Lines that the title of an attachment may have."""

_NUMBER = re.compile(r"^([一-鿿]{1,12}?)[〔\[［（(【﹝](\d{2,4})[〕\]］）)】﹞]第?(\d+)号$")
_DATE = re.compile(r"^(\d{4})年(\d{1,2})月(\d{1,2})[日号]$")
_HAN_DATE = re.compile(r"^([〇○ＯOo0０零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日$")
_NOTE = re.compile(r"^[（(](.*)[）)]$")
_LABEL = re.compile(r"^附件\s*(?:\d*|[一二三四五六七八九十]{1,3})\s*[:：]?$")
_NAMES = re.compile(r"^附件[:：]\s*\S")
_COPIES = re.compile(r"^抄送[:：]\s*(.*?)[。.]?$")
_PRINTED = re.compile(r"^(\S.*?)\s+(\d{4}年\d{1,2}月\d{1,2}日)\s*印发$")
_COPY = re.compile(r"^(?:份号[:：]?\s*)?(\d{6})(?:\s+|$)")
_URGENCY = re.compile(r"^(?:等级[:：]?\s*)?(特提|特急|加急|平急)(?:\s+|$)")
_APPROVER = re.compile(r"签发人[:：]\s*(\S.*)$")
_ORGAN = re.compile(r"(政府|厅|局|委|办|室|会|部|署|院|中心|处|所|社|总队|公司|协会|法院|检察院)$")
_HAN_DIGITS = {char: number for number, char in enumerate("零一二三四五六七八九")} | dict.fromkeys("〇○ＯOo0０", 0)


class Found(Struct, frozen=True):
    """What the text itself says of its number (as printed), its series, copy number and dates (yyyy-mm-dd), for a person to confirm."""

    number: str = ""
    series: str = ""
    date: str = ""
    printed_on: str = ""
    date_text: str = ""
    """The date as it is printed."""
    named: tuple[str, ...] = ()
    """The names of the attachments' note."""
    copy_number: str = ""

    def issuance(self) -> Issuance:
        """Return what was found as an issuance, to show or write the document as it came."""
        return Issuance(copy_number=self.copy_number, number=self.number, signed_on=self.date, printed_on=self.printed_on)


class Imported(Struct, frozen=True):
    """An imported document, what was found in it, and codes of what could not be told from the text."""

    document: OfficialDocument
    found: Found
    remarks: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    """Tracked changes, which count as accepted."""
    before: OfficialDocument | None = None
    """The document without them, where text was changed."""
    aside: tuple[str, ...] = ()
    """Texts that stood outside the flow: text boxes, headers, notes, hidden text."""
    facts: Facts | None = None
    """How the file looks, where its kind can tell."""
    origins: tuple[Origin, ...] = ()
    """The lines that elements were taken from."""

    def given(self, organs: Organs | None = None) -> Given:
        """Return what the checks may know of it beside its content."""
        found = self.found
        return Given(
            number=found.number,
            date_text=found.date_text,
            date=found.date,
            printed_on=found.printed_on,
            named=found.named,
            organs=organs,
        )


class Parts(Struct):
    """Elements as they are recognised, in the order of the text."""

    title: list[str]
    mark: str = ""
    letter: bool = False
    number: str = ""
    series: str = ""
    copy_number: str = ""
    urgency: str = ""
    approver: str = ""
    recipients: str = ""
    signers: tuple[str, ...] = ()
    date: str = ""
    note: str = ""
    copies_to: str = ""
    printer: str = ""
    printed_on: str = ""
    date_text: str = ""
    named: tuple[str, ...] = ()


def read_text(text: str, *, letter_series: frozenset[str] = LETTER_SERIES) -> Imported:
    """Read a plain text as an official document. ``Trouble``: ``import_empty``, ``import_too_large``, ``state_secret_mark``."""
    if len(text) > LONGEST:
        raise Trouble("import_too_large", limit=str(LONGEST))
    return read_entries([*text.removeprefix("\ufeff").splitlines()], letter_series=letter_series)


def read_entries(given: list[Entry], *, letter_series: frozenset[str] = LETTER_SERIES) -> Imported:
    """Read lines and tables in order as an official document. ``Trouble`` as of ``read_text``."""
    lines = checked(given)
    parts = Parts([])
    entries = take_foot(lines, parts)
    rest = take_recipients(_head(entries, parts), parts)
    body, after = take_signature(rest, parts)
    imported = _assembled(parts, body, after, letter_series)
    return replace(imported, origins=origins_of(lines, imported.document, number=parts.number, date=parts.date_text))


def checked(given: list[Entry]) -> list[Entry]:
    """Return the lines that are not empty, without space around them. ``Trouble`` as of ``read_text``."""
    if len(given) > MOST_LINES:
        raise Trouble("import_too_large", limit=str(MOST_LINES))
    entries: list[Entry] = [entry.strip() if isinstance(entry, str) and not isinstance(entry, Line) else entry for entry in given]
    entries = [entry for entry in entries if entry]
    mark = secret_mark(entry for entry in entries if isinstance(entry, str))
    if mark:
        raise Trouble("state_secret_mark", mark=mark)
    if not any(isinstance(entry, str) for entry in entries):
        raise Trouble("import_empty")
    return entries


def take_foot(entries: list[Entry], parts: Parts) -> list[Entry]:
    """Take the imprint off the end: copies, printing organ with its date."""
    entries = list(entries)
    while entries and isinstance(entries[-1], str):
        line = entries[-1]
        if match := _PRINTED.match(line):
            parts.printer, parts.printed_on = match[1], iso_date(match[2])
        elif match := _COPIES.match(line):
            parts.copies_to = match[1]
        elif look_of(line).ruled and not look_of(line).red and not parts.printer and is_short(line):
            parts.printer = str(line)
        else:
            break
        entries.pop()
    return entries


def _head(entries: list[Entry], parts: Parts) -> list[Entry]:
    """Take mark, urgency, number and title; the number stands under the title in published texts, over it on the paper."""
    looks = any(look_of(entry).title and not look_of(entry).red for entry in entries)
    at = 0
    while at < len(entries):
        line = entries[at]
        if not isinstance(line, str):
            break
        look = look_of(line)
        if look.red and not parts.title and not parts.number:
            parts.mark += line
        elif not head_line(line, parts) and not _marked(line, parts):
            wanted = look.title if looks else is_short(line) and not (parts.title and _ends_title(parts.title[-1]))
            if not wanted or look.fresh:
                break
            parts.title.append(str(line))
        at += 1
    return entries[at:]


def head_line(line: str, parts: Parts) -> bool:
    """Take a line with copy number, urgency, number or approver, or several of them; says whether it was one."""
    rest = str(line)
    copy = _COPY.match(rest)
    if copy:
        rest = rest[copy.end() :].strip()
    urgency = _URGENCY.match(rest)
    if urgency:
        rest = rest[urgency.end() :].strip()
    approver = _APPROVER.search(rest)
    if approver:
        rest = rest[: approver.start()].strip()
    number = _NUMBER.match(rest)
    if (rest and not number) or not (copy or urgency or approver or number):
        return False
    if copy:
        parts.copy_number = copy[1]
    if urgency:
        parts.urgency = urgency[1]
    if approver:
        parts.approver = approver[1].strip()
    if number:
        parts.number, parts.series, parts.letter = number[0], number[1], look_of(line).right
        if parts.title and not _ends_title(parts.title[-1]):
            parts.mark, parts.title = "".join(parts.title), []
    return True


def _marked(line: str, parts: Parts) -> bool:
    """Take the issuing organ mark of a text without looks; says whether it was one."""
    if line.endswith("文件") and not parts.title and not parts.number and not parts.mark and "关于" not in line:
        parts.mark = str(line)
        return True
    return False


def _ends_title(line: str) -> bool:
    return kind_of(line) is not None or bool(custom_of(line))


def kind_of(title: str) -> Kind | None:
    """Return the kind that a title ends with."""
    bare = re.sub(r"[（(][^（()）]*[）)]$", "", "".join(title.split()))
    kinds = [kind for kind in Kind if bare.endswith(kind.value)]
    if not kinds and bare.endswith("令"):
        return Kind.ORDER
    return max(kinds, key=lambda kind: len(kind.value), default=None)


def take_recipients(entries: list[Entry], parts: Parts) -> list[Entry]:
    """Take the main recipients off the beginning of the text."""
    first = entries[0] if entries else ""
    if isinstance(first, str) and first[-1:] in {":", "："} and not _opens_text(first):
        parts.recipients = str(first[:-1])
        return entries[1:]
    return entries


def _opens_text(line: str) -> bool:
    """Say whether a line that ends with a colon is the text's own."""
    return bool(heading_level(line)) or look_of(line).indented or "。" in line


def iso_date(line: str) -> str:
    """Turn a date line into yyyy-mm-dd, or return an empty string."""
    bare = re.sub(r"\s+", "", line)
    if match := _DATE.match(bare):
        year, month, day = (int(group) for group in match.groups())
    elif match := _HAN_DATE.match(bare):
        year = int("".join(str(_HAN_DIGITS[char]) for char in match[1]))
        month, day = _han_number(match[2]), _han_number(match[3])
    else:
        return ""
    return f"{year:04}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else ""


def _han_number(text: str) -> int:
    tens, _, ones = text.rpartition("十")
    if "十" not in text:
        return _HAN_DIGITS[text[-1]]
    return (_HAN_DIGITS[tens] if tens else 1) * 10 + (_HAN_DIGITS[ones] if ones else 0)


def take_signature(entries: list[Entry], parts: Parts) -> tuple[list[Entry], list[Entry]]:
    """Split the text at the date of signature; take signers above and note below it."""
    first, at = _signed_right(entries)
    if first == at:
        at = next((number for number, entry in enumerate(entries) if isinstance(entry, str) and iso_date(entry)), -1) + 1
        first = max(at - 1, 0)
        while at and first > 0 and _is_signer(entries[first - 1]):
            first -= 1
    if first == at:
        stop = next((number for number, entry in enumerate(entries) if isinstance(entry, str) and _LABEL.match(entry)), len(entries))
        return entries[:stop], entries[stop:]
    signed = [str(entry) for entry in entries[first:at]]
    if iso_date(signed[-1]):
        parts.date_text = signed.pop()
        parts.date = iso_date(parts.date_text)
    parts.signers = tuple(signed)
    after = entries[at:]
    if after and isinstance(after[0], str) and (match := _NOTE.match(after[0])):
        parts.note = match[1]
        after = after[1:]
    return entries[:first], after


def _signed_right(entries: list[Entry]) -> tuple[int, int]:
    """Return where the lines at the right begin and end that are a signature: they end with a date, or all are organs."""
    at = 0
    while at < len(entries):
        end = at
        while end < len(entries) and look_of(entries[end]).right:
            end += 1
            if iso_date(str(entries[end - 1])):
                return at, end
        if end > at and all(_is_signer(entry) for entry in entries[at:end]):
            return at, end
        at = max(end, at + 1)
    return 0, 0


def _is_signer(entry: Entry) -> bool:
    return isinstance(entry, str) and is_short(entry) and len(entry) <= 30 and bool(_ORGAN.search(entry))


def _attachments(entries: list[Entry], named: tuple[str, ...]) -> list[Attachment]:
    """Return what is bound in after the text: the issued text first if there is one, then what is labelled 附件, told by ``named``."""
    groups: list[tuple[str, list[Entry]]] = [("", [])]
    for entry in entries:
        if isinstance(entry, str) and _LABEL.match(entry):
            groups.append((entry.rstrip(":： "), []))
            continue
        if look_of(entry).fresh and groups[-1][1]:
            groups.append(("", []))
        groups[-1][1].append(entry)
    names = iter(named)
    found: list[Attachment] = []
    for label, lines in groups:
        if label or lines:
            count = _named_lines(lines, next(names, "") if label else "") or _title_lines(lines)
            title = "\n".join(str(line) for line in lines[:count])
            found.append(Attachment(title=title, blocks=blocks_of(lines[count:]), label=label))
    return found


def _named_lines(lines: list[Entry], name: str) -> int:
    """Return how many lines at the head say what the attachments' note calls this one, 0 where they do not."""
    wanted, said = "".join(name.split()), ""
    for count, line in enumerate(lines[:_LONGEST_TITLE], 1):
        said += "".join(str(line).split()) if isinstance(line, str) else ""
        if said == wanted:
            return count
    return 0


def _title_lines(lines: list[Entry]) -> int:
    """Return how many lines make the title: those that look like one, or else the short ones at the head."""
    count = 0
    if any(look_of(line).title for line in lines[:1]):
        while count < len(lines) and look_of(lines[count]).title:
            count += 1
        return count
    while count < min(_LONGEST_TITLE, len(lines)) and _may_be_title(lines[count]):
        count += 1
    return count


def _may_be_title(line: Entry) -> bool:
    return isinstance(line, str) and is_short(line) and not look_of(line).indented and not look_of(line).level


def _without_names(body: list[Entry]) -> tuple[list[Entry], tuple[str, ...]]:
    """Leave out the attachments' note, which the pages make again from the attachments; return its names too."""
    at = next((number for number, entry in enumerate(body) if isinstance(entry, str) and _NAMES.match(entry)), None)
    return (body, ()) if at is None else (body[:at], names_of(body[at:]))


def names_of(lines: list[Entry]) -> tuple[str, ...]:
    """Return the names that the lines of an attachments' note say."""
    names: list[list[str]] = []
    for entry in lines:
        line = re.sub(r"^附件[:：]\s*", "", str(entry)) if isinstance(entry, str) else ""
        bare = re.sub(r"^\d{1,2}\s*[.．、]\s*", "", line)
        if names and bare == line:
            names[-1].append(bare)  # a turned line
        else:
            names.append([bare])
    return tuple("".join(lines) for lines in names)


def _assembled(parts: Parts, body: list[Entry], after: list[Entry], letter_series: frozenset[str]) -> Imported:
    title = "\n".join(parts.title)
    custom = custom_of(title, parts.mark)
    kind = kind_of(title) or (kind_facts(Kind.NOTICE, custom).kind if custom else None)
    body, (attended, excused, observed), below = take_lists(body) if kind is Kind.MINUTES else (body, ("", "", ""), "")
    parts.note = parts.note or below
    named, parts.named = _without_names(body)
    attachments = tuple(_attachments(after, parts.named))
    remarks = [code for code, wrong in (("no_title", not title), ("kind_unknown", kind is None), ("no_date", not parts.date)) if wrong]
    if not any(attachment.label for attachment in attachments):
        if len(named) != len(body):
            remarks.append("attachments_named_but_missing")
        named = body
    form = Form.LETTER if parts.letter else _form(kind, parts.series, letter_series)
    organ = parts.signers[0] if parts.signers else title.split("关于")[0].replace("\n", "")
    mark = parts.mark or (organ if form is not Form.ORDINARY or not organ else f"{organ}文件")
    mark, mark_organs = joint_mark(mark, parts.signers)
    closing, signers, posts = closed_by(kind or Kind.NOTICE, custom, parts.signers, mark)
    document = OfficialDocument(
        kind=kind or Kind.NOTICE,
        form=form,
        title=title,
        mark=mark,
        mark_organs=mark_organs,
        signers=signers,
        closing=closing,
        posts=posts,
        attended=attended,
        excused=excused,
        observed=observed,
        series=parts.series,
        recipients=parts.recipients,
        blocks=blocks_of(named),
        attachments=attachments,
        urgency=parts.urgency,
        approver=parts.approver,
        note=parts.note,
        copies_to=parts.copies_to,
        printer=parts.printer,
        custom=custom,
        openness=openness_of(parts.note),
    )
    found = Found(parts.number, parts.series, parts.date, parts.printed_on, parts.date_text, parts.named, parts.copy_number)
    return Imported(document, found, tuple(remarks))


def openness_of(note: str) -> str:
    """Return the openness that a note speaks of."""
    return next((term for term in ("主动公开", "依申请公开", "不予公开") if term in note), "")


def _form(kind: Kind | None, series: str, letter_series: frozenset[str]) -> Form:
    if kind is Kind.ORDER:
        return Form.ORDER
    if kind is Kind.MINUTES:
        return Form.MINUTES
    return Form.LETTER if series in letter_series or (kind is Kind.LETTER and not series) else Form.ORDINARY
