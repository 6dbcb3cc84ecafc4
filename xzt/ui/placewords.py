"""The words for a place in a document. No Qt: a terminal says them too."""

from xzt.docs.checks.findings import Spot
from xzt.docs.model import OfficialDocument
from xzt.ui.text import tr

ELEMENTS: dict[str, str] = {
    "title": tr("标题"),
    "mark": tr("发文机关标志"),
    "number": tr("发文字号"),
    "recipients": tr("主送机关"),
    "body": tr("正文"),
    "signers": tr("署名"),
    "signed_on": tr("成文日期"),
    "printed_on": tr("印发日期"),
    "approver": tr("签发人"),
    "urgency": tr("紧急程度"),
    "note": tr("附注"),
    "copies_to": tr("抄送"),
    "printer": tr("印发机关"),
    "kind": tr("文种"),
    "form": tr("格式"),
    "series": tr("发文字号"),
    "copy_number": tr("份号"),
    "mark_organs": tr("联合标志"),
    "closing": tr("落款方式"),
    "posts": tr("签发人职务"),
    "attended": tr("出席"),
    "excused": tr("请假"),
    "observed": tr("列席"),
    "openness": tr("公开属性"),
    "openness_reason": tr("不予公开的理由"),
    "pages": tr("版面"),
    "file": tr("文件版式"),
    "profile": tr("单位版式"),
}


def place_words(spot: Spot, document: OfficialDocument) -> str:
    """Say where a spot is, paragraphs counted from one; a text that the document issues goes by its title."""
    name, _, rest = spot.part.partition(":")
    if name == "attachment":
        number, _, what = rest.partition(":")
        attachment = document.attachments[int(number)]
        words = attachment.label or tr("《{title}》").format(title=attachment.title.replace("\n", "").strip("《》"))
        if what:
            return words + (tr("的标题") if what == "title" else tr("的标识"))
    else:
        words = tr(ELEMENTS.get(name, name))
    if name == "pages":
        return words + tr("第{count}页").format(count=spot.block + 1)
    return words if spot.block < 0 else words + tr("第{count}段").format(count=spot.block + 1)
