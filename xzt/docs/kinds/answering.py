"""The document with which an organ answers another's (答复): 批复 to a 请示, 复函 to a 函, 报告 to a superior who asked (条例 article 8).

The answered document is cited by title and number, as the trade does; what is decided is a placeholder for the drafter.
"""

import re
from enum import StrEnum

from msgspec.structs import replace

from xzt.docs.kinds.filling import House, filled
from xzt.docs.kinds.quoting import Quoted, citation
from xzt.docs.kinds.table import kind_facts
from xzt.docs.model import Kind, OfficialDocument, Paragraph


class Answer(StrEnum):
    """How a document is answered."""

    REPLY = "批复"
    LETTER = "复函"
    REPORT = "报告"


_KINDS = {Answer.REPLY: Kind.REPLY, Answer.LETTER: Kind.LETTER, Answer.REPORT: Kind.REPORT}
_TITLE = re.compile(r"^.*?关于(?P<matter>.+?)的(?:请示|函|通知|意见|报告|批复|决定|通报|议案|[^的]{1,4})$")


def usual_answer(title: str) -> Answer:
    """Return how a document with this title is usually answered."""
    if title.endswith("请示"):
        return Answer.REPLY
    return Answer.LETTER if title.endswith("函") else Answer.REPORT


def answering(house: House, answer: Answer, quoted: Quoted, sender: str) -> OfficialDocument:
    """Return the answer to ``quoted`` as a beginning: title, recipient and the opening that cites it are written."""
    found = _TITLE.match(quoted.title)
    matter = found["matter"] if found else quoted.title
    cited = citation(quoted)
    title, opening = {
        Answer.REPLY: (f"{house.organ}关于{matter}的批复", f"{cited}收悉。经研究，现批复如下："),
        Answer.LETTER: (f"{house.organ}关于{matter}的复函", f"{cited}收悉。经研究，现函复如下："),
        Answer.REPORT: (f"{house.organ}关于{matter.removesuffix('情况')}情况的报告", f"按照{cited}要求，现将有关情况报告如下："),
    }[answer]
    closing = {Answer.REPLY: "此复。", Answer.LETTER: "特此函复。", Answer.REPORT: "特此报告。"}[answer]
    blocks = (Paragraph(opening), Paragraph("【答复内容】"), Paragraph(closing))
    return replace(filled(kind_facts(_KINDS[answer]), house), title=title, recipients=sender, blocks=blocks, attachments=())
