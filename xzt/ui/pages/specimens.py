"""Specimens that a unit's page profile is looked at with: one document of each form, with everything that a choice changes."""

from msgspec.structs import replace

from xzt.docs.model import Attachment, Form, Heading, Issuance, Kind, OfficialDocument, Paragraph
from xzt.office.people import Unit
from xzt.ui.text import tr

FORMS = (
    (Form.ORDINARY.value, tr("普通公文")),
    (Form.LETTER.value, tr("信函")),
    (Form.ORDER.value, tr("命令")),
    (Form.MINUTES.value, tr("纪要")),
)
_LINE = "这是单位版式的样张，不是公文。第2级、第3级标题和正文的字体、字号、行距按所选的版式排印，2026年1月5日共12项、36.5万元，"
_TEXT = _LINE + "每面的行数和每行的字数随页边和行距变化；页码、版记、红色分隔线的位置和粗细也可以在这里看到。"
_KINDS = {Form.ORDINARY: Kind.NOTICE, Form.LETTER: Kind.LETTER, Form.ORDER: Kind.ORDER, Form.MINUTES: Kind.MINUTES}


def specimen(unit: Unit | None, form: Form) -> tuple[OfficialDocument, Issuance]:
    """Make the specimen of a form for a unit."""
    name = unit.name if unit else "样例机关"
    series = next(iter(unit.series), "样例") if unit else "样例"
    kind = _KINDS[form]
    document = OfficialDocument(
        kind=kind,
        form=form,
        title=f"{name}\n关于单位版式样张的{kind.value}",
        mark=name + {Form.ORDINARY: "文件", Form.LETTER: "", Form.ORDER: "令", Form.MINUTES: "会议纪要"}[form],
        signers=(name,),
        series=series,
        recipients="" if form is Form.ORDER else "各有关单位",
        blocks=(
            Paragraph(_TEXT),
            Heading(1, "一、一级标题"),
            Heading(2, "（一）二级标题"),
            Heading(3, "1.三级标题。", _TEXT),
            *(Paragraph(_TEXT) for _ in range(6)),
        ),
        attachments=(Attachment("样例名单", (Paragraph(_TEXT),), "附件"),),
        urgency="加急",
        note="此件公开发布",
        copies_to="各有关单位",
        printer=name,
    )
    if form is Form.MINUTES:
        document = replace(document, attended="样例甲、样例乙", note="")
    return document, Issuance(number=f"{series}〔2026〕1号", signed_on="2026-01-05", printed_on="2026-01-06")
