"""The content of an official document: its elements as fields, its body as blocks. No layout, no files.

The elements are those of GB/T 9704-2012 section 7 and of 《党政机关公文处理工作条例》 article 9. What only the office gives later (number,
date of signing, seal) is not content: it is laid over the signed text as an ``Issuance`` and never changes it (rule W14).
Texts are plain code points; no markup. There is no secrecy level: state secrets have no place in this product (G3).
"""

import re
from enum import StrEnum

from msgspec import Struct

from xzt.core.digest import sm3
from xzt.core.encoding import encode


class Kind(StrEnum):
    """The fifteen kinds of official document (条例 article 8); the value is the name that stands in titles."""

    RESOLUTION = "决议"
    DECISION = "决定"
    ORDER = "命令"
    COMMUNIQUE = "公报"
    ANNOUNCEMENT = "公告"
    PUBLIC_NOTICE = "通告"
    OPINION = "意见"
    NOTICE = "通知"
    CIRCULAR = "通报"
    REPORT = "报告"
    REQUEST = "请示"
    REPLY = "批复"
    MOTION = "议案"
    LETTER = "函"
    MINUTES = "纪要"


class Form(StrEnum):
    """The page form: ordinary (GB/T 9704 section 7) or one of the special forms of section 10."""

    ORDINARY = "ordinary"
    LETTER = "letter"
    ORDER = "order"
    MINUTES = "minutes"


class Closing(StrEnum):
    """How a document is closed (GB/T 9704 7.3.5): by organ seals, without a seal, or by the signature seal of who signs off."""

    SEALED = "sealed"
    UNSEALED = "unsealed"
    SIGNED = "signed"


class Custom(StrEnum):
    """A form of the offices' own that neither 条例 nor GB/T 9704 knows; the value is its name. It is set in one of the standard's forms."""

    NONE = ""
    NOTE = "便函"
    SHEET = "签报"
    TELEGRAM = "电报"


NOT_PUBLIC = "不予公开"
"""The openness that asks for a reason."""


class Heading(Struct, frozen=True, tag="heading"):
    """A numbered heading of level 1 to 4 (一、 （一） 1. （1）); ``text`` carries its number; ``body`` runs on in the same paragraph."""

    level: int
    text: str
    body: str = ""


class Paragraph(Struct, frozen=True, tag="paragraph"):
    """A paragraph of body text, first line indented by two characters."""

    text: str


class ItemList(Struct, frozen=True, tag="list"):
    """A list; each item is set as a paragraph with its own marker (``1.``, ``（1）``, …) already in the text when ``ordered``."""

    items: tuple[str, ...]
    ordered: bool = True


class Table(Struct, frozen=True, tag="table"):
    """A table of plain text cells; the first ``head_rows`` rows repeat on every page; ``widths`` are shares of the text width.

    A table that lies ``across`` is set on pages of its own, turned a quarter to the left (section 8).
    """

    rows: tuple[tuple[str, ...], ...]
    head_rows: int = 1
    widths: tuple[float, ...] = ()
    across: bool = False


class Image(Struct, frozen=True, tag="image"):
    """A PNG or JPEG picture with its caption; ``width`` in mm, 0 for its own size; never larger than the type area."""

    data: bytes
    caption: str = ""
    width: float = 0.0


Block = Heading | Paragraph | ItemList | Table | Image


class Attachment(Struct, frozen=True):
    """A text bound in after the main text, on a page of its own.

    ``label`` is what stands at its head (附件, 附件1); an empty label is the text that the notice itself issues (印发件), which is set
    without the word 附件 and is not named in the attachments' note. ``title`` may hold line breaks where the author wants them.
    One that cannot be bound in stands ``apart``: after the imprint, with the document's number before its label and its own page numbers.
    One that lies ``across`` is set on pages turned a quarter to the left.
    """

    title: str
    blocks: tuple[Block, ...]
    label: str = ""
    apart: bool = False
    across: bool = False


class OfficialDocument(Struct, frozen=True, kw_only=True):
    """One official document as its drafter wrote it."""

    kind: Kind
    form: Form = Form.ORDINARY
    title: str
    mark: str
    """The issuing organ mark (发文机关标志) in full, with 文件 where the form has it."""
    signers: tuple[str, ...] = ()
    """The organs of the signature block, leading organ first."""
    series: str
    """The letters of the number (机关代字), for example 湘政办函; year and number come from the server."""
    recipients: str = ""
    """Main recipients as they are printed, without the closing colon."""
    blocks: tuple[Block, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    urgency: str = ""
    """Empty, 特急 or 加急; of a telegram also 特提 or 平急."""
    approver: str = ""
    """签发人, shown on upward documents only; several names are parted by 、 in the order of their organs."""
    note: str = ""
    """附注 without its brackets."""
    copies_to: str = ""
    """抄送, without the closing full stop."""
    printer: str = ""
    """印发机关."""
    openness: str = ""
    """主动公开, 依申请公开 or 不予公开 (DOC-21)."""
    openness_reason: str = ""
    """Why it is 不予公开; for the record, not printed."""
    mark_organs: tuple[str, ...] = ()
    """Organs of a joint mark, leading organ first; empty where ``mark`` alone is shown. The word 文件 of ``mark`` stands at their right."""
    closing: Closing = Closing.SEALED
    posts: tuple[str, ...] = ()
    """职务 of those whose signature seals close the document, leading organ first; on joint documents with the organ's full name."""
    attended: str = ""
    """出席, of minutes only, as it is printed."""
    excused: str = ""
    """请假, likewise."""
    observed: str = ""
    """列席, likewise."""
    custom: Custom = Custom.NONE
    """Which form of the offices' own it is, if one (DOC-19); ``kind`` and ``form`` are then what it comes nearest to."""


class Issuance(Struct, frozen=True, kw_only=True):
    """What the office lays over the signed text: number, dates (ISO ``yyyy-mm-dd``), seal picture. Empty while it is not given."""

    copy_number: str = ""
    """份号 (7.2.1), six digits, another on every printed copy. The standard asks for it on classified documents, which have no place here;
    copies of others may be counted too."""
    number: str = ""
    signed_on: str = ""
    printed_on: str = ""
    sealed: bool = False


def text_of(block: Block) -> str:
    """Return the running text of a block: heading with its body, items by line, cells by tab and line. Offsets in the page count in it."""
    match block:
        case Heading():
            return block.text + block.body
        case Paragraph():
            return block.text
        case ItemList():
            return "\n".join(block.items)
        case Table():
            return "\n".join("\t".join(row) for row in block.rows)
        case Image():
            return block.caption


def approvers(document: OfficialDocument) -> list[tuple[int, str]]:
    """Return the names of those who sign off, each with its offset in the element."""
    return [(match.start(), match.group()) for match in re.finditer("[^、\n]+", document.approver)]


def text_digest(document: OfficialDocument) -> str:
    """SM3 of the canonical bytes: what opinions and signatures are bound to (W13)."""
    return sm3(encode(document))
