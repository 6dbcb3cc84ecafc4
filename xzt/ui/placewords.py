"""The words for a place in a document and for what an import could not tell. No Qt: a terminal says them too."""

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
    "pages": tr("版面"),
}

REMARKS: dict[str, str] = {
    "no_title": tr("没有找到标题，请补上。"),
    "kind_unknown": tr("从标题看不出文种，先按通知处理，请核对。"),
    "no_date": tr("没有找到成文日期。"),
    "attachments_named_but_missing": tr("写了附件说明，但文件里没有附件。"),
    "automatic_numbering": tr("自动编号没有读出来，请核对序号。"),
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
    return words if spot.block < 0 else words + tr("第{count}段").format(count=spot.block + 1)


def remark_words(code: str) -> str:
    """Say what an import could not tell."""
    return tr(REMARKS.get(code, code))
