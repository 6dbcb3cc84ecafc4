"""The notice with which an organ passes another document on: 印发, 转发, 批转 (条例 article 8 (8)); how it quotes it (DOC-17).

Titles take no marks but those of a text that is no kind of document (a plan, rules): it stands in 《》, inside which 《》 become 〈〉
(GB/T 15834-2011 4.15). A document that is passed on again is quoted without the organs between, and never as 通知的通知. In the text
it is cited by title and number. What is passed on is no attachment: it follows the notice without the word 附件 (custom).
"""

import re
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from xzt.docs.kinds.filling import House, filled
from xzt.docs.kinds.table import kind_facts
from xzt.docs.model import Attachment, Block, Kind, OfficialDocument, Paragraph


class Manner(StrEnum):
    """How a document is passed on: one's own text issued, another organ's forwarded, a lower organ's approved and forwarded."""

    ISSUE = "印发"
    FORWARD = "转发"
    APPROVE = "批转"


class Quoted(Struct, frozen=True, kw_only=True):
    """What is passed on: its title, number as printed, organ, and its kind where it is a kind of document and no plan or rules."""

    title: str
    number: str = ""
    organ: str = ""
    kind: Kind | None = None


_AGAIN = re.compile(r"^.+?(?:关于)?(?:转发|批转)(?P<inner>(?!.*(?:转发|批转)).+)$")
_OUTER = re.compile(r"《((?:[^《》]|《[^《》]*》)*)》")


def notice_title(organ: str, manner: Manner, quoted: Quoted) -> str:
    """Return the title of the notice that passes a document on."""
    title = _bare(quoted.title)
    if manner is Manner.ISSUE or quoted.kind is None:
        return f"{organ}关于{manner.value}{in_title_marks(title)}的通知"
    if quoted.organ and title.startswith("关于"):
        title = quoted.organ + title
    again = _AGAIN.match(_without_quotes(title)) if quoted.kind is Kind.NOTICE else None
    inner = title[again.start("inner") :] if again else title
    about = "" if "关于" in inner else "关于"
    return f"{organ}{about}{manner.value}{inner.removesuffix('的通知')}的通知"


def in_title_marks(title: str) -> str:
    """Put a title in 《》; those inside it become 〈〉."""
    return "《" + _OUTER.sub(lambda match: f"〈{match[1]}〉", title) + "》"


def citation(quoted: Quoted) -> str:
    """Cite a document in a text: title, then number in brackets."""
    title = _bare(quoted.title)
    if quoted.organ and title.startswith("关于"):
        title = quoted.organ + title
    return in_title_marks(title) + (f"（{quoted.number}）" if quoted.number else "")


def notice_text(organ: str, manner: Manner, quoted: Quoted) -> str:
    """Return the sentence with which the notice passes the document on."""
    match manner:
        case Manner.ISSUE:
            return f"现将{citation(quoted)}印发给你们，请认真贯彻执行。"
        case Manner.FORWARD:
            return f"现将{citation(quoted)}转发给你们，请认真贯彻执行。"
        case Manner.APPROVE:
            return f"{organ}同意{citation(quoted)}，现转发给你们，请认真贯彻执行。"


def passing_on(house: House, manner: Manner, quoted: Quoted, source: OfficialDocument | None = None, dated: str = "") -> OfficialDocument:
    """Return the notice; the text of ``source``, signed and ``dated`` as printed, follows it, or a placeholder where it is not at hand."""
    passed: tuple[Attachment, ...] = (Attachment(_bare(quoted.title), (Paragraph("【原文】"),)),)
    if source is not None:
        passed = (Attachment(_bare(quoted.title), _text_of(source, dated, quoted)), *source.attachments)
    return replace(
        filled(kind_facts(Kind.NOTICE), house),
        title=notice_title(house.organ, manner, quoted),
        blocks=(Paragraph(notice_text(house.organ, manner, quoted)),),
        attachments=passed,
    )


def _text_of(source: OfficialDocument, dated: str, quoted: Quoted) -> tuple[Block, ...]:
    """Return the text of a document as it follows a notice: of a document with its recipients and signature, of a plan the text alone."""
    if quoted.kind is None:
        return source.blocks
    head = (Paragraph(f"{source.recipients}："),) if source.recipients else ()
    signed = "　".join([*source.signers, dated]).strip()
    return (*head, *source.blocks, *((Paragraph(signed),) if signed else ()))


def _bare(title: str) -> str:
    """Return a title on one line, without title marks around the whole."""
    one = title.replace("\n", "").strip()
    whole = _OUTER.fullmatch(one)
    return whole[1] if whole else one


def _without_quotes(title: str) -> str:
    """Blank out what stands in title marks, so that words in it are not taken for the title's own; offsets stay."""
    return _OUTER.sub(lambda match: "　" * len(match[0]), title)
