"""The paragraph styles by which a Word file says what each of its lines is: the names that a person sees in Word and WPS.

A file is taken at its word only where it knows the whole family (``is_ours``): a template of another house may well have a style called
一级标题 and mean something else by it.
"""

from collections.abc import Iterable
from enum import StrEnum

from xzt.docs.model import Closing, Custom, Form


class WordStyle(StrEnum):
    """A named style; the value is its name in the file."""

    MARK = "发文机关标志"
    LETTER_MARK = "发文机关标志（信函）"
    ORDER_MARK = "发文机关标志（命令）"
    MINUTES_MARK = "发文机关标志（纪要）"
    NOTE_MARK = "发文机关标志（便函）"
    SHEET_MARK = "发文机关标志（签报）"
    TELEGRAM_MARK = "发文机关标志（电报）"
    NUMBER = "发文字号"
    TITLE = "公文标题"
    RECIPIENTS = "主送机关"
    BODY = "公文正文"
    HEADING_1 = "一级标题"
    HEADING_2 = "二级标题"
    HEADING_3 = "三级标题"
    HEADING_4 = "四级标题"
    ITEM = "编号列表项"
    POINT = "无编号列表项"
    TABLE = "公文表格"
    TABLE_TEXT = "表格文字"
    TABLE_GAP = "表后间隔"
    PICTURE = "图片"
    CAPTION = "图片说明"
    NAMED = "附件说明"
    ATTENDANCE = "出席列席人员"
    SEALED = "署名（加盖印章）"
    UNSEALED = "署名（不盖章）"
    SIGNED = "职务（签名章）"
    DATE = "成文日期"
    NOTE = "附注"
    LABEL = "附件序号"
    LABEL_APART = "附件序号（不与正文装订）"
    ATTACHED = "附件标题"
    COPIES = "抄送机关"
    PRINTER = "印发机关和日期"
    HEAD_IN_TEXT = "段内标题"
    """The one style of characters: the part of a paragraph that is its heading."""


HEADINGS = {
    WordStyle.HEADING_1: 1,
    WordStyle.HEADING_2: 2,
    WordStyle.HEADING_3: 3,
    WordStyle.HEADING_4: 4,
}
MARKS: dict[WordStyle, tuple[Form, Custom]] = {
    WordStyle.MARK: (Form.ORDINARY, Custom.NONE),
    WordStyle.LETTER_MARK: (Form.LETTER, Custom.NONE),
    WordStyle.ORDER_MARK: (Form.ORDER, Custom.NONE),
    WordStyle.MINUTES_MARK: (Form.MINUTES, Custom.NONE),
    WordStyle.NOTE_MARK: (Form.LETTER, Custom.NOTE),
    WordStyle.SHEET_MARK: (Form.ORDINARY, Custom.SHEET),
    WordStyle.TELEGRAM_MARK: (Form.ORDINARY, Custom.TELEGRAM),
}
CLOSINGS = {
    WordStyle.SEALED: Closing.SEALED,
    WordStyle.UNSEALED: Closing.UNSEALED,
    WordStyle.SIGNED: Closing.SIGNED,
}
IMPRINT = frozenset({WordStyle.RECIPIENTS, WordStyle.COPIES, WordStyle.PRINTER})
"""What may stand in the imprint."""


def mark_style(form: Form, custom: Custom) -> WordStyle:
    """Return the style of the mark of a form; an own form's is its own, in whichever of the standard's forms it is set."""
    return next(style for style, (one, own) in MARKS.items() if (own is custom if custom else one is form and not own))


def is_ours(names: Iterable[str]) -> bool:
    """Say whether these are the style names of a file that speaks by this family: at least half of it, for editors drop unused ones."""
    return 2 * len(set(names) & set(WordStyle)) >= len(WordStyle)
