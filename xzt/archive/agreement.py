"""Does the final layout file say what was signed off? Its text against the structured text, element by element (W13, W14).

Layout adds what the office gives (number, dates, page numbers) and repeats table heads; everything else in the file must be in the signed
text and the other way round. Blanks and line ends do not count.
"""

import re
from collections import Counter

from xzt.archive.contents import Contents
from xzt.archive.metadata import signed_on
from xzt.archive.report import Fault, Reason
from xzt.core.errors import Trouble
from xzt.docs.kinds.table import facts_of
from xzt.docs.model import Attachment, Block, Closing, Form, OfficialDocument, Table, approvers, text_of
from xzt.docs.render.ofd_reading import page_texts

_PAGE_NUMBER = re.compile(r"[—－-]\d+[—－-]")
_BARE_NUMBER = re.compile(r"\s*\d+\s*")
"""A page number as a unit may have it, without dashes: the last text of its page."""
_PRINTED_ON = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日印发")
_WORDS = ("附件：", "签发人：", "主送：", "抄送：", "出席：", "请假：", "列席：", "印发", "等级", "（", "）", "。", "：")
_SHOWN = 24
"""Characters of a text at fault that a report shows."""


def text_faults(contents: Contents, subject: str) -> list[Fault]:
    """Compare the final file with the signed text; gives what is missing there and what was added."""
    try:
        pages = page_texts(contents.ofd)
    except Trouble as trouble:
        return [(subject, f"{Reason.UNREADABLE} {trouble.code}")]
    document = contents.document
    bare = contents.state.profile is not None and not contents.state.profile.number_dashes
    found = "".join(_page_text(texts[:-1] if bare and texts and _BARE_NUMBER.fullmatch(texts[-1]) else texts) for texts in pages)
    faults: list[Fault] = []
    rest: list[str] = []
    at = 0
    table: list[Table] = []
    for piece in _pieces(document):
        if isinstance(piece, Table):
            table.append(piece)
            continue
        wanted = _bare(piece)
        start = found.find(wanted, at)
        if start < 0:
            faults.append((subject, f"{Reason.TEXT_MISSING} {wanted[:_SHOWN]}"))
            continue
        rest.append(_without_tables(found[at:start], table, len(pages), faults, subject))
        table, at = [], start + len(wanted)
    rest.append(_without_tables(found[at:], table, len(pages), faults, subject))
    return faults + _furniture_faults(rest, contents, subject)


def _page_text(texts: list[str]) -> str:
    bare = [_bare(text) for text in texts]
    return "".join(text for text in bare if not _PAGE_NUMBER.fullmatch(text))


def _bare(text: str) -> str:
    return "".join(text.split())


def _pieces(document: OfficialDocument) -> list[str | Table]:
    """List the signed text in reading order; orders (命令) show no title, attachments that cannot be bound in come last."""
    pieces: list[str | Table] = [] if document.form is Form.ORDER else [document.title]
    pieces += _block_pieces(document.blocks)
    for attachment in sorted(document.attachments, key=lambda attachment: attachment.apart):
        pieces += _attachment_pieces(attachment)
    return [piece for piece in pieces if isinstance(piece, Table) or _bare(piece)]


def _attachment_pieces(attachment: Attachment) -> list[str | Table]:
    return [f"{attachment.label}\n{attachment.title}", *_block_pieces(attachment.blocks)]


def _block_pieces(blocks: tuple[Block, ...]) -> list[str | Table]:
    return [block if isinstance(block, Table) else text_of(block) for block in blocks]


def _without_tables(text: str, tables: list[Table], pages: int, faults: list[Fault], subject: str) -> str:
    """Take the tables' characters out of the text between two pieces; a row that runs over two pages comes in another order.

    The closing elements may stand in the same stretch, so what is left over is looked at later; what lacks is a fault here.
    """
    if not tables:
        return text
    left = Counter(text)
    wanted = Counter(_bare("".join(text_of(table) for table in tables)))
    for char, count in (wanted - left).items():
        faults.append((subject, f"{Reason.TEXT_MISSING} {char * min(count, _SHOWN)}"))
    left -= wanted
    heads = Counter(_bare("".join("".join(row) for table in tables for row in table.rows[: table.head_rows])))
    for _ in range(pages):
        if not heads or heads - left:
            break
        left -= heads
    # what remains keeps the order of the text, counted from its end: closing elements follow the table
    kept: list[str] = []
    for char in reversed(text):
        if left[char] > 0:
            left[char] -= 1
            kept.append(char)
    return "".join(reversed(kept))


def _furniture_faults(rest: list[str], contents: Contents, subject: str) -> list[Fault]:
    """Hold what is left against what the office lays over the text: it must all be there, and nothing else."""
    document, state = contents.document, contents.state
    number = state.number.printed() if state.number and facts_of(document).numbered else ""
    date = _printed(signed_on(state))
    needed = [number, document.recipients, *_lists(document)]
    signers = document.posts if document.closing is Closing.SIGNED else document.signers
    if signers and document.form is not Form.MINUTES:
        needed += [date, *signers]
    there = "".join(rest)
    faults: list[Fault] = [(subject, f"{Reason.TEXT_MISSING} {wanted}") for wanted in needed if _bare(wanted) not in there]
    known = [document.mark, document.urgency, number, document.approver, date, *document.signers, document.note, document.copies_to]
    known += [document.recipients, *_lists(document), *document.posts, *document.mark_organs]
    known += [name for _, name in approvers(document)] + ([document.mark[-2:]] if document.mark_organs else [])
    known += [document.printer, *(part for attachment in document.attachments for part in (attachment.title, attachment.label))]
    known += [f"{order}.{attachment.title}" for order, attachment in enumerate(document.attachments, start=1)]
    words = sorted({_bare(word) for word in (*known, *_WORDS)} - {""}, key=len, reverse=True)
    for text in rest:
        left = _PRINTED_ON.sub("", text)
        for word in words:
            left = left.replace(word, "")
        if left:
            faults.append((subject, f"{Reason.TEXT_ADDED} {left[:_SHOWN]}"))
    return faults


def _lists(document: OfficialDocument) -> list[str]:
    return [document.attended, document.excused, document.observed] if document.form is Form.MINUTES else []


def _printed(date: str) -> str:
    if not date:
        return ""
    year, month, day = date.split("-")
    return f"{int(year)}年{int(month)}月{int(day)}日"
