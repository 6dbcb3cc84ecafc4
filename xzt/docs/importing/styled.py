"""A Word file of our own styles as an official document: every line is what its style says, the others what their words say.

Who edits the file in Word or WPS adds lines of no style of ours; they belong where they stand and are read as in ``reading``. What the page
does not show is not in the file either: the organ of minutes and of what a person signs is taken from the mark.
"""

import re
from collections.abc import Iterable

from msgspec import Struct, field
from msgspec.structs import replace

from xzt.docs.importing.origins import origins_of
from xzt.docs.importing.outline import Entry, blocks_of, heading_level, is_long, look_of
from xzt.docs.importing.reading import (
    Found,
    Imported,
    Parts,
    checked,
    head_line,
    iso_date,
    kind_of,
    names_of,
    openness_of,
    take_foot,
    take_recipients,
    take_signature,
)
from xzt.docs.importing.special import custom_of, organ_of_mark
from xzt.docs.kinds.styles import CLOSINGS, HEADINGS, MARKS, WordStyle
from xzt.docs.kinds.table import kind_facts
from xzt.docs.model import Attachment, Block, Closing, Custom, Form, Heading, Image, ItemList, Kind, OfficialDocument, Paragraph, Table

_LISTS = re.compile(r"^(出席|请假|列席)\s*[:：]\s*(.*)$", re.DOTALL)
_BRACKETED = re.compile(r"^[（(](.*)[）)]$", re.DOTALL)
_SENT = re.compile(r"^主送[:：]\s*(.*?)[。.]?$", re.DOTALL)
_COPIES = re.compile(r"^(?:抄送[:：])?\s*(.*?)[。.]?$", re.DOTALL)
_PRINTED = re.compile(r"^(\S.*?)\s+(\d{4}年\d{1,2}月\d{1,2}日)\s*印发$", re.DOTALL)
_NUMBER_BEFORE = re.compile(r"^[^〔]*〔\d{4}〕\d+号")
_LABEL = re.compile(r"^附件\s*\d*\s*[:：]?$")
_ORDER = re.compile(r"\d+")


class _Bound(Struct):
    """An attachment as it is read."""

    label: str = ""
    title: list[str] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    apart: bool = False
    across: bool = False


class _Read(Struct):
    """What the styles say, in the order of the file."""

    parts: Parts
    marks: list[str] = field(default_factory=list)
    form: Form = Form.ORDINARY
    custom: Custom = Custom.NONE
    closing: Closing | None = None
    signed: list[str] = field(default_factory=list)
    lists: dict[str, str] = field(default_factory=dict)
    named: list[Entry] = field(default_factory=list)
    body: list[Entry] = field(default_factory=list)
    bound: list[_Bound] = field(default_factory=list)

    @property
    def here(self) -> list[Entry]:
        """Where a line of the text belongs now."""
        return self.bound[-1].entries if self.bound else self.body


def is_styled(entries: Iterable[Entry]) -> bool:
    """Say whether a file's lines have our styles."""
    return any(look_of(entry).style in {WordStyle.TITLE, WordStyle.BODY, *MARKS} for entry in entries)


def read_styled(given: list[Entry]) -> Imported:
    """Read the lines of a file of our styles. ``Trouble`` as of ``read_entries``."""
    lines = checked(given)
    read = _Read(Parts([]))
    entries = _foot(lines, read.parts)
    for entry in entries:
        _take(read, entry)
    _take_unstyled(read)
    imported = _assembled(read)
    return replace(imported, origins=origins_of(lines, imported.document, number=read.parts.number, date=read.parts.date_text))


def _foot(lines: list[Entry], parts: Parts) -> list[Entry]:
    """Take an imprint off the end that somebody wrote without our styles."""
    at = _first_unstyled_at_end(lines)
    return lines[:at] + take_foot(lines[at:], parts)


def _first_unstyled_at_end(entries: list[Entry]) -> int:
    at = len(entries)
    while at and isinstance(entries[at - 1], str) and look_of(entries[at - 1]).style is None:
        at -= 1
    return at


def _take(read: _Read, entry: Entry) -> None:
    """Put a line where its style says; one that cannot be what it says is text."""
    if not _take_head(read, entry) and not _take_closing(read, entry) and not _take_imprint(read, entry):
        _take_attached(read, entry)


def _take_head(read: _Read, entry: Entry) -> bool:
    """Take a line above the text; says whether it was one."""
    style, line, parts = look_of(entry).style, str(entry), read.parts
    match style:
        case WordStyle.NUMBER if head_line(line, parts):
            parts.letter = False
        case WordStyle.TITLE if not read.bound:
            parts.title.append(line)
        case WordStyle.RECIPIENTS if not parts.recipients:
            parts.recipients = line[:-1] if line[-1] in {":", "："} else _SENT.sub(r"\1", line)
        case _ if style in MARKS:
            read.marks.append(line)
            read.form, read.custom = MARKS[style]
        case _:
            return False
    return True


def _take_closing(read: _Read, entry: Entry) -> bool:
    """Take a line that closes the document; says whether it was one."""
    style, line, parts = look_of(entry).style, str(entry), read.parts
    match style:
        case WordStyle.NAMED:
            read.named.append(line)
        case WordStyle.DATE if iso_date(line) and not parts.date:
            parts.date_text, parts.date = line, iso_date(line)
        case WordStyle.NOTE if (match := _BRACKETED.match(line)) and not parts.note:
            parts.note = match[1]
        case WordStyle.ATTENDANCE if match := _LISTS.match(line):
            read.lists[match[1]] = match[2].strip()
        case _ if style in CLOSINGS:
            read.signed.append(line)
            read.closing = CLOSINGS[style]
        case _:
            return False
    return True


def _take_imprint(read: _Read, entry: Entry) -> bool:
    """Take a line of the imprint; says whether it was one."""
    style, line, parts = look_of(entry).style, str(entry), read.parts
    if style is WordStyle.COPIES:
        parts.copies_to = _COPIES.sub(r"\1", line)
    elif style is WordStyle.PRINTER:
        match = _PRINTED.match(line)
        parts.printer, parts.printed_on = (match[1], iso_date(match[2])) if match else (line, "")
    else:
        return False
    return True


def _take_attached(read: _Read, entry: Entry) -> None:
    """Begin an attachment at its label or title, or put a line into the text."""
    look, line = look_of(entry), str(entry)
    bound = read.bound[-1] if read.bound else None
    if look.style in {WordStyle.LABEL, WordStyle.LABEL_APART}:
        apart = look.style is WordStyle.LABEL_APART
        label = line.removeprefix(read.parts.number) if read.parts.number else line
        read.bound.append(_Bound(_NUMBER_BEFORE.sub("", label) if apart else line, apart=apart, across=look.across))
    elif look.style is WordStyle.ATTACHED:
        if bound is None or bound.entries or (look.fresh and bound.title):
            bound = _Bound(across=look.across)
            read.bound.append(bound)
        bound.title.append(line)
    elif look.style is None and isinstance(entry, str) and not read.body and not read.bound and head_line(line, read.parts):
        read.parts.letter = False
    elif look.style is None and isinstance(entry, str) and _LABEL.match(line):
        read.bound.append(_Bound(line.rstrip(":： "), across=look.across))
    else:
        read.here.append(entry)


def _take_unstyled(read: _Read) -> None:
    """Look for what no style told where lines of no style stand: recipients before the text, a signature after it."""
    parts, body = read.parts, read.body
    if not parts.recipients and body and isinstance(body[0], str) and look_of(body[0]).style is None:
        read.body = body = take_recipients(body, parts)
    at = _first_unstyled_at_end(body)
    if not read.signed and not parts.date and at < len(body):
        rest, after = take_signature(body[at:], parts)
        read.body = body[:at] + rest + after


def _assembled(read: _Read) -> Imported:
    parts = read.parts
    title = "\n".join(parts.title)
    mark = read.marks[0] if read.marks else parts.mark
    custom = read.custom or (Custom.NONE if read.marks else custom_of(title, mark))
    kind = _kind(title, read.form, custom)
    parts.named = names_of(read.named)
    organ = organ_of_mark(mark)
    usual = kind_facts(kind or Kind.NOTICE, custom).closing
    signed = tuple(read.signed) or parts.signers
    by_hand = read.closing is Closing.SIGNED
    document = OfficialDocument(
        kind=kind or Kind.NOTICE,
        form=read.form,
        title=title,
        mark=mark,
        mark_organs=(organ, *read.marks[1:]) if len(read.marks) > 1 else (),
        signers=((organ,) if organ else ()) if by_hand else signed,
        closing=read.closing or (Closing.SEALED if usual is Closing.SIGNED else usual),
        posts=signed if by_hand else (),
        attended=read.lists.get("出席", ""),
        excused=read.lists.get("请假", ""),
        observed=read.lists.get("列席", ""),
        series=parts.series,
        recipients=parts.recipients,
        blocks=styled_blocks(read.body),
        attachments=_attachments(read.bound),
        urgency=parts.urgency,
        approver=parts.approver,
        note=parts.note,
        copies_to=parts.copies_to,
        printer=parts.printer,
        custom=custom,
        openness=openness_of(parts.note),
    )
    remarks = [code for code, wrong in (("no_title", not title), ("kind_unknown", kind is None), ("no_date", not parts.date)) if wrong]
    found = Found(parts.number, parts.series, parts.date, parts.printed_on, parts.date_text, parts.named, parts.copy_number)
    return Imported(document, found, tuple(remarks))


def _kind(title: str, form: Form, custom: Custom) -> Kind | None:
    if custom:
        return kind_facts(Kind.NOTICE, custom).kind
    return kind_of(title) or {Form.ORDER: Kind.ORDER, Form.MINUTES: Kind.MINUTES}.get(form)


def _attachments(bound: list[_Bound]) -> tuple[Attachment, ...]:
    """Return the attachments; those apart stand last in the file, and take their place among the others by their labels' numbers."""
    found: list[Attachment] = []
    for one in bound:
        made = Attachment("\n".join(one.title), styled_blocks(one.entries, across=one.across), one.label, one.apart, one.across)
        number = _number(made.label)
        later = [at for at, other in enumerate(found) if other.label and _number(other.label) > number]
        found.insert(later[0] if made.apart and made.label and later else len(found), made)
    return tuple(found)


def _number(label: str) -> int:
    match = _ORDER.search(label)
    return int(match[0][:6]) if match else 0


def styled_blocks(entries: list[Entry], *, across: bool = False) -> tuple[Block, ...]:
    """Return the blocks that styles tell; on a page ``across`` tables lie as the text does. Lines of no style are told by their words."""
    blocks: list[Block] = []
    loose: list[Entry] = []
    last: WordStyle | None = None
    for entry in entries:
        style = look_of(entry).style
        if style is None and isinstance(entry, str):
            loose.append(entry)
            continue
        blocks += blocks_of(loose)
        last = None if loose else last
        loose = []
        if style in {WordStyle.ITEM, WordStyle.POINT} and last is style and isinstance(before := blocks[-1], ItemList):
            blocks[-1] = replace(before, items=(*before.items, str(entry)))
        elif style is WordStyle.CAPTION and blocks and isinstance(before := blocks[-1], Image) and not before.caption:
            blocks[-1] = replace(before, caption=str(entry))
        else:
            blocks.append(_block(entry, across=across))
        last = style
    return (*blocks, *blocks_of(loose))


def _block(entry: Entry, *, across: bool) -> Block:
    if isinstance(entry, Table):
        return replace(entry, across=entry.across and not across)
    if not isinstance(entry, str):
        return entry
    look, line = look_of(entry), str(entry)
    if look.style in {WordStyle.ITEM, WordStyle.POINT}:
        return ItemList((line,), look.style is WordStyle.ITEM)
    if look.style in HEADINGS:
        return _heading(line, HEADINGS[look.style], look.head)
    return Paragraph(line)


def _heading(line: str, level: int, head: int) -> Block:
    """Return a heading, cut where the file marks it, or else after its first sentence where it is long."""
    stop = line.find("。") + 1
    if not head and is_long(line) and not (stop and heading_level(line)):
        return Paragraph(line)
    cut = head or (stop if is_long(line) else len(line))
    return Heading(level, line[:cut], line[cut:])
